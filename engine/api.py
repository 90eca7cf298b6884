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

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from engine import __version__
from engine.case.application import Application
from engine.diagnostics import Diagnostic, Label, Severity, Span
from engine.diagnostics.excerpt import display_width, padded
from engine.diagnostics.safe_text import printable, printable_json, safe
from engine.diagnostics.terms import Term
from engine.errors import InvalidApplication, InvalidInput, InvalidPolicy
from engine.explain.decision import Decision
from engine.inspection import check_policy, dump_stage, features_of, fix_policy, inspect_policy, stages, trace_policy
from engine.locate import Located, known_years, locate_policy
from engine.policy import Policy, load_policy, open_bundle, read_application, read_input
from engine.results import Checked, Formatted, Traced
from engine.source.limits import POLICY
from engine.source.text import read_file_limited

__all__ = [
    "Application", "BatchRequest", "Checked", "Decision", "Diagnostic", "Finding", "Findings", "Formatted", "Grant",
    "ImpactRequest", "InvalidApplication", "InvalidInput", "InvalidPolicy", "Label", "Located", "Policy", "Register",
    "Severity", "Span", "Task", "Term", "Todo", "Told", "ToldFinding", "Traced", "Verdict", "__version__", "check_places",
    "check_policy", "check_target", "codes", "columnar_programs", "compare_policies", "coverage_of",
    "deadlines_as_calendar", "deadlines_as_chart", "diagnostics_as_json", "diagnostics_as_sarif", "did_you_mean",
    "display_width", "draw_sample", "dump_stage", "explain_code", "features_of", "fix_policy", "format_rules", "impact_of",
    "inspect_policy", "known_years", "letter", "list_readings", "list_todo", "load_policy", "locate_policy", "mutations_of",
    "new_year", "open_bundle", "padded", "plan_deadlines", "policy_as_sql", "printable", "printable_json",
    "read_application", "read_input", "register_as_sql", "render_diagnostics", "run_batch", "safe", "spare_inputs",
    "sql_dialects", "sql_parts", "stages", "summary", "summary_as_csv", "summary_as_text", "template", "title_of_code",
    "trace_policy", "verify_sample", "vocabulary", "years_stated",
]  # fmt: skip

if TYPE_CHECKING:
    from engine.batch.places import check_places, spare_inputs
    from engine.batch.public import (
        BatchRequest,
        columnar_programs,
        register_as_sql,
        run_batch,
        summary,
        summary_as_csv,
        summary_as_text,
    )
    from engine.batch.years import years_stated
    from engine.columnar.public import policy_as_sql, sql_dialects, sql_parts
    from engine.difference.public import compare_policies
    from engine.direct.answers import Finding, Findings, Grant, Verdict
    from engine.direct.texts import Told, ToldFinding
    from engine.generate.public import Register
    from engine.impact.public import ImpactRequest, impact_of
    from engine.mutation.public import coverage_of, mutations_of
    from engine.planning.public import deadlines_as_calendar, deadlines_as_chart, list_readings, plan_deadlines
    from engine.sampling.public import draw_sample, verify_sample
    from engine.scaffold.public import Task, Todo, list_todo, new_year
    from engine.source.targets import check_target

#: Public names that are imported when first asked for, with the module that has them.
_LATER = {
    **dict.fromkeys(("deadlines_as_calendar", "deadlines_as_chart", "list_readings", "plan_deadlines"), "planning"),
    **dict.fromkeys(("draw_sample", "verify_sample"), "sampling"),
    **dict.fromkeys(("coverage_of", "mutations_of"), "mutation"),
    **dict.fromkeys(("policy_as_sql", "sql_dialects", "sql_parts"), "columnar"),
    **dict.fromkeys(
        ("BatchRequest", "columnar_programs", "register_as_sql", "run_batch", "summary", "summary_as_csv", "summary_as_text"),
        "batch",
    ),
    "Register": "generate",
    **dict.fromkeys(("ImpactRequest", "impact_of"), "impact"),
    "compare_policies": "difference",
    **dict.fromkeys(("list_todo", "new_year", "Task", "Todo"), "scaffold"),
}
_LATER = {name: f"{room}.public" for name, room in _LATER.items()} | {
    **dict.fromkeys(("Verdict", "Findings", "Finding", "Grant"), "direct.answers"),
    **dict.fromkeys(("Told", "ToldFinding"), "direct.texts"),
    **dict.fromkeys(("check_places", "spare_inputs"), "batch.places"),
    "check_target": "source.targets",
    "years_stated": "batch.years",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"engine.{_LATER[name]}"), name)


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


def render_diagnostics(diagnostics: Sequence[Diagnostic], sources: Mapping[str, str], lang: str = "zh", width: int = 100) -> str:
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
