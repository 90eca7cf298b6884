"""Registers as people keep them: every fact in other writings now and then, some of which nobody can read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from random import Random
from typing import Any

from engine import api

KEY = "名册号"
_OPEN = ("不详", "unknown", "不 详", "不适用", "待判断", "交评委会判断", " 不详　")


def rows(policy: api.Policy, count: int, seed: str, messy: float) -> list[dict[str, Any]]:
    """Applications as plain data, with a key; the part ``messy`` of their values is written in another way, or left out."""
    random, facts = Random(seed), policy.tables["subjects"]["申报"]["facts"]
    related = {id for each in policy.tables["subjects"]["申报"]["relations"] for id in each["columns"]}
    made = []
    written = io.BytesIO()
    api.Register(policy.tables, "申报", count, seed, 0.0).write("jsonl", written)
    for number, row in enumerate(map(json.loads, written.getvalue().splitlines())):
        found: dict[str, Any] = {KEY: f"甲{number}"}
        for fact in facts:
            value = row.get(fact["name"])
            if random.random() < messy * (5 if fact["id"] in related else 1):
                value = None if fact["id"] in related or random.random() < 0.3 else other(policy.tables, fact, value, random)
            found[fact["name"]] = value
        made.append(found)
    return made


def other(tables: Mapping[str, Any], fact: Mapping[str, Any], value: Any, random: Random) -> Any:
    """Another writing of a value, another value, or nonsense."""
    if value is None or random.random() < 0.1:
        return random.choice(_OPEN)
    return random.choice(_WRITINGS[fact["type"]](tables, fact, value))


def _wide(text: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)


def _word(tables: Mapping[str, Any], fact: Mapping[str, Any], value: str) -> list[Any]:
    id = tables["enumerations"][fact["enumeration"]]["words"].get(value) or value
    return [id, _wide(id), f" {value}　", f"{value}x", value]


def _truth(tables: Mapping[str, Any], fact: Mapping[str, Any], value: bool) -> list[Any]:
    return ["是", "否", "TRUE", " false ", "yes", "１", "是　"]


def _number(tables: Mapping[str, Any], fact: Mapping[str, Any], value: Any) -> list[Any]:
    unit, scale = fact["unit"] or "", "0" * (fact["scale"] or 0)
    id = tables["units"].get(unit, {}).get("id") or ""
    return [
        f"{value}{unit}", f"{value} {id.upper()}", f"{value}{id.rstrip('s')}", _wide(str(value)), f"+{value}", f"-{value}",
        f"00{value}", f"{value}.{scale}0" if isinstance(value, int) else value, f"{value}e0", "99999", f"{value}x", "1.234",
    ]  # fmt: skip


def _year(tables: Mapping[str, Any], fact: Mapping[str, Any], value: int) -> list[Any]:
    return [f"{value}年", f"{value}年度", _wide(str(value)), f"{value}.0", "20233", f"{value} 年", "1999"]


def _date(tables: Mapping[str, Any], fact: Mapping[str, Any], value: str) -> list[Any]:
    year, month, day = map(int, value.split("-"))
    return [
        f"{year}/{month}/{day}", f"{year}.{month}.{day}", f"{year}年{month}月{day}日", f"{year} 年 {month} 月{day}号", _wide(value),
        f"{value} 00:00:00", f"{day}/{month}/{year}", f"{year}{month:02}{day:02}", f"{year}-02-30", "0000-01-01", f"{year}-{month}/{day}",
    ]  # fmt: skip


def _text(tables: Mapping[str, Any], fact: Mapping[str, Any], value: str) -> list[Any]:
    return [f"　{value}", "长" * 200, "长" * 201, "单位“引号”'\"", "交通运输判断"]


def _span(tables: Mapping[str, Any], fact: Mapping[str, Any], value: Mapping[str, int]) -> list[Any]:
    first, last = value.values()
    return [
        {"to": last, "from": f"{first}年"}, {"起": first}, {"起": last, "止": first - 1}, {"起": "不详", "止": last}, {"起": first, "止": None},
        {"起": first, "止": last, "x": 1}, {"起": "", "止": last}, {"起": first, "from": first, "止": last}, '{"起": 2020, "止": 2023,}',
    ]  # fmt: skip


def _list(tables: Mapping[str, Any], fact: Mapping[str, Any], value: Any) -> list[Any]:
    words = {each["name"]: list(tables["enumerations"][each["enumeration"]]["words"])[-1] for each in fact["columns"]}
    first = next(iter(words))
    ids = {each["id"]: words[each["name"]] for each in fact["columns"]}
    return [
        "全部", "all", [], [words], [words, ids], [{}], [{**words, first: "全部"}], [{**words, first: "不详"}], [{**words, "x": "y"}],
        [{**words, first: None}], [dict(words), "x"], "无",
    ]  # fmt: skip


def _records(tables: Mapping[str, Any], fact: Mapping[str, Any], value: Mapping[str, Any]) -> list[Any]:
    year, entry = next(reversed(value.items()))
    field, last = fact["fields"][0], fact["fields"][-1]
    listed = [
        {"年度": f"{each}年", **{named["id"]: held.get(named["name"]) for named in fact["fields"]}}
        for each, held in value.items()
    ]
    return [
        [{"年": int(each), **held} for each, held in value.items()], listed, [*listed, listed[0]], {**value, year: "不详"}, {},
        {**value, year: None}, {**value, year: {**entry, field["name"]: f"{entry.get(field['name'])}{field['unit'] or ''}"}},
        {**value, year: {**entry, field["name"]: "不详"}}, {**value, year: {**entry, field["name"]: 90.55}}, {**value, "2990": entry},
        {**value, year: {**entry, last["name"]: 99_999}}, {**value, f"{year}年": entry}, {**value, year: {**entry, "x": 1}},
        {**value, year: {**entry, field["id"]: 1}}, json.dumps(value, ensure_ascii=True),
    ]  # fmt: skip


def _row(tables: Mapping[str, Any], fact: Mapping[str, Any], value: str) -> list[Any]:
    table, _, number = value.partition("·")
    return [
        f"附件1·{value}",
        f"{table}第{number}项",
        f"{table}{number}",
        f"{table}·999",
        tables["rows"][value]["name"],
        "没有这一行",
    ]


_WRITINGS: Mapping[str, Any] = {
    "word": _word, "boolean": _truth, "integer": _number, "quantity": _number, "year": _year, "date": _date, "text": _text,
    "years": _span, "list": _list, "records": _records, "row": _row,
}  # fmt: skip


def cell(value: Any) -> str:
    """A value as the text of a cell."""
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def as_csv(path: Path, made: Iterable[Mapping[str, Any]]) -> None:
    """Rows as a table of texts."""
    listed = list(made)
    with open(path, "w", newline="", encoding="utf-8") as stream:
        out = csv.writer(stream)
        out.writerow(listed[0])
        out.writerows([cell(value) for value in row.values()] for row in listed)
