"""``TypedPolicy`` → ``CorePolicy``. Part of :mod:`engine.core`.

Rows become scopes with attributes; the notes of a row become conditions of their own, so that evaluators know only
conditions, entitlements, rows and gaps.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from engine.core.depth import MAX_NODES, check_depth, too_large
from engine.core.lowering.book import AtomBook, Ground
from engine.core.lowering.definitions import lower_definition
from engine.core.lowering.expressions import Expressions
from engine.core.nodes import And, Compare, Constant, Default, Fact, Node, Not
from engine.core.ownership import check_ownership
from engine.core.policy import (
    AtomInfo,
    Condition,
    CorePolicy,
    Definition,
    Entitlement,
    Gap,
    Message,
    Row,
    Side,
    SubjectPolicy,
)
from engine.diagnostics import Diagnostic
from engine.resolved.document_symbols import RowChange
from engine.resolved.policy import Definition as ResolvedDefinition
from engine.resolved.symbols import FactSymbol, RoutingTable, Subject, TableRow
from engine.syntax.nodes import Citation
from engine.typed.figures import option_values
from engine.typed.nodes import Typed
from engine.typed.policy import TypedCondition, TypedEntitlement, TypedParameter, TypedPolicy, TypedRow
from engine.values import NOT_APPLICABLE


def translate(typed: TypedPolicy) -> tuple[CorePolicy | None, list[Diagnostic]]:
    """Lower everything; refuses facts of another subject, and nesting and size that an evaluator could not follow."""
    diagnostics = _crowded(typed)
    if diagnostics:
        return None, diagnostics
    lowering = Lowering(typed)
    definitions = tuple(lowering.definition(index) for index in range(len(typed.definitions)))
    subjects = tuple(lowering.subject(subject) for subject in typed.resolved.subjects.values())
    policy = CorePolicy(
        definitions,
        subjects,
        tuple((p.name, _entries(p)) for p in typed.parameters.values()),
        tuple((name, option_values(reading, lambda d: None)) for name, reading in typed.resolved.readings.items()),
        tuple((name, reading.chosen) for name, reading in typed.resolved.readings.items()),
        tuple(
            record
            for subject in typed.resolved.subjects.values()
            for fact in subject.facts
            if (record := _record(fact)) is not None
        ),
        tuple(lowering.book.entries),
    )
    diagnostics = check_depth(policy) or check_ownership(policy, typed.resolved.subjects)
    return (None if diagnostics else policy), diagnostics


def _crowded(typed: TypedPolicy) -> list[Diagnostic]:
    """Tables with hit policy 先中 whose rows are too many to say of each that none above it holds."""
    definitions = [typed_one.resolved for typed_one in typed.definitions]
    crowded: list[ResolvedDefinition | RoutingTable] = [
        d for d in definitions if d.first_hit and len(d.exceptions) ** 2 > 2 * MAX_NODES
    ]
    crowded += [t for t in typed.resolved.tables.values() if t.first_hit and len(t.rows) ** 2 > 2 * MAX_NODES]
    return [too_large(each.name, each.span) for each in crowded]


def _entries(parameter: TypedParameter) -> tuple:
    """Dated values as the evaluator wants them: dates as dates, groups as frozensets."""
    return tuple(
        (None if start is None else date.fromisoformat(start), _core_value(value, parameter.type.kind))
        for start, value in parameter.entries
    )


def _core_value(value: object, kind: str) -> object:
    if value is None:
        return None
    if kind == "date":
        return date.fromisoformat(str(value))
    return frozenset(value) if kind == "group" else value  # type: ignore[call-overload]


def _record(fact: FactSymbol) -> tuple[str, bool, tuple] | None:
    """A record's fields with what they are in a year that counts as none."""
    if fact.type != "records":
        return None
    none = fact.missing_year == "none"
    return fact.id, none, tuple((field.id, False if field.type == "boolean" else 0) for field in fact.fields)


class Lowering:
    """Lowers one policy, numbering atoms as it goes."""

    def __init__(self, typed: TypedPolicy) -> None:
        self.typed = typed
        self.book = AtomBook()
        self.expressions = Expressions(self.book, dict(typed.tables))
        self.codes = {reading.code: name for name, reading in typed.resolved.readings.items()}

    def ground(self, citations: tuple[Citation, ...]) -> Ground:
        """What a statement's head cites."""
        readings = tuple(self.codes.get(c.text, c.text) for c in citations if c.kind == "reading")
        return Ground(tuple(c.text for c in citations if c.kind == "clause"), readings)

    def definition(self, index: int) -> Definition:
        """One definition."""
        typed = self.typed.definitions[index]
        return lower_definition(typed, self.expressions, self.ground(typed.resolved.citations))

    def subject(self, subject: Subject) -> SubjectPolicy:
        """What is asked of one subject."""
        names = (subject.name, subject.id)
        tables = {t.name for t in self.typed.resolved.tables.values() if t.subject in names}
        scoped = [row for row in self.typed.rows if row.row.table in tables]
        chooser = next((fact for fact in subject.facts if fact.type == "row"), None)
        rows = self.first_hits(tuple(self.row(row, chooser) for row in scoped))
        notes = [c for typed, row in zip(scoped, rows, strict=True) for c in self.notes(typed, row, subject.name)]
        conditions = [self.condition(c, subject.name) for c in self.typed.conditions if c.resolved.subject in names]
        entitlements = [self.entitlement(e, subject.name) for e in self.typed.entitlements if e.resolved.subject in names]
        gaps = [
            Gap(gap.name, self.expressions.lower(scope, Ground(gap.clauses)), gap.span)
            for gap, scope in (self.typed.gaps if rows else ())
        ]
        return SubjectPolicy(subject.name, (*conditions, *notes), tuple(entitlements), rows, tuple(gaps))

    def row(self, typed: TypedRow, chooser: FactSymbol | None) -> Row:
        """A routing row; where the applicant may name one, only that one stays in scope."""
        row = typed.row
        ground = Ground((f"附件1·{row.locator}",))
        scope = self.expressions.lower(typed.scope, ground)
        if chooser is not None:
            own = Constant(row.locator)
            left = Side("fact", chooser.name, "row", reference=chooser.id, facts=(chooser.id,))
            right = Side("constant", row.locator, "row")
            atom = self.book.enter(AtomInfo("compare", "=", ground.clauses, (), left, right, chooser.name, row.span))
            scope = And((scope, Compare("=", Default(Fact(chooser.id), own), own, atom)))
        return Row(row.locator, row.table, scope, _attributes(row), row.span)

    def first_hits(self, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        """In tables with hit policy 先中, a row takes what no row above it takes."""
        tables = self.typed.resolved.tables
        above: dict[str, tuple[Node, ...]] = {}
        found = []
        for row in rows:
            refused = above.get(row.table, ())
            above[row.table] = (*refused, Not(row.scope))
            guard = refused and tables[row.table].first_hit
            found.append(replace(row, scope=And((row.scope, *refused))) if guard else row)
        return tuple(found)

    def notes(self, typed: TypedRow, row: Row, subject: str) -> list[Condition]:
        """A row's notes as conditions without force: said where the row is listed and the note's 当 holds."""
        found = []
        ground = Ground((f"附件1·{row.locator}",))
        for number, (text, kind, when, place) in enumerate(typed.notes, 1):
            requires: Node = Constant(False) if when is None else Not(self.expressions.lower(when, ground))
            found.append(
                Condition(
                    f"{row.locator} 备注{number}",
                    subject,
                    "note",
                    (),
                    row.scope,
                    requires,
                    kind,
                    Message((text,)),
                    ground.clauses,
                    (),
                    place,
                )
            )
        return found

    def condition(self, typed: TypedCondition, subject: str) -> Condition:
        """A condition or deadline."""
        resolved = typed.resolved
        ground = self.ground(resolved.citations)
        first = len(self.book.entries)
        applies = self.expressions.lower(typed.applies, ground) if typed.applies is not None else None
        requires = self.expressions.lower(typed.requires, ground)
        clauses = ground.clauses or self.clauses_since(first)
        return Condition(
            resolved.name,
            subject,
            resolved.kind,
            resolved.tables,
            applies,
            requires,
            resolved.consequence,
            self.message(typed.message),
            clauses,
            ground.readings,
            resolved.span,
        )

    def entitlement(self, typed: TypedEntitlement, subject: str) -> Entitlement:
        """An entitlement."""
        resolved = typed.resolved
        ground = self.ground(resolved.citations)
        first = len(self.book.entries)
        applies = self.expressions.lower(typed.applies, ground)
        clauses = ground.clauses or self.clauses_since(first)
        return Entitlement(
            resolved.name,
            subject,
            resolved.tables,
            applies,
            self.message(typed.message),
            clauses,
            ground.readings,
            resolved.span,
        )

    def clauses_since(self, first: int) -> tuple[str, ...]:
        """The clauses cited by the atoms made since number ``first``, each once."""
        return tuple(dict.fromkeys(clause for entry in self.book.entries[first:] for clause in entry.clauses))

    def message(self, parts: tuple[str | Typed, ...] | None) -> Message | None:
        """A message's texts and expressions."""
        if parts is None:
            return None
        return Message(tuple(p if isinstance(p, str) else self.expressions.lower(p, Ground()) for p in parts))


def _dated(first: str | None, changes: tuple[RowChange, ...], column: str) -> object:
    base = date.fromisoformat(first) if first else NOT_APPLICABLE
    later = tuple(
        (date.fromisoformat(each.since), date.fromisoformat(each.date)) for each in changes if each.column == column and each.date
    )
    return ((None, base), *later) if later else base


def _attributes(row: TableRow) -> tuple[tuple[str, object], ...]:
    """The attributes of a row; the committee's own notice governs its dates, amendments change them from their day on."""
    start, finish = _dated(row.start_date, row.changes, "启动时间"), _dated(row.finish_date, row.changes, "完成时间")
    if row.notice is not None:
        start, finish = date.fromisoformat(row.notice.accepts_from), date.fromisoformat(row.notice.accepts_until)
    return (
        ("start", start),
        ("finish", finish),
        ("seat", row.seat or ""),
        ("table", row.table),
    )
