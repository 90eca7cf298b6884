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
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn

from engine import __version__
from engine.artifact import store
from engine.artifact.tables import Tables
from engine.case.application import Application, text_of
from engine.case.application import read_application as _read_application
from engine.case.from_json import case_from_tree
from engine.diagnostics import Diagnostic, Label, Severity, Span
from engine.diagnostics.safe_text import printable, printable_json, safe
from engine.diagnostics.terms import Term
from engine.errors import InvalidApplication, InvalidInput, InvalidPolicy
from engine.evaluate import compiled
from engine.evaluate.outcome import Bindings, Facts, Outcome
from engine.explain.decision import Decision, decide
from engine.locate import Located, known_years, locate_policy
from engine.results import Checked, Formatted, Traced
from engine.source.digest import digest_folder
from engine.source.limits import APPLICATION, POLICY
from engine.source.resources import layer_folder
from engine.source.text import read_file_limited

__all__ = [
    "Application", "BatchRequest", "Checked", "Decision", "Diagnostic", "Formatted", "InvalidApplication", "InvalidInput",
    "InvalidPolicy", "Label", "Located", "Policy", "Register", "Severity", "Span", "Task", "Term", "Traced", "__version__",
    "check_policy", "codes", "compare_policies", "coverage_of", "deadlines_as_calendar", "deadlines_as_chart",
    "diagnostics_as_json", "diagnostics_as_sarif", "did_you_mean", "draw_sample", "dump_stage", "explain_code",
    "features_of", "fix_policy", "format_rules", "inspect_policy", "known_years", "letter", "list_readings", "list_todo",
    "load_policy", "locate_policy", "mutations_of", "new_year", "open_bundle", "plan_deadlines", "policy_as_sql",
    "printable", "printable_json", "read_application", "read_input", "render_diagnostics", "run_batch", "safe",
    "sql_dialects", "sql_parts", "stages", "summary", "summary_as_csv", "summary_as_text", "template", "title_of_code",
    "trace_policy", "verify_sample", "vocabulary",
]  # fmt: skip

if TYPE_CHECKING:
    from engine.batch.public import BatchRequest, run_batch, summary, summary_as_csv, summary_as_text
    from engine.bundle.opened import Opened
    from engine.columnar.public import policy_as_sql, sql_dialects, sql_parts
    from engine.difference.public import compare_policies
    from engine.generate.public import Register
    from engine.mutation.public import coverage_of, mutations_of
    from engine.planning.public import deadlines_as_calendar, deadlines_as_chart, list_readings, plan_deadlines
    from engine.sampling.public import draw_sample, verify_sample
    from engine.scaffold.public import Task, list_todo, new_year

Evaluate = Callable[[str, Facts, Bindings], Outcome]

#: Public names of rooms above the pipeline, with the module that has them; imported when first asked for.
_LATER = {
    **dict.fromkeys(("deadlines_as_calendar", "deadlines_as_chart", "list_readings", "plan_deadlines"), "planning"),
    **dict.fromkeys(("draw_sample", "verify_sample"), "sampling"),
    **dict.fromkeys(("coverage_of", "mutations_of"), "mutation"),
    **dict.fromkeys(("policy_as_sql", "sql_dialects", "sql_parts"), "columnar"),
    **dict.fromkeys(("BatchRequest", "run_batch", "summary", "summary_as_csv", "summary_as_text"), "batch"),
    "Register": "generate",
    "compare_policies": "difference",
    **dict.fromkeys(("list_todo", "new_year", "Task"), "scaffold"),
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"engine.{_LATER[name]}.public"), name)


class Policy:
    """A checked and compiled policy. Made by :func:`load_policy`; evaluates any number of cases."""

    __slots__ = ("_artifact", "_compiled", "_other", "_reference", "folder", "layers", "source")

    def __init__(self, artifact: store.Artifact, folder: str, layers: tuple[str, ...], source: str) -> None:
        self._artifact = artifact
        self._compiled: compiled.Compiled | None = None
        self._reference: Evaluate | None = None
        self._other: Evaluate | None = None
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

    @property
    def artifact(self) -> store.Artifact:
        """The compiled policy as processes hand it on to each other."""
        return self._artifact

    def subjects(self) -> list[str]:
        """The subjects (主体) that this policy asks anything of, applications before procedures."""
        subjects = self.tables["subjects"]
        return sorted(subjects, key=lambda name: subjects[name]["wording"] != "application")

    def evaluator(self, reference: bool = False) -> Evaluate:
        """The evaluator: generated Python, or with ``reference`` the plain tree walk that defines the language."""
        if reference:
            if self._reference is None:
                self._reference = _reference(self.folder, self.layers)
            return self._reference
        if self._other is not None:
            return self._other
        if self._compiled is None:
            self._compiled = compiled.load(self._artifact.code)
        return self._compiled.evaluate

    def evaluate(
        self,
        application: bytes | Mapping[str, Any] | Application,
        *,
        file: str = "application.json",
        subject: str | None = None,
        on: date | None = None,
        reference: bool = False,
    ) -> Decision:
        """Decide one application (the bytes of a JSON file, a mapping of the same shape, or what
        :func:`read_application` made) and explain the decision.

        ``file``: its name for messages. ``subject``: which 主体 it is about, by default what the file says, else 申报.
        ``on``: the date to evaluate at in place of the reference date given. Raises :class:`InvalidApplication`.
        """
        if not isinstance(application, Application):
            application = read_application(application, file=file)
        if subject is not None and not self.knows(subject):
            self.refuse_subject(subject)
        case, problems = case_from_tree(application.root, self.tables, application.digest, subject, on)
        if case is not None:
            decision, problems = decide(self.tables, case, self.evaluator(reference), self.source)
            if decision is not None:
                return decision
        raise InvalidApplication(problems, application.sources)

    def changed(self, tables: Tables, evaluate: Evaluate) -> Policy:
        """This policy with other tables and another evaluator: for asking what a change of it would decide, and for
        watching what is asked."""
        made = Policy(store.Artifact(self._artifact.code, tables), self.folder, self.layers, self.source)
        made._other = evaluate
        return made

    def knows(self, subject: str) -> bool:
        """Whether ``subject`` is the Chinese name or English id of a subject of this policy."""
        return any(subject in (name, table["id"]) for name, table in self.tables["subjects"].items())

    def subject_name(self, subject: str | None) -> str | None:
        """The Chinese name of a subject by either of its names; ``None`` for none."""
        names = (name for name, table in self.tables["subjects"].items() if subject in (name, table["id"]))
        return None if subject is None else next(names)

    def refuse_subject(self, subject: str) -> NoReturn:
        """Raise :class:`InvalidInput` for a subject that this policy does not know."""
        subjects = self.tables["subjects"]
        known = tuple(Term(name, table["id"]) for name, table in subjects.items())
        words = [word for name, table in subjects.items() for word in (name, table["id"])]
        arguments = {"name": subject, "known": known, "suggestion": did_you_mean(subject, words)}
        raise InvalidApplication([Diagnostic("E0903", Span("", 0, 0, 0, 0), arguments)], {})


def read_application(application: bytes | Mapping[str, Any], *, file: str = "application.json") -> Application:
    """Parse an application, so that its year can be asked before a policy is chosen.

    Raises :class:`InvalidApplication` where it is no proper JSON.
    """
    if isinstance(application, bytes):
        data = application
    else:
        from engine.case.from_mapping import as_json

        data = as_json(application)
    read, diagnostics = _read_application(file, data)
    if read is None:
        raise InvalidApplication(diagnostics, {file: text_of(data)})
    return read


def read_input(path: str, shown: str | None = None) -> bytes:
    """The bytes of an application file, ``-`` for standard input, never more than the limit.

    ``shown`` is its name for messages. Raises :class:`InvalidInput`.
    """
    data, diagnostics = read_file_limited(path, APPLICATION, shown)
    if data is None:
        raise InvalidInput(diagnostics, {})
    return data


def load_policy(
    folder: str,
    layers: Sequence[str] = (),
    *,
    cache: str | None = None,
    source: str | None = None,
    trusted: Sequence[str] = (),
) -> Policy:
    """Load the policy in ``folder`` with ``layers`` laid over it: folders, or names of shipped upper-law packs (``order-40``).

    ``folder`` may be a released bundle (see :mod:`engine.bundle`), which is verified; ``trusted`` then names files with the
    public keys of which one must have signed it. ``cache``: a folder in which the compiled policy is kept under the digest of
    the files, so that any edit is noticed; without it the policy is compiled every time. ``source``: what decisions say the
    policy was loaded from. Raises :class:`InvalidPolicy`; :class:`InvalidInput` for a bundle that is not whole.
    """
    layers = [layer_folder(name) for name in layers]
    if os.path.isfile(folder):
        return _released(folder, layers, cache, source, tuple(trusted))
    if trusted:
        raise InvalidInput([Diagnostic("E0884", Span(folder, 0, 0, 0, 0), {"name": folder})], {})
    return _loaded(folder, layers, cache, source)


def _released(
    path: str, layers: Sequence[str], cache: str | None, source: str | None, trusted: tuple[str, ...]
) -> Policy:
    """The policy of a bundle, with the working days it was released with."""
    opened = open_bundle(path, cache, trusted)
    name = f"{source or os.path.basename(path)} ({opened.manifest.digest[:12]})"
    policy = _loaded(opened.folder, (*opened.layers, *layers), cache, name)
    about = policy.tables["policy"] | {"calendar_digest": opened.manifest.data["calendar_digest"]}
    tables = policy.tables | {"calendar": opened.calendar, "policy": about}
    return Policy(store.Artifact(policy._artifact.code, tables), policy.folder, policy.layers, policy.source)


def open_bundle(path: str, cache: str | None = None, trusted: Sequence[str] = ()) -> Opened:
    """Verify the bundle at ``path``, and its signature where it has one or ``trusted`` keys ask for one.

    ``cache`` and ``trusted`` as for :func:`load_policy`. Raises :class:`InvalidInput` (E0880 to E0886).
    """
    from engine.bundle.opened import open_bundle as opened

    return opened(path, cache, tuple(trusted))


def _loaded(folder: str, layers: Sequence[str], cache: str | None, source: str | None) -> Policy:
    artifact = None
    if cache is not None:
        try:
            artifact = store.load(cache, store.cache_key(tuple(digest_folder(path) for path in (folder, *layers))))
        except (OSError, ValueError):
            artifact = None  # building says what is wrong with the folder
    if artifact is None:
        artifact, digests = _build(folder, layers)
        if cache is not None:
            store.save(cache, store.cache_key(digests), artifact)
    return Policy(artifact, folder, tuple(layers), source or os.path.basename(os.path.abspath(folder)))


def _build(folder: str, layers: Sequence[str]) -> tuple[store.Artifact, tuple[str, ...]]:
    """The artifact and the digests of the bytes it was made from, which is not to be kept under any other."""
    from engine import pipeline

    artifact, result = pipeline.build(folder, layers)
    if artifact is None:
        raise InvalidPolicy(result.diagnostics, result.sources)
    return artifact, pipeline.digests(result)


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
    found = inspect_policy(folder, layers)
    return found.diagnostics, found.sources


def inspect_policy(folder: str, layers: Sequence[str] = ()) -> Checked:
    """As :func:`check_policy`, with counts of what was checked."""
    from engine import pipeline

    result = pipeline.check(folder, layers)
    if "compiled" in result.stages:
        from engine.trace.trace import check_register

        result.diagnostics.extend(check_register(result.stages))
    counts = {} if result.failed or "core" not in result.stages else _counts(result.stages) | {"known": len(result.known)}
    return Checked(result.diagnostics, result.sources, counts)


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


def trace_policy(
    folder: str, layers: Sequence[str] = (), *, features: str | None = None, notice: str | None = None
) -> Traced:
    """The ledger of a policy: every statement of its notice with what carries it, and all that is wrong with that; of
    ``layers`` laid over it all that they carry.

    ``features``: the folder of feature files, by default the ``features`` beside the policy. ``notice``: a text file with
    the notice itself (``-``: standard input), whose passages, figures and rows are then compared too. Raises
    :class:`InvalidPolicy`.
    """
    from engine import pipeline
    from engine.trace.trace import trace

    result = pipeline.run(folder, layers, "core")
    if "core" not in result.stages:
        raise InvalidPolicy(result.diagnostics, result.sources)
    ledger, diagnostics, sources = trace(result.stages, folder, features, notice)
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


def letter(decision: Decision, lang: str = "zh") -> str:
    """A decision as a letter to the applicant, in Chinese or English."""
    from engine.explain.letter import letter as write

    return write(decision.data, lang)


def vocabulary(policy: Policy, subject: str) -> dict[str, Any]:
    """The facts of a subject (Chinese name or English id) with types, units and words, as plain data.

    Raises :class:`InvalidApplication` for a subject that the policy does not know.
    """
    from engine.case.vocabulary import vocabulary as describe

    if not policy.knows(subject):
        policy.refuse_subject(subject)
    return describe(policy.tables, subject)


def template(policy: Policy, subject: str, lang: str = "zh") -> str:
    """A blank file of a subject with notes, as JSON text. Raises :class:`InvalidApplication` for an unknown subject."""
    from engine.case.template import template as write

    if not policy.knows(subject):
        policy.refuse_subject(subject)
    return write(policy.tables, subject, lang)


def format_rules(path: str, shown: str | None = None) -> Formatted:
    """A ``.policy`` file in its settled form. Nothing is written."""
    from engine.source.discovery import read_rules
    from engine.syntax.formatter import format_policy

    name = shown or path
    data, diagnostics = read_file_limited(path, POLICY, name)
    text = None
    if data is not None:
        text, diagnostics = read_rules(name, data)
    if text is None:
        return Formatted(None, None, diagnostics)
    after, diagnostics = format_policy(text, name)
    return Formatted(text, after, diagnostics)


def render_diagnostics(
    diagnostics: Sequence[Diagnostic], sources: Mapping[str, str], lang: str = "zh", width: int = 100
) -> str:
    """Diagnostics as text for a person, with excerpts of ``width`` terminal columns."""
    from engine.diagnostics.render import render_text

    return render_text(diagnostics, sources, lang, width)


def diagnostics_as_json(diagnostics: Sequence[Diagnostic], lang: str = "zh") -> list[dict[str, object]]:
    """Diagnostics as JSON data."""
    from engine.diagnostics.render import to_json

    return to_json(diagnostics, lang)


def diagnostics_as_sarif(diagnostics: Sequence[Diagnostic], lang: str = "zh") -> dict[str, object]:
    """Diagnostics as a SARIF 2.1.0 log."""
    from engine.diagnostics.sarif import to_sarif

    return to_sarif(diagnostics, lang, __version__)


def codes() -> list[str]:
    """All diagnostic codes that can be explained, in order."""
    from engine.diagnostics import catalog

    return catalog.codes()


def explain_code(code: str, lang: str = "zh") -> str:
    """The page of a diagnostic code as text. Raises ``KeyError`` for an unknown code."""
    from engine.diagnostics import catalog

    return catalog.describe(code, lang)


def title_of_code(code: str, lang: str = "zh") -> str:
    """The heading of a code's page. Raises ``KeyError`` for an unknown code."""
    from engine.diagnostics import catalog

    return catalog.title(code, lang)


def did_you_mean(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that ``word`` was most likely meant to be."""
    from engine.diagnostics.suggest import did_you_mean as nearest

    return nearest(word, candidates)
