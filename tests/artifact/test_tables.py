"""The explanation tables: plain data that survives being stored, of the documented shape; the calendar within them."""

from __future__ import annotations

import marshal
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import chinese_calendar
import pytest

from engine import api
from engine.artifact.calendar_data import YEARS_BACK, calendar_data
from engine.artifact.tables import FORMAT, bindings, calendar, reading_value
from engine.values.calendar import Calendar
from tests.building import CURRENT, SMALL

Check = Callable[[Any], bool]


@cache
def tables_of(folder: Path) -> dict[str, Any]:
    return api.load_policy(str(folder)).tables


@pytest.fixture(params=[CURRENT, SMALL], ids=lambda folder: folder.name)
def tables(request: pytest.FixtureRequest) -> dict[str, Any]:
    return tables_of(request.param)


def test_survive_being_stored(tables: dict[str, Any]) -> None:
    assert marshal.loads(marshal.dumps(tables)) == tables


def test_hold_plain_data_only(tables: dict[str, Any]) -> None:
    waiting: list[Any] = [tables]
    while waiting:
        value = waiting.pop()
        assert type(value) in (dict, list, str, int, bool, type(None)), repr(value)
        if isinstance(value, dict):
            assert all(type(key) is str for key in value)
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


# ---- the documented shape -------------------------------------------------------------------------------------------


def one_of(*wanted: Any) -> Check:
    return lambda value: value in wanted


def maybe(check: Any) -> Check:
    return lambda value: value is None or fits(value, check)


def mapping(check: Any) -> Check:
    return lambda value: isinstance(value, dict) and all(fits(each, check) for each in value.values())


def listed(check: Any) -> Check:
    return lambda value: isinstance(value, list) and all(fits(each, check) for each in value)


def anything(value: Any) -> bool:
    return True


def fits(value: Any, check: Any) -> bool:
    if isinstance(check, dict):
        assert isinstance(value, dict), value
        assert set(value) == set(check), (set(value) ^ set(check), value)
        return all(fits(value[key], inner) for key, inner in check.items())
    ok = type(value) is check if isinstance(check, type) else check(value)
    assert ok, value
    return True


def fact(value: Any) -> bool:
    return fits(value, FACT)


def side(value: Any) -> bool:
    always = {
        "kind": one_of(*SIDES),
        "text": str,
        "type": str,
        "unit": str,
        "scale": int,
        "facts": listed(str),
        "parameters": listed(str),
    }
    extra = {"fact": str, "record": str, "field": str, "year": maybe(year), "parameter": str, "reading": str, "group": str}
    return fits(value, always | {key: check for key, check in extra.items() if key in value})


def year(value: Any) -> bool:
    forms = ({"variable": str}, {"fact": str, "offset": int}, {"constant": int})
    return any(set(form) == set(value) and fits(value, form) for form in forms)


SIDES = ("fact", "field", "parameter", "reading", "constant", "aggregate", "variable", "row", "group", "expression")
KINDS = (
    "compare", "member", "covers", "truth", "applicable", "judgement", "quantifier", "aggregate", "tally", "choice",
)  # fmt: skip
TYPES = ("boolean", "integer", "quantity", "year", "date", "word", "text", "years", "list", "records", "row")
FACT = {
    "name": str, "id": str, "type": one_of(*TYPES), "unit": str, "scale": int, "range": maybe(listed(int)),
    "enumeration": maybe(str), "change": one_of("fixed", "increase", "free"),
    "absent": one_of("unknown", "not_applicable", "assume"), "assumed": anything, "may_not_apply": bool, "judge": maybe(str),
    "yearly": bool, "note": str, "example": anything, "columns": listed({"name": str, "id": str, "enumeration": maybe(str)}),
    "fields": listed(fact), "missing_year": one_of("unknown", "none"), "past_fixed": bool,
    "contains": listed({"whole": str, "parts": listed(str)}),
}  # fmt: skip
ASKED = {
    "subject": str, "tables": listed(str), "clauses": listed(str), "readings": listed(str),
    "message": listed(lambda part: type(part) is str or fits(part, {"type": str, "unit": str, "scale": int})),
    "facts": listed(str), "parameters": listed(str), "all_readings": listed(str), "atoms": listed(int), "file": str,
    "line": int, "column": int,
}  # fmt: skip
TABLES = {
    "format": one_of(FORMAT), "engine": str,
    "policy": {
        "document_number": str, "title": str, "short_title": str, "year": int, "issuer": str, "issued_on": str,
        "region": str, "not_decided": listed(str), "next_steps": listed({"decision": str, "text": anything, "clause": anything}),
        "references": listed({"name": str, "number": anything, "status": str, "clause": anything}), "digest": str,
        "calendar_digest": str,
    },
    "units": mapping({"id": str, "scale": int}),
    "enumerations": mapping({"id": anything, "words": mapping(maybe(str))}),
    "clauses": mapping({"summary": str, "kind": str}),
    "parameters": mapping({
        "id": maybe(str), "type": str, "unit": str, "scale": int, "clause": maybe(str), "entries": listed(list), "note": str,
        "amended": listed(listed(str)), "status": str, "confidence": str, "file": str,
    }),
    "readings": mapping({
        "code": str, "question": str, "type": str, "options": listed({"name": str, "value": anything, "note": str}),
        "chosen": str, "reason": str, "confidence": str, "confirmed": anything, "clause": maybe(str),
    }),
    "subjects": mapping({
        "name": str, "id": str, "wording": one_of("application", "procedure"), "reference_date": maybe(str),
        "year": maybe(str), "row_choice": maybe(str), "routed": bool, "facts": listed(fact),
        "relations": listed({"name": str, "columns": listed(str), "rows": listed(listed(str))}), "note": str,
        "fills": listed({"fact": str, "columns": listed(str), "rows": listed(mapping(anything))}),
    }),
    "tables": mapping({"title": str, "clause": anything, "act": one_of("review", "recommend", "initial")}),
    "rows": mapping({
        "table": str, "number": int, "name": str, "titles": str, "reviews": listed(str), "recommends": listed(str),
        "start": maybe(str), "finish": maybe(str), "start_date": maybe(str), "finish_date": maybe(str),
        "office": {"raw": str, "unit": str, "phone": maybe(str)}, "audience": str, "seat": anything, "see_also": listed(str),
        "clause": str, "notice": maybe(mapping(anything)), "changes": listed(mapping(maybe(str))),
        "added": maybe(mapping(str)), "dropped": maybe(mapping(str)),
    }),
    "gaps": mapping({"text": str, "clauses": listed(str)}),
    "errata": listed(mapping(anything)),
    "reviews": listed({"location": str, "columns": str, "reason": str}),
    "slots": listed({"name": str, "definition": str, "authority": str, "clause": maybe(str), "filled": bool}),
    "atoms": listed({
        "kind": one_of(*KINDS), "operator": str, "clauses": listed(str), "readings": listed(str), "left": maybe(side),
        "right": maybe(side), "text": str, "file": str, "line": int, "column": int,
    }),
    "conditions": mapping(ASKED | {
        "kind": one_of("condition", "deadline", "note"),
        "consequence": one_of("ineligible", "breach", "void", "referral", "advice"), "blocks": bool,
    }),
    "entitlements": mapping(ASKED),
    "records": mapping(bool),
    "calendar": mapping(lambda year: [type(part) for part in year] == [list, list]),
    "layers": listed(mapping(str)),
    "plans": listed(mapping(anything)),
    "exemptions": listed(mapping(anything)),
}  # fmt: skip


def test_have_the_documented_shape(tables: dict[str, Any]) -> None:
    assert fits(tables, TABLES)


def test_names_within_the_tables_are_all_found(tables: dict[str, Any]) -> None:
    facts = {one["id"] for subject in tables["subjects"].values() for one in subject["facts"]}
    for asked in (*tables["conditions"].values(), *tables["entitlements"].values()):
        assert set(asked["facts"]) <= facts
        assert set(asked["parameters"]) <= set(tables["parameters"])
        assert set(asked["all_readings"]) <= set(tables["readings"])
        assert all(0 <= number < len(tables["atoms"]) for number in asked["atoms"])
        assert set(asked["tables"]) <= set(tables["tables"])
    for reading in tables["readings"].values():
        assert reading["chosen"] in [option["name"] for option in reading["options"]]


def test_bindings_take_the_chosen_readings_and_others_by_name() -> None:
    tables = tables_of(SMALL)
    assert bindings(tables, date(2025, 6, 1)).readings == {"视同合格截止年": 2019, "当年学时": "申报时达标"}
    other = bindings(tables, date(2025, 6, 1), {"视同合格截止年": "不含2019年"}, row_years=1)
    assert (other.readings["视同合格截止年"], other.row_years) == (2018, 1)
    assert other.parameters["材料截止日"] == ((None, date(2025, 11, 30)),)
    assert other.parameters["公示工作日"] == ((None, None),)
    assert isinstance(other.parameters["山区县"][0][1], frozenset)
    with pytest.raises(KeyError):
        bindings(tables, date(2025, 6, 1), {"无此口径": "甲"})
    with pytest.raises(StopIteration):
        reading_value(tables, "当年学时", "无此选项")


# ---- calendar -------------------------------------------------------------------------------------------------------


def test_calendar_is_the_national_one_on_every_day() -> None:
    found = calendar({"calendar": calendar_data([], 2023)})
    day = date(2018, 1, 1)
    while day.year <= 2026:
        assert found.is_working_day(day) is chinese_calendar.is_workday(day), day
        day += timedelta(1)


def test_years_are_those_that_the_library_announces() -> None:
    years = sorted(map(int, calendar_data([], 2023)))
    assert years == list(range(2023 - YEARS_BACK, years[-1] + 1))
    assert all(isinstance(chinese_calendar.is_workday(date(year, 6, 1)), bool) for year in years)
    with pytest.raises(NotImplementedError):
        chinese_calendar.is_workday(date(years[-1] + 1, 6, 1))


def test_adjustments_win_over_the_national_calendar() -> None:
    weekday, weekend, holiday = "2023-06-01", "2023-06-03", "2023-10-02"
    data = calendar_data([(weekday, False, "市里通知"), (weekend, True, "市里通知"), (holiday, True, "市里通知")], 2023)
    found: Calendar = calendar({"calendar": data})
    assert not found.is_working_day(date(2023, 6, 1))
    assert found.is_working_day(date(2023, 6, 3))
    assert found.is_working_day(date(2023, 10, 2))
    again = calendar_data([(weekday, False, "一"), (weekday, True, "二"), ("2023-10-07", False, "一")], 2023)
    assert weekday not in again["2023"][0] + again["2023"][1]
    assert "2023-10-07" not in again["2023"][1]
