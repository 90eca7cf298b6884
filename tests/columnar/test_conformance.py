"""The conformance suite on every database: its files run unchanged, every column held against the reference, the decision
against what the case wants. An evaluator that explains joins in ``tests/cases/test_cases.py``; SQL decides, and is held here.

All cases of one policy and subject are run in one query.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.artifact.tables import bindings
from tests.cases.loading import case_files, read_file, runs_of
from tests.columnar.engines import NAMES
from tests.columnar.equality import compared
from tests.columnar.suite import Groups, Suite, lowered

FILES = case_files()


def held(suite: Suite, found: Groups, name: str, only: str | None = None) -> None:
    """Hold every group against the reference and against what the cases want."""
    for (source, subject), members in found.items():
        policy = suite.library.policy(source)
        asked = [(case.facts, case.on) for _, case in members]
        around = bindings(policy.tables, None)
        different, rows = compared(lowered(policy), policy.tables, subject, around, asked, name, only)
        assert different == [], [run.id for run, _ in members]
        wording = policy.tables["subjects"][subject]["wording"]
        for (run, _), row in zip(members, rows, strict=True):
            if "decision" in run.want:
                assert _in_words(row["decision"], wording) == run.want["decision"], run.id
            assert bool(row["incidents"]) is run.diagnostic.get("want_code", "").startswith("E07"), run.id


#: What Spark is asked of the cases of a folder: planning a query of hundreds of columns takes it long, and the examples are
#: held with all of them (``test_policy.py``).
ONLY = {"spark": {"2023": "clauses", "layers": "clauses"}}


@pytest.mark.parametrize("folder", sorted({path.parent.name for path in FILES}))
@pytest.mark.parametrize("name", NAMES)
def test_a_database_decides_every_case(suite: Suite, name: str, folder: str) -> None:
    found = suite.groups(folder)
    held(suite, found, name, ONLY.get(name, {}).get(folder))
    assert sum(map(len, found.values())) > 100


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_run_is_asked_or_refused(suite: Suite, path: Path) -> None:
    runs = {run.id: run for run in runs_of(path, read_file(path))}
    asked = {run.id for members in suite.groups(path.parent.name).values() for run, _ in members}
    assert [id for id, run in runs.items() if id not in asked and not run.diagnostic] == []


def _in_words(decision: str, wording: str) -> Any:
    procedure = {"eligible": "compliant", "ineligible": "breach"} if wording == "procedure" else {}
    return procedure.get(decision, decision)
