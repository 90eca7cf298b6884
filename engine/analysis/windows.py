"""Days before the notice is issued. Part of :mod:`engine.analysis`; codes W0503 and W0524.

A month copied from last year, or read from the wrong column, shows itself when a committee would have finished before it was
told to begin. A day that the notice sets, or a month in which work begins, may lie before it and be meant, but is more often a
year left standing or day and month changed round: a hint.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.analysis.context import Context
from engine.diagnostics import Diagnostic
from engine.diagnostics.terms import Term


def check_windows(context: Context) -> Iterable[Diagnostic]:
    """One warning for every row that finishes before the notice's date."""
    issued = context.resolved.notice.issued_on
    for scoped in context.typed.rows:
        finish = scoped.row.finish_date
        if finish is not None and finish < issued:
            yield Diagnostic("W0503", scoped.row.span, {"row": scoped.row.locator, "finish": finish, "issued": issued})


def check_early(context: Context) -> Iterator[Diagnostic]:
    """One hint for every day of the notice's own figures, and every starting month of its rows, before the notice's date."""
    issued = context.resolved.notice.issued_on
    layers = tuple(head.folder for head in context.resolved.documents.layers)
    for parameter in context.resolved.parameters.values():
        if parameter.type != "date" or (layers and parameter.span.file.startswith(layers)):
            continue
        for (_, value), place in zip(parameter.entries, parameter.value_spans or [parameter.span], strict=False):
            if value is not None and str(value) < issued:
                what = Term(f"参数“{parameter.name}”", f"parameter `{parameter.name}`")
                arguments = {"name": parameter.name, "what": what, "day": str(value), "issued": issued}
                yield Diagnostic("W0524", place, arguments)
    for scoped in context.typed.rows:
        row = scoped.row
        if row.start is not None and row.start_date is not None and row.start_date[:7] < issued[:7]:
            what = Term(f"{row.locator}的启动时间", f"the start of {row.locator}")
            arguments = {"name": row.locator, "what": what, "day": row.start_date, "issued": issued}
            yield Diagnostic("W0524", row.places.get("启动时间", row.span), arguments)
