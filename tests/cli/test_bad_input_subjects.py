"""Bad files of every subject but the applicant: one clear diagnostic where the mistake stands, with what to do, in both languages."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.cli.helpers import EXAMPLES, invoke

SUBJECTS = {"用人单位": "23", "评委会办公室": "25", "评审会议": "27", "自主评聘单位": "31", "主管部门": "34"}
#: Subject, fact and value that take the place of a good one, code, and words that the message has in Chinese.
MISTAKES: list[tuple[str, str, Any, str, str]] = [
    ("用人单位", "已督促登记更新", "做了", "E0609", "应填是或否，现为“做了”"),
    ("用人单位", "已督促登记更新", [True], "E0609", "应填是或否"),
    ("用人单位", "已督促登记", True, "E0604", "是否为“已督促登记更新”？"),
    ("用人单位", "申报渠道", "省平台", "E0605", "申报渠道"),
    ("用人单位", "年度", "二〇二三", "E0623", "四位年份"),
    ("用人单位", "单位名称", 5, "E0631", "应填文字，现为“5”"),
    ("用人单位", "单位名称", "", "E0631", "应填文字"),
    ("评委会办公室", "驻地", "设在市", "E0608", "是否为“设在市级”？"),
    ("评委会办公室", "评价标准维度", "全都有", "E0629", "应填名单"),
    ("评委会办公室", "评价标准维度", {"维度": "职业道德"}, "E0629", "应填名单"),
    ("评委会办公室", "评价标准维度", [{"维": "职业道德"}], "E0607", "“维”不是“评价标准维度”的栏目"),
    ("评委会办公室", "通知下发日期", "2025-02-29", "E0621", "2025年2月29日不存在，该月最后一日为28日"),
    ("评委会办公室", "通知下发日期", 20230626, "E0619", "应写作“2023-06-26”"),
    ("评委会办公室", "通知下发日期", "6月26日", "E0618", "应填日期"),
    ("评审会议", "会议日期", "2023-13-01", "E0622", "月份应为1—12"),
    ("评审会议", "会议日期", "待判断", "E0634", "可以查明的事实"),
    ("评审会议", "评审进度", "已结束", "E0608", "“已结束”不是评审进度可填的词"),
    ("评审会议", "书面同意", "同意", "E0609", "应填是或否"),
    ("评审会议", "书面同意", 1, "E0609", "应填是或否"),
    ("评审会议", "书面同意", "不适用", "E0633", "不能填“不适用”"),
    ("评审会议", "报告日", "2023-10-07", "E0604", "是否为“报告日期”？"),
    ("自主评聘单位", "总结报当地人社部门日期", "2025-02-29", "E0621", "2025年2月29日不存在"),
    ("自主评聘单位", "总结报当地人社部门日期", True, "E0618", "应填日期，现为“true”"),
    ("自主评聘单位", "单位层级", "市直", "E0608", "“市直”不是单位层级可填的词"),
    ("自主评聘单位", "投诉较多", "较多", "E0609", "应填是或否"),
    ("自主评聘单位", "方案报人社日期", "2023-11-30", "E0604", "是否为“方案报人社部门日期”？"),
    ("主管部门", "二季度初定次数", "一次", "E0610", "应填数字"),
    ("主管部门", "二季度初定次数", 0.5, "E0613", "0.5"),
    ("主管部门", "二季度初定次数", -1, "E0614", "-1"),
    ("主管部门", "二季度初定次数", 101, "E0615", "0—100次"),
    ("主管部门", "二季度初定次数", "1学时", "E0612", "单位是“次”"),
    ("主管部门", "部门类别", "人社局", "E0608", "“人社局”不是部门类别可填的词"),
]  # fmt: skip
#: Of each: what the whole file is, code, and the place where it is told.
FILES: list[tuple[str, bytes, str, str]] = [
    ("empty", b"", "E0160", ""),
    ("another encoding", '{"主体": "评审会议"}'.encode("gbk"), "E0101", ":1:3"),
    ("UTF-16", '{"主体": "评审会议"}'.encode("utf-16"), "E0101", ":1:1"),
    ("a list", b"[]", "E0601", ":1:1"),
    ("cut short", '{"主体": "评审会议", "会议日期"'.encode(), "E0173", ":1:22"),
    ("a fact twice", '{"主体": "评审会议", "驻地": "设在市级", "驻地": "设在县级"}'.encode(), "E0162", ":1:30"),
    ("no such subject", '{"主体": "评审会义", "年度": 2023}'.encode(), "E0602", ":1:8"),
    ("a subject that is no word", '{"主体": 5, "年度": 2023}'.encode(), "E0602", ":1:8"),
    ("deep", '{"主体": "评审会议", "备注": '.encode() + b"[" * 100_000, "E0165", ":1:53"),
]


@cache
def good(subject: str) -> str:
    (path,) = (path for path in EXAMPLES if path.name.startswith(SUBJECTS[subject]))
    return path.read_text("utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda row: " ".join(map(str, row[:3])))
def test_a_fact_that_cannot_be(mistake: tuple[str, str, Any, str, str], lang: str, tmp_path: Path) -> None:
    subject, fact, value, code, said = mistake
    text = json.dumps(json.loads(good(subject)) | {fact: value}, ensure_ascii=False, indent=1)
    line = next(number for number, each in enumerate(text.split("\n"), 1) if each.startswith(f' "{fact}"'))
    path = tmp_path / "a.json"
    path.write_text(text, "utf-8")
    answer = invoke("eval", str(path), "--lang", lang)
    assert (answer.code, answer.out) == (2, "")
    told = answer.err.split(" ", 2)
    assert told[0] == code
    if not isinstance(value, list):
        assert told[1].startswith(f"{path}:{line}:")
    assert ("办法：" if lang == "zh" else "help: ") in answer.err
    assert sum(each.startswith("E0") for each in answer.err.split("\n")) == 1, "one mistake is told once"
    if lang == "zh":
        assert said in answer.err


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("data", "code", "place"), [row[1:] for row in FILES], ids=[row[0] for row in FILES])
def test_a_file_that_cannot_be_read(data: bytes, code: str, place: str, lang: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(data)
    answer = invoke("eval", str(path), "--lang", lang)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(f"{code} {path}{place} "), answer.err
    assert ("办法：" if lang == "zh" else "help: ") in answer.err


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_year_without_a_policy(subject: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(json.loads(good(subject)) | {"年度": 2031}, ensure_ascii=False), "utf-8")
    answer = invoke("eval", str(path))
    assert answer.code == 2
    assert answer.err.startswith("E0907 ")
    assert "没有2031年度的政策" in answer.err


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_subject_named_is_not_that_of_the_file(subject: str, tmp_path: Path) -> None:
    other = "主管部门" if subject != "主管部门" else "用人单位"
    path = tmp_path / "a.json"
    path.write_text(good(subject), "utf-8")
    answer = invoke("eval", str(path), "--subject", other)
    assert answer.code == 2
    assert answer.err.startswith("E06")
