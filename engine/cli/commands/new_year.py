"""``policy new-year``: next year's policy folder, from last year's and the new notice."""

from __future__ import annotations

import os
import re
from typing import Any

import click

from engine import api
from engine.cli import output
from engine.cli.choosing import refuse
from engine.cli.command import Command, argument, command, option
from engine.cli.saving import check_target, output_option

_HELP = (
    "开新年度：照新通知改写上一年度的政策文件夹。通知写明的改，没写明的沿用并标“待确认”，读不出的列出行号；不编造。",
    "A new year: last year's policy folder rewritten by the new notice. What it says is put in, what it does not settle is "
    "carried over and marked to be confirmed, what could not be read is listed by its line; nothing is invented.",
)
_YEAR = ("新年度，如 2024", "the new year, as 2024")
_FROM = ("上一年度的政策文件夹", "last year's policy folder")
_NOTICE = ("新通知：UTF-8 文本或 Word 文件（.docx）", "the new notice: UTF-8 text or a Word file (.docx)")
_PREVIOUS = ("上一年度的通知原文；有的话能逐字比对", "last year's notice; with it words are compared one by one")
_FEATURES = ("上一年度的场景文件夹；不写则用政策旁的 features", "last year's features; by default those beside its policy")
_OUTPUT = ("写到这个新文件夹", "the new folder")
_A_YEAR = re.compile(r"[0-9]{4}\Z")
_STATES = ("same", "changed", "moved", "new", "gone", "lost", "merged", "split", "renamed")
_WORDS: dict[str, dict[str, Any]] = {
    "zh": {
        "written": "已写出 {year} 年度：{path}\n",
        "states": dict(
            zip(_STATES, ("相同", "有改动", "只换位置", "新增", "删去", "没有找到", "合并", "拆分", "改名"), strict=True)
        ),
        "clause": "条款：{}\n", "row": "附件行：{}\n", "join": "，", "pair": "{name} {count}",
        "more": "数值改动 {figures} 个；疑有差错 {doubts} 处；没有读出归处的 {unread} 行。\n",
        "left": "没有带过来：{}\n", "open": "待确认 {count} 件，逐件列出：policy todo {path}\n",
    },
    "en": {
        "written": "The policy of {year} is in {path}\n",
        "states": {state: "not found" if state == "lost" else state for state in _STATES},
        "clause": "Clauses: {}\n", "row": "Rows of the annex: {}\n", "join": ", ", "pair": "{name} {count}",
        "more": "Figures changed: {figures}; doubtful words: {doubts}; lines not placed: {unread}.\n",
        "left": "Not carried over: {}\n", "open": "To confirm: {count}; see them with: policy todo {path}\n",
    },
}  # fmt: skip


def build(lang: str) -> Command:
    """The command in ``lang``."""
    year = argument(lang, "year", ("年度", "YEAR"), _YEAR, required=True)
    folder = output_option(lang)
    folder.help, folder.metavar = _OUTPUT[lang == "en"], ("文件夹", "DIR")[lang == "en"]
    file, directory = ("文件", "FILE"), ("文件夹", "DIR")
    options = [
        option(lang, "--from", directory, _FROM, type=click.Path()),
        option(lang, "--notice", file, _NOTICE, type=click.Path()),
        folder,
        option(lang, "--previous", file, _PREVIOUS, type=click.Path()),
        option(lang, "--features", directory, _FEATURES, type=click.Path()),
    ]
    return command(lang, "new-year", _HELP, [year, *options], _run)


def _run(lang: str, year: str, notice: str | None, **values: str | None) -> int:
    last, target = values["from"], values["output"]
    if not _A_YEAR.match(year):
        refuse("E0905", name=api.Term("年度", "YEAR"), value=year, expected="2024")
    if last is None or notice is None or target is None:
        missing = "--from" if last is None else "--notice" if notice is None else "--output"
        refuse("E0904", name=missing)
    if not os.path.isdir(target):
        check_target(target)
    made = api.new_year(int(year), last, notice, target, previous=values["previous"], features=values["features"])
    _tell(lang, year, made.folder, made.counts, made.left, made.open)
    output.complain(made.warnings, {}, lang)
    return 0


def _tell(lang: str, year: str, folder: str, counts: dict[str, int], left: tuple[str, ...], open: int) -> None:
    words, path = _WORDS[lang], api.safe(folder, 400)
    told = [words["written"].format(year=year, path=path)]
    for kind in ("clause", "row"):
        pairs = [(words["states"][state], counts.get(f"{kind}_{state}", 0)) for state in _STATES]
        kept = words["join"].join(words["pair"].format(name=name, count=count) for name, count in pairs if count)
        told.append(words[kind].format(kept or "0"))
    told.append(words["more"].format(**{name: counts.get(name, 0) for name in ("figures", "doubts", "unread")}))
    if left:
        told.append(words["left"].format(words["join"].join(api.safe(name, 200) for name in left)))
    told.append(words["open"].format(count=open, path=path))
    output.write("".join(told))
