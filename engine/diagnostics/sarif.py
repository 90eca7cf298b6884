"""Diagnostics as a SARIF 2.1.0 log, for code review sites and editors. Part of :mod:`engine.diagnostics`.

Columns are declared as Unicode code points, which is what :class:`Span` counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from engine.diagnostics.catalog import help_text, label_text, message, page
from engine.diagnostics.diagnostic import Diagnostic
from engine.diagnostics.safe_text import safe
from engine.diagnostics.span import Span

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def to_sarif(diagnostics: Iterable[Diagnostic], lang: str = "zh", version: str = "") -> dict[str, object]:
    """One SARIF run with a rule for each code that occurs; ``version`` is the engine's."""
    found = list(diagnostics)
    codes = sorted({diagnostic.code for diagnostic in found})
    driver: dict[str, object] = {"name": "policy", "rules": [_rule(code, lang) for code in codes]}
    if version:
        driver["version"] = version
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "language": "en" if lang == "en" else "zh-CN",
        "results": [_result(diagnostic, codes, lang) for diagnostic in found],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str, lang: str) -> dict[str, object]:
    rule: dict[str, object] = {"id": code}
    try:
        entry = page(code)
    except KeyError:
        return rule
    rule["shortDescription"] = {"text": entry.title[lang]}
    rule["fullDescription"] = {"text": entry.description[lang].strip()}
    rule["defaultConfiguration"] = {"level": "warning" if code.startswith("W") else "error"}
    return rule


def _result(diagnostic: Diagnostic, codes: Sequence[str], lang: str) -> dict[str, object]:
    advice = help_text(diagnostic, lang)
    text = message(diagnostic, lang)
    result: dict[str, object] = {
        "ruleId": diagnostic.code,
        "ruleIndex": codes.index(diagnostic.code),
        "level": diagnostic.severity,
        "message": {"text": f"{text}\n{advice}" if advice else text},
    }
    if diagnostic.span.file:
        result["locations"] = [{"physicalLocation": _location(diagnostic.span)}]
    related = [
        {
            "id": number,
            "physicalLocation": _location(label.span),
            "message": {"text": label_text(diagnostic, label, lang)},
        }
        for number, label in enumerate(diagnostic.labels, 1)
        if label.span.file
    ]
    if related:
        result["relatedLocations"] = related
    return result


def _location(span: Span) -> dict[str, object]:
    uri = quote(safe(span.file, 1000).replace("\\", "/"))
    location: dict[str, object] = {"artifactLocation": {"uri": uri}}
    if span.line >= 1:
        location["region"] = {
            "startLine": span.line,
            "startColumn": max(1, span.column),
            "endLine": max(span.line, span.end_line),
            "endColumn": max(1, span.end_column),
        }
    return location
