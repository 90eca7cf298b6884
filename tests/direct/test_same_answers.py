"""What is answered directly is what the definition of the language gives, on random policies and applications."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

import pytest

from engine.artifact.tables import calendar
from engine.case.from_mapping import case_from_mapping
from engine.core.policy import CorePolicy
from engine.direct import answers, module
from engine.evaluate import reference
from engine.evaluate.compiled import generate, load
from engine.evaluate.outcome import Bindings, Outcome
from tests.direct import worlds
from tests.evaluate.equivalence import same
from tests.generators import policies

APPLICATIONS = 12


def general(policy: CorePolicy, tables: dict[str, Any], application: dict[str, Any]) -> Outcome | None:
    """The outcome by the general way; ``None`` where the application is refused or something has to be told of it."""
    try:
        case, _ = case_from_mapping(application, tables)
    except TypeError:
        return None
    if case is None:
        return None
    readings = {name: options[0][1] for name, options in policy.readings}
    given = Bindings(dict(policy.parameters), readings, calendar(tables), case.on)
    outcome = reference.evaluate(policy, policies.SUBJECT, case.facts, given)
    assert load(generate(policy)).evaluate(policies.SUBJECT, case.facts, given).whole() == outcome
    return None if outcome.incidents else outcome


def compare(seed: int, counted: Counter[str]) -> None:
    """One policy on several applications, a third of them spoilt."""
    policy, tables, generated = worlds.made(seed)
    if generated.left:
        counted["left: " + generated.left[policies.SUBJECT]] += 1
        return
    asking = module.load(generated.source, tables).asking(None)
    assert asking is not None
    blocking = frozenset(each.name for each in policy.subjects[0].conditions if each.blocks)
    random = Random(seed)
    for number in range(APPLICATIONS):
        application = worlds.application(random, number % 3 == 2)
        outcome = general(policy, tables, application)
        counted["applications"] += 1
        counted["known"] += outcome is not None and outcome.decision != "incomplete"
        for function in (asking.decide, asking.findings):
            found = function(application) or asking.again(function, application)
            if found is None:
                continue
            counted[function.__name__.rstrip("0")] += 1
            assert outcome is not None, (seed, number, found)
            verdict = answers.verdict_of(outcome, blocking)
            expected = verdict if function is asking.decide else answers.findings_of(outcome, frozenset())
            assert same(found, expected), (seed, number, found, expected)


@pytest.mark.parametrize("block", range(3))
def test_answers_are_those_of_the_definition(block: int) -> None:
    counted: Counter[str] = Counter()
    for seed in range(block * 1000, block * 1000 + 20):
        compare(seed, counted)
    assert counted["applications"] > 60
    assert counted["decide"] > counted["applications"] * 0.02
    assert counted["findings"] > counted["applications"] * 0.02
