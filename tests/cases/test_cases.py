"""Every conformance case on every evaluator: the decision wanted, valid under its schema, and the same from all of them.

The cases are data (``tests/cases/*/*.yaml``, described in README.md); an evaluator joins by one more entry in ``EVALUATORS``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine import api
from engine.diagnostics import Diagnostic
from engine.diagnostics.catalog import message
from engine.diagnostics.render import underlined
from engine.direct.texts import told_of
from tests.cases.loading import DIAGNOSTIC, FOLDER, PolicySource, Run, case_files, read_file, runs_of
from tests.cases.observing import CHECKS
from tests.schemas import problems

ROOT = FOLDER.parents[1]
FILES = {path: read_file(path) for path in case_files()}
RUNS = [run for path, data in FILES.items() for run in runs_of(path, data)]
#: Name → what decides an application under a policy.
EVALUATORS: dict[str, Callable[..., api.Decision]] = {
    "compiled": lambda policy, *args, **named: policy.evaluate(*args, **named),
    "reference": lambda policy, *args, **named: policy.evaluate(*args, reference=True, **named),
}
#: The evaluator that defines the language; what it says is held against the schema, what others say against it.
DEFINITION = "reference"
DECISIONS = ROOT / "schemas" / "decision.schema.json"


class Library:
    """Policies by source, each loaded once; inline files are written beneath ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.policies: dict[PolicySource, api.Policy | api.InvalidPolicy] = {}
        self.decisions: dict[tuple[str, str], str | api.InvalidInput] = {}

    def policy(self, source: PolicySource) -> api.Policy:
        if source not in self.policies:
            self.policies[source] = self._load(source)
        found = self.policies[source]
        if isinstance(found, api.InvalidPolicy):
            raise found
        return found

    def _load(self, source: PolicySource) -> api.Policy | api.InvalidPolicy:
        place = self.folder / f"policy-{len(self.policies)}"
        base = ROOT / source.folder
        own = {str(path.relative_to(base)): path.read_text("utf-8") for path in base.rglob("*.*") if path.is_file()}
        _write(place / "policy", own | dict(source.files))
        layers = [self._layer(place / f"layer-{number}", layer) for number, layer in enumerate(source.layers)]
        try:
            return api.load_policy(str(place / "policy"), [str(layer) for layer in layers], source=source.folder)
        except api.InvalidPolicy as problem:
            return problem

    @staticmethod
    def _layer(place: Path, layer: tuple[tuple[str, str], ...] | str) -> Path:
        """A layer of the repository as it stands there, one of a case's own beneath ``place``."""
        if isinstance(layer, str):
            return ROOT / layer
        _write(place, dict(layer))
        return place

    def decide(self, run: Run, evaluator: str) -> str:
        """The decision as JSON text. Raises what the product raises for bad input."""
        key = (run.id, evaluator)
        if key not in self.decisions:
            try:
                on = date.fromisoformat(run.on) if run.on else None
                decision = EVALUATORS[evaluator](self.policy(run.policy), run.application, subject=run.subject, on=on)
                self.decisions[key] = json.dumps(decision.to_json(), ensure_ascii=False)
            except api.InvalidInput as problem:
                self.decisions[key] = problem
        found = self.decisions[key]
        if isinstance(found, api.InvalidInput):
            raise found
        return found


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library(tmp_path_factory.mktemp("policies"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_case_file_is_valid(path: Path) -> None:
    assert problems(FOLDER / "case.schema.json", FILES[path]) == []


def test_names_of_cases_are_unique() -> None:
    ids = [run.id for run in RUNS]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("evaluator", EVALUATORS)
@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.id)
def test_case(library: Library, run: Run, evaluator: str) -> None:
    if run.diagnostic:
        with pytest.raises(api.InvalidInput) as raised:
            library.decide(run, evaluator)
        _check_diagnostic(raised.value, run.diagnostic)
        return
    text = library.decide(run, evaluator)
    data: dict[str, Any] = json.loads(text)
    for key, wanted in run.want.items():
        CHECKS[key](data, wanted)
    assert text == library.decide(run, DEFINITION), "not the decision of the evaluator that defines the language"
    if evaluator == DEFINITION:
        assert problems(DECISIONS, data) == []


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.id)
def test_case_answered_directly(library: Library, run: Run) -> None:
    """The quick answers to the same application: refused where it is refused, else what its decision says."""
    on = date.fromisoformat(run.on) if run.on else None
    asked: dict[str, Any] = {"subject": run.subject, "on": on}
    try:
        policy = library.policy(run.policy)
        application = json.loads(run.application) if isinstance(run.application, bytes) else dict(run.application)
    except (api.InvalidInput, ValueError, RecursionError):
        return  # nothing to ask, or no dictionary to ask with
    if not isinstance(application, dict):
        return
    try:
        expected = json.loads(library.decide(run, "compiled"))
    except api.InvalidInput as refused:
        codes = [one.code for one in refused.diagnostics]
        for answer in (policy.decide, policy.findings, policy.explain):
            with pytest.raises(api.InvalidInput) as raised:
                answer(application, **asked)
            assert [one.code for one in raised.value.diagnostics] == codes
        return
    told = policy.explain(application, **asked)
    verdict = policy.decide(application, **asked)
    found = policy.findings(application, **asked)
    assert told == told_of(expected)
    assert verdict.rows == tuple(row.row for row in told.rows if row.scope == "true")
    assert found.decision == verdict.decision
    assert [(each.condition, each.status) for each in found.conditions] == [(e.condition, e.status) for e in told.findings]


def _check_diagnostic(raised: api.InvalidInput, wanted: dict[str, Any]) -> None:
    """One diagnostic of the code wanted, at its place, underlining and naming what it should."""
    assert set(wanted) <= set(DIAGNOSTIC)
    matching = [one for one in raised.diagnostics if one.code == wanted["want_code"]]
    assert len(matching) == 1, [(one.code, str(one.span), one.arguments) for one in raised.diagnostics]
    found: Diagnostic = matching[0]
    if "at" in wanted:
        *file, line, column = wanted["at"].split(":")
        assert (found.span.line, found.span.column) == (int(line), int(column))
        assert not file or found.span.file.endswith(file[0])  # layers are named before their files
    if "underlines" in wanted:
        assert underlined(found, raised.sources[found.span.file]) == wanted["underlines"]
    said = message(found)
    assert [name for name in wanted.get("mentions", []) if name not in said] == [], said
