"""``policy trace``: the ledger of the notice: what carries each statement, and whether it still reads as registered."""

from __future__ import annotations

import click

from engine import api
from engine.cli import output
from engine.cli.choosing import latest, shown
from engine.cli.command import Command, argument, command, format_option, layers_option, option

_HELP = (
    "逐条对照通知：由什么落实、哪些场景、口径和勘误。给出通知原文的，再核对摘要值、数字和附件各行。有问题时退出码为 2。",
    "The ledger of the notice: what carries each clause, its scenarios, readings and errata. With the notice's text digests, "
    "figures and annex rows are verified too. Exits with 2 on errors.",
)
_DIR = ("政策文件夹；不写则用最近年度的政策", "policy folder; by default that of the latest year")
_NOTICE = ("通知原文（UTF-8 文本或 Word）；- 为标准输入", "the notice (UTF-8 text or Word); - for standard input")
_FEATURES = ("场景文件夹；不写则用政策旁的 features", "folder of features; by default the `features` beside the policy")


def build(lang: str) -> Command:
    """The command in ``lang``."""
    folder = argument(lang, "folder", ("文件夹", "DIR"), _DIR, type=click.Path())
    notice = option(lang, "--notice", ("文件", "FILE"), _NOTICE, type=click.Path())
    features = option(lang, "--features", ("文件夹", "DIR"), _FEATURES, type=click.Path())
    options = [folder, notice, features, format_option(lang, "text", "html", "json"), layers_option(lang)]
    return command(lang, "trace", _HELP, options, _run)


def _run(lang: str, folder: str | None, notice: str | None, features: str | None, format: str, **more: tuple[str, ...]) -> int:
    path = folder if folder is not None else shown(latest().path)
    found = api.trace_policy(path, more["with"], features=features, notice=notice)
    if format == "json":
        output.write_json(found.data(lang))
    else:
        output.write(found.html(lang) if format == "html" else found.text(lang))
    output.complain(found.diagnostics, found.sources, lang)
    return 2 if found.failed else 0
