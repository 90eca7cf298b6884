"""The public names of :mod:`engine.scaffold`, for :mod:`engine.api`."""

from __future__ import annotations

from typing import NamedTuple

from engine.diagnostics import Diagnostic, Severity
from engine.errors import InvalidInput, InvalidPolicy
from engine.notice.model import Comparison
from engine.notice.public import compare, read_notice
from engine.resolved.declarations.access import value
from engine.scaffold.another import another_text, of_another_year
from engine.scaffold.plan import make_plan
from engine.scaffold.task import Task
from engine.scaffold.todo import Todo, list_todo
from engine.scaffold.writing import refused, write_folder
from engine.source.discovery import SourcePolicy, read_folder
from engine.source.schema_check import check_policy
from engine.source.text import whole
from engine.trace.files import find_features, read_features_folder

__all__ = ["Scaffolded", "Task", "Todo", "list_todo", "new_year"]


class Scaffolded(NamedTuple):
    """What was written: the folder, what became of clauses and rows (``counts``: ``clause_same``, ``row_new`` …), files of
    last year that were ``left`` behind, how many items are ``open``, and ``warnings`` about what was given (W0928, W0947)."""

    folder: str
    counts: dict[str, int]
    left: tuple[str, ...]
    open: int
    warnings: tuple[Diagnostic, ...] = ()


def new_year(
    year: int,
    last: str,
    notice: str,
    output: str,
    *,
    previous: str | None = None,
    features: str | None = None,
) -> Scaffolded:
    """Write the policy folder of ``year`` to ``output``, from last year's folder ``last`` and the new ``notice`` (text or Word).

    ``previous``: last year's notice, where it is at hand, so that words can be compared. ``features``: last year's scenarios, by
    default those in or beside its folder. The same input writes the same bytes. Raises :class:`InvalidPolicy` and
    :class:`InvalidInput`; ``OSError`` where the folder cannot be written, of which then nothing is left.
    """
    problems = refused(output, last)
    if problems:
        raise InvalidInput(problems, {})
    policy = _policy(last, year)
    comparison = compare(read_notice(notice, year, last), last, previous)
    found = features if features is not None else find_features(last)
    texts: dict[str, str] = {}
    if found is not None:
        texts, problems = read_features_folder(found)
        if problems:
            raise InvalidInput(problems, texts)
    plan, problems = make_plan(comparison, policy, texts, year)
    if plan is None:
        raise InvalidPolicy(problems, policy.sources)
    problems = another_text(comparison, notice)
    if problems:
        raise InvalidInput(problems, {})
    write_folder(output, plan.files)
    written, _ = read_folder(output)
    count = 0
    if written is not None:
        from engine.pending.items import open_items

        count = len(open_items(written.documents))
    return Scaffolded(output, dict(plan.counts), plan.left, count, _warnings(comparison, (notice, previous), year))


def _warnings(comparison: Comparison, files: tuple[str, str | None], year: int) -> tuple[Diagnostic, ...]:
    """W0947 where the notice is of another year; W0928 where last year's is not, clause for clause, what the register pins."""
    notice, previous = files
    found = of_another_year(comparison, notice, year)
    if previous is not None and comparison.differing:
        told = {"name": previous, "count": len(comparison.differing), "clauses": comparison.differing}
        found.append(Diagnostic("W0928", whole(previous), told))
    return tuple(found)


def _policy(folder: str, year: int) -> SourcePolicy:
    """Last year's folder, whole and in its form."""
    policy, problems = read_folder(folder)
    if policy is None:
        raise InvalidPolicy(problems, {})
    wrong = [each for each in check_policy(policy) if each.severity == Severity.ERROR]
    if wrong:
        raise InvalidPolicy(wrong, policy.sources)
    last_year = int(str(value(policy.documents["notice.yaml"].root, "年度") or 0))
    if year <= last_year:
        raise InvalidInput([Diagnostic("E0941", whole(folder), {"year": year, "last": last_year, "name": folder})], {})
    return policy
