"""``bench/ce/policy`` decides what the hand-written program of ``bench/ce/task.py`` decides."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bench.ce import task
from bench.ce.dictionary import oracle_by_dictionary
from engine import api
from engine.artifact.tables import bindings
from engine.case.from_mapping import case_from_mapping
from engine.evaluate.outcome import Outcome

FOLDER = str(Path(task.__file__).parent / "policy")


@pytest.fixture(scope="module")
def policy() -> api.Policy:
    return api.load_policy(FOLDER)


def as_answer(outcome: Outcome, names: dict[str, dict[str, Any]]) -> task.Answer:
    """An outcome in the words of the task."""
    failed = [task.CONDITIONS[each.name] for each in outcome.conditions if each.status == "not_met"]
    if outcome.routing is False:
        failed.append("e")
    return {
        "eligible": outcome.decision == "eligible",
        "committee": names[outcome.rows[0].locator]["name"] if outcome.rows else None,
        "separate_list": outcome.entitlements[0].truth,
        "failed": failed,
    }


def test_the_policy_has_nothing_to_complain_of() -> None:
    diagnostics, _ = api.check_policy(FOLDER)
    assert diagnostics == []


def test_the_policy_decides_as_the_program_does(policy: api.Policy) -> None:
    evaluate = policy.evaluator()
    seen = set()
    for applicant in task.generate(2_000):
        case, problems = case_from_mapping(applicant, policy.tables)
        assert case is not None, problems
        outcome = evaluate("申报", case.facts, bindings(policy.tables, case.on))
        answer = task.oracle(applicant)
        assert as_answer(outcome, policy.tables["rows"]) == answer
        seen.update((*answer["failed"], answer["committee"]))
    assert seen >= {"a", "c", "d", "e", None, "K01", "K31"}


def test_the_program_with_a_dictionary_is_the_same_program() -> None:
    for applicant in task.generate(2_000, seed=7):
        assert oracle_by_dictionary(applicant) == task.oracle(applicant)


def test_the_applicants_are_always_the_same() -> None:
    assert list(task.generate(3)) == list(task.generate(3))
    assert next(task.generate(1, seed=1)) != next(task.generate(1, seed=2))
