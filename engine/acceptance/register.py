"""Clause by clause: which scenarios are about it, and whether they show it both met and not met. Part of
:mod:`engine.acceptance`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine import api
from engine.acceptance.runner import Ran
from engine.acceptance.scenarios import Scenario

#: How a statement of the register must be carried for its scenarios to be asked for both sides.
CHECKED = ("条件", "期限", "程序")
#: Claims by which a scenario shows a clause met, and not met.
_MET = re.compile(r"结论为“(未发现不符合情形|符合规定)”|“[^”]*”符合$|可享受|对应评委会为|^提示|^转请答复")
_UNMET = re.compile(r"结论为“(不符合|不符合规定|不属本计划受理范围)”|“[^”]*”不符合$|不享受|对应评委会不含|没有对应的|没有提示")
_ROW = re.compile(r"表[一二三]·\d+")


@dataclass(frozen=True, slots=True)
class Clause:
    """One statement or row with its scenarios. ``checkable``: both sides are asked for; ``open``: a slot for a higher
    authority that is still empty, which nothing can fail. ``met``/``unmet`` count the scenarios that show either side."""

    locator: str
    summary: str
    row: bool
    checkable: bool
    open: bool
    passed: int
    failed: int
    met: int
    unmet: int

    @property
    def shown(self) -> bool:
        """Whether what is asked of its scenarios is there: both sides of what can be checked, each by one at least."""
        return not self.checkable or bool(self.met and (self.unmet or self.open))


def clauses(traced: api.Traced, policy: api.Policy, ran: Sequence[Ran]) -> list[Clause]:
    """The statements of the register in its order, then the rows of the annex."""
    about: dict[str, list[Ran]] = defaultdict(list)
    for each in ran:
        for locator in _locators(each.scenario):
            about[locator].append(each)
    open_slots = {slot["clause"] for slot in policy.tables["slots"] if not slot["filled"]}
    only_row = _only_rows(policy)
    found = []
    for entry in traced.ledger.entries:
        locator = entry.locator.removeprefix("附件1·") if entry.row is not None else entry.locator
        held = about.get(locator, [])
        good = [each.scenario for each in held if each.passed]
        checkable = entry.row is not None or (entry.statement is not None and entry.statement.carriage in CHECKED)
        met, unmet = _sides(good, locator if entry.row is not None else None)
        found.append(
            Clause(
                locator,
                entry.summary,
                entry.row is not None,
                checkable,
                locator in open_slots or locator in only_row,
                len(good),
                len(held) - len(good),
                met,
                unmet,
            )
        )
    return found


def _only_rows(policy: api.Policy) -> set[str]:
    """Rows that are the only one of their table: those they do not take find none, which names no row."""
    tables: dict[str, list[str]] = defaultdict(list)
    for locator, row in policy.tables["rows"].items():
        tables[row["table"]].append(locator)
    return {locators[0] for locators in tables.values() if len(locators) == 1}


def _locators(scenario: Scenario) -> Iterable[str]:
    """What a scenario is about: its tags, and the rows that its claims name."""
    named = (row for step in scenario.steps if step.type == "then" for row in _ROW.findall(step.text))
    return dict.fromkeys([*scenario.tags, *named])


def _sides(scenarios: Iterable[Scenario], row: str | None) -> tuple[int, int]:
    """How many scenarios show a clause met and how many not met; for a row, taken and not taken."""
    met = unmet = 0
    for scenario in scenarios:
        claims = [step.text for step in scenario.steps if step.type == "then"]
        if row is not None:
            claims = [claim for claim in claims if row in _ROW.findall(claim) and "对应评委会" in claim]
        met += any(map(_MET.search, claims))
        unmet += any(map(_UNMET.search, claims))
    return met, unmet
