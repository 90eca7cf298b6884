"""What is left to do as text for people, in Chinese or English. Part of :mod:`engine.cli`; called by ``policy todo``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from engine import api

#: Scenarios that are named for one item; the others are counted.
_LISTED = 4
_NUMERALS = "一二三四五六七八九十"
_WORDS: dict[str, dict[str, Any]] = {
    "zh": {
        "columns": "栏目", "last": "去年", "now": "今年", "difference": "改动", "remark": "说明", "quoted": "原文",
        "proposed": "拟改", "chosen": "采用", "grounds": "依据", "lines": "通知", "scenarios": "场景", "found": "实际",
        "alike": "范围相同", "overlap": "重叠", "cited": "还在引用", "also": "另外",
        "line": "第{}行", "join": "、", "more": "等{}个", "mark": "：", "comma": "，", "stop": "。",
        "none": "没有待办的事项", "open": "待确认{}件", "errors": "错误{}处", "scenario": "场景{}件", "confirmed": "；已确认{}件",
        "count": "待办{tasks}件：要拿主意{decide}件（标【定】），看过即可确认{read}件；要改{edits}处。",
        "heading": "{number}、{name}（{count}件）", "decide": "【定】", "close": "每办完一件，{}；写着“状态”的，改为“已确认”。",
        "broken": "错误和“还在引用”的地方没有改好以前，政策不能运行；改好以后可能再查出重叠和别的错误。",
        "later": "场景等以上办完再运行。", "early": "场景等以上办完再运行；现在就看的，加 --scenarios。",
    },
    "en": {
        "columns": "entries", "last": "last year", "now": "this year", "difference": "change", "remark": "note",
        "quoted": "reads", "proposed": "proposed", "chosen": "chosen", "grounds": "grounds", "lines": "notice",
        "scenarios": "scenarios", "found": "found", "alike": "same 范围 as", "overlap": "overlap", "cited": "still cited at",
        "also": "also", "line": "line {}", "join": ", ", "more": " … {} in all", "mark": ": ", "comma": ", ",
        "stop": ".", "none": "Nothing is left to do", "open": "{} to confirm", "errors": "{} errors",
        "scenario": "{} of scenarios", "confirmed": "; {} confirmed",
        "count": "{tasks} in all: {decide} to decide (marked *), {read} to read and confirm; places to edit: {edits}.",
        "heading": "{number}. {name} ({count})", "decide": "* ",
        "close": "When an item is settled, {}; where the key is 状态, put 已确认.",
        "broken": "Until errors and what is “still cited” are put right the policy cannot run; more may be found then.",
        "later": "Scenarios are run when all this is done.",
        "early": "Scenarios are run when all this is done; with --scenarios at once.",
    },
}  # fmt: skip
_CLOSE = {"zh": "把所列位置的“待确认”改填姓名或处室", "en": "put the name or office in place of 待确认"}


def as_text(tasks: Sequence[api.Task], found: api.Todo, scenarios: int | None, lang: str) -> str:
    """``tasks`` under the headings of their stages; on top how many there are. ``found``: what the folder itself leaves open;
    ``scenarios``: how many of the tasks are about scenarios, ``None`` where these were not run."""
    words = _WORDS[lang]
    done = words["confirmed"].format(found.confirmed) if found.confirmed else ""
    if not tasks:
        return f"{words['none']}{done}{words['stop']}\n"
    lines = [*_top(tasks, found, scenarios, done, lang)]
    number = 0
    for stage, (heading, group) in enumerate(groupby(tasks, key=lambda task: task.heading[lang])):
        held = list(group)
        place = _NUMERALS[stage] if lang == "zh" else "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[stage]
        lines += ["", words["heading"].format(number=place, name=heading, count=len(held))]
        for task in held:
            number += 1
            lines += ["", *_task(number, task, lang)]
    return "\n".join(lines) + "\n"


def _top(tasks: Sequence[api.Task], found: api.Todo, scenarios: int | None, done: str, lang: str) -> Iterator[str]:
    words = _WORDS[lang]
    decide = sum(task.decide for task in tasks)
    edits = len({edit for task in tasks for edit in task.edits})
    yield words["count"].format(tasks=len(tasks), decide=decide, read=len(tasks) - decide, edits=edits)
    parts = [words["open"].format(found.open), words["errors"].format(sum(task.kind == "error" for task in tasks))]
    parts += [words["scenario"].format(scenarios)] if scenarios is not None else []
    yield words["comma"].join(parts) + done + words["stop"]
    if found.open:
        yield words["close"].format(_CLOSE[lang])
    if not found.runs:
        yield words["broken"]
    elif scenarios is None:
        yield words["early" if len(found.tasks) == found.open else "later"]


def _task(number: int, task: api.Task, lang: str) -> list[str]:
    words = _WORDS[lang]
    place = f"{task.place.file}:{task.place.line}:{task.place.column}" if task.place.line else task.place.file
    mark = words["decide"] if task.decide else ""
    lines = [f"{number}. {mark}{api.safe(task.subject, 200)}  {api.safe(place, 200)}", f"   {api.safe(task.what[lang], 800)}"]
    told = [
        ("columns", words["join"].join(task.columns)),
        *task.told(lang).items(),
        ("lines", words["join"].join(words["line"].format(line) for line in task.lines)),
        ("scenarios", _some(task.scenarios, words)),
    ]
    return lines + [f"   {words[name]}{words['mark']}{api.safe(said, 2000)}" for name, said in told if said]


def _some(names: tuple[str, ...], words: dict[str, Any]) -> str:
    shown = words["join"].join(names[:_LISTED])
    return str(shown + words["more"].format(len(names))) if len(names) > _LISTED else str(shown)
