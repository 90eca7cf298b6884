"""Where no policy is named a register is decided by that of the year its rows state, which is told; no other year stands in."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from engine import api
from tests.cli.helpers import ROOT, invoke

CE = ROOT / "bench" / "ce" / "policy"
BY = "按{}年度的政策核对：policies/{}。\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the policies of two years."""
    for year in ("2023", "2024"):
        folder = tmp_path / "policies" / year
        shutil.copytree(CE, folder)
        notice = folder / "notice.yaml"
        notice.write_text(notice.read_text("utf-8").replace("2023", year), "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(path: Path, *years: Any) -> str:
    rows = ({} if year is None else {"申报年度": year} for year in years)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path.name


@pytest.mark.parametrize("year", [2023, 2024])
def test_the_policy_is_that_of_the_year_the_rows_state(here: Path, year: int) -> None:
    answer = invoke("batch", written(here / "r.jsonl", year, None, "不详", "去年", f"{year}年度"), "-o", "o.csv", "--jobs", "1")
    assert (answer.code, answer.err.splitlines(True)[0]) == (0, BY.format(year, year))
    assert len(answer.err.splitlines()) == 2  # the year that cannot be read is an error record
    english = invoke("batch", "r.jsonl", "-o", "o.csv", "--jobs", "1", "--force", "--lang", "en")
    assert english.err.splitlines()[0] == f"by the policy for {year}: policies/{year}."


def test_rows_of_other_years_are_pointed_out(here: Path) -> None:
    name = written(here / "r.jsonl", 2023, 2023, 2022, 2025, None)
    assert invoke("batch", name, "-o", "o.csv", "--jobs", "1").err == BY.format(2023, 2023) + (
        "写明申报年度的前4行里有2行是别的年度（2022、2025）。这个政策只管本年度，这些行各成一条错误记录（E0966），请分开核对。\n"
        "错误记录：o.csv.errors.jsonl\n"
    )
    assert invoke("batch", name, "-o", "o.csv", "--jobs", "1", "--force", "--lang", "en").err == (
        "by the policy for 2023: policies/2023.\n"
        "of the first 4 rows that state a year 2 state another one (2022, 2025); this policy is for its own year only, so each of them "
        "is an error record (E0966): decide them apart.\n"
        "error records: o.csv.errors.jsonl\n"
    )


@pytest.mark.parametrize("year,code", [(2018, "E0907 没有2018年度的政策。"), (None, "E0908 “r.jsonl”没有写明申报年度，")])
def test_no_other_year_stands_in(here: Path, year: int | None, code: str) -> None:
    answer = invoke("batch", written(here / "r.jsonl", year, year), "-o", "o.csv", "--jobs", "1")
    assert (answer.code, answer.err[: len(code)]) == (2, code)
    assert not (here / "o.csv").exists()


@pytest.mark.parametrize("year", [2023, None])
def test_an_impact_is_never_of_a_policy_on_itself_unless_asked_for(here: Path, year: int | None) -> None:
    """The newer policy is there already when it is tried: it is not what the register is decided by now."""
    answer = invoke("impact", written(here / "r.jsonl", year), "--to", "policies/2024", "--jobs", "1")
    assert (answer.code, answer.err) == (0, BY.format(2023, 2023))
    assert answer.out.splitlines()[1] == "比较〔2023〕1号 → 比较〔2024〕1号"
    asked = invoke("impact", "r.jsonl", "--from", "policies/2024", "--to", "policies/2024", "--jobs", "1")
    assert (asked.code, asked.err) == (0, "")
    assert asked.out.splitlines()[1] == "比较〔2024〕1号，两边是同一份政策"
    assert "比较〔2024〕1号, the same policy on both sides" in invoke(
        "impact", "r.jsonl", "--from", "policies/2024", "--to", "policies/2024", "--jobs", "1", "--lang", "en"
    ).out  # fmt: skip


def test_an_impact_does_not_count_rows_of_other_years(here: Path) -> None:
    name = written(here / "r.jsonl", 2023, 2023, 2022, None)
    asked = ("impact", name, "--set", "参数.年度总学时=100", "--format", "json")
    found = {}
    for engine in ("python", "duckdb"):
        answer = invoke(*asked, "--engine", engine, "--jobs", "1")
        assert (answer.code, answer.err) == (0, BY.format(2023, 2023))
        found[engine] = json.loads(answer.out)
    assert found["python"] == found["duckdb"]
    assert (found["python"]["rows"], found["python"]["bad"]) == (4, 1)
    assert [(each["line"], each["codes"]) for each in found["python"]["refused"]] == [(3, ["E0966"])]
    lines = invoke(*asked[:-1], "text", "--jobs", "1").out.splitlines()
    assert "共4行，其中1行按前一份政策就不能核对，未计入。" in lines
    assert lines[lines.index("按前一份政策不能核对的行（前十行）：r.jsonl:3 E0966") + 1] == "  E0966  这一行是别的年度的"
    named = invoke(*asked, "--from", "policies/2023", "--jobs", "1")
    assert (named.err, json.loads(named.out)["bad"]) == ("", 0)


def test_years_are_read_by_either_name_and_in_any_table(here: Path, cache: str) -> None:
    (here / "r.csv").write_text("declared_year,姓名\n2023年度,甲\n２０２３,乙\n2024,丙\n不详,丁\n,戊\n", "utf-8")
    tables = api.load_policy(str(CE), cache=cache).tables
    assert api.years_stated(["r.csv"], tables) == {2023: 2, 2024: 1}
    assert api.years_stated(["r.csv", written(here / "r.jsonl", 2024, 2024)], tables) == {2024: 3, 2023: 2}
