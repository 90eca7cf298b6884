"""The clause register as the ledger reads it: all that ``clauses.yaml`` says of a statement. Part of :mod:`engine.trace`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.diagnostics import NOWHERE, Span
from engine.resolved.declarations.access import child, entries, scalars, span, text, texts, value
from engine.source.nodes import Document
from engine.syntax.citations import normalise_locator

#: Classes that a machine may be asked about; g defines and lists, h exhorts.
BINDING = frozenset("abcdef")
_LETTERS = "abcdefgh"
#: How a statement may be carried (落实).
CONDITION, TABLE, DEADLINE, PROCEDURE, STATED = "条件", "表", "期限", "程序", "陈述"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. ``classes`` are letters a–h; ``carriage`` is 落实, ``named`` 落实于 as ``(name, place)``."""

    locator: str
    classes: str
    actors: tuple[str, ...]
    summary: str
    carriage: str
    named: tuple[tuple[str, Span], ...]
    reason: str
    length: int | None
    digest: str
    span: Span = field(default=NOWHERE, compare=False)
    places: Mapping[str, Span] = field(default_factory=dict, compare=False)

    @property
    def exhorts(self) -> bool:
        """Whether it only exhorts: no rule may rest on it."""
        return "h" in self.classes and not BINDING & set(self.classes)


def read_register(documents: Mapping[str, Document], prefix: str = "") -> tuple[Statement, ...]:
    """The statements of ``clauses.yaml`` in its order; ``prefix`` is what a layer's clauses are cited with."""
    document = documents.get("clauses.yaml")
    root = document.root if document is not None else None
    found = []
    for item in entries(child(root, "条款")):
        length, locator = value(item, "原文字数"), prefix + normalise_locator(text(item, "条款号"))
        found.append(
            Statement(
                locator,
                "".join(letter for letter in text(item, "类别") if letter in _LETTERS),
                texts(child(item, "主体")),
                text(item, "摘要"),
                text(item, "落实"),
                tuple((name.text, name.span) for name in scalars(child(item, "落实于"))),
                text(item, "缘由"),
                length if isinstance(length, int) else None,
                text(item, "原文摘要值"),
                span(item, "条款号"),
                {key: span(item, key) for key in ("落实", "原文摘要值", "类别")},
            )
        )
    return tuple(found)
