"""Deadlines with layers: what amendments, committees' notices and county plans make of them, and the document beside each date."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from icalendar import Calendar

from engine import api
from tests.building import lay
from tests.cli.helpers import ROOT, invoke
from tests.cli.test_planning_commands import schema

POLICY = str(ROOT / "policies" / "2023")
LAYERS = {path.name: str(path) for path in (ROOT / "examples" / "layers").iterdir() if path.is_dir()}
HEAD = '名称: {name}\n层级: {rank}\n文号: {number}\n生效日期: "{since}"\n'
EXTENSION = '文号: 样例延期〔2023〕1号\n生效日期: "{since}"\n变更:\n  - {{{change}}}\n'
POSTPONED = '参数: 评聘方案截止日, 原值: "2023-11-30", 新值: "2023-12-15"'


@cache
def planned(*layers: str, **wanted: Any) -> dict[str, Any]:
    found = api.plan_deadlines(POLICY, layers, **wanted)
    schema("deadlines").validate(json.loads(json.dumps(found)))
    return found


def amended(place: Path, change: str, since: str = "2023-08-01") -> str:
    """A layer of the city's own with one amendment."""
    head = HEAD.format(name="延期", rank="市", number="样例延期〔2023〕1号", since=since)
    return lay(place, {"layer.yaml": head, "amendments/1.yaml": EXTENSION.format(since=since, change=change)}, None)


def entry(plan: dict[str, Any], name: str, bound: str = "latest", row: str | None = None) -> dict[str, Any]:
    parts = [part for part in plan["subjects"] if part["row"] == row or row is None]
    (found,) = (each for part in parts for each in part["deadlines"] if (each["name"], each["bound"]) == (name, bound))
    return dict(found)


class TestAmendments:
    def test_a_row_works_in_its_amended_months_and_names_the_document(self) -> None:
        plan = planned(LAYERS["amendment"])
        (row,) = (each for each in plan["working_months"] if each["row"] == "表一·19")
        assert (row["start_date"], row["finish_date"], row["documents"]) == ("2023-05-01", "2023-09-30", ["样例函〔2023〕60号"])
        assert row["office"].endswith("2106200")
        assert [(c["column"], c["since"], c["before"], c["after"]) for c in row["changes"]] == [
            ("完成时间", "2023-08-01", "7月", "9月"), ("电话", "2023-08-01", "2106258", "2106200"),
        ]  # fmt: skip
        assert {each["row"] for each in plan["working_months"] if each["documents"]} == {"表一·19"}

    @pytest.mark.parametrize(
        "on,finish,documents", [("2023-07-31", "2023-07-31", []), ("2023-08-01", "2023-09-30", ["样例函〔2023〕60号"])]
    )
    def test_on_a_day_it_stands_as_on_that_day(self, on: str, finish: str, documents: list[str]) -> None:
        plan = planned(LAYERS["amendment"], on=date.fromisoformat(on), rows=("表一·19",))
        assert plan["on"] == on
        (row,) = plan["working_months"]
        assert (row["finish_date"], row["documents"]) == (finish, documents)
        assert entry(plan, "申报日期", row="表一·19")["date"] == finish
        meeting = next(part for part in plan["subjects"] if part["subject"] == "评审会议")["known"][1]
        assert (meeting["source"], meeting["documents"]) == ("assumed", documents)
        assert meeting["value"] == {"2023-07-31": "2023-07-31", "2023-09-30": "2023-09-28"}[finish]

    @pytest.mark.parametrize("meeting,outside", [("2023-07-31", False), ("2023-08-01", False), ("2023-10-09", True)])
    def test_a_meeting_is_held_against_the_months_of_its_day(self, meeting: str, outside: bool) -> None:
        plan = planned(LAYERS["amendment"], rows=("表一·19",), subject="评审会议", meeting=meeting)
        assert [part["outside_working_months"] for part in plan["subjects"]] == [outside]

    def test_a_meeting_before_the_amendment_holds_is_outside(self, tmp_path: Path) -> None:
        layer = amended(tmp_path, "行: 表一·19, 栏: 启动时间, 原值: 5月, 新值: 4月", since="2023-05-20")
        plan = api.plan_deadlines(POLICY, [layer], rows=("表一·19",), subject="评审会议", meeting="2023-04-20")
        assert plan["subjects"][0]["outside_working_months"] is True
        assert plan["working_months"][0]["start_date"] == "2023-04-01"

    def test_a_postponed_date_tells_what_it_was_before(self, tmp_path: Path) -> None:
        plan = api.plan_deadlines(POLICY, [amended(tmp_path, POSTPONED, "2023-11-20")], subject="自主评聘单位")
        found = entry(plan, "方案报人社部门日期")
        assert (found["date"], found["safe"]) == ("2023-12-15", "2023-12-14")
        assert found["documents"] == {"2023-12-15": ["样例延期〔2023〕1号"], "2023-12-14": ["样例延期〔2023〕1号"]}
        assert found["earlier"] == [
            {"reference": "meeting_date", "name": "评聘会议日期", "before": "2023-11-20", "date": "2023-11-30"}
        ]
        assert entry(plan, "总结报当地人社部门日期")["documents"] == {}

    @pytest.mark.parametrize("meeting,last", [("2023-11-19", "2023-11-30"), ("2023-11-20", "2023-12-15")])
    def test_with_the_reference_date_known_there_is_one_figure(self, tmp_path: Path, meeting: str, last: str) -> None:
        layer = amended(tmp_path, POSTPONED, "2023-11-20")
        found = entry(api.plan_deadlines(POLICY, [layer], subject="自主评聘单位", meeting=meeting), "方案报人社部门日期")
        assert (found["date"], found["earlier"]) == (last, [])
        assert bool(found["documents"]) is (last == "2023-12-15")

    def test_amended_working_days_move_the_report(self, tmp_path: Path) -> None:
        layer = amended(tmp_path, "参数: 评前报告工作日, 原值: 5, 新值: 7")
        given = ("驻地=设在市级",)
        for meeting, last, numbers in (("2023-07-31", "2023-07-24", []), ("2023-08-31", "2023-08-22", ["样例延期〔2023〕1号"])):
            found = entry(api.plan_deadlines(POLICY, [layer], subject="评审会议", meeting=meeting, given=given), "报告日期")
            assert (found["date"], found["documents"].get(last, [])) == (last, numbers)


class TestReferenceDate:
    """The row's dates bound the very date at which amendments are read: what is told is what evaluation accepts."""

    def statuses(self, layer: str, day: date, condition: str) -> str:
        policy = api.load_policy(POLICY, [layer])
        case = json.loads((ROOT / "examples" / "01-建设工程-学时不足.json").read_text(encoding="utf-8"))
        found = policy.evaluate(case | {"申报日期": day.isoformat()}).data["committees"]
        (row,) = (each for each in found if each["locator"] == "表一·19")
        return next(str(each["status"]) for each in row["findings"] if each["condition"] == condition)

    @pytest.mark.parametrize(
        "change,since,bound,condition",
        [
            ("栏: 启动时间, 原值: 5月, 新值: 4月", "2023-05-20", "earliest", "评审工作已启动"),
            ("栏: 启动时间, 原值: 5月, 新值: 6月", "2023-06-10", "earliest", "评审工作已启动"),
            ("栏: 完成时间, 原值: 7月, 新值: 9月", "2023-08-10", "latest", "本年度评审未结束"),
            ("栏: 完成时间, 原值: 7月, 新值: 6月", "2023-07-10", "latest", "本年度评审未结束"),
        ],
    )
    def test_the_edge_is_that_of_evaluation(self, tmp_path: Path, change: str, since: str, bound: str, condition: str) -> None:
        layer = amended(tmp_path, f"行: 表一·19, {change}", since)
        found = entry(api.plan_deadlines(POLICY, [layer], rows=("表一·19",)), "申报日期", bound, row="表一·19")
        day = date.fromisoformat(found["date"])
        beyond = day + timedelta(days=1 if bound == "latest" else -1)
        assert self.statuses(layer, day, condition) == "met"
        assert self.statuses(layer, beyond, condition) != "met"


class TestCommitteeNotices:
    def test_the_window_bounds_the_day_of_filing(self) -> None:
        plan = planned(LAYERS["committee-notice"])
        first, last = entry(plan, "申报日期", "earliest"), entry(plan, "申报日期", "latest")
        assert (first["date"], first["documents"]) == ("2023-07-10", {"2023-07-10": ["样例评〔2023〕12号"]})
        assert (last["date"], last["documents"]) == ("2023-08-31", {"2023-08-31": ["样例评〔2023〕12号"]})
        assert plan["acceptance"] == [{
            "row": "表一·12", "name": "市林业工程技术人员中级专业技术职务任职资格评审委员会",
            "from": "2023-07-10", "until": "2023-08-31", "hours_until": "2023-08-31", "tenure_until": "2023-12-31",
            "documents": ["样例评〔2023〕12号"], "clause": "附件1·表一·12",
            "kinds": {"2023-07-10": "working", "2023-08-31": "working", "2023-12-31": "weekend"},
        }]  # fmt: skip

    def test_the_plan_goes_on_to_print_the_months_of_the_notice(self) -> None:
        (row,) = planned(LAYERS["committee-notice"], rows=("表一·12",))["working_months"]
        assert (row["start_date"], row["finish_date"], row["documents"]) == ("2023-07-01", "2023-09-30", [])

    def test_calendar_has_window_and_last_day(self) -> None:
        for lang, last in (("zh", "受理截止：表一·12 "), ("en", "Last day of applications: 表一·12 ")):
            data = api.deadlines_as_calendar(planned(LAYERS["committee-notice"]), lang)
            found = {str(event["summary"]): event for event in Calendar.from_ical(data).walk("VEVENT")}
            (event,) = (each for name, each in found.items() if name.startswith(last))
            assert (event["dtstart"].dt, event["dtend"].dt) == (date(2023, 8, 31), date(2023, 9, 1))
            assert "样例评〔2023〕12号" in event["description"]
        window = api.deadlines_as_calendar(planned(LAYERS["committee-notice"]), "zh")
        (event,) = (e for e in Calendar.from_ical(window).walk("VEVENT") if str(e["summary"]).startswith("受理：表一·12"))
        assert (event["dtstart"].dt, event["dtend"].dt) == (date(2023, 7, 10), date(2023, 9, 1))
        filing = [e for e in Calendar.from_ical(window).walk("VEVENT") if str(e["summary"]) == "申报·表一·12·申报日期（最迟）"]
        assert [("文件 样例评〔2023〕12号" in e["description"]) for e in filing] == [True]

    def test_chart_draws_the_window_and_names_the_document(self) -> None:
        drawn = api.deadlines_as_chart(planned(LAYERS["committee-notice"]), "zh")
        assert "2023-07-10至2023-08-31受理（样例评〔2023〕12号）" in drawn
        narrow = [e for e in ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}rect") if e.get("height") == "4"]
        assert len(narrow) == 1
        assert "深色细条" in drawn
        assert "深色细条" not in api.deadlines_as_chart(planned())


class TestCountyPlans:
    def test_which_county_holds_which_committee(self) -> None:
        found = planned(LAYERS["county-plan"])["counties"]
        assert [(each["row"], each["county"], each["held"], each["documents"]) for each in found] == [
            ("表一·24", "松阳县", False, ["样例松〔2023〕3号"]),
            ("表一·26", "松阳县", True, ["样例松〔2023〕3号"]),
            ("表一·27", "松阳县", True, ["样例松〔2023〕3号"]),
        ]


class TestRowDeadlines:
    def test_without_layers_rows_named_only(self) -> None:
        assert not any(part["asked_of_row"] for part in planned()["subjects"])
        found = [part["row"] for part in planned(rows=("表一·12", "表三·1"))["subjects"] if part["asked_of_row"]]
        assert found == ["表一·12"]

    def test_of_every_row_for_the_subject_asked(self) -> None:
        parts = planned(subject="申报")["subjects"]
        assert len(parts) == 71
        assert all(part["asked_of_row"] for part in parts)

    def test_a_deadline_of_every_row_of_a_layer(self, tmp_path: Path) -> None:
        files = {
            "layer.yaml": HEAD.format(name="评委会细则", rank="市", number="样例细则〔2023〕2号", since="2023-06-01"),
            "clauses.yaml": "条款:\n  - {条款号: '1', 类别: c, 主体: [申报人], 摘要: 完成前十日不再收, 落实: 期限, 落实于: [提前申报], 状态: 未收存}\n",
            "rules/early.policy": (
                "期限 提前申报 【评委会细则·1】\n    主体 申报\n    逐行 表二\n"
                "    应当 申报日期 不晚于 本行.完成日期 前 10 天 【评委会细则·1】\n    否则 提示 “请提前申报”\n"
            ),
        }  # fmt: skip
        plan = api.plan_deadlines(POLICY, [lay(tmp_path, files, None)])
        parts = {part["row"]: part for part in plan["subjects"] if part["asked_of_row"]}
        assert len(parts) == 40
        (found,) = parts["表二·16"]["deadlines"]
        assert (found["date"], found["binding"], found["documents"]) == (
            "2024-03-21",
            False,
            {"2024-03-21": ["样例细则〔2023〕2号"]},
        )


class TestText:
    @pytest.mark.parametrize(
        "layer,arguments,lines",
        [
            ("amendment", (), [
                "叠加：关于调整2023年度职称评审工作的补充通知（样例）（样例函〔2023〕60号）",
                "  申报日期：最迟 2023-09-30（周六，休息日）（样例函〔2023〕60号）　稳妥 2023-09-28（周四）（样例函〔2023〕60号）【附.1】",
                "  表一·19  2023-05 至 2023-09  市建设工程技术人员中级专业技术职务任职资格评审委员会"
                "（完成时间自2023-08-01起由“7月”改为“9月”，样例函〔2023〕60号；电话自2023-08-01起由“2106258”改为“2106200”，样例函〔2023〕60号）",
            ]),
            ("amendment", ("--lang", "en", "--on", "2023-08-01", "--row", "表一·19"), [
                "With: 关于调整2023年度职称评审工作的补充通知（样例） (样例函〔2023〕60号)", "Amendments as of 2023-08-01",
                "  Known: seat city_seat (from the row), meeting_date 2023-09-28 (Thu)"
                " (assumed: the last working day of the finish month) (样例函〔2023〕60号)",
                "  表一·19  2023-05 to 2023-09  市建设工程技术人员中级专业技术职务任职资格评审委员会"
                " (完成时间 from 2023-08-01: 9月 instead of 7月, 样例函〔2023〕60号; "
                "电话 from 2023-08-01: 2106200 instead of 2106258, 样例函〔2023〕60号)",
            ]),
            ("committee-notice", (), [
                "  申报日期：最早 2023-07-10（周一）（样例评〔2023〕12号）　稳妥 2023-07-10（周一）（样例评〔2023〕12号）【附.1】",
                "受理起止",
                "  表一·12  2023-07-10（周一）至 2023-08-31（周四）；学时认定截止 2023-08-31（周四）；"
                "任职年限计算截止 2023-12-31（周日，休息日）  市林业工程技术人员中级专业技术职务任职资格评审委员会（样例评〔2023〕12号）",
            ]),
            ("county-plan", (), [
                "设在县级的评委会",
                "  表一·24  松阳县不设  各县(市、区)卫生中级专业技术职务任职资格评审委员会（样例松〔2023〕3号）",
            ]),
            ("county-plan", ("--lang", "en"), [
                "Committees seated in counties",
                "  表一·26  松阳县 holds it  各县(市、区)中小学教师中级专业技术职务任职资格评审委员会 (样例松〔2023〕3号)",
            ]),
        ],
    )  # fmt: skip
    def test_lines(self, layer: str, arguments: tuple[str, ...], lines: list[str]) -> None:
        answer = invoke("deadlines", "--with", LAYERS[layer], *arguments)
        assert (answer.code, answer.err) == (0, "")
        assert [line for line in lines if line not in answer.out.splitlines()] == []

    @pytest.mark.parametrize(
        "lang,line",
        [
            ("zh", "    评聘会议日期在2023-11-20之前的：2023-11-30（周四）"),
            ("en", "    for a meeting_date before 2023-11-20: 2023-11-30 (Thu)"),
        ],
    )
    def test_what_a_postponed_date_was(self, tmp_path: Path, lang: str, line: str) -> None:
        layer = amended(tmp_path, POSTPONED, "2023-11-20")
        assert line in invoke("deadlines", "--with", layer, "--lang", lang).out.splitlines()

    def test_a_date_that_is_none_is_refused(self) -> None:
        answer = invoke("deadlines", "--on", "2023-02-30")
        assert (answer.code, answer.out) == (2, "")
        assert "E0905" in answer.err
