"""``policy eval``: evaluate applications. The work is in :mod:`engine.cli.evaluation`."""

from __future__ import annotations

from typing import Any

import click

from engine.cli.command import Command, Word, argument, command, completions, option
from engine.cli.eval_options import OPTIONS, EvalOption, request

_HELP = (
    "逐条核对申报文件（JSON），写出自查结果信；不写 --policy 时按申报年度选用政策。",
    "Evaluate application files (JSON) and write a letter on each; without --policy under the policy of its own year.",
)
_FILES = ("申报文件，可多份；“-”为标准输入", "application files; `-` is standard input")


def build(lang: str) -> Command:
    """The command in ``lang``."""
    files = argument(lang, "files", ("文件…", "FILE…"), _FILES, required=True, nargs=-1, type=click.Path())
    options = [_option(lang, each) for each in OPTIONS if each.flag != "--lang"]
    return command(lang, "eval", _HELP, [files, *options], _run)


def _option(lang: str, each: EvalOption) -> click.Option:
    """A click option from the table."""
    more: dict[str, Any] = {"type": Word(each.choices)} if each.choices else {}
    if each.kind == "values":
        more["multiple"] = True
    if each.flag in ("--policy", "--with"):
        more["type"] = click.Path()
    if each.flag == "--subject":
        more["shell_complete"] = complete_subject
    return option(lang, each.flag, None if each.kind == "flag" else each.metavar, each.help, **more)


def complete_subject(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[Any]:
    """Subjects of the policy at hand."""
    from engine import api
    from engine.cli.choosing import load_chosen

    try:
        policy = load_chosen(context.params.get("policy"), ())
    except (api.InvalidInput, OSError):
        return []
    return completions(policy.subjects(), incomplete)


def _run(lang: str, files: tuple[str, ...], **values: Any) -> int:
    from engine.cli.evaluation import evaluate_files

    return evaluate_files(request(files, values), lang)
