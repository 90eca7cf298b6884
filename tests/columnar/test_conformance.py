"""The conformance suite on every database: its files run unchanged, every column held against the reference, the decision
against what the case wants. An evaluator that explains joins in ``tests/cases/test_cases.py``; SQL decides, and is held here.

DuckDB runs file by file; Spark and PostgreSQL run all cases of one policy and subject in one query.
"""

from __future__ import annotations

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


Groups = dict[tuple[PolicySource, str], list[tuple[Run, Case]]]


def groups(library: Library, path: Path, found: Groups) -> Groups:
    """The runs of a file that have a case, by policy and subject: one query answers each group."""
    for run in runs_of(path, read_file(path)):
        try:
            case = read(library.policy(run.policy), run)
        except api.InvalidInput:
            case = None
            assert run.diagnostic, run.id
        if case is not None:
            found.setdefault((run.policy, case.subject), []).append((run, case))
    return found


def held(library: Library, found: Groups, name: str, only: str | None = None) -> int:
    """Hold every group against the reference and against what the cases want; how many runs that were."""
    for (source, subject), members in found.items():
        policy = library.policy(source)
        asked = [(case.facts, case.on) for _, case in members]
        around = bindings(policy.tables, None)
        different, rows = compared(lowered(policy), policy.tables, subject, around, asked, name, only)
        assert different == [], members[0][0].id
        wording = policy.tables["subjects"][subject]["wording"]
        for (run, _), row in zip(members, rows, strict=True):
            if "decision" in run.want:
                assert _in_words(row["decision"], wording) == run.want["decision"], run.id
            assert bool(row["incidents"]) is run.diagnostic.get("want_code", "").startswith("E07"), run.id
    return sum(map(len, found.values()))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_duckdb_decides_every_case(library: Library, path: Path) -> None:
    count = held(library, groups(library, path, {}), "duckdb")
    refused = [run for run in runs_of(path, read_file(path)) if run.diagnostic]
    assert count + len(refused) >= len(list(runs_of(path, read_file(path)))), "a run was not read"


#: What Spark is asked of the cases of a folder: planning a query of hundreds of columns takes it long, and the examples are
#: held with all of them (``test_policy.py``).
ONLY = {"spark": {"2023": "clauses", "layers": "clauses"}}


@pytest.mark.parametrize("folder", sorted({path.parent.name for path in FILES}))
@pytest.mark.parametrize("name", ["spark", "postgres"])
def test_a_warehouse_decides_every_case(library: Library, name: str, folder: str) -> None:
    found: Groups = {}
    for path in FILES:
        if path.parent.name == folder:
            groups(library, path, found)
    assert held(library, found, name, ONLY.get(name, {}).get(folder)) > 100


def _in_words(decision: str, wording: str) -> Any:
    procedure = {"eligible": "compliant", "ineligible": "breach"} if wording == "procedure" else {}
    return procedure.get(decision, decision)
