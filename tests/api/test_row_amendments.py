"""The worked example of rows added and dropped: decisions and letters, the dates of the rows, the ledger."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from engine import api
from tests.building import CURRENT, ROOT, lay
from tests.cli.helpers import invoke

LAYER = str(ROOT / "examples" / "layers" / "rows")
CASES = sorted((ROOT / "examples" / "layers" / "cases").glob("*.json"))
NUMBER = "样例函〔2023〕70号"


def schema(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text("utf-8")))


@pytest.mark.parametrize("reference", [(), ("--reference",)], ids=["compiled", "reference"])
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_example(path: Path, reference: tuple[str, ...]) -> None:
    wanted: dict[str, Any] = yaml.safe_load(path.with_suffix(".expected.yaml").read_text("utf-8"))
    answer = invoke("eval", "--format", "json", "--with", LAYER, *reference, str(path))
    found = json.loads(answer.out)
    schema("decision").validate(found)
    assert (found["decision"], found["final"]) == (wanted["决定"], wanted["final"])
    assert [row["locator"] for row in found["committees"]] == wanted["评委会"]
    assert [each["text"]["zh"] for each in found["referrals"]] == wanted["转办"]
    assert [(each["kind"], each["number"]) for each in found["documents"]] == [("amendment", NUMBER)]
    for lang in ("zh", "en"):
        assert wanted["文件"][lang] in invoke("eval", "--lang", lang, "--with", LAYER, str(path)).out


def test_there_is_one_of_each() -> None:
    assert len(CASES) == 3


def test_without_the_layer_the_rows_are_as_printed() -> None:
    policy = api.load_policy(str(CURRENT))
    (case,) = (path for path in CASES if path.stem.startswith("工艺美术师"))
    assert [row["locator"] for row in policy.evaluate(case.read_bytes()).data["committees"]] == ["表一·23"]


def test_a_dropped_row_is_left_out_of_what_to_see(tmp_path: Path) -> None:
    """表一·9 and its like send on to rows of 表二; once such a row is dropped nobody is sent there."""
    rows = api.load_policy(str(CURRENT)).tables["rows"]
    locator, other = next((locator, row["see_also"][0]) for locator, row in rows.items() if row["see_also"])
    name = rows[other]["name"] or rows[other]["titles"]
    files = {
        "layer.yaml": '名称: 补充\n层级: 市\n文号: 文〔2023〕60号\n生效日期: "2023-08-01"\n',
        "amendments/1.yaml": f'文号: 文〔2023〕60号\n生效日期: "2023-08-01"\n变更:\n  - 删行: {other}\n    原名: {json.dumps(name)}\n',
    }
    layer = lay(tmp_path / "x", files, None)
    found, _ = api.check_policy(str(CURRENT), [layer])
    assert [(each.code, each.arguments["row"]) for each in found if each.code == "W0355"][:1] == [("W0355", other)]
    policy = api.load_policy(str(CURRENT), [layer])
    from engine.explain.committees import exists

    known = policy.tables["rows"][other]
    assert [exists(known, date(2023, 7, 31)), exists(known, date(2023, 8, 1)), exists(known, None)] == [True, False, True]
    assert other in policy.tables["rows"][locator]["see_also"]


class TestDeadlines:
    def planned(self, **wanted: Any) -> dict[str, Any]:
        found = api.plan_deadlines(str(CURRENT), [LAYER], **wanted)
        schema("deadlines").validate(found)
        return found

    def test_filing_ends_before_a_row_is_dropped(self) -> None:
        parts = {
            part["row"]: part for part in self.planned(rows=("表一·1", "表一·23", "表一·32"))["subjects"] if part["asked_of_row"]
        }
        dropped = {each["bound"]: each for each in parts["表一·23"]["deadlines"]}["latest"]
        assert (dropped["date"], dropped["safe"], dropped["documents"]) == ("2023-07-31", "2023-07-31", {"2023-07-31": [NUMBER]})
        added = {each["bound"]: each for each in parts["表一·32"]["deadlines"]}
        assert (added["earliest"]["date"], added["latest"]["date"]) == ("2023-08-01", "2023-10-31")
        assert {each["documents"] == {} for each in parts["表一·1"]["deadlines"]} == {True}

    def test_no_meeting_is_assumed_of_a_dropped_row(self) -> None:
        (part,) = self.planned(rows=("表一·23",), subject="评审会议")["subjects"]
        assert [each["name"] for each in part["known"]] == ["驻地"]

    @pytest.mark.parametrize(
        "on,rows", [("2023-07-31", ("表一·23",)), ("2023-08-01", ("表一·32",)), (None, ("表一·23", "表一·32"))]
    )
    def test_rows_there_on_a_day(self, on: str | None, rows: tuple[str, ...]) -> None:
        found = self.planned(on=date.fromisoformat(on) if on else None)["working_months"]
        assert tuple(each["row"] for each in found if each["row"] in ("表一·23", "表一·32")) == rows

    @pytest.mark.parametrize(
        "lang,lines",
        [
            ("zh", [
                "  表一·23  2023-08 至 2023-11  市工艺美术中级专业技术职务任职资格评审委员会（自2023-08-01起删去，样例函〔2023〕70号）",
                "  表一·32  2023-08 至 2023-10  市蓄电池工程技术人员中级专业技术职务任职资格评审委员会（样例）（自2023-08-01起增设，样例函〔2023〕70号）",
            ]),
            ("en", [
                "  表一·23  2023-08 to 2023-11  市工艺美术中级专业技术职务任职资格评审委员会 (dropped from 2023-08-01, 样例函〔2023〕70号)",
            ]),
        ],
    )  # fmt: skip
    def test_text(self, lang: str, lines: list[str]) -> None:
        out = invoke("deadlines", "--with", LAYER, "--lang", lang).out.splitlines()
        assert [line for line in lines if line not in out] == []


def test_ledger() -> None:
    found = api.trace_policy(str(CURRENT), [LAYER])
    data = found.data()
    schema("trace").validate(data)
    assert [(each["kind"], each["name"], each["before"], each["after"]) for each in data["layers"][0]["carried"]] == [
        ("line", "表一·23", "市工艺美术中级专业技术职务任职资格评审委员会", "—"),
        ("line", "表一·32", None, "市蓄电池工程技术人员中级专业技术职务任职资格评审委员会（样例）"),
    ]
    assert (data["totals"]["rows"], found.diagnostics) == (72, [])
