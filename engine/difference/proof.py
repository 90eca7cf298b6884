"""Whether anybody is newly admitted or excluded: proved, found, or only looked for. Part of :mod:`engine.difference`.

Where z3 is installed a question is first asked of the touched statements alone: if none of them holds for an application that
it did not hold for, nobody is newly admitted, and nothing else has to be written as a formula. Only what this leaves open is
searched for, and asked of the policies as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from engine.artifact.tables import Tables
from engine.core.policy import Condition
from engine.difference.canonical import of_subject
from engine.difference.edition import Edition, Key
from engine.difference.judged import Application, Pair
from engine.difference.search import FIRST, LIMIT, Search, shortest
from engine.symbolic import logic
from engine.symbolic.decided import Decided
from engine.symbolic.encoding import Encoding
from engine.symbolic.logic import Formula, both, either, negated
from engine.symbolic.solver import FOUND, NONE, Solver
from engine.symbolic.truth import Truth
from engine.symbolic.variables import Variables

#: What may be known of a question.
FOUND_ONE, PROVED, UNTOUCHED, LOOKED, ONE_SIDED = "found", "proved", "untouched", "looked", "one_sided"
#: Steps of z3 for one question.
EFFORT = 30_000_000


class Answer(NamedTuple):
    """Whether somebody is newly admitted, or excluded.

    ``verdict``: ``found`` with the ``application``; ``proved`` that there is nobody; ``untouched``: nothing that decides was
    changed; ``looked``: nobody among ``looked`` applications, which proves nothing; ``one_sided``: only one of the two
    policies has the subject.
    """

    verdict: str
    application: Application | None = None
    looked: int = 0


class Answers(NamedTuple):
    """For one subject."""

    subject: str
    admitted: Answer
    excluded: Answer


class Question(NamedTuple):
    """Two policies and what may decide otherwise. ``old`` as it stands, ``moved`` in the year of ``new``; ``rows``: older
    locators of rows by newer ones, ``None`` where they are the same."""

    old: Edition
    moved: Edition
    new: Edition
    subject: str
    touched: frozenset[Key]
    rows: Mapping[str, str] | None


def ask(question: Question, limit: int | None = None) -> Answers:
    """Who is newly admitted and who newly excluded. ``limit``: how many applications are gone through at most."""
    subject = question.subject
    if any(subject not in each.tables["subjects"] for each in (question.old, question.new)):
        return Answers(subject, Answer(ONE_SIDED), Answer(ONE_SIDED))
    if not deciding(question):
        return Answers(subject, Answer(UNTOUCHED), Answer(UNTOUCHED))
    proof = Proof(question) if logic.is_available() else None
    found: dict[bool, Answer] = {}
    for admitted in (True, False):
        if proof is not None and proof.touches_nobody(admitted):
            found[admitted] = Answer(PROVED)
    if len(found) < 2:
        pair = Pair(question.old, question.new, subject, question.rows)
        wanted = frozenset({True, False} - set(found))
        looked = Search(question.moved, question.new, pair, limit or (LIMIT if proof is None else FIRST), wanted).run()
        for admitted in sorted(wanted):
            application = looked.admitted if admitted else looked.excluded
            if application is not None:
                found[admitted] = Answer(FOUND_ONE, application, looked.looked)
            elif proof is not None:
                found[admitted] = proof.somebody(pair, admitted, looked.looked)
            else:
                found[admitted] = Answer(LOOKED, None, looked.looked)
    return Answers(subject, found[True], found[False])


def deciding(question: Question) -> frozenset[Key]:
    """The touched statements that a decision depends on: rows and conditions that stand against an application."""
    items = _items(question.moved, question.subject), _items(question.new, question.subject)
    return frozenset(
        key for key in question.touched
        if key[0] == "row" or any(isinstance(side.get(key), Condition) and side[key].blocks for side in items)
    )  # fmt: skip


def _items(edition: Edition, subject: str) -> dict[Key, Any]:
    part = next((each for each in edition.core.subjects if each.name == subject), None)
    return of_subject(part) if part is not None else {}


class Proof:
    """A question as formulas over the applications that both policies can state. ``readings``: as for
    :class:`engine.symbolic.encoding.Encoding`; by default those taken."""

    def __init__(self, question: Question, readings: Mapping[str, str] | None = None) -> None:
        self.question = question
        self.touched = deciding(question)
        moved, new = question.moved, question.new
        self.variables = Variables(stated_by_both(moved.tables, new.tables, question.subject), question.subject)
        self.before = Decided(Encoding(moved.core, moved.tables, self.variables, readings))
        self.after = Decided(Encoding(new.core, new.tables, self.variables, readings))
        self.solver = Solver(self.variables, EFFORT)

    def touches_nobody(self, admitted: bool) -> bool:
        """Whether it is proved that no touched statement is passed by anybody who did not pass it before.

        Where all that holds now held before, whatever is passed now was passed before: who is admitted passes some row that
        takes them and every condition, and one of these must be a touched one.
        """
        before, after = (self.before, self.after) if admitted else (self.after, self.before)
        formula = either(*(self._gained(key, before, after) for key in sorted(self.touched)))
        facts = before.facts(self._concerned(before)) | after.facts(self._concerned(after))
        return formula is False or self.solver.none(formula, facts)

    def _gained(self, key: Key, before: Decided, after: Decided) -> Formula:
        """Whether a statement is passed ``after`` and was not ``before``; a condition of rows is passed with each row."""
        if key[0] == "row":
            return _newly(self._row(key[1], before), self._row(key[1], after))
        tables = {table for side in (before, after) for table in getattr(side.items.get(key), "tables", ())}
        if not tables:
            return _newly(*(_condition(side, key) for side in (before, after)))
        rows = {row.locator for side in (before, after) for row in side.part.rows if row.table in tables}
        return either(*(_newly(self._row(each, before), self._row(each, after)) for each in sorted(rows)))

    def _row(self, locator: str, side: Decided) -> Formula:
        """Whether a row takes somebody who meets what is asked of it; of conditions only those that were touched."""
        row = side.items.get(("row", locator))
        if row is None:
            return False
        own = [each for each in side.part.conditions if each.blocks and row.table in each.tables]
        asked = [side.condition(each, row).truth.true for each in own]
        return both(side.scope(row).true, *asked)

    def _concerned(self, side: Decided) -> set[Key]:
        """The touched statements with the rows that they are asked of, and the conditions asked of touched rows."""
        found = set(self.touched)
        tables = {table for key in self.touched for table in getattr(side.items.get(key), "tables", ())}
        found |= {("row", row.locator) for row in side.part.rows if row.table in tables}
        reached = {side.items[key].table for key in found if key[0] == "row" and key in side.items}
        return found | {("condition", each.name) for each in side.part.conditions if reached & set(each.tables)}

    def somebody(self, pair: Pair, admitted: bool, looked: int) -> Answer:
        """Somebody newly admitted or excluded, asked of the policies as a whole."""
        before, after = self.before.decision(), self.after.decision()
        passes, refuses = (after, before) if admitted else (before, after)
        formula = both(passes["eligible"], either(refuses["ineligible"], refuses["not_applicable"]))
        facts = self.before.facts(self.before.everything()) | self.after.facts(self.after.everything())

        def happens(application: Mapping[str, Any], readings: Mapping[str, str]) -> bool:
            return pair.turns(application, admitted)

        answer = self.solver.example(formula, facts, happens)
        if answer.verdict == FOUND and answer.witness is not None:
            found = shortest(pair, answer.witness.application, admitted)
            if found is not None:
                return Answer(FOUND_ONE, found, looked)
        return Answer(PROVED) if answer.verdict == NONE else Answer(LOOKED, None, looked)


def _newly(before: Formula, after: Formula) -> Formula:
    return both(after, negated(before))


def _condition(side: Decided, key: Key) -> Formula:
    """Whether a condition stands against nobody; one that is not there does not."""
    item = side.items.get(key)
    truth: Truth | None = side.condition(item).truth if item is not None and item.blocks else None
    return True if truth is None else truth.true


def stated_by_both(old: Tables, new: Tables, subject: str) -> Tables:
    """Tables for the applications that both policies can state: the facts of either, the words of both."""
    enumerations = dict(new["enumerations"])
    for name, other in old["enumerations"].items():
        mine = enumerations.get(name)
        if mine is None:
            enumerations[name] = other
            continue
        words = {word: id for word, id in mine["words"].items() if word in other["words"]}
        enumerations[name] = mine | {"words": words or mine["words"]}
    one, two = old["subjects"][subject], new["subjects"][subject]
    known = {fact["id"] for fact in two["facts"]}
    facts = [*two["facts"], *(fact for fact in one["facts"] if fact["id"] not in known)]
    relations = [*two["relations"], *_others(one["relations"], two["relations"])]
    rows = new["rows"] | {locator: row for locator, row in old["rows"].items() if locator not in new["rows"]}
    asked = two | {"facts": facts, "relations": relations}
    return new | {"enumerations": enumerations, "rows": rows, "subjects": new["subjects"] | {subject: asked}}


def _others(old: Iterable[Mapping[str, Any]], new: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    known = [(each["columns"], each["rows"]) for each in new]
    return [each for each in old if (each["columns"], each["rows"]) not in known]
