"""Words that YAML files refer to: enumerations, units' names, words of groups, clause locators, dates, subjects.

Part of :mod:`engine.resolved`; called once all declarations are known (:mod:`engine.resolved.declared`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from engine.diagnostics import Diagnostic, Label, Span
from engine.resolved.declarations.access import child, entries, span, text
from engine.resolved.declarations.dates import read_date
from engine.resolved.names import Names
from engine.resolved.symbols import FactSymbol, Parameter, Reading, Relation, RoutingTable, Subject
from engine.source.nodes import Document, Node
from engine.syntax import nodes as n
from engine.syntax.citations import normalise_locator, of_last_year

Report = Callable[[Diagnostic], None]


_CITED = re.compile("【([^】]*)】")
_SEPARATED = re.compile("[、,;，；]")


def check_clause(locator: str, place: Span, names: Names, report: Report) -> None:
    """Report a locator that is not in the register, saying how far its article goes, and a row that an amendment drops."""
    if locator in names.clauses:
        dropped = names.dropped.get(locator)
        if dropped is not None:
            label = Label(dropped.span, "first", {})
            report(Diagnostic("W0355", place, {"row": locator, "since": dropped.since, "number": dropped.number}, (label,)))
        return
    arguments: dict[str, object] = {"locator": locator}
    if of_last_year(locator):
        report(Diagnostic("E0359", place, arguments))
        return
    counted = names.clause_count(locator)
    if counted:
        arguments |= {"article": counted[0], "count": counted[1]}
    else:
        meant = names.nearest(locator, names.clauses)
        arguments |= {"meant": meant} if meant else {}
    report(Diagnostic("E0310", place, arguments))


def check_references(names: Names, subjects: Mapping[str, Subject], tables: Mapping[str, RoutingTable], report: Report) -> None:
    """Everything that a declaration names must be declared somewhere."""
    for subject in subjects.values():
        for fact in subject.facts:
            _check_fact(fact, names, report)
        _check_relations(subject.relations, {fact.id for fact in subject.facts}, names, report)
    for group in {id(group): group for group in names.groups.values()}.values():
        _check_group(group, names, report)
    known = {name: subject.name for subject in subjects.values() for name in (subject.name, subject.id)}
    for table in tables.values():
        if table.subject not in known:
            check_subject(table.subject, table.places.get("主体", table.span), subjects, names, report)
    for locator, place in _cited(names, tables):
        check_clause(normalise_locator(locator), place, names, report)


def check_subject(name: str, place: Span, subjects: Mapping[str, Subject], names: Names, report: Report) -> None:
    """Report a 主体 without a vocabulary."""
    meant = names.nearest(name, subjects)
    arguments: dict[str, object] = {"name": name, "known": tuple(subjects)}
    report(Diagnostic("E0332", place, arguments | ({"meant": meant} if meant else {})))


def check_consequence(
    consequence: str | None, statement: n.Condition, subjects: Mapping[str, Subject], words: Mapping[str, str], report: Report
) -> None:
    """Report 结果无效 of a procedure (E0337): what makes its result void is a breach of it."""
    about = [subject for subject in subjects.values() if statement.subject in (subject.name, subject.id)]
    if consequence == "void" and about and about[0].wording == "procedure":
        arguments = {"name": words["void"], "instead": words["breach"], "subject": statement.subject}
        report(Diagnostic("E0337", statement.consequence_span, arguments))


def check_document_dates(documents: Mapping[str, Document], report: Report) -> None:
    """Dates of the notice, its layers and the calendar must exist."""
    for file, key in (("notice.yaml", "成文日期"), ("layer.yaml", "生效日期")):
        if file in documents:
            _check_date(documents[file].root, key, report)
    if "calendar.yaml" in documents:
        for item in entries(child(documents["calendar.yaml"].root, "工作日调整")):
            _check_date(item, "日期", report)


def check_reference_clauses(root: Node, names: Names, report: Report) -> None:
    """The clauses under 依据文件 of the notice."""
    for item in entries(child(root, "依据文件")):
        check_clause(normalise_locator(text(item, "条款")), span(item, "条款"), names, report)


def _check_date(node: Node, key: str, report: Report) -> None:
    _, problem = read_date(text(node, key), span(node, key))
    if problem is not None:
        report(problem)


def _check_fact(fact: FactSymbol, names: Names, report: Report) -> None:
    wanted = [(fact.enumeration, fact.places.get("枚举", fact.span))]
    wanted += [(field.enumeration, field.places.get("枚举", field.span)) for field in fact.fields]
    wanted += [(column[2], fact.places.get("列", fact.span)) for column in fact.columns]
    for name, place in wanted:
        if name and name not in names.enumerations:
            unknown("E0321", name, place, names.enumerations, names, report)
    ids = {field.id for field in fact.fields}
    for whole, parts in fact.contains:
        for id_ in (whole, *parts):
            if id_ not in ids:
                fields = [field.name for field in fact.fields]
                unknown("E0301", id_, fact.places.get(f"包含·{id_}", fact.span), fields, names, report)


def _check_relations(relations: Iterable[Relation], ids: set[str], names: Names, report: Report) -> None:
    for relation in relations:
        for column, place in zip(relation.columns, relation.column_spans, strict=True):
            if column not in ids:
                unknown("E0301", column, place, names.facts, names, report)


def _check_group(group: Parameter, names: Names, report: Report) -> None:
    words = names.enumerations[group.enumeration or ""].words
    listed = [word for _, value in group.entries for word in value]  # type: ignore[attr-defined]
    for word, place in zip(listed, group.value_spans, strict=True):
        if word not in words:
            unknown("E0325", word, place, words, names, report, enumeration=group.enumeration)


def _cited(names: Names, tables: Mapping[str, RoutingTable]) -> Iterator[tuple[str, Span]]:
    """Every locator under 条款 of parameters, groups, readings and tables, and in the notes of rows, with its place."""
    figures: list[Parameter | Reading] = [*names.parameters.values(), *names.groups.values(), *names.readings.values()]
    for symbol in {id(symbol): symbol for symbol in figures}.values():
        if symbol.clause:
            yield symbol.clause, symbol.places.get("条款", symbol.span)
    for table in tables.values():
        yield table.clause, table.places.get("条款", table.span)
        for row in table.rows:
            for content, _, _, place in row.notes:
                yield from ((locator, place) for locator in _told(content))


def _told(content: str) -> Iterator[str]:
    """The locators that a text shown to applicants cites: what stands in 【】, readings left aside."""
    for part in _SEPARATED.split("、".join(_CITED.findall(content))):
        if any(map(str.isdigit, part)) and not part.strip().startswith("口径"):
            yield part.strip()


def unknown(code: str, name: str, place: Span, candidates: Iterable[str], names: Names, report: Report, **more: object) -> None:
    """Report a name with the nearest of the candidates."""
    meant = names.nearest(name, candidates)
    report(Diagnostic(code, place, {"name": name, **more} | ({"meant": meant} if meant else {})))
