"""The list of checks that ``policy check`` runs after the stages. Part of :mod:`engine.analysis`.

A check is a function ``(Context) -> Iterable[Diagnostic]``; the list is explicit, nothing registers itself. Each has an
effort of its own, counted in steps; what is too large for it is told once (W0520) and skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from engine.analysis.cells import check_telephones, check_titles
from engine.analysis.complementary import check_complementary_atoms
from engine.analysis.context import Context
from engine.analysis.firing import check_firing
from engine.analysis.harmless import check_harmless
from engine.analysis.known import Sorted, read_known, sort_out
from engine.analysis.levels import check_levels
from engine.analysis.named import check_named
from engine.analysis.overlaps import check_overlaps
from engine.analysis.printed import check_printed
from engine.analysis.rulings import check_clashes, check_shadowed
from engine.analysis.steps import check_steps
from engine.analysis.sums import check_sums
from engine.analysis.together import check_together
from engine.analysis.uncovered import check_uncovered
from engine.analysis.unused import check_unused_definitions, check_unused_facts, check_unused_figures
from engine.analysis.windows import check_early, check_windows
from engine.core.policy import CorePolicy
from engine.diagnostics import Diagnostic
from engine.diagnostics.terms import Term
from engine.source.nodes import Document
from engine.typed.policy import TypedPolicy


class Check(NamedTuple):
    """A check: the codes that it tells, what it looks for, and its function."""

    codes: tuple[str, ...]
    title: Term
    run: Callable[[Context], Iterable[Diagnostic]]


CHECKS: tuple[Check, ...] = (
    Check(("W0501",), Term("相反判断并列", "statements beside their opposites"), check_complementary_atoms),
    Check(("W0502",), Term("没有使用的定义", "unused definitions"), check_unused_definitions),
    Check(("W0503",), Term("完成时间早于印发日期", "rows over before the notice"), check_windows),
    Check(("W0504",), Term("同一张表的行重叠", "overlapping rows"), check_overlaps),
    Check(("W0505",), Term("没有行也没有说明的情形", "cases without row or gap"), check_uncovered),
    Check(("W0506", "W0507", "W0508"), Term("不起作用的规则", "statements that never say anything"), check_firing),
    Check(("W0509",), Term("例外冲突", "clashing exceptions"), check_clashes),
    Check(("W0510",), Term("轮不到的表行", "shadowed rows"), check_shadowed),
    Check(("W0511",), Term("后一步先结束", "second steps that close first"), check_steps),
    Check(("W0512",), Term("同一电话两个单位", "one telephone, two offices"), check_telephones),
    Check(("W0513",), Term("比上级规定宽", "laxer than a document above"), check_levels),
    Check(("W0514", "W0521"), Term("部分与总数", "parts and wholes"), check_sums),
    Check(("W0523",), Term("几条规则的要求", "requirements of several rules"), check_together),
    Check(("W0515",), Term("范围不收的职称", "titles outside of the scope"), check_titles),
    Check(("W0516",), Term("没有使用的参数和口径", "unused figures and readings"), check_unused_figures),
    Check(("W0517",), Term("没有使用的事实", "unused facts"), check_unused_facts),
    Check(("W0518",), Term("多报无害", "more never hurts"), check_harmless),
    Check(("W0522",), Term("填的与原文", "columns and what is printed"), check_printed),
    Check(("W0524",), Term("印发以前的日期", "days before the notice"), check_early),
    Check((), Term("规则只读所写的事实", "rules read what they name"), check_named),
)


#: Codes of findings that ``checks.yaml`` may set aside.
CODES = tuple(code for check in CHECKS for code in check.codes)


def run_checks(typed: TypedPolicy, core: CorePolicy, documents: Sequence[Document] = (), layered: bool = False) -> Sorted:
    """All findings of all checks, in order of place, sorted by what ``documents`` (the ``checks.yaml``) set aside.

    ``layered``: other documents are laid over the policy, so that what it sets aside by itself may not come up.
    """
    context = Context(typed, core, documents)
    found: list[Diagnostic] = []
    unsure: set[str] = set()
    for check in CHECKS:
        context.begin()
        found += check.run(context)
        skipped = list(context.skipped(check.title))
        unsure.update(check.codes if skipped or layered else ())
        found += skipped
    told, known = sort_out(found, read_known(documents), CODES, frozenset(unsure))
    return Sorted(sorted(told, key=lambda diagnostic: (diagnostic.span, diagnostic.code)), known)
