"""``policy deadlines``, ``policy readings``, ``policy sample``: what they print and write, and with which exit code."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from icalendar import Calendar
from jsonschema import Draft202012Validator

from tests.cli.helpers import ROOT, invoke


def schema(name: str) -> Draft202012Validator:
    found = json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found)


class TestDeadlines:
    @pytest.mark.parametrize(
        "arguments",
        [
            (),
            ("--meeting", "2023-10-12"),
            ("--row", "表一·12", "--row", "表二·16"),
            ("--subject", "评审会议", "--meeting", "2023-10-14", "--given", "报告日期=2023-10-08"),
            ("--subject", "self_evaluating_unit"),
        ],
    )
    def test_json_follows_its_schema(self, arguments: tuple[str, ...]) -> None:
        answer = invoke("deadlines", "--format", "json", *arguments)
        assert (answer.code, answer.err) == (0, "")
        schema("deadlines").validate(json.loads(answer.out))

    def test_text(self) -> None:
        out = invoke("deadlines", "--subject", "评审会议", "--meeting", "2023-10-12", "--given", "驻地=设在市级").out
        assert "报告日期：最迟 2023-10-07（周六，调休上班）　稳妥 2023-09-28（周四）【五(二).8】" in out
        assert "口径A6“隔满五日”：2023-10-06（周五，放假）" in out
        assert "评审工作月份" not in out

    def test_text_of_a_meeting_on_a_saturday(self) -> None:
        arguments = (
            "--subject",
            "评审会议",
            "--meeting",
            "2023-10-14",
            "--given",
            "报告日期=2023-10-09",
            "--given",
            "驻地=设在市级",
        )
        out = invoke("deadlines", *arguments).out
        assert "会议日期 2023-10-14 不是工作日" in out
        assert "所填2023-10-09：不符合" in out

    def test_english(self) -> None:
        out = invoke("deadlines", "--lang", "en", "--row", "表一·12").out
        assert "report_date: last day 2023-09-21 (Thu)  safe day 2023-09-20 (Wed) [五(二).8]" in out
        assert "assumed" in out
        assert "  Known: seat city_seat (from the row), meeting_date 2023-09-28 (Thu) (assumed: " in out
        assert "  notice_approved_on (notice_issued: yes): open until known: notice_issued_on [五(二).4]" in out

    def test_a_county_seated_committee(self) -> None:
        arguments = ("deadlines", "--subject", "评审会议", "--row", "表一·24", "--meeting", "2023-10-12")
        assert (
            "  报告日期：最迟 2023-10-12（周四）　建议 2023-10-07（周六，调休上班）　稳妥 2023-09-28（周四）【五(二).10】\n"
            "    口径A6“隔满五日”，建议：2023-10-06（周五，放假）\n"
        ) in invoke(*arguments).out
        assert "    reading A6 `隔满五日`, advised: 2023-10-06 (Fri, holiday)\n" in invoke(*arguments, "--lang", "en").out

    def test_a_meeting_in_another_year(self) -> None:
        told = "  注意：会议日期不在2023年度内，本政策是2023年度的，请核对会议日期，或改用会议当年的政策。\n"
        assert invoke("deadlines", "--meeting", "2025-10-16").out.count(told) == 2
        told = (
            "  Note: the meeting does not lie in 2023, which is the year of this policy; check the date, or use the policy of the "
            "meeting's year.\n"
        )
        assert invoke("deadlines", "--meeting", "2025-10-16", "--lang", "en").out.count(told) == 2
        assert "注意" not in invoke("deadlines", "--meeting", "2023-10-16").out

    def test_rounds_and_months(self) -> None:
        out = invoke("deadlines").out
        assert "表三·1 大中专毕业生初定：2023-09 最迟 2023-09-28（周四）" in out
        assert "2023-07 至 2023-09  市林业工程技术人员" in out

    def test_files(self, tmp_path: Path) -> None:
        for format in ("ics", "svg", "json", "text"):
            path = tmp_path / f"plan.{format}"
            arguments = ("deadlines", "--row", "表一·12", "--format", format)
            assert invoke(*arguments, "-o", str(path)) == (0, "", "")
            assert path.read_bytes() == invoke(*arguments).out.encode("utf-8")
        assert len(Calendar.from_ical((tmp_path / "plan.ics").read_bytes()).walk("VEVENT")) >= 3
        ElementTree.fromstring((tmp_path / "plan.svg").read_text(encoding="utf-8"))
        assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []

    @pytest.mark.parametrize(
        "arguments,code",
        [
            (("--meeting", "2039-10-12"), "E0840"),
            (("--meeting", "2023-02-29"), "E0621"),
            (("--given", "x"), "E0841"),
            (("--given", "不存在=1"), "E0842"),
            (("--row", "表九·1"), "E0845"),
            (("--subject", "x"), "E0903"),
            (("--format", "pdf"), "E0905"),
            (("--format", "ics", "--subject", "评审会议"), "E0847"),
            (("-o", "/"), "E0911"),
            (("-o", "/nowhere/at/all"), "E0911"),
            (("--policy", "/nowhere"), "E01"),
            (("extra",), "E0906"),
            (("--meeting",), "E0904"),
        ],
    )
    def test_refused(self, arguments: tuple[str, ...], code: str) -> None:
        answer = invoke("deadlines", *arguments)
        assert (answer.code, answer.out) == (2, "")
        assert code in answer.err
        assert "Traceback" not in answer.err

    @pytest.mark.parametrize(
        "arguments,shown",
        [
            (
                ("--meeting", "2025-02-29"),
                "E0621 --meeting:1:1 2025年2月29日不存在，该月最后一日为28日。\n   1 | 2025-02-29\n     | ^^^^^^^^^^\n",
            ),
            (
                ("--meeting", "2025-02-29", "--lang", "en"),
                "E0621 --meeting:1:1 there is no day 29 in month 2 of 2025; its last day is 28\n   1 | 2025-02-29\n     | ^^^^^^^^^^\n",
            ),
            (
                ("--meeting", "2023-10-12", "--given", "驻地=设在市级", "--given", "report_date=2023-02-29"),
                "E0621 --given:2:6 2023年2月29日不存在，该月最后一日为28日。\n"
                "   2 | 报告日期=2023-02-29\n     |          ^^^^^^^^^^\n",
            ),
            (
                ("--row", "表一·12", "--meeting", "abc"),
                "E0618 --meeting:1:1 会议日期应填日期，现为“abc”。\n   1 | abc\n     | ^^^\n",
            ),
        ],
    )  # fmt: skip
    def test_what_was_given_is_told_at_its_option(self, arguments: tuple[str, ...], shown: str) -> None:
        assert invoke("deadlines", "--subject", "评审会议", *arguments).err.startswith(shown)


class TestReadings:
    def test_json_follows_its_schema(self) -> None:
        answer = invoke("readings", "--format", "json")
        found = json.loads(answer.out)
        schema("readings-list").validate(found)
        assert [each["code"] for each in found["readings"]] == [f"A{number}" for number in range(1, 18)]

    @pytest.mark.parametrize("lang,last", [("zh", "共17处口径，17处待确认。"), ("en", "17 readings, 17 not yet confirmed.")])
    def test_text(self, lang: str, last: str) -> None:
        answer = invoke("readings", "--lang", lang)
        assert answer.code == 0
        assert answer.out.splitlines()[-1] == last
        assert "● 含2019年" in answer.out
        assert "评前报告" in answer.out

    def test_many_rows_are_told_by_table_and_number(self) -> None:
        chinese, english = invoke("readings").out, invoke("readings", "--lang", "en").out
        assert "…" not in chinese + english
        assert "表一·2 备注1" not in chinese + english
        told = (
            "  用到：表一共17行（2、5、11—12、15、17、19、21—22、24—31）和表二共13行（3、6、8、11—12、14、16、21、25、30、36—38）的提示、"
            "表一共31行（1—31）和表二共40行（1—40）的适用范围"
        )
        assert chinese.splitlines().count(told) == 1
        told = (
            "  used by: the notes of 17 rows of 表一 (2, 5, 11–12, 15, 17, 19, 21–22, 24–31) and 13 rows of 表二 (3, 6, 8, 11–12, 14, "
            "16, 21, 25, 30, 36–38), the scope of 31 rows of 表一 (1–31) and 40 rows of 表二 (1–40)"
        )
        assert english.splitlines().count(told) == 1

    def test_refused(self) -> None:
        assert invoke("readings", "--policy", "/nowhere").code == 2
        assert invoke("readings", "--format", "xml").code == 2


class TestSample:
    @pytest.fixture
    def listed(self, tmp_path: Path) -> str:
        path = tmp_path / "单位.csv"
        path.write_text("编号,县\n=A1,遂昌县\nA2,遂昌县\nA3,青田县\n", encoding="utf-8")
        return str(path)

    def test_drawn_and_verified(self, listed: str, tmp_path: Path) -> None:
        result = str(tmp_path / "抽查名单.json")
        drawn = ("sample", "--from", listed, "--rate", "5%", "--seed", "2023123", "--by", "县", "--format", "json")
        assert invoke(*drawn, "-o", result).code == 0
        schema("sample").validate(json.loads(Path(result).read_text(encoding="utf-8")))
        answer = invoke("sample", "--verify", result)
        assert answer.code == 0
        assert answer.out.startswith("核对一致")
        assert json.loads(invoke("sample", "--verify", result, "--format", "json").out)["verified"] is True

    def test_text_names_seed_and_digest(self, listed: str) -> None:
        data = json.loads(invoke("sample", "--from", listed, "--count", "2", "--seed", "7", "--format", "json").out)
        for lang in ("zh", "en"):
            out = invoke("sample", "--from", listed, "--count", "2", "--seed", "7", "--lang", lang).out
            assert data["population"]["digest"] in out
            assert "policy-sample-1" in out

    def test_a_json_list_is_told_by_item(self, tmp_path: Path) -> None:
        path = tmp_path / "单位.json"
        path.write_text('["甲","乙","丙"]', encoding="utf-8")
        chosen = ("sample", "--from", str(path), "--count", "2", "--seed", "7")
        assert "  1. 乙  名单第2项  4f1fb967a78319b7\n  2. 甲  名单第1项  5d3fcb9547795171\n" in invoke(*chosen).out
        assert "  1. 乙  item 2  4f1fb967a78319b7\n" in invoke(*chosen, "--lang", "en").out
        data = json.loads(invoke(*chosen, "--format", "json").out)
        schema("sample").validate(data)
        assert [(each["line"], each["item"]) for each in data["drawn"]] == [(1, 2), (1, 1)]
        assert invoke(*chosen, "--format", "csv").out.splitlines()[0] == "\ufeff分组,序号,名称,名单项号,排序值"

    def test_table_is_for_spreadsheets(self, listed: str) -> None:
        out = invoke("sample", "--from", listed, "--count", "3", "--seed", "7", "--format", "csv").out
        assert out.startswith("\ufeff")
        rows = list(csv.reader(io.StringIO(out[1:])))
        assert rows[0] == ["分组", "序号", "名称", "名单行号", "排序值"]
        assert {row[2] for row in rows[1:]} == {"'=A1", "A2", "A3"}

    @pytest.mark.parametrize(
        "arguments,code",
        [
            ((), "E0904"),
            (("--from", "{}"), "E0863"),
            (("--from", "{}", "--rate", "5%", "--count", "1", "--seed", "1"), "E0863"),
            (("--from", "{}", "--rate", "5%"), "E0862"),
            (("--from", "{}", "--rate", "5", "--seed", "1"), "E0860"),
            (("--from", "{}", "--count", "4", "--seed", "1"), "E0861"),
            (("--from", "{}", "--count", "1", "--seed", "1", "--by", "市"), "E0855"),
            (("--from", "none.csv", "--count", "1", "--seed", "1"), "E0106"),
            (("--from", "README.md", "--count", "1", "--seed", "1"), "E0850"),
            (("--verify", "{}"), "E0865"),
            (("--verify", "{}", "--rate", "5%"), "E0868"),
        ],
    )
    def test_refused(self, listed: str, arguments: tuple[str, ...], code: str) -> None:
        answer = invoke("sample", *(each.replace("{}", listed) for each in arguments))
        assert (answer.code, answer.out) == (2, "")
        assert code in answer.err
