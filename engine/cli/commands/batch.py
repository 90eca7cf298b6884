"""``policy batch``: a whole register under one policy."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import click

from engine import api
from engine.cli import output
from engine.cli.choosing import cache_folder, load, name_of, refuse
from engine.cli.command import Command, Word, argument, command, option, policy_options
from engine.cli.register import INPUTS, Bar, encoding_option, jobs_option, processes
from engine.cli.saving import json_bytes, output_option, save
from engine.cli.yearly import of_register

_HELP = (
    "按一个政策核对整个名册，每行输出一条结果；坏行各成一条错误记录，不中断、不遗漏。中断后可用 --resume 接着做。",
    "Evaluate a whole register under one policy, one record for each row; a bad row is an error record, never a stop and never "
    "lost. After an interruption --resume goes on.",
)
_OUTPUT = ("写到这个文件：.jsonl、.csv 或 .parquet；必填", "write to this file: .jsonl, .csv or .parquet; required")
_SUBJECT = ("名册说的是哪个主体；不写则为申报", "what the rows are about; applications by default")
_KEY = ("称呼每一行的栏；不写则用行号", "the column that names each row; its number by default")
_RECORDS = ("附表：事实名=文件，按 --key 的栏对应；一个事实一份", "a second table, FACT=FILE, joined by --key; one for each fact")
_IGNORE = ("不看这一栏；可重复", "pass over this column; repeatable")
_UNIQUE = (
    "编号重复的也报，各成一条错误记录；要多读一遍名册",
    "tell keys that several rows bear, an error record each; reads the register once more",
)
_ERRORS = (
    "错误记录写到这个 .jsonl 文件；不写则为输出文件名加 .errors.jsonl",
    "a .jsonl file for error records; by default OUTPUT.errors.jsonl",
)
_SUMMARY = ("汇总写到这个文件：.json、.csv 或 .txt；不写则显示", "write the summary here: .json, .csv or .txt; shown by default")
_FORCE = ("已有输出文件时覆盖", "write over an output that is there")
_RESUME = ("接着做上次中断的", "go on with a run that was interrupted")
_ENGINES = ("python", "duckdb", "spark")
_ENGINE = (
    "计算方式，默认 python；duckdb 由 DuckDB 成批计算，spark 由 Spark 计算，结果相同",
    "how to compute, python by default; duckdb decides registers in bulk, spark lets Spark decide them, with the same result",
)
#: Rows from which on deciding in bulk is well worth its start.
_MANY = 50_000
_SUMMARIES = (".json", ".csv", ".txt")
_WORDS = {
    "zh": {"errors": "错误记录：{}", "whole": "结果已完整写在{}；汇总没有写成，显示如下。",
           "resumed": "接着上次做：前{}行已有结果。",
           "again": "已完成的部分留着；问题排除后用同样的命令加 --resume 接着做。",
           "bulk": "名册大的可以加 --engine duckdb 成批计算：结果逐字节相同，快得多。",
           "other": "这些栏是“{0}”的事实：名册说的是{0}的，请加 --subject {0}。"},
    "en": {"errors": "error records: {}",
           "whole": "the results are complete in {}; their summary could not be written and is shown.",
           "resumed": "resumed: the first {} rows were there.",
           "again": "What is done is kept; once that is put right, the same command with --resume goes on.",
           "bulk": "large registers may be decided in bulk with --engine duckdb: the same bytes, and much sooner.",
           "other": "these columns are facts of {0}: for a register about it add --subject {0}."},
}  # fmt: skip


def build(lang: str) -> Command:
    """The command in ``lang``."""
    file, column = ("文件", "FILE"), ("栏", "COLUMN")
    out = output_option(lang)
    out.help = _OUTPUT[lang == "en"]
    params: list[click.Parameter] = [
        argument(lang, "inputs", ("名册…", "INPUT…"), INPUTS, required=True, nargs=-1, type=click.Path()),
        out,
        *policy_options(lang),
        option(lang, "--subject", ("主体", "SUBJECT"), _SUBJECT),
        option(lang, "--key", column, _KEY),
        option(lang, "--unique", None, _UNIQUE),
        option(lang, "--records", ("事实=文件", "FACT=FILE"), _RECORDS, multiple=True),
        option(lang, "--ignore", column, _IGNORE, multiple=True),
        encoding_option(lang),
        jobs_option(lang),
        option(lang, "--engine", ("|".join(_ENGINES),) * 2, _ENGINE, type=Word(_ENGINES), default="python"),
        option(lang, "--errors", file, _ERRORS, type=click.Path()),
        option(lang, "--summary", file, _SUMMARY, type=click.Path()),
        option(lang, "--force", None, _FORCE),
        option(lang, "--resume", None, _RESUME),
    ]
    return command(lang, "batch", _HELP, params, _run)


def _run(lang: str, inputs: tuple[str, ...], **values: Any) -> int:
    target, written = values["output"], values["summary"]
    if target is None:
        refuse("E0904", name="--output")
    if written is not None and os.path.splitext(written)[1].lower() not in _SUMMARIES:
        refuse("E0905", name="--summary", value=written, expected=" | ".join(_SUMMARIES))
    records = tuple(_pair(each) for each in values["records"])
    api.check_places([*inputs, *(file for _, file in records)], target, values["errors"], written, values["force"])
    policy = _policy(lang, inputs, values)
    if values["subject"] is not None and not policy.knows(values["subject"]):
        policy.refuse_subject(values["subject"])
    request = api.BatchRequest(
        inputs=inputs, output=target, subject=policy.subject_name(values["subject"]), key=values["key"],
        ignored=tuple(values["ignore"]), records=records, encoding=values["encoding"],
        errors=values["errors"], jobs=processes(values["jobs"]), engine=values["engine"], master=os.environ.get("SPARK_MASTER"),
        force=values["force"], resume=values["resume"], lang=lang,
        year=policy.tables["policy"]["year"] if values["policy"] is None else None, unique=values["unique"],
    )  # fmt: skip
    bar = Bar(lang)
    try:
        programs = None
        if request.engine != "python":
            made_of = (policy.folder, policy.layers, policy.tables)
            programs = api.columnar_programs(*made_of, request.engine, cache_folder())
        batch = api.run_batch(policy.artifact, request, bar, programs)
    except api.InvalidInput as refused:
        other = _subject_of(refused.diagnostics, policy)
        if other is not None:
            output.tell(_WORDS[lang]["other"].format(other) + "\n")
        raise
    except OSError:
        if os.path.exists(target + ".part"):
            output.tell(_WORDS[lang]["again"] + "\n")
        raise
    finally:
        bar.clear()
    _report(batch, policy, target, written, lang)
    if request.engine == "python" and batch.rows - batch.resumed >= _MANY and all(map(find_spec, ("duckdb", "sqlglot"))):
        output.tell(_WORDS[lang]["bulk"] + "\n")
    return 0


def _policy(lang: str, inputs: tuple[str, ...], values: dict[str, Any]) -> api.Policy:
    """The policy that was named, or that of the register's own year."""
    if values["policy"] is not None:
        return load(values["policy"], values["with"], values["policy"])
    located, _ = of_register(inputs, values["subject"], values["ignore"], values["encoding"], lang)
    return load(located.path, values["with"], name_of(located))


def _report(batch: Any, policy: api.Policy, target: str, written: str | None, lang: str) -> None:
    """Write the summary, and tell what else there is."""
    data = api.summary(batch, policy.tables)
    text = api.summary_as_text(data, lang)
    if batch.resumed:
        output.tell(_WORDS[lang]["resumed"].format(batch.resumed) + "\n")
    failed: OSError | None = None
    if written is not None:
        try:
            save(_summary(data, text, written, lang), written)
            output.tell(text.partition("\n\n")[0].rstrip("\n") + "\n")
        except OSError as error:  # what was decided is not decided anew for the sake of its summary
            failed = error
            output.tell(_WORDS[lang]["whole"].format(target) + "\n")
    if written is None or failed is not None:
        output.write(text)
    if batch.errors is not None:
        output.tell(_WORDS[lang]["errors"].format(batch.errors) + "\n")
    if failed is not None:
        raise failed


def _summary(data: Any, text: str, path: str, lang: str) -> bytes:
    """The summary in the form that the name of its file asks for."""
    if path.lower().endswith(".json"):
        return json_bytes(data)
    return api.summary_as_csv(data, lang) if path.lower().endswith(".csv") else text.encode("utf-8")


def _subject_of(diagnostics: Sequence[api.Diagnostic], policy: api.Policy) -> str | None:
    """The subject that has facts of the names of all columns that were not known: the register may be about it."""
    listed: list[Any] = [each.arguments["names"] for each in diagnostics if each.code == "E0982"]
    unknown = {str(name) for names in listed for name in names}
    for name, subject in policy.tables["subjects"].items():
        facts = {fact[key] for fact in subject["facts"] for key in ("name", "id")}
        if unknown and all(column.partition(".")[0].partition("[")[0] in facts for column in unknown):
            return name
    return None


def _pair(text: str) -> tuple[str, str]:
    """``FACT=FILE``."""
    name, equals, file = text.partition("=")
    if not equals or not name or not file:
        refuse("E0905", name="--records", value=text, expected=api.Term("事实名=文件", "FACT=FILE"))
    return name, file
