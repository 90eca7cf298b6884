"""``policy todo``: what a policy still leaves to a person, in the order to work it off."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import click

from engine import api
from engine.cli import output
from engine.cli.choosing import latest, shown
from engine.cli.command import Command, argument, command, format_option, option
from engine.cli.progress import Stage

_HELP = (
    "待办：政策里还待确认的事项和检查出的错误，按办理顺序列出，注明改哪里、做什么、依据通知第几行和去年的值。都办完了，再列没有通过的场景、"
    "缺少的场景。",
    "What is left to do: items still to be confirmed and errors of the check, in the order to work them off, each with the "
    "place to edit, what to do, the lines of the notice and last year's value; once these are done, scenarios that do not hold "
    "or are missing.",
)
_DIR = ("政策文件夹；不写则用最近年度的政策", "policy folder; by default that of the latest year")
_FEATURES = ("场景文件夹；不写则用政策里或旁边的 features", "folder of features; by default that of the policy")
_SCENARIOS = ("还有待确认的，也列场景", "tell of scenarios although items are still open")
_MUTANTS = ("场景都通过以后，再列没有场景能发现的改错（约一两分钟）", "also changes that no scenario notices (a minute or two)")
_LISTED = 8
_WORDS: dict[str, dict[str, Any]] = {
    "zh": {
        "columns": "栏目", "last": "去年", "now": "今年", "difference": "改动", "remark": "说明", "quoted": "原文",
        "proposed": "拟改", "chosen": "采用", "grounds": "依据", "lines": "通知", "scenarios": "场景", "found": "实际",
        "line": "第{}行", "join": "、", "more": "等{}个", "mark": "：", "none": "没有待办的事项", "count": "共{tasks}件：{parts}",
        "open": "待确认{}件", "errors": "错误{}处", "scenario": "场景{}件", "done": "；已确认{}件", "stop": "。\n", "comma": "，",
        "stages": {"scenarios": "场景", "mutants": "改错"},
    },
    "en": {
        "columns": "entries", "last": "last year", "now": "this year", "difference": "change", "remark": "note",
        "quoted": "reads", "proposed": "proposed", "chosen": "chosen", "grounds": "grounds", "lines": "notice",
        "scenarios": "scenarios", "found": "found", "line": "line {}", "join": ", ", "more": " … {} in all", "mark": ": ",
        "none": "Nothing is left to do", "count": "{tasks} in all: {parts}", "open": "{} to confirm", "errors": "{} errors",
        "scenario": "{} of scenarios", "done": "; {} confirmed", "stop": ".\n", "comma": ", ",
        "stages": {"scenarios": "scenarios", "mutants": "mutants"},
    },
}  # fmt: skip


def build(lang: str) -> Command:
    """The command in ``lang``."""
    folder = argument(lang, "folder", ("文件夹", "DIR"), _DIR, type=click.Path())
    options = [
        option(lang, "--features", ("文件夹", "DIR"), _FEATURES, type=click.Path()),
        option(lang, "--scenarios", None, _SCENARIOS),
        option(lang, "--mutants", None, _MUTANTS),
    ]
    return command(lang, "todo", _HELP, [folder, *options, format_option(lang, "text", "json")], _run)


def _run(lang: str, folder: str | None, features: str | None, format: str, **asked: bool) -> int:
    path = folder if folder is not None else shown(latest().path)
    found = api.list_todo(path, features)
    errors = len(found.tasks) - found.open
    ready = not errors and (not found.open or asked["scenarios"] or asked["mutants"])
    ran = _scenarios(lang, path, features, asked["mutants"]) if ready else None
    tasks = [*found.tasks, *(ran or ())]
    if format == "json":
        of_scenarios = None if ran is None else len(ran)
        counts = {"open": found.open, "errors": errors, "scenarios": of_scenarios, "confirmed": found.confirmed}
        output.write_json({**counts, "tasks": [task.data(lang) for task in tasks]})
        return 0
    words = _WORDS[lang]
    told = [line for number, task in enumerate(tasks, 1) for line in [*_task(number, task, lang), ""]]
    parts = [words["open"].format(found.open), words["errors"].format(errors)]
    parts += [words["scenario"].format(len(ran))] if ran is not None else []
    last = words["count"].format(tasks=len(tasks), parts=words["comma"].join(parts)) if told else words["none"]
    done = words["done"].format(found.confirmed) if found.confirmed else ""
    output.write("\n".join([*told, last + done + words["stop"]]))
    return 0


def _scenarios(lang: str, path: str, features: str | None, mutants: bool) -> tuple[api.Task, ...]:
    """What scenarios ask for; changes to the policy that none notices, once they all hold."""
    from engine.release.public import mutant_tasks, scenario_tasks

    stages = _WORDS[lang]["stages"]

    def progress(stage: str) -> Stage:
        return Stage(stages[stage])

    tasks = scenario_tasks(path, features, clock=perf_counter, progress=progress)
    if mutants and not tasks:
        tasks = mutant_tasks(path, features, jobs=2, clock=perf_counter, progress=progress)
    return tasks


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
