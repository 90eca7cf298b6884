"""The ledger of a policy with layers: what they carry, and the document behind every figure."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator

from engine import api
from tests.building import lay
from tests.cli.helpers import invoke
from tests.trace.conftest import NOTICE_2023, POLICY_2023, ROOT

LAYERS = ROOT / "examples" / "layers"
SCHEMA = Draft202012Validator(json.loads((ROOT / "schemas" / "trace.schema.json").read_text(encoding="utf-8")))
HEAD = '名称: 市细则\n层级: 市\n文号: 样例细则〔2023〕2号\n生效日期: "2023-06-01"\n'
CLAUSE = "条款:\n  - {{条款号: '1', 类别: a, 主体: [申报人], 摘要: 须有单位名称, 落实: 条件, 落实于: [{name}], 状态: 未收存}}\n"
RULE = "条件 单位已写明 【{clause}】\n    主体 申报\n    应当 含涉密材料 是 否 【{clause}】\n    否则 提示 “请写明”\n"


def traced(*layers: str, notice: bool = False) -> api.Traced:
    text = str(NOTICE_2023) if notice else None
    found = api.trace_policy(str(POLICY_2023), layers, notice=text)
    for lang in ("zh", "en"):
        assert [error.message for error in SCHEMA.iter_errors(found.data(lang))] == []
        ElementTree.fromstring(found.html(lang).split("\n", 1)[1])
    return found


def carried(found: api.Traced) -> list[tuple[str, ...]]:
    return [
        (each["kind"], each["name"], each["before"], each["after"], each["since"], each["number"], f"{each['file']}:{each['line']}")
        for layer in found.data()["layers"] for each in layer["carried"]
    ]  # fmt: skip


def test_without_layers_there_are_none() -> None:
    data = traced().data()
    assert data["layers"] == []
    assert {len(entry["beside"]) for entry in data["entries"]} == {0}


def test_an_amendment_is_told_with_old_and_new_values() -> None:
    found = traced(str(LAYERS / "amendment"))
    number, file = "样例函〔2023〕60号", "amendment/amendments/1.yaml"
    assert carried(found) == [
        ("figure", "专业科目学时", "60学时", "70学时", "2023-08-01", number, f"{file}:7"),
        ("cell", "表一·19 完成时间", "7月", "9月", "2023-08-01", number, f"{file}:8"),
        ("cell", "表一·19 电话", "2106258", "2106200", "2023-08-01", number, f"{file}:9"),
    ]
    beside = {
        entry["locator"]: [each["name"] for each in entry["beside"]] for entry in found.data()["entries"] if entry["beside"]
    }
    assert beside == {"五(一).3": ["专业科目学时"], "表一·19": ["表一·19 完成时间", "表一·19 电话"]}
    assert not found.failed
    assert found.data()["totals"] == traced().data()["totals"]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("amendment", [
            "叠加　关于调整2023年度职称评审工作的补充通知（样例）　样例函〔2023〕60号　市　自2023-08-01起",
            "  + 数　专业科目学时　60学时 → 70学时　自2023-08-01起　五(一).3　样例函〔2023〕60号　amendment/amendments/1.yaml:7",
        ]),
        ("committee-notice", [
            "  + 受理起止　表一·12　2023-07-10—2023-08-31　自2023-06-20起　表一·12　样例评〔2023〕12号　"
            "committee-notice/committee-notices/表一-12.yaml:3",
        ]),
        ("county-plan", [
            "  + 县计划　松阳县　表一·26、表一·27　表一·24、表一·26、表一·27　样例松〔2023〕3号　county-plan/county-plans/松阳县.yaml:3",
        ]),
        ("registers", [
            "  + 规定年限　工程中级　5年　样例条件〔2023〕1号　layers/registers/registers/evaluation_conditions.yaml:3",
            "  + 核准备案　表一·12　2020-09-01—2023-08-31　自2020-09-01起　表一·12　样例备案〔2020〕5号　"
            "layers/registers/registers/committee_approvals.yaml:3",
            "  + 学时例外　S-0001　2022　样例证明〔2023〕1号　layers/registers/registers/hour_exemptions.yaml:4",
        ]),
    ],
)  # fmt: skip
def test_text(name: str, lines: list[str]) -> None:
    answer = invoke("trace", str(POLICY_2023), "--with", str(LAYERS / name))
    assert answer.code == 0
    assert [line for line in lines if line not in answer.out.splitlines()] == []
    assert answer.out.splitlines()[-1] == "137/137 已落实，0 项孤立"


def test_english_and_two_layers() -> None:
    laid = [word for name in ("committee-notice", "county-plan") for word in ("--with", str(LAYERS / name))]
    out = invoke("trace", str(POLICY_2023), *laid, "--lang", "en").out
    assert "With 松阳县评审计划（样例）  样例松〔2023〕3号  县  from 2023-06-01" in out
    assert (
        "  + time of acceptance  表一·12  2023-07-10—2023-08-31  from 2023-06-20  表一·12  样例评〔2023〕12号  "
        "committee-notice/committee-notices/表一-12.yaml:3"
    ) in out.splitlines()


def test_an_upper_pack_shows_its_own_register_and_figures() -> None:
    (layer,) = traced("order-40").data()["layers"]
    states = {entry["locator"].removeprefix("职称评审管理暂行规定·"): entry["state"] for entry in layer["entries"]}
    assert states["要点.1"] == "stated"
    assert {state for locator, state in states.items() if locator != "要点.1"} == {"rule"}
    figures = {each["name"]: (each["after"], each["locators"]) for each in layer["carried"] if each["kind"] == "figure"}
    assert figures["高级评委会按系列人数"] == ("25人", ["职称评审管理暂行规定·要点.2"])


def test_what_a_layer_registers_must_be_carried(tmp_path: Path) -> None:
    files = {
        "layer.yaml": HEAD,
        "clauses.yaml": CLAUSE.format(name="没有的条件"),
        "rules/x.policy": RULE.format(clause="市细则·1"),
    }
    found = traced(lay(tmp_path / "x", files, None))
    assert [(each.code, each.arguments["locator"]) for each in found.diagnostics if each.code != "E0802"] == [
        ("E0801", "市细则·1"), ("E0805", "市细则·1"),
    ]  # fmt: skip
    assert [each.arguments["name"] for each in found.diagnostics if each.code == "E0802"] == ["单位已写明"]
    assert found.data()["layers"][0]["entries"][0]["state"] == "failed"


def test_a_rule_of_a_layer_on_the_notices_own_clause_is_no_orphan(tmp_path: Path) -> None:
    found = traced(lay(tmp_path / "x", {"layer.yaml": HEAD, "rules/x.policy": RULE.format(clause="一.5")}, None))
    assert found.diagnostics == []
    entry = found.ledger.entry("一.5")
    assert "单位已写明" in [each.name for each in entry.carriers]
    assert [each[:2] for each in carried(found)] == [("condition", "单位已写明")]


@pytest.mark.skipif(not NOTICE_2023.is_file(), reason="the notice itself is not at hand")
def test_figures_of_layers_are_not_looked_for_in_the_notice() -> None:
    found = traced("order-40", str(LAYERS / "amendment"), notice=True)
    assert found.diagnostics == []
    assert found.ledger.notice == api.trace_policy(str(POLICY_2023), notice=str(NOTICE_2023)).ledger.notice


def test_documents_in_the_policys_own_folder(tmp_path: Path) -> None:
    text = (LAYERS / "amendment" / "amendments" / "1.yaml").read_text(encoding="utf-8")
    folder = lay(tmp_path / "2023", {"amendments/1.yaml": text}, POLICY_2023)
    found = api.trace_policy(folder, features=str(ROOT / "features"))
    (layer,) = found.data()["layers"]
    assert (layer["name"], [each["kind"] for each in layer["carried"]]) == (None, ["figure", "cell", "cell"])
    assert "政策文件夹内的其他文件" in found.text().splitlines()


def test_a_layer_that_is_not_there() -> None:
    answer = invoke("trace", "--with", "/nowhere")
    assert (answer.code, answer.out) == (2, "")
    assert "E01" in answer.err
