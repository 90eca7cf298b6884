"""What a change does, as tables for spreadsheets: CSV with a byte order mark, as Excel wants it. Part of :mod:`engine.impact`."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from engine.impact.counted import UNREADABLE, Turned
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


class ChangedTable:
    """Every row that turns, as a CSV table written row by row: a register may have any number of them."""

    def __init__(self, stream: BinaryIO, lang: str) -> None:
        self._stream = stream
        self._lang = lang

    def begin(self, facts: Sequence[str]) -> None:
        """The head, with the names of the facts that rows are counted by."""
        words = WORDS[self._lang]
        head = [words["key"], words["file"], words["line"], *facts, words["before"], words["after"], words["clause"]]
        self._stream.write(_table([head]))

    def add(self, rows: Iterable[Turned]) -> None:
        """Some rows more."""
        words = WORDS[self._lang]
        lines = []
        for row in rows:
            before, _, after = row.turn.partition("\t")
            about = {"clauses": row.clauses, "refused": row.refused} | ({"after": None} if after != UNREADABLE else {})
            found = [word or words["unknown"] for word in row.words]
            turned = [decision(before, self._lang), decision(after, self._lang)]
            lines.append([row.key, row.file, row.line, *found, *turned, explained(about, self._lang)])
        self._stream.write(_lines(lines))


def _table(rows: Iterable[list[Any]]) -> bytes:
    return codecs.BOM_UTF8 + _lines(rows)


def _lines(rows: Iterable[list[Any]]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows([_safe(cell) for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8", "backslashreplace")


def _safe(cell: Any) -> Any:
    """A text that a spreadsheet would take for a formula is given a quote before it."""
    return "'" + cell if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
