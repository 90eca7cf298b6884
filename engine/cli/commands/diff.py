"""``policy diff``: what changed between two policies, and whom it admits or excludes."""

from __future__ import annotations

import os
from typing import Any

import click

from engine import api
from engine.cli import output
from engine.cli.choosing import cache_folder
from engine.cli.command import Command, argument, command, format_option, layers_option, option
from engine.cli.saving import json_bytes, save

_HELP = (
    "两份政策（文件夹或政策包）逐条对照：数字、日期、条款、附件各行、口径、词表和规则改了什么；是否有人因此新符合或新被排除，"
    "各举一个例子。",
    "Compare two policies (folders or bundles) clause by clause: figures, dates, clauses, annex rows, readings, words and rules; "
    "and tell whether anybody newly passes or is newly excluded, with an example each.",
)
_OLD = ("前一份政策", "the older policy")
_NEW = ("后一份政策", "the newer policy")
_OUTPUT = ("把例子写进文件夹，可用 policy eval 核对", "write the examples into a folder, for policy eval")
_EXIT = ("有差别时退出码为 1", "exit with 1 where there is a difference")


def build(lang: str) -> Command:
    """The command in ``lang``."""
    target = option(lang, "--output", ("文件夹", "DIR"), _OUTPUT, type=click.Path())
    target.opts.insert(0, "-o")
    params = [
        argument(lang, "old", ("前一份", "OLD"), _OLD, type=click.Path(), required=True),
        argument(lang, "new", ("后一份", "NEW"), _NEW, type=click.Path(), required=True),
        format_option(lang, "text", "html", "json"), target, option(lang, "--exit-code", None, _EXIT), layers_option(lang),
    ]  # fmt: skip
    return command(lang, "diff", _HELP, params, _run)


def _run(lang: str, old: str, new: str, format: str, exit_code: bool, **values: Any) -> int:
    found = api.compare_policies(old, new, values["with"], cache=cache_folder())
    target = values["output"]
    if target is not None:
        os.makedirs(target, exist_ok=True)
        for name, application in found.applications().items():
            save(json_bytes(application), os.path.join(target, name))
    if format == "json":
        output.write_json(found.data(lang))
    else:
        output.write(found.html(lang) if format == "html" else found.text(lang))
    return 1 if exit_code and not found.same else 0
