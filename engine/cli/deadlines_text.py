"""A plan of deadlines as text for people, in Chinese or English. Part of :mod:`engine.cli`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from engine import api

_ACCEPTANCE = ("from", "until", "hours_until", "tenure_until")
_WEEKDAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_WORDS: dict[str, dict[str, Any]] = {
    "zh": {
        "title": "{year}年度职称评审期限（依据{document_number}）", "known": "已知：{}", "layer": "叠加：{name}（{number}）",
        "as_of": "补充通知以{}为准", "document": "（{}）", "none_bound": "采用的口径下没有限制",
        "earlier": "{reference}在{before}之前的：{date}", "earlier_plain": "{before}之前：{date}",
        "source": {"given": "", "row": "（由附件该项得知）", "assumed": "（假定：完成月份的最后一个工作日）"},
        "kind": {"make_up": "，调休上班", "weekend": "，休息日", "holiday": "，放假", "working": "", "unannounced": ""},
        "day": "{date}（周{weekday}{kind}）", "bound": {"latest": "最迟", "earliest": "最早"}, "safe": "稳妥", "advised": "建议",
        "status": {"kept": "所填{given}：符合", "kept_by_chosen_reading": "所填{given}：符合采用的口径，换用另一口径则不符合",
                   "kept_against_advice": "所填{given}：符合，但达不到建议的日期",
                   "broken": "所填{given}：不符合", "open": "所填{given}：还不能判断"},
        "alternative": "口径{reading}“{option}”：{date}", "alternative_advised": "口径{reading}“{option}”，建议：{date}",
        "needs": "待定，需先知道{}", "when": "{fact}：{word}",
        "cite": "【{}】", "join": "、", "colon": "：", "none": "没有期限条款。",
        "outside": "注意：会议日期不在该评委会的评审工作月份内。",
        "outside_year": "注意：会议日期不在{year}年度内，本政策是{year}年度的，请核对会议日期，或改用会议当年的政策。",
        "meeting_off": "注意：{name} {date} 不是工作日；提前量照常从该日往前数工作日。",
        "rounds": "各季度办理", "round": "{month} 最迟 {day}{passed}", "passed": "（通知印发前）",
        "acceptance": "受理起止", "accepted": "{first}至 {last}",
        "hours_until": "学时认定截止 {}", "tenure_until": "任职年限计算截止 {}", "semicolon": "；",
        "counties": "设在县级的评委会", "held": {True: "{county}设", False: "{county}不设"},
        "added": "自{since}起增设，{number}", "dropped": "自{since}起删去，{number}",
        "change": "{column}自{since}起由“{before}”改为“{after}”，{number}",
        "months": "评审工作月份", "from_to": "{start} 至 {finish}", "until": "至 {finish}（未写启动月份）",
        "note": "以上按通知推算，供安排工作参考；受理起止以评委会通知为准。",
    },
    "en": {
        "title": "Deadlines of {year} ({document_number})", "known": "Known: {}", "layer": "With: {name} ({number})",
        "as_of": "Amendments as of {}", "document": " ({})", "none_bound": "no bound under the readings chosen",
        "earlier": "for a {reference} before {before}: {date}", "earlier_plain": "before {before}: {date}",
        "source": {"given": "", "row": " (from the row)", "assumed": " (assumed: the last working day of the finish month)"},
        "kind": {"make_up": ", make-up working day", "weekend": ", weekend", "holiday": ", holiday", "working": "",
                 "unannounced": ""},
        "day": "{date} ({weekday}{kind})", "bound": {"latest": "last day", "earliest": "first day"}, "safe": "safe day",
        "advised": "advised",
        "status": {"kept": "{given}: in time", "kept_by_chosen_reading": "{given}: in time by the chosen reading only",
                   "kept_against_advice": "{given}: in time, though not as advised",
                   "broken": "{given}: not in time", "open": "{given}: cannot be told yet"},
        "alternative": "reading {reading} `{option}`: {date}",
        "alternative_advised": "reading {reading} `{option}`, advised: {date}",
        "needs": "open until known: {}", "when": "{fact}: {word}",
        "cite": " [{}]", "join": ", ", "colon": ": ", "none": "no deadlines.",
        "outside": "Note: the meeting lies outside the committee's working months.",
        "outside_year": "Note: the meeting does not lie in {year}, which is the year of this policy; check the date, or use the "
                        "policy of the meeting's year.",
        "meeting_off": "Note: {name} {date} is not a working day; working days are counted back from it all the same.",
        "rounds": "Rounds", "round": "{month} by {day}{passed}", "passed": " (before the notice)",
        "acceptance": "Applications taken", "accepted": "{first} to {last}",
        "hours_until": "hours count until {}", "tenure_until": "tenure counts until {}", "semicolon": "; ",
        "counties": "Committees seated in counties", "held": {True: "{county} holds it", False: "{county} does not hold it"},
        "added": "added from {since}, {number}", "dropped": "dropped from {since}, {number}",
        "change": "{column} from {since}: {after} instead of {before}, {number}",
        "months": "Working months", "from_to": "{start} to {finish}", "until": "to {finish} (no start stated)",
        "note": "Worked out from the notice for planning; when applications are taken is for the committees' notices to say.",
    },
}  # fmt: skip


def deadlines_text(plan: dict[str, Any], lang: str, months: bool) -> str:
    """The plan as lines of text; ``months``: rounds and working months too."""
    words = _WORDS[lang]
    lines = [words["title"].format(**plan["policy"]), *(words["layer"].format(**layer) for layer in plan["layers"])]
    lines += [words["as_of"].format(plan["on"])] if plan["on"] else []
    for subject in plan["subjects"]:
        lines += ["", *_subject(subject, plan["policy"]["year"], lang)]
    if months:
        lines += _rounds(plan["rounds"], lang) + _months(plan["working_months"], lang)
        lines += _acceptance(plan["acceptance"], lang) + _counties(plan["counties"], lang)
    return "\n".join([*lines, "", words["note"], ""])


def _subject(subject: dict[str, Any], year: int, lang: str) -> list[str]:
    words = _WORDS[lang]
    name = subject["subject"] if lang == "zh" else subject["id"]
    lines = [name + (f" {subject['row']}" if subject["row"] else "")]
    if subject["known"]:
        told = [
            _name(k, lang) + " " + _value(k, lang) + words["source"][k["source"]] + _documents(k["documents"], lang)
            for k in subject["known"]
        ]
        lines.append("  " + words["known"].format(words["join"].join(told)))
    lines += [
        "  " + words["meeting_off"].format(name=_name(k, lang), date=k["value"])
        for k in subject["known"]
        if k["fact"] == "meeting_date" and k["kind_of_day"] in ("weekend", "holiday")
    ]
    if subject["outside_working_months"]:
        lines.append("  " + words["outside"])
    if subject["outside_year"]:
        lines.append("  " + words["outside_year"].format(year=year))
    shown = [entry for entry in subject["deadlines"] if not _is_mirrored(entry, subject["deadlines"])]
    return lines + ([line for entry in shown for line in _entry(entry, lang)] or ["  " + words["none"]])


def _is_mirrored(entry: dict[str, Any], entries: list[dict[str, Any]]) -> bool:
    """Whether an open first day only says again what another entry says of the fact that it waits for."""
    needed = {need["fact"] for need in entry["needs"]}
    return (
        entry["bound"] == "earliest"
        and entry["date"] is None
        and any(other["fact"] in needed and other["bound"] == "latest" and other["when"] == entry["when"] for other in entries)
    )


def _entry(entry: dict[str, Any], lang: str) -> list[str]:
    """The dates of one fact, then what other readings would make them and whether the date given keeps them."""
    words = _WORDS[lang]
    cases = entry["when" if lang == "zh" else "when_ids"].items()
    when = words["join"].join(words["when"].format(fact=fact, word=_word(word, lang)) for fact, word in cases)
    head = "  " + _name(entry, lang) + (f"（{when}）" if when and lang == "zh" else f" ({when})" if when else "")
    cite = words["cite"].format(words["join"].join(entry["clauses"]))
    open_ = words["needs"].format(words["join"].join(_name(need, lang) for need in entry["needs"]))
    if entry["date"] is None and entry["needs"]:
        return [head + words["colon"] + open_ + cite]
    kinds, behind = entry["kinds"], entry["documents"]
    told = {words["bound"][entry["bound"]]: entry["date"], words["advised"]: entry["advised"], words["safe"]: entry["safe"]}
    parts = [
        f"{word} {_day(day, kinds[day], lang)}{_documents(behind.get(day, ()), lang)}"
        for word, day in told.items() if day is not None
    ]  # fmt: skip
    parts[:0] = [words["none_bound"]] if entry["date"] is None else []
    parts += [open_] if entry["needs"] else []
    lines = [head + words["colon"] + ("　" if lang == "zh" else "  ").join(parts) + cite]
    for other in entry["alternatives"]:
        told_as = words["alternative_advised" if other["advised"] else "alternative"]
        day = _day(other["date"], kinds[other["date"]], lang)
        lines.append("    " + told_as.format(**{**other, "date": day}) + _documents(behind.get(other["date"], ()), lang))
    lines += ["    " + _earlier(each, kinds, lang) for each in entry["earlier"]]
    if entry["status"]:
        lines.append("    " + words["status"][entry["status"]].format(given=entry["given"]))
    return lines


def _earlier(each: dict[str, Any], kinds: dict[str, str], lang: str) -> str:
    """What the date is for a reference date before a change."""
    reference = each["name"] if lang == "zh" else each["reference"]
    day = _day(each["date"], kinds[each["date"]], lang)
    key = "earlier" if reference else "earlier_plain"
    return str(_WORDS[lang][key].format(reference=reference, before=each["before"], date=day))


def _documents(numbers: Sequence[str], lang: str) -> str:
    """The documents behind a date, to stand directly after it."""
    words = _WORDS[lang]
    return words["document"].format(words["join"].join(numbers)) if numbers else ""


def _acceptance(entries: list[dict[str, Any]], lang: str) -> list[str]:
    """When applications are taken, by the committees' notices."""
    words = _WORDS[lang]
    lines = ["", words["acceptance"]] if entries else []
    for entry in entries:
        days = {key: _day(entry[key], entry["kinds"][entry[key]], lang) for key in _ACCEPTANCE if entry[key]}
        told = [words["accepted"].format(first=days["from"], last=days["until"])]
        told += [words[key].format(days[key]) for key in _ACCEPTANCE[2:] if key in days]
        times = words["semicolon"].join(told)
        lines.append(f"  {entry['row']}  {times}  {entry['name']}{_documents(entry['documents'], lang)}")
    return lines


def _counties(entries: list[dict[str, Any]], lang: str) -> list[str]:
    """Which county holds which committee, by the counties' plans."""
    words = _WORDS[lang]
    lines = ["", words["counties"]] if entries else []
    for entry in entries:
        held = words["held"][entry["held"]].format(**entry)
        lines.append(f"  {entry['row']}  {held}  {entry['name']}{_documents(entry['documents'], lang)}")
    return lines


def _rounds(rounds: list[dict[str, Any]], lang: str) -> list[str]:
    words = _WORDS[lang]
    lines = ["", words["rounds"]] if rounds else []
    for found in rounds:
        passed = words["passed"] if found["before_notice"] else ""
        told = words["round"].format(month=found["month"], day=_day(found["safe"], None, lang), passed=passed)
        lines.append(f"  {found['row']} {found['name']}{words['colon']}{told}{_documents(found['documents'], lang)}")
    return lines


def _months(rows: list[dict[str, Any]], lang: str) -> list[str]:
    words = _WORDS[lang]
    rows = [row for row in rows if len(row["months"]) == 1]
    lines = ["", words["months"]] if rows else []
    widest = max((api.display_width(row["row"]) for row in rows), default=0)
    for row in rows:
        key = "from_to" if row["start_date"] else "until"
        times = words[key].format(start=(row["start_date"] or "")[:7], finish=row["finish_date"][:7])
        lines.append(f"  {api.padded(row['row'], widest)}  {times}  {row['name']}{_changes(row, lang)}")
    return lines


def _changes(row: dict[str, Any], lang: str) -> str:
    """What amendments made of the row's cells."""
    words = _WORDS[lang]
    told = [words[key].format(**row[key]) for key in ("added", "dropped") if row[key]]
    told += [words["change"].format(**change) for change in row["changes"]]
    return words["document"].format(words["semicolon"].join(told)) if told else ""


def _name(item: dict[str, Any], lang: str) -> str:
    return str(item["name"] if lang == "zh" else item["fact"])


def _value(item: dict[str, Any], lang: str) -> str:
    if item["kind_of_day"]:
        return _day(item["value"], item["kind_of_day"], lang)
    return _word(item["word"] if lang == "en" and item["word"] else item["value"], lang)


def _day(text: str, kind: str | None, lang: str) -> str:
    words = _WORDS[lang]
    weekday = _WEEKDAYS[lang][date.fromisoformat(text).weekday()]
    return str(words["day"].format(date=text, weekday=weekday, kind=words["kind"][kind or "working"]))


def _word(value: object, lang: str) -> str:
    if isinstance(value, bool):
        return {"zh": ("否", "是"), "en": ("no", "yes")}[lang][value]
    return str(value)
