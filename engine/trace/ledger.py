"""The ledger: one entry for every statement and every row of the annex, with all that carries it. Part of :mod:`engine.trace`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from engine.core.policy import CorePolicy
from engine.diagnostics import NOWHERE, Diagnostic, Span
from engine.resolved.policy import ResolvedPolicy
from engine.resolved.symbols import Reading, TableRow
from engine.source.nodes import Document
from engine.trace.carriers import ROUTING, RULES, Carrier, collect, readings_by_clause
from engine.trace.register import Statement, read_register
from engine.trace.scenarios import Scenario, short
from engine.typed.policy import TypedPolicy

#: States of an entry: carried by rules, by a table, by being recorded with its reason; or with an error against it.
RULE, TABLE, STATED, FAILED = "rule", "table", "stated", "failed"
_STATEMENT, _ROW = "clause", "row"
#: Status of errata that somebody has to confirm, and of those that are layout and may be joined without asking.
TO_CONFIRM, MERGED = "待确认", "自动归并"


@dataclass(frozen=True, slots=True)
class Erratum:
    """A doubt about the notice's text: at which locator and column, as printed, as proposed, how it stands."""

    locator: str
    column: str
    kind: str
    raw: str
    proposed: str
    status: str
    span: Span = field(default=NOWHERE, compare=False)

    @property
    def open(self) -> bool:
        """Whether somebody still has to confirm it."""
        return self.status == TO_CONFIRM


@dataclass(frozen=True, slots=True)
class Passage:
    """The notice's own words for an entry: ``text``, with ``before`` that nothing registers; ``status`` matched, stale or
    missing. ``start`` orders passages."""

    status: str
    text: str
    before: str
    start: int
    span: Span


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement (``statement``) or a row (``row``) with what carries it.

    ``carriers``: those that the register names first, then others that cite it. ``state`` is one of ``rule``, ``table``,
    ``stated``, ``failed``.
    """

    locator: str
    article: str
    summary: str
    statement: Statement | None
    row: TableRow | None
    carriers: tuple[Carrier, ...]
    scenarios: tuple[Scenario, ...]
    readings: tuple[Reading, ...]
    errata: tuple[Erratum, ...]
    state: str
    passage: Passage | None = None

    @property
    def kind(self) -> str:
        """``clause`` or ``row``."""
        return _STATEMENT if self.statement is not None else _ROW

    @property
    def doubtful(self) -> bool:
        """Whether an erratum of it waits to be confirmed."""
        return any(erratum.open for erratum in self.errata)


@dataclass(frozen=True, slots=True)
class NoticeText:
    """What was compared with the notice's own text: its name and SHA-256, and how much of each kind agreed."""

    file: str
    digest: str
    passages: int
    figures: int
    unwritten: int
    rows: int
    cells: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """The whole ledger. ``orphans`` carry no statement of the register; ``notice`` is ``None`` without the text."""

    resolved: ResolvedPolicy
    entries: tuple[Entry, ...]
    orphans: tuple[Carrier, ...]
    scenarios: tuple[Scenario, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    notice: NoticeText | None = None

    @property
    def carried(self) -> int:
        """How many entries have no error against them."""
        return sum(entry.state != FAILED for entry in self.entries)

    def entry(self, locator: str) -> Entry:
        """The entry of a clause or row. Raises ``KeyError``."""
        for entry in self.entries:
            if entry.locator == short(locator):
                return entry
        raise KeyError(locator)

    def settled(self, diagnostics: Sequence[Diagnostic]) -> Ledger:
        """The ledger with what is wrong: every entry that an error names has failed."""
        failed = {str(each.arguments.get("locator")) for each in diagnostics if each.severity == "error"}
        entries = [replace(e, state=FAILED) if e.locator in failed else e for e in self.entries]
        return replace(self, entries=tuple(entries), diagnostics=tuple(diagnostics))


def build(
    typed: TypedPolicy, core: CorePolicy, documents: Mapping[str, Document], scenarios: Sequence[Scenario]
) -> tuple[Ledger, list[Carrier]]:
    """The ledger of a policy, nothing checked yet, and all carriers."""
    carriers = collect(typed, core)
    book = _Book(typed, core, carriers, scenarios, documents)
    resolved = typed.resolved
    statements = read_register(documents)
    tables = {short(table.clause): table for table in resolved.tables.values()}
    entries: list[Entry] = []
    for statement in statements:
        entries.append(book.statement(statement))
        table = tables.pop(statement.locator, None)
        entries += [book.row(row, statement.locator) for row in (table.rows if table is not None else ())]
    for table in tables.values():
        entries += [book.row(row, short(table.clause)) for row in table.rows]
    orphans = _orphans(carriers, statements, {entry.locator for entry in entries if entry.row is not None})
    return Ledger(resolved, tuple(entries), orphans, tuple(scenarios)), carriers


def _orphans(carriers: list[Carrier], statements: Sequence[Statement], rows: set[str]) -> tuple[Carrier, ...]:
    """Conditions, deadlines and entitlements that no statement which they cite names as what carries it."""
    named = {s.locator: {name for name, _ in s.named} for s in statements}
    asked = [each for each in carriers if each.kind in ("condition", "deadline", "entitlement")]
    return tuple(
        each for each in asked
        if not any(clause in rows or each.name in named.get(clause, ()) for clause in each.clauses)
    )  # fmt: skip


class _Book:
    """Looks up what belongs to a locator."""

    def __init__(
        self, typed: TypedPolicy, core: CorePolicy, carriers: list[Carrier], scenarios: Sequence[Scenario],
        documents: Mapping[str, Document],
    ) -> None:  # fmt: skip
        self.carriers = carriers
        self.scenarios = scenarios
        self.cited_readings = readings_by_clause(core)
        self.readings = typed.resolved.readings
        self.errata = read_errata(documents)

    def statement(self, statement: Statement) -> Entry:
        """The entry of a registered statement."""
        locator = statement.locator
        names = [name for name, _ in statement.named]
        named = [each for name in dict.fromkeys(names) for each in self.carriers if each.name == name]
        citing = [each for each in self.carriers if locator in each.clauses and each not in named and each.kind != "row"]
        state = STATED
        kinds = {each.kind for each in named if locator in each.clauses}
        if kinds & RULES:
            state = RULE
        elif kinds & ROUTING:
            state = TABLE
        return Entry(
            locator, locator.rsplit(".", 1)[0], statement.summary, statement, None, (*named, *citing),
            self._scenarios(locator), self._readings(locator), self._errata(locator), state,
        )

    def row(self, row: TableRow, article: str) -> Entry:
        """The entry of a row of the annex; its scope and its notes carry it."""
        locator = short(row.locator)
        citing = [each for each in self.carriers if locator in each.clauses]
        return Entry(
            locator, article, row.name, None, row, tuple(citing),
            self._scenarios(locator), self._readings(locator), self._errata(locator), TABLE,
        )

    def _scenarios(self, locator: str) -> tuple[Scenario, ...]:
        return tuple(each for each in self.scenarios if locator in each.locators)

    def _readings(self, locator: str) -> tuple[Reading, ...]:
        cited = self.cited_readings.get(locator, ())
        return tuple(
            reading for name, reading in self.readings.items() if name in cited or short(reading.clause or "") == locator
        )

    def _errata(self, locator: str) -> tuple[Erratum, ...]:
        return tuple(each for each in self.errata if each.locator == locator)


def read_errata(documents: Mapping[str, Document]) -> tuple[Erratum, ...]:
    """勘误 of ``notice.yaml``."""
    from engine.resolved.declarations.access import child, entries, span, text

    document = documents.get("notice.yaml")
    root = document.root if document is not None else None
    return tuple(
        Erratum(
            short(text(item, "位置")), text(item, "栏"), text(item, "类别"), text(item, "原文"), text(item, "拟改"),
            text(item, "状态"), span(item, "原文"),
        )
        for item in entries(child(root, "勘误"))
    )
