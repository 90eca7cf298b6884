"""Figures, dates and names of the policy, looked for in the passages that they cite: code E0813. Part of :mod:`engine.trace`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from engine.diagnostics import Diagnostic, Span
from engine.resolved.declarations.access import child, entries, span, text
from engine.resolved.policy import ResolvedPolicy
from engine.resolved.symbols import Parameter
from engine.source.nodes import Document, MappingNode
from engine.trace.annex import PrintedRow
from engine.trace.ledger import Erratum, Unwritten
from engine.trace.passages import fold_text
from engine.trace.scenarios import short

#: Gives the folded words that a locator stands for, ``None`` where they were not found (another error says so).
Words = Callable[[str], "str | None"]
_DIGITS = "零一二三四五六七八九"
#: How a parameter says that the notice prints no such figure; its note says why.
_UNWRITTEN = "未写"


class Figures(NamedTuple):
    """What was looked for: diagnostics, how many were found, which parameters say that the notice prints none."""

    diagnostics: list[Diagnostic]
    found: int
    unwritten: tuple[Unwritten, ...]


def check_figures(
    resolved: ResolvedPolicy,
    documents: Mapping[str, Document],
    whole: str,
    words: Words,
    rows: Mapping[str, PrintedRow],
    errata: tuple[Erratum, ...],
) -> Figures:
    """Everything that the policy took over: parameters, phones and months, numbers of documents, quoted faults.

    ``whole`` is the folded notice, ``words`` the folded passage of a locator, ``rows`` the printed rows.
    """
    root = documents["parameters.yaml"].root if "parameters.yaml" in documents else None
    unwritten = [_unwritten(item) for item in entries(child(root, "参数")) if text(item, "原文") == _UNWRITTEN]
    claims = [
        *_parameters(resolved, words, {each.name for each in unwritten}),
        *_rows(resolved, rows),
        *_head(resolved, documents, whole, words),
        *_errata(errata, words, rows),
    ]
    wrong = [claim for claim in claims if not claim.holds]
    diagnostics = [
        Diagnostic("E0813", each.span, {"locator": each.locator, "name": each.name, "value": each.value}) for each in wrong
    ]
    return Figures(diagnostics, len(claims) - len(wrong), tuple(unwritten))


def _unwritten(item: MappingNode) -> Unwritten:
    value = f"{text(item, '值')}{text(item, '单位')}"
    return Unwritten(text(item, "名称"), value, short(text(item, "条款")), text(item, "说明"))


class _Claim(NamedTuple):
    """That ``value``, the policy's ``name``, stands in the words of ``locator``."""

    locator: str
    name: str
    value: str
    span: Span
    holds: bool


def _parameters(resolved: ResolvedPolicy, words: Words, unwritten: set[str]) -> Iterator[_Claim]:
    for name, parameter in resolved.parameters.items():
        laid = any(parameter.span.file.startswith(layer.folder) for layer in resolved.documents.layers if layer.folder)
        if parameter.type in ("group", "boolean") or name in unwritten or not parameter.clause or laid:
            continue
        value = _in_force(parameter, resolved.notice.issued_on)
        passage = words(short(parameter.clause))
        if value is not None and passage is not None:
            holds = stands(value, parameter.type, parameter.unit, passage)
            said = f"{value}{parameter.unit or ''}"
            yield _Claim(short(parameter.clause), f"参数.{name}", said, parameter.span, holds)


def _in_force(parameter: Parameter, day: str) -> object:
    """The value when the notice was issued: what came later, a later document says."""
    begun = [value for start, value in parameter.entries if start is None or start <= day]
    return begun[-1] if begun else parameter.entries[0][1]


def stands(value: object, kind: str, unit: str | None, passage: str) -> bool:
    """Whether a value is printed in a folded passage: figures in Arabic or Chinese numerals before their unit, dates with
    or without their year, texts as they are."""
    if kind == "text":
        return fold_text(str(value)) in passage
    if kind == "date":
        return _date_stands(date.fromisoformat(str(value)), passage)
    numerals = [re.escape(str(value))]
    if str(value).isdecimal() and int(str(value)) < 100:
        numerals += [chinese(int(str(value)))] + (["两"] if int(str(value)) == 2 else [])
    before = r"(?<![\d.零一二三四五六七八九十百])"
    tail = f"个?{re.escape(fold_text(unit))}" if unit else r"(?![\d.])"
    return any(re.search(f"{before}{numeral}{tail}", passage) for numeral in numerals)


def chinese(number: int) -> str:
    """A number below 100 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def _date_stands(day: date, passage: str) -> bool:
    tail = f"{day.month}月{day.day}日"
    if f"{day.year}年{tail}" in passage or day.isoformat() in passage:
        return True
    return re.search(rf"(?<![\d年]){tail}", passage) is not None


def _rows(resolved: ResolvedPolicy, rows: Mapping[str, PrintedRow]) -> Iterator[_Claim]:
    """Phones and months of rows as they were read."""
    for table in resolved.tables.values():
        for row in table.rows:
            printed = rows.get(short(row.locator))
            if printed is None:
                continue
            words = fold_text("|".join(printed.cells.values()))
            if row.office.phone:
                yield _Claim(short(row.locator), "电话", row.office.phone, row.span, row.office.phone in words)
            for key, cell, day in (("启动时间", row.start, row.start_date), ("完成时间", row.finish, row.finish_date)):
                if cell and day:
                    month = date.fromisoformat(day).month
                    holds = re.search(rf"(?<!\d){month}月", fold_text(printed.cells.get(key, ""))) is not None
                    yield _Claim(short(row.locator), key, f"{month}月", row.span, holds)


def _head(resolved: ResolvedPolicy, documents: Mapping[str, Document], whole: str, words: Words) -> Iterator[_Claim]:
    """Number, date, issuer and year of the notice; numbers of the documents that it relies on."""
    root = documents["notice.yaml"].root
    notice = resolved.notice
    for key in ("文号", "发文机关"):
        yield _Claim("", key, text(root, key), span(root, key), fold_text(text(root, key)) in whole)
    issued = date.fromisoformat(notice.issued_on)
    printed = f"{issued.year}年{issued.month}月{issued.day}日"
    yield _Claim("", "成文日期", printed, span(root, "成文日期"), printed in whole)
    yield _Claim("", "年度", str(notice.year), span(root, "年度"), f"{notice.year}年度" in whole)
    for item in entries(child(root, "依据文件")):
        number, locator = text(item, "文号"), short(text(item, "条款"))
        passage = words(locator) if locator else whole
        if number and passage is not None:
            yield _Claim(locator, "依据文件", number, span(item, "文号"), fold_text(number) in passage)


def _errata(errata: tuple[Erratum, ...], words: Words, rows: Mapping[str, PrintedRow]) -> Iterator[_Claim]:
    """What an erratum quotes must stand where it says, or it has been put right in the text."""
    for each in errata:
        row = rows.get(each.locator)
        passage = words(each.locator) if each.column in ("正文", "标题") else None
        if row is not None and each.column in row.cells:
            passage = fold_text(row.cells[each.column])
        if passage is not None:
            holds = fold_text(each.raw) in passage
            yield _Claim(each.locator, f"勘误·{each.column}", each.raw, each.span, holds)
