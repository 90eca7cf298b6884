"""Two policies compared: what changed, what only moved with the year, and whom it admits or excludes. Part of
:mod:`engine.difference`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from engine.difference.canonical import statements, touched
from engine.difference.change import Change
from engine.difference.edition import Edition, Key
from engine.difference.judged import FIRST_WAYS, OPEN, Application, Pair
from engine.difference.listing import listed
from engine.difference.matching import Rows, match_rows
from engine.difference.proof import FOUND_ONE, LOOKED, PROVED, Answers, Proof, Question, ask
from engine.difference.readers import ALIKE, OTHERWISE, read_alike
from engine.difference.rolled import rolled
from engine.difference.search import FIRST, labels
from engine.difference.single import undone
from engine.evaluate.outcome import Outcome
from engine.symbolic import logic
from engine.symbolic.solver import FOUND, NONE, UNDECIDED

#: Changes are asked about one by one where there are no more than so many that may decide anything.
ALONE = 8
#: How many applications are gone through for one change alone.
EACH = 250


class Effect(NamedTuple):
    """What one change does alone. ``meaning`` of a rule written otherwise: ``same`` (proved), ``differs``, ``unknown``,
    ``unused`` (nothing rests on it), or ``""`` for what is no rule; ``answers`` by subject."""

    meaning: str
    answers: tuple[Answers, ...]


class Compared(NamedTuple):
    """The result. ``effects`` belong to ``changes`` one by one, ``None`` where nothing was asked; ``carried``: what only moved
    with the year, figures by name and rows by locator; ``solver``: whether z3 was asked; ``itself``: whether it is one policy,
    compared with itself."""

    old: Edition
    new: Edition
    rows: Rows
    changes: tuple[Change, ...]
    effects: tuple[Effect | None, ...]
    answers: tuple[Answers, ...]
    carried: tuple[tuple[str, ...], tuple[str, ...]]
    solver: bool
    itself: bool = False

    @property
    def same(self) -> bool:
        """Whether nothing was changed."""
        return not self.changes and not self.answers

    def pair(self, subject: str) -> Pair:
        """Both policies, asked about the same applicant."""
        return Pair(self.old, self.new, subject, self.rows.back)


def compare(old: Edition, new: Edition) -> Compared:
    """Compare two policies, ``old`` being the older one."""
    rows = match_rows(old, new)
    moved = rolled(old, new, rows)
    changes = listed(old, moved, new, rows)
    concerned = touched(moved, new)
    for subject in new.tables["subjects"]:
        if read_alike(old.tables, new.tables, subject) != ALIKE:
            concerned.setdefault(subject, set())
    answers = tuple(
        ask(Question(old, moved, new, subject, frozenset(keys), rows.back))
        for subject, keys in sorted(concerned.items(), key=_first)
    )
    effects = _effects(changes, moved, new, answers)
    return Compared(old, new, rows, tuple(changes), effects, answers, _carried(old, moved, new, rows), logic.is_available())


def _first(pair: tuple[str, Any]) -> tuple[bool, str]:
    return pair[0] != "申报", pair[0]


def _carried(old: Edition, moved: Edition, new: Edition, rows: Rows) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What only moved with the year."""
    if old.year == new.year:
        return (), ()
    before, between, after = (each.tables["parameters"] for each in (old, moved, new))
    figures = [
        name for name, figure in after.items()
        if name in before and before[name]["entries"] != figure["entries"] == between[name]["entries"]
    ]  # fmt: skip
    found = []
    for other in rows.same.values():
        dates = [[side.tables["rows"][other][key] for key in ("start_date", "finish_date")] for side in (moved, new)]
        if dates[0] == dates[1] and any(dates[0]):
            found.append(other)
    return tuple(figures), tuple(found)


def _effects(changes: list[Change], moved: Edition, new: Edition, answers: tuple[Answers, ...]) -> tuple[Effect | None, ...]:
    """What each change does alone. One that is the only one does what all of them do; of a rule it is then asked only whether
    it means the same."""
    units = list(dict.fromkeys(each.unit for each in changes if each.unit is not None))
    rules = [each for each in changes if each.kind == "rule_changed"]
    if not units or len(units) > ALONE:
        return tuple(None for _ in changes)
    if any(read_alike(moved.tables, new.tables, subject) == OTHERWISE for subject in new.tables["subjects"]):
        return tuple(Effect("unknown", ()) if each in rules else None for each in changes)
    known: dict[Key, Effect | None] = {}
    for unit in units:
        is_rule = any(each.unit == unit for each in rules)
        known[unit] = _effect(unit, moved, new, is_rule, len(units) > 1) if is_rule or len(units) > 1 else None
    if len(units) == 1 and (only := known[units[0]]) is not None and only.meaning == "unknown" and _anybody(answers):
        known[units[0]] = only._replace(meaning="differs")
    told: set[Key] = set()
    found: list[Effect | None] = []
    for change in changes:
        if change.unit is None or change.unit in told:
            found.append(None)
            continue
        told.add(change.unit)
        found.append(known[change.unit])
    return tuple(found)


def _effect(unit: Key, moved: Edition, new: Edition, is_rule: bool, several: bool) -> Effect | None:
    before = undone(new, moved, unit)
    if before is None:
        return None
    concerned = touched(before, new)
    if not concerned:
        return Effect("unused" if is_rule else "", ())
    answers, meanings = [], []
    for subject, keys in sorted(concerned.items(), key=_first):
        question = Question(before, before, new, subject, frozenset(keys), None)
        meaning = _meaning(question) if is_rule else ""
        meanings.append(meaning)
        if meaning != "same" and several:
            answers.append(ask(question, None if logic.is_available() else EACH, FIRST_WAYS))
    told = "differs" if "differs" in meanings else "unknown" if "unknown" in meanings else meanings[0]
    if is_rule and (_anybody(answers) or _consequence(unit, moved) != _consequence(unit, new)):
        told = "differs"
    return Effect(told, tuple(answers))


def _anybody(answers: Iterable[Answers]) -> bool:
    return any(answer.verdict == FOUND_ONE for each in answers for answer in each.by_way.values())


def _consequence(unit: Key, edition: Edition) -> Any:
    """What a failed condition comes to."""
    return getattr(statements(edition.core).get(unit), "consequence", None)


def _meaning(question: Question) -> str:
    """Whether a rule written otherwise decides otherwise, under whatever reading is taken."""
    if not logic.is_available():
        return "unknown"
    proof = Proof(question, {})
    answer = proof.solver.difference(proof.before, proof.after, question.touched)
    return {NONE: "same", FOUND: "differs", UNDECIDED: "unknown"}[answer.verdict]


# ---- those who are found ------------------------------------------------------------------------------------------------


class Shown(NamedTuple):
    """Somebody found, as told: under each policy the decision, what stood in the way, ``(condition, clauses)``, and what was
    missing."""

    application: Application
    earlier: Application
    decisions: tuple[str, str]
    against: tuple[tuple[tuple[str, tuple[str, ...]], ...], ...]
    missing: tuple[tuple[str, ...], ...]


def shown(pair: Pair, application: Application) -> Shown:
    """What the interpreter decides of somebody who was found."""
    found = pair.outcomes(application, by_reference=True)
    assert found is not None  # it was replayed when it was found
    against = tuple(_against(each, side.tables) for each, side in zip(found, (pair.old, pair.new), strict=True))
    missing = tuple(_missing(each, side.tables, pair.subject) for each, side in zip(found, (pair.old, pair.new), strict=True))
    decisions = found[0].decision, found[1].decision
    return Shown(pair.later(application), pair.earlier(application), decisions, against, missing)


def _missing(outcome: Outcome, tables: Mapping[str, Any], subject: str) -> tuple[str, ...]:
    """The facts that an incomplete application has still to state, in the order of the vocabulary."""
    if outcome.decision != OPEN:
        return ()
    asked = {path.partition("[")[0] for path in labels(outcome)}
    return tuple(each["name"] for each in tables["subjects"][subject]["facts"] if each["id"] in asked)


def _against(outcome: Outcome, tables: Mapping[str, Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if outcome.decision != "ineligible":
        return ()
    failed = [each.name for each in outcome.conditions if each.status == "not_met"]
    if not any(tables["conditions"][name]["blocks"] for name in failed):
        failed += [each.name for row in outcome.rows for each in row.conditions if each.status == "not_met"]
    blocking = dict.fromkeys(name for name in failed if tables["conditions"][name]["blocks"])
    return tuple((name, tuple(tables["conditions"][name]["clauses"])) for name in blocking)


__all__ = ["FIRST", "LOOKED", "PROVED", "Compared", "Effect", "Shown", "compare", "shown"]
