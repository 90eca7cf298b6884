"""What must hold before a policy is released. Part of :mod:`engine.release`.

No error or warning of ``policy check`` that is an error, no two rows that overlap without a reason, nothing 待确认, every clause
carried and as registered, every scenario passed and every clause shown from both sides, every mutant killed or proved
equivalent. What is cheap to find is told together; scenarios are run when that is in order, mutants when scenarios are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine import api
from engine.acceptance.judge import EQUIVALENT, KILLED
from engine.acceptance.public import Mutated, Tested, mutate_policy, run_features
from engine.pending.items import confirmed_items, open_items
from engine.pending.overlaps import undeclared
from engine.pipeline import layer_prefixes
from engine.source.discovery import read_folder
from engine.source.resources import layer_folder

Progress = Callable[[str], Callable[[int, int], None]]


@dataclass(slots=True)
class Gate:
    """What was found. ``diagnostics`` hold what keeps the policy from being released, ``checks`` the figures of what was
    verified, ``confirmed`` the items of the policy with who confirmed each."""

    diagnostics: list[api.Diagnostic] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    checks: dict[str, Any] = field(default_factory=dict)
    confirmed: list[dict[str, str]] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether nothing keeps the policy from being released."""
        return not any(each.severity == api.Severity.ERROR for each in self.diagnostics)


def examine(
    folder: str,
    layers: Sequence[str],
    *,
    features: str | None,
    notice: str | None,
    jobs: int,
    clock: Callable[[], float],
    progress: Progress,
) -> Gate:
    """Hold the policy in ``folder`` against all that a release asks for.

    ``layers`` as for :func:`api.load_policy`; ``features`` and ``notice`` as for :func:`api.trace_policy`; ``jobs``: processes
    that judge mutants; ``progress`` makes a bar for a stage (``scenarios``, ``mutants``). Raises :class:`api.InvalidInput`
    where something cannot be read at all.
    """
    gate = Gate()
    _checked(gate, folder, layers)
    if not gate.open:
        return gate
    _pending(gate, [folder, *map(layer_folder, layers)])
    _traced(gate, folder, features, notice)
    if gate.open:
        _tested(gate, run_features(folder, features, clock=clock, progress=progress("scenarios")))
    if gate.open:
        _mutated(gate, mutate_policy(folder, features, jobs=jobs, clock=clock, progress=progress("mutants")))
    return gate


def _checked(gate: Gate, folder: str, layers: Sequence[str]) -> None:
    found = api.inspect_policy(folder, layers)
    errors = [each for each in found.diagnostics if each.severity == api.Severity.ERROR]
    policy, _ = read_folder(folder)
    overlaps = undeclared(found.diagnostics, found.known, policy.documents if policy is not None else {})
    gate.diagnostics += [*errors, *overlaps]
    gate.sources.update(found.sources)
    gate.checks["check"] = {"warnings": len(found.diagnostics) - len(errors), **found.counts}


def _pending(gate: Gate, folders: Sequence[str]) -> None:
    """One error for each item that is 待确认."""
    for path, prefix in zip(folders, ["", *layer_prefixes(folders[1:])], strict=True):
        policy, _ = read_folder(path, prefix)
        if policy is None:
            continue
        for item in open_items(policy.documents):
            gate.diagnostics.append(api.Diagnostic("E0890", item.span, {"item": item.label, "key": item.key}))
        for item in confirmed_items(policy.documents):
            gate.confirmed.append({"item": item.label, "by": item.by, "place": f"{item.span.file}:{item.span.line}"})


def _traced(gate: Gate, folder: str, features: str | None, notice: str | None) -> None:
    """All that is wrong with the ledger; where the notice's text is given its digests too."""
    found = api.trace_policy(folder, features=features, notice=notice)
    gate.diagnostics += [each for each in found.diagnostics if each.severity == api.Severity.ERROR]
    gate.sources.update(found.sources)
    gate.checks["trace"] = {"clauses": len(found.ledger.entries), "notice_verified": notice is not None}


def _tested(gate: Gate, tested: Tested) -> None:
    """One error for each scenario that fails and each clause that is not shown from both sides."""
    for each in tested.failures:
        place = api.Span(each.scenario.file, each.scenario.line, 1, each.scenario.line, 1)
        gate.diagnostics.append(api.Diagnostic("E0891", place, {"name": each.scenario.name, "step": each.step}))
    for clause in tested.unshown:
        gate.diagnostics.append(api.Diagnostic("E0892", _NOWHERE, {"clause": clause.locator}))
    gate.checks["scenarios"] = {"passed": len(tested.ran) - len(tested.failures)}


def _mutated(gate: Gate, mutated: Mutated) -> None:
    """One error for each mutant that lives."""
    for each in mutated.judged:
        if each.fate not in (KILLED, EQUIVALENT):
            file, _, line = each.place.rpartition(":")
            place = api.Span(file, int(line), 1, int(line), 1)
            gate.diagnostics.append(api.Diagnostic("E0893", place, {"change": api.Term(each.zh, each.en)}))
    gate.checks["mutants"] = {KILLED: len(mutated.of(KILLED)), EQUIVALENT: len(mutated.of(EQUIVALENT))}


_NOWHERE = api.Span("", 0, 0, 0, 0)
