"""The forms: text, page with plots, tables; what the command line takes and refuses."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from engine import api
from engine.impact import plots, words
from engine.impact.as_html import as_html
from tests.cli.helpers import invoke
from tests.helpers import expect
from tests.impact.conftest import POLICY, ROWS

SET = ("--from", POLICY, "--set", "参数.年度总学时=100")


@pytest.fixture(scope="module")
def found(register: str, cache: str) -> Any:
    request = api.ImpactRequest((register,), ("参数.年度总学时=100",))
    return api.impact_of(POLICY, None, request, cache=cache)


@pytest.fixture(scope="module")
def swept(register: str, cache: str) -> Any:
    return api.impact_of(POLICY, None, api.ImpactRequest((register,), sweep="参数.年度总学时=60..120/5"), cache=cache)


def test_the_text(found: Any) -> None:
    lines = found.text().split("\n")
    assert lines[:4] == ["改动的影响", "丽人社函〔2023〕45号", "参数.年度总学时：90学时 → 100学时", ""]
    assert lines[4] == f"共{ROWS}行，其中2行按前一份政策就不能核对，未计入。"
    assert re.fullmatch(rf"{found.changes}行的结论改变，占[0-9.]+%。", lines[5])
    assert re.fullmatch(r"按前一份政策不能核对的行（前十行）：\S+:4 E0623；\S+:201 E06\d\d", lines[6])
    assert "    未发现不符合情形 → 不符合" in [line[11:] if "→" in line else "" for line in lines] or any(
        line.endswith("  未发现不符合情形 → 不符合") for line in lines
    )
    english = found.text("en").split("\n")
    assert english[2] == "parameter.annual_total_hours: 90 → 100 class hours"
    assert any(line.endswith("  still not applicable") for line in english)
    assert english[4] == f"{ROWS} rows, 2 of them cannot be evaluated under the older policy either and are not counted."


def test_the_text_of_a_sweep_puts_values_together_that_decide_alike(swept: Any) -> None:
    lines = swept.text().split("\n")
    assert lines[0] == "数字与结论"
    bars = [line for line in lines if "█" in line]
    values = [each["value"] for each in swept.data["values"]]
    assert values == [str(each) for each in range(60, 121, 5)]
    assert re.match(r" +60–\d+  █", bars[0])
    assert len(bars) == len({json.dumps(each["decisions"]) for each in swept.data["values"]})
    assert re.fullmatch(r"变化最大的一步：由\d+到\d+学时，符合的减少\d+行。", lines[-2])
    marked = [line for line in lines if line.endswith("）  ← 现行")]
    assert len(marked) == 1
    first, _, last = marked[0].split()[0].partition("–")
    assert int(first) <= 90 <= int(last or first)
    assert swept.text("en").count("  ← in force\n") == 1
    english = swept.text("en").split("\n")
    assert "annual_total_hours from 60 to 120 class hours: rows that are eligible · clause 五(一).2" in english
    assert re.fullmatch(r"The largest step: from \d+ to \d+ class hours \d+ fewer rows are eligible\.", english[-2])


def test_the_page_loads_nothing_and_says_everything_twice(found: Any) -> None:
    page = found.html()
    without_script = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert "http" not in without_script
    assert not re.search(r"<script[^>]+src|<link|@import", page)
    assert page.count('class="plotly-graph-div"') == 5
    assert '"type":"sankey"' in page
    assert page.count('"textposition":"outside"') == 4  # no row is newly eligible, so that is not drawn
    assert page.count('"range":[0,') == 4
    assert "<h2>按前一份政策不能核对的行（前十行）</h2>" in page
    assert '<td class="n">' in page.split("<h2>按前一份政策不能核对的行")[0]
    for each in found.data["turns"]:
        assert f'<td class="n">{each["rows"]:,}</td>' in page
    for clause in {each["clause"] for each in found.data["clauses"]}:
        assert f"<td>{clause}</td>" in page


def test_bars_stand_on_both_sides_where_rows_turn_both_ways() -> None:
    turns = [{"before": before, "after": after, "rows": 50 - place} for place, (before, after) in
             enumerate((("eligible", "ineligible"), ("ineligible", "eligible")))]  # fmt: skip
    group = {"fact": "工作地", "id": "work_county", "words": [
        {"word": f"县{number}", "rows": 99, "turns": turns} for number in range(plots.BARS + 1)
    ]}  # fmt: skip
    sides = {"policy": "p", "year": 2023, "number": "甲", "digest": ""}
    data = {"rows": 200, "bad": 0, "from": sides, "to": sides, "settings": [], "turns": turns, "groups": [group], "clauses": [],
            "examples": [], "refused": []}  # fmt: skip
    page = as_html(data, "zh")
    assert '"range":[-56.' in page
    assert page.count('"textposition":"outside"') == 2
    assert "图中只画改变最多的40项，表格是全的。" in page
    assert "<summary>展开表格（41项）</summary>" in page
    assert "不能核对的行" not in page


def test_the_page_of_a_sweep(swept: Any) -> None:
    page = swept.html("en")
    assert page.count('class="plotly-graph-div"') == 5
    assert page.count('"type":"scatter"') <= 5 * len(plots.LINES)
    assert page.count('"text":"in force 90"') == 5
    assert "Drawn are the 8 with most rows that are eligible; the others are in sweep-by-series.csv." in page
    assert 'querySelectorAll("details.printed")' in page
    assert '<html lang="en">' in page


def test_the_page_escapes_what_comes_from_files(register: str, cache: str, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in Path(register).read_text("utf-8").splitlines()[:3]]
    for row in rows:
        row["单位名称"] = "<script>alert(1)</script>"
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    request = api.ImpactRequest((str(path),), ("参数.年度总学时=5000",), groups=("单位名称",))
    page = api.impact_of(POLICY, None, request, cache=cache).html()
    assert "<script>alert" not in page


def test_the_tables(found: Any, swept: Any) -> None:
    tables = found.tables()
    assert list(tables) == [
        "turns.csv", "by-work_county.csv", "by-series.csv", "by-level.csv", "by-employer_type.csv", "clauses.csv", "examples.csv",
    ]  # fmt: skip
    turns = read(tables["turns.csv"])
    assert turns[0] == ["前", "后", "行数"]
    assert sum(int(row[2]) for row in turns[1:]) == ROWS - 2
    by_county = read(tables["by-work_county.csv"])
    assert by_county[0] == ["工作地", "前", "后", "行数"]
    assert sum(int(row[3]) for row in by_county[1:]) == ROWS - 2
    sweep = read(swept.tables("en")["sweep.csv"])
    assert sweep[0][0] == "value"
    assert [row[0] for row in sweep[1:]] == [str(each) for each in range(60, 121, 5)]
    assert all(sum(map(int, row[1:])) == ROWS - 2 for row in sweep[1:])


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_formulas_are_defused(cache: str, register: str, tmp_path: Path) -> None:
    row = json.loads(Path(register).read_text("utf-8").splitlines()[0]) | {"单位名称": "=1+1"}
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(row, ensure_ascii=False), "utf-8")
    request = api.ImpactRequest((str(path),), ("参数.年度总学时=100",), groups=("employer_name",))
    found = api.impact_of(POLICY, None, request, cache=cache)
    assert read(found.tables()["by-employer_name.csv"])[1][0] == "'=1+1"


# ---- the command ----------------------------------------------------------------------------------------------------------


def test_the_command_writes_a_folder_and_does_not_write_over_it(register: str, tmp_path: Path, found: Any) -> None:
    target = tmp_path / "out"
    run = invoke("impact", register, *SET, "-o", str(target), "--jobs", "1")
    assert run.code == 0
    assert run.out == found.text()
    assert json.loads((target / "impact.json").read_text("utf-8")) == found.data
    assert (target / "impact.html").read_text("utf-8") == found.html()
    assert (target / "turns.csv").read_bytes() == found.tables()["turns.csv"]
    rows = read((target / "changed.csv").read_bytes())
    assert rows[0] == ["编号", "文件", "行", "工作地", "系列", "申报级别", "单位性质", "前", "后", "条款"]
    assert len(rows) - 1 == found.changes
    assert [int(row[2]) for row in rows[1:]] == sorted(int(row[2]) for row in rows[1:])
    shown = found.data["examples"][0]["rows"][0]
    row = next(row for row in rows if row[2] == str(shown["line"]))
    assert row == [
        shown["key"], shown["file"], str(shown["line"]), *(word or "（未知）" for word in shown["groups"].values()),
        "未发现不符合情形", "不符合", "、".join(shown["clauses"]),
    ]  # fmt: skip
    again = invoke("impact", register, *SET, "-o", str(target), "--jobs", "1")
    assert (again.code, "E0981" in again.err) == (2, True)
    assert invoke("impact", register, *SET, "-o", str(target), "--force", "--jobs", "1").code == 0


def test_a_sweep_writes_its_own_tables(register: str, tmp_path: Path) -> None:
    target = tmp_path / "out"
    asked = ("--sweep", "参数.年度总学时=90..92", "-o", str(target), "--jobs", "1")
    assert invoke("impact", register, "--from", POLICY, *asked).code == 0
    names = sorted(path.name for path in target.iterdir())
    assert names[:2] == ["impact.html", "impact.json"]
    assert all(name.startswith("sweep") for name in names[2:])


def test_json_and_html_on_the_screen(register: str, found: Any) -> None:
    assert json.loads(invoke("impact", register, *SET, "--format", "json", "--jobs", "1").out) == found.data
    assert invoke("impact", register, *SET, "--format", "html", "--jobs", "1").out == found.html()


REFUSED = [
    (["--set", "年度总学时=100"], "E0930", "--set 的“年度总学时=100”读不懂。", "应写成：参数.名称=值 或 口径.名称=选项。"),
    (["--set", "参数.年度学时=100"], "E0931", "政策里没有参数“年度学时”。是否为“年度总学时”？", None),
    (["--set", "参数.年度总学时=很多"], "E0932", "“年度总学时”不能是“很多”。", "应为：数，最多1位小数（学时）。"),
    (["--set", "参数.年度总学时=90.55"], "E0932", "“年度总学时”不能是“90.55”。", "应为：数，最多1位小数（学时）。"),
    (["--set", "参数.年度总学时=-1"], "E0932", "“年度总学时”不能是“-1”。", "应为：数，最多1位小数（学时）。"),
    (["--set", "参数.评聘总结截止日=2024-02-30"], "E0932", "“评聘总结截止日”不能是“2024-02-30”。", "应为：日期，如 2024-03-31。"),
    (["--set", "口径.视同合格截止年=2019"], "E0932", "“视同合格截止年”不能是“2019”。", "应为：含2019年 | 不含2019年。"),
    (["--sweep", "参数.年度总学时=120..60"], "E0933", "“参数.年度总学时=120..60”不是可以逐个试算的范围。", None),
    (["--sweep", "参数.年度总学时=0..1/0"], "E0933", "“参数.年度总学时=0..1/0”不是可以逐个试算的范围。", None),
    (["--sweep", "参数.年度总学时=0..9999"], "E0933", "“参数.年度总学时=0..9999”不是可以逐个试算的范围。", None),
    (["--sweep", "参数.年度总学时=nan..inf"], "E0933", "“参数.年度总学时=nan..inf”不是可以逐个试算的范围。", None),
    (["--sweep", "口径.视同合格截止年=1..2"], "E0933", "“口径.视同合格截止年=1..2”不是可以逐个试算的范围。", None),
    (
        ["--set", "参数.年度总学时=100", "--set", "parameter.annual_total_hours=110"],
        "E0937",
        "“参数.年度总学时”说了两次，不知道以哪个为准。",
        "每个参数或口径只写一个 --set；要试算的参数不要再写 --set。几个取值请用 --sweep，或各算一次。",
    ),
    (
        ["--set", "参数.年度总学时=80", "--sweep", "参数.年度总学时=60..70"],
        "E0937",
        "“参数.年度总学时”说了两次，不知道以哪个为准。",
        None,
    ),
    (
        ["--set", "口径.视同合格截止年=含2019年", "--set", "口径.视同合格截止年=不含2019年"],
        "E0937",
        "“口径.视同合格截止年”说了两次，不知道以哪个为准。",
        None,
    ),
    ([*SET, "--by", "任职年度"], "E0934", "“任职年度”不是可以用来分组的事实。", None),
    ([], "E0904", None, None),
]


@pytest.mark.parametrize(
    "arguments,code,message,help", REFUSED, ids=lambda each: " ".join(each) if isinstance(each, list) else None
)
def test_what_is_refused(register: str, arguments: list[str], code: str, message: str | None, help: str | None) -> None:
    run = invoke("impact", register, *arguments, "--jobs", "1")
    assert run.code == 2
    assert run.err.startswith(code)
    assert message is None or message in run.err
    assert help is None or help in run.err
    english = invoke("--lang", "en", "impact", register, *arguments, "--jobs", "1")
    assert english.err.startswith(code)
    assert not re.search(r"[\u4e00-\u9fff]{6,}(?![^`]*`)", english.err.split("\n")[0].replace("年度总学时", ""))


def test_without_plotly_there_is_no_page(monkeypatch: pytest.MonkeyPatch, register: str) -> None:
    monkeypatch.setitem(sys.modules, "plotly.graph_objects", None)
    with pytest.raises(api.InvalidInput) as raised:
        plots.library()
    expect(
        raised.value.diagnostics, "E0935", "画图要用 plotly，这里没有安装。",
        "请安装：pip install \"policy-engine[impact]\"；或用 --format text、json，不需要它。",
    )  # fmt: skip
    assert invoke("impact", register, *SET, "--format", "html", "--jobs", "1").code == 2
    assert invoke("impact", register, *SET, "--jobs", "1").code == 0


def test_an_input_that_is_not_there() -> None:
    run = invoke("impact", "nowhere.jsonl", *SET)
    assert (run.code, run.err[:5]) == (2, "E0106")


@pytest.mark.parametrize("asked", [(), ("--from", POLICY)])
def test_a_pipe_is_refused_and_never_waited_for(asked: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe.jsonl")
    run = invoke("impact", "pipe.jsonl", *asked, "--set", "参数.年度总学时=100")
    assert (run.code, run.err.split("\n")[0]) == (
        2, "E0106 无法读取“pipe.jsonl”：这是管道或设备，名册要能读不止一遍，请先存成文件。"
    )  # fmt: skip
    assert invoke("impact", str(tmp_path), *asked, "--set", "参数.年度总学时=100").err.startswith("E0106")


def test_a_policy_that_is_not_there(register: str) -> None:
    run = invoke("impact", register, "--to", "nowhere")
    assert (run.code, run.err[:5]) == (2, "E0960")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_policies_of_one_number_are_told_apart(lang: str) -> None:
    sides = {"policy": "policies/2023", "year": 2023, "number": "甲〔2023〕1号", "digest": ""}
    between = words.between
    assert between({"from": sides, "to": sides}, lang) == "甲〔2023〕1号"
    other = sides | {"policy": "draft"}
    shown = ("甲〔2023〕1号（policies/2023） → 甲〔2023〕1号（draft）", "甲〔2023〕1号 (policies/2023) → 甲〔2023〕1号 (draft)")
    assert between({"from": sides, "to": other}, lang) == shown[lang == "en"]
    shown = ("甲〔2023〕1号（2023） → 甲〔2023〕1号（2024）", "甲〔2023〕1号 (2023) → 甲〔2023〕1号 (2024)")
    assert between({"from": sides, "to": other | {"year": 2024}}, lang) == shown[lang == "en"]
    assert between({"from": sides, "to": other | {"number": "乙"}}, lang) == "甲〔2023〕1号 → 乙"
