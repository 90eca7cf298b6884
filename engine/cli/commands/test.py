"""``policy test``: the scenarios of a policy, clause by clause."""

from __future__ import annotations

from time import perf_counter

import click

from engine.acceptance import public
from engine.cli import output
from engine.cli.choosing import latest, shown
from engine.cli.command import Command, argument, command, format_option, option
from engine.cli.progress import Progress
from engine.cli.saving import check_target, save

_HELP = (
    "运行中文场景，逐条报告：有几个场景，通过几个，合格和不合格的是否都有。有场景未通过或条款缺场景时退出码为 1。",
    "Run the scenarios and report clause by clause: how many there are, how many hold, whether each clause is passed and failed. "
    "Exits with 1 where a scenario fails or a clause lacks one.",
)
_DIR = ("政策文件夹；不写则用最近年度的政策", "policy folder; by default that of the latest year")
_FEATURES = ("场景文件夹；不写则用政策旁的 features", "folder of features; by default the `features` beside the policy")
_WORDS = ("只运行文件名、场景名或条款含这几个字的", "only scenarios whose file, name or clauses contain this")
_COVERAGE = ("另报每条里的条件和比较是否真假两面都见到", "also tell which conditions and comparisons are seen both ways")
_JUNIT = ("另存一份 JUnit XML", "also write JUnit XML")


def build(lang: str) -> Command:
    """The command in ``lang``."""
    folder = argument(lang, "folder", ("文件夹", "DIR"), _DIR, type=click.Path())
    features = option(lang, "--features", ("文件夹", "DIR"), _FEATURES, type=click.Path())
    junit = option(lang, "--junit", ("文件", "FILE"), _JUNIT, type=click.Path())
    words = click.Option(["-k", "words"], metavar=("文字", "TEXT")[lang == "en"], help=_WORDS[lang == "en"])
    coverage = option(lang, "--coverage", None, _COVERAGE)
    return command(lang, "test", _HELP, [folder, words, features, coverage, junit, format_option(lang, "text", "json")], _run)


def _run(
    lang: str, folder: str | None, words: str | None, features: str | None, coverage: bool, junit: str | None, format: str
) -> int:
    path = folder if folder is not None else shown(latest().path)
    check_target(junit)
    bar = Progress()
    try:
        tested = public.run_features(path, features, words, coverage, clock=perf_counter, progress=bar)
    finally:
        bar.clear()
    if junit is not None:
        save(public.as_junit(tested).encode("utf-8"), junit)
    if format == "json":
        output.write_json(public.as_json(tested))
    else:
        output.write(public.as_text(tested, lang))
    return 0 if tested.passed else 1
