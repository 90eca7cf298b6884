"""Short ways to read an application in tests and to see what a diagnostic says and underlines."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from engine.case.case import Case
from engine.case.from_json import read_case
from engine.diagnostics import Diagnostic, Span
from tests.case.tables_fixture import TABLES

FILE = "applicant.json"


def read_text(text: str, subject: str | None = None, on: date | None = None) -> tuple[Case | None, list[Diagnostic]]:
    """Read a file with that text against the fixture's tables."""
    return read_case(FILE, text.encode(), TABLES, subject, on)


def read(facts: Any, subject: str | None = None, on: date | None = None) -> tuple[Case | None, list[Diagnostic]]:
    """Read plain data as a file."""
    return read_text(json.dumps(facts, ensure_ascii=False), subject, on)


def case_of(facts: Any, on: date | None = None) -> Case:
    """The case of an application without mistakes."""
    case, diagnostics = read(facts, on=on)
    assert diagnostics == []
    assert case is not None
    return case


def value_of(name: str, value: Any, id: str | None = None) -> Any:
    """The value that one fact is read as."""
    facts = case_of({name: value}).facts
    return facts[id] if id else next(facts[f["id"]] for f in TABLES["subjects"]["申报"]["facts"] if name in (f["name"], f["id"]))


def underlined(text: str, span: Span) -> str:
    """The characters of a one-line ``text`` that a span covers."""
    assert span.line == span.end_line
    return text.split("\n")[span.line - 1][span.column - 1 : span.end_column - 1]
