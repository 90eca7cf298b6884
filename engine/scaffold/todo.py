"""What a policy leaves to a person, in the order to work it off: open items, and what check, ledger and release would refuse.

Part of :mod:`engine.scaffold`. Folder → :class:`Todo`. Each task says where to edit, what to do and why: the lines of the notice,
last year's value, the scenarios that are about it. What is found twice is told once: an error about an open item stands with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from engine import pipeline
from engine.diagnostics import Diagnostic, Severity, Span
from engine.errors import InvalidPolicy
from engine.notice.public import notice_lines
from engine.notice.reading import read_file
from engine.pending.items import REVIEW, Item, confirmed_items, open_items
from engine.pending.overlaps import same_scope, undeclared
from engine.resolved.declarations.access import child, scalars, text, texts
from engine.scaffold.cells import keys_of
from engine.scaffold.findings import cited, place_of, with_findings
from engine.scaffold.notes import UNDECIDED
from engine.scaffold.task import Task
from engine.scaffold.words import FEATURES, LAST_YEARS, asks, closing, decides, stage
from engine.source.discovery import SourcePolicy, read_folder
from engine.source.nodes import MappingNode, Node, ScalarNode, SequenceNode
from engine.syntax.citations import of_last_year
from engine.trace.files import find_features, read_features_folder
from engine.trace.scenarios import Scenario, read_features, short
from engine.trace.trace import trace

#: What a task quotes from the file, and as what it is told.
_EVIDENCE = {"去年": "last", "今年": "now", "改动": "difference", "说明": "remark"}
#: The same of an item that has a status of its own.
_OWN = {"原文": "quoted", "拟改": "proposed", "采用": "chosen"}
#: Rows that take nobody say so in this word (:data:`engine.scaffold.rows.NOBODY`).
_NOBODY = "否"


class Todo(NamedTuple):
    """All tasks in their order; ``open`` of them are items to confirm, the others errors. ``confirmed``: how many items name
    who confirmed them; ``runs``: whether the policy can be evaluated as it stands."""

    tasks: tuple[Task, ...]
    confirmed: int = 0
    runs: bool = True

    @property
    def open(self) -> int:
        """How many items are to be confirmed."""
        return sum(task.kind == "open" for task in self.tasks)

    @property
    def decide(self) -> int:
        """How many tasks ask for a decision; the others for reading and confirming."""
        return sum(task.decide for task in self.tasks)

    @property
    def edits(self) -> int:
        """How many places are to be edited; a place that several tasks name counts once."""
        return len({edit for task in self.tasks for edit in task.edits})


def list_todo(folder: str, features: str | None = None, notice: str | None = None) -> Todo:
    """The tasks of the policy in ``folder``; ``features``: its scenarios, by default those in or beside it; ``notice``: a text or
    Word file with the notice, against which digests, figures and rows are then held.

    Raises :class:`InvalidPolicy` where the folder cannot be read.
    """
    policy, problems = read_folder(folder)
    if policy is None:
        raise InvalidPolicy(problems, {})
    about = _scenarios(folder, features)
    alike = same_scope(policy.documents)
    items = [_open(item, about, alike) for item in open_items(policy.documents)]
    run = pipeline.check(folder)
    tasks = with_findings(items, _found(run, folder, (features, notice), policy))
    return Todo(tuple(sorted(tasks, key=_order)), len(confirmed_items(policy.documents)), "core" in run.stages)


def _found(run: pipeline.Run, folder: str, beside: tuple[str | None, str | None], policy: SourcePolicy) -> list[Diagnostic]:
    """All that check, ledger and release would refuse, as far as the policy can be read; ``beside``: features and notice."""
    found = [*run.diagnostics, *undeclared(run.diagnostics, run.known, policy.documents)]
    if "resolved" not in run.stages and not any(each.code == "E0359" for each in found):
        found += cited(policy.sources)
    features, notice = beside
    if "core" in run.stages:
        found += trace(run.stages, folder, features, None if notice is None else notice_lines(notice, folder))[1]
    elif notice is not None:
        read_file(notice)  # cannot be compared yet, but is refused by name where it cannot be read
    return [each for each in found if each.severity == Severity.ERROR]


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


def _open(item: Item, about: Mapping[str, list[str]], alike: Mapping[str, list[str]]) -> Task:
    review = item.review
    locator = _locator(item)
    evidence = {name: text(review, key) for key, name in _EVIDENCE.items() if text(review, key)}
    if item.holder is not None and item.holder is not review and item.key in item.holder.keys():
        evidence |= {name: text(item.holder, key) for key, name in _OWN.items() if text(item.holder, key)}
    if item.grounds:
        evidence["grounds"] = item.grounds
    if _in_table(item) and locator in alike:
        evidence["alike"] = "、".join(alike[locator])
    own = text(review, "事由")
    reason = own or item.section
    columns = texts(child(review, "栏")) or ((text(item.holder, "栏"),) if text(item.holder, "栏") else ())
    lines = tuple(int(each.text) for each in scalars(child(review, "原文行")) if each.text.isascii() and each.text.isdecimal())
    edits = tuple(place_of(each) for each in (item.span, *_undecided(item)))
    what = asks(reason, item.section, columns, _in_table(item))
    return Task(
        item.span, "open", reason, locator, _subject(item, locator, columns), what, columns, lines, evidence,
        tuple(dict.fromkeys(about.get(locator, ()))) if own else (),
        decides(reason, item.section, columns, evidence), edits, closing(item.key),
    )  # fmt: skip


def _subject(item: Item, locator: str, columns: Sequence[str]) -> str:
    """What an item is called."""
    if _in_table(item):
        return f"{locator} {_row_name(item)}"
    if item.section == REVIEW and of_last_year(locator):
        return LAST_YEARS + locator.partition("·")[2]
    if item.section == REVIEW:
        return f"场景里的{'、'.join(columns)}" if locator == FEATURES and columns else item.name
    if item.section == "表":
        return f"{item.section} {text(item.holder, '名称')}"
    return locator if locator and not item.name else item.label


def _undecided(item: Item) -> Iterator[Span]:
    """The places of an item where a word is still to be put."""
    if isinstance(item.holder, MappingNode) and item.holder is not item.review:
        for key, node in item.holder.entries:
            for each in _words(node):
                if each.text == UNDECIDED or (key.text == "范围" and each.text == _NOBODY):
                    yield each.span


def _words(node: Node) -> Iterator[ScalarNode]:
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, SequenceNode):
        for inner in node.items:
            yield from _words(inner)


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
