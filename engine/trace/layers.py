"""What layers laid over a policy carry, and where their figures come from. Part of :mod:`engine.trace`.

A layer's own register of clauses becomes entries as the notice's does. Everything else that it says is listed with the
document it rests on and the place where it stands: rules, figures set or amended, cells of rows, times of acceptance,
committees held by a county, registers. Documents in the policy's own folder are told in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine.diagnostics import NOWHERE, Span
from engine.diagnostics.terms import Term
from engine.resolved.document_symbols import COUNTY_SEAT, LayerHead
from engine.resolved.policy import ResolvedPolicy
from engine.resolved.symbols import Parameter, TableRow
from engine.trace.carriers import RULES, Carrier
from engine.trace.scenarios import short

FIGURE, CELL, ROW, WINDOW = "figure", "cell", "line", "window"
PLAN, APPROVAL, YEARS, EXEMPTION = "plan", "approval", "years", "exemption"
_KINDS = {
    FIGURE: Term("数", "figure"), CELL: Term("附件栏", "annex cell"), ROW: Term("附件行", "annex row"),
    WINDOW: Term("受理起止", "time of acceptance"),
    PLAN: Term("县计划", "county plan"), APPROVAL: Term("核准备案", "approval"), YEARS: Term("规定年限", "years required"),
    EXEMPTION: Term("学时例外", "recognised exception"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Carried:
    """One thing that a document beside the notice says: of which clauses or rows, from which day, old value → new."""

    kind: str
    name: str
    number: str
    locators: tuple[str, ...] = ()
    since: str = ""
    before: str = ""
    after: str = ""
    span: Span = field(default=NOWHERE, compare=False)


def kind_of_carried(kind: str) -> Term | None:
    """What a kind is called, where it is not one of the carriers of the notice itself."""
    return _KINDS.get(kind)


def carried_beside(resolved: ResolvedPolicy, carriers: Sequence[Carrier]) -> list[Carried]:
    """All that documents beside the notice say, layer by layer in the order laid."""
    heads = {head.folder: head for head in resolved.documents.layers if head.folder}
    found = [*_rules(carriers, heads), *_figures(resolved, heads), *_cells(resolved), *_documents(resolved)]
    order = list(heads)
    return sorted(found, key=lambda each: next((n for n, folder in enumerate(order) if in_folder(each.span, folder)), -1))


def in_folder(span: Span, folder: str) -> bool:
    """Whether a place lies in a layer's folder."""
    return span.file.startswith(folder)


def _head(span: Span, heads: Mapping[str, LayerHead]) -> LayerHead | None:
    return next((head for folder, head in heads.items() if in_folder(span, folder)), None)


def _rules(carriers: Sequence[Carrier], heads: Mapping[str, LayerHead]) -> Iterator[Carried]:
    for each in carriers:
        head = _head(each.span, heads)
        registered = head is not None and each.span.file.startswith(f"{head.folder}registers/")  # told as such below
        if head is not None and each.kind in RULES and not registered:
            yield Carried(each.kind, each.name, head.number, each.clauses, head.since, span=each.span)


def _figures(resolved: ResolvedPolicy, heads: Mapping[str, LayerHead]) -> Iterator[Carried]:
    """Figures that a layer set, and those that amendments changed."""
    for name, parameter in resolved.parameters.items():
        if parameter.type == "group":
            continue
        locators = (short(parameter.clause),) if parameter.clause else ()
        head = _head(parameter.span, heads)
        if head is not None:
            start, value = parameter.entries[0]
            yield Carried(FIGURE, name, head.number, locators, start or head.since, "", _shown(value, parameter), parameter.span)
        first = len(parameter.entries) - len(parameter.amended)
        for place, (since, number) in enumerate(parameter.amended, first):
            before, after = (_shown(parameter.entries[at][1], parameter) for at in (place - 1, place))
            span = parameter.value_spans[place - len(parameter.entries)]
            yield Carried(FIGURE, name, number, locators, since, before, after, span)


def _shown(value: object, parameter: Parameter) -> str:
    if value is None:
        return "未定"
    return f"{value}{parameter.unit or ''}" if not isinstance(value, bool) else ("是" if value else "否")


def _rows(resolved: ResolvedPolicy) -> Iterator[TableRow]:
    for table in resolved.tables.values():
        yield from table.rows


def _cells(resolved: ResolvedPolicy) -> Iterator[Carried]:
    for row in _rows(resolved):
        for life, before, after in ((row.added, "", row.name), (row.dropped, row.name, "—")):
            if life is not None:
                yield Carried(ROW, row.locator, life.number, (short(row.locator),), life.since, before, after, life.span)
        for change in row.changes:
            name = f"{row.locator} {change.column}"
            yield Carried(
                CELL, name, change.number, (short(row.locator),), change.since, change.before, change.after, change.span
            )


def _documents(resolved: ResolvedPolicy) -> Iterator[Carried]:
    """Committees' notices, county plans and registers."""
    documents = resolved.documents
    for notice in documents.notices:
        when = f"{notice.accepts_from}—{notice.accepts_until}"
        yield Carried(WINDOW, notice.row, notice.number, (short(notice.row),), notice.approved_on, "", when, notice.span)
    seated = [row.locator for row in _rows(resolved) if row.seat == COUNTY_SEAT]
    for plan in documents.plans:
        held = "、".join(row for row in seated if row in plan.rows)
        yield Carried(PLAN, plan.county, plan.number, tuple(map(short, seated)), "", "", held or "—", plan.span)
    for entry in documents.registered:
        name = f"{entry.series}{entry.specialty or ''}{entry.level}"
        yield Carried(YEARS, name, entry.number, after=f"{entry.years}年", span=entry.span)
    for approval in documents.approvals:
        when, rows = f"{approval.valid_from}—{approval.valid_until}", (short(approval.row),)
        yield Carried(APPROVAL, approval.row, approval.number, rows, approval.valid_from, "", when, approval.span)
    for exemption in documents.exemptions:
        yield Carried(EXEMPTION, exemption.who, exemption.basis, after=f"{exemption.year}", span=exemption.span)
