"""What programs may ask of this room; :mod:`engine.api` hands these names on. Part of :mod:`engine.columnar`.

sqlglot is imported only here and below, when SQL is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from engine import pipeline
from engine.artifact.from_core import build_tables
from engine.artifact.tables import bindings
from engine.diagnostics import NOWHERE, Diagnostic
from engine.errors import InvalidInput, InvalidPolicy
from engine.source.resources import layer_folder

if TYPE_CHECKING:
    from engine.columnar.from_table import Register

__all__ = ["policy_as_sql", "sql_dialects", "sql_parts"]

#: The databases that SQL is written for.
DIALECTS = ("duckdb", "spark", "postgres")
#: What may be asked for alone: the decision; the decision and the clauses it rests on.
ONLY = ("decision", "clauses")


def sql_dialects() -> tuple[str, ...]:
    """The databases that SQL is written for, the default first."""
    return DIALECTS


def sql_parts() -> tuple[str, ...]:
    """What may be asked for alone."""
    return ONLY


def policy_as_sql(
    folder: str,
    layers: Sequence[str] = (),
    *,
    subject: str | None = None,
    only: str | None = None,
    dialect: str = DIALECTS[0],
    register: Callable[[Mapping[str, Any]], Register] | None = None,
) -> str:
    """The policy of one subject as a script for a database: a table with the calendar, and the query.

    ``subject``: Chinese name or English id, by default that of applications; ``only``: one of :data:`ONLY`; ``dialect``: one of
    :data:`DIALECTS`; ``register``: gives the table that the script reads (:mod:`engine.columnar.from_table`) for a subject's
    facts. Raises :class:`~engine.errors.InvalidPolicy`, with E0970, E0971 or E0973 for what cannot be said in SQL;
    :class:`~engine.errors.InvalidInput` with E0972 where sqlglot is not installed, E0969 for a table of another database.
    """
    if find_spec("sqlglot") is None:
        raise InvalidInput([Diagnostic("E0972", NOWHERE, {"name": "sqlglot"})], {})
    if register is not None and dialect != DIALECTS[0]:
        raise InvalidInput([Diagnostic("E0969", NOWHERE, {"dialect": dialect})], {})
    from engine.columnar.dialects import dialect_of
    from engine.columnar.from_table import FromTable
    from engine.columnar.query import compile_subject
    from engine.columnar.script import script
    from engine.columnar.value import Unsupported

    result = pipeline.run(folder, [layer_folder(each) for each in layers], "core")
    if "core" not in result.stages:
        raise InvalidPolicy(result.diagnostics, result.sources)
    core = result.stages["core"]
    tables = build_tables(result.stages["typed"], core, "+".join(pipeline.digests(result)))
    name = _subject(tables["subjects"], subject)
    read = None if register is None else FromTable(tables, name, register(tables["subjects"][name]))
    try:
        query = compile_subject(core, tables, name, bindings(tables, None), only, dialect_of(dialect), register is not None)
    except Unsupported as refusal:
        raise InvalidPolicy([Diagnostic(refusal.code, refusal.span, refusal.arguments)], result.sources) from None
    return script(query, tables, name, read)


def _subject(subjects: dict, wanted: str | None) -> str:
    """The Chinese name of a subject. Raises :class:`~engine.errors.InvalidInput`."""
    names = sorted(subjects, key=lambda name: subjects[name]["wording"] != "application")
    if wanted is None:
        return str(names[0])
    found = [name for name in names if wanted in (name, subjects[name]["id"])]
    if not found:
        from engine.diagnostics.suggest import did_you_mean
        from engine.diagnostics.terms import Term

        words = [word for name in names for word in (name, subjects[name]["id"])]
        known = tuple(Term(name, subjects[name]["id"]) for name in names)
        arguments = {"name": wanted, "known": known, "suggestion": did_you_mean(wanted, words)}
        raise InvalidInput([Diagnostic("E0903", NOWHERE, arguments)], {})
    return str(found[0])
