"""``policy todo``: what a policy still leaves to a person, in the order to work it off."""

from __future__ import annotations

from time import perf_counter

import click

from engine.cli import output
from engine.cli.choosing import latest, shown
from engine.cli.command import Command, argument, command, format_option, option
from engine.cli.progress import Stage
from engine.cli.todo_text import as_text

_HELP = (
    "待办：政策里还待确认的事项和检查出的错误，按办理顺序列出，注明改哪里、做什么、依据通知第几行和去年的值。都办完了，再列没有通过的场景、"
    "缺少的场景。",
    "What is left to do: items still to be confirmed and errors of the check, in the order to work them off, each with the "
    "place to edit, what to do, the lines of the notice and last year's value; once these are done, scenarios that do not hold "
    "or are missing.",
)
_DIR = ("政策文件夹；不写则用最近年度的政策", "policy folder; by default that of the latest year")
_FEATURES = ("场景文件夹；不写则用政策里或旁边的 features", "folder of features; by default that of the policy")
_NOTICE = (
    "通知原文（文本或 Word），连摘要值、数字和附件一起核对",
    "the notice (text or Word), to verify digests, figures and annex",
)
_SCENARIOS = ("还有待确认的，也列场景", "tell of scenarios although items are still open")
_MUTANTS = ("场景都通过以后，再列没有场景能发现的改错（约一两分钟）", "also changes that no scenario notices (a minute or two)")
_STAGES = {
    "zh": {"scenarios": "场景", "mutants": "改错"},
    "en": {"scenarios": "scenarios", "mutants": "mutants"},
}


def build(lang: str) -> Command:
    """The command in ``lang``."""
    folder = argument(lang, "folder", ("文件夹", "DIR"), _DIR, type=click.Path())
    options = [
        option(lang, "--features", ("文件夹", "DIR"), _FEATURES, type=click.Path()),
        option(lang, "--notice", ("文件", "FILE"), _NOTICE, type=click.Path()),
        option(lang, "--scenarios", None, _SCENARIOS),
        option(lang, "--mutants", None, _MUTANTS),
    ]
    return command(lang, "todo", _HELP, [folder, *options, format_option(lang, "text", "json")], _run)


def _run(
    lang: str, folder: str | None, features: str | None, notice: str | None, format: str, scenarios: bool, mutants: bool
) -> int:
    from engine.release.public import remaining

    path = folder if folder is not None else shown(latest().path)
    found, tasks, ran = remaining(
        path, features, notice, early=scenarios or mutants, mutants=mutants, clock=perf_counter,
        progress=lambda stage: Stage(_STAGES[lang][stage]),
    )  # fmt: skip
    if format == "json":
        errors = sum(task.kind == "error" for task in tasks)
        counts = {"open": found.open, "errors": errors, "scenarios": ran, "confirmed": found.confirmed}
        asked_for = {"decide": sum(task.decide for task in tasks), "edits": len({edit for task in tasks for edit in task.edits})}
        output.write_json({**counts, **asked_for, "tasks": [task.data(lang) for task in tasks]})
        return 0
    output.write(as_text(tasks, found, ran, lang))
    return 0
