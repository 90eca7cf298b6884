"""``policy release``: a policy folder as one bundle, once nothing is open and everything is tested."""

from __future__ import annotations

import os
import re
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click

from engine import api
from engine.cli import output
from engine.cli.choosing import refuse
from engine.cli.command import Command, argument, command, layers_option, option
from engine.cli.evaluation import read_day
from engine.cli.progress import Stage
from engine.cli.saving import check_target, output_option, save

if TYPE_CHECKING:
    from engine.release.public import Manifest

_HELP = (
    "发布：核对全部事项（待确认、条款登记、场景、改错能否发现），都通过才写出一个政策包；有一项不过就列出并以退出码 2 结束。",
    "Release: examine everything (open items, ledger, scenarios, mutants); write one bundle if all of it holds, else list what "
    "does not and exit with 2.",
)
_DIR = ("政策文件夹", "policy folder")
_BY = ("发布人（姓名或处室），可重复", "who releases it (name or office); repeatable")
_ON = ("发布日期，写进清单；不写则不记日期", "day of the release for the manifest; none by default")
_NOTICE = ("通知原文（文本或 Word），连摘要值一起核对", "the notice (text or Word), to verify the digests as well")
_FEATURES = ("场景文件夹；不写则用政策旁的 features", "folder of features; by default the `features` beside the policy")
_KEY = ("签名用的私钥文件（Ed25519，PEM）", "file with the private key that signs it (Ed25519, PEM)")
_FORCE = ("已有同名文件时换掉", "write over a bundle that is there")
_JOBS = ("同时用几个进程；默认 2", "processes at work; 2 by default")
_JOB_COUNT = re.compile(r"[1-9][0-9]?\Z")
_BY_EXPECTED = {"zh": "姓名或处室，不得空白", "en": "a name or an office, not blank"}
_WORDS: dict[str, dict[str, Any]] = {
    "zh": {
        "stages": {"scenarios": "场景", "mutants": "改错"},
        "refused": "没有发布：还有 {count} 处要处理。\n",
        "done": "已发布：{title}（{number}）\n政策包：{path}\n名称：{digest}\n"
        "核对：条款 {clauses} 条，场景 {scenarios} 个通过，改错 {mutants} 处（发现 {killed}，证明等价 {equivalent}）；"
        "确认事项 {confirmed} 件。\n",
    },
    "en": {
        "stages": {"scenarios": "scenarios", "mutants": "mutants"},
        "refused": "Not released; places to settle: {count}.\n",
        "done": "Released: {title} ({number})\nBundle: {path}\nName: {digest}\n"
        "Examined: {clauses} clauses, {scenarios} scenarios passed, {mutants} mutants ({killed} killed, {equivalent} proved "
        "equivalent); {confirmed} confirmed items.\n",
    },
}  # fmt: skip


def build(lang: str) -> Command:
    """The command in ``lang``."""
    folder = argument(lang, "folder", ("文件夹", "DIR"), _DIR, type=click.Path(), required=True)
    options = [
        option(lang, "--by", ("姓名", "NAME"), _BY, multiple=True),
        option(lang, "--on", ("日期", "DATE"), _ON),
        option(lang, "--notice", ("文件", "FILE"), _NOTICE, type=click.Path()),
        option(lang, "--features", ("文件夹", "DIR"), _FEATURES, type=click.Path()),
        option(lang, "--key", ("文件", "FILE"), _KEY, type=click.Path()),
        option(lang, "--jobs", ("个数", "N"), _JOBS, default="2"),
        option(lang, "--force", None, _FORCE),
    ]
    return command(lang, "release", _HELP, [folder, output_option(lang), *options, layers_option(lang)], _run)


def _run(lang: str, folder: str, **values: Any) -> int:
    from engine.release.public import release

    for name in ("by", "output"):
        if not values[name]:
            refuse("E0904", name=f"--{name}")
    for by in values["by"]:
        if not by.strip() or api.safe(by, len(by)) != by:  # a control character would speak to the terminal of whoever verifies
            refuse("E0905", name="--by", value=by, expected=_BY_EXPECTED[lang])
    if not _JOB_COUNT.match(values["jobs"]):
        refuse("E0905", name="--jobs", value=values["jobs"], expected="1 … 99")
    target = _target(values["output"], "0" * 64)
    check_target(target)
    if os.path.exists(target) and not values["force"]:
        refuse("E0981", name=target)
    words = _WORDS[lang]
    made = release(
        folder, values["with"], by=values["by"], on=read_day(values["on"]).isoformat() if values["on"] else None,
        features=values["features"], notice=values["notice"], key=values["key"], jobs=int(values["jobs"]),
        clock=perf_counter, progress=lambda stage: Stage(words["stages"][stage]),
    )  # fmt: skip
    if made.manifest is None or made.data is None:
        errors = [each for each in made.gate.diagnostics if each.severity == api.Severity.ERROR]
        output.complain(errors, made.gate.sources, lang)
        output.write(words["refused"].format(count=len(errors)))
        return 2
    path = _target(values["output"], made.manifest.digest)
    save(made.data, path)
    output.write(words["done"].format(path=api.safe(path, 400), **_figures(made.manifest)))
    return 0


def _target(path: str, digest: str) -> str:
    """Where the bundle goes: into a folder it goes under its own name."""
    return os.path.join(path, f"{digest}.bundle") if os.path.isdir(path) else path


def _figures(manifest: Manifest) -> dict[str, object]:
    data, checks = manifest.data, manifest.data["checks"]
    killed, equivalent = checks["mutants"]["killed"], checks["mutants"]["equivalent"]
    return {
        "title": data["title"], "number": data["document_number"], "digest": manifest.digest,
        "clauses": checks["trace"]["clauses"], "scenarios": checks["scenarios"]["passed"],
        "mutants": killed + equivalent, "killed": killed, "equivalent": equivalent, "confirmed": len(data["confirmed"]),
    }  # fmt: skip
