"""The runs of the conformance suite that have a case, grouped by what one query answers. Used by tests of this folder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from engine import api, pipeline
from engine.case.case import Case
from engine.case.from_json import case_from_tree
from engine.core.policy import CorePolicy
from tests.cases.loading import PolicySource, Run, read_file, runs_of
from tests.cases.test_cases import Library

Groups = dict[tuple[PolicySource, str], list[tuple[Run, Case]]]


class Suite(NamedTuple):
    """The policies, and the groups of a folder of cases."""

    library: Library
    groups: Callable[[str], Groups]


@cache
def lowered(policy: api.Policy) -> CorePolicy:
    core: CorePolicy = pipeline.run(policy.folder, policy.layers, "core").stages["core"]
    return core


def read(policy: api.Policy, run: Run) -> Case | None:
    """The case of a run; none where the application itself is refused."""
    application = api.read_application(run.application)
    on = date.fromisoformat(run.on) if run.on else None
    return case_from_tree(application.root, policy.tables, application.digest, run.subject, on)[0]


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
