"""The figures, dates and words on which a policy's comparisons turn. Part of :mod:`engine.generate`."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from engine.artifact.tables import Tables

#: Which way a comparison asks a quantity to go.
_UP = (">=", ">")


class Anchors(NamedTuple):
    """``figures``: fact or ``(record, field)`` → ``(scaled value, whether more is asked for)``; ``dates``: fact → days;
    ``words``: fact → the word that a condition asks for; ``year``: of the policy; ``issued``: the notice's own date."""

    figures: dict[Any, tuple[int, bool]]
    dates: dict[str, tuple[date, ...]]
    words: dict[str, str]
    year: int
    issued: date


def anchors(tables: Tables, subject: dict[str, Any]) -> Anchors:
    """The anchors of a subject's facts."""
    figures: dict[Any, tuple[int, bool]] = {}
    dates: dict[str, set[date]] = {}
    deadlines = {
        date.fromisoformat(value) for parameter in tables["parameters"].values() if parameter["type"] == "date"
        for _, value in parameter["entries"] if value is not None
    }  # fmt: skip
    rows = {date.fromisoformat(row[end]) for row in tables["rows"].values() for end in ("start_date", "finish_date") if row[end]}
    ids = {fact["id"] for fact in subject["facts"]}
    for atom in tables["atoms"]:
        left, right = atom["left"], atom["right"]
        if atom["kind"] != "compare" or not left or not right or left.get("fact", left.get("record")) not in ids:
            continue
        if left["kind"] == "fact" and left["type"] == "date":
            dates.setdefault(left["fact"], set()).update(rows if right["kind"] == "row" else deadlines)
        elif left["kind"] in ("fact", "field") and right["kind"] == "parameter":
            value = tables["parameters"][right["parameter"]]["entries"][-1][1]
            key = left["fact"] if left["kind"] == "fact" else (left["record"], left["field"])
            if isinstance(value, int) and left["type"] in ("quantity", "integer"):
                figures[key] = (value, atom["operator"] in _UP)
    policy = tables["policy"]
    return Anchors(
        figures, {id: tuple(sorted(days)) for id, days in dates.items()}, _words(tables, subject), int(policy["year"]),
        date.fromisoformat(policy["issued_on"]),
    )  # fmt: skip


def _words(tables: Tables, subject: dict[str, Any]) -> dict[str, str]:
    """The words that blocking conditions of the case ask for outright (``申报渠道 是 省平台``)."""
    found: dict[str, str] = {}
    for condition in tables["conditions"].values():
        if condition["subject"] != subject["name"] or not condition["blocks"] or len(condition["facts"]) != 1:
            continue
        for number in condition["atoms"]:
            atom = tables["atoms"][number]
            left, right = atom["left"], atom["right"]
            if atom["kind"] == "compare" and atom["operator"] == "=" and left["kind"] == "fact" and right["kind"] == "constant":
                found[left["fact"]] = right["text"]
    return found
