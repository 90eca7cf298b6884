"""Cells of routing rows that do not go together. Part of :mod:`engine.analysis`; codes W0512 and W0515.

One telephone belongs to one office (not the other way round); a title that a row names is one that its scope takes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from engine.analysis.context import Context
from engine.analysis.formula import literal
from engine.core.policy import SubjectPolicy
from engine.diagnostics import Diagnostic, Label
from engine.resolved.symbols import TableRow


def check_telephones(context: Context) -> Iterable[Diagnostic]:
    """One warning for every row whose telephone another row gives to another office."""
    known: dict[str, TableRow] = {}
    for scoped in context.typed.rows:
        row, office = scoped.row, scoped.row.office
        if not office.phone or not office.unit:
            continue
        first = known.setdefault(office.phone, row)
        if _plain(first.office.unit or "") != _plain(office.unit):
            arguments = {
                "row": row.locator,
                "other": first.locator,
                "phone": office.phone,
                "one": office.unit,
                "two": first.office.unit,
            }
            label = Label(first.places.get("单位", first.span), "first")
            yield Diagnostic("W0512", row.places.get("单位", row.span), arguments, (label,))


def _plain(text: str) -> str:
    """A name blind to width and spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def check_titles(context: Context) -> Iterable[Diagnostic]:
    """One warning for every row that names titles which its scope never takes."""
    rows = {scoped.row.locator: scoped.row for scoped in context.typed.rows}
    for part in context.core.subjects:
        title = title_fact(context, part)
        for row in part.rows if title is not None else ():
            assert title is not None
            strange = list(_strange(context, part, rows[row.locator], title))
            if strange:
                place = next((p for key, p in rows[row.locator].places.items() if key.endswith("资格名称")), row.span)
                yield Diagnostic("W0515", place, {"row": row.locator, "titles": tuple(strange)})


def title_fact(context: Context, part: SubjectPolicy) -> str | None:
    """The fact that holds the title: the word that a relation ties to two others."""
    subject = context.resolved.subjects[part.name]
    titles = {title for scoped in context.typed.rows for title in (*scoped.row.reviews, *scoped.row.recommends)}
    for fact in subject.facts:
        words = context.resolved.enumerations[fact.enumeration].words if fact.enumeration else {}
        if titles and titles & set(words) and any(fact.id in relation.columns for relation in subject.relations):
            return fact.id
    return None


def _strange(context: Context, part: SubjectPolicy, row: TableRow, title: str) -> Iterator[str]:
    space = context.encoder(part.name).space
    variable = space.fact(title)
    scope = next(each.scope for each in part.rows if each.locator == row.locator)
    formula = context.truth(part.name, scope, row.locator, row.span)
    values = space.variables[variable].values if variable is not None else None
    if formula is None or variable is None or values is None:
        return
    for name in (*row.reviews, *row.recommends):
        bit = 1 << values.index(name) if name in values else 0
        if not bit or context.ask(part.name, [formula, literal(variable, bit, 0)], row.locator, row.span).impossible:
            yield name
