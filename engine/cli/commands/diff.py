"""``policy diff``: what changed between two policies, and whom it admits or excludes."""

from __future__ import annotations

import os
import re
from typing import Any

import click

from engine import api
from engine.cli import output
from engine.cli.choosing import cache_folder, refuse
from engine.cli.command import Command, argument, command, format_option, option
from engine.cli.saving import check_target, json_bytes, save

_HELP = (
    "两份政策（文件夹或政策包）逐条对照：数字、日期、条款、附件各行、口径、词表和规则改了什么；是否有人因此新符合、新被排除、"
    "由有结论变为待补充，等等，各举一个例子。",
    "Compare two policies (folders or bundles) clause by clause: figures, dates, clauses, annex rows, readings, words and rules; "
    "and tell whether anybody newly passes, is newly excluded, newly incomplete and so on, with an example each.",
)
_FOLDER = ("文件夹", "DIR")
_OLD = ("前一份政策", "the older policy")
_NEW = ("后一份政策", "the newer policy")
_OUTPUT = ("把例子写进文件夹，可用 policy eval 核对", "write the examples into a folder, for policy eval")
_FORCE = ("文件夹里已有的例子重写", "replace the examples that the folder already holds")
_BOTH = ("两份都叠加一层；可重复", "lay a layer over both; repeatable")
_ONE = (("只在前一份上叠加一层；可重复", "lay a layer over the older one only; repeatable"),
        ("只在后一份上叠加一层；可重复", "lay a layer over the newer one only; repeatable"))  # fmt: skip
_OURS = re.compile(r"newly-[a-z_.0-9-]+\.json\Z")
_EXIT = ("有差别时退出码为 1", "exit with 1 where there is a difference")


def build(lang: str) -> Command:
    """The command in ``lang``."""
    target = option(lang, "--output", _FOLDER, _OUTPUT, type=click.Path())
    target.opts.insert(0, "-o")
    params = [
        argument(lang, "old", ("前一份", "OLD"), _OLD, type=click.Path(), required=True),
        argument(lang, "new", ("后一份", "NEW"), _NEW, type=click.Path(), required=True),
        format_option(lang, "text", "html", "json"), target, option(lang, "--force", None, _FORCE),
        option(lang, "--exit-code", None, _EXIT), option(lang, "--with", _FOLDER, _BOTH, multiple=True),
        option(lang, "--with-old", _FOLDER, _ONE[0], multiple=True), option(lang, "--with-new", _FOLDER, _ONE[1], multiple=True),
    ]  # fmt: skip
    return command(lang, "diff", _HELP, params, _run)


def _run(lang: str, old: str, new: str, format: str, exit_code: bool, **values: Any) -> int:
    target = values["output"]
    written = _written(target, values["force"])
    found = api.compare_policies(
        old, new, values["with"], old_layers=values["with_old"], new_layers=values["with_new"], cache=cache_folder()
    )
    if target is not None:
        os.makedirs(target, exist_ok=True)
        applications = found.applications()
        for name in written - set(applications):
            os.unlink(os.path.join(target, name))  # of another comparison: what was found then holds no more
        for name, application in applications.items():
            save(json_bytes(application), os.path.join(target, name))
    if format == "json":
        output.write_json(found.data(lang))
    else:
        output.write(found.html(lang) if format == "html" else found.text(lang))
    return 1 if exit_code and not found.same else 0


def _written(target: str | None, force: bool) -> set[str]:
    """The examples that a folder holds of an earlier comparison; refused unless they may be replaced.

    Raises ``OSError`` where nothing can be written there.
    """
    if target is None:
        return set()
    if not os.path.lexists(target):
        check_target(target)
        return set()
    check_target(os.path.join(target, "newly-admitted.json"))
    found = {name for name in os.listdir(target) if _OURS.match(name)}
    if found and not force:
        refuse("E0981", name=os.path.join(target, min(found)))
    return found
