"""One question put to the policy by a scenario: what is filled in, the decision, and what the decision says.

Everything goes through :mod:`engine.api`. A scenario fills a :class:`Check`, asks once, and reads the answer by methods
that the steps only name; figures, dates and words come from the feature files alone. Part of :mod:`engine.acceptance`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from engine import api
from engine.acceptance.claims import Unmet, expect_among

Finding = dict[str, Any]
Table = list[list[str]]

#: Consequences that are a breach of a clause; a note or a referral is none.
_BREACHES = {"ineligible", "breach", "void"}


class Check:
    """The facts of one case and, once asked, the decision or the mistakes in what was filled in."""

    def __init__(self, policy: api.Policy, folder: str = "") -> None:
        """``folder``: that of the features, for what a scenario lays over the policy."""
        self.policy = policy
        self.folder = folder
        self.subject = ""
        self.facts: dict[str, Any] = {}
        self._data: Mapping[str, Any] | None = None
        self._mistakes: list[api.Diagnostic] | None = None

    # ---- filling in -------------------------------------------------------------------------------------------------

    def about(self, subject: str, table: Table) -> None:
        """Start anew with a subject and its facts."""
        self.subject, self.facts = subject, {}
        self.fill_table(table)

    def fill_table(self, table: Table) -> None:
        """A table of names over values; several such pairs of lines may follow each other."""
        for names, values in zip(table[::2], table[1::2], strict=True):
            for name, value in zip(names, values, strict=True):
                if name:
                    self.fill(name, value)

    def fill(self, name: str, value: Any) -> None:
        """Fill in one fact; the word 未填 leaves it out."""
        if value == "未填":
            self.facts.pop(name, None)
        else:
            self.facts[name] = value

    def years(self, name: str, first: int, last: int) -> None:
        """Fill in a span of years, both ends included."""
        self.fill(name, {"起": first, "止": last})

    def records(self, table: Table) -> None:
        """Hours by year: the first column is the year."""
        heads = table[0][1:]
        self.facts["继续教育"] = {row[0]: dict(zip(heads, row[1:], strict=True)) for row in table[1:]}

    def hours(self, year: str, **hours: str) -> None:
        """Change some hours of one year."""
        self.facts["继续教育"][year] = self.facts["继续教育"].get(year, {}) | hours

    def no_hours(self, year: str) -> None:
        """No record of one year."""
        self.facts["继续教育"].pop(year, None)

    def self_evaluates(self, series: str, level: str) -> None:
        """The employer evaluates a series and level itself."""
        scope = self.facts.get("自主评聘范围")
        self.facts["自主评聘范围"] = [*(scope if isinstance(scope, list) else []), {"系列": series, "级别": level}]

    def read_as(self, code: str, option: str) -> None:
        """Take one reading otherwise than the policy does, for this question alone."""
        tables = self.policy.tables
        found = {reading["code"]: name for name, reading in tables["readings"].items()}
        if code not in found:
            raise Unmet(f"口径“{code}” ∉ （{'，'.join(found)}）")
        reading = tables["readings"][found[code]]
        expect_among(option, [each["name"] for each in reading["options"]])
        readings = tables["readings"] | {found[code]: reading | {"chosen": option}}
        self.policy = self.policy.changed(tables | {"readings": readings}, self.policy.evaluator())

    def lay(self, name: str) -> None:
        """Lay a sample layer of the features over the policy, for this question alone."""
        layer = os.path.join(self.folder, "layers", name)
        try:
            self.policy = _laid(self.policy.folder, (*self.policy.layers, layer))
        except api.InvalidPolicy as problem:
            raise Unmet(f"{name}：{[each.code for each in problem.diagnostics]}") from problem

    # ---- asking -----------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Put the question."""
        try:
            self._data = self.policy.inquire(self.facts, subject=self.subject)
        except api.InvalidApplication as problem:
            self._mistakes = list(problem.diagnostics)

    @property
    def data(self) -> Mapping[str, Any]:
        """The data of the decision, of which only what is asked for is made."""
        if self._data is None:
            raise Unmet(f"没有结论：{[mistake.code for mistake in self._mistakes or ()]}")
        return self._data

    @property
    def words(self) -> str:
        return str(self.data["words"]["zh"])

    @property
    def mistakes(self) -> list[str]:
        """Codes of the mistakes in what was filled in."""
        if self._mistakes is None:
            raise Unmet(f"作出了结论：“{self.words}”")
        return [mistake.code for mistake in self._mistakes]

    @property
    def letter(self) -> str:
        return api.letter(api.Decision(dict(self.data)))

    # ---- reading the answer -----------------------------------------------------------------------------------------

    def findings(self) -> Iterator[Finding]:
        """Findings on the whole case and on each row."""
        yield from self.data["findings"]
        for row in self.data["committees"]:
            yield from row["findings"]

    def status(self, clause: str) -> str:
        """How a clause came out: 不符合 before 待补充 before 符合; 不作要求 where every condition on it asks nothing."""
        found = {status for finding in self.findings() for status in _statuses(finding, clause)}
        for status, word in (("not_met", "不符合"), ("undetermined", "待补充"), ("met", "符合")):
            if status in found:
                return word
        return "不作要求" if found else "没有核对"

    def breaches(self) -> list[str]:
        """Names of the conditions that are not met, notes and referrals left aside."""
        return [f["condition"] for f in self.findings() if f["status"] == "not_met" and f["consequence"] in _BREACHES]

    def missing(self) -> list[str]:
        """Names of the facts still to be given, the year and field of records included."""
        return [fact["name"]["zh"] for fact in self.data["missing"]]

    def rows(self) -> list[str]:
        """Locators of the rows that take the application, or may take it."""
        return [row["locator"] for row in self.data["committees"]]

    def row(self, locator: str) -> dict[str, Any]:
        """What the decision says of one row."""
        found = [row for row in self.data["committees"] if row["locator"] == locator]
        if not found:
            raise Unmet(f"{locator} ∉ （{'，'.join(self.rows())}）")
        return dict(found[0])

    def texts(self, *kinds: str) -> str:
        """Referrals, advice or warnings, as one text."""
        return "\n".join(remark["text"]["zh"] for kind in kinds for remark in self.data[kind])

    def entitlement(self, name: str) -> str:
        """How an entitlement came out: granted, awaiting_judgement, undetermined, or none."""
        rows = [entry for row in self.data["committees"] for entry in row["entitlements"]]
        found = {e["status"] for e in (*self.data["entitlements"], *rows) if e["entitlement"] == name}
        if len(found) > 1:
            raise Unmet(f"{name}: {sorted(found)}")
        return next(iter(found), "none")

    def other_reading(self, code: str, option: str) -> str:
        """The decision if one reading were taken otherwise."""
        found = [
            str(each["decision"])
            for reading in self.data["flips"]["readings"]
            for each in reading["alternatives"]
            if (reading["code"], each["option"]) == (code, option)
        ]
        if not found:
            raise Unmet(f"口径“{code}”没有用到“{option}”")
        return found[0]

    def group(self, name: str) -> list[str]:
        """The words of a dated group, as it stands on the date of the application."""
        known = self.policy.tables["parameters"].get(name, {"type": "", "entries": []})
        on = str(self.facts.get("申报日期", ""))
        held = [words for start, words in known["entries"] if start is None or start <= on]
        if known["type"] != "group" or not held:
            raise Unmet(f"没有名单“{name}”")
        return list(held[-1])

    def cites(self, clause: str) -> bool:
        """Whether any condition or entitlement of the policy rests on a clause."""
        tables = self.policy.tables
        rules = (*tables["conditions"].values(), *tables["entitlements"].values())
        atoms = {c for rule in rules for index in rule["atoms"] for c in tables["atoms"][index]["clauses"]}
        return clause in atoms or any(clause in rule["clauses"] for rule in rules)


@cache
def _laid(folder: str, layers: tuple[str, ...]) -> api.Policy:
    """A policy under layers, made once for all scenarios."""
    return api.load_policy(folder, layers)


def _statuses(finding: Finding, clause: str) -> Iterator[str]:
    """The statuses that a finding gives a clause: as the clause of the condition, or of a comparison in it."""
    if finding["status"] == "not_met" and finding["consequence"] not in _BREACHES:
        return
    if clause in finding["clauses"]:
        yield finding["status"]
    words = {True: "met", False: "not_met", None: "undetermined"}
    for element in finding["elements"]:
        for comparison in element["comparisons"]:
            status = words[comparison["satisfied"]]
            if clause in comparison["clauses"] and status in ("met", element["status"]):
                # Whether the condition asks anything may be open though what it would ask is not met.
                yield status if finding["status"] != "undetermined" or status == "met" else "undetermined"
