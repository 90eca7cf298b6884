"""What a policy leaves to a person, in the order to work it off: open items and errors of the check.

Part of :mod:`engine.scaffold`. Folder → :class:`Todo`. Each task says where to edit, what to do and why: the lines of the notice,
last year's value, the scenarios that are about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from engine import pipeline
from engine.diagnostics import Diagnostic, Severity, Span, catalog
from engine.errors import InvalidPolicy
from engine.pending.items import Item, confirmed_items, open_items
from engine.resolved.declarations.access import child, scalars, text, texts
from engine.scaffold.cells import keys_of
from engine.scaffold.words import asks, stage
from engine.source.discovery import read_folder
from engine.source.nodes import MappingNode
from engine.trace.files import find_features, read_features_folder
from engine.trace.scenarios import Scenario, read_features, short

#: What a task quotes from the file, and as what it is told.
_EVIDENCE = {"去年": "last", "今年": "now", "改动": "difference", "说明": "remark"}
#: The same of an item that has a status of its own.
_OWN = {"原文": "quoted", "拟改": "proposed", "采用": "chosen"}


class Task(NamedTuple):
    """One thing to do. ``place`` is what to edit; ``kind`` ``open`` or ``error``; ``what`` to do in ``zh`` and ``en``;
    ``columns`` of the item that are meant; ``lines`` of the notice; ``evidence`` by name (``last``, ``now``, ``difference``,
    ``remark``, ``quoted``, ``proposed``, ``chosen``, ``grounds``); ``scenarios`` that are about it, as ``file:line``."""

    place: Span
    kind: str
    reason: str
    locator: str
    subject: str
    what: dict[str, str]
    columns: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    evidence: Mapping[str, str] = {}
    scenarios: tuple[str, ...] = ()

    def data(self, lang: str) -> dict[str, Any]:
        """The task as plain data."""
        return {
            "file": self.place.file, "line": self.place.line, "column": self.place.column, "kind": self.kind,
            "reason": self.reason, "locator": self.locator or None, "subject": self.subject, "what": self.what[lang],
            "columns": list(self.columns), "notice_lines": list(self.lines), "evidence": dict(self.evidence),
            "scenarios": list(self.scenarios),
        }  # fmt: skip


class Todo(NamedTuple):
    """All tasks in their order; ``open`` of them are items to confirm, the others errors of the check. ``confirmed``: how many
    items name who confirmed them."""

    tasks: tuple[Task, ...]
    confirmed: int = 0

    @property
    def open(self) -> int:
        """How many items are to be confirmed."""
        return sum(task.kind == "open" for task in self.tasks)


def list_todo(folder: str, features: str | None = None) -> Todo:
    """The tasks of the policy in ``folder``; ``features``: its scenarios, by default those in or beside it.

    Raises :class:`InvalidPolicy` where the folder cannot be read.
    """
    policy, problems = read_folder(folder)
    if policy is None:
        raise InvalidPolicy(problems, {})
    about = _scenarios(folder, features)
    items = [_open(item, about) for item in open_items(policy.documents)]
    found = pipeline.check(folder).diagnostics
    errors = [_error(each) for each in found if each.severity == Severity.ERROR]
    return Todo(tuple(sorted([*items, *errors], key=_order)), len(confirmed_items(policy.documents)))


def _order(task: Task) -> tuple[int, str, int, int]:
    return stage(task.kind, task.reason, task.place.file, task.subject), task.place.file, task.place.line, task.place.column


def _scenarios(folder: str, features: str | None) -> dict[str, list[str]]:
    """The scenarios about each clause and row."""
    found = features if features is not None else find_features(folder)
    written = read_features_folder(found)[0] if found is not None else {}
    about: dict[str, list[str]] = {}
    read: Iterable[Scenario] = read_features(written)[0]
    for scenario in read:
        for locator in scenario.locators:
            about.setdefault(locator, []).append(f"{scenario.span.file}:{scenario.span.line}")
    return about


def _open(item: Item, about: Mapping[str, list[str]]) -> Task:
    review = item.review
    locator = _locator(item)
    evidence = {name: text(review, key) for key, name in _EVIDENCE.items() if text(review, key)}
    if item.holder is not None and item.holder is not review and item.key in item.holder.keys():
        evidence |= {name: text(item.holder, key) for key, name in _OWN.items() if text(item.holder, key)}
    if item.grounds:
        evidence["grounds"] = item.grounds
    own = text(review, "事由")
    reason = own or item.section
    columns = texts(child(review, "栏")) or ((text(item.holder, "栏"),) if text(item.holder, "栏") else ())
    lines = tuple(int(each.text) for each in scalars(child(review, "原文行")) if each.text.isascii() and each.text.isdecimal())
    subject = locator if locator and not item.name else item.label
    if _in_table(item):
        subject = f"{locator} {_row_name(item)}"
    what = asks(reason, item.key, evidence)
    return Task(
        item.span, "open", reason, locator, subject, what, columns, lines, evidence,
        tuple(dict.fromkeys(about.get(locator, ()))) if own else (),
    )  # fmt: skip


def _in_table(item: Item) -> bool:
    return isinstance(item.holder, MappingNode) and item.holder.get("序号") is not None


def _row_name(item: Item) -> str:
    """What a row of a table is called: its committee, or the titles as they are printed."""
    holder = item.holder
    printed = text(child(holder, keys_of(holder).name), "原文") if isinstance(holder, MappingNode) else ""
    return printed or item.name


def _locator(item: Item) -> str:
    """The clause or row that an item is, or is about."""
    if _in_table(item):
        return short(f"{item.section}·{text(item.holder, '序号')}")
    for holder in (item.review, item.holder):
        for key in ("条款号", "位置", "条款"):
            if text(holder, key):
                return short(text(holder, key))
    return ""


def _error(found: Diagnostic) -> Task:
    told = {lang: f"{catalog.message(found, lang)} {catalog.help_text(found, lang)}".strip() for lang in ("zh", "en")}
    locator = str(found.arguments.get("locator", "")) if isinstance(found.arguments, Mapping) else ""
    return Task(found.span, "error", found.code, locator, found.code, told)
