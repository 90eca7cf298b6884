"""``policy todo``: what a policy still leaves to a person, in the order to work it off."""

from __future__ import annotations

from typing import Any

import click

from engine import api
from engine.cli import output
from engine.cli.choosing import latest, shown
from engine.cli.command import Command, argument, command, format_option, option

_HELP = (
    "待办：政策里还待确认的事项和检查出的错误，按办理顺序列出，注明改哪里、做什么、依据通知第几行和去年的值。",
    "What is left to do: items still to be confirmed and errors of the check, in the order to work them off, each with the "
    "place to edit, what to do, the lines of the notice and last year's value.",
)
_DIR = ("政策文件夹；不写则用最近年度的政策", "policy folder; by default that of the latest year")
_FEATURES = ("场景文件夹；不写则用政策里或旁边的 features", "folder of features; by default that of the policy")
_LISTED = 8
_WORDS: dict[str, dict[str, Any]] = {
    "zh": {
        "columns": "栏目", "last": "去年", "now": "今年", "difference": "改动", "remark": "说明", "quoted": "原文",
        "proposed": "拟改", "chosen": "采用", "grounds": "依据", "lines": "通知", "scenarios": "场景",
        "line": "第{}行", "join": "、", "more": "等{}个", "mark": "：", "none": "没有待办的事项。\n",
        "count": "共{tasks}件：待确认{open}件，错误{errors}处。\n",
    },
    "en": {
        "columns": "entries", "last": "last year", "now": "this year", "difference": "change", "remark": "note",
        "quoted": "reads", "proposed": "proposed", "chosen": "chosen", "grounds": "grounds", "lines": "notice",
        "scenarios": "scenarios", "line": "line {}", "join": ", ", "more": " … {} in all", "mark": ": ",
        "none": "Nothing is left to do.\n", "count": "{tasks} in all: {open} to confirm, {errors} errors.\n",
    },
}  # fmt: skip


def build(lang: str) -> Command:
    """The command in ``lang``."""
    folder = argument(lang, "folder", ("文件夹", "DIR"), _DIR, type=click.Path())
    features = option(lang, "--features", ("文件夹", "DIR"), _FEATURES, type=click.Path())
    return command(lang, "todo", _HELP, [folder, features, format_option(lang, "text", "json")], _run)


def _run(lang: str, folder: str | None, features: str | None, format: str) -> int:
    found = api.list_todo(folder if folder is not None else shown(latest().path), features)
    errors = len(found.tasks) - found.open
    if format == "json":
        tasks = [task.data(lang) for task in found.tasks]
        output.write_json({"open": found.open, "errors": errors, "tasks": tasks})
        return 0
    words = _WORDS[lang]
    told = [line for number, task in enumerate(found.tasks, 1) for line in [*_task(number, task, lang), ""]]
    last = words["count"].format(tasks=len(found.tasks), open=found.open, errors=errors) if told else words["none"]
    output.write("\n".join([*told, last]))
    return 0


def _task(number: int, task: api.Task, lang: str) -> list[str]:
    words = _WORDS[lang]
    place = f"{task.place.file}:{task.place.line}:{task.place.column}" if task.place.line else task.place.file
    lines = [f"{number}. {api.safe(task.subject, 200)}  {api.safe(place, 200)}", f"   {api.safe(task.what[lang], 800)}"]
    told = [
        ("columns", words["join"].join(task.columns)),
        *((name, said) for name, said in task.evidence.items()),
        ("lines", words["join"].join(words["line"].format(line) for line in task.lines)),
        ("scenarios", _some(task.scenarios, words)),
    ]
    return lines + [f"   {words[name]}{words['mark']}{api.safe(said, 2000)}" for name, said in told if said]


def _some(names: tuple[str, ...], words: dict[str, Any]) -> str:
    shown_ = words["join"].join(names[:_LISTED])
    return str(shown_ + words["more"].format(len(names))) if len(names) > _LISTED else str(shown_)
