"""The list of readings with all that uses them."""

from __future__ import annotations

from engine.planning.readings import list_readings
from tests.planning.support import built


def test_all_seventeen_in_order() -> None:
    found = list_readings(*built())
    assert [reading["code"] for reading in found] == [f"A{number}" for number in range(1, 18)]
    for reading in found:
        assert [option["name"] for option in reading["options"] if option["chosen"]] == [reading["chosen"]]
        assert reading["question"]
        assert reading["reason"]
        assert reading["confirmed_by"] is None


def test_what_uses_a_reading() -> None:
    found = {reading["code"]: reading["used_by"] for reading in list_readings(*built())}
    deadlines = {use["name"] for use in found["A6"] if use["effect"] == "decides"}
    assert {"评前报告", "评前报告隔满", "会前报备"} <= deadlines
    assert {use["kind"] for use in found["A16"]} >= {"row"}
    assert found["A5"] == []
