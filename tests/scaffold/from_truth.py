"""Comparisons made from the truth files of the notice fixtures, so that scaffolding is tested whatever the reader reads."""

from __future__ import annotations

import difflib
import re
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from engine.notice.model import (
    Cell,
    ChangedFigure,
    ClauseMatch,
    Comparison,
    Line,
    Notice,
    Passage,
    RowMatch,
    Table,
    TableRow,
)
from engine.scaffold.context import pinned

NOTICES = Path(__file__).parent.parent / "fixtures" / "notices"
POLICY = Path(__file__).parent.parent.parent / "policies" / "2023"
_FIELDS = {
    "评委会名称": "name", "推荐资格名称": "name", "评审名称": "name", "所评资格名称": "titles", "启动时间": "start",
    "完成时间": "finish", "评委会办公室所在单位及电话": "office", "主管单位及电话": "office", "材料初审单位及电话": "office",
    "申报对象": "scope",
}  # fmt: skip
_STATES: dict[str, Any] = {"added": "new", "removed": "gone"}


@cache
def truth(name: str) -> dict[str, Any]:
    """What a faithful reading of a fixture gives."""
    return yaml.safe_load((NOTICES / f"{name}.truth.yaml").read_text(encoding="utf-8"))


def last_year(folder: Path) -> Path:
    """The shipped policy, its clauses pinned to the words of the fixture that retells last year's notice."""
    shutil.copytree(POLICY, folder)
    register = (folder / "clauses.yaml").read_text(encoding="utf-8")
    for passage in truth("base-2023")["passages"]:
        if passage["part"] == "clause":
            length, digest = pinned(passage["text"])
            at = register.index(f"条款号: {passage['locator']}\n")
            head, tail = register[:at], register[at:]
            tail = re.sub(r"原文字数: \d+", f"原文字数: {length}", tail, count=1)
            register = head + re.sub(r'原文摘要值: "\w+"', f'原文摘要值: "{digest}"', tail, count=1)
    (folder / "clauses.yaml").write_text(register, encoding="utf-8")
    return folder


def comparison(name: str) -> Comparison:
    """The comparison that a faithful reading of the fixture ``name`` leads to."""
    told = truth(name)
    before = {p["locator"]: p["text"] for p in truth("base-2023")["passages"] if p["part"] == "clause"}
    lines = (NOTICES / told["source"]).read_text(encoding="utf-8").split("\n")
    passages, clauses = [], []
    for one in told["passages"]:
        if one["part"] != "clause":
            continue
        passage = Passage(one["locator"], one["text"], tuple(one["lines"])) if one["locator"] else None
        if passage is not None:
            passages.append(passage)
        for last in one["last"] or [""]:
            figures = tuple(
                ChangedFigure(each["old"] or "", each["new"] or "", "", each.get("line", 0))
                for each in one.get("figures", ()) if each["changed"]
            )  # fmt: skip
            same = one["state"] in ("same", "moved")
            difference = () if same or passage is None or not last else words(before[last], passage.text)
            clauses.append(
                ClauseMatch(one["state"], last, passage, 1.0 if same else 0.97 if passage is None else 0.8, difference, figures)
            )
    tables, rows = [], []
    for each in told["tables"]:
        printed = [row for row in told["rows"] if row["table"] == each["name"]]
        made = [_row(row) for row in printed]
        tables.append(Table(each["name"], each["title"], tuple(each["columns"]), tuple(made)))
        for row, now in zip(printed, made, strict=True):
            changed = tuple(_FIELDS.get(change["column"], change["column"]) for change in row.get("changes", ()))
            rows.append(RowMatch(_STATES.get(row["state"], row["state"]), tuple(row["last"]), now, 1.0, changed))
    rows += [RowMatch("gone", tuple(row["last"]), None, 1.0) for row in told["rows"] if row["cells"] is None]
    head = {"title": f"关于做好{told['year']}年度职称评审工作的通知"}
    first = told["passages"][0]["text"]
    number = re.search(r"\w+〔\d+〕\d+号", first)
    signed = next((p["text"] for p in told["passages"] if p["locator"] == "落款.1"), "").split("\n")
    head |= {"number": number[0] if number else "", "issuer": signed[0], "date": signed[-1]}
    made_lines = tuple(Line(number, text, "passage") for number, text in enumerate(lines, 1))
    notice = Notice(told["source"], "0" * 64, head, made_lines, tuple(passages), tuple(tables), ())
    return Comparison(notice, tuple(clauses), tuple(rows))


def _row(row: dict[str, Any]) -> TableRow:
    cells = {}
    for column, cell in row["cells"].items():
        if column != "序号":
            text = cell if isinstance(cell, str) else cell["reading"]
            cells[_FIELDS.get(column, column)] = Cell(text, tuple(row["lines"]))
    number = row["cells"].get("序号", "")
    return TableRow(row["table"], number if isinstance(number, str) else number["reading"], cells, tuple(row["lines"]))


def words(old: str, new: str) -> tuple[tuple[str, str], ...]:
    """What became of a text, as the model tells it."""
    parts: list[tuple[str, str]] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append((" ", old[a:b]))
            continue
        parts += [("-", old[a:b])] if b > a else []
        parts += [("+", new[c:d])] if d > c else []
    return tuple(parts)
