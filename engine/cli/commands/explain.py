"""``policy explain``: the page of a diagnostic code, or the list of all codes."""

from __future__ import annotations

from typing import Any

import click

from engine import api
from engine.cli import output
from engine.cli.choosing import refuse
from engine.cli.command import Command, argument, command, completions

_HELP = (
    "讲解提示代码：什么意思、为什么要紧、怎么改、反例和正例。不写代码时列出全部。",
    "Explain a diagnostic code: what it means, what to do, wrong and right. Without a code: the list.",
)
_CODE = ("提示代码，如 E0604", "diagnostic code such as E0604")


def build(lang: str) -> Command:
    """The command in ``lang``."""
    return command(lang, "explain", _HELP, [argument(lang, "code", ("代码", "CODE"), _CODE, shell_complete=_complete)], _run)


def _complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[Any]:
    return completions(api.codes(), incomplete.upper())


def _run(lang: str, code: str | None) -> int:
    if code is None:
        output.write("".join(f"{each}  {api.title_of_code(each, lang)}\n" for each in api.codes()))
        return 0
    wanted = code.strip().upper()
    try:
        page = api.explain_code(wanted, lang)
    except KeyError:
        refuse("E0910", name=code, suggestion=api.did_you_mean(wanted, api.codes()))
    output.write(page)
    return 0
