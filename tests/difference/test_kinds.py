"""Every kind of change: what it is told as in both languages, what rules mean, and whom it affects."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.difference.change import KINDS, Change
from engine.difference.judged import Pair, turned
from engine.difference.proof import PROVED
from engine.difference.rolled import rolled
from engine.difference.search import Search
from engine.difference.telling import sentence
from engine.symbolic import logic
from tests.difference.edits import Edit, compared

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "kinds.yaml").read_text("utf-8"))
#: Told where two years are compared (``test_years.py``, ``test_same_city.py``).
ELSEWHERE = {"date_kept", "row_moved"}

pytestmark = pytest.mark.skipif(not logic.is_available(), reason="the answers are those of the solver")


def edits(case: dict[str, Any], key: str) -> list[Edit]:
    return [(name, old, new) for name, old, new in case.get(key, [])]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_change(case: dict[str, Any], tmp_path: Path, cache: str) -> None:
    found = compared(tmp_path, "small", edits(case, "edits"), cache, edits(case, "before")).found
    told = [
        {"kind": each.kind, "clause": each.clause, "zh": sentence(each, "zh"), "en": sentence(each, "en")}
        for each in found.changes
    ]
    assert told == case["changes"]
    assert [each.meaning for each in found.effects if each is not None and each.meaning] == case.get("meanings", [])
    answers = {each.subject: [each.admitted.verdict, each.excluded.verdict] for each in found.answers}
    assert answers == case.get("answers", {})
    for each in found.answers:
        pair: Pair = found.pair(each.subject)
        for way, answer in each.by_way.items():
            if answer.application is not None:
                outcomes = pair.outcomes(answer.application, by_reference=True)
                assert outcomes is not None
                assert turned(outcomes, way)


@pytest.mark.parametrize("case", [each for each in CASES if "proved" in str(each.get("answers"))], ids=lambda case: case["name"])
def test_nobody_turns_the_way_that_was_proved(case: dict[str, Any], tmp_path: Path, cache: str) -> None:
    found = compared(tmp_path, "small", edits(case, "edits"), cache, edits(case, "before")).found
    for each in found.answers:
        proved = [way for way, answer in each.by_way.items() if answer.verdict == PROVED]
        looked = Search(rolled(found.old, found.new, found.rows), found.new, found.pair(each.subject), 60, proved).run()
        assert looked.by_way == {}


def test_whom_the_solver_finds_does_not_depend_on_what_it_was_asked_before(tmp_path: Path, cache: str) -> None:
    case = next(each for each in CASES if each["name"] == "consequence")
    found = [compared(tmp_path / "one", "small", edits(case, "edits"), cache).found.answers]
    kept = [logic.z3().Int(f"other{number}") + number for number in range(5000)]
    found.append(compared(tmp_path / "two", "small", edits(case, "edits"), cache).found.answers)
    assert len(kept) == 5000
    one, two = ([each.by_way for each in answers] for answers in found)
    assert one == two


def test_months_with_a_year_that_did_not_move_are_told_as_such() -> None:
    kept = Change("row_window", "附件1·表二·16", "正高级工程师", "2024年3月", "2024年3月", {}, ("row", "表二·16"))
    assert sentence(kept, "zh") == "正高级工程师 工作时间：仍为 2024年3月，没有随年度改动，请核对"
    assert sentence(kept, "en") == "正高级工程师, working time: still 2024年3月, not moved with the year; please check"


def test_every_kind_is_told() -> None:
    assert {each["kind"] for case in CASES for each in case["changes"]} | ELSEWHERE == set(KINDS)


def test_enough_cases() -> None:
    assert len(CASES) >= 25
