"""Fixtures of the evaluator's tests: a policy under test, asked of both evaluators."""

from __future__ import annotations

import marshal
from collections.abc import Callable
from typing import Any

import pytest

from engine.core.policy import CorePolicy
from engine.evaluate import reference
from engine.evaluate.compiled import Compiled, compile_source, generate, load
from engine.evaluate.outcome import Bindings, Facts, Outcome

Evaluate = Callable[[CorePolicy, str, Facts, Bindings], Outcome]


#: The policy compiled last: many tests ask one policy many things.
_latest: list[tuple[CorePolicy, Compiled]] = []


def _compiled(policy: CorePolicy, subject: str, facts: Facts, bindings: Bindings) -> Outcome:
    """By way of marshalled code, as ``policy eval`` does."""
    if not _latest or _latest[0][0] is not policy:
        code = marshal.loads(marshal.dumps(compile_source(generate(policy))))
        _latest[:] = [(policy, load(code))]
    return _latest[0][1].evaluate(subject, facts, bindings)


EVALUATORS: dict[str, Evaluate] = {"reference": reference.evaluate, "compiled": _compiled}


@pytest.fixture(params=sorted(EVALUATORS))
def evaluate(request: Any) -> Evaluate:
    """Each of the two evaluators in turn."""
    return EVALUATORS[request.param]
