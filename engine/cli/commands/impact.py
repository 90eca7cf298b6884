"""``policy impact``: what a change of policy would do to a register."""

from __future__ import annotations

import os
import tempfile
from typing import Any

import click

from engine import api
from engine.cli import output
from engine.cli.choosing import cache_folder, refuse, shown
from engine.cli.command import Command, Word, argument, command, format_option, layers_option, option
from engine.cli.register import INPUTS, Bar, encoding_option, jobs_option, processes
from engine.cli.saving import check_target, json_bytes, save
from engine.cli.yearly import of_register

_HELP = (
    "换一份政策，或改一个数字、一种口径，名册里谁的结论会变：按县、系列、级别、单位性质统计，指出由哪些条款引起，各举十行为例。"
    "--sweep 逐个试算一个数字的取值。",
    "Tell whose decision would change in a register under another policy, or with another figure or reading: by county, series, "
    "level and employer, with the clauses that make the difference and ten rows each way. --sweep tries a figure's values.",
)
_FROM = (
    "名册所属年度的政策（文件夹或政策包）；不写则按各行的申报年度找",
    "the policy that the register is of; by default that of the year its rows state",
)
_TO = ("与之比较的政策", "the policy to compare it with")
_SET = ("改一个数字或口径：参数.名称=值，口径.名称=选项；可重复", "set parameter.NAME=VALUE or reading.NAME=OPTION; repeatable")
_SWEEP = ("逐个试算：参数.名称=低..高 或 低..高/步长", "try every value: parameter.NAME=LOW..HIGH or LOW..HIGH/STEP")
_BY = ("按这个事实统计，代替默认的；可重复", "count by this fact instead of the usual ones; repeatable")
_OUTPUT = (
    "写进文件夹：impact.html（图）、各表（CSV，changed.csv 列出结论改变的每一行）和 impact.json",
    "write impact.html with plots, the tables as CSV (changed.csv: every row that turns) and impact.json into a folder",
)
_FORCE = ("文件夹已有内容时覆盖同名文件", "write over files of the same names in the folder")
_SUBJECT = ("名册说的是哪个主体；不写则为申报", "what the rows are about; applications by default")
_KEY = ("称呼每一行的栏；不写则用行号", "the column that names each row; its number by default")
_IGNORE = ("不看这一栏；可重复", "pass over this column; repeatable")
_ENGINES = ("python", "duckdb")
_ENGINE = (
    "用什么计算：python（默认）逐行计算；duckdb 把能读的表成批交给 DuckDB，结果相同，读不了的逐行计算并说明",
    "python (default) decides row by row; duckdb decides the tables that it reads in bulk, the results are the same, and tells "
    "which inputs it decides row by row",
)
_WHAT = api.Term("--to、--set 或 --sweep", "--to, --set or --sweep")


def build(lang: str) -> Command:
    """The command in ``lang``."""
    target = option(lang, "--output", ("文件夹", "DIR"), _OUTPUT, type=click.Path())
    target.opts.insert(0, "-o")
    column, folder = ("栏", "COLUMN"), ("文件夹", "DIR")
    params: list[click.Parameter] = [
        argument(lang, "inputs", ("名册…", "REGISTER…"), INPUTS, required=True, nargs=-1, type=click.Path()),
        option(lang, "--from", folder, _FROM, type=click.Path()),
        option(lang, "--to", folder, _TO, type=click.Path()),
        option(lang, "--set", ("改动", "CHANGE"), _SET, multiple=True),
        option(lang, "--sweep", ("范围", "RANGE"), _SWEEP),
        option(lang, "--by", ("事实", "FACT"), _BY, multiple=True),
        option(lang, "--subject", ("主体", "SUBJECT"), _SUBJECT),
        option(lang, "--key", column, _KEY),
        option(lang, "--ignore", column, _IGNORE, multiple=True),
        encoding_option(lang),
        jobs_option(lang),
        option(lang, "--engine", ("|".join(_ENGINES),) * 2, _ENGINE, type=Word(_ENGINES), default="python"),
        format_option(lang, "text", "html", "json"),
        target,
        option(lang, "--force", None, _FORCE),
        layers_option(lang),
    ]
    return command(lang, "impact", _HELP, params, _run)


def _run(lang: str, inputs: tuple[str, ...], format: str, **values: Any) -> int:
    target = values["output"]
    if not (values["to"] or values["set"] or values["sweep"]):
        refuse("E0904", name=_WHAT)
    if target is not None:
        _check_folder(target, values["force"])
    request = api.ImpactRequest(
        inputs=inputs, settings=values["set"], sweep=values["sweep"], groups=values["by"], subject=values["subject"],
        key=values["key"], ignored=values["ignore"], encoding=values["encoding"], jobs=processes(values["jobs"]),
        engine=values["engine"],
    )  # fmt: skip
    before = values["from"]
    if before is None:
        located, year = of_register(request.inputs, request.subject, request.ignored, request.encoding, lang, values["to"] or "")
        before, request = shown(located.path), request._replace(year=year)
    bar = Bar(lang)
    kept = target is not None and values["sweep"] is None
    with tempfile.TemporaryFile() as changed:
        try:
            found = api.impact_of(
                before, values["to"], request, layers=values["with"], cache=cache_folder(),
                progress=bar, plots=target is not None or format == "html", changed=changed if kept else None, lang=lang,
            )  # fmt: skip
        finally:
            bar.clear()
        changed.seek(0)
        rows = {"changed.csv": changed.read()} if kept else {}
    output.complain(found.notes, {}, lang)
    if target is not None:
        os.makedirs(target, exist_ok=True)
        files = rows | found.tables(lang)
        files |= {"impact.json": json_bytes(found.data), "impact.html": found.html(lang).encode("utf-8")}
        for name, data in files.items():
            save(data, os.path.join(target, name))
    if format == "json":
        output.write_json(found.data)
    elif format == "html":
        save(found.html(lang).encode("utf-8"), None)  # as it is: the script within holds control characters
    else:
        output.write(found.text(lang))
    return 0


def _check_folder(target: str, force: bool) -> None:
    """Refuse a folder that has something in it, or that cannot be written, before the work is done."""
    if os.path.isdir(target):
        if os.listdir(target) and not force:
            refuse("E0981", name=target)
        check_target(os.path.join(target, "impact.html"))
    elif os.path.lexists(target):
        refuse("E0981", name=target)
    else:
        check_target(target)
