"""What must not matter: the order in which things are written, and learning more."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from engine.evaluate.assemble import holds
from engine.evaluate.compiled import generate, load
from engine.evaluate.outcome import ConditionOutcome, Outcome
from tests.generators import changes, policies

POLICIES = 250
CASES = 4


def labels(condition: ConditionOutcome) -> frozenset:
    """Why a condition is open."""
    reasons = [*condition.applies_reasons, *(reason for element in condition.elements for reason in element.reasons)]
    return frozenset(label for reason in reasons for label in reason.labels)


def judged(outcome: Outcome) -> dict[tuple[str, str], ConditionOutcome]:
    """All conditions by row and name."""
    found = {("", condition.name): condition for condition in outcome.conditions}
    found |= {(row.locator, c.name): c for row in outcome.rows for c in row.conditions}
    return found


def summary(outcome: Outcome) -> dict[str, Any]:
    """What must stay when only the order changes."""
    return {
        "decision": (outcome.decision, outcome.routing, outcome.passes),
        "conditions": {name: (c.status, c.applies, c.requires, labels(c)) for name, c in judged(outcome).items()},
        "rows": {row.locator: (row.scope, frozenset(r.labels for r in row.reasons)) for row in outcome.rows},
        "entitlements": {entitlement.name: entitlement.truth for entitlement in outcome.entitlements},
        "gaps": frozenset(outcome.gaps),
        "incidents": outcome.incidents,
    }


@pytest.mark.parametrize("start", [0, 10_000])
def test_order_changes_nothing(start) -> None:
    for seed in range(start, start + POLICIES):
        random = Random(seed)
        policy, cases = policies.pairs(random, CASES)
        written, reordered = load(generate(policy)), load(generate(changes.shuffled(random, policy)))
        for facts, bindings in cases:
            first = summary(written.evaluate(policies.SUBJECT, facts, bindings))
            assert summary(reordered.evaluate(policies.SUBJECT, facts, bindings)) == first, seed


def is_final(outcome: Outcome) -> bool:
    """Whether more information cannot change the decision."""
    return outcome.decision in ("eligible", "not_applicable") or (outcome.decision == "ineligible" and outcome.routing is True)


@pytest.mark.parametrize("share", [0.3, 1.0])
def test_learning_more_never_changes_what_is_settled(share) -> None:
    settled = 0
    for seed in range(20_000, 20_000 + POLICIES):
        random = Random(seed)
        policy, cases = policies.pairs(random, CASES)
        evaluate = load(generate(policy)).evaluate
        for facts, bindings in cases:
            before = evaluate(policies.SUBJECT, facts, bindings)
            more = changes.completed(random, facts, share)
            after = evaluate(policies.SUBJECT, more, changes.dated(random, bindings))
            if is_final(before):
                settled += 1
                assert after.decision == before.decision, seed
            keeps_what_is_known(before, after, seed)
    assert settled > POLICIES


def keeps_what_is_known(before: Outcome, after: Outcome, seed: int) -> None:
    """Known truths of conditions, rows and entitlements stay."""
    assert before.routing is None or after.routing is before.routing, seed
    assert before.passes is None or after.passes is before.passes, seed
    later = judged(after)
    for name, condition in judged(before).items():
        if holds(condition) is not None and name in later:
            assert holds(later[name]) is holds(condition), (seed, name)
    scopes = {row.locator: row.scope for row in after.rows}
    for row in before.rows:
        assert row.scope is None or scopes.get(row.locator) is row.scope, (seed, row.locator)
    for first, second in zip(before.entitlements, after.entitlements, strict=True):
        assert first.truth is None or second.truth is first.truth, (seed, first.name)
