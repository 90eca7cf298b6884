"""The light answers as JSON, as ``docs/answers.md`` says: values that were compared need a ``default``."""

from __future__ import annotations

import json

import pytest

from engine import api
from tests.cli.helpers import EXAMPLES, ROOT


@pytest.mark.parametrize("path", [EXAMPLES[0], EXAMPLES[1], EXAMPLES[10]], ids=lambda path: path.stem[:2])
def test_answers_are_written_as_json(path, cache: str) -> None:
    policy = api.load_policy(str(ROOT / "policies" / "2023"), cache=cache)
    application = json.loads(path.read_text("utf-8"))
    decided, told = policy.decide(application), policy.explain(application)
    assert json.loads(json.dumps(decided))[0] == decided.decision
    assert json.loads(json.dumps(told))[:2] == [told.decision, told.words]
    found = policy.findings(application)
    with pytest.raises(TypeError):
        json.dumps(found)
    assert [each[:2] for each in json.loads(json.dumps(found, default=str))[1]] == [[*each[:2]] for each in found.conditions]
