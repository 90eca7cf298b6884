"""Findings told in Chinese, and the same from a decision's data. Part of :mod:`engine.direct`."""

from __future__ import annotations

from typing import Any, NamedTuple

from engine.explain.decision import PROCEDURE
from engine.explain.figures import decimal, figure
from engine.explain.words import text


class ToldFinding(NamedTuple):
    """A condition: the policy's own words where it is not met, why it is asked, and a sentence for every comparison."""

    condition: str
    status: str
    messages: tuple[str, ...]
    applies: tuple[str, ...]
    sentences: tuple[str, ...]


class ToldRow(NamedTuple):
    """A routing row in scope (``true`` or ``possible``): its name, what was asked of it and what it grants."""

    row: str
    name: str
    scope: str
    findings: tuple[ToldFinding, ...]
    entitlements: tuple[tuple[str, str], ...]


class Told(NamedTuple):
    """A decision in Chinese: ``words`` is what it is called; ``entitlements`` are those that are or may be granted, each with
    what it says. Nothing is said twice within a finding."""

    decision: str
    words: str
    findings: tuple[ToldFinding, ...]
    entitlements: tuple[tuple[str, str], ...]
    rows: tuple[ToldRow, ...]


def told_of(data: dict[str, Any]) -> Told:
    """The same from the data of a decision."""
    rows = tuple(
        ToldRow(row["locator"], row["name"], row["scope"], _told(row["findings"]), _granted(row["entitlements"]))
        for row in data["committees"]
    )
    return Told(data["decision"], data["words"]["zh"], _told(data["findings"]), _granted(data["entitlements"]), rows)


def _told(findings: list[dict[str, Any]]) -> tuple[ToldFinding, ...]:
    return tuple(
        ToldFinding(
            found["condition"], found["status"],
            tuple(element["message"]["zh"] for element in found["elements"] if element["message"]),
            _sentences(found["applies"]),
            _sentences([comparison for element in found["elements"] for comparison in element["comparisons"]]),
        )
        for found in findings
    )  # fmt: skip


def _sentences(comparisons: list[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(comparison["text"]["zh"] for comparison in comparisons))


def _granted(entitlements: list[dict[str, Any]]) -> tuple[tuple[str, str], ...]:
    return tuple((each["entitlement"], each["message"]["zh"]) for each in entitlements)


def called_as(procedure: bool) -> dict[str, tuple[str, str]]:
    """What an outcome is called, and in words, for applications or for procedures."""
    return {
        outcome: (
            PROCEDURE.get(outcome, outcome) if procedure else outcome,
            text(("procedure_" if procedure else "decision_") + outcome)["zh"],
        )
        for outcome in ("eligible", "ineligible", *(() if procedure else ("not_applicable",)))
    }


def told_rows(rows: tuple) -> tuple[tuple[ToldRow, ...], ...]:
    """Rows of which nothing is asked, as they are told."""
    return tuple(tuple(ToldRow(*row) for row in listed) for listed in rows)


def once(sentences: list[str]) -> tuple[str, ...]:
    """Each sentence once."""
    return tuple(dict.fromkeys(sentences))


def written(like: dict[str, Any], value: Any) -> str:
    """A value within the policy's own words: years and numbers stand bare."""
    if type(value) is int:
        return decimal(value, like["scale"] or 0)
    return str(figure(value, like, {"enumerations": {}, "units": {}})["text"]["zh"])
