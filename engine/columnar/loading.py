"""Applications that the engine has read as rows of the input relation. Part of :mod:`engine.columnar`.

What cannot be read is an error of its own, with its diagnostics; it never becomes a row that would be decided.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from engine.artifact.tables import Tables
from engine.case.application import read_application
from engine.case.from_json import case_from_tree
from engine.columnar.relation import Relation
from engine.diagnostics import Diagnostic


class Bad(NamedTuple):
    """An application without a row: its id and why."""

    id: str
    diagnostics: tuple[Diagnostic, ...]


class Loaded(NamedTuple):
    """``rows`` and ``errors`` together are as many as the applications."""

    rows: list[dict[str, Any]]
    errors: list[Bad]


def load(tables: Tables, subject: str, applications: Iterable[tuple[str, bytes]]) -> Loaded:
    """Read ``(id, bytes of a JSON file)`` of one subject."""
    relation = Relation(tables["subjects"][subject])
    loaded = Loaded([], [])
    for id, data in applications:
        application, problems = read_application(id, data)
        case = None
        if application is not None:
            case, problems = case_from_tree(application.root, tables, application.digest, subject, None)
        if case is None:
            loaded.errors.append(Bad(id, tuple(problems)))
        else:
            loaded.rows.append(relation.row(id, case.facts, case.on))
    return loaded
