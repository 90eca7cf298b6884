"""The core policy as a whole: definitions, conditions, rows. Built by :mod:`engine.core.from_typed`."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.core.nodes import Node
from engine.diagnostics import NOWHERE, Span


@dataclass(frozen=True, slots=True)
class Definition:
    """A named expression with parameters. Definitions stand in dependency order: callees before callers."""

    name: str
    parameters: tuple[str, ...]
    body: Node
    boolean: bool
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Message:
    """Text with values: ``parts`` are literal strings and expressions in turn, evaluated where the message is said."""

    parts: tuple[str | Node, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """¬applies ∨ requires. ``tables`` empty: asked once of the case; else asked of each routing row in scope.

    ``kind`` is ``condition``, ``deadline`` or ``note`` (said of a row); ``consequence`` one of ``CONSEQUENCES``.
    """

    name: str
    subject: str
    kind: str
    tables: tuple[str, ...]
    applies: Node | None
    requires: Node
    consequence: str
    message: Message | None
    clauses: tuple[str, ...]
    readings: tuple[str, ...]
    span: Span = field(default=NOWHERE, compare=False)

    @property
    def blocks(self) -> bool:
        """Whether a breach stands against the application or procedure itself."""
        return self.consequence in BLOCKING


@dataclass(frozen=True, slots=True)
class Entitlement:
    """倾斜: something granted where ``applies`` is true; never changes the decision."""

    name: str
    subject: str
    tables: tuple[str, ...]
    applies: Node
    message: Message | None
    clauses: tuple[str, ...]
    readings: tuple[str, ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Row:
    """A routing row: its scope and its attributes (``本行.X``; values as in ``Constant``, or NOT_APPLICABLE).

    What amendments change is a tuple of ``(from-date or None, value)`` ascending.
    """

    locator: str
    table: str
    scope: Node
    attributes: tuple[tuple[str, object], ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Gap:
    """A case that no row takes, with the reason and whom to ask (缺口)."""

    name: str
    scope: Node
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class SubjectPolicy:
    """All that is asked of one subject (主体). ``rows`` empty: nothing is routed."""

    name: str
    conditions: tuple[Condition, ...]
    entitlements: tuple[Entitlement, ...]
    rows: tuple[Row, ...]
    gaps: tuple[Gap, ...]

    @property
    def statements(self) -> tuple[Condition | Entitlement, ...]:
        """Conditions, then entitlements."""
        return (*self.conditions, *self.entitlements)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an atom as people are told of it. ``kind``: fact, field, parameter, reading, constant, aggregate,
    variable, row, group or expression. ``reference`` names it: fact id, ``(record, field)``, parameter, reading or group.

    ``year`` of a field: ``("variable", name)``, ``("fact", id, offset)``, ``("constant", year)`` or ``None``.
    """

    kind: str
    text: str
    type: str
    unit: str = ""
    reference: object = None
    year: tuple | None = None
    facts: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AtomInfo:
    """What explanation needs to know of an atom beside the :class:`~engine.core.nodes.Atom` itself."""

    kind: str
    operator: str
    clauses: tuple[str, ...]
    readings: tuple[str, ...]
    left: Side | None
    right: Side | None
    text: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class CorePolicy:
    """Everything an evaluator needs. ``parameters``: name → ((from-date or None, value or None), …) ascending.

    ``readings``: name → ((option, value), …); ``chosen``: name → option. ``records``: record id → (missing year means
    none?, {field: value taken when the year counts as none}).
    """

    definitions: tuple[Definition, ...]
    subjects: tuple[SubjectPolicy, ...]
    parameters: tuple[tuple[str, tuple], ...]
    readings: tuple[tuple[str, tuple], ...]
    chosen: tuple[tuple[str, str], ...]
    records: tuple[tuple[str, bool, tuple], ...]
    atoms: tuple[AtomInfo, ...] = ()

    def subject(self, name: str) -> SubjectPolicy:
        """The part of one subject by Chinese name. Raises ``KeyError`` for an unknown one."""
        for part in self.subjects:
            if part.name == name:
                return part
        raise KeyError(name)


#: Consequences of a failed condition; see ``docs/language.md``.
BLOCKING = frozenset({"ineligible", "breach"})
CONSEQUENCES = BLOCKING | {"void", "referral", "advice"}
