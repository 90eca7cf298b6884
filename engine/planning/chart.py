"""The year as a chart: every row's working months, as an SVG file that needs nothing else. Part of :mod:`engine.planning`.

Plain shapes and texts, no script, no font of its own. A bar reaches from the first to the last working month; a row whose
table prints no start has only a mark in its finish month, several marks where it works in several. Dates of the plan are
lines across. Widths are reckoned by the columns that wide characters take, so that no label is cut by another.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any
from xml.sax.saxutils import escape, quoteattr

_ROW, _MONTH, _TOP, _MARGIN = 22, 62, 92, 16
_FONT, _HALF = 13, 6.6
_LABEL_COLUMNS = 60
_PALETTE = ("#2563a8", "#1d7a5f", "#a4570f", "#7a3e9d")
_STYLE = (
    "text{font-family:'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei','PingFang SC',sans-serif;font-size:13px;fill:#1f2933}"
    ".h{font-size:18px;font-weight:600}.s{fill:#52606d;font-size:12px}.m{text-anchor:middle}.d{fill:#c0392b}"
)
_WORDS: dict[str, dict[str, str]] = {
    "zh": {"title": "{year}年度评审工作月份", "desc": "共{count}项。{rows}", "row": "{row} {name}：{time}。",
           "from_to": "{start}至{finish}", "until": "{finish}完成", "rounds": "{months}", "unstated": "未写启动月份",
           "legend": "色条：启动至完成月份；菱形：只写完成月份或逐次办理", "month": "{month}月", "source": "依据{number}",
           "join": "、", "date": "{year}年{month}月",
           "accepted": "{start}至{finish}受理", "document": "（{numbers}）", "narrow": "；深色细条：受理起止（评委会通知）",
           "lines": "；红色虚线：期限",
           "comma": "，"},
    "en": {"title": "Working months of {year}", "desc": "{count} rows. {rows}", "row": "{row} {name}: {time}. ",
           "from_to": "{start} to {finish}", "until": "finishes {finish}", "rounds": "{months}", "unstated": "no start stated",
           "legend": "bar: first to last month; diamond: only the finish is stated, or one of several rounds", "month": "{month}",
           "source": "{number}", "join": ", ", "date": "{year}-{month:02}",
           "accepted": "applications taken {start} to {finish}", "document": " ({numbers})",
           "narrow": "; narrow dark bar: when applications are taken",
           "lines": "; dashed red line: a deadline", "comma": ", "},
}  # fmt: skip
Month = tuple[int, int]


def chart(plan: dict[str, Any], lang: str = "zh") -> str:
    """The plan's working months as the text of an SVG file."""
    rows = [row for row in plan["working_months"] if row["months"]]
    months = _months(rows, int(plan["policy"]["year"]))
    labels = [_label(row) for row in rows]
    left = _MARGIN + max((columns(label) for label in labels), default=0) * _HALF + 12
    width, height = left + len(months) * _MONTH + _MARGIN, _TOP + len(rows) * _ROW + 62
    words = _WORDS[lang]
    title = words["title"].format(**plan["policy"])
    accepted = {entry["row"]: entry for entry in plan["acceptance"]}
    told = [words["row"].format(row=r["row"], name=r["name"], time=_told(r, accepted.get(r["row"]), lang)) for r in rows]
    lines = _dates(plan, months, left, len(rows), lang)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height}" viewBox="0 0 {width:.0f} {height}"'
        f' role="img" aria-labelledby="title desc" lang="{"zh-CN" if lang == "zh" else "en"}">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="desc">{escape(words["desc"].format(count=len(rows), rows="".join(told)))}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect width="{width:.0f}" height="{height}" fill="#ffffff"/>',
        f'<text class="h" x="{_MARGIN}" y="30">{escape(title)}</text>',
        f'<text class="s" x="{_MARGIN}" y="50">{escape(_subtitle(plan, lang) + (words["lines"] if lines else ""))}</text>',
        *_grid(months, left, len(rows), lang),
        *(line for place, row in enumerate(rows) for line in _row(row, (labels[place], told[place]), place, left, months, rows)),
        *_accepted(rows, accepted, months, left),
        *lines,
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def columns(text: str) -> int:
    """The half-width columns that ``text`` takes: two for a wide character."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def _label(row: dict[str, Any]) -> str:
    """Locator and name, shortened in the middle to the columns there are; the whole name is the row's tooltip."""
    text = f"{row['row']} {row['name']}"
    if columns(text) <= _LABEL_COLUMNS:
        return text
    head, tail = text, ""
    while columns(head) + columns(tail) + 2 > _LABEL_COLUMNS:
        if columns(tail) < 12:
            tail = text[len(text) - len(tail) - 1 :]
        else:
            head = head[:-1]
    return head + "…" + tail


def _months(rows: list[dict[str, Any]], year: int) -> list[Month]:
    """All twelve months of the plan year, and those beyond it that a row needs."""
    ends = [_month(row[key]) for row in rows for key in ("start_date", "finish_date") if row[key]]
    first, last = min([(year, 1), *ends]), max([(year, 12), *ends])
    found, current = [first], first
    while current != last:
        current = (current[0] + current[1] // 12, current[1] % 12 + 1)
        found.append(current)
    return found


def _month(text: str) -> Month:
    """The month of an ISO date or month."""
    return int(text[:4]), int(text[5:7])


def _time(row: dict[str, Any], lang: str) -> str:
    words = _WORDS[lang]

    def said(text: str) -> str:
        year, month = _month(text)
        return words["date"].format(year=year, month=month)

    if len(row["months"]) > 1:
        return words["rounds"].format(months=words["join"].join(said(month) for month in row["months"]))
    if row["start_date"]:
        return words["from_to"].format(start=said(row["start_date"]), finish=said(row["finish_date"]))
    return words["until"].format(finish=said(row["finish_date"]))


def _told(row: dict[str, Any], accepted: dict[str, Any] | None, lang: str) -> str:
    """A row's time in words, with the documents that moved it and when applications are taken."""
    words = _WORDS[lang]

    def behind(entry: dict[str, Any]) -> str:
        return words["document"].format(numbers=words["join"].join(entry["documents"])) if entry["documents"] else ""

    told = _time(row, lang) + behind(row)
    if accepted is not None:
        told += words["comma"] + words["accepted"].format(start=accepted["from"], finish=accepted["until"]) + behind(accepted)
    return told


def _subtitle(plan: dict[str, Any], lang: str) -> str:
    words = _WORDS[lang]
    numbers = words["join"].join([plan["policy"]["document_number"], *(layer["number"] for layer in plan["layers"])])
    return words["source"].format(number=numbers) + "　" + words["legend"] + (words["narrow"] if plan["acceptance"] else "")


def _x(day: date, months: list[Month], left: float) -> float:
    """Where the beginning of a day lies."""
    return left + (months.index((day.year, day.month)) + (day.day - 1) / 31) * _MONTH


def _accepted(rows: list[dict[str, Any]], accepted: dict[str, dict[str, Any]], months: list[Month], left: float) -> list[str]:
    """The narrow bars of acceptance over those of the working months."""
    found = []
    for place, row in enumerate(rows):
        entry = accepted.get(row["row"])
        ends = [date.fromisoformat(entry[key]) for key in ("from", "until")] if entry is not None else []
        if ends and all((day.year, day.month) in months for day in ends):
            x, right = _x(ends[0], months, left), _x(ends[1], months, left) + _MONTH / 31
            y = _TOP + place * _ROW + _ROW / 2 - 2
            found.append(f'<rect x="{x:.1f}" y="{y:.0f}" width="{right - x:.1f}" height="4" fill="#1f2933"/>')
    return found


def _grid(months: list[Month], left: float, count: int, lang: str) -> list[str]:
    bottom = _TOP + count * _ROW + 6
    found = []
    for place, (year, month) in enumerate(months):
        x = left + place * _MONTH
        if place == 0 or month == 1:
            found.append(f'<text class="s" x="{x + 4:.1f}" y="{_TOP - 24}">{year}</text>')
        found.append(f'<line x1="{x:.1f}" y1="{_TOP - 18}" x2="{x:.1f}" y2="{bottom}" stroke="#d9dfe5"/>')
        label = escape(_WORDS[lang]["month"].format(month=month))
        found.append(f'<text class="m" x="{x + _MONTH / 2:.1f}" y="{_TOP - 6}">{label}</text>')
    x = left + len(months) * _MONTH
    return [*found, f'<line x1="{x:.1f}" y1="{_TOP - 18}" x2="{x:.1f}" y2="{bottom}" stroke="#d9dfe5"/>']


def _row(
    row: dict[str, Any], texts: tuple[str, str], place: int, left: float, months: list[Month], rows: list[dict[str, Any]]
) -> list[str]:
    """One row: its label, and its bar or marks, with all that is told of it as tooltip."""
    label, whole = texts
    tables = list(dict.fromkeys(each["table"] for each in rows))
    colour = _PALETTE[tables.index(row["table"]) % len(_PALETTE)]
    y = _TOP + place * _ROW
    # A stripe lets the lines of the months show through.
    stripe = [f'<rect x="0" y="{y}" width="100%" height="{_ROW}" fill="#1f4e79" fill-opacity="0.045"/>'] if place % 2 else []
    told = escape(whole.strip())
    found = [*stripe, f"<g><title>{told}</title>", f'<text x="{_MARGIN}" y="{y + 16}">{escape(label)}</text>']
    if row["start_date"]:
        first, last = months.index(_month(row["start_date"])), months.index(_month(row["finish_date"]))
        x, wide = left + first * _MONTH + 2, (last - first + 1) * _MONTH - 4
        found.append(f'<rect x="{x:.1f}" y="{y + 4}" width="{wide}" height="{_ROW - 8}" rx="4" fill="{colour}"/>')
    else:
        for month in row["months"]:
            x, mid = left + (months.index(_month(month)) + 0.5) * _MONTH, y + _ROW / 2
            found.append(f'<path d="M{x:.1f} {mid - 7}l8 7l-8 7l-8 -7z" fill="{colour}"/>')
    return [*found, "</g>"]


def _dates(plan: dict[str, Any], months: list[Month], left: float, count: int, lang: str) -> list[str]:
    """A line for every dated deadline that lies within the months shown."""
    found: dict[str, list[str]] = {}
    for subject in plan["subjects"]:
        for entry in subject["deadlines"]:
            if entry["date"] and _month(entry["date"]) in months:
                row = f"·{subject['row']}" if subject["asked_of_row"] else ""
                behind = entry["documents"].get(entry["date"])
                numbers = _WORDS[lang]["document"].format(numbers=_WORDS[lang]["join"].join(behind)) if behind else ""
                found.setdefault(entry["date"], []).append(f"{subject['subject']}{row}·{entry['name']}{numbers}")
    lines: list[str] = []
    level, before = 0, -1000.0
    for day, names in sorted(found.items()):
        when = date.fromisoformat(day)
        x = _x(when, months, left) + _MONTH / 62
        level, before = (level + 1) % 3 if x - before < _MONTH * 0.7 else 0, x  # labels close together go below each other
        told = escape(f"{day} " + "；".join(dict.fromkeys(names)))
        lines.append(
            f'<g aria-label={quoteattr(told)}><title>{told}</title><line x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}"'
            f' y2="{_TOP + count * _ROW + 6}" stroke="#c0392b" stroke-width="1.5" stroke-dasharray="4 3"/>'
            f'<text class="s m d" x="{x:.1f}" y="{_TOP + count * _ROW + 20 + level * 14}">{day[5:]}</text></g>'
        )
    return lines
