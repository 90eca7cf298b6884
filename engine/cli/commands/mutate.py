"""``policy mutate``: the policy changed place by place, to see that the scenarios notice."""

from __future__ import annotations

from time import perf_counter

import click

from engine.acceptance import public
from engine.cli import output
from engine.cli.choosing import latest, shown
from engine.cli.command import Command, argument, command, format_option, option, whole_number
from engine.cli.progress import Progress

_HELP = (
    "把政策逐处改错（≥ 改 >、90 改 89、且改或、日期差一天、去掉除外、互换时间、换口径……），看场景能不能发现。"
    "有改动既未发现、又未证明等价时退出码为 1。",
    "Change the policy place by place (≥ to >, 90 to 89, and to or, a date by a day, an exclusion dropped, months swapped, "
    "another reading) and see that the scenarios notice. Exits with 1 where a change is neither noticed nor proved to change "
    "nothing.",
)
_DIR = ("政策文件夹；不写则用最近年度的政策", "policy folder; by default that of the latest year")
_FEATURES = ("场景文件夹；不写则用政策旁的 features", "folder of features; by default the `features` beside the policy")
_WORDS = ("只做文件名、条款或改动含这几个字的", "only changes whose file, clause or description contains this")
_JOBS = ("同时用几个进程；默认 2", "processes at work; 2 by default")


def build(lang: str) -> Command:
    """The command in ``lang``."""
    folder = argument(lang, "folder", ("文件夹", "DIR"), _DIR, type=click.Path())
    features = option(lang, "--features", ("文件夹", "DIR"), _FEATURES, type=click.Path())
    jobs = option(lang, "--jobs", ("个数", "N"), _JOBS, default="2")
    words = click.Option(["-k", "words"], metavar=("文字", "TEXT")[lang == "en"], help=_WORDS[lang == "en"])
    return command(lang, "mutate", _HELP, [folder, words, features, jobs, format_option(lang, "text", "json")], _run)


def _run(lang: str, folder: str | None, words: str | None, features: str | None, jobs: str, format: str) -> int:
    path = folder if folder is not None else shown(latest().path)
    processes = whole_number("--jobs", jobs, _MOST)
    bar = Progress()
    try:
        found = public.mutate_policy(path, features, words, jobs=processes, clock=perf_counter, progress=bar)
    finally:
        bar.clear()
    if format == "json":
        output.write_json(public.mutated_as_json(found))
    else:
        output.write(public.mutated_as_text(found, lang))
    return 0 if found.passed else 1


_MOST = 64
