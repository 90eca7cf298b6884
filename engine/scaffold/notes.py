"""Entries of 核对: what an officer must still settle, with its evidence. Part of :mod:`engine.scaffold`.

The words here are those of ``schemas/*.schema.json`` (``$defs/review``) and of :mod:`engine.pending`, which finds every entry
whose 确认 says 待确认.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.notice.model import ChangedFigure, ClauseMatch, State
from engine.pending.items import CONFIRMED_BY, OPEN
from engine.scaffold import remarks
from engine.scaffold.sheet import Value

#: The key under which an item keeps its entries.
KEY = "核对"
CHANGED, FIGURE, NEW, GONE = "改动", "数值改动", "新增", "删去"
MERGED, SPLIT, RENAMED, MOVED, RENUMBERED = "合并", "拆分", "改名", "移动", "重新编号"
CARRIED, ABSENT, UNREAD, UNANNOUNCED, LEFT, DOUBTFUL = "承上年", "未找到", "未读", "未公布", "未承接", "存疑"
#: The reason for an entry by what became of a clause or row.
OF_STATE: dict[State, str] = {
    "same": CARRIED, "changed": CHANGED, "moved": MOVED, "new": NEW, "gone": GONE, "merged": MERGED, "split": SPLIT,
    "renamed": RENAMED,
}  # fmt: skip
#: Where a word is to be put by hand.
UNDECIDED = "待定"
#: How much of a text that stayed is shown on either side of a change, and of any text at all.
_AROUND = 12
_LONGEST = 600


def note(
    reason: str,
    *,
    column: str | Sequence[str] = (),
    place: str = "",
    last: str = "",
    now: str = "",
    difference: str = "",
    lines: Iterable[int] = (),
    remark: str = "",
    asks: bool = True,
) -> dict[str, Value]:
    """One entry. ``asks``: whether it is itself to be confirmed, or only the evidence for the item it stands in."""
    numbers = sorted(set(lines))
    columns = column if isinstance(column, str) else (column[0] if len(column) == 1 else list(column))
    entry: dict[str, Value] = {
        "位置": place, "栏": columns, "事由": reason, "去年": _short(last), "今年": _short(now), "改动": _short(difference),
        "原文行": numbers[0] if len(numbers) == 1 else numbers, "说明": remark,
    }  # fmt: skip
    kept = {key: value for key, value in entry.items() if value not in ("", [], ())}
    return {**kept, CONFIRMED_BY: OPEN} if asks else kept


def of_clause(
    match: ClauseMatch, column: str | Sequence[str], *, asks: bool = True, last: str = "", remark: str = ""
) -> dict[str, Value]:
    """The entry of something that rests on a clause which does not read as it did."""
    words = marked(match.difference)
    text = match.passage.text if match.passage is not None else ""
    figures = figures_told(match.figures)
    return note(
        OF_STATE[match.state],
        column=column,
        last=last,
        now="" if words else text,
        difference=words,
        lines=match.passage.lines if match.passage is not None else (),
        remark=remarks.joined(remark, figures),
        asks=asks,
    )


def figures_told(figures: Sequence[ChangedFigure]) -> str:
    """Figures that differ, in a few words."""
    told = [f"{each.old or '无'}→{each.new or '无'}{each.unit}" for each in figures]
    return remarks.FIGURES(figures="、".join(told)) if told else ""


def marked(difference: Sequence[tuple[str, str]]) -> str:
    """Words that went in ``[-…-]``, words that came in ``{+…+}``, what stayed shortened."""
    if all(kind == " " for kind, _ in difference):
        return ""
    parts = []
    for number, (kind, words) in enumerate(difference):
        if kind == "-":
            parts.append(f"[-{words}-]")
        elif kind == "+":
            parts.append(f"{{+{words}+}}")
        else:
            head = words[:_AROUND] if number else ""
            tail = words[-_AROUND:] if number + 1 < len(difference) else ""
            parts.append(words if len(words) <= len(head) + len(tail) + 1 else f"{head}…{tail}")
    return "".join(parts)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
