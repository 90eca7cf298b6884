"""What ``policy mutate`` found, as text and JSON data. Part of :mod:`engine.acceptance`."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from engine import api
from engine.acceptance import counts
from engine.acceptance.judge import EQUIVALENT, KILLED, SURVIVED, Judged
from engine.acceptance.mutating import Mutated


def as_text(found: Mutated, lang: str = "zh") -> str:
    """The survivors with what comes nearest to noticing them, then the sum by kind of change."""
    lines: list[str] = []
    for each in found.of(SURVIVED):
        lines += _survivor(each, lang)
    fates = Counter((each.kind, each.fate) for each in found.judged)
    *counted, change = _HEAD[lang]
    lines.append(counts.head(counted, change))
    for kind in dict.fromkeys(each.kind for each in found.judged):
        row = [fates[kind, fate] for fate in (KILLED, EQUIVALENT, SURVIVED)]
        lines.append(counts.row(counted, (sum(row), *row), _KINDS[kind][lang == "en"]))
    return "\n".join([*lines, "", _sum(found, lang)]) + "\n"


_HEAD = {
    "zh": ("合计", "场景发现", "证明等价", "未发现", "改动"),
    "en": ("all", "killed", "proved equivalent", "survived", "change"),
}
_KINDS = {
    "comparison": ("比较", "comparison"), "figure": ("数和日期", "figures and dates"), "connective": ("且、或", "and, or"),
    "dropped": ("去掉一项", "operand dropped"), "negation": ("去掉非", "negation dropped"),
    "quantifier": ("每个、存在", "quantifier"), "word": ("去掉一个词", "word dropped"),
    "exception": ("去掉例外", "exception removed"),
    "removed": ("去掉条件、行、适用", "condition, row or applicability removed"), "reading": ("换口径", "another reading"),
    "months": ("互换时间", "months swapped"),
}  # fmt: skip


def _survivor(each: Judged, lang: str) -> list[str]:
    english = lang == "en"
    lines = [f"{'SURVIVED' if english else '未发现'}  {each.place}  {'、'.join(each.clauses)}  {each.en if english else each.zh}"]
    lines += [f"    {'near' if english else '最近的场景'}  {near}" for near in each.near]
    if each.example is not None:
        application = api.printable(json.dumps(each.example, ensure_ascii=False))
        lines.append(f"    {'decided otherwise' if english else '结论会不同的一份'}  {application}")
    return lines


def _sum(found: Mutated, lang: str) -> str:
    killed, same, left = (len(found.of(fate)) for fate in (KILLED, EQUIVALENT, SURVIVED))
    seconds = f"{found.seconds:.0f}"
    if lang == "en":
        return f"{len(found.judged)} mutants: {killed} killed, {same} proved equivalent, {left} survived ({seconds} s)."
    return f"改动{len(found.judged)}处：场景发现{killed}处，证明等价{same}处，未发现{left}处（{seconds}秒）。"


def as_json(found: Mutated) -> dict[str, Any]:
    """All mutants as JSON data."""
    return {
        "format": 1,
        "engine": api.__version__,
        "policy": api.safe(found.folder, 400),
        "mutants": len(found.judged),
        **{fate: len(found.of(fate)) for fate in (KILLED, EQUIVALENT, SURVIVED)},
        "passed": found.passed,
        "judged": [
            {
                "change": each.kind, "text": {"zh": each.zh, "en": each.en}, "clauses": list(each.clauses), "place": each.place,
                "fate": each.fate, "killed_by": each.by or None, "near": list(each.near), "example": each.example,
            }
            for each in found.judged
        ],
    }  # fmt: skip
