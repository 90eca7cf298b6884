"""One thing that a policy leaves to a person, as plain data. Part of :mod:`engine.scaffold`; made by :mod:`~.todo`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.diagnostics import Span
from engine.scaffold.remarks import in_english
from engine.scaffold.words import heading, stage

_JOINED = {"zh": "；", "en": "; "}


class Task(NamedTuple):
    """One thing to do. ``place`` is what to edit; ``kind`` ``open`` or ``error``; ``what`` to do in ``zh`` and ``en``;
    ``columns`` of the item that are meant; ``lines`` of the notice; ``evidence`` by name (``last``, ``now``, ``difference``,
    ``remark``, ``quoted``, ``proposed``, ``chosen``, ``grounds``, ``alike``, ``overlap``, ``cited``, ``also``);
    ``scenarios`` that are about it, as ``file:line``; ``decide``: whether something is to be decided, not only read and
    confirmed; ``edits``: every place that is to be edited for it, as ``file:line:column``; ``closing``: how an item is closed."""

    place: Span
    kind: str
    reason: str
    locator: str
    subject: str
    what: Mapping[str, str]
    columns: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    evidence: Mapping[str, str] = {}
    scenarios: tuple[str, ...] = ()
    decide: bool = False
    edits: tuple[str, ...] = ()
    closing: Mapping[str, str] = {}

    @property
    def heading(self) -> dict[str, str]:
        """The stage of the work that the task belongs to, in ``zh`` and ``en``."""
        return heading(stage(self.kind, self.reason, self.place.file, self.subject))

    def told(self, lang: str) -> dict[str, str]:
        """The evidence for people. The policy's files are Chinese; what a new year remarks in them is told in English too."""
        found = dict(self.evidence)
        if lang == "en" and "remark" in found:
            found["remark"] = in_english(found["remark"])
        return found

    def data(self, lang: str) -> dict[str, Any]:
        """The task as plain data."""
        return {
            "file": self.place.file, "line": self.place.line, "column": self.place.column, "kind": self.kind,
            "reason": self.reason, "heading": self.heading[lang], "locator": self.locator or None, "subject": self.subject,
            "what": _JOINED[lang].join(filter(None, (self.what[lang], self.closing.get(lang)))),
            "columns": list(self.columns), "notice_lines": list(self.lines), "evidence": self.told(lang),
            "scenarios": list(self.scenarios), "decide": self.decide, "edits": list(self.edits),
        }  # fmt: skip
