"""``policy template --format csv``: a header that ``policy batch`` takes, of which every column can be filled in."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.helpers import EXAMPLES, invoke

SUBJECTS = ("申报", "用人单位", "自主评聘单位", "评委会办公室", "评审会议", "主管部门")


def header(path: Path, *arguments: str) -> list[str]:
    answer = invoke("template", *arguments, "--policy", "policies/2023", "--format", "csv", "-o", str(path), "--force")
    assert (answer.code, answer.out, answer.err) == (0, "", "")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    (columns,) = csv.reader(path.read_text(encoding="utf-8-sig").splitlines())
    return columns


def decisions(path: Path, *arguments: str) -> list[tuple[str, str]]:
    out = path.with_suffix(".jsonl")
    answer = invoke("batch", str(path), "--policy", "policies/2023", "--jobs", "1", "-o", str(out), "--force", *arguments)
    assert answer.code == 0, answer.err
    return [(record["key"], record["decision"]) for record in map(json.loads, out.read_text(encoding="utf-8").splitlines())]


@pytest.mark.parametrize("lang,key", [("zh", "编号"), ("en", "key")])
@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_header_is_a_register_without_rows(tmp_path: Path, subject: str, lang: str, key: str) -> None:
    path = tmp_path / "in.csv"
    columns = header(path, subject, "--lang", lang)
    assert columns[0] == key
    assert decisions(path, "--key", key, "--subject", subject) == []


@pytest.mark.parametrize("lang,key", [("zh", "编号"), ("en", "key")])
def test_an_example_fits_in(tmp_path: Path, lang: str, key: str) -> None:
    path = tmp_path / "in.csv"
    columns = header(path, "--lang", lang)
    facts = {
        fact["id"]: fact
        for fact in json.loads(invoke("vocabulary", "--policy", "policies/2023", "--format", "json").out)["facts"]
    }
    names = {fact["name"]: id for id, fact in facts.items()} | {
        field["name"]: field["id"] for field in facts["continuing_education"]["fields"]
    }
    names |= {"起": "from", "止": "to"}
    given = json.loads(EXAMPLES[1].read_text(encoding="utf-8"))
    hours = {str(entry): fields for entry, fields in given["继续教育"].items()}

    def cell(column: str) -> str:
        if column == key:
            return "甲"
        for name, value in given.items():
            own = name if lang == "zh" else names.get(name)
            if column == own:
                return (
                    json.dumps(value, ensure_ascii=False)
                    if isinstance(value, list)
                    else {True: "是", False: "否"}.get(value, str(value))
                )
            if isinstance(value, dict) and column.startswith(f"{own}."):
                return str(next(part for end, part in value.items() if column.endswith((f".{end}", f".{names[end]}"))))
            if isinstance(value, dict) and column.startswith(f"{own}["):
                fields = hours.get(column.partition("[")[2][:4], {})
                return str(next((part for end, part in fields.items() if column.endswith((f".{end}", f".{names[end]}"))), ""))
        return ""

    with open(path, "a", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerow([cell(column) for column in columns])
    assert decisions(path, "--key", key) == [("甲", "eligible")]


def test_records_are_laid_out_for_the_year_of_the_policy_and_those_before(tmp_path: Path) -> None:
    columns = header(tmp_path / "in.csv")
    fields = ("总学时", "专业科目", "公需科目", "一般公需")
    wanted = [f"继续教育[{year}].{field}" for year in range(2019, 2024) for field in fields]
    assert [column for column in columns if column.startswith("继续教育")] == wanted
    assert columns[columns.index("任职年度.起") + 1] == "任职年度.止"


def test_nothing_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("mine", encoding="utf-8")
    answer = invoke("template", "--format", "csv", "-o", str(path))
    assert (answer.code, answer.err) == (
        2,
        f"E0981 “{path}”已经存在，没有改动它。\n  办法：请换一个文件名；确要覆盖的加 --force。\n\n",
    )
    assert path.read_text(encoding="utf-8") == "mine"
    assert invoke("template", "-o", str(tmp_path / "nowhere" / "in.csv")).err.startswith("E0911 ")
    assert invoke("template", "-o", str(tmp_path / "in.json")).code == 0
    assert json.loads((tmp_path / "in.json").read_text(encoding="utf-8"))["主体"] == "申报"
