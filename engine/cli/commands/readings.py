"""``policy readings``: the ambiguities of the notice, how each is read, and what rests on it."""

from __future__ import annotations

from typing import Any

from engine import api
from engine.cli import output
from engine.cli.choosing import latest, shown
from engine.cli.command import Command, command, format_option, policy_options

_HELP = (
    "列出通知的口径：问题、可选的理解、采用哪一种、理由、把握、由谁确认、哪些条件用到。",
    "List the readings: question, alternatives, the one chosen, why, how sure, who confirmed it, what uses it.",
)
_WORDS = {
    "zh": {
        "clause": "【{}】", "option": "    {mark} {name}{note}", "note": "：{}", "reason": "  理由：{}",
        "sure": "  把握：{confidence}　确认：{confirmed_by}", "open": "待确认", "used": "  用到：{}", "cited": "{}（仅引用）",
        "unused": "  没有条件用到。", "join": "、", "row": "{}的适用范围", "note_of_row": "{}的提示",
        "table": "{table}共{count}行（{numbers}）", "span": "{}—{}", "and": "和", "count": "共{count}处口径，{open}处待确认。",
    },
    "en": {
        "clause": " [{}]", "option": "    {mark} {name}{note}", "note": ": {}", "reason": "  why: {}",
        "sure": "  confidence: {confidence}; confirmed by: {confirmed_by}", "open": "not yet", "used": "  used by: {}",
        "cited": "{} (cited only)", "unused": "  used by nothing", "join": ", ", "row": "the scope of {}",
        "note_of_row": "the notes of {}", "table": "{count} rows of {table} ({numbers})", "span": "{}–{}",
        "and": " and ",
        "count": "{count} readings, {open} not yet confirmed.",
    },
}  # fmt: skip
#: More rows than these are told by table and number.
_LISTED = 3


def build(lang: str) -> Command:
    """The command in ``lang``."""
    return command(lang, "readings", _HELP, [format_option(lang, "text", "json"), *policy_options(lang)], _run)


def _run(lang: str, format: str, policy: str | None, **values: tuple[str, ...]) -> int:
    folder = policy if policy is not None else shown(latest().path)
    found = api.list_readings(folder, values["with"])
    if format == "json":
        output.write_json({"readings": found})
        return 0
    unconfirmed = sum(reading["confirmed_by"] is None for reading in found)
    lines = [line for reading in found for line in [*_reading(reading, lang), ""]]
    lines.append(_WORDS[lang]["count"].format(count=len(found), open=unconfirmed))
    output.write("\n".join(lines) + "\n")
    return 0


def _reading(reading: dict[str, Any], lang: str) -> list[str]:
    words = _WORDS[lang]
    clause = words["clause"].format(reading["clause"]) if reading["clause"] else ""
    lines = [f"{reading['code']} {reading['name']}  {reading['question']}{clause}"]
    for each in reading["options"]:
        note = words["note"].format(each["note"]) if each["note"] else ""
        lines.append(words["option"].format(mark="●" if each["chosen"] else "○", name=each["name"], note=note))
    used = _used(reading["used_by"], words)
    return [
        *lines,
        words["reason"].format(reading["reason"]),
        words["sure"].format(**{**reading, "confirmed_by": reading["confirmed_by"] or words["open"]}),
        words["used"].format(words["join"].join(used)) if used else words["unused"],
    ]


def _used(uses: list[dict[str, str]], words: dict[str, str]) -> list[str]:
    """What uses a reading, each once; the rows and the notes of rows are told together where they are many."""
    rows: dict[tuple[str, str], dict[str, None]] = {}
    for use in uses:
        if use["kind"] in ("row", "note"):
            rows.setdefault((use["kind"], use["effect"]), {})[use["name"].partition(" ")[0]] = None
    told: dict[str, None] = {}
    for use in uses:
        name = use["name"]
        group = rows.get((use["kind"], use["effect"]), {})
        if len(group) > _LISTED:
            name = words["row" if use["kind"] == "row" else "note_of_row"].format(_tables(list(group), words))
        told[name if use["effect"] == "decides" else words["cited"].format(name)] = None
    return list(told)


def _tables(locators: list[str], words: dict[str, str]) -> str:
    """Rows by table, their numbers in spans: ``表一共4行（2、11—13）``."""
    tables: dict[str, list[int]] = {}
    for locator in locators:
        table, _, number = locator.rpartition("·")
        tables.setdefault(table, []).append(int(number))
    told = []
    for table, numbers in tables.items():
        spans: list[list[int]] = []
        for each in sorted(numbers):
            if spans and each == spans[-1][1] + 1:
                spans[-1][1] = each
            else:
                spans.append([each, each])
        shown_ = words["join"].join(words["span"].format(*span) if span[0] < span[1] else str(span[0]) for span in spans)
        told.append(words["table"].format(table=table, count=len(numbers), numbers=shown_))
    return words["and"].join(told)
