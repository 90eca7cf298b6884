"""An officer who works off ``policy todo`` by a file of edits, and makes no edit that it does not ask for.

Each edit names the task it answers: what the list calls it (``事项``), its reason (``事由``), the file that the task points at
(``文件``) and words of its evidence (``依据``). ``改`` are the texts replaced for it (``原``, ``新``; each stands in its file once, or ``处`` times), or what is left out (``删条`` items, ``删场景`` scenarios);
``确认`` is what is put in place of 待确认 (left out: a name; ``否``: the item went with the edit).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from engine import api

BY = "专技处"
SETTLED = "已确认"


class Work(NamedTuple):
    """What was done: ``edits`` made for how many ``tasks``, ``texts`` replaced, items ``confirmed`` by a name and others
    ``settled``, whose 状态 names nobody."""

    tasks: int
    edits: int
    texts: int
    confirmed: int
    settled: int


def edits_of(path: Path) -> list[dict[str, Any]]:
    """The edits of a file."""
    return list(yaml.safe_load(path.read_text(encoding="utf-8"))["改动"])


def work_off(folder: Path, edits: list[dict[str, Any]], tasks: Iterable[api.Task]) -> Work:
    """Make ``edits``, all of which must answer one of ``tasks``."""
    listed = list(tasks)
    unasked = [each for each in edits if not any(_answers(each, task) for task in listed)]
    assert not unasked, f"policy todo does not ask for {unasked}"
    texts = sum(_replace(folder, each) for each in edits)
    words = _confirm(folder, [each for each in edits if each.get("确认") != "否"])
    return Work(len(listed), len(edits), texts, words.count(BY), words.count(SETTLED))


def _answers(edit: dict[str, Any], task: api.Task) -> bool:
    said = [*task.evidence.values(), task.what["zh"], task.subject, *task.scenarios]
    return (edit["事项"], edit["事由"], edit["文件"]) == (task.subject, task.reason, task.place.file) and any(
        str(edit.get("依据", "")) in each for each in said
    )


def _replace(folder: Path, edit: dict[str, Any]) -> int:
    for change in edit.get("改", ()):
        path = folder / change.get("文件", edit["文件"])
        written = path.read_text(encoding="utf-8")
        if "删条" in change:
            written = _without(written, change["删条"])
        elif "删场景" in change:
            written = _without_scenario(written, change["删场景"])
        else:
            old, times = change["原"], change.get("处", 1)
            assert written.count(old) == times, f"{edit['事项']}: {path.name}: {written.count(old)} × {old!r}"
            written = written.replace(old, change["新"])
        path.write_text(written, encoding="utf-8")
    return len(edit.get("改", ()))


def _without(written: str, name: str) -> str:
    """A list in YAML without the item in whose first line ``name`` stands."""
    lines = written.split("\n")
    (start,) = (number for number, line in enumerate(lines) if re.search(rf"{re.escape(name)}(?!\w)", line))
    depth = len(lines[start]) - len(lines[start].lstrip())
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > depth):
        end += 1
    while not lines[end - 1].strip():
        end -= 1
    return "\n".join([*lines[:start], *lines[end:]])


def _without_scenario(written: str, name: str) -> str:
    """A feature without the scenario of that name and the tags above it."""
    parts = re.split(r"(?m)^(?=  @)", written)
    kept = [part for part in parts if not re.search(rf"场景(?:大纲)?: {re.escape(name)}$", part, re.MULTILINE)]
    assert len(kept) == len(parts) - 1, name
    return "".join(kept).rstrip("\n") + "\n"


def _confirm(folder: Path, edits: list[dict[str, Any]]) -> list[str]:
    """Put a name, or 已确认, at the places that the list gives for the items; gives the words put."""
    words = []
    open_ = [task for task in api.list_todo(str(folder)).tasks if task.kind == "open"]
    chosen = list(_chosen(edits, open_))
    for task in sorted(chosen, key=lambda each: (each.place.file, each.place.line, each.place.column), reverse=True):
        path = folder / task.place.file
        lines = path.read_text(encoding="utf-8").split("\n")
        line = lines[task.place.line - 1]
        head, tail = line[: task.place.column - 1], line[task.place.column - 1 :]
        assert tail.startswith("待确认"), (task.place, line)
        words.append(SETTLED if head.endswith("状态: ") else BY)
        lines[task.place.line - 1] = head + words[-1] + tail.removeprefix("待确认")
        path.write_text("\n".join(lines), encoding="utf-8")
    return words


def _chosen(edits: list[dict[str, Any]], open_: list[api.Task]) -> Iterator[api.Task]:
    for task in open_:
        if any(_answers(each, task) for each in edits):
            yield task
