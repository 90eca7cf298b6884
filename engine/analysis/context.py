"""What all checks of one policy share: its stages, the finite domains of its subjects, and what was too large to look into.

Part of :mod:`engine.analysis`; made once by :mod:`~.checks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from engine.analysis import search
from engine.analysis.encode import Encoder, Scope
from engine.analysis.formula import Formula, TooLarge, literal
from engine.analysis.search import Answer
from engine.analysis.space import Space
from engine.core import nodes as c
from engine.core.policy import Condition, CorePolicy, Definition, Entitlement, SubjectPolicy
from engine.core.uses import Index, Uses
from engine.core.walk import asked, of_subject
from engine.diagnostics import Diagnostic, Span
from engine.diagnostics.terms import Term
from engine.source.nodes import Document
from engine.typed.policy import TypedCondition, TypedDefinition, TypedEntitlement, TypedPolicy

#: Nodes that all questions of one check may look at together: some seconds.
BUDGET = 12_000_000
_UNDECIDED = Answer(False, None)


@dataclass
class Budget:
    """The effort left for one check, and what it could not look into, each with its place."""

    left: int = field(default_factory=lambda: BUDGET)
    skipped: dict[str, Span] = field(default_factory=dict)


class Context:
    """A policy as the checks see it; ``documents`` are its ``checks.yaml`` and those of its layers."""

    def __init__(self, typed: TypedPolicy, core: CorePolicy, documents: Sequence[Document] = ()) -> None:
        self.documents = documents
        self.typed = typed
        self.resolved = typed.resolved
        self.core = core
        self.budget = Budget()
        self._encoders: dict[str, Encoder] = {}
        self._names: dict[str, dict[str, str]] = {}
        self._read: dict[str, frozenset[str]] = {}

    # ---- what is where ------------------------------------------------------------------------------------------

    @cached_property
    def index(self) -> Index:
        """What every expression reads."""
        return Index(self.core)

    @cached_property
    def used(self) -> Uses:
        """What conditions, entitlements, rows and gaps read, taken together."""
        return self.index.uses(node for part in self.core.subjects for node in of_subject(part))

    def reads(self, item: Condition | Entitlement) -> frozenset[str]:
        """Ids of the facts and records that a statement reads."""
        if item.name not in self._read:
            self._read[item.name] = frozenset(self.index.uses(asked(item)).facts)
        return self._read[item.name]

    @cached_property
    def definitions(self) -> dict[str, TypedDefinition]:
        """Typed definitions by name."""
        return {each.resolved.name: each for each in self.typed.definitions}

    @cached_property
    def statements(self) -> dict[str, TypedCondition | TypedEntitlement]:
        """Typed conditions and entitlements by name."""
        found: dict[str, TypedCondition | TypedEntitlement] = {each.resolved.name: each for each in self.typed.conditions}
        return found | {each.resolved.name: each for each in self.typed.entitlements}

    def encoder(self, subject: str) -> Encoder:
        """The statements of a subject as formulas."""
        if subject not in self._encoders:
            words = {each.name: tuple(each.words) for each in self.resolved.enumerations.values()}
            words[""] = tuple(scoped.row.locator for scoped in self.resolved.rows)
            issued = date.fromisoformat(self.resolved.notice.issued_on)
            space = Space(self.resolved.subjects[subject], words, dict(self.resolved.units), issued)
            self._encoders[subject] = Encoder(self.core, space)
        return self._encoders[subject]

    def owner(self, definition: Definition) -> SubjectPolicy | None:
        """The first subject that has all facts which a definition reads."""
        wanted = set(self.index.uses([c.Call(definition.name, (), definition.boolean)]).facts)
        for part in self.core.subjects:
            if part.name not in self._names:
                self._names[part.name] = {fact.id: fact.name for fact in self.resolved.subjects[part.name].facts}
            if wanted <= self._names[part.name].keys():
                return part
        return None

    def scope(self, definition: Definition, subject: str) -> Scope:
        """What a definition's parameters stand for: any year."""
        typed = self.definitions[definition.name]
        encoder = self.encoder(subject)
        return {name: encoder.year(name) for name, type_ in typed.parameters if type_.kind == "year"}

    # ---- questions ----------------------------------------------------------------------------------------------

    def truth(self, subject: str, node: c.Node, name: str, place: Span, scope: Scope | None = None) -> Formula | None:
        """A statement as a formula; ``None``, and noted, where it is too large."""
        try:
            return self.encoder(subject).truth(node, scope)
        except TooLarge:
            self.budget.skipped.setdefault(name, place)
            return None

    def ask(self, subject: str, formulas: Iterable[Formula], name: str, place: Span) -> Answer:
        """Whether there is a case for which all ``formulas`` hold; what is not decided is noted."""
        space = self.encoder(subject).space
        effort = min(search.EFFORT, self.budget.left)
        answer, spent = search.solve(space, formulas, effort) if effort > 0 else (_UNDECIDED, 0)
        self.budget.left -= spent
        if not answer.decided:
            self.budget.skipped.setdefault(name, place)
        return answer

    def chosen(self, subject: str) -> list[Formula]:
        """That every reading spoken of is taken as chosen."""
        variables = self.encoder(subject).space.variables
        return [literal(number, 1, 0) for number, variable in enumerate(variables) if variable.kind == "reading"]

    def begin(self) -> None:
        """Start the effort of a check anew."""
        self.budget = Budget()

    def skipped(self, check: Term) -> Iterable[Diagnostic]:
        """One note for what the last check could not look into."""
        if self.budget.skipped:
            names = tuple(self.budget.skipped)
            arguments = {"check": check, "name": names[0], "number": len(names)}
            yield Diagnostic("W0520", self.budget.skipped[names[0]], arguments)
