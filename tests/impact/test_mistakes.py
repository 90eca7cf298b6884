"""A mistake of the program, or exceptions that clash, spoil one row under one policy; the others are counted."""

from __future__ import annotations

import copy
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from engine import api
from engine.batch.reading import Options
from engine.batch.rows import Chunk, Row
from engine.evaluate.outcome import Incident
from engine.impact.compare import Comparer, Rows, Side
from engine.impact.counted import Counted
from engine.impact.moving import Mover, Other
from engine.impact.setting import sweep
from engine.impact.sweeping import Sweeper
from engine.impact.told import explained
from engine.values import Unknown
from tests.batch.helpers import row

OPTIONS = Options(None, None, (), "jsonl", "zh", False)
CHUNK = Chunk(0, "in.jsonl", None, [Row(place, place, 1, row().encode()) for place in (1, 2, 3)])
Evaluate = Callable[..., Any]


def failing(policy: api.Policy, wrong: int, error: BaseException) -> Evaluate:
    """An evaluator that goes wrong when it is asked for the ``wrong``-th time, from 0."""
    asked = count()

    def evaluate(*given: Any) -> Any:
        if next(asked) == wrong:
            raise error
        return policy.evaluator()(*given)

    return evaluate


def clashing(policy: api.Policy, wrong: int) -> Evaluate:
    """An evaluator whose ``wrong``-th outcome has exceptions that clash."""
    asked = count()

    def evaluate(*given: Any) -> Any:
        found = policy.evaluator()(*given)
        return found.whole()._replace(incidents=(Incident("clash", ("定义", "甲", "乙")),)) if next(asked) == wrong else found

    return evaluate


def compared(policy: api.Policy, before: Evaluate, after: Evaluate) -> Counted:
    sides = [Side(policy.tables, evaluate) for evaluate in (before, after)]
    return Comparer(*sides, Rows(policy.tables, OPTIONS, ("level",)), None)(CHUNK)


@pytest.mark.parametrize("absent,word", [("assume", "创新创业人才"), ("not_applicable", "创新创业人才"), ("unknown", None)])
def test_what_was_said_is_never_replaced_by_a_default(policy: api.Policy, absent: str, word: str | None) -> None:
    """The other policy asks for the same fact in another type."""
    later = copy.deepcopy(policy.tables)
    facts = later["subjects"]["申报"]["facts"]
    (track,) = [fact for fact in facts if fact["id"] == "track"]
    track.update(type="text", absent=absent, assumed="一般" if absent == "assume" else None, enumeration=None)
    said = Row(1, 1, 1, row(申报通道="创新创业人才").encode())
    (found,) = [
        made for _, made in Rows(policy.tables, OPTIONS, ()).each(Chunk(0, "in.jsonl", None, [said]), lambda *each: each[2])
    ]
    moved = Mover(policy.tables, later, {}).read(found)
    assert moved == Other("申报通道", word) if word else isinstance(moved.facts["track"], Unknown)


def test_a_mistake_before_is_a_row_without_a_decision(policy: api.Policy) -> None:
    found = compared(policy, failing(policy, 1, ZeroDivisionError()), policy.evaluator())
    assert (found.rows, found.bad) == (3, 1)
    assert found.refused == [{"key": "2", "file": "in.jsonl", "line": 2, "codes": ["E0999"]}]
    assert found.turns == {"eligible\teligible": 2}
    assert sum(found.groups["level"].values()) == 2


def test_a_mistake_after_is_a_row_that_the_other_policy_cannot_decide(policy: api.Policy) -> None:
    found = compared(policy, policy.evaluator(), failing(policy, 0, RecursionError()))
    assert (found.rows, found.bad, found.refused) == (3, 0, [])
    assert found.turns == {"eligible\tunreadable": 1, "eligible\teligible": 2}
    (shown,) = found.shown["eligible\tunreadable"]
    assert (shown["line"], shown["refused"], "after" in shown) == (1, ["E0999"], False)
    assert explained(shown, "zh") == "按后一份政策核对不了（E0999）"
    assert explained(shown, "en") == "the newer policy cannot decide it (E0999)"


def test_what_clashes_is_told_by_its_code(policy: api.Policy) -> None:
    before = compared(policy, clashing(policy, 2), policy.evaluator())
    assert [(each["line"], each["codes"]) for each in before.refused] == [(3, ["E0701"])]
    (shown,) = compared(policy, policy.evaluator(), clashing(policy, 2)).shown["eligible\tunreadable"]
    assert explained(shown, "zh") == "后一份政策的例外互相冲突（E0701）"


def test_a_mistake_under_one_value_of_a_sweep(policy: api.Policy) -> None:
    asked = sweep(policy.tables, "参数.年度总学时=80..100/10")
    side = Side(policy.tables, failing(policy, 2, KeyError("年")))
    found = Sweeper(side, Rows(policy.tables, OPTIONS, ()), None, asked.settings)(CHUNK)
    assert (found.rows, found.bad) == (3, 0)
    assert [each.get("unreadable", 0) for each in found.decisions] == [0, 1, 0]
    assert all(sum(each.values()) == 3 for each in found.decisions)


@pytest.mark.parametrize("side", [0, 1])
def test_memory_that_runs_out_stops_the_run(policy: api.Policy, side: int) -> None:
    evaluators = [policy.evaluator(), policy.evaluator()]
    evaluators[side] = failing(policy, 0, MemoryError())
    with pytest.raises(MemoryError):
        compared(policy, *evaluators)
