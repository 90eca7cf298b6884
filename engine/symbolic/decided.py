"""What is decided of an application, as formulas: statuses, rows, gaps, the decision. Part of :mod:`engine.symbolic`.

As :mod:`engine.evaluate.assemble` has it. :func:`differences` says of two policies where they decide otherwise: the status of a
condition, whether an entitlement is granted, the scope of a row and what is asked of it where it is listed, and, where no row
takes the case, its gaps. Everything else in a decision follows from these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from engine.core.nodes import Quantifier
from engine.core.policy import Condition, Entitlement, Gap, Message, Row, SubjectPolicy
from engine.core.uses import Index
from engine.core.walk import asked
from engine.evaluate.operators import row_attributes
from engine.symbolic import truth
from engine.symbolic.encoding import EVERYWHERE, Encoding, Scope
from engine.symbolic.logic import Formula, at_most, both, either, negated, unequal
from engine.symbolic.truth import Truth
from engine.symbolic.value import Value, pick
from engine.symbolic.years import elements

#: A statement by kind (condition, entitlement, row, gap) and name; definitions are no statements of a subject.
Statement = tuple[str, str]
#: What is not there: a condition that asks nothing, an entitlement never granted, a row that takes nobody.
NOT_THERE = Truth(False, True)


class Status(NamedTuple):
    """Which status a condition has; one holds. ``said``: whether its message is said."""

    not_required: Formula
    met: Formula
    not_met: Formula
    said: Formula
    incident: Formula

    @property
    def truth(self) -> Truth:
        """The condition as a whole: asked for nothing or met, not met, or open."""
        return Truth(either(self.not_required, self.met), self.not_met, self.incident)


NOT_ASKED = Status(True, False, False, False, False)


class Decided:
    """All that one encoding decides of its subject."""

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding
        name = encoding.variables.subject["name"]
        found = [part for part in encoding.core.subjects if part.name == name]
        self.part = found[0] if found else SubjectPolicy(name, (), (), (), ())
        self.items: dict[Statement, Any] = {}
        for kind, listed in (
            ("condition", self.part.conditions), ("entitlement", self.part.entitlements), ("row", self.part.rows),
            ("gap", self.part.gaps),
        ):  # fmt: skip
            self.items |= {(kind, getattr(item, "locator", "") or getattr(item, "name", "")): item for item in listed}
        self.index = Index(encoding.core)
        self._places: dict[str, Scope] = {}
        self._like: tuple[Decided, frozenset[Statement]] | None = None

    def condition(self, item: Condition, row: Row | None = None) -> Status:
        """The status of a condition, asked of the case or of a row."""
        scope = self.place(row)
        applies = truth.known(True) if item.applies is None else self.encoding.truth(item.applies, scope)
        requires = self.encoding.truth(item.requires, scope)
        asked_ = negated(applies.false)
        return Status(
            applies.false,
            both(asked_, requires.true),
            both(applies.true, requires.false),
            both(asked_, requires.false),
            either(applies.incident, both(asked_, requires.incident)),
        )

    def entitlement(self, item: Entitlement, row: Row | None = None) -> Truth:
        """Whether an entitlement is granted."""
        return self.encoding.truth(item.applies, self.place(row))

    def status(self, name: str, locator: str | None = None) -> Status:
        """The status of a condition by name, asked of the case or of the row of that locator. Raises ``KeyError``."""
        return self.condition(self.items["condition", name], None if locator is None else self.items["row", locator])

    def row(self, locator: str) -> Truth:
        """Whether the row of that locator takes the case. Raises ``KeyError``."""
        return self.scope(self.items["row", locator])

    def scope(self, row: Row) -> Truth:
        """Whether a row takes the case."""
        if self._like is not None and ("row", row.locator) not in self._like[1]:
            return self._like[0].scope(row)
        return self.encoding.truth(row.scope)

    def like(self, other: Decided, touched: frozenset[Statement]) -> None:
        """Take the rows that are not ``touched`` as ``other`` has them, where they are the same."""
        self._like = other, touched

    def prepare(self) -> None:
        """Make all formulas now."""
        self.routing()
        for kind, name in self.items:
            item = self.items[kind, name]
            if kind == "gap":
                self.encoding.truth(item.scope)
            elif kind != "row":
                judge = self.condition if kind == "condition" else self.entitlement
                for row in [row for row in self.part.rows if row.table in item.tables] if item.tables else [None]:
                    judge(item, row)

    def place(self, row: Row | None) -> Scope:
        """Where a question is asked: of the case, or of a row with its attributes as they stand on the reference date."""
        if row is None:
            return EVERYWHERE
        if row.locator not in self._places:
            values = {name: self._attribute(value) for name, value in row.attributes}
            self._places[row.locator] = Scope({}, values, row.locator)
        return self._places[row.locator]

    def _attribute(self, value: Any) -> Value:
        if not isinstance(value, tuple):
            return self.encoding.constant(row_attributes((("", value),), 0)[""])
        on = self.encoding.variables.on()
        found = self.encoding.constant(value[0][1])
        for since, entry in value[1:]:
            found = pick(at_most(since.toordinal(), on.parts[0]), self.encoding.constant(entry), found)
        return found._replace(unknown=either(on.unknown, found.unknown))

    def routing(self) -> Truth:
        """Whether some row takes the case; true for a subject without rows."""
        rows = [self.scope(row) for row in self.part.rows]
        return truth.disjunction(rows) if rows else truth.known(True)

    def passes(self) -> Truth:
        """All deciding conditions, and some row with its own deciding conditions."""
        blocking = [item for item in self.part.conditions if item.blocks]
        found = [self.condition(item).truth for item in blocking if not item.tables]
        if self.part.rows:
            rows = []
            for row in self.part.rows:
                own = [self.condition(item, row).truth for item in blocking if row.table in item.tables]
                rows.append(truth.conjunction([self.scope(row), *own]))
            found.append(truth.disjunction(rows))
        return truth.conjunction(found)

    def decision(self) -> dict[str, Formula]:
        """The decision by its name; one holds, where nothing impossible is met."""
        routing, passes = self.routing(), self.passes()
        taken = negated(routing.false)
        return {
            "not_applicable": routing.false,
            "ineligible": both(taken, passes.false),
            "incomplete": both(taken, passes.unknown),
            "eligible": both(taken, passes.true),
        }

    def facts(self, statements: Iterable[Statement]) -> set[str]:
        """The facts that statements read, definitions followed, with those that rows of their tables read."""
        roots: list[Any] = []
        for statement in statements:
            item = self.items.get(statement)
            if item is not None:
                roots += asked(item) if isinstance(item, Condition | Entitlement) else [item.scope]
        uses = self.index.uses(roots)
        dated = any(len(self.encoding.parameters[name]) > 1 or self.encoding.parameters[name][0][0] for name in uses.parameters)
        reference = self.encoding.variables.subject["reference_date"]
        return set(uses.facts) | ({reference} if dated and reference else set())

    def everything(self) -> set[Statement]:
        """All statements of the subject."""
        return set(self.items)


def differences(old: Decided, new: Decided, touched: Iterable[Statement] | None = None) -> tuple[Formula, set[str]]:
    """Where two policies decide otherwise of one application, and the facts that it depends on.

    ``touched``: the statements that may differ, all by default. Messages count: one that is said with other figures differs.
    """
    wanted = (old.everything() | new.everything()) if touched is None else set(touched)
    wanted = {each for each in wanted if each in old.items or each in new.items}
    if touched is not None:
        new.like(old, frozenset(wanted))
    found: list[Formula] = []
    for kind, name in sorted(wanted):
        one, two = old.items.get((kind, name)), new.items.get((kind, name))
        if one is None and two is None:
            continue
        found.append(either(*_KINDS[kind](old, new, one, two)))
    facts = old.facts(wanted) | new.facts(wanted)
    if any(kind == "gap" for kind, _ in wanted):
        for side in (old, new):
            facts |= side.facts(("row", row.locator) for row in side.part.rows)
    for side in (old, new):
        tables = {table for each in wanted for table in getattr(side.items.get(each), "tables", ())}
        facts |= side.facts(("row", row.locator) for row in side.part.rows if row.table in tables)
        if tables and (reference := side.encoding.variables.subject["reference_date"]):
            facts.add(reference)
    return either(*found), facts


def _conditions(old: Decided, new: Decided, one: Any, two: Any) -> Iterator[Formula]:
    for before, after in _places(old, new, one, two):
        left = NOT_ASKED if one is None or before is _ABSENT else old.condition(one, before)
        right = NOT_ASKED if two is None or after is _ABSENT else new.condition(two, after)
        listed = _listed(old, new, before, after)
        said = _messages_differ(old, new, one, two, before, after)
        differs = [unequal(a, b) for a, b in zip(left, right, strict=True)]
        differs.append(both(said, either(left.said, right.said)))
        if one is not None and two is not None and one.consequence != two.consequence:
            differs += [negated(left.truth.true), negated(right.truth.true)]
        differs += _elements_differ(old, new, one, two, before, after)
        yield both(listed, either(*differs))


def _elements_differ(old: Decided, new: Decided, one: Any, two: Any, before: Any, after: Any) -> Iterator[Formula]:
    """Whether a message that is said year by year is said of other years."""
    if one is None or two is None or before is _ABSENT or after is _ABSENT or one.message is None:
        return
    if _by_year(one) and _by_year(two):
        left = elements(old.encoding, one.requires, old.place(before))
        right = elements(new.encoding, two.requires, new.place(after))
        asked_ = either(negated(old.condition(one, before).not_required), negated(new.condition(two, after).not_required))
        for mine, its in zip(left, right, strict=False):
            yield both(asked_, unequal(both(mine[0], mine[1].false), both(its[0], its[1].false)))


def _by_year(item: Any) -> bool:
    requires = getattr(item, "requires", None)
    return isinstance(requires, Quantifier) and requires.every


def _entitlements(old: Decided, new: Decided, one: Any, two: Any) -> Iterator[Formula]:
    for before, after in _places(old, new, one, two):
        left = NOT_THERE if one is None or before is _ABSENT else old.entitlement(one, before)
        right = NOT_THERE if two is None or after is _ABSENT else new.entitlement(two, after)
        said = _messages_differ(old, new, one, two, before, after)
        yield both(_listed(old, new, before, after), either(_unlike(left, right), both(said, either(left.true, right.true))))


def _rows(old: Decided, new: Decided, one: Row | None, two: Row | None) -> Iterator[Formula]:
    left = NOT_THERE if one is None else old.scope(one)
    right = NOT_THERE if two is None else new.scope(two)
    yield _unlike(left, right)


def _gaps(old: Decided, new: Decided, one: Gap | None, two: Gap | None) -> Iterator[Formula]:
    left = NOT_THERE if one is None else old.encoding.truth(one.scope)
    right = NOT_THERE if two is None else new.encoding.truth(two.scope)
    differs = _unlike(left, right)
    if differs is not False:
        yield both(old.routing().false, new.routing().false, differs)


_KINDS = {"condition": _conditions, "entitlement": _entitlements, "row": _rows, "gap": _gaps}
_ABSENT = Row("", "", None, ())  # type: ignore[arg-type]


def _unlike(left: Truth, right: Truth) -> Formula:
    return either(negated(truth.same(left, right)), unequal(left.incident, right.incident))


def _places(old: Decided, new: Decided, one: Any, two: Any) -> Iterator[tuple[Any, Any]]:
    """Where a statement is asked, before and after: of the case, or of each row of its tables."""
    asked_before = one.tables if one is not None else None
    asked_after = two.tables if two is not None else None
    if () in (asked_before, asked_after):
        yield (None if asked_before == () else _ABSENT), (None if asked_after == () else _ABSENT)
    after = {row.locator: row for row in new.part.rows if row.table in (asked_after or ())}
    for row in old.part.rows:
        if row.table in (asked_before or ()) or row.locator in after:
            mine = row if row.table in (asked_before or ()) else _ABSENT
            yield mine, after.pop(row.locator, _ABSENT)
    yield from ((_ABSENT, row) for row in after.values())


def _listed(old: Decided, new: Decided, before: Any, after: Any) -> Formula:
    """Whether the row of which something is asked is listed at all, before or after."""
    if before is None or after is None:
        return True
    one = False if before is _ABSENT else negated(old.scope(before).false)
    two = False if after is _ABSENT else negated(new.scope(after).false)
    return either(one, two)


def _messages_differ(old: Decided, new: Decided, one: Any, two: Any, before: Any, after: Any) -> bool:
    """Whether a message may be said with other words or figures."""
    if one is None or two is None or before is _ABSENT or after is _ABSENT:
        return False
    if one.message is None or two.message is None:
        return one.message is not two.message
    return _said(old, one.message, one, before) != _said(new, two.message, two, after)


def _said(side: Decided, message: Message, item: Any, row: Row | None) -> tuple[Any, ...]:
    each = _by_year(item)
    own = (item.requires.variable,) if each else ()
    scope = side.place(row)
    key = side.encoding.canonical.key
    return (each, *(part if isinstance(part, str) else key(part, scope, own) for part in message.parts))
