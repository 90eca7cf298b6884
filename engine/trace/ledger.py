"""The ledger: one entry for every statement and every row of the annex, with all that carries it. Part of :mod:`engine.trace`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from engine.core.policy import CorePolicy
from engine.diagnostics import NOWHERE, Diagnostic, Span
from engine.resolved.document_symbols import LayerHead
from engine.resolved.policy import ResolvedPolicy
from engine.resolved.symbols import Reading, RoutingTable, TableRow
from engine.source.discovery import SourcePolicy
from engine.source.nodes import Document
from engine.trace.carriers import ROUTING, RULES, Carrier, collect, readings_by_clause
from engine.trace.layers import Carried, carried_beside, in_folder
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
    ``stated``, ``failed``; ``beside`` what documents beside the notice say of it.
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
    beside: tuple[Carried, ...] = ()

    @property
    def kind(self) -> str:
        """``clause`` or ``row``."""
        return _STATEMENT if self.statement is not None else _ROW

    @property
    def doubtful(self) -> bool:
        """Whether an erratum of it waits to be confirmed."""
        return any(erratum.open for erratum in self.errata)


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A figure of the policy that the notice does not print: the parameter, its value with unit, its clause, and why."""

    name: str
    value: str
    locator: str
    note: str


@dataclass(frozen=True, slots=True)
class NoticeText:
    """What was compared with the notice's own text: its name and SHA-256, and how much of each kind agreed."""

    file: str
    digest: str
    passages: int
    figures: int
    unwritten: tuple[Unwritten, ...]
    rows: int
    cells: int


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer laid over the policy: entries of its own register, and everything that it carries. ``head`` is ``None`` for
    documents in the policy's own folder."""

    head: LayerHead | None
    digest: str
    entries: tuple[Entry, ...]
    carried: tuple[Carried, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The whole ledger. ``orphans`` carry no statement of the register; ``notice`` is ``None`` without the text."""

    resolved: ResolvedPolicy
    entries: tuple[Entry, ...]
    orphans: tuple[Carrier, ...]
    scenarios: tuple[Scenario, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    notice: NoticeText | None = None
    layers: tuple[Layer, ...] = ()

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

        def settled(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
            return tuple(replace(e, state=FAILED) if e.locator in failed else e for e in entries)

        layers = tuple(replace(layer, entries=settled(layer.entries)) for layer in self.layers)
        return replace(self, entries=settled(self.entries), layers=layers, diagnostics=tuple(diagnostics))


def build(
    typed: TypedPolicy, core: CorePolicy, sources: Sequence[SourcePolicy], scenarios: Sequence[Scenario]
) -> tuple[Ledger, list[Carrier]]:
    """The ledger of a policy (the first of ``sources``) and its layers, nothing checked yet, and all carriers."""
    documents = sources[0].documents
    carriers = collect(typed, core)
    resolved = typed.resolved
    beside = carried_beside(resolved, carriers)
    book = _Book(typed, core, carriers, scenarios, documents, beside)
    statements = read_register(documents)
    tables = {short(table.clause): table for table in resolved.tables.values()}
    entries: list[Entry] = []
    for statement in statements:
        entries.append(book.statement(statement))
        table = tables.pop(statement.locator, None)
        entries += [book.row(row, statement.locator) for row in _printed(table)]
    for table in tables.values():
        entries += [book.row(row, short(table.clause)) for row in _printed(table)]
    own = {head.folder: read_register(source.documents, f"{head.name}·") for head, source in _laid(resolved, sources)}
    layers = _layers(resolved, sources, book, own, beside)
    statements = (*statements, *(each for found in own.values() for each in found))
    rows = {entry.locator for entry in entries if entry.row is not None}
    registered = {folder: {each.locator for each in found} for folder, found in own.items()}
    orphans = tuple(each for each in _orphans(carriers, statements, rows) if not _free(each, registered))
    return Ledger(resolved, tuple(entries), orphans, tuple(scenarios), layers=layers), carriers


def _printed(table: RoutingTable | None) -> list[TableRow]:
    """The rows that the notice prints; those that amendments add are told with the amendment."""
    return [row for row in table.rows if row.added is None] if table is not None else []


def _laid(resolved: ResolvedPolicy, sources: Sequence[SourcePolicy]) -> list[tuple[LayerHead, SourcePolicy]]:
    """The layers with what was read of each."""
    return list(zip(resolved.documents.layers, sources[1:], strict=True))


def _layers(
    resolved: ResolvedPolicy, sources: Sequence[SourcePolicy], book: _Book, own: Mapping[str, tuple[Statement, ...]],
    beside: Sequence[Carried],
) -> tuple[Layer, ...]:  # fmt: skip
    """Every layer; before them the documents in the policy's own folder, where there are any."""
    found = []
    for head, source in _laid(resolved, sources):
        carried = tuple(each for each in beside if in_folder(each.span, head.folder))
        found.append(Layer(head, source.digest, tuple(map(book.statement, own[head.folder])), carried))
    told = {each.span for layer in found for each in layer.carried}
    rest = tuple(each for each in beside if each.span not in told)
    return (*([Layer(None, "", (), rest)] if rest else []), *found)


def _free(carrier: Carrier, registered: Mapping[str, set[str]]) -> bool:
    """Whether a carrier stands in a layer and rests on no clause of that layer: the notice's register cannot name it."""
    return any(in_folder(carrier.span, folder) and not own & set(carrier.clauses) for folder, own in registered.items())


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
        documents: Mapping[str, Document], beside: Sequence[Carried],
    ) -> None:  # fmt: skip
        self.by_name: dict[str, list[Carrier]] = {}
        self.by_clause: dict[str, list[Carrier]] = {}
        for carrier in carriers:
            self.by_name.setdefault(carrier.name, []).append(carrier)
            for clause in dict.fromkeys(carrier.clauses):
                self.by_clause.setdefault(clause, []).append(carrier)
        self.beside = beside
        self.scenarios = scenarios
        self.cited_readings = readings_by_clause(core)
        self.readings = typed.resolved.readings
        self.errata = read_errata(documents)

    def statement(self, statement: Statement) -> Entry:
        """The entry of a registered statement."""
        locator = statement.locator
        names = [name for name, _ in statement.named]
        named = [each for name in dict.fromkeys(names) for each in self.by_name.get(name, ())]
        told = set(named)
        citing = [each for each in self.by_clause.get(locator, ()) if each not in told and each.kind != "row"]
        state = STATED
        kinds = {each.kind for each in named if locator in each.clauses}
        if kinds & RULES:
            state = RULE
        elif kinds & ROUTING:
            state = TABLE
        return Entry(
            locator,
            locator.rsplit(".", 1)[0],
            statement.summary,
            statement,
            None,
            (*named, *citing),
            self._scenarios(locator),
            self._readings(locator),
            self._errata(locator),
            state,
            beside=self._beside(locator),
        )

    def row(self, row: TableRow, article: str) -> Entry:
        """The entry of a row of the annex; its scope and its notes carry it."""
        locator = short(row.locator)
        citing = self.by_clause.get(locator, ())
        return Entry(
            locator,
            article,
            row.name,
            None,
            row,
            tuple(citing),
            self._scenarios(locator),
            self._readings(locator),
            self._errata(locator),
            TABLE,
            beside=self._beside(locator),
        )

    def _beside(self, locator: str) -> tuple[Carried, ...]:
        """Figures, cells and the like; rules of layers are among the carriers already."""
        return tuple(each for each in self.beside if locator in each.locators and each.kind not in RULES)

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
            short(text(item, "位置")),
            text(item, "栏"),
            text(item, "类别"),
            text(item, "原文"),
            text(item, "拟改"),
            text(item, "状态"),
            span(item, "原文"),
        )
        for item in entries(child(root, "勘误"))
    )
