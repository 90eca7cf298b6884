"""``policy dump``: any stage's representation of a policy."""

from __future__ import annotations

from typing import Any

import click

from engine import api
from engine.cli import output
from engine.cli.choosing import latest, refuse, shown
from engine.cli.command import Command, argument, command, completions, layers_option, option

_HELP = (
    "显示政策经过某个阶段之后的样子，供开发和排查。",
    "Show what a stage of the pipeline made of a policy, for those who work on it.",
)
_DIR = ("政策文件夹；不写则用最近年度的政策", "policy folder; by default that of the latest year")


def build(lang: str) -> Command:
    """The command in ``lang``."""
    folder = argument(lang, "folder", ("文件夹", "DIR"), _DIR, type=click.Path())
    help = ("阶段：" + "、".join(api.stages()), "stage: " + ", ".join(api.stages()))
    stage = option(lang, "--stage", ("阶段", "NAME"), help, required=True, shell_complete=_complete)
    return command(lang, "dump", _HELP, [folder, stage, layers_option(lang)], _run)


def _complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[Any]:
    return completions(api.stages(), incomplete)


def _run(lang: str, folder: str | None, stage: str, **values: tuple[str, ...]) -> int:
    known = api.stages()
    if stage not in known:
        refuse("E0905", name="--stage", value=stage, expected=" | ".join(known), suggestion=api.did_you_mean(stage, known))
    output.write(api.dump_stage(folder if folder is not None else shown(latest().path), stage, values["with"]))
    return 0
