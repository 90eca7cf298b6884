"""A plan as an iCalendar file (RFC 5545) that Outlook and phones open. Part of :mod:`engine.planning`.

All-day events, so no time zone can move them. An event's identity is made of what it is about and not of its date: a new
file with a meeting postponed moves the events of the last one. The time stamp is the notice's date, so that the same plan
gives the same bytes. Folding, escaping and line ends are the library's.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from engine.planning.known import refuse

_DAY = timedelta(days=1)
_DOMAIN = "policy-engine"
#: Reminders before the day begins: nine in the morning a week and a day ahead.
_ALARMS = (timedelta(days=-7, hours=9), timedelta(days=-1, hours=9))
_WORDS = {
    "zh": {
        "latest": "最迟", "earliest": "最早", "safe": "稳妥", "safe_first": "稳妥，最早", "round": "{name}第{number}次",
        "day": "{about}（{kind}）", "day_assumed": "{about}（{kind}，{facts}为假定）", "comma": "、", "yes": "是", "no": "否",
        "assumed": "{name}{day}为假定（完成月份的最后一个工作日），确定后请重新推算",
        "outside": "会议日期不在该评委会的评审工作月份内", "outside_year": "会议日期不在{year}年度内",
        "work": "评审工作：{name}", "accept": "受理：{row} {name}", "last": "受理截止：{row} {name}",
        "hours": "学时认定截止：{row} {name}", "documents": "文件",
        "clauses": "依据", "advised": "，建议", "readings": "口径", "title": "{year}年度职称评审工作期限",
        "source": "按《{title}》（{number}）推算，供安排工作参考",
    },
    "en": {
        "latest": "last day", "earliest": "first day", "safe": "safe day", "safe_first": "first safe day",
        "day": "{about} ({kind})", "day_assumed": "{about} ({kind}, {facts} assumed)", "comma": ", ", "yes": "yes", "no": "no",
        "assumed": "{name} {day} is assumed (the last working day of the finish month); make the plan again once it is known",
        "outside": "the meeting lies outside the committee's working months",
        "outside_year": "the meeting does not lie in {year}",
        "round": "{name}, round {number}", "work": "Committee at work: {name}",
        "accept": "Applications taken: {row} {name}", "last": "Last day of applications: {row} {name}",
        "hours": "Hours count until today: {row} {name}", "documents": "documents",
        "clauses": "clauses", "advised": ", advised", "readings": "readings",
        "title": "Title evaluation {year}: dates", "source": "worked out from {title} ({number}), for planning only",
    },
}  # fmt: skip


def calendar_file(plan: dict[str, Any], lang: str = "zh", months: bool = False) -> bytes:
    """The dated entries of a plan as the bytes of a ``.ics`` file; ``months``: the rows' working months too.

    Raises :class:`~engine.errors.InvalidInput`: E0846 where the icalendar library is not installed, E0847 where nothing
    in the plan has a date.
    """
    try:
        from icalendar import Calendar
    except ImportError:
        refuse("E0846")
    events = [*_deadline_events(plan, lang), *_round_events(plan, lang), *_acceptance_events(plan, lang)]
    events += _month_events(plan, lang) if months else []
    if not events:
        refuse("E0847")
    calendar = Calendar()
    name = _WORDS[lang]["title"].format(year=plan["policy"]["year"])
    for key, value in (("prodid", "-//policy-engine//deadlines//" + lang.upper()), ("version", "2.0"),
                       ("calscale", "GREGORIAN"), ("method", "PUBLISH"), ("x-wr-calname", name)):  # fmt: skip
        calendar.add(key, value)
    for event in events:
        calendar.add_component(_event(plan, event, lang))
    return bytes(calendar.to_ical())


def _deadline_events(plan: dict[str, Any], lang: str) -> list[dict[str, Any]]:
    """The chosen reading's day and, where it differs, the safe one."""
    found = []
    for subject in plan["subjects"]:
        for entry in subject["deadlines"]:
            when = [_word(value, "zh") for value in entry["when"].values()]
            shown = when if lang == "zh" else [_word(value, lang) for value in entry["when_ids"].values()]
            who, what = (subject["subject"], entry["name"]) if lang == "zh" else (subject["id"], entry["fact"])
            about = "·".join([who, *([subject["row"]] if subject["row"] else []), *shown, what])
            assumed = [_called(each, lang) for each in subject["known"] if each["fact"] in entry["assumes"]]
            days = [(entry["bound"], entry["date"])]
            if entry["safe"] not in (None, entry["date"]):
                days.append(("safe", entry["safe"]))
            for kind, day in days:
                if day is not None:
                    behind = {**entry, "documents": entry["documents"].get(day, ()), "notes": _notes(subject, entry, plan, lang)}
                    told = "safe_first" if kind == "safe" and entry["bound"] == "earliest" else kind
                    key = (subject["id"], subject["row"] or "", *when, entry["fact"], entry["bound"], kind)
                    words = {"about": about, "kind": _WORDS[lang][told], "facts": _WORDS[lang]["comma"].join(assumed)}
                    summary = _WORDS[lang]["day_assumed" if assumed else "day"].format(**words)
                    found.append(_item(key, summary, day, day, behind, plan, lang))
    return found


def _notes(subject: dict[str, Any], entry: dict[str, Any], plan: dict[str, Any], lang: str) -> list[str]:
    """What a person should know who sees nothing but the event: dates assumed, a meeting at an odd time."""
    words = _WORDS[lang]
    notes = [
        words["assumed"].format(name=_called(each, lang), day=each["value"])
        for each in subject["known"] if each["fact"] in entry["assumes"]
    ]  # fmt: skip
    notes += [words["outside"]] if subject["outside_working_months"] else []
    return notes + ([words["outside_year"].format(**plan["policy"])] if subject["outside_year"] else [])


def _round_events(plan: dict[str, Any], lang: str) -> list[dict[str, Any]]:
    """The last day of each round that does not lie before the notice."""
    return [
        _item((r["row"], "round", str(r["number"])), _WORDS[lang]["round"].format(**r), r["safe"], r["safe"], r, plan, lang)
        for r in plan["rounds"]
        if not r["before_notice"]
    ]


def _acceptance_events(plan: dict[str, Any], lang: str) -> list[dict[str, Any]]:
    """The time in which a committee takes applications, its last day, and the day up to which hours count."""
    found = []
    for entry in plan["acceptance"]:
        days = [("accept", entry["from"], entry["until"]), ("last", entry["until"], entry["until"])]
        if entry["hours_until"] is not None:
            days.append(("hours", entry["hours_until"], entry["hours_until"]))
        for kind, first, last in days:
            found.append(_item((entry["row"], kind), _WORDS[lang][kind].format(**entry), first, last, entry, plan, lang))
    return found


def _month_events(plan: dict[str, Any], lang: str) -> list[dict[str, Any]]:
    """The working months of the rows that print both a start and a finish."""
    return [
        _item((m["row"], "work"), _WORDS[lang]["work"].format(**m), m["start_date"], m["finish_date"], m, plan, lang)
        for m in plan["working_months"]
        if m["start_date"] and m["finish_date"]
    ]


def _item(
    key: tuple[str, ...], summary: str, first: str, last: str, entry: dict[str, Any], plan: dict[str, Any], lang: str
) -> dict[str, Any]:
    words, policy = _WORDS[lang], plan["policy"]
    clauses = entry.get("clauses") or [entry["clause"]]
    lines = [*entry.get("notes", ()), f"{words['clauses']} {'、'.join(clauses)}"]
    lines += [
        f"{words['readings']} {a['reading']} {a['option']}{words['advised'] if a['advised'] else ''}: {a['date']}"
        for a in entry.get("alternatives", ())
    ]
    lines += [f"{words['documents']} {'、'.join(entry['documents'])}"] if entry["documents"] else []
    lines += [entry["office"]] if entry.get("office") else []
    lines.append(words["source"].format(title=policy["title"], number=policy["document_number"]))
    return {"key": key, "summary": summary, "first": first, "last": last, "description": "\n".join(lines)}


def _event(plan: dict[str, Any], item: dict[str, Any], lang: str) -> Any:
    from icalendar import Alarm, Event

    policy = plan["policy"]
    identity = "\x1f".join((policy["document_number"], str(policy["year"]), *item["key"]))
    stamp = datetime.combine(date.fromisoformat(policy["issued_on"]), datetime.min.time(), UTC)
    event = Event()
    event.add("uid", f"{sha256(identity.encode('utf-8')).hexdigest()[:32]}@{_DOMAIN}")
    event.add("dtstamp", stamp)
    event.add("dtstart", date.fromisoformat(item["first"]))
    event.add("dtend", date.fromisoformat(item["last"]) + _DAY)
    event.add("summary", item["summary"], parameters={"language": "zh-CN" if lang == "zh" else "en"})
    event.add("description", item["description"])
    event.add("categories", [policy["document_number"]])
    event.add("transp", "TRANSPARENT")
    event.add("x-microsoft-cdo-busystatus", "FREE")
    for before in _ALARMS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", item["summary"])
        alarm.add("trigger", before)
        event.add_component(alarm)
    return event


def _called(item: dict[str, Any], lang: str) -> str:
    return str(item["name"] if lang == "zh" else item["fact"])


def _word(value: object, lang: str) -> str:
    return str(_WORDS[lang]["yes" if value else "no"]) if isinstance(value, bool) else str(value)
