"""The driver: a policy folder through all stages to an artifact. Above every stage, below :mod:`engine.api`.

``STAGES`` is the pipeline as it reads; each stage collects all its mistakes and then stops. ``run`` goes as far as asked,
so that any stage can be looked at.
"""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from engine.analysis.checks import run_checks
from engine.analysis.known import FILE as CHECKS_FILE
from engine.artifact.from_core import build_tables
from engine.artifact.store import Artifact
from engine.core import from_typed
from engine.diagnostics import Diagnostic, Severity, Span
from engine.evaluate import compiled
from engine.resolved import from_surface
from engine.source.digest import FILE, read_bytes, walk
from engine.source.discovery import KNOWN_FILES, SourcePolicy, read_folder
from engine.source.limits import POLICY
from engine.source.resources import layer_folder
from engine.source.schema_check import check_policy
from engine.syntax import from_source
from engine.syntax.kept import Packed
from engine.typed import from_resolved

#: The stages in order; ``policy dump --stage NAME`` prints any of them.
STAGES = ("source", "syntax", "resolved", "typed", "core", "compiled")
#: Folders within a policy: no layer's files are shown as if they stood there.
_WITHIN = frozenset(pattern.split("/")[0] for pattern, _ in KNOWN_FILES if "/" in pattern)


class Run(NamedTuple):
    """What the pipeline made: the representation of every stage reached, by name, and all diagnostics.

    ``known``: findings of the analyses that ``checks.yaml`` sets aside, each with the reason.
    """

    stages: dict[str, Any]
    diagnostics: list[Diagnostic]
    sources: dict[str, str]
    known: list[tuple[Diagnostic, str]]

    @property
    def failed(self) -> bool:
        """Whether an error stands."""
        return any(diagnostic.severity == Severity.ERROR for diagnostic in self.diagnostics)


def run(folder: str, layers: Sequence[str] = (), until: str = "compiled", parsed: Packed | None = None) -> Run:
    """Take a policy folder and its layers (folders, or names of shipped upper-law packs) up to and including ``until``.

    ``parsed``: rules that need not be parsed again (:mod:`engine.syntax.kept`); what is parsed now is added.
    """
    with patient_collector():
        return _run(folder, layers, until, parsed)


def _run(folder: str, layers: Sequence[str], until: str, parsed: Packed | None) -> Run:
    result = Run({}, [], {}, [])
    layers = [layer_folder(name) for name in layers]
    if _named_twice(layers, result):
        return result
    prefixes = layer_prefixes(layers)
    policies = [_source(folder, "", result), *(_source(*layer, result) for layer in zip(layers, prefixes, strict=True))]
    found: list[SourcePolicy] = [policy for policy in policies if policy is not None]
    if result.failed:
        if len(found) == len(policies):  # shapes are wrong, but the rules can be read: tell their mistakes as well
            _stage("syntax", result, found, parsed)
        return result
    result.stages["source"] = found[0]
    for stage in STAGES[1:]:
        if STAGES.index(stage) > STAGES.index(until):
            break
        value = _stage(stage, result, found, parsed)
        if result.failed or value is None:
            break
        result.stages[stage] = value
    return result


def check(folder: str, layers: Sequence[str] = ()) -> Run:
    """All stages up to the core, then the analyses: everything that ``policy check`` tells."""
    with patient_collector():
        return _check(run(folder, layers, "core"))


def _check(result: Run) -> Run:
    if "core" in result.stages:
        policies = [surface.source for surface in result.stages["syntax"]]
        documents = [policy.documents[CHECKS_FILE] for policy in policies if CHECKS_FILE in policy.documents]
        told, known = run_checks(result.stages["typed"], result.stages["core"], documents, len(policies) > 1)
        result.diagnostics.extend(told)
        result.known.extend(known)
    return result


@contextlib.contextmanager
def patient_collector() -> Iterator[None]:
    """Let Python look for unreachable cycles less often: the trees of all stages stay, and looking through millions of nodes
    again and again is what would make the time grow faster than the policy."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], 1_000_000) if before[0] else 0, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def layer_prefixes(paths: Sequence[str]) -> list[str]:
    """What stands before the names of each layer's files wherever they are shown.

    It is the name of the layer's folder, with as many folders above it as tell it from the other layers and from the
    folders within a policy: places are told apart by file names, so no two layers may share one.
    """
    parts = [os.path.abspath(path).split(os.sep)[1:] for path in paths]
    depths = [1] * len(parts)
    while True:
        names = ["/".join(part[-depth:]) for part, depth in zip(parts, depths, strict=True)]
        longer = [
            (name in _WITHIN or names.count(name) > 1) and depth < len(part)
            for name, part, depth in zip(names, parts, depths, strict=True)
        ]
        if not any(longer):
            return [name + "/" for name in names]
        depths = [depth + more for depth, more in zip(depths, longer, strict=True)]


def _named_twice(layers: Sequence[str], result: Run) -> bool:
    """Whether some layer is named twice, which is reported."""
    places = [os.path.realpath(path) for path in layers]
    twice = [path for number, path in enumerate(layers) if places[number] in places[:number]]
    result.diagnostics.extend(Diagnostic("E0352", Span(path, 0, 0, 0, 0), {"folder": path}) for path in twice)
    return bool(twice)


def _source(path: str, prefix: str, result: Run) -> SourcePolicy | None:
    """One folder read and its files' shapes checked; the schemas come before anything that relies on them."""
    policy, diagnostics = read_folder(path, prefix)
    result.diagnostics.extend(diagnostics)
    if policy is None:
        result.sources.update(_texts(path, prefix, diagnostics))
    else:
        result.sources.update(policy.sources)
        result.diagnostics.extend(check_policy(policy))
    return policy


def _texts(folder: str, prefix: str, diagnostics: list[Diagnostic]) -> dict[str, str]:
    """The texts that diagnostics of a folder that could not be read point into, for excerpts."""
    wanted = {diagnostic.span.file for diagnostic in diagnostics if diagnostic.span.line > 0}
    found = {}
    for entry in walk(folder) if wanted else ():
        if prefix + entry.name in wanted and entry.kind == FILE:
            with contextlib.suppress(OSError):
                found[prefix + entry.name] = read_bytes(entry.path, POLICY.bytes).decode("utf-8", "replace")
    return found


def _stage(stage: str, result: Run, policies: list[SourcePolicy], parsed: Packed | None = None) -> Any:
    """One stage after the source."""
    value: Any
    if stage == "syntax":
        pairs = [from_source.translate(policy, parsed) for policy in policies]
        for _, diagnostics in pairs:
            result.diagnostics.extend(diagnostics)
        return [surface for surface, _ in pairs]
    if stage == "compiled":
        return compiled.generate(result.stages["core"])
    if stage == "resolved":
        surface, *layers = result.stages["syntax"]
        value, diagnostics = from_surface.translate(surface, layers)
    elif stage == "typed":
        value, diagnostics = from_resolved.translate(result.stages["resolved"])
    else:
        value, diagnostics = from_typed.translate(result.stages["typed"])
    result.diagnostics.extend(diagnostics)
    return value


def build(folder: str, layers: Sequence[str] = (), parsed: Packed | None = None) -> tuple[Artifact | None, Run]:
    """The artifact of a policy and the run that made it; ``None`` while an error stands. ``parsed`` as for :func:`run`."""
    with patient_collector():
        result = _run(folder, layers, "compiled", parsed)
        if result.failed or "compiled" not in result.stages:
            return None, result
        tables = build_tables(result.stages["typed"], result.stages["core"], "+".join(digests(result)))
        return Artifact(compiled.compile_source(result.stages["compiled"]), tables), result


def digests(result: Run) -> tuple[str, ...]:
    """The digests of the very bytes that a run read: of the policy, then of each layer."""
    return tuple(surface.source.digest for surface in result.stages["syntax"])
