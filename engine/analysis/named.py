"""That no statement reads a fact which it does not name. Part of :mod:`engine.analysis`; code E0512.

The core is compared with the text that it was made from: whatever a condition, entitlement, row or gap reads must be named in
it or in a definition that it names. Three things are read unnamed by design: the row an applicant chose, in a note what its
row names, and in a table of which the first hit counts what the rows above name. Everything else would be a mistake of
translation, so this proves the translation, statement by statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.analysis.context import Context
from engine.core.policy import Condition
from engine.diagnostics import Diagnostic, Span
from engine.typed.nodes import Form, Typed


def check_named(context: Context) -> Iterable[Diagnostic]:
    """One error for every statement that reads what it does not name."""
    names = Names(context)
    statements = {
        name: [each.applies, getattr(each, "requires", None), *_expressions(each.message)]
        for name, each in context.statements.items()
    }
    scopes = _scopes(context)
    notes = {each.row.locator: [when for _, _, when, _ in each.notes] for each in context.typed.rows}
    for part in context.core.subjects:
        chooser = {fact.id for fact in context.resolved.subjects[part.name].facts if fact.type == "row"}
        for row in part.rows:
            read = context.index.uses([row.scope]).facts
            yield from _unnamed(read, names.of(scopes[row.locator]) | chooser, row.locator, row.span)
        for gap, (_, scope) in zip(part.gaps, context.typed.gaps, strict=False):
            yield from _unnamed(context.index.uses([gap.scope]).facts, names.of([scope]), gap.name, gap.span)
        for item in part.statements:
            if isinstance(item, Condition) and item.kind == "note":
                locator = item.name.split(" ")[0]
                allowed = names.of([*scopes[locator], *notes[locator]]) | chooser
            else:
                allowed = names.of(statements[item.name])
            yield from _unnamed(context.reads(item), allowed, item.name, item.span)


def _scopes(context: Context) -> dict[str, list[Typed]]:
    """What each row's scope rests on: its own text, and that of the rows above where the first hit counts."""
    tables = context.resolved.tables
    above: dict[str, list[Typed]] = {}
    found = {}
    for each in context.typed.rows:
        earlier = above.setdefault(each.row.table, [])
        earlier.append(each.scope)
        found[each.row.locator] = list(earlier) if tables[each.row.table].first_hit else [each.scope]
    return found


def _expressions(message: tuple[str | Typed, ...] | None) -> Iterator[Typed]:
    yield from (part for part in message or () if isinstance(part, Typed))


def _unnamed(read: Iterable[str], named: set[str], name: str, span: Span) -> Iterator[Diagnostic]:
    extra = set(read) - named
    if extra:
        yield Diagnostic("E0512", span, {"name": name, "facts": tuple(sorted(extra))})


class Names:
    """The facts that expressions name, the definitions and tables that they name followed."""

    def __init__(self, context: Context) -> None:
        self.tables = context.typed.tables
        self._definitions: dict[str, set[str]] = {}
        for each in context.typed.definitions:
            rulings = [*each.exceptions, *(ruling for _, fillings in each.slots for ruling in fillings)]
            roots = [each.body, *(part for ruling in rulings for part in (ruling.condition, ruling.value))]
            self._definitions[each.resolved.name] = self.of(roots)

    def of(self, roots: Iterable[Typed | None]) -> set[str]:
        """Ids of facts and records."""
        found: set[str] = set()
        stack = [root for root in roots if root is not None]
        while stack:
            node = stack.pop()
            stack += node.operands
            if node.form is Form.FACT:
                found.add(node.detail.id)
            elif node.form is Form.FIELD:
                found.add(node.detail[0].id)
            elif node.form is Form.CALL:
                found |= self._definitions[node.detail]
            elif node.form is Form.TABLE:
                rows = self.tables[node.detail[1]].rows
                stack += [part for ruling in rows for part in (ruling.condition, ruling.value) if part is not None]
        return found
