"""The public names: load a policy, evaluate applications, check and look into policies.

>>> from engine import api
>>> policy = api.load_policy(api.locate_policy(2023, ".").path)
>>> decision = policy.evaluate({"申报年度": 2023, "申报方式": "评审"})
>>> decision.decision
'incomplete'

Everything below this module is internal. Bad input raises :class:`InvalidPolicy` or :class:`InvalidApplication`, which
carry diagnostics; nothing else is raised for what users write. Heavy rooms are imported only by the functions that need
them, so that evaluating under a cached policy stays quick.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from engine import __version__
from engine.artifact import store
from engine.artifact.tables import Tables
from engine.case.from_json import read_case
from engine.case.from_mapping import as_json
from engine.diagnostics import Diagnostic, Label, Severity, Span
from engine.errors import InvalidApplication, InvalidInput, InvalidPolicy
from engine.evaluate import compiled
from engine.evaluate.outcome import Bindings, Facts, Outcome
from engine.explain.decision import Decision, decide
from engine.locate import Located, known_years, locate_policy
from engine.source.digest import digest_folder

__all__ = [
    "Decision", "Diagnostic", "InvalidApplication", "InvalidInput", "InvalidPolicy", "Label", "Located", "Policy",
    "Severity", "Span", "__version__", "check_policy", "dump_stage", "known_years", "letter", "load_policy",
    "locate_policy", "stages",
]

Evaluate = Callable[[str, Facts, Bindings], Outcome]


class Policy:
    """A checked and compiled policy. Made by :func:`load_policy`; evaluates any number of cases."""

    __slots__ = ("_artifact", "_compiled", "_reference", "folder", "layers", "source")

    def __init__(self, artifact: store.Artifact, folder: str, layers: tuple[str, ...], source: str) -> None:
        self._artifact = artifact
        self._compiled: compiled.Compiled | None = None
        self._reference: Evaluate | None = None
        self.folder = folder
        self.layers = layers
        self.source = source

    @property
    def tables(self) -> Tables:
        """The explanation tables (:mod:`engine.artifact.tables`); do not change them."""
        return self._artifact.tables

    @property
    def year(self) -> int:
        """The plan year of the notice."""
        return int(self.tables["policy"]["year"])

    @property
    def digest(self) -> str:
        """Digest of the policy's files and layers."""
        return str(self.tables["policy"]["digest"])

    def subjects(self) -> list[str]:
        """The subjects (主体) that this policy asks anything of."""
        return list(self.tables["subjects"])

    def evaluator(self, reference: bool = False) -> Evaluate:
        """The evaluator: generated Python, or with ``reference`` the plain tree walk that defines the language."""
        if reference:
            if self._reference is None:
                self._reference = _reference(self.folder, self.layers)
            return self._reference
        if self._compiled is None:
            self._compiled = compiled.load(self._artifact.code)
        return self._compiled.evaluate

    def evaluate(
        self,
        application: bytes | Mapping[str, Any],
        *,
        file: str = "application.json",
        subject: str | None = None,
        on: date | None = None,
        reference: bool = False,
    ) -> Decision:
        """Decide one application (the bytes of a JSON file, or a mapping of the same shape) and explain the decision.

        ``subject``: which 主体 it is about, by default what the file says, else 申报. ``on``: the date to evaluate at
        in place of the reference date given. Raises :class:`InvalidApplication`.
        """
        data = application if isinstance(application, bytes) else as_json(application)
        text = data.decode("utf-8", "replace")
        if subject is not None and not self._knows(subject):
            known = "、".join(self.subjects())
            raise InvalidApplication([Diagnostic("E0903", Span(file), {"name": subject, "known": known})], {})
        case, diagnostics = read_case(file, data, self.tables, subject, on)
        if case is None:
            raise InvalidApplication(diagnostics, {file: text})
        decision, problems = decide(self.tables, case, self.evaluator(reference), self.source)
        if decision is None:
            raise InvalidApplication(problems, {file: text})
        return decision

    def _knows(self, subject: str) -> bool:
        return any(subject in (name, table["id"]) for name, table in self.tables["subjects"].items())


def load_policy(
    folder: str, layers: Sequence[str] = (), *, cache: str | None = None, source: str | None = None
) -> Policy:
    """Load the policy in ``folder`` with ``layers`` laid over it.

    ``cache``: a folder in which the compiled policy is kept under the digest of the files, so that any edit is noticed;
    without it the policy is compiled every time. ``source``: what decisions say the policy was loaded from.
    Raises :class:`InvalidPolicy`.
    """
    folders = (folder, *layers)
    try:
        digests = tuple(digest_folder(path) for path in folders)
    except OSError:
        digests = ()
    key = store.cache_key(digests)
    artifact = store.load(cache, key) if cache is not None and digests else None
    if artifact is None:
        artifact = _build(folder, layers, digests)
        if cache is not None:
            store.save(cache, key, artifact)
    return Policy(artifact, folder, tuple(layers), source or os.path.basename(os.path.abspath(folder)))


def _build(folder: str, layers: Sequence[str], digests: tuple[str, ...]) -> store.Artifact:
    from engine import pipeline

    artifact, _, result = pipeline.build(folder, layers, digests)
    if artifact is None:
        raise InvalidPolicy(result.diagnostics, result.sources)
    return artifact


def _reference(folder: str, layers: Sequence[str]) -> Evaluate:
    from engine import pipeline
    from engine.evaluate import reference

    result = pipeline.run(folder, layers, "core")
    if "core" not in result.stages:
        raise InvalidPolicy(result.diagnostics, result.sources)
    core = result.stages["core"]
    return lambda subject, facts, bindings: reference.evaluate(core, subject, facts, bindings)


def check_policy(folder: str, layers: Sequence[str] = ()) -> tuple[list[Diagnostic], dict[str, str]]:
    """All that is wrong or doubtful in a policy folder, and the texts that the diagnostics point into."""
    from engine import pipeline

    result = pipeline.check(folder, layers)
    return result.diagnostics, result.sources


def stages() -> tuple[str, ...]:
    """The names of the pipeline's stages, in order."""
    from engine import pipeline

    return pipeline.STAGES


def dump_stage(folder: str, stage: str, layers: Sequence[str] = ()) -> str:
    """One stage's representation of a policy as text. Raises :class:`InvalidPolicy` when it is not reached."""
    from engine import dump, pipeline

    result = pipeline.run(folder, layers, stage)
    if stage not in result.stages:
        raise InvalidPolicy(result.diagnostics, result.sources)
    return dump.dump(result.stages[stage])


def letter(decision: Decision, lang: str = "zh") -> str:
    """A decision as a letter to the applicant, in Chinese or English."""
    from engine.explain.letter import letter as write

    return write(decision.data, lang)
