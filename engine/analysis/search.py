"""Is there a case for which statements hold? Part of :mod:`engine.analysis`.

Propagation and case distinction over the finite domains of a :class:`~.space.Space`. Effort is counted in nodes looked at,
never in seconds, so that answers are the same everywhere: an assignment, a proof that there is none, or *undecided*.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from engine.analysis.formula import Form, Formula, reduced
from engine.analysis.space import Space

#: Nodes that one question may look at.
EFFORT = 400_000

Domains = dict[int, int]


class Answer(NamedTuple):
    """``found``: the values that variables may have (one each); ``None`` with ``decided``: there is no such case."""

    decided: bool
    found: Domains | None

    @property
    def impossible(self) -> bool:
        """Whether it is proved that there is no such case."""
        return self.decided and self.found is None


class _Exhausted(Exception):
    """The effort for one question is spent."""


def solve(space: Space, formulas: Iterable[Formula], effort: int = EFFORT) -> tuple[Answer, int]:
    """A case for which all ``formulas`` hold, every variable that matters with one value; and the effort spent."""
    search = _Search(space, effort)
    try:
        found = search.run(list(formulas), {})
        answer = Answer(True, None if found is None else search.settled(found))
    except _Exhausted:
        answer = Answer(False, None)
    return answer, effort - search.left


def narrowed(space: Space, formula: Formula, known: Domains | None = None) -> Domains | None:
    """What must hold of single variables where ``formula`` does and they are as ``known``; ``None`` where it plainly cannot."""
    try:
        found = _Search(space, EFFORT).propagated([formula], known or {})
    except _Exhausted:
        return dict(known or {})
    return None if found is None else found[0]


class _Search:
    """One question."""

    def __init__(self, space: Space, effort: int) -> None:
        self.space = space
        self.left = effort

    def run(self, formulas: Iterable[Formula], domains: Domains) -> Domains | None:
        """Domains under which all formulas hold, whatever values are taken from them."""
        found = self.propagated(formulas, domains)
        if found is None:
            return None
        domains, open_ = found
        if not open_:
            return domains
        branch = self._branch(open_)
        full = domains.get(branch.variable, self.space.full(branch.variable))
        for kept in (full & branch.true, full & ~branch.true):
            if kept:
                answer = self.run(open_, {**domains, branch.variable: kept})
                if answer is not None:
                    return answer
        return None

    def propagated(self, formulas: Iterable[Formula], domains: Domains) -> tuple[Domains, list[Form]] | None:
        """Everything that follows for single variables, and the disjunctions left."""
        domains, given = dict(domains), list(formulas)
        if False in given:
            return None
        waiting = [each for each in given if isinstance(each, Form)]
        if domains and not self.space.agree(domains):
            return None
        while True:
            changed, open_ = False, []
            while waiting:
                form = waiting.pop()
                self.left -= form.size
                if self.left < 0:
                    raise _Exhausted
                found = reduced(form, domains)
                if found is False:
                    return None
                if isinstance(found, bool):
                    continue
                if not found.parts:
                    domains[found.variable] = domains.get(found.variable, self.space.full(found.variable)) & found.true
                    changed = True
                elif found.every:
                    waiting += found.parts
                else:
                    open_.append(found)
            if not changed:
                return domains, open_
            if not self.space.agree(domains):
                return None
            waiting = open_

    @staticmethod
    def _branch(open_: list[Form]) -> Form:
        """The literal to decide on next: of the shortest disjunction."""
        form = min(open_, key=lambda each: (len(each.parts), each.size))
        while form.parts:
            form = min(form.parts, key=lambda each: each.size)
        return form

    def settled(self, domains: Domains) -> Domains:
        """One value for every variable, chosen so that all agree."""
        for variable in sorted(domains):
            kept = self.space.liked(variable, domains[variable])
            while kept:
                bit = kept & -kept
                tried = {**domains, variable: bit}
                if self.space.agree(tried):
                    domains = tried
                    break
                kept ^= bit
        return domains
