"""Requirements of several rules that nobody can meet together. Part of :mod:`engine.analysis`; code W0523.

Each of them can be met, so that none is told alone (W0507); but where all apply, what they ask of figures, days and words leaves
nothing over: the parts of one rule are more than the whole of another allows, more years are required than another rule counts.
For every group that a rule is for, what follows from the rules for single facts is laid together, rule by rule; only what
surely follows counts, so that a clash is a proof. Readings are as chosen, and the year is the notice's.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import NamedTuple

from engine.analysis import search, witness
from engine.analysis.complementary import said
from engine.analysis.context import Context
from engine.analysis.formula import Formula, both, either, negated
from engine.analysis.search import Domains
from engine.analysis.space import Space
from engine.core.policy import Condition, SubjectPolicy
from engine.diagnostics import Diagnostic, Label, Span
from engine.diagnostics.terms import Term

#: Groups of cases that are looked at, one for each different 适用.
MOST_GROUPS = 60
_ORDERS = {1: "<", 2: "=", 3: "≤", 4: ">", 5: "≠", 6: "≥"}


class _Asked(NamedTuple):
    """A rule whose breach stands against the case: whom it is for, what it asks, and both as one statement."""

    name: str
    span: Span
    group: Hashable
    applies: Formula
    requires: Formula
    whole: Formula


class _Follows(NamedTuple):
    """What follows from a rule for single facts of a group."""

    asked: _Asked
    domains: Domains


def check_together(context: Context) -> Iterable[Diagnostic]:
    """One warning for every smallest set of rules found that nobody to whom they apply can meet."""
    for part in context.core.subjects:
        asked = [each for each in (_asked(context, part, item) for item in part.conditions) if each is not None]
        groups: dict[Hashable, _Asked] = {}
        for each in asked:
            groups.setdefault(each.group, each)
        if len(groups) > MOST_GROUPS:
            skipped = list(groups.values())[MOST_GROUPS]
            context.budget.skipped.setdefault(skipped.name, skipped.span)
        seen: set[frozenset[str]] = set()
        for group in list(groups.values())[:MOST_GROUPS]:
            clash = _clash(context, part, group, asked)
            names = frozenset(each.asked.name for each in clash)
            if clash and not any(names >= other for other in seen):
                seen.add(names)
                yield _told(context, part, group, clash)


def _asked(context: Context, part: SubjectPolicy, item: Condition) -> _Asked | None:
    """A rule asked once of a case; ``None`` for those of rows, where another row may do."""
    if not item.blocks or item.tables:
        return None
    typed = context.statements.get(item.name)
    requires = getattr(typed, "requires", None)
    span = requires.span if requires is not None else item.span
    applies = True if item.applies is None else context.truth(part.name, item.applies, item.name, span)
    wanted = context.truth(part.name, item.requires, item.name, span)
    if applies is None or wanted is None:
        return None
    return _Asked(item.name, span, said(item.applies), applies, wanted, either((negated(applies), wanted)))


def _clash(context: Context, part: SubjectPolicy, group: _Asked, asked: list[_Asked]) -> list[_Follows]:
    """The fewest rules found that leave nothing over for the cases of a group; empty where there are none."""
    space = context.encoder(part.name).space
    start = _start(context, part, group)
    if start is None:
        return []
    kept: list[_Follows] = []
    left = start
    for each in asked:
        domains = search.narrowed(space, each.whole, start)
        if domains is None or domains == start:  # who is in the group is refused outright, which may be meant; or nothing follows
            continue
        kept.append(_Follows(each, domains))
        laid = _laid(space, left, domains)
        if laid is None:
            return _fewest(space, start, kept)
        left = laid
    return []


def _start(context: Context, part: SubjectPolicy, group: _Asked) -> Domains | None:
    """What is known of the cases of a group: in the notice's year, under the readings that are chosen."""
    space = context.encoder(part.name).space
    known = search.narrowed(space, group.applies)
    if known is None:
        return None
    for number, variable in enumerate(space.variables):
        usual = 1 << variable.liked if variable.liked >= 0 else 0
        years = variable.kind == "fact" and variable.values is None and not variable.unit
        if (variable.kind == "reading" or (years and usual)) and known.get(number, space.full(number)) & usual:
            known[number] = known.get(number, space.full(number)) & usual
    return search.narrowed(space, group.applies, known)


def _laid(space: Space, left: Domains, more: Domains) -> Domains | None:
    """Two sets of domains together; ``None`` where nothing is left over."""
    both_ = dict(left)
    for number, domain in more.items():
        both_[number] = both_.get(number, space.full(number)) & domain
    return both_ if space.agree(both_) else None


def _fewest(space: Space, start: Domains, kept: list[_Follows]) -> list[_Follows]:
    """The last rule and those before it without which something would be left over."""
    needed = list(kept)
    for each in kept[:-1]:
        others = [other for other in needed if other is not each]
        laid: Domains | None = start
        for other in others:
            laid = _laid(space, laid, other.domains) if laid is not None else None
        if laid is None:
            needed = others
    return needed


def _told(context: Context, part: SubjectPolicy, group: _Asked, clash: list[_Follows]) -> Diagnostic:
    *first, last = sorted(clash, key=lambda each: each.asked.span)
    space = context.encoder(part.name).space
    start = _start(context, part, group) or {}
    applies = both((group.applies, *(each.asked.applies for each in clash)))
    found = None if applies is True else context.ask(part.name, [applies], group.name, group.span).found
    arguments = {
        "name": last.asked.name,
        "others": tuple(each.asked.name for each in first),
        "reason": _reason(space, start, [*first, last]),
        "case": witness.told(space, found) if found is not None else None,
    }
    return Diagnostic("W0523", last.asked.span, arguments, tuple(Label(each.asked.span, "first") for each in first))


def _reason(space: Space, start: Domains, clash: list[_Follows]) -> Term:
    """What each rule leaves of the facts that it narrows, of which another of them narrows the same or a part or whole."""
    narrowed = [_narrowed(space, start, each.domains) for each in clash]
    lines = []
    for each, own in zip(clash, narrowed, strict=True):
        others = [other for other in narrowed if other is not own]
        parts = [said_ for number, said_ in own.items() if any(_touch(space, number, other) for other in others)]
        lines.append((each.asked.name, "、".join(parts or own.values())))
    chinese, english = (f"“{name}”要 {what}" for name, what in lines), (f"`{name}` needs {what}" for name, what in lines)
    return Term("；".join(chinese), "; ".join(english))


def _touch(space: Space, number: int, others: Iterable[int]) -> bool:
    """Whether a variable is, or is a part or whole of, or is tied by a relation to, one of the others."""
    return any(number == other or space.tied(number, other) for other in others)


def _narrowed(space: Space, start: Domains, domains: Domains) -> dict[int, str]:
    """What a rule leaves of each fact that it narrows, in words; ceilings that follow from the floors of others left out."""
    floors = {number: space.full(number) & -(domain & -domain) for number, domain in domains.items()}
    derived = _laid(space, start, floors) or {}
    found = {}
    for number, domain in domains.items():
        before = derived.get(number, space.full(number)) & start.get(number, space.full(number))
        if domain != start.get(number, space.full(number)) and domain:
            found[number] = " ".join(_bounds(space, number, start.get(number, space.full(number)), before, domain))
    return found


def _compared(names: str, domain: int) -> str:
    """How two facts are ordered: from the least, the bits of less, equal and greater."""
    one, _, other = names.partition("\t")
    return f"{one} {_ORDERS.get(domain, '?')} {other}" if other else "“…”"


def _bounds(space: Space, number: int, start: int, derived: int, domain: int) -> Iterator[str]:
    """A domain in words: the bounds of a figure, the words left."""
    variable = space.variables[number]
    if variable.kind == "free":
        yield _compared(variable.name, domain)
        return
    yield variable.name
    low, high = domain & -domain, 1 << domain.bit_length() - 1
    if variable.values is not None:
        bits = (1 << at for at in range(len(variable.values)) if domain >> at & 1)
        yield "/".join(str(variable.value(bit)) for bit in bits)
    elif low == high:
        yield f"= {variable.shown(variable.value(low))}"
    else:
        if low != start & -start:
            yield f"≥ {variable.shown(variable.value(low))}"
        if high.bit_length() != derived.bit_length():
            yield f"≤ {variable.shown(variable.value(high))}"
