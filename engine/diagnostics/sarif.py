"""Diagnostics as a SARIF 2.1.0 log, for code review sites and editors. Part of :mod:`engine.diagnostics`.

Columns count UTF-16 code units, as SARIF's consumers do; :class:`Span` counts characters, which differ from them only for rare
Chinese characters and signs beyond the basic plane. Files are named from where the log is read: a checkout, not this machine.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from engine.diagnostics.catalog import Page, help_text, label_text, message, page
from engine.diagnostics.diagnostic import HINTS, Diagnostic
from engine.diagnostics.safe_text import safe
from engine.diagnostics.span import Span

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "hint": "note"}


class Shown(NamedTuple):
    """How places are shown: texts by file name; by the prefix of file names, what stands before their paths instead;
    ``help_uri``: where the pages of codes are published, if anywhere."""

    sources: Mapping[str, str] = {}
    roots: Mapping[str, str] = {}
    help_uri: str = ""

    def uri(self, file: str) -> str:
        """The address of a file, relative to where the log is read."""
        prefix = max((each for each in self.roots if file.startswith(each)), key=len, default=None)
        path = file if prefix is None else f"{self.roots[prefix]}{file.removeprefix(prefix)}"
        whole = path.startswith("file:")  # its folder is quoted already
        return quote(safe(path, 1000).replace("\\", "/"), safe="/:%" if whole else "/")

    def column(self, file: str, line: int, column: int) -> int:
        """A column in UTF-16 code units."""
        text = self.sources.get(file, "")
        lines = text.split("\n", line) if text else []
        before = lines[line - 1][: column - 1] if line <= len(lines) else ""
        return column + sum(ord(character) > 0xFFFF for character in before)


def under(folder: str, base: str) -> str:
    """What stands before the files of ``folder``: its path from ``base`` where it is within, else its whole address."""
    path = os.path.abspath(folder)
    near = base and os.path.splitdrive(path)[0] == os.path.splitdrive(base)[0]
    inside = os.path.relpath(path, base) if near else ".."
    if inside.split(os.sep)[0] == "..":
        return f"{Path(path).as_uri()}/"
    return "" if inside == "." else f"{inside.replace(os.sep, '/')}/"


def to_sarif(
    diagnostics: Iterable[Diagnostic], lang: str = "zh", version: str = "", shown: Shown | None = None
) -> dict[str, object]:
    """One SARIF run with a rule for each code that occurs; ``version`` is the engine's."""
    found, shown = list(diagnostics), shown or Shown()
    codes = sorted({diagnostic.code for diagnostic in found})
    driver: dict[str, object] = {"name": "policy", "rules": [_rule(code, lang, shown) for code in codes]}
    if version:
        driver["version"] = version
    run = {
        "tool": {"driver": driver},
        "columnKind": "utf16CodeUnits",
        "language": "en" if lang == "en" else "zh-CN",
        "results": [_result(diagnostic, codes, lang, shown) for diagnostic in found],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str, lang: str, shown: Shown) -> dict[str, object]:
    rule: dict[str, object] = {"id": code}
    try:
        entry = page(code)
    except KeyError:
        return rule
    rule["shortDescription"] = {"text": entry.title[lang]}
    rule["fullDescription"] = {"text": entry.description[lang].strip()}
    rule["help"] = {"text": _page(entry, lang), "markdown": _page(entry, lang, "```\n", "```\n")}
    rule["defaultConfiguration"] = {"level": "note" if code in HINTS else "warning" if code.startswith("W") else "error"}
    if shown.help_uri:
        rule["helpUri"] = f"{shown.help_uri}#{code.lower()}"
    return rule


def _page(entry: Page, lang: str, fence: str = "", end: str = "") -> str:
    """What a rule is about, with what is wrong and what is right."""
    wrong, right = ("反例", "正例") if lang == "zh" else ("Wrong", "Right")
    examples = [(wrong, entry.bad), (right, entry.good)]
    told = [f"{name}:\n\n{fence}{text.rstrip()}\n{end}" for name, text in examples if text]
    return "\n\n".join([entry.description[lang].strip(), *told]).strip()


def _result(diagnostic: Diagnostic, codes: Sequence[str], lang: str, shown: Shown) -> dict[str, object]:
    advice = help_text(diagnostic, lang)
    text = message(diagnostic, lang)
    result: dict[str, object] = {
        "ruleId": diagnostic.code,
        "ruleIndex": codes.index(diagnostic.code),
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": f"{text}\n{advice}" if advice else text},
    }
    if diagnostic.span.file:
        result["locations"] = [{"physicalLocation": _location(diagnostic.span, shown)}]
    related = [
        {
            "id": number,
            "physicalLocation": _location(label.span, shown),
            "message": {"text": label_text(diagnostic, label, lang)},
        }
        for number, label in enumerate(diagnostic.labels, 1)
        if label.span.file
    ]
    if related:
        result["relatedLocations"] = related
    return result


def _location(span: Span, shown: Shown) -> dict[str, object]:
    location: dict[str, object] = {"artifactLocation": {"uri": shown.uri(span.file)}}
    if span.line >= 1:
        end = max(span.line, span.end_line)
        location["region"] = {
            "startLine": span.line,
            "startColumn": shown.column(span.file, span.line, max(1, span.column)),
            "endLine": end,
            "endColumn": shown.column(span.file, end, max(1, span.end_column)),
        }
    return location
