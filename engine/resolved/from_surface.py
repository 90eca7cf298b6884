"""``SurfacePolicy`` and its layers → ``ResolvedPolicy``. Part of :mod:`engine.resolved`."""

from __future__ import annotations

from collections.abc import Sequence

from engine.diagnostics import Diagnostic
from engine.resolved.declared import read_declarations
from engine.resolved.documents.weaving import weave
from engine.resolved.policy import ResolvedPolicy
from engine.resolved.statements import Statements
from engine.syntax.policy import SurfacePolicy


def translate(surface: SurfacePolicy, layers: Sequence[SurfacePolicy] = ()) -> tuple[ResolvedPolicy | None, list[Diagnostic]]:
    """Bind every name of a policy and the layers above and below it; nothing is returned while an error stands."""
    policies = (surface, *layers)
    declared = read_declarations(policies)
    if declared.notice is None:
        return None, declared.diagnostics
    statements = Statements(declared)
    statements.collect(policies)
    statements.bind_all(policies)
    weave(statements, declared.documents, policies)
    diagnostics = declared.diagnostics
    if any(diagnostic.severity == "error" for diagnostic in diagnostics):
        return None, diagnostics
    names = declared.names
    resolved = ResolvedPolicy(
        notice=declared.notice,
        units=names.units,
        enumerations=names.enumerations,
        subjects=declared.subjects,
        parameters={p.name: p for p in (*names.parameters.values(), *names.groups.values())},
        readings=names.readings,
        clauses=declared.clauses,
        tables=declared.tables,
        rows=tuple(statements.rows),
        gaps=tuple(statements.gaps),
        definitions=statements.definitions,
        collect_tables=statements.collect_tables,
        conditions=tuple(statements.conditions),
        entitlements=tuple(statements.entitlements),
        calendar=tuple(declared.calendar),
        documents=declared.documents,
        digest=surface.source.digest,
    )
    return resolved, diagnostics
