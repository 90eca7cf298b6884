"""All declarations of a policy and its layers, joined. Part of :mod:`engine.resolved`.

A layer of any authority may add units, enumerations, facts, clauses, parameters and readings. It may set a parameter that
the policy left open (未定), never one that is set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from engine.diagnostics import Diagnostic, Label, Span
from engine.resolved.declarations import figures, notice, tables, vocabulary
from engine.resolved.declarations.access import child, entries, span, text
from engine.resolved.declarations.reviews import read_reviews
from engine.resolved.document_symbols import Documents
from engine.resolved.documents.joined import join_documents
from engine.resolved.names import Names
from engine.resolved.references import check_document_dates, check_reference_clauses, check_references
from engine.resolved.symbols import Clause, Notice, Parameter, RoutingTable, Subject
from engine.source.nodes import Document, Node
from engine.source.text import whole
from engine.syntax.policy import SurfacePolicy

_NOT_VOCABULARIES = {"vocabulary/units.yaml", "vocabulary/enumerations.yaml"}
_REQUIRED = ("notice.yaml", "clauses.yaml")
#: What no layer may hold: it would change the notice without a slot.
_NOTICES_OWN = frozenset(
    {
        "notice.yaml", "series.yaml", "regions.yaml", "calendar.yaml", "gaps.yaml", "committees.yaml", "recommendations.yaml",
        "initial_titles.yaml",
    }
)  # fmt: skip


@dataclass
class Declared:
    """What is gathered while reading; becomes parts of the ``ResolvedPolicy``."""

    names: Names = field(default_factory=Names)
    notice: Notice | None = None
    subjects: dict[str, Subject] = field(default_factory=dict)
    clauses: dict[str, Clause] = field(default_factory=dict)
    tables: dict[str, RoutingTable] = field(default_factory=dict)
    calendar: list[tuple[str, bool, str]] = field(default_factory=list)
    documents: Documents = field(default_factory=Documents)
    spans: dict[str, Span] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def claim(self, name: str, span: Span, kind: str) -> bool:
        """Take a name for one meaning; false (and reported) when it already has one."""
        key = f"{kind}:{name}"
        if key in self.spans:
            label = Label(self.spans[key], "first", {})
            self.diagnostics.append(Diagnostic("E0302", span, {"name": name}, (label,)))
            return False
        self.spans[key] = span
        return True


def read_declarations(policies: Sequence[SurfacePolicy]) -> Declared:
    """Declarations of a policy (first) and its layers, in that order."""
    declared = Declared()
    base = policies[0].source
    for required in _REQUIRED:
        if required not in base.documents:
            declared.diagnostics.append(Diagnostic("E0328", whole(required), {"file": required}))
    if declared.diagnostics:
        return declared
    declared.notice = replace(notice.read_notice(base.documents["notice.yaml"].root), reviews=read_reviews(base.documents))
    for index, policy in enumerate(policies):
        _read(declared, dict(policy.source.documents), lower=index > 0)
    declared.documents = join_documents(declared, policies)
    report = declared.diagnostics.append
    check_references(declared.names, declared.subjects, declared.tables, report)
    check_reference_clauses(base.documents["notice.yaml"].root, declared.names, report)
    return declared


def _root(documents: dict[str, Document], file: str) -> Node | None:
    return documents[file].root if file in documents else None


def _without_own(declared: Declared, documents: dict[str, Document]) -> dict[str, Document]:
    """A layer's documents but for those that are the notice's own, which are refused."""
    assert declared.notice is not None
    own = [file for file in documents if file in _NOTICES_OWN]
    for file in own:
        declared.diagnostics.append(Diagnostic("E0350", span(documents[file].root), {"file": file}))
    return {file: document for file, document in documents.items() if file not in own}


def _read(declared: Declared, documents: dict[str, Document], lower: bool) -> None:
    """One folder, whose names add to those already there."""
    names = declared.names
    if lower:
        documents = _without_own(declared, documents)
    check_document_dates(documents, declared.diagnostics.append)
    units = _root(documents, "vocabulary/units.yaml")
    names.units |= {unit.name: unit for unit in vocabulary.read_units(units)}
    _claim_each(declared, units, "单位", "unit")
    _claim_each(declared, _root(documents, "vocabulary/enumerations.yaml"), "枚举", "enumeration")
    listed, groups = vocabulary.read_enumerations(_root(documents, "vocabulary/enumerations.yaml"))
    relations: dict[str, tuple[tuple[str, ...], ...]] = {}
    if "series.yaml" in documents:
        series, series_groups, relations = vocabulary.read_series(documents["series.yaml"].root)
        listed, groups = listed + series, groups + series_groups
    if "regions.yaml" in documents:
        counties, county_groups = vocabulary.read_regions(documents["regions.yaml"].root)
        listed, groups = [*listed, counties], groups + county_groups
    for enumeration in listed:
        names.enumerations[enumeration.name] = enumeration
        names.add_words(enumeration.name, chain(enumeration.words, enumeration.words.values()))
    for group in groups:
        dates = [start for start, _ in group.entries]
        if group.from_spans:
            declared.diagnostics += figures.check_order(group.name, dates, group.from_spans)
        if declared.claim(group.name, group.span, "name"):
            names.groups |= {name: group for name in (group.name, group.id) if name}
    _read_figures(declared, documents, lower)
    for file in sorted(documents):
        if file.startswith("vocabulary/") and file not in _NOT_VOCABULARIES:
            _add_subject(declared, vocabulary.read_subject(documents[file].root, relations))
    _read_clauses(declared, documents, lower)


def _claim_each(declared: Declared, root: Node | None, key: str, kind: str) -> None:
    """Names listed under ``key`` must differ."""
    for item in entries(child(root, key)):
        declared.claim(text(item, "名称"), span(item, "名称"), kind)


def _read_figures(declared: Declared, documents: dict[str, Document], lower: bool) -> None:
    names = declared.names
    parameters, problems = figures.read_parameters(_root(documents, "parameters.yaml"))
    declared.diagnostics += problems
    for parameter in parameters:
        known = names.parameters.get(parameter.name)
        if lower and known is not None:
            parameter = _overridden(declared, known, parameter)
        elif not _claim_parameter(declared, parameter):
            names.parameters.setdefault(parameter.name, parameter)
            continue
        names.parameters |= {name: parameter for name in (parameter.name, parameter.id) if name}
    readings, problems = figures.read_readings(_root(documents, "readings.yaml"))
    declared.diagnostics += problems
    for reading in readings:
        code = declared.claim(reading.code, reading.places["编号"], "reading")
        if declared.claim(reading.name, reading.span, "reading"):
            names.readings[reading.name] = reading
            if code:
                names.codes[reading.code] = reading
            names.add_words(f"口径.{reading.name}", (option for option, _, _ in reading.options))


def _claim_parameter(declared: Declared, parameter: Parameter) -> bool:
    """Take a parameter's name and English id."""
    names = [(parameter.name, parameter.span), (parameter.id, parameter.places.get("标识", parameter.span))]
    taken = [declared.claim(name, place, "parameter") for name, place in names if name]
    return all(taken)


def _overridden(declared: Declared, known: Parameter, given: Parameter) -> Parameter:
    """A parameter that a layer sets: only where the policy left it open."""
    if any(value is not None for _, value in known.entries):
        label = Label(known.span, "first", {})
        declared.diagnostics.append(Diagnostic("E0316", given.span, {"name": given.name}, (label,)))
        return known
    if (given.type, given.unit or known.unit) != (known.type, known.unit):
        label = Label(known.span, "first", {})
        arguments = {"name": given.name, "wanted": known.unit or known.type, "given": given.unit or given.type}
        declared.diagnostics.append(Diagnostic("E0351", given.places.get("单位", given.span), arguments, (label,)))
        return known
    _check_range(declared, known, given)
    return replace(
        given, unit=given.unit or known.unit, clause=given.clause or known.clause, id=given.id or known.id, range=known.range
    )


def _check_range(declared: Declared, known: Parameter, given: Parameter) -> None:
    """A figure left open with a range is set within it."""
    if known.range is None:
        return
    where = Label(known.places.get("取值范围", known.span), "first", {})
    places = given.value_spans or (given.span,) * len(given.entries)
    for (_, value), place in zip(given.entries, places, strict=True):
        limit = next((each for each, beyond in zip(known.range, (int.__lt__, int.__gt__), strict=True)
                      if isinstance(value, int) and beyond(value, each)), None)  # fmt: skip
        if limit is not None:
            arguments = {"what": given.name, "given": str(value), "limit": str(limit)}
            declared.diagnostics.append(Diagnostic("E0341", place, arguments, (where,)))


def _add_subject(declared: Declared, subject: Subject) -> None:
    """A vocabulary; one for a subject already there adds its facts."""
    known = declared.subjects.get(subject.name)
    if known is not None:
        subject = replace(known, facts=known.facts + subject.facts, relations=known.relations + subject.relations)
    declared.subjects[subject.name] = subject
    seen: dict[str, Span] = {}
    for fact in subject.facts:
        for name in {fact.name, fact.id}:
            if name in seen:
                label = Label(seen[name], "first", {})
                declared.diagnostics.append(Diagnostic("E0302", fact.span, {"name": name}, (label,)))
                continue
            seen[name] = fact.span
            other = declared.names.facts.get(name)
            if other is not None and (other.id, other.type, other.unit) != (fact.id, fact.type, fact.unit):
                label = Label(other.span, "first", {})
                declared.diagnostics.append(Diagnostic("E0326", fact.span, {"name": name}, (label,)))
            if name == fact.name and name in declared.names.groups:
                label = Label(declared.names.groups[name].span, "first", {})
                declared.diagnostics.append(Diagnostic("E0302", fact.span, {"name": name}, (label,)))
            if other is None or fact.may_not_apply:
                declared.names.facts[name] = fact


def _read_clauses(declared: Declared, documents: dict[str, Document], lower: bool) -> None:
    """The register, and the annex rows as locators of their own."""
    layer = text(_root(documents, "layer.yaml"), "名称") if lower else ""
    for clause in notice.read_clauses(_root(documents, "clauses.yaml")):
        locator = f"{layer}·{clause.locator}" if layer else clause.locator
        if declared.claim(locator, clause.span, "clause"):
            declared.clauses[locator] = replace(clause, locator=locator)
            declared.names.clauses[locator] = clause.kind
    if not lower and "notice.yaml" in documents and declared.notice is not None:
        found, problems = tables.read_tables(documents["notice.yaml"].root, declared.notice, documents)
        declared.diagnostics += problems
        for table in found:
            declared.tables[table.name] = table
            for row in table.rows:
                for locator in (row.locator, f"附件1·{row.locator}"):
                    declared.names.clauses[locator] = "b"
    for item in entries(child(_root(documents, "calendar.yaml"), "工作日调整")):
        declared.calendar.append((text(item, "日期"), text(item, "类别") == "上班", text(item, "出处")))
