"""What the documents below and beside the notice change of what it declares, and what they may not say.

Part of :mod:`engine.resolved.documents`; called by :mod:`engine.resolved.declared` once all folders are read. Committees'
notices and county plans stand below the notice: they stay within its figures. Amendments and recognised exceptions are
the notice's own authority's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from engine.diagnostics import Diagnostic, Label, Span
from engine.diagnostics.terms import Term
from engine.resolved.declarations.access import child, entries, optional, places, span, text
from engine.resolved.declarations.dates import read_date
from engine.resolved.document_symbols import COUNTY_SEAT, CommitteeNotice, CountyPlan, Documents, Exemption
from engine.resolved.documents import reading
from engine.resolved.documents.amendments import (
    Change,
    added_row,
    amend_parameter,
    amend_row,
    drop_row,
    locator_of,
    months_at,
    read_changes,
)
from engine.resolved.documents.words import check_words
from engine.resolved.references import unknown
from engine.resolved.symbols import Clause, FactSymbol, Notice, TableRow
from engine.syntax.citations import normalise_locator
from engine.syntax.policy import SurfacePolicy

if TYPE_CHECKING:
    from engine.resolved.declared import Declared

_CITY_ONLY = ("amendments/", reading.EXEMPTIONS)
_VALIDITY = ("有效期·起", "有效期·止")
_NOTICE_DATES = ("审核同意日期", "受理起止·起", "受理起止·止", "学时认定截止日", "任职年限计算截止日")


def join_documents(declared: Declared, policies: Sequence[SurfacePolicy]) -> Documents:
    """Read everything below and beside the notice and change rows and parameters accordingly."""
    return _Joining(declared, policies).run()


class _Joining:
    """One policy with its layers. ``first`` remembers where each thing was said first, for telling of two places."""

    def __init__(self, declared: Declared, policies: Sequence[SurfacePolicy]) -> None:
        self.declared = declared
        self.policies = policies
        self.names = declared.names
        self.report = declared.diagnostics.append
        self.first: dict[tuple[str, ...], Span] = {}

    def run(self) -> Documents:
        layers = tuple(reading.read_head(policy) for policy in self.policies[1:])
        for policy in self.policies[1:]:
            self.check_authority(policy)
        for change in read_changes(self.policies, self.report):
            self.amend(change)
        notices = self.notices()
        plans = self.plans()
        return Documents(notices, plans, self.registered(), self.approvals(), self.exemptions(), layers)

    def check_authority(self, policy: SurfacePolicy) -> None:
        """Only the notice's own authority amends it and recognises exceptions."""
        assert self.declared.notice is not None
        own = self.declared.notice.authority
        given = reading.read_head(policy).authority
        found = [name for name in policy.source.documents if name.startswith(_CITY_ONLY)]
        if found and given != own:
            place = span(reading.root(policy, "layer.yaml"), "层级")
            label = Label(span(policy.source.documents[found[0]].root), "first", {})
            self.report(Diagnostic("E0344", place, {"given": given, "own": own, "file": found[0]}, (label,)))

    # ---- rows -----------------------------------------------------------------------------------------------

    def row(self, locator: str, place: Span) -> TableRow | None:
        """The row of the plan, or a report that there is none."""
        for table in self.declared.tables.values():
            for row in table.rows:
                if row.locator == locator:
                    return row
        known = [row.locator for table in self.declared.tables.values() for row in table.rows]
        meant = self.names.nearest(locator, known)
        self.report(Diagnostic("E0340", place, {"row": locator} | ({"meant": meant} if meant else {})))
        return None

    def replace_row(self, row: TableRow) -> None:
        table = self.declared.tables[row.table]
        rows = tuple(row if each.locator == row.locator else each for each in table.rows)
        self.declared.tables[row.table] = replace(table, rows=rows)

    def amend(self, change: Change) -> None:
        self.cite(change.number, span(change.item))
        if not (self.after_the_notice(change) and self.dated(change)):
            return
        if child(change.item, "参数") is not None:
            amend_parameter(self.names, change, self.report)
            return
        assert self.declared.notice is not None
        if child(change.item, "增行") is not None:
            self.add_row(change, self.declared.notice)
            return
        dropped = child(change.item, "删行") is not None
        row = self.row(locator_of(change), span(change.item, "删行" if dropped else "行"))
        if row is not None and dropped:
            row = drop_row(row, change, self.report)
            if row.dropped is not None:
                self.names.dropped |= dict.fromkeys((row.locator, f"附件1·{row.locator}"), row.dropped)
            self.replace_row(row)
        elif row is not None:
            self.replace_row(amend_row(row, change, self.declared.notice.year, self.report))

    def after_the_notice(self, change: Change) -> bool:
        """Whether the amendment takes effect no earlier than the notice that it amends (E0357)."""
        assert self.declared.notice is not None
        issued = self.declared.notice.issued_on
        if change.since >= issued:
            return True
        key = ("before", change.place.file)
        if key not in self.first:  # said once of a document, not for each of its entries
            self.first[key] = change.place
            label = Label(span(reading.root(self.policies[0], "notice.yaml"), "成文日期"), "first", {})
            self.report(Diagnostic("E0357", change.place, {"since": change.since, "issued": issued}, (label,)))
        return False

    def dated(self, change: Change) -> bool:
        """Whether a change of who is taken concerns a subject with a 基准日; without one it would do nothing (E0358)."""
        key = next((key for key in ("增行", "删行") if child(change.item, key) is not None), "行")
        if key == "行" and text(change.item, "栏") != "范围":
            return True
        named = text(change.item, "增行") or locator_of(change).split("·")[0]
        table = self.declared.tables.get(named)
        about = [each for each in self.declared.subjects.values() if table and table.subject in (each.name, each.id)]
        if not about or any(fact.reference_date for fact in about[0].facts):
            return True
        arguments = {"subject": about[0].name, "table": named}
        self.report(Diagnostic("E0358", span(change.item, key), arguments, (Label(about[0].span, "first", {}),)))
        return False

    def add_row(self, change: Change, notice: Notice) -> None:
        """A new row, behind those of its table; its number must be free."""
        name = text(change.item, "增行")
        table = self.declared.tables.get(name)
        if table is None:
            self.report(Diagnostic("E0340", span(change.item, "增行"), {"row": name}))
            return
        row = added_row(change, notice, self.report)
        there = next((each for each in table.rows if each.locator == row.locator), None)
        if there is not None:
            label = Label(there.span, "first", {})
            self.report(Diagnostic("E0353", row.span, {"row": row.locator, "name": there.name or there.titles}, (label,)))
            return
        self.declared.tables[name] = replace(table, rows=(*table.rows, row))
        self.names.clauses |= dict.fromkeys((row.locator, f"附件1·{row.locator}"), "b")

    def cite(self, number: str, place: Span) -> None:
        """Make a document's number a locator that statements may rest on."""
        locator = normalise_locator(number)
        if locator not in self.names.clauses:
            self.names.clauses[locator] = "b"
            self.declared.clauses[locator] = Clause(locator, "b", number, place)

    def once(self, *key: str, place: Span, what: Term) -> bool:
        """Whether this is said for the first time."""
        known = self.first.setdefault(key, place)
        if known is not place:
            self.report(Diagnostic("E0345", place, {"what": what}, (Label(known, "first", {}),)))
        return known is place

    def relaxed(self, place: Span, what: Term, given: str, limit: str, where: Span) -> None:
        """Report that a document below goes beyond what the notice allows."""
        arguments = {"what": what, "given": given, "limit": limit}
        self.report(Diagnostic("E0341", place, arguments, (Label(where, "first", {}),)))

    # ---- committees' notices --------------------------------------------------------------------------------

    def notices(self) -> tuple[CommitteeNotice, ...]:
        found = []
        for policy in self.policies:
            for root in reading.roots(policy, "committee-notices"):
                notice = reading.read_notice(root)
                if not self.dates(notice.places, _NOTICE_DATES, _dates(notice)):
                    continue
                row = self.row(notice.row, notice.span)
                what = Term(f"{notice.row}的评委会通知", f"the committee's notice for {notice.row}")
                if row is not None and self.once("notice", notice.row, place=notice.span, what=what):
                    self.cite(notice.number, notice.span)
                    self.check_notice(notice, row)
                    self.replace_row(replace(row, notice=notice))
                    found.append(notice)
        return tuple(found)

    def dates(self, places: Mapping[str, Span], keys: Sequence[str], texts: Sequence[str | None]) -> bool:
        """Whether every date that is written exists."""
        problems = [read_date(text, places[key])[1] for key, text in zip(keys, texts, strict=True) if text]
        for problem in problems:
            if problem is not None:
                self.report(problem)
        return not any(problems)

    def check_notice(self, notice: CommitteeNotice, row: TableRow) -> None:
        """A notice stays within the row's working time and the rule that hours are reached at filing."""
        begins, ends = notice.places["受理起止·起"], notice.places["受理起止·止"]
        if notice.accepts_from > notice.accepts_until:
            self.report(Diagnostic("E0343", ends, {"start": notice.accepts_from, "finish": notice.accepts_until}))
        if notice.approved_on > notice.accepts_from:
            label = Label(notice.places["审核同意日期"], "first", {})
            arguments = {"approved": notice.approved_on, "start": notice.accepts_from}
            self.report(Diagnostic("E0349", begins, arguments, (label,)))
        stages = list(months_at(row))
        start = min((first for _, first, _ in stages if first), default=None)
        finish = max((last for _, _, last in stages if last), default=None)
        what = Term("受理起止", "the time of acceptance")
        if start is not None and row.start is not None and notice.accepts_from < start:
            self.relaxed(begins, what, notice.accepts_from, start, row.places.get("启动时间", row.span))
        if finish is not None and notice.accepts_until > finish:
            self.relaxed(ends, what, notice.accepts_until, finish, row.places.get("完成时间", row.span))
        if row.dropped is not None and notice.accepts_until >= row.dropped.since:
            self.relaxed(ends, what, notice.accepts_until, _day_before(row.dropped.since), row.dropped.span)
        if row.added is not None and notice.accepts_from < row.added.since:
            self.relaxed(begins, what, notice.accepts_from, row.added.since, row.added.span)
        if notice.hours_until is not None and notice.hours_until > notice.accepts_until:
            what = Term("学时认定截止日", "the day up to which hours count")
            self.relaxed(notice.places["学时认定截止日"], what, notice.hours_until, notice.accepts_until, ends)

    # ---- county plans ---------------------------------------------------------------------------------------

    def plans(self) -> tuple[CountyPlan, ...]:
        found = []
        counties = self.names.enumerations["县"].words if "县" in self.names.enumerations else {}
        for policy in self.policies:
            for root in reading.roots(policy, "county-plans"):
                plan = reading.read_plan(root)
                if plan.county not in counties:
                    unknown("E0325", plan.county, plan.span, counties, self.names, self.report, enumeration="县")
                    continue
                what = Term(f"{plan.county}的县计划", f"the plan of {plan.county}")
                if self.once("plan", plan.county, place=plan.span, what=what):
                    self.cite(plan.number, plan.span)
                    self.check_plan(plan)
                    found.append(plan)
        return tuple(found)

    def check_plan(self, plan: CountyPlan) -> None:
        """A county holds only committees that the notice seats in counties."""
        for locator in plan.rows:
            place = plan.places.get(f"持有·{locator}", plan.span)
            row = self.row(locator, place)
            if row is not None and row.seat != COUNTY_SEAT:
                label = Label(row.places.get("驻地", row.span), "first", {})
                self.report(Diagnostic("E0342", place, {"row": locator, "county": plan.county}, (label,)))

    # ---- registers ------------------------------------------------------------------------------------------

    def registered(self) -> tuple:
        """The register of 评价条件; one entry for a level of a series or specialty."""
        found = []
        for policy in self.policies:
            for entry in reading.read_registered(reading.root(policy, reading.CONDITIONS)):
                check_words(entry, self.names, self.declared.subjects, self.report)
                shown = f"{entry.series}{entry.specialty or ''}{entry.level}"
                what = Term(f"{shown}的规定年限", f"the years required for {shown}")
                if self.once("years", entry.series, entry.specialty or "", entry.level, place=entry.span, what=what):
                    found.append(entry)
        if found and not any(fact.name == "规定年限" for each in self.declared.subjects.values() for fact in each.facts):
            self.report(Diagnostic("E0347", found[0].span, {"name": "规定年限", "kind": Term("事实", "fact")}))
        return tuple(found)

    def approvals(self) -> tuple:
        """The register of committees' approvals."""
        found = []
        for policy in self.policies:
            for entry in reading.read_approvals(reading.root(policy, reading.APPROVALS)):
                if not self.dates(entry.places, _VALIDITY, (entry.valid_from, entry.valid_until)):
                    continue
                if entry.valid_from > entry.valid_until:
                    arguments = {"start": entry.valid_from, "finish": entry.valid_until}
                    self.report(Diagnostic("E0343", entry.places["有效期·止"], arguments))
                what = Term(f"{entry.row}的核准备案", f"the approval of {entry.row}")
                row = self.row(entry.row, entry.span)
                if row is not None and self.once("approval", entry.row, place=entry.span, what=what):
                    found.append(entry)
        return tuple(found)

    def exemptions(self) -> tuple[Exemption, ...]:
        """The register of recognised exceptions; each rests on a document and was confirmed by somebody."""
        found = []
        for policy in self.policies:
            root = reading.root(policy, reading.EXEMPTIONS)
            listed = list(entries(child(root, "学时例外")))
            fact = self.text_fact(text(root, "识别")) if listed else None
            if listed and fact is None:
                arguments = {"name": text(root, "识别"), "kind": Term("文本事实", "text fact")}
                self.report(Diagnostic("E0347", span(root, "识别"), arguments))
            for item in listed if fact is not None else ():
                assert fact is not None
                who, year = text(item, "申报人"), text(item, "年")
                what = Term(f"{who}{year}年的学时例外", f"the exception of {who} for {year}")
                if not self.dates(places(item), ("确认日期",), (optional(item, "确认日期"),)):
                    continue
                if self.once("exemption", who, year, place=span(item, "申报人"), what=what):
                    self.cite(text(item, "依据"), span(item, "依据"))
                    found.append(
                        Exemption(
                            fact.id,
                            text(root, "用于"),
                            who,
                            int(year),
                            text(item, "依据"),
                            text(item, "确认"),
                            optional(item, "条款"),
                            optional(item, "确认日期"),
                            span(root, "用于"),
                        )
                    )
        return tuple(found)

    def text_fact(self, name: str) -> FactSymbol | None:
        """The text by which applicants are told apart."""
        facts: Callable[[str], FactSymbol | None] = self.names.facts.get
        found = facts(name)
        return found if found is not None and found.type == "text" else None


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _dates(notice: CommitteeNotice) -> tuple[str | None, ...]:
    return notice.approved_on, notice.accepts_from, notice.accepts_until, notice.hours_until, notice.tenure_until
