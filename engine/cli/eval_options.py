"""The options of ``policy eval`` as data: read by :mod:`engine.cli.quick` and made into click options. Light."""

from __future__ import annotations

from typing import NamedTuple

from engine.cli.language import LANGUAGES


class EvalOption(NamedTuple):
    """One option. ``kind``: ``value``, ``values`` (may be repeated) or ``flag``; texts are Chinese and English."""

    flag: str
    kind: str
    metavar: tuple[str, str]
    help: tuple[str, str]
    choices: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The key under which its value is handed on."""
        return self.flag[2:].replace("-", "_")


OPTIONS = (
    EvalOption("--policy", "value", ("文件夹", "DIR"), (
        "按这个文件夹或政策包核对；不写则按申报年度选用",
        "use this policy folder or bundle instead of that of the application's year")),
    EvalOption("--key", "values", ("文件", "FILE"), (
        "只用这把公钥签名的政策包；可重复", "use only a bundle that this public key signed; repeatable")),
    EvalOption("--with", "values", ("文件夹", "DIR"), (
        "叠加一层（评委会通知、县计划、修订）；可重复", "lay a layer over the policy (notice, plan, amendment); repeatable")),
    EvalOption("--on", "value", ("日期", "DATE"), (
        "按这一天核对，如 2023-06-12；不写则按申报日期", "evaluate at this date instead of the date of application")),
    EvalOption("--subject", "value", ("主体", "SUBJECT"), (
        "文件说的是哪个主体，见 policy vocabulary；不写则按文件所写", "what the files are about, see `policy vocabulary`")),
    EvalOption("--format", "value", ("text|json", "text|json"), (
        "text 为自查结果信（默认），json 为数据", "text: a letter (default); json: data"), ("text", "json")),
    EvalOption("--exit-code", "flag", ("", ""), (
        "用退出码表示结论：0 未发现不符合，1 不符合，3 待补充，4 不属受理范围；多份取最重（2>1>3>4>0）",
        "tell the decision by exit code: 0 eligible, 1 ineligible, 3 incomplete, 4 not applicable; of several the worst "
        "(2 > 1 > 3 > 4 > 0)")),
    EvalOption("--reference", "flag", ("", ""), (
        "用逐节点求值的参考实现（慢，结果相同）", "use the reference evaluator (slow, same outcome)")),
    EvalOption("--lang", "value", ("zh|en", "zh|en"), ("中文或英文", "Chinese or English"), LANGUAGES),
)  # fmt: skip


class Request(NamedTuple):
    """One call of ``policy eval``: ``on`` is the text given."""

    files: tuple[str, ...]
    policy: str | None
    layers: tuple[str, ...]
    on: str | None
    subject: str | None
    format: str
    exit_code: bool
    reference: bool
    keys: tuple[str, ...] = ()


def request(files: tuple[str, ...], values: dict[str, object]) -> Request:
    """The request that files and options make; absent options take their defaults."""
    given = values.get
    return Request(
        files=files,
        policy=_text(given("policy")),
        layers=tuple(given("with") or ()),  # type: ignore[arg-type]
        on=_text(given("on")),
        subject=_text(given("subject")),
        format=_text(given("format")) or "text",
        exit_code=bool(given("exit_code")),
        reference=bool(given("reference")),
        keys=tuple(given("key") or ()),  # type: ignore[arg-type]
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)
