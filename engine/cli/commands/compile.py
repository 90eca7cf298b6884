"""``policy compile``: the policy as SQL that a warehouse runs without us."""

from __future__ import annotations

from typing import Any

import click

from engine import api
from engine.cli import saving
from engine.cli.choosing import known, latest, refuse, shown
from engine.cli.command import Command, argument, command, layers_option, option

_HELP = (
    "把一个主体的政策译成 SQL：一张日历表和一条查询，数据库不用装本引擎就能运行，结论和逐件核对的一样。"
    "加 --from 名册，脚本连名册的栏一起读：读不懂的行列在 errors，不下结论。",
    "One subject's policy as SQL: a calendar table and a query that a database runs by itself, with the same decisions. With "
    "--from, the script reads the columns of a register as well; rows that it cannot read are told in `errors`, never decided.",
)
_DIR = ("政策文件夹；不写则用最近年度的政策", "policy folder; by default that of the latest year")
_TO = ("译成什么：sql", "what to compile to: sql")
_DIALECT = ("哪种数据库：duckdb、spark 或 postgres", "for which database: duckdb, spark or postgres")
_SUBJECT = ("主体，中文名或英文标识；不写则为申报", "subject, Chinese name or English id; by default applications")
_ONLY = (
    "只要结论（decision），或结论和条款（clauses）；不写则每个条件、每行各一列",
    "only the decision, or also the clauses; by default a column for every condition and row",
)
_FROM = (
    "名册：.duckdb（文件名后加 #表名 指定表）、.parquet、.csv 或 .tsv；只看栏名和类型；只用于 duckdb",
    "a register: .duckdb (FILE#NAME names a table), .parquet, .csv or .tsv; for its columns and types; duckdb only",
)
_KEY = ("名册里称呼每一行的栏；不写则用行号", "the register's column that names each row; its number by default")
_IGNORE = ("不看名册的这一栏；可重复", "pass over this column of the register; repeatable")
TARGETS = ("sql",)


def build(lang: str) -> Command:
    """The command in ``lang``."""
    folder = argument(lang, "folder", ("文件夹", "DIR"), _DIR, type=click.Path())
    params = [
        folder,
        option(lang, "--to", ("形式", "FORM"), _TO, default=TARGETS[0]),
        option(lang, "--dialect", ("数据库", "NAME"), _DIALECT, default=api.sql_dialects()[0]),
        option(lang, "--subject", ("主体", "SUBJECT"), _SUBJECT),
        option(lang, "--only", ("范围", "WHAT"), _ONLY),
        option(lang, "--from", ("名册", "REGISTER"), _FROM, type=click.Path()),
        option(lang, "--key", ("栏", "COLUMN"), _KEY),
        option(lang, "--ignore", ("栏", "COLUMN"), _IGNORE, multiple=True),
        layers_option(lang),
        saving.output_option(lang),
    ]
    return command(lang, "compile", _HELP, params, _run)


def _run(
    lang: str, folder: str | None, to: str, dialect: str, subject: str | None, only: str | None, output: str | None,
    key: str | None, ignore: tuple[str, ...], **values: Any,
) -> int:  # fmt: skip
    _check("--to", to, TARGETS)
    _check("--dialect", dialect, api.sql_dialects())
    if only is not None:
        _check("--only", only, api.sql_parts())
    register = values["from"]
    if register is None and (key is not None or ignore):
        refuse("E0904", name="--from")
    if register is not None and output is not None:
        api.spare_inputs(output, [register])
    saving.check_target(output)
    path = folder if folder is not None else shown(latest().path)
    asked: dict[str, Any] = {"subject": subject, "only": only, "dialect": dialect}
    if register is None:
        text = api.policy_as_sql(path, values["with"], **asked)
    else:
        year = known()[-1] if folder is None else None
        text = api.register_as_sql(path, values["with"], register, key=key, ignored=ignore, year=year, **asked)
    saving.save(text.encode("utf-8"), output)
    return 0


def _check(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        refuse("E0905", name=name, value=value, expected=" | ".join(known), suggestion=api.did_you_mean(value, known))
