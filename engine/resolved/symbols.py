"""What names stand for. Part of :mod:`engine.resolved`; made by :mod:`engine.resolved.declarations` from YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.diagnostics import NOWHERE, Span
from engine.resolved.document_symbols import CommitteeNotice, RowChange, RowLife


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of quantities; ``scale`` is the number of decimal places kept."""

    name: str
    id: str
    scale: int


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A closed list of words in order, each with an English id or ``None``."""

    name: str
    id: str
    words: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class FactSymbol:
    """A fact, or a field of a record by year. Keys as in ``docs/policy-format.md``; ``type`` in English.

    ``range`` is as written (not scaled). ``fields`` are those of records, ``columns`` those of lists as
    ``(name, id, enumeration)``; ``contains`` pairs a whole with its parts, by field id. ``places`` says where the value of
    each key stands.
    """

    name: str
    id: str
    type: str
    unit: str | None = None
    range: tuple[int, int] | None = None
    enumeration: str | None = None
    change: str = "free"
    absent: str = "unknown"
    assumed: object = None
    may_not_apply: bool = False
    judge: str | None = None
    reference_date: bool = False
    yearly: bool = False
    note: str = ""
    example: object = None
    columns: tuple[tuple[str, str, str], ...] = ()
    fields: tuple[FactSymbol, ...] = ()
    missing_year: str = "unknown"
    past_fixed: bool = False
    contains: tuple[tuple[str, tuple[str, ...]], ...] = ()
    span: Span = field(default=NOWHERE, compare=False)
    places: Mapping[str, Span] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Relation:
    """A table that facts must agree with: ``rows`` of words under the fact ids in ``columns``."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    column_spans: tuple[Span, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Subject:
    """A 主体 with its vocabulary. ``wording`` is ``application`` or ``procedure``."""

    name: str
    id: str
    wording: str
    note: str
    facts: tuple[FactSymbol, ...]
    relations: tuple[Relation, ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure, date, text or dated group. ``entries``: ``(from or None, value or None)`` ascending, values as written.

    ``type``: quantity, integer, year, date, text, boolean or group; ``enumeration`` is the one a group's words come from.
    ``amended`` pairs the day from which an amendment's value holds with the amendment's number; ``status`` and
    ``confidence`` are those of a figure that was not checked against an official text.
    """

    name: str
    id: str | None
    type: str
    unit: str | None
    entries: tuple[tuple[str | None, object], ...]
    clause: str | None
    note: str = ""
    enumeration: str | None = None
    range: tuple[int, int] | None = None
    amended: tuple[tuple[str, str], ...] = ()
    status: str = ""
    confidence: str = ""
    span: Span = field(default=NOWHERE, compare=False)
    value_spans: tuple[Span, ...] = field(default=(), compare=False)
    from_spans: tuple[Span, ...] = field(default=(), compare=False)
    places: Mapping[str, Span] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """An ambiguity with its permitted options ``(name, value or None, note)``. ``type``: year, boolean, integer, word."""

    code: str
    name: str
    type: str
    question: str
    options: tuple[tuple[str, object, str], ...]
    chosen: str
    reason: str
    confidence: str
    confirmed: str
    clause: str | None
    span: Span = field(default=NOWHERE, compare=False)
    places: Mapping[str, Span] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Clause:
    """An entry of the clause register."""

    locator: str
    kind: str
    summary: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Office:
    """Where to ask, as the cell says it and as it was read."""

    raw: str
    unit: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class TableRow:
    """A routing row as declared; expressions are looked up by the place of their text.

    ``start_date`` and ``finish_date`` are the plan's, ``changes`` what amendments make of its cells, in order of their
    dates; ``added`` and ``dropped`` say from when an amendment makes the row or takes it out; ``notice`` is the committee's
    own, whose dates of acceptance then govern.
    """

    locator: str
    table: str
    number: int
    name: str
    titles: str
    reviews: tuple[str, ...]
    recommends: tuple[str, ...]
    start: str | None
    finish: str
    start_date: str | None
    finish_date: str | None
    office: Office
    audience: str
    seat: str | None
    see_also: tuple[str, ...]
    scope: Span
    notes: tuple[tuple[str, str, Span | None, Span], ...]
    scope_text: str = ""
    changes: tuple[RowChange, ...] = ()
    added: RowLife | None = None
    dropped: RowLife | None = None
    notice: CommitteeNotice | None = None
    span: Span = field(default=NOWHERE, compare=False)
    places: Mapping[str, Span] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class RoutingTable:
    """A table of the annex whose rows route applications of ``subject``. ``act``: review, recommend or initial;
    ``first_hit``: only the first row that fits counts (命中 先中), else every one does.
    """

    name: str
    title: str
    subject: str
    clause: str
    act: str
    rows: tuple[TableRow, ...]
    first_hit: bool = False
    span: Span = field(default=NOWHERE, compare=False)
    places: Mapping[str, Span] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class GapSymbol:
    """A case that no row takes: where, and what the applicant is told."""

    name: str
    text: str
    clauses: tuple[str, ...]
    scope: Span
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Notice:
    """The document that the policy carries out. ``next_steps``: what to do after a decision, ``(decision, text, clause)``;
    ``reviews``: what a new year left to be confirmed, ``(row, parameter or clause, columns, reason)``."""

    number: str
    title: str
    short_title: str
    year: int
    issuer: str
    issued_on: str
    region: str
    authority: str
    references: tuple[tuple[str, str, str, str], ...]
    errata: tuple[tuple[str, ...], ...]
    not_decided: tuple[str, ...]
    next_steps: tuple[tuple[str, str, str], ...] = ()
    reviews: tuple[tuple[str, str, str], ...] = ()
