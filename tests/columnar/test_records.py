"""Records of the shipped policies' cases: the conformance suite and a drawn register, as programs of registers give them."""

from __future__ import annotations

import json

import pytest

from engine import api, pipeline
from engine.artifact.tables import bindings
from engine.case.from_json import case_from_tree
from tests.cases.loading import case_files
from tests.cli.helpers import ROOT
from tests.columnar.records import Cases, is_open, records
from tests.columnar.suite import Suite, lowered

FOLDERS = sorted({path.parent.name for path in case_files()})
KEY = "_编号"


@pytest.mark.parametrize("folder", FOLDERS)
def test_conformance_cases_have_the_records_of_the_reference(suite: Suite, folder: str) -> None:
    open_ = 0
    for (source, subject), members in suite.groups(folder).items():
        policy = suite.library.policy(source)
        asked = [(case.facts, case.on) for _, case in members]
        told = records(lowered(policy), policy.tables, subject, bindings(policy.tables, None), asked, folder != "layers")
        for (run, _), (wanted, record) in zip(members, told, strict=True):
            calendar = wanted is not None and any(each.isdecimal() for each in wanted["missing"])
            assert record == (None if calendar else wanted), run.id  # what is missing is the calendar of a year: no bit says so
            open_ += wanted is not None and is_open(wanted)
    assert open_ > 20


@pytest.mark.parametrize("seed", ["open", "boundary"])
def test_a_drawn_register_has_the_records_of_the_reference(seed: str) -> None:
    policy = api.load_policy(str(ROOT / "policies" / "2023"))
    core = pipeline.run(policy.folder, (), "core").stages["core"]
    told = list(records(core, policy.tables, "申报", bindings(policy.tables, None), list(_drawn(policy, 600, seed))))
    assert [number for number, (wanted, record) in enumerate(told) if record != wanted] == []
    assert sum(wanted is not None and is_open(wanted) for wanted, _ in told) > 60


def _drawn(policy: api.Policy, count: int, seed: str) -> Cases:
    found = []
    for line in api.Register(policy.tables, "申报", count, seed).lines("jsonl"):
        drawn = json.loads(line)
        drawn.pop(KEY, None)
        application = api.read_application(drawn)
        case, problems = case_from_tree(application.root, policy.tables, application.digest, "申报", None)
        assert case is not None, problems
        found.append((case.facts, case.on))
    return found
