"""Whether anybody's decision turns: proved, found, or only looked for. Part of :mod:`engine.difference`.

Where z3 is installed a question is first asked of the touched statements alone: if none of them holds for an application that
it did not hold for, nobody is newly admitted, and nothing else has to be written as a formula. Only what this leaves open is
searched for, and asked of the policies as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from engine.artifact.tables import Tables
from engine.core.policy import Condition
from engine.difference.canonical import of_subject
from engine.difference.edition import Edition, Key
from engine.difference.judged import FIRST_WAYS, NOT_TAKEN, OPEN, PASSED, WAYS, Application, Pair, forward
from engine.difference.readers import ALIKE, ORDERED, OTHERWISE, read_alike
from engine.difference.search import FIRST, FURTHER, LIMIT, Search, shortest
from engine.symbolic import logic
from engine.symbolic.decided import NOT_THERE, Decided
from engine.symbolic.encoding import Encoding
from engine.symbolic.logic import Formula, both, either, negated
from engine.symbolic.solver import FOUND, NONE, Solver
from engine.symbolic.truth import Truth, conjunction, known
from engine.symbolic.variables import Variables

#: What may be known of a question.
FOUND_ONE, PROVED, UNTOUCHED, LOOKED, ONE_SIDED = "found", "proved", "untouched", "looked", "one_sided"
#: Ways that only subjects with rows may turn.
OF_ROWS = ("taken", "dropped")
#: Steps of z3 for one question.
EFFORT = 30_000_000


class Answer(NamedTuple):
    """Whether somebody's decision turns one way.

    ``verdict``: ``found`` with the ``application``; ``proved`` that there is nobody; ``untouched``: nothing that decides was
    changed; ``looked``: nobody among ``looked`` applications, which proves nothing; ``one_sided``: only one of the two
    policies has the subject.
    """

    verdict: str
    application: Application | None = None
    looked: int = 0


class Answers(NamedTuple):
    """For one subject: an answer for each way that was asked about."""

    subject: str
    by_way: dict[str, Answer]

    @property
    def admitted(self) -> Answer:
        """Whether somebody newly passes."""
        return self.by_way["admitted"]

    @property
    def excluded(self) -> Answer:
        """Whether somebody is newly excluded."""
        return self.by_way["excluded"]


class Question(NamedTuple):
    """Two policies and what may decide otherwise. ``old`` as it stands, ``moved`` in the year of ``new``; ``rows``: older
    locators of rows by newer ones, ``None`` where they are the same."""

    old: Edition
    moved: Edition
    new: Edition
    subject: str
    touched: frozenset[Key]
    rows: Mapping[str, str] | None


def ask(question: Question, limit: int | None = None, ways: Sequence[str] = WAYS) -> Answers:
    """Whose decision turns, each way. ``limit``: how many applications are gone through at most."""
    subject = question.subject
    ways = [way for way in ways if way not in OF_ROWS or _is_routed(question)]
    if any(subject not in each.tables["subjects"] for each in (question.old, question.new)):
        return Answers(subject, dict.fromkeys(ways, Answer(ONE_SIDED)))
    touched, reads = deciding(question), read_alike(question.old.tables, question.new.tables, subject)
    found = {way: Answer(UNTOUCHED) for way in ways if reads == ALIKE and not _may_turn(touched, way)}
    if len(found) == len(ways):
        return Answers(subject, found)
    proof = Proof(question) if logic.is_available() and reads != OTHERWISE else None
    provable = {ALIKE: WAYS, ORDERED: FIRST_WAYS, OTHERWISE: ()}[reads]
    if proof is not None:
        found |= {way: Answer(PROVED) for way in FIRST_WAYS if way not in found and proof.touches_nobody(way)}
    wanted = [way for way in ways if way not in found]
    if wanted:
        pair = Pair(question.old, question.new, subject, question.rows)
        most, further = (limit or LIMIT, None) if proof is None else (limit or FIRST, FURTHER)
        search = Search(question.moved, question.new, pair, most, wanted, further)
        looked = search.run()
        for way in wanted:
            if way in looked.by_way:
                found[way] = Answer(FOUND_ONE, looked.by_way[way], looked.looked)
            elif proof is None or way not in provable:
                found[way] = Answer(LOOKED, None, looked.looked)
            elif way not in FIRST_WAYS and proof.touches_nobody(way):
                found[way] = Answer(PROVED)
            else:
                found[way] = answer = proof.somebody(pair, way, looked.looked)
                looked = looked if answer.application is None else search.around(answer.application)
    return Answers(subject, {way: found[way] for way in ways})


def _is_routed(question: Question) -> bool:
    """Whether the subject has rows that take it or do not."""
    parts = (part for side in (question.moved, question.new) for part in side.core.subjects)
    return any(part.rows for part in parts if part.name == question.subject)


def _may_turn(touched: frozenset[Key], way: str) -> bool:
    """Whether anything was changed that a way depends on."""
    return bool(touched) if way not in OF_ROWS else any(kind == "row" for kind, _ in touched)


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

    def touches_nobody(self, way: str) -> bool:
        """Whether it is proved of the touched statements alone that nobody's decision turns this way.

        Decisions grow with what they rest on. Who newly passes passes some row or condition that they did not pass; who is newly
        taken is taken by some row that did not take them; whose decision is newly open meets a statement that no longer stands
        against them, or is no longer passed by them. In each case one of these must be a touched one.
        """
        turn, round_ = forward(way)
        before, after = (self.after, self.before) if round_ else (self.before, self.after)
        changed = {"admitted": _newly_passed, "incomplete": _newly_open, "taken": _newly_possible}[turn]
        wanted = {key for key in self.touched if key[0] == "row"} if way in OF_ROWS else self.touched
        pairs = (pair for key in sorted(wanted) for pair in self._pairs(key, before, after, way in OF_ROWS))
        formula = either(*(changed(*pair) for pair in pairs))
        facts = before.facts(self._concerned(before)) | after.facts(self._concerned(after))
        return formula is False or self.solver.none(formula, facts)

    def _pairs(self, key: Key, before: Decided, after: Decided, scopes: bool) -> Iterator[tuple[Truth, Truth, bool]]:
        """What is held of a statement on both sides, and whether another one may stand in for it: a row for a row. A condition of
        rows is held with each row."""
        if key[0] == "row":
            yield self._row(key[1], before, scopes), self._row(key[1], after, scopes), True
            return
        tables = {table for side in (before, after) for table in getattr(side.items.get(key), "tables", ())}
        if not tables:
            yield _condition(before, key), _condition(after, key), False
            return
        rows = {row.locator for side in (before, after) for row in side.part.rows if row.table in tables}
        for each in sorted(rows):
            yield self._row(each, before), self._row(each, after), True

    def _row(self, locator: str, side: Decided, scope_only: bool = False) -> Truth:
        """Whether a row takes somebody, and what is asked of it is met."""
        row = side.items.get(("row", locator))
        if row is None:
            return NOT_THERE
        own = [] if scope_only else [each for each in side.part.conditions if each.blocks and row.table in each.tables]
        return conjunction([side.scope(row), *(side.condition(each, row).truth for each in own)])

    def _concerned(self, side: Decided) -> set[Key]:
        """The touched statements with the rows that they are asked of, and the conditions asked of touched rows."""
        found = set(self.touched)
        tables = {table for key in self.touched for table in getattr(side.items.get(key), "tables", ())}
        found |= {("row", row.locator) for row in side.part.rows if row.table in tables}
        reached = {side.items[key].table for key in found if key[0] == "row" and key in side.items}
        return found | {("condition", each.name) for each in side.part.conditions if reached & set(each.tables)}

    def somebody(self, pair: Pair, way: str, looked: int) -> Answer:
        """Somebody whose decision turns this way, asked of the policies as a whole."""
        turn, round_ = forward(way)
        one, two = (each.decision() for each in ((self.after, self.before) if round_ else (self.before, self.after)))
        formula = {
            "admitted": both(two[PASSED], either(one["ineligible"], one[NOT_TAKEN])),
            "incomplete": both(negated(one[OPEN]), two[OPEN]),
            "taken": both(one[NOT_TAKEN], negated(two[NOT_TAKEN])),
        }[turn]
        facts = self.before.facts(self.before.everything()) | self.after.facts(self.after.everything())

        def happens(application: Mapping[str, Any], readings: Mapping[str, str]) -> bool:
            return pair.turns(application, way)

        answer = self.solver.example(formula, facts, happens)
        if answer.verdict == FOUND and answer.witness is not None:
            found = shortest(pair, answer.witness.application, way)
            if found is not None:
                return Answer(FOUND_ONE, found, looked)
        return Answer(PROVED) if answer.verdict == NONE else Answer(LOOKED, None, looked)


def _newly_passed(before: Truth, after: Truth, replaced: bool) -> Formula:
    return both(after.true, negated(before.true))


def _newly_open(before: Truth, after: Truth, replaced: bool) -> Formula:
    """No longer against somebody; or no longer passed by them, which stands against them unless another statement is passed."""
    lost = both(before.true, negated(after.true))
    return either(_newly_possible(before, after, replaced), lost if replaced else both(lost, negated(after.false)))


def _newly_possible(before: Truth, after: Truth, replaced: bool) -> Formula:
    return both(before.false, negated(after.false))


def _condition(side: Decided, key: Key) -> Truth:
    """What a condition comes to; one that is not there, or decides nothing, stands against nobody."""
    item = side.items.get(key)
    return side.condition(item).truth if item is not None and item.blocks else known(True)


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
