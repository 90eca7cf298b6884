"""Asks the solver: is there an application for which a formula holds? Part of :mod:`engine.symbolic`.

The answer is *none* (a proof), a witness that was seen to do what was asked for, or *undecided*: the solver gave up within its
count of steps, or only found what the replay did not confirm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.symbolic import logic, pinned, witness
from engine.symbolic.dates import of_years
from engine.symbolic.decided import Decided, Statement, differences
from engine.symbolic.logic import Formula, at_most, both, either, equal, negated
from engine.symbolic.replay import Side, differ, outcome
from engine.symbolic.variables import Variables

#: What an answer may be.
NONE, FOUND, UNDECIDED = "none", "found", "undecided"
#: Steps of z3 for one question: some seconds.
EFFORT = 40_000_000
#: How many applications are replayed before a question is given up.
TRIES = 4
#: Witnesses of up to so many facts are looked for one fact at a time.
FEW = 5

#: Tells whether an application, under readings, does what is asked for.
Happens = Callable[[Mapping[str, Any], Mapping[str, str]], bool]


@dataclass(frozen=True, slots=True)
class Witness:
    """An application as ``policy eval`` reads it, and the options of readings that it takes where not the chosen ones."""

    application: dict[str, Any]
    readings: dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """``verdict``: ``none``, ``found`` (with its ``witness``) or ``undecided``."""

    verdict: str
    witness: Witness | None = None

    @property
    def proved(self) -> bool:
        """Whether it is proved that there is no such application."""
        return self.verdict == NONE


class Solver:
    """Answers questions about the applications that ``variables`` stand for."""

    def __init__(self, variables: Variables, effort: int = EFFORT) -> None:
        self.variables = variables
        self.effort = effort

    def none(self, formula: Formula, facts: Iterable[str] | None = None) -> bool:
        """Whether it is proved that ``formula`` holds for no application. ``facts``: those it depends on, by default all."""
        return self._check(self._solver(formula, facts)) == "unsat"

    def example(self, formula: Formula, facts: Iterable[str] | None = None, happens: Happens | None = None) -> Answer:
        """An application for which ``formula`` holds, of as few facts as can be left.

        ``happens`` looks whether it does what it is looked for; by default the formula is asked again of its facts alone.
        """
        wanted = self._wanted(facts)
        solver = self._solver(formula, wanted)
        plain = self._check(solver)
        if plain != "sat":
            return Answer(NONE if plain == "unsat" else UNDECIDED)
        seen = happens or self._holding(formula)
        for _ in range(TRIES):
            model = self._liked(solver, wanted)
            if model is None:
                break
            found = self._seen(model, wanted, seen)
            if found is not None:
                return Answer(FOUND, found)
            _add(solver, negated(both(*witness.stated(self.variables, model, wanted))))
        return Answer(UNDECIDED)

    def _holding(self, formula: Formula) -> Happens:
        """Looks whether a formula holds for an application."""

        def happens(application: Mapping[str, Any], readings: Mapping[str, str]) -> bool:
            case = witness.case(self.variables, application)
            return case is not None and pinned.holds(self.variables, formula, case, readings)

        return happens

    def _seen(self, model: Any, facts: frozenset[str], happens: Happens) -> Witness | None:
        """The application of a model, without what is not needed; ``None`` where the replay does not confirm it."""
        found, readings = witness.application(self.variables, model, facts), witness.readings(self.variables, model)

        def does(application: Mapping[str, Any], taken: Mapping[str, str]) -> bool:
            return witness.case(self.variables, application) is not None and happens(application, taken)

        if not does(found, readings):
            return None
        readings = witness.shrunk(readings, lambda less: does(found, less))
        return Witness(witness.shrunk(found, lambda less: does(less, readings)), readings)

    def difference(
        self, old: Decided, new: Decided, touched: Iterable[Statement] | None = None, fixed: frozenset[str] = frozenset()
    ) -> Answer:
        """An application of which two policies decide otherwise; see :func:`engine.symbolic.decided.differences`.

        ``fixed``: readings of which the two take options of their own.
        """
        formula, facts = differences(old, new, touched)
        subject = self.variables.subject["name"]
        sides = Side(old.encoding.core, old.encoding.tables), Side(new.encoding.core, new.encoding.tables)

        def happens(application: Mapping[str, Any], readings: Mapping[str, str]) -> bool:
            return differ(*sides, subject, application, {name: o for name, o in readings.items() if name not in fixed})

        return self.example(formula, facts, happens)

    def admitted(self, old: Decided, new: Decided, decision: str = "eligible") -> Answer:
        """An application that is decided so under ``new`` and otherwise under ``old``: with the two exchanged, one that is so
        no longer."""
        formula = both(new.decision()[decision], negated(old.decision()[decision]))
        facts = old.facts(old.everything()) | new.facts(new.everything())
        subject = self.variables.subject["name"]
        sides = Side(old.encoding.core, old.encoding.tables), Side(new.encoding.core, new.encoding.tables)

        def happens(application: Mapping[str, Any], readings: Mapping[str, str]) -> bool:
            before, after = (outcome(side, subject, application, readings) for side in sides)
            if before is None or after is None or before.incidents or after.incidents:
                return False
            return before.decision != decision and after.decision == decision

        return self.example(formula, facts, happens)

    def same(self, old: Decided, new: Decided, touched: Iterable[Statement] | None = None) -> bool:
        """Whether it is proved that two policies decide alike of every application."""
        formula, facts = differences(old, new, touched)
        return formula is False or self.none(formula, facts)

    # ---- the solver -------------------------------------------------------------------------------------------------

    def _wanted(self, facts: Iterable[str] | None) -> frozenset[str]:
        return self.variables.bound_to(self.variables.facts if facts is None else facts)

    def _solver(self, formula: Formula, facts: Iterable[str] | None) -> Any:
        """A solver that holds ``formula``, with a store of terms of its own: which application it finds, if it finds one within
        its steps, must not depend on what was asked before."""
        z3 = logic.z3()
        solver = z3.Solver(ctx=z3.Context())
        solver.set("rlimit", self.effort)
        _add(solver, *self.variables.limits(self._wanted(facts)), formula)
        return solver

    @staticmethod
    def _check(solver: Any) -> str:
        return str(solver.check())

    def _liked(self, solver: Any, facts: frozenset[str]) -> Any:
        """A model of few facts, if it can be had under the chosen readings and in the policy's year; ``None`` where there is
        none."""
        for liking in self._likings(facts):
            solver.push()
            _add(solver, *liking)
            model = solver.model().translate(logic.z3().main_ctx()) if self._check(solver) == "sat" else None
            solver.pop()
            if model is not None:
                return model
        return None

    def _likings(self, facts: frozenset[str]) -> Iterator[list[Formula]]:
        readings = []
        for name, number in self.variables.readings.items():
            reading = self.variables.tables["readings"][name]
            options = [option["name"] for option in reading["options"]]
            readings.append(equal(number, options.index(reading["chosen"])))
        ordinary = self._ordinary(facts)
        given = [each for each in (witness.given(self.variables, id) for id in sorted(facts)) if each is not False]
        for few in range(min(FEW, len(given))):
            yield [*readings, *ordinary, logic.z3().AtMost(*given, few)]
        yield [*readings, *ordinary]
        yield readings
        yield ordinary
        yield []

    def _ordinary(self, facts: frozenset[str]) -> list[Formula]:
        """Years and dates as most applications under this policy have them."""
        found: list[Formula] = []
        year = int(self.variables.tables["policy"]["year"])
        first, last = of_years(year, year)
        for id in sorted(facts):
            fact, value = self.variables.facts[id], self.variables.made.get(id)
            if value is None or not value.parts:
                continue
            if id == self.variables.subject["year"]:
                found.append(either(value.unknown, equal(value.parts[0], year)))
            elif fact["type"] == "date":
                found.append(either(value.unknown, both(at_most(first, value.parts[0]), at_most(value.parts[0], last))))
            elif fact["type"] == "years":
                low, high = self.variables.window
                found.append(either(value.unknown, both(at_most(low, value.parts[0]), at_most(value.parts[1], high))))
        return found


def _add(solver: Any, *formulas: Formula) -> None:
    """Add formulas to a solver that has terms of its own."""
    for formula in formulas:
        if formula is False:
            solver.add(logic.z3().BoolVal(False, solver.ctx))
        elif formula is not True:
            solver.add(formula.translate(solver.ctx))
