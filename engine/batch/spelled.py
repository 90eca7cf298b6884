"""What a query said of a row, as the fields of its record. Part of :mod:`engine.batch`.

Rows of a register repeat each other, so the fields are made once for every answer that was given: of many answers together in
:mod:`engine.batch.wording`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

from engine.artifact.tables import Tables
from engine.batch.formats import csv_line, json_line
from engine.batch.verdict import referring
from engine.columnar.program import CAREFUL, CODES, Program, decoded
from engine.explain.decision import PROCEDURE
from engine.explain.findings import ENTITLED

#: Added to a code where assumed facts carry a decision that would be final.
ASSUMED = 10
#: Groups of entitlements → the status that a record gives them.
GIVEN = {"granted": "granted", "awaiting": "awaiting_judgement", "undetermined": ENTITLED[None]}
#: Says of a mask that more is missing than its bits can tell.
UNSAID = "unsaid"
#: Rows that take an application, and rows that may.
TAKING = ("row", "possible")
_ALIKE = "_alike"
#: Stand for key and line while a line is made: neither can be met in one.
_KEY, _LINE = "\ue000", 987654321987


#: Stands for all empty lists.
_NONE: list[Any] = []
#: What bits say: group → ``(name, row)``.
Found = dict[str, list[tuple[str, str | None]]]


class Reads(NamedTuple):
    """The bits that a field is made of: those of ``groups``; those of :data:`TAKING` too where at least ``least`` bits of the
    groups ``among`` are there."""

    groups: tuple[str, ...]
    among: tuple[str, ...] = ()
    least: int = 1


_EACH = tuple(f"{group}{_ALIKE}" for group in GIVEN)
#: The fields that are lists, in the order of a record.
READS = {
    "rows": Reads(("row",)),
    "possible_rows": Reads(("possible",)),
    "failed": Reads(("failed", "failed_in_rows"), ("failed_in_rows",), 2),
    "failed_clauses": Reads(("clause",)),
    "open": Reads(("open", "open_in_rows"), ("open_in_rows",), 2),
    "open_clauses": Reads(("open_clause",)),
    "missing": Reads(("missing",)),
    "entitlements": Reads((*GIVEN, *_EACH), _EACH),
    "referrals": Reads(("referred",)),
}


class Speller:
    """Spells the answers of one program. Lists are shared between the records that say the same: nobody changes them."""

    def __init__(self, tables: Tables, program: Program, kind: str, lang: str) -> None:
        self._program = program
        self._procedure = tables["subjects"][program.subject]["wording"] == "procedure"
        self._rows = {locator: number for number, locator in enumerate(tables["rows"])}
        self._of = {locator: row["table"] for locator, row in tables["rows"].items()}
        self._tables_of = {name: frozenset(tables["conditions"][name]["tables"]) for name in program.asked}
        self._clauses = {name: number for number, name in enumerate(tables["clauses"])}
        self._asked = {name: number for number, name in enumerate(program.asked)}
        self._line = csv_line(lang, tables) if kind == "csv" else json_line
        places = {name: number for number, name in enumerate(program.granted)}
        self._alike = {name: frozenset(rows) for name, rows in program.alike}
        listed = {(name, row) for _, entries in program.masks for group, name, row in entries if group in GIVEN}
        listed |= {(name, row) for name, rows in program.alike for row in rows}
        order = sorted(listed, key=lambda each: (-1 if each[1] is None else self._rows[each[1]], places[each[0]]))
        self._order = {entry: number for number, entry in enumerate(order)}
        self._makers: dict[str, Callable[[Found], list[Any] | None]] = {
            "rows": partial(self._listed, group="row", order=self._rows),
            "possible_rows": partial(self._listed, group="possible", order=self._rows),
            "failed": partial(self._asked_for, group="failed"),
            "failed_clauses": partial(self._listed, group="clause", order=self._clauses),
            "open": partial(self._asked_for, group="open"),
            "open_clauses": partial(self._listed, group="open_clause", order=self._clauses),
            "missing": self._missing,
            "entitlements": self._entitlements,
            "referrals": partial(self._listed, group="referred", order=referring(tables)),
        }
        self._met: dict[tuple[Any, ...], list[Any]] = {}
        self._told: dict[tuple[int, ...], dict[str, Any] | None] = {}

    def fields(self, answer: tuple[int, ...]) -> dict[str, Any] | None:
        """The fields of an answer (code, masks) from ``subject`` on; ``None`` where it has none, or their order cannot be told
        from it."""
        if answer[0] == CAREFUL:
            return None
        if answer not in self._told:
            self._told[answer] = self._fields(answer)
        return self._told[answer]

    def _fields(self, answer: tuple[int, ...]) -> dict[str, Any] | None:
        found = decoded(self._program, answer[1:])
        lists = {name: make(found) for name, make in self._makers.items()}
        if UNSAID in found or any(listed is None for listed in lists.values()):
            return None
        decision, final = self.decision(answer[0])
        return {"subject": self._program.subject, "decision": decision, "final": final, **lists, "errors": []}

    def decision(self, code: int) -> tuple[str, bool]:
        """What a code says: the decision, and whether it is final."""
        decision, final = CODES[code % ASSUMED]
        return PROCEDURE.get(decision, decision) if self._procedure else decision, final and code < ASSUMED

    def listed(self, field: str, masks: Sequence[int]) -> list[Any] | None:
        """One of the fields of :data:`READS`, of which no other bits need be there; ``None`` where its order cannot be told."""
        return self._makers[field](decoded(self._program, masks))

    def _asked_for(self, found: Found, group: str) -> list[str] | None:
        """Conditions that failed, or that are open: those of the case, then those of rows."""
        some, more = self._listed(found, group, self._asked), self._in_rows(found, f"{group}_in_rows")
        return None if more is None else self._together(some, more)

    def _missing(self, found: Found) -> list[str]:
        return self._once(sorted({subject for subject, _ in found.get("missing", ())}))

    def _entitlements(self, found: Found) -> list[Any]:
        given = [(row, name, status) for group, status in GIVEN.items() for name, row in found.get(group, ())]
        for group, status in GIVEN.items():
            for name, _ in found.get(f"{group}{_ALIKE}", ()):
                given += [(row, name, status) for row in self._taking(found) if row in self._alike[name]]
        given.sort(key=lambda each: self._order[each[1], each[0]])
        return self._entitled(given)

    def _taking(self, found: Found) -> list[str]:
        """The rows that take the application, then those that may."""
        return [row for group in TAKING for row in self._listed(found, group, self._rows)]

    def _in_rows(self, found: Found, group: str) -> list[str] | None:
        """Conditions of rows in the order in which rows ask them; ``None`` where it cannot be told which row it is that does."""
        names = self._listed(found, group, self._asked)
        if len(names) < 2:
            return names
        rows = self._taking(found)
        asking = [[self._rows[row] for row in rows if self._of[row] in self._tables_of[name]] for name in names]
        apart = sorted(zip(asking, names, strict=True), key=lambda each: each[0])
        if len({tuple(numbers) for numbers in asking}) == 1 and len(asking[0]) == 1:
            return names
        told = all(asking) and all(max(one[0]) < min(other[0]) for one, other in pairwise(apart))
        return [name for _, name in apart] if told else None

    def _listed(self, found: Found, group: str, order: dict[str, int]) -> list[str]:
        if group not in found:
            return _NONE
        names = tuple(name for name, _ in found[group])
        listed = self._met.get((group, names))
        if listed is None:
            last = len(order)
            listed = self._met[group, names] = sorted(names, key=lambda name: (order.get(name, last), name))
        return listed

    def _together(self, some: list[str], more: list[str]) -> list[str]:
        return self._once(list(dict.fromkeys(some + more))) if more else some

    def _entitled(self, given: list[tuple[str | None, str, str]]) -> list[Any]:
        listed = self._met.get(("given", tuple(given)))
        if listed is None:
            listed = [{"entitlement": name, "status": status, "row": row} for row, name, status in given]
            self._met["given", tuple(given)] = listed
        return listed

    def _once(self, values: list[Any]) -> list[Any]:
        """Equal lists are one object: who writes them down tells at a glance that they are the same."""
        return self._met.setdefault(("", tuple(values)), values)

    def around(self, fields: dict[str, Any], file: str) -> tuple[str, str, str]:
        """A record's line as three texts: before the key, between key and line number, and after it."""
        line = self._line({"key": _KEY, "file": file, "line": _LINE} | fields).decode("utf-8")
        before, _, rest = line.partition(_KEY)
        between, _, after = rest.partition(str(_LINE))
        return before, between, after
