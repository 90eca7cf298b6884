"""What is found in a policy folder without asking it anything: what is wrong with it, its ledger, its stages.

Stands between the pipeline and :mod:`engine.api`, which hands on the public names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.diagnostics import Diagnostic, Severity, Span
from engine.errors import InvalidInput, InvalidPolicy
from engine.results import Checked, Traced


def check_policy(folder: str, layers: Sequence[str] = ()) -> tuple[list[Diagnostic], dict[str, str]]:
    """All that is wrong or doubtful in a policy folder, and the texts that the diagnostics point into."""
    found = inspect_policy(folder, layers)
    return found.diagnostics, found.sources


def inspect_policy(folder: str, layers: Sequence[str] = ()) -> Checked:
    """As :func:`check_policy`, with counts of what was checked."""
    from engine import pipeline

    with pipeline.patient_collector():
        result = pipeline.check(folder, layers)
        if "core" in result.stages:
            from engine.trace.trace import check_register

            result.diagnostics.extend(check_register(result.stages))
    counts = {} if result.failed or "core" not in result.stages else _counts(result.stages) | {"known": len(result.known)}
    return Checked(result.diagnostics, result.sources, counts, result.known, _folders(folder, layers))


def _folders(folder: str, layers: Sequence[str]) -> dict[str, str]:
    """The folder of the policy and of each layer, by what the names of their files begin with."""
    from engine.pipeline import layer_prefixes
    from engine.source.resources import layer_folder

    paths = [layer_folder(name) for name in layers]
    return {"": folder} | dict(zip(layer_prefixes(paths), paths, strict=True))


def fix_policy(folder: str, layers: Sequence[str] = ()) -> dict[str, tuple[str, str]]:
    """What of a policy folder can be taken out without changing any decision: files with their texts before and after.

    Nothing is written. Empty where nothing can be taken out or an error stands.
    """
    from engine import pipeline
    from engine.analysis.fixing import Compiled, fixes
    from engine.trace.trace import check_register

    def compiled(place: str) -> Compiled | None:
        made = pipeline.run(place, layers)
        if made.failed or "compiled" not in made.stages:
            return None
        wrong = sum(each.severity == Severity.ERROR for each in check_register(made.stages))
        return Compiled(made.stages["core"], wrong)

    result = pipeline.check(folder, layers)
    if result.failed or "syntax" not in result.stages:
        return {}
    return fixes(folder, result.stages["syntax"][0], result.diagnostics, compiled)


def _counts(stages: Mapping[str, Any]) -> dict[str, int]:
    resolved, core = stages["typed"].resolved, stages["core"]
    return {
        "clauses": len(resolved.clauses),
        "rows": sum(len(part.rows) for part in core.subjects),
        "conditions": sum(len(part.conditions) for part in core.subjects),
        "entitlements": sum(len(part.entitlements) for part in core.subjects),
        "parameters": len(resolved.parameters),
        "readings": len(resolved.readings),
    }


def trace_policy(folder: str, layers: Sequence[str] = (), *, features: str | None = None, notice: str | None = None) -> Traced:
    """The ledger of a policy: every statement of its notice with what carries it, and all that is wrong with that; of
    ``layers`` laid over it all that they carry.

    ``features``: the folder of feature files, by default the ``features`` beside the policy. ``notice``: a text or Word file
    with the notice itself (``-``: text from standard input), whose passages, figures and rows are then compared too. Raises
    :class:`InvalidPolicy`.
    """
    from engine import pipeline
    from engine.trace.trace import trace

    result = pipeline.run(folder, layers, "core")
    if "core" not in result.stages:
        raise InvalidPolicy(result.diagnostics, result.sources)
    lines = None
    if notice is not None:
        from engine.notice.public import notice_lines

        lines = notice_lines(notice, folder)
    ledger, diagnostics, sources = trace(result.stages, folder, features, lines)
    if ledger is None:
        raise InvalidInput(diagnostics, sources)
    return Traced(ledger, diagnostics, {**result.sources, **sources}, folder, pipeline.digests(result)[0])


def features_of(folder: str, features: str | None = None) -> tuple[dict[str, str], str]:
    """The texts of the feature files that belong to a policy folder, by name, and the folder where they stand.

    ``features``: that folder, by default the ``features`` in or beside the policy. Raises :class:`InvalidInput`.
    """
    from engine.trace.files import find_features, read_features_folder

    found = features if features is not None else find_features(folder)
    if found is None:
        raise InvalidInput([Diagnostic("E0817", Span(folder, 0, 0, 0, 0), {"name": folder})], {})
    texts, diagnostics = read_features_folder(found)
    if diagnostics:
        raise InvalidInput(diagnostics, texts)
    return texts, found


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
