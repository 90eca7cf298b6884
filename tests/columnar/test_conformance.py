"""The conformance suite on DuckDB: its files run unchanged, every column held against the reference, the decision against
what the case wants. An evaluator that explains joins in ``tests/cases/test_cases.py``; SQL decides, and is held here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine import api, pipeline
from engine.artifact.tables import bindings
from engine.case.case import Case
from engine.case.from_json import case_from_tree
from engine.core.policy import CorePolicy
from tests.cases.loading import PolicySource, Run, case_files, read_file, runs_of
from tests.cases.test_cases import Library
from tests.columnar.equality import compared

FILES = case_files()


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library(tmp_path_factory.mktemp("policies"))


@cache
def lowered(policy: api.Policy) -> CorePolicy:
    core: CorePolicy = pipeline.run(policy.folder, policy.layers, "core").stages["core"]
    return core


def read(policy: api.Policy, run: Run) -> Case | None:
    """The case of a run; none where the application itself is refused."""
    application = api.read_application(run.application)
    on = date.fromisoformat(run.on) if run.on else None
    return case_from_tree(application.root, policy.tables, application.digest, run.subject, on)[0]


def groups(library: Library, path: Path) -> Iterator[tuple[api.Policy, str, list[tuple[Run, Case]]]]:
    """The runs of a file that have a case, by policy and subject: one query answers each group."""
    found: dict[tuple[PolicySource, str], list[tuple[Run, Case]]] = {}
    for run in runs_of(path, read_file(path)):
        try:
            case = read(library.policy(run.policy), run)
        except api.InvalidInput:
            case = None
            assert run.diagnostic, run.id
        if case is not None:
            found.setdefault((run.policy, case.subject), []).append((run, case))
    for (source, subject), members in found.items():
        yield library.policy(source), subject, members


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_sql_decides_every_case(library: Library, path: Path) -> None:
    count = 0
    for policy, subject, members in groups(library, path):
        asked = [(case.facts, case.on) for _, case in members]
        found, rows = compared(lowered(policy), policy.tables, subject, bindings(policy.tables, None), asked)
        assert found == [], members[0][0].id
        wording = policy.tables["subjects"][subject]["wording"]
        for (run, _), row in zip(members, rows, strict=True):
            if "decision" in run.want:
                assert _in_words(row["decision"], wording) == run.want["decision"], run.id
            assert bool(row["incidents"]) is run.diagnostic.get("want_code", "").startswith("E07"), run.id
        count += len(members)
    refused = [run for run in runs_of(path, read_file(path)) if run.diagnostic]
    assert count + len(refused) >= len(list(runs_of(path, read_file(path)))), "a run was not read"


def _in_words(decision: str, wording: str) -> Any:
    procedure = {"eligible": "compliant", "ineligible": "breach"} if wording == "procedure" else {}
    return procedure.get(decision, decision)

