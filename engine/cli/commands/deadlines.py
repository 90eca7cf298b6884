"""``policy deadlines``: what is due by which day."""

from __future__ import annotations

from typing import Any

from engine import api
from engine.cli.choosing import latest, shown
from engine.cli.command import Command, command, format_option, option, policy_options
from engine.cli.commands.eval import complete_subject
from engine.cli.evaluation import read_day
from engine.cli.saving import check_target, json_bytes, output_option, save

_HELP = (
    "按工作日推算期限：最迟哪天、稳妥哪天（所涉口径中最严的），各季度办理和评审工作月份。",
    "Work out deadlines over working days: the last day, the safe day (by the strictest reading), rounds, working months.",
)
_SUBJECT = ("主体，如 评审会议；不写则为全部有期限的主体", "subject such as review_meeting; by default all with deadlines")
_ROW = ("附件中的一项，如 表一·12；可重复", "a row of the annex by table and number; repeatable")
_MEETING = ("会议日期，如 2023-10-12", "date of the meeting, such as 2023-10-12")
_ON = ("各补充通知以这一天为准；不写则全部计入", "amendments as they stand on this day; by default all of them")
_GIVEN = ("其他已知事实，如 报告日期=2023-10-07；可重复", "another known fact, such as report_date=2023-10-07; repeatable")


def build(lang: str) -> Command:
    """The command in ``lang``."""
    params = [
        option(lang, "--subject", ("主体", "SUBJECT"), _SUBJECT, shell_complete=complete_subject),
        option(lang, "--row", ("项", "ROW"), _ROW, multiple=True),
        option(lang, "--meeting", ("日期", "DATE"), _MEETING),
        option(lang, "--given", ("事实=值", "FACT=VALUE"), _GIVEN, multiple=True),
        option(lang, "--on", ("日期", "DATE"), _ON),
        format_option(lang, "text", "json", "ics", "svg"),
        output_option(lang),
        *policy_options(lang),
    ]
    return command(lang, "deadlines", _HELP, params, _run)


def _run(lang: str, format: str, **values: Any) -> int:
    folder = values["policy"] if values["policy"] is not None else shown(latest().path)
    check_target(values["output"])
    rows, on = values["row"], read_day(values["on"]) if values["on"] is not None else None
    plan = api.plan_deadlines(
        folder,
        values["with"],
        subject=values["subject"],
        rows=rows,
        meeting=values["meeting"],
        given=values["given"],
        on=on,
    )
    save(_written(plan, format, lang, rows, values["subject"]), values["output"])
    return 0


def _written(plan: dict[str, Any], format: str, lang: str, rows: tuple[str, ...], subject: str | None) -> bytes:
    if format == "ics":
        return api.deadlines_as_calendar(plan, lang, bool(rows))
    if format == "svg":
        return api.deadlines_as_chart(plan, lang).encode("utf-8")
    if format == "json":
        return json_bytes(plan)
    from engine.cli.deadlines_text import deadlines_text

    return api.printable(deadlines_text(plan, lang, bool(rows) or subject is None)).encode("utf-8")
