"""The committees' working months, the rounds of a year, when applications are taken, and which county holds what, from the
routing tables with their amendments, notices and plans. Part of :mod:`engine.planning`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from engine.artifact.tables import Tables
from engine.diagnostics.suggest import did_you_mean
from engine.planning.known import refuse
from engine.planning.origins import ROW_DATES, amending, in_force
from engine.planning.subjects import iso
from engine.planning.workdays import kind_of_day, nearest_working_day
from engine.resolved.declarations.months import first_day, last_day, read_months
from engine.resolved.document_symbols import COUNTY_SEAT
from engine.values.calendar import Calendar

_LAYOUT = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")
_LOCATOR = re.compile(r"[\s.．・•]+")


def find_row(tables: Tables, wanted: str) -> str:
    """The locator of a row as written (``表一·12``, ``附件1·表一·12``). Raises :class:`InvalidInput` (E0845)."""
    rows = tables["rows"]
    written = _LOCATOR.sub("·", wanted.strip())
    found = next((str(locator) for locator, row in rows.items() if written in (locator, row["clause"])), None)
    if found is None:
        refuse("E0845", name=wanted, suggestion=did_you_mean(written, rows))
    return found


def working_months(tables: Tables, locators: Sequence[str], on: date | None) -> list[dict[str, Any]]:
    """First and last day of each row's working months as amended; ``start_date`` is ``None`` where the table prints no start."""
    return [
        {
            "row": locator,
            "name": plain(row["name"] or row["titles"]),
            "table": row["table"],
            "start_date": row["start_date"] if row["start"] else None,
            "finish_date": row["finish_date"],
            "months": [f"{year}-{month:02}" for year, month in _months(tables, row)],
            "office": _office(row, on),
            "clause": row["clause"],
            "changes": [
                {key: change[key] for key in ("since", "number", "column", "before", "after")}
                for change in row["changes"]
                if in_force(change["since"], on)
            ],
            "added": _life(row["added"]),
            "dropped": _life(row["dropped"]),
            "documents": list(dict.fromkeys(n for column in ROW_DATES.values() for n in amending(row, column, on)[-1:])),
        }
        for locator, row in ((each, tables["rows"][each]) for each in locators)
    ]


def rounds(tables: Tables, locators: Sequence[str], calendar: Calendar, on: date | None) -> list[dict[str, Any]]:
    """The rounds of rows that work in several months of the year, each with its first and last day."""
    found = []
    for locator in locators:
        row = tables["rows"][locator]
        months = _months(tables, row)
        for number, month in enumerate(months if len(months) > 1 else (), 1):
            last = last_day([month])
            safe = nearest_working_day(last, True, calendar)
            found.append({
                "row": locator,
                "name": plain(row["name"] or row["titles"]),
                "number": number,
                "month": f"{month[0]}-{month[1]:02}",
                "start_date": iso(first_day([month])),
                "date": iso(last),
                "safe": iso(safe),
                "before_notice": last < date.fromisoformat(tables["policy"]["issued_on"]),
                "clause": row["clause"],
                "documents": amending(row, ROW_DATES["finish"], on)[-1:],
            })  # fmt: skip
    return found


def acceptance(tables: Tables, locators: Sequence[str], calendar: Calendar) -> list[dict[str, Any]]:
    """When committees take applications, by their own notices."""
    found = []
    for locator in locators:
        row = tables["rows"][locator]
        notice = row["notice"]
        if notice is None:
            continue
        days = [notice[key] for key in ("accepts_from", "accepts_until", "hours_until", "tenure_until")]
        found.append({
            "row": locator, "name": plain(row["name"] or row["titles"]), "from": days[0], "until": days[1],
            "hours_until": days[2], "tenure_until": days[3], "documents": [notice["number"]], "clause": row["clause"],
            "kinds": {day: kind_of_day(date.fromisoformat(day), calendar) for day in days if day is not None},
        })  # fmt: skip
    return found


def counties(tables: Tables, locators: Sequence[str]) -> list[dict[str, Any]]:
    """Which counties, by their own plans, hold a committee that the notice seats in counties, and which do not."""
    return [
        {
            "row": locator, "name": plain(tables["rows"][locator]["name"] or tables["rows"][locator]["titles"]),
            "county": plan["county"], "held": locator not in plan["without"], "documents": [plan["number"]],
        }
        for locator in locators if tables["rows"][locator]["seat"] == COUNTY_SEAT
        for plan in tables["plans"]
    ]  # fmt: skip


def _life(life: dict[str, Any] | None) -> dict[str, Any] | None:
    """From which day, by which document, a row is added or dropped."""
    return {"since": life["since"], "number": life["number"]} if life is not None else None


def _office(row: dict[str, Any], on: date | None) -> str:
    """The office as printed; unit and phone as amended."""
    if amending(row, "单位", on) or amending(row, "电话", on):
        return " ".join(part for part in (row["office"]["unit"], row["office"]["phone"]) if part)
    return plain(row["office"]["raw"])


def _months(tables: Tables, row: dict[str, Any]) -> list[tuple[int, int]]:
    """The months of a row's finish cell."""
    return read_months(row["finish"] or "", int(tables["policy"]["year"])) or []


def plain(cell: str) -> str:
    """A cell without the spaces that its layout left between Chinese characters."""
    return _LAYOUT.sub("", cell.strip())
