"""A case from plain Python data, for programs that embed the engine. Part of :mod:`engine.case`.

The data is written as JSON and read like a file: one way in, one set of rules, and places that can be shown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.case.case import Case
from engine.case.from_json import read_case
from engine.diagnostics import Diagnostic


def as_json(mapping: Mapping[str, Any]) -> bytes:
    """``mapping`` as the JSON text that :func:`case_from_mapping` reads; dates become ISO text, decimals their digits,
    numbers and truths of numpy those of Python.

    Raises ``TypeError`` for values that JSON does not have.
    """
    try:
        text = json.dumps(mapping, ensure_ascii=False, indent=2, default=_text)
    except (ValueError, RecursionError):
        raise TypeError("no value of an application: one that holds itself, or is nested without end") from None
    return text.encode("utf-8", "surrogatepass")


def case_from_mapping(
    mapping: Mapping[str, Any],
    tables: Mapping[str, Any],
    subject: str | None = None,
    on: date | None = None,
    file: str = "application.json",
) -> tuple[Case | None, list[Diagnostic]]:
    """As :func:`engine.case.from_json.read_case`, for a dictionary. Diagnostics point into :func:`as_json`'s text.

    Raises ``TypeError`` for values that JSON does not have.
    """
    return read_case(file, as_json(mapping), tables, subject, on)


def _text(value: object) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, date):
        return value.isoformat()[:10]
    if type(value).__name__ == "Decimal":
        return format(value, "f")
    if type(value).__module__ == "numpy" and getattr(value, "ndim", None) == 0:
        return value.item()  # type: ignore[attr-defined]  # a number or truth of a table
    raise TypeError(f"no value of an application: {type(value).__name__}")
