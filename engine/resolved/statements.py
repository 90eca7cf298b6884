"""Statements of rule files with names bound; exceptions and slots joined to definitions. Part of :mod:`engine.resolved`.

Two rounds: first every definition's name is known (``collect``), then bodies are bound, those of YAML files by
:mod:`engine.resolved.yaml_tables`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from engine.diagnostics import Diagnostic, Label, Span
from engine.diagnostics.suggest import did_you_mean
from engine.diagnostics.terms import Term
from engine.resolved import yaml_tables
from engine.resolved.bind import Binder
from engine.resolved.declarations.access import child, span, text, texts
from engine.resolved.declared import Declared
from engine.resolved.documents.reading import with_all_expressions
from engine.resolved.nodes import Expression, Word
from engine.resolved.policy import (
    CollectTable,
    Condition,
    Definition,
    Entitlement,
    Ruling,
    ScopedRow,
    Slot,
    Template,
)
from engine.resolved.references import check_consequence, check_subject
from engine.resolved.symbols import GapSymbol
from engine.source.text import whole
from engine.syntax import nodes as n
from engine.syntax.keywords import KeywordTable, keyword_table
from engine.syntax.policy import RuleFile, SurfacePolicy
from engine.syntax.tree import walk

#: Authorities by rank; a higher one may fill slots of a lower one.
RANKS = {"committee": 0, "county": 1, "city": 2, "provincial": 3, "national": 4}
_DEFINITION = Term("定义", "a definition")
_KINDS = {
    "condition": Term("条件", "condition"),
    "deadline": Term("期限", "deadline"),
    "entitlement": Term("倾斜", "entitlement"),
}
_CHINESE = keyword_table("zh-CN")
_AUTHORITY = {word: concept for concept, word in _CHINESE.authorities.items()}


class Statements:
    """Collects the bound statements of a policy and its layers."""

    def __init__(self, declared: Declared) -> None:
        self.declared = declared
        self.names = declared.names
        self.report = declared.diagnostics.append
        self.definitions: dict[str, Definition] = {}
        self.collect_tables: dict[str, CollectTable] = {}
        self.conditions: list[Condition] = []
        self.entitlements: list[Entitlement] = []
        self.rows: list[ScopedRow] = []
        self.gaps: list[tuple[GapSymbol, Expression]] = []
        self.own_rank = RANKS[_AUTHORITY.get(declared.notice.authority, "city")] if declared.notice else 2

    # ---- first round: names -------------------------------------------------------------------------------------

    def collect(self, policies: Sequence[SurfacePolicy]) -> None:
        """Make the names of all definitions, classifications and tables known."""
        for policy in policies:
            for file in policy.rules:
                for statement in file.statements:
                    if isinstance(statement, n.Definition | n.Classification):
                        self.claim(statement.name, statement.name_span, len(getattr(statement, "parameters", ())))
                    if isinstance(statement, n.Classification):
                        self.names.add_words(statement.name, _words(statement))
            for name, document in policy.source.documents.items():
                if name.startswith("tables/"):
                    table = text(document.root, "决策表")
                    if text(document.root, "命中") == "全取":
                        self.declared.claim(table, span(document.root, "决策表"), "name")
                        self.names.collect_tables.add(table)
                    else:
                        self.claim(table, span(document.root, "决策表"), len(texts(child(document.root, "形参"))))

    def claim(self, name: str, place: Span, parameters: int) -> None:
        """A definition's name must be nobody else's."""
        if name in self.names.facts:
            label = Label(self.names.facts[name].span, "first", {})
            self.report(Diagnostic("E0302", place, {"name": name}, (label,)))
        elif name in self.names.words:  # a definition would hide the word wherever it is compared with
            self.report(Diagnostic("E0302", place, {"name": name}))
        elif self.declared.claim(name, place, "name"):
            self.names.definitions[name] = parameters

    # ---- second round: bodies -----------------------------------------------------------------------------------

    def bind_all(self, policies: Sequence[SurfacePolicy]) -> None:
        """Bind every statement, table row, gap and decision table."""
        for index, policy in enumerate(policies):
            rank = self.own_rank if index == 0 else self._rank(policy)
            for file in policy.rules:
                self._definitions(file)
            for name, document in policy.source.documents.items():
                if name.startswith("tables/"):
                    yaml_tables.decision_table(self, document.root, policy)
            for file in policy.rules:
                self._file(file, rank, layer=index > 0)
        yaml_tables.routing(self, with_all_expressions(policies))
        self._check_slots()

    def _rank(self, policy: SurfacePolicy) -> int:
        document = policy.source.documents.get("layer.yaml")
        if document is None:
            self.report(Diagnostic("E0328", whole("layer.yaml"), {"file": "layer.yaml"}))
            return 0
        authority = _AUTHORITY.get(text(document.root, "层级"))
        if authority is None:
            known = tuple(_AUTHORITY)
            place = span(document.root, "层级")
            self.report(Diagnostic("E0327", place, {"name": text(document.root, "层级"), "known": known}))
            return 0
        return RANKS[authority]

    def _definitions(self, file: RuleFile) -> None:
        """Definitions come first: an exception may stand in another file than what it is an exception to."""
        table = keyword_table(file.language)
        for statement in file.statements:
            if isinstance(statement, n.Definition):
                self._definition(statement, table)
            elif isinstance(statement, n.Classification):
                self._classification(statement, table)

    def _file(self, file: RuleFile, rank: int, layer: bool) -> None:
        table = keyword_table(file.language)
        last: str | None = None
        for statement in file.statements:
            match statement:
                case n.Definition(name):
                    last = name
                case n.Classification():
                    last = None
                case n.Exception_():
                    self._exception(statement, table, last, layer)
                case n.Slot():
                    self._slot(statement, table)
                case n.Fill():
                    self._fill(statement, table, rank)
                case n.Condition():
                    self._condition(statement, table)
                case n.Entitlement():
                    self._entitlement(statement, table)

    def binder(self, table: KeywordTable, rows: bool = False) -> Binder:
        """A binder for one statement."""
        return Binder(self.names, table, self.report, rows)

    def _definition(self, statement: n.Definition, table: KeywordTable) -> None:
        binder = self.binder(table)
        for index, parameter in enumerate(statement.parameters):
            binder.check_variable(parameter, statement.name_span)
            if parameter in statement.parameters[:index]:
                self.report(Diagnostic("E0302", statement.name_span, {"name": parameter}))
        binder.citations(statement.citations)
        body = binder.inside(*statement.parameters).bind(statement.body)
        self.definitions.setdefault(
            statement.name,
            Definition(statement.name, "definition", statement.parameters, statement.citations, body, span=statement.name_span),
        )

    def _classification(self, statement: n.Classification, table: KeywordTable) -> None:
        binder = self.binder(table)
        binder.citations(statement.citations)
        rulings = tuple(
            Ruling(word, binder.bind(condition), Word(word, statement.name, condition.span), (), condition.span)
            for condition, word in statement.categories
        )
        base = Word(statement.remaining, statement.name, statement.name_span)
        self.definitions.setdefault(
            statement.name,
            Definition(
                statement.name,
                "classification",
                (),
                statement.citations,
                base,
                rulings,
                words=_words(statement),
                span=statement.name_span,
            ),
        )

    def _ruling(self, statement: n.Exception_ | n.Fill, name: str, parameters: tuple[str, ...], table: KeywordTable) -> Ruling:
        binder = self.binder(table).inside(*parameters)
        citations = tuple(
            citation
            for part in (statement.condition, statement.value)
            for node in walk(part)
            if isinstance(node, n.Cited)
            for citation in node.citations
        )
        return Ruling(name, binder.bind(statement.condition), binder.bind(statement.value), citations, statement.span)

    def _exception(self, statement: n.Exception_, table: KeywordTable, last: str | None, layer: bool) -> None:
        target = statement.target or last
        if target is None or target not in self.definitions:
            if target is None:
                self.report(Diagnostic("E0323", statement.name_span, {"name": statement.name}))
            else:
                self.binder(table).unknown(target, statement.target_span, self.definitions, _DEFINITION)
            return
        if layer and statement.target is not None:
            self.report(Diagnostic("E0315", statement.name_span, {"name": target}))
            return
        known = self.definitions[target]
        first = next((ruling for ruling in known.exceptions if ruling.name == statement.name), None)
        if first is not None:
            label = Label(first.span, "first", {})
            self.report(Diagnostic("E0302", statement.name_span, {"name": statement.name}, (label,)))
        ruling = self._ruling(statement, statement.name, known.parameters, table)
        self.definitions[target] = replace(known, exceptions=(*known.exceptions, ruling))

    def _slot(self, statement: n.Slot, table: KeywordTable) -> None:
        self.binder(table).citations(statement.citations)
        concept = next((c for c, word in table.authorities.items() if word == statement.authority), None)
        if concept is None or RANKS[concept] <= self.own_rank:
            known = tuple(word for c, word in table.authorities.items() if RANKS[c] > self.own_rank)
            self.report(Diagnostic("E0334", statement.authority_span, {"name": statement.authority, "known": known}))
            return
        target = self.definitions.get(statement.target)
        if target is None:
            self.binder(table).unknown(statement.target, statement.target_span, self.definitions, _DEFINITION)
            return
        slot = Slot(concept, RANKS[concept], statement.citations, (), statement.span)
        slots = tuple(sorted((*target.slots, slot), key=lambda each: each.rank))
        self.definitions[statement.target] = replace(target, slots=slots)

    def _fill(self, statement: n.Fill, table: KeywordTable, rank: int) -> None:
        target = self.definitions.get(statement.target)
        if target is None:
            self.binder(table).unknown(statement.target, statement.target_span, self.definitions, _DEFINITION)
            return
        if not any(slot.rank == rank for slot in target.slots):
            self.report(Diagnostic("E0317", statement.target_span, {"name": statement.target}))
            return
        name = f"{statement.target}·{next(slot.authority for slot in target.slots if slot.rank == rank)}"
        ruling = self._ruling(statement, name, target.parameters, table)
        slots = tuple(replace(slot, fillings=(*slot.fillings, ruling)) if slot.rank == rank else slot for slot in target.slots)
        self.definitions[statement.target] = replace(target, slots=slots)

    def _check_slots(self) -> None:
        """One authority opens one slot of a definition."""
        for definition in self.definitions.values():
            for first, second in pairwise(definition.slots):
                if first.rank == second.rank:
                    word = _CHINESE.authorities[second.authority]
                    label = Label(first.span, "first", {})
                    self.report(Diagnostic("E0314", second.span, {"name": definition.name, "authority": word}, (label,)))

    def _condition(self, statement: n.Condition, table: KeywordTable) -> None:
        binder = self._asked(statement, table)
        consequence = "breach" if statement.kind == "deadline" else "ineligible"
        if statement.consequence is not None:
            found = next((c for c, word in table.consequences.items() if word == statement.consequence), None)
            if found is None:
                words = list(table.consequences.values())
                meant = did_you_mean(statement.consequence, words)
                arguments = {"name": statement.consequence, "known": tuple(words)} | ({"meant": meant} if meant else {})
                self.report(Diagnostic("E0322", statement.consequence_span, arguments))
            consequence = found or consequence
            check_consequence(found, statement, self.declared.subjects, table.consequences, self.report)
        applies = binder.bind(statement.applies) if statement.applies is not None else None
        condition = Condition(
            statement.kind,
            statement.name,
            statement.citations,
            statement.subject,
            statement.tables,
            applies,
            binder.bind(statement.requires),
            consequence,
            self._template(statement.message, statement.requires, binder),
            statement.name_span,
        )
        if not _cites_clause(statement):
            self.report(Diagnostic("E0312", statement.name_span, {"name": statement.name, "kind": _KINDS[_kind(statement)]}))
        if self.declared.claim(statement.name, statement.name_span, "condition"):
            self.conditions.append(condition)

    def _entitlement(self, statement: n.Entitlement, table: KeywordTable) -> None:
        binder = self._asked(statement, table)
        entitlement = Entitlement(
            statement.name,
            statement.citations,
            statement.subject,
            statement.tables,
            binder.bind(statement.applies),
            self._template(statement.message, None, binder),
            statement.name_span,
        )
        if not _cites_clause(statement):
            self.report(Diagnostic("E0312", statement.name_span, {"name": statement.name, "kind": _KINDS[_kind(statement)]}))
        if self.declared.claim(statement.name, statement.name_span, "condition"):
            self.entitlements.append(entitlement)

    def _asked(self, statement: n.Condition | n.Entitlement, table: KeywordTable) -> Binder:
        """Check subject, tables and citations; a binder that knows rows where tables are named."""
        binder = self.binder(table, rows=bool(statement.tables))
        binder.citations(statement.citations)
        subjects = {name: s.name for s in self.declared.subjects.values() for name in (s.name, s.id)}
        if statement.subject not in subjects:
            check_subject(statement.subject, statement.subject_span, self.declared.subjects, self.names, self.report)
        for name, place in zip(statement.tables, statement.table_spans, strict=True):
            asked = self.declared.tables.get(name)
            if asked is None:
                known = tuple(self.declared.tables)
                self.report(Diagnostic("E0318", place, {"name": name, "known": known}))
            elif {statement.subject, asked.subject} <= set(subjects) and subjects[statement.subject] != asked.subject:
                arguments = {"table": name, "wanted": asked.subject, "subject": statement.subject}
                self.report(Diagnostic("E0336", place, arguments))
        subject = self.declared.subjects.get(subjects.get(statement.subject, ""))
        own = {name: fact for fact in subject.facts for name in (fact.name, fact.id)} if subject else {}
        return binder.of_subject(own)

    def _template(self, template: n.Template | None, requires: n.Expression | None, binder: Binder) -> Template | None:
        """A message's expressions; the outermost quantified year may stand in it."""
        if template is None:
            return None
        inner = binder.inside(requires.variable) if isinstance(requires, n.Quantified) and requires.every else binder
        return Template(tuple(part if isinstance(part, str) else inner.bind(part) for part in template.parts), template.span)


def _words(statement: n.Classification) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*(word for _, word in statement.categories), statement.remaining]))


def _kind(statement: n.Condition | n.Entitlement) -> str:
    return statement.kind if isinstance(statement, n.Condition) else "entitlement"


def _cites_clause(statement: n.Condition | n.Entitlement) -> bool:
    """Whether a clause is cited in the head or anywhere in the body."""
    cited = list(statement.citations)
    bodies = [statement.applies, getattr(statement, "requires", None)]
    for body in bodies:
        if body is not None:
            cited += [c for node in walk(body) if isinstance(node, n.Cited) for c in node.citations]
    return any(citation.kind == "clause" for citation in cited)
