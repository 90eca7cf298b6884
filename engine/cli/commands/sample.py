"""``policy sample``: a random inspection list that anyone can draw again."""

from __future__ import annotations

import csv
import io
from typing import Any

import click

from engine import api
from engine.cli import output
from engine.cli.choosing import refuse
from engine.cli.command import Command, command, format_option, option
from engine.cli.saving import check_target, json_bytes, output_option, save

_HELP = (
    "从名单中随机抽取检查对象。算法、种子和名单摘要值都写在结果里，任何人都能重新抽取核对。",
    "Draw a random inspection list. The algorithm, the seed and the digest of the list are part of it, so that anyone can check.",
)
_FROM = ("名单文件：.csv、.json 或 .txt", "the list: .csv, .json or .txt")
_RATE = ("抽取比例，如 5%；每组向上取整", "rate such as 5%; rounded up in every stratum")
_COUNT = ("抽取个数；分组时按各组大小分摊", "number to draw; shared out by size among strata")
_SEED = ("种子：事先约定、谁也不能左右的公开数字", "seed: a public number agreed on beforehand that nobody can steer")
_BY = ("按这一栏分组抽取，如 县", "draw by strata of this column, such as county")
_KEY = ("称呼每条记录的一栏；不写则为第一栏", "the column that names each record; by default the first")
_VERIFY = (
    "核对一份抽取结果（JSON）；名单不在旁边的用 --from 指出", "check a sample (JSON); name its list with --from if not beside it",
)  # fmt: skip
_WORDS: dict[str, dict[str, Any]] = {
    "zh": {"head": "随机抽查名单（{algorithm}）", "seed": "种子：{}", "digest": "名单：{file}，共{size}条，摘要值 {digest}",
           "rate": "比例：{}（每组向上取整）", "count": "个数：{}", "stratum": "{name}：{size}条中抽{drawn}条", "all": "全部",
           "line": "名单第{}行", "item": "名单第{}项", "verify": "核对：policy sample --verify 结果.json --from {file}",
           "same": "核对一致：{name}，名单{size}条，抽取{drawn}条，摘要值 {digest}。",
           "columns": ("分组", "序号", "名称", "名单行号", "排序值"), "item_column": "名单项号"},
    "en": {"head": "Inspection list ({algorithm})", "seed": "seed: {}", "digest": "list: {file}, {size} records, digest {digest}",
           "rate": "rate: {} (rounded up in every stratum)", "count": "number: {}", "stratum": "{name}: {drawn} of {size}",
           "all": "all", "line": "line {}", "item": "item {}",
           "verify": "check: policy sample --verify RESULT.json --from {file}",
           "same": "verified: {name}, {drawn} of {size} records, digest {digest}",
           "columns": ("stratum", "place", "key", "line", "rank"), "item_column": "item"},
}  # fmt: skip
_MARK = "\ufeff"


def build(lang: str) -> Command:
    """The command in ``lang``."""
    file = ("文件", "FILE")
    column = ("栏", "COLUMN")
    params = [
        option(lang, "--from", file, _FROM, type=click.Path()),
        option(lang, "--rate", ("比例", "RATE"), _RATE),
        option(lang, "--count", ("个数", "N"), _COUNT),
        option(lang, "--seed", ("种子", "SEED"), _SEED),
        option(lang, "--by", column, _BY),
        option(lang, "--key", column, _KEY),
        option(lang, "--verify", file, _VERIFY, type=click.Path()),
        format_option(lang, "text", "json", "csv"),
        output_option(lang),
    ]
    return command(lang, "sample", _HELP, params, _run)


def _run(lang: str, format: str, **values: Any) -> int:
    if values["verify"] is not None:
        return _verify(lang, format, values)
    if values["from"] is None:
        refuse("E0904", name="--from")
    check_target(values["output"])
    chosen = {name: values[name] for name in ("rate", "count", "by", "key")}
    drawn = api.draw_sample(values["from"], values["seed"], **chosen)
    save(_written(drawn, format, lang), values["output"])
    return 0


def _verify(lang: str, format: str, values: dict[str, Any]) -> int:
    """Draw again and say that it is the same; everything else is refused."""
    for name in ("rate", "count", "seed", "by", "key"):
        if values[name] is not None:
            refuse("E0868", name=f"--{name}")
    found = api.verify_sample(values["verify"], values["from"])
    if format == "json":
        output.write_json({"verified": True, **found})
        return 0
    about = found["population"]
    told = _WORDS[lang]["same"].format(name=values["verify"], drawn=len(found["drawn"]), **about)
    output.write(told + "\n")
    return 0


def _written(sample: dict[str, Any], format: str, lang: str) -> bytes:
    if format == "json":
        return json_bytes(sample)
    if format == "csv":
        return _table(sample, lang)
    return api.printable(_text(sample, lang)).encode("utf-8")


def _text(sample: dict[str, Any], lang: str) -> str:
    words = _WORDS[lang]
    kind = "rate" if sample["rate"] else "count"
    lines = [words["head"].format(**sample), words["seed"].format(sample["seed"]), words["digest"].format(**sample["population"]),
             words[kind].format(sample[kind])]  # fmt: skip
    for stratum in sample["strata"]:
        named = {**stratum, "name": stratum["name"] or words["all"]}
        lines += ["", words["stratum"].format(**named)]
        lines += [
            f"  {d['place']}. {d['key']}  {_place(d, words)}  {d['rank'][:16]}"
            for d in sample["drawn"]
            if d["stratum"] == stratum["name"]
        ]
    return "\n".join([*lines, "", words["verify"].format(**sample["population"]), ""])


def _place(drawn: dict[str, Any], words: dict[str, Any]) -> str:
    """Where a record stands in the list: its line, or in a JSON list its number."""
    return str(words["item"].format(drawn["item"]) if drawn["item"] else words["line"].format(drawn["line"]))


def _table(sample: dict[str, Any], lang: str) -> bytes:
    """A table for spreadsheets: with the mark that tells Excel it is UTF-8, and no cell that a spreadsheet would compute."""
    stream = io.StringIO()
    table = csv.writer(stream)
    words = _WORDS[lang]
    numbered = any(d["item"] for d in sample["drawn"])
    table.writerow([*words["columns"][:3], words["item_column"] if numbered else words["columns"][3], words["columns"][4]])
    for d in sample["drawn"]:
        table.writerow([_inert(d["stratum"]), d["place"], _inert(d["key"]), d["item"] or d["line"], d["rank"]])
    return (_MARK + stream.getvalue()).encode("utf-8")


def _inert(text: str) -> str:
    return "'" + text if text[:1] in "=+-@" and text else text
