"""What a change does, as tables for spreadsheets: CSV with a byte order mark, as Excel wants it. Part of :mod:`engine.impact`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from engine.impact.told import explained
from engine.impact.words import WORDS, decision


def as_tables(data: dict[str, Any], lang: str) -> dict[str, bytes]:
    """The tables by file name."""
    return _turned(data, lang) if "turns" in data else _swept(data, lang)


def _turned(data: dict[str, Any], lang: str) -> dict[str, bytes]:
    words = WORDS[lang]
    turn = [words["before"], words["after"]]
    found = {"turns.csv": _table([[*turn, words["count"]], *([*_turn(each, lang), each["rows"]] for each in data["turns"])])}
    for group in data["groups"]:
        rows = [
            [word["word"] or words["unknown"], *_turn(each, lang), each["rows"]]
            for word in group["words"] for each in word["turns"]
        ]  # fmt: skip
        found[f"by-{group['id']}.csv"] = _table([[group["fact"], *turn, words["count"]], *rows])
    found["clauses.csv"] = _table([
        [*turn, words["clause"], words["says"], words["count"]],
        *([*_turn(each, lang), each["clause"], each["says"], each["rows"]] for each in data["clauses"]),
    ])  # fmt: skip
    found["examples.csv"] = _table([
        [*turn, words["key"], words["file"], words["line"], words["clause"]],
        *([*_turn(each, lang), row["key"], row["file"], row["line"], explained(row, lang)]
          for each in data["examples"] for row in each["rows"]),
    ])  # fmt: skip
    return found


def _turn(each: dict[str, Any], lang: str) -> list[str]:
    return [decision(each["before"], lang), decision(each["after"], lang)]


def _swept(data: dict[str, Any], lang: str) -> dict[str, bytes]:
    words = WORDS[lang]
    shown = list(dict.fromkeys(name for each in data["values"] for name in each["decisions"]))
    titles = [decision(name, lang) for name in shown]
    values = [[each["value"], *(each["decisions"].get(name, 0) for name in shown)] for each in data["values"]]
    found = {"sweep.csv": _table([[words["value"], *titles], *values])}
    for group in data["groups"]:
        rows = [
            [word["word"] or words["unknown"], each["value"], *(counts.get(name, 0) for name in shown)]
            for word in group["words"] for each, counts in zip(data["values"], word["decisions"], strict=True)
        ]  # fmt: skip
        found[f"sweep-by-{group['id']}.csv"] = _table([[group["fact"], words["value"], *titles], *rows])
    return found


def _table(rows: Iterable[list[Any]]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows([_safe(cell) for cell in row] for row in rows)
    return ("\ufeff" + stream.getvalue()).encode("utf-8", "backslashreplace")


def _safe(cell: Any) -> Any:
    """A text that a spreadsheet would take for a formula is given a quote before it."""
    return "'" + cell if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
