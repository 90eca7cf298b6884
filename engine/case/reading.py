"""What all readers of facts share: the collector of diagnostics, the thing being read, and how its text is shown.

Every reader takes ``(Reader, Target, JsonNode)`` and returns a value, or ``None`` after reporting why there is none:
whatever could not be read stops the case, so that it can never become a pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from engine.diagnostics import Diagnostic, Label, Span
from engine.diagnostics.terms import Term
from engine.source.json_nodes import JsonNode

#: Longest piece of the applicant's text that is repeated in a message, in characters.
SHOWN_LENGTH = 40
#: How many of the permitted words a message lists before it stops.
SHOWN_OPTIONS = 12

#: Full-width digits, letters and punctuation, and the ideographic space, to their ASCII forms.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


class Target(NamedTuple):
    """What is being read: the vocabulary's entry, its path (``ID`` or ``RECORD[YEAR].FIELD``) and its name for people."""

    fact: dict[str, Any]
    path: str
    name: str

    @classmethod
    def of(cls, fact: dict[str, Any]) -> Target:
        """A fact that stands for itself."""
        return cls(fact, fact["id"], fact["name"])

    @property
    def term(self) -> Term:
        """How messages call it."""
        return Term(self.name, self.path)

    def column(self, column: dict[str, Any]) -> Target:
        """A column of this list; a column always holds words."""
        return Target({"type": "word", "may_not_apply": False, "judge": None} | column, self.path, column["name"])

    def field(self, year: int, field: dict[str, Any]) -> Target:
        """A field of this record in ``year``."""
        return Target(field, f"{self.path}[{year}].{field['id']}", f"{year}年度{field['name']}")


class Enough(Exception):
    """So many mistakes have been found that naming more would not help."""


class Reader:
    """The tables being read against, the subject, and what was found so far: diagnostics, places of values by path.

    :class:`Enough` is raised at the ``most``-th diagnostic, so that a hostile file costs no more than a bad one.
    """

    __slots__ = ("diagnostics", "most", "spans", "subject", "tables")

    def __init__(self, tables: Mapping[str, Any], subject: dict[str, Any], most: int) -> None:
        self.tables = tables
        self.subject = subject
        self.most = most
        self.diagnostics: list[Diagnostic] = []
        self.spans: dict[str, Span] = {}

    def report(self, code: str, span: Span, labels: tuple[Label, ...] = (), **arguments: object) -> None:
        """Note one mistake."""
        self.diagnostics.append(Diagnostic(code, span, arguments, labels))
        if len(self.diagnostics) >= self.most:
            raise Enough

    def refuse(self, code: str, target: Target, node: JsonNode, **arguments: object) -> Any:
        """Note that ``node`` is no value for ``target``. Gives ``None``, so that a reader can end with it."""
        self.report(code, node.span, (), **{"name": target.term, "text": shown(node), **arguments})


def shown(node: JsonNode) -> str:
    """What stands in the file, short enough for a message."""
    kind = node.kind
    if kind == "object":
        return "{…}"
    if kind == "array":
        return "[…]"
    if kind == "boolean":
        return "true" if node.value else "false"
    return shortened("null" if kind == "null" else str(node.value))


def shortened(text: str) -> str:
    """``text``, cut where it is too long for a message."""
    return text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"


def plain(text: str) -> str:
    """``text`` with ASCII digits, letters and punctuation in place of full-width ones, and no space around it."""
    return text.translate(_HALF_WIDTH).strip()


def options(pairs: Iterable[tuple[str, str | None]]) -> list[Term]:
    """Permitted words for a message, from ``(Chinese word, English id or None)``: all when few, else the first ones and how
    many more there are."""
    every = [Term(word, identifier or word) for word, identifier in pairs]
    more = len(every) - SHOWN_OPTIONS
    if more <= 0:
        return every
    left = Term(f"另有{more}个（全部见 policy vocabulary）", f"and {more} more (policy vocabulary lists all)")
    return [*every[:SHOWN_OPTIONS], left]
