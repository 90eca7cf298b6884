"""``policy check``: all that is wrong or doubtful in a policy folder."""

from __future__ import annotations

import click

from engine import api
from engine.cli import output
from engine.cli.choosing import latest, shown
from engine.cli.command import Command, argument, command, format_option, layers_option

_HELP = (
    "检查政策文件夹：文件、规则、名称、类型、条款、完整性。有错误时退出码为 2，警告不算。",
    "Check a policy folder: files, rules, names, types, clauses, completeness. Exits with 2 on errors; warnings do not fail.",
)
_DIR = ("政策文件夹；不写则查最近年度的政策", "policy folder; by default that of the latest year")
_WORDS = {
    "zh": {
        "clean": "{path}：没有发现问题。", "warned": "{path}：没有错误，有 {warnings} 处提醒。",
        "failed": "{path}：{errors} 处错误，{warnings} 处提醒。",
        "counts": "条款 {clauses} 条，附件 {rows} 项，条件 {conditions} 条，倾斜 {entitlements} 条，"
        "参数 {parameters} 个，口径 {readings} 个。",
    },
    "en": {
        "clean": "{path}: no problems found.", "warned": "{path}: no errors; warnings: {warnings}.",
        "failed": "{path}: errors: {errors}; warnings: {warnings}.",
        "counts": "{clauses} clauses, {rows} rows, {conditions} conditions, {entitlements} entitlements, "
        "{parameters} parameters, {readings} readings.",
    },
}  # fmt: skip


def build(lang: str) -> Command:
    """The command in ``lang``."""
    folder = argument(lang, "folder", ("文件夹", "DIR"), _DIR, type=click.Path())
    return command(lang, "check", _HELP, [folder, format_option(lang, "text", "json", "sarif"), layers_option(lang)], _run)


def _run(lang: str, folder: str | None, format: str, **values: tuple[str, ...]) -> int:
    path = folder if folder is not None else shown(latest().path)
    found = api.inspect_policy(path, values["with"])
    if format == "sarif":
        output.write_json(api.diagnostics_as_sarif(found.diagnostics, lang))
    elif format == "json":
        output.write_json(_document(path, found, lang))
    else:
        output.complain(found.diagnostics, found.sources, lang)
        output.write(_summary(path, found, lang))
    return 2 if found.failed else 0


def _document(path: str, found: api.Checked, lang: str) -> dict[str, object]:
    return {
        "policy": api.safe(path, 400),
        "errors": _errors(found),
        "warnings": len(found.diagnostics) - _errors(found),
        "counts": found.counts,
        "diagnostics": api.diagnostics_as_json(found.diagnostics, lang),
    }


def _summary(path: str, found: api.Checked, lang: str) -> str:
    errors = _errors(found)
    key = "failed" if found.failed else "warned" if found.diagnostics else "clean"
    words = _WORDS[lang]
    first = words[key].format(path=api.safe(path, 200), errors=errors, warnings=len(found.diagnostics) - errors)
    return first + "\n" + (words["counts"].format(**found.counts) + "\n" if found.counts else "")


def _errors(found: api.Checked) -> int:
    return sum(diagnostic.severity == api.Severity.ERROR for diagnostic in found.diagnostics)
