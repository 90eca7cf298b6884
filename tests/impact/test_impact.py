"""Rows decided both ways are decided as by ``policy eval`` under either policy; what is counted adds up."""

from __future__ import annotations

import json
import multiprocessing
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine import api
from engine.impact.setting import setting
from tests.building import ROOT
from tests.difference.edits import Edit, edited
from tests.difference.test_years import NEXT
from tests.impact.conftest import POLICY, ROWS

SCHEMA = Draft202012Validator(json.loads((ROOT / "schemas" / "impact.schema.json").read_text(encoding="utf-8")))
HOURS: list[Edit] = [("parameters.yaml", "值: 90, 条款: 五(一).2", "值: 100, 条款: 五(一).2")]
COUNTY = ("工作地",)


def impact(register: str, cache: str, to: str | None = None, jobs: int = 1, **asked: Any) -> dict[str, Any]:
    request = api.ImpactRequest(inputs=(register,), jobs=jobs, **asked)
    data = api.impact_of(POLICY, to, request, cache=cache).data
    SCHEMA.validate(data)
    return data


def decisions(policy: api.Policy, rows: list[dict[str, Any]]) -> list[str | None]:
    found: list[str | None] = []
    for row in rows:
        try:
            found.append(policy.evaluate(row).decision)
        except api.InvalidApplication:
            found.append(None)
    return found


def turns(data: dict[str, Any]) -> dict[tuple[str, str], int]:
    return {(each["before"], each["after"]): each["rows"] for each in data["turns"]}


@pytest.fixture(scope="module")
def longer(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The policy with 100 hours a year."""
    return edited(tmp_path_factory.mktemp("longer") / "policy", "2023", HOURS)


def test_a_figure_set_is_the_policy_with_that_figure(
    register: str, rows: list[dict[str, Any]], policy: api.Policy, longer: str, cache: str
) -> None:
    other = api.load_policy(longer, cache=cache)
    pairs = Counter(zip(decisions(policy, rows), decisions(other, rows), strict=True))
    wanted = {pair: count for pair, count in pairs.items() if None not in pair}
    set_, replaced = impact(register, cache, settings=("参数.年度总学时=100",)), impact(register, cache, longer)
    assert turns(set_) == turns(replaced) == wanted
    assert ("eligible", "ineligible") in wanted
    named = {"name": "参数.年度总学时", "id": "parameter.annual_total_hours", "unit": "学时", "unit_id": "class_hours"}
    assert set_["settings"] == [named | {"before": "90学时", "after": "100学时"}]
    assert (set_["rows"], set_["bad"]) == (ROWS, 2)
    assert [each["line"] for each in set_["refused"]] == [4, 201]
    assert set_["refused"][0]["codes"] == ["E0623"]


def test_counts_add_up_and_clauses_are_those_of_the_figure(register: str, cache: str) -> None:
    data = impact(register, cache, settings=("parameter.annual_total_hours=100学时",))
    for group in data["groups"]:
        added: Counter[tuple[str, str]] = Counter()
        for word in group["words"]:
            assert word["rows"] == sum(each["rows"] for each in word["turns"])
            added.update({(each["before"], each["after"]): each["rows"] for each in word["turns"]})
        assert dict(added) == turns(data)
    assert [group["fact"] for group in data["groups"]] == ["工作地", "系列", "申报级别", "单位性质"]
    first = data["clauses"][0]
    assert (first["before"], first["after"], first["clause"]) == ("eligible", "ineligible", "五(一).2")
    assert first["rows"] <= turns(data)["eligible", "ineligible"]
    shown = data["examples"][0]["rows"]
    assert len(shown) == min(10, turns(data)["eligible", "ineligible"])
    for row in shown:
        assert row["before"]["decision"] == "eligible"
        assert row["after"]["decision"] == "ineligible"
        assert set(row["clauses"]) == set(row["after"]["failed_clauses"]) - set(row["before"]["failed_clauses"])


def test_several_processes_count_the_same(register: str, cache: str, tmp_path: Path) -> None:
    long = tmp_path / "long.jsonl"
    long.write_text(Path(register).read_text("utf-8") * 6, "utf-8")
    alone, together = (impact(str(long), cache, jobs=jobs, settings=("参数.年度总学时=100",)) for jobs in (1, 2))
    assert multiprocessing.active_children() == []  # none is left to be closed while this one ends
    assert together == alone
    assert alone["rows"] == 6 * ROWS


def test_a_reading_set(register: str, rows: list[dict[str, Any]], policy: api.Policy, cache: str) -> None:
    data = impact(register, cache, settings=("口径.视同合格截止年=不含2019年",), groups=COUNTY)
    named = {"name": "口径.视同合格截止年", "id": "reading.视同合格截止年", "unit": "", "unit_id": ""}
    assert data["settings"] == [named | {"before": "含2019年", "after": "不含2019年"}]
    assert sum(turns(data).values()) == ROWS - 2
    before: Counter[str] = Counter()
    for (decision, _), count in turns(data).items():
        before[decision] += count
    assert before == Counter(each for each in decisions(policy, rows) if each is not None)


@pytest.mark.parametrize("name", ["口径.A1", "解释.视同合格截止年", "reading.A1"])
def test_a_reading_is_called_by_its_name_or_its_number(name: str, policy: api.Policy) -> None:
    assert setting(policy.tables, f"{name}=不含2019年").key == "口径.视同合格截止年"


def test_nothing_turns_where_nothing_changes(register: str, cache: str) -> None:
    data = impact(register, cache, settings=("参数.年度总学时=90",))
    assert all(each["before"] == each["after"] for each in data["turns"])
    assert data["clauses"] == data["examples"] == []
    found = api.impact_of(POLICY, None, api.ImpactRequest((register,), ("参数.年度总学时=90",)), cache=cache)
    assert "没有一行的结论改变。" in found.text()
    assert found.text().split("\n")[2] == "参数.年度总学时：90学时，现行的就是这个值"
    assert found.text("en").split("\n")[2] == "parameter.annual_total_hours: 90 class hours, which is the value in force"


def test_a_policy_of_the_next_year_decides_the_same_people_a_year_on(register: str, cache: str, tmp_path: Path) -> None:
    """A mere change of year changes no decision: the register moves with it."""
    data = impact(register, cache, edited(tmp_path / "next", "2023", NEXT))
    moved = {pair: count for pair, count in turns(data).items() if pair[0] != pair[1]}
    # Hours of 2020 and before count as passed for good: they do not move with the year, and a figure that counts years may.
    assert all("unreadable" not in pair for pair in moved)
    assert sum(moved.values()) <= ROWS // 20


def test_what_nobody_knows_stays_unknown_under_the_other_policy(cache: str, tmp_path: Path) -> None:
    """Neither assumed nor taken for what does not apply: what keeps a row open keeps it open there too."""
    stated = json.loads((ROOT / "examples" / "02-水利工程-未发现不符合.json").read_text("utf-8"))
    unknown = {"指定评委会": "不详", "申报通道": "不详", "含涉密材料": "不详"}
    hours = stated["继续教育"] | {"2022": stated["继续教育"]["2022"] | {"总学时": "不详"}}
    rows = [stated, *(stated | {fact: word} for fact, word in unknown.items()), stated | {"继续教育": hours}]
    path = tmp_path / "unknown.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    same = impact(str(path), cache, POLICY)
    assert turns(same)["eligible", "eligible"] >= 1
    assert turns(same)["incomplete", "incomplete"] >= 3
    assert all(before == after for before, after in turns(same))
    later = impact(str(path), cache, edited(tmp_path / "next", "2023", NEXT))
    assert turns(later) == turns(same)


def test_what_follows_from_a_register_is_said_anew(cache: str, tmp_path: Path) -> None:
    """The years required are those of the other policy's register where the row leaves them out, and the row's own where it does not."""
    stated = json.loads((ROOT / "examples" / "02-水利工程-未发现不符合.json").read_text("utf-8"))
    left_out = {name: value for name, value in stated.items() if name not in ("规定年限", "级别", "系列")}
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in (left_out, stated)), "utf-8")
    register = "registers/evaluation_conditions.yaml"
    entry = "评价条件:\n  - {{系列: 工程, 级别: 中级, 文号: 测, 规定年限: {}, 状态: 未核实, 把握: 中}}\n"
    policies = [edited(tmp_path / str(years), "2023", [(register, "评价条件: []\n", entry.format(years))]) for years in (4, 9)]
    data = api.impact_of(policies[0], policies[1], api.ImpactRequest((str(path),)), cache=cache).data
    assert turns(data) == {("eligible", "eligible"): 1, ("eligible", "ineligible"): 1}


def test_what_the_other_policy_does_not_know_is_told(cache: str, tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    path = tmp_path / "one.jsonl"
    row = next(row for row in rows if row.get("单位性质") == "企业")
    path.write_text(json.dumps(row, ensure_ascii=False) + "\n", "utf-8")
    policy = edited(tmp_path / "policy", "2023", [])
    for file in Path(policy).rglob("*"):
        if file.suffix in (".yaml", ".policy"):
            file.write_text(file.read_text("utf-8").replace("企业", "公司企业"), "utf-8")
    request = api.ImpactRequest((str(path),))
    try:
        found = api.impact_of(POLICY, policy, request, cache=cache)
    except api.InvalidInput as error:
        pytest.fail(str([each.code for each in error.diagnostics]))
    assert [(each["before"] != "unreadable", each["after"]) for each in found.data["turns"]] == [(True, "unreadable")]
    assert "后一份政策不认识单位性质“企业”" in found.text()
    assert "the newer policy does not know 企业 as 单位性质" in found.text("en")


def test_a_sweep_decides_each_value_as_setting_it_does(register: str, cache: str) -> None:
    swept = impact(register, cache, sweep="参数.年度总学时=80..120/10", groups=COUNTY)
    assert [each["value"] for each in swept["values"]] == ["80", "90", "100", "110", "120"]
    named = {"name": "年度总学时", "id": "annual_total_hours", "unit": "学时", "unit_id": "class_hours"}
    assert swept["parameter"] == named | {"clause": "五(一).2", "in_force": "90"}
    for each, place in zip(swept["values"], range(5), strict=True):
        set_ = impact(register, cache, settings=(f"参数.年度总学时={each['value']}",), groups=COUNTY)
        after: Counter[str] = Counter()
        for (_, decision), count in turns(set_).items():
            after[decision] += count
        assert Counter(each["decisions"]) == after
        words = swept["groups"][0]["words"]
        assert sum(sum(word["decisions"][place].values()) for word in words) == ROWS - 2
    assert len({str(each["decisions"]) for each in swept["values"]}) > 2


def test_a_date_is_set(register: str, cache: str) -> None:
    data = impact(register, cache, settings=("参数.评聘总结截止日=2024-03-15",))
    (set_,) = data["settings"]
    assert (set_["name"], set_["before"], set_["after"]) == ("参数.评聘总结截止日", "2024-02-29", date(2024, 3, 15).isoformat())
