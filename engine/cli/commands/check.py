"""``policy check``: all that is wrong or doubtful in a policy folder."""

from __future__ import annotations

import difflib
import os

import click

from engine import api
from engine.cli import output
from engine.cli.choosing import latest, shown
from engine.cli.command import Command, Word, argument, command, format_option, layers_option, option
from engine.cli.saving import save

_HELP = (
    "检查政策文件夹：文件、规则、名称、类型、条款、完整性。有错误时退出码为 2；提醒和建议不算，写 --strict 时有提醒退出码为 1。",
    "Check a policy folder: files, rules, names, types, clauses, completeness. Exits with 2 on errors, with --strict with 1 on "
    "warnings; hints never fail.",
)
_DIR = ("政策文件夹；不写则查最近年度的政策", "policy folder; by default that of the latest year")
_FIX = (
    "删去不起作用的内容（没有使用的定义、不起作用的“不再提示”），并显示改动；只做证明不改变任何结论的",
    "take out what does nothing (unused definitions, idle entries of checks.yaml) and show it; no decision changes, provably",
)
_DIFF = ("只看不改：显示 --fix 会删去的行", "change nothing: show the lines that --fix would take out")
_STRICT = ("有提醒时退出码为 1，供自动检查使用", "exit with 1 on warnings, for automatic checks")
_SEVERITY = ("只显示这一级和更重的", "show this severity and graver ones only")
_HELP_URI = ("SARIF 里各代码说明页的网址前缀", "where the pages of codes are published, for SARIF")
#: From the gravest.
_LEVELS = (api.Severity.ERROR, api.Severity.WARNING, api.Severity.HINT)
_WORDS = {
    "zh": {
        "clean": "{path}：没有发现问题。", "warned": "{path}：没有错误，有 {warnings} 处提醒{hints}。",
        "failed": "{path}：{errors} 处错误，{warnings} 处提醒{hints}。", "hints": "，{hints} 处建议",
        "counts": "条款 {clauses} 条，附件 {rows} 项，条件 {conditions} 条，倾斜 {entitlements} 条，"
        "参数 {parameters} 个，口径 {readings} 个。",
        "known": "另有 {known} 处已在 checks.yaml 说明理由，不再提示。", "nothing": "没有可以代为删去的。",
        "fixed": "已删去不起作用的内容：{files}。", "would": "--fix 会删去以上内容（{files}）；没有改动文件。",
    },
    "en": {
        "clean": "{path}: no problems found.", "warned": "{path}: no errors; warnings: {warnings}{hints}.",
        "failed": "{path}: errors: {errors}; warnings: {warnings}{hints}.", "hints": "; hints: {hints}",
        "counts": "{clauses} clauses, {rows} rows, {conditions} conditions, {entitlements} entitlements, "
        "{parameters} parameters, {readings} readings.",
        "known": "{known} more findings are set aside with a reason in checks.yaml.", "nothing": "nothing can be taken out.",
        "fixed": "taken out what did nothing: {files}.", "would": "--fix would take this out ({files}); no file was changed.",
    },
}  # fmt: skip


def build(lang: str) -> Command:
    """The command in ``lang``."""
    folder = argument(lang, "folder", ("文件夹", "DIR"), _DIR, type=click.Path())
    options = [option(lang, "--fix", None, _FIX), option(lang, "--diff", None, _DIFF)]
    options += [option(lang, "--strict", None, _STRICT)]
    options += [option(lang, "--severity", ("|".join(_LEVELS),) * 2, _SEVERITY, type=Word(_LEVELS), default=_LEVELS[-1])]
    options += [option(lang, "--help-uri", ("网址", "URI"), _HELP_URI, default="")]
    formats = format_option(lang, "text", "json", "sarif")
    return command(lang, "check", _HELP, [folder, formats, layers_option(lang), *options], _run)


def _run(
    lang: str, folder: str | None, format: str, fix: bool, diff: bool, strict: bool, severity: str, help_uri: str,
    **values: tuple[str, ...],
) -> int:  # fmt: skip
    path = folder if folder is not None else shown(latest().path)
    if fix or diff:
        _fix(path, values["with"], fix and not diff, lang)
    found = api.inspect_policy(path, values["with"])
    told = [each for each in found.diagnostics if _LEVELS.index(each.severity) <= _LEVELS.index(severity)]
    if format == "sarif":
        output.write_json(found.sarif(told, lang, os.getcwd(), help_uri))
    elif format == "json":
        output.write_json(_document(path, found, told, lang))
    else:
        output.complain(told, found.sources, lang)
        output.write(_summary(path, found, lang))
    warned = strict and _number(found, api.Severity.WARNING)
    return 2 if found.failed else 1 if warned else 0


def _document(path: str, found: api.Checked, told: list[api.Diagnostic], lang: str) -> dict[str, object]:
    return {
        "policy": api.safe(path, 400),
        "errors": _number(found, api.Severity.ERROR),
        "warnings": _number(found, api.Severity.WARNING),
        "hints": _number(found, api.Severity.HINT),
        "counts": found.counts,
        "diagnostics": api.diagnostics_as_json(told, lang),
    }


def _summary(path: str, found: api.Checked, lang: str) -> str:
    errors, warnings, hints = (_number(found, level) for level in _LEVELS)
    key = "failed" if found.failed else "warned" if found.diagnostics else "clean"
    words = _WORDS[lang]
    more = words["hints"].format(hints=hints) if hints else ""
    first = words[key].format(path=api.safe(path, 200), errors=errors, warnings=warnings, hints=more)
    lines = [first, *([words["counts"].format(**found.counts)] if found.counts else [])]
    lines += [words["known"].format(**found.counts)] if found.counts.get("known") else []
    return "".join(f"{line}\n" for line in lines)


def _fix(path: str, layers: tuple[str, ...], write: bool, lang: str) -> None:
    """Show what can be taken out, on standard error, and take it out where ``write``."""
    words = _WORDS[lang]
    files = api.fix_policy(path, layers)
    for name, (before, after) in files.items():
        lines = difflib.unified_diff(before.splitlines(), after.splitlines(), name, name, lineterm="")
        output.tell("".join(f"{api.safe(line, 400)}\n" for line in lines))
        if write:
            save(after.encode("utf-8"), os.path.join(path, name))
    told = words["nothing"] if not files else words["fixed" if write else "would"].format(files="、".join(files))
    output.tell(told + "\n")


def _number(found: api.Checked, severity: str) -> int:
    return sum(diagnostic.severity == severity for diagnostic in found.diagnostics)
