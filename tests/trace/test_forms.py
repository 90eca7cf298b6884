"""The three forms of output: text, JSON under its schema, HTML that is well-formed, escaped and self-contained."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree

import pytest
from jsonschema import Draft202012Validator

from tests.cli.helpers import invoke
from tests.trace.conftest import EXAMPLE, POLICY_2023, ROOT

SCHEMA = Draft202012Validator(json.loads((ROOT / "schemas" / "trace.schema.json").read_text(encoding="utf-8")))
NOTICES = ROOT / "tests" / "fixtures" / "notices"
POLICY, NOTICE = str(EXAMPLE / "policy"), str(EXAMPLE / "notice.txt")
_HOSTILE = "<b>&\"'</b><script>alert(1)</script>"


def page_of(traced, lang="zh"):
    """The page as a tree: it is XML but for its first line."""
    first, _, rest = traced.html(lang).partition("\n")
    assert first == "<!DOCTYPE html>"
    return ElementTree.fromstring(rest)


def words_of(tree):
    return "".join(tree.itertext())


# ---- text -----------------------------------------------------------------------------------------------------------


def test_the_table_is_grouped_and_ends_with_the_count(traced):
    lines = traced.text().splitlines()
    assert lines[0] == "头"
    assert re.search(
        r"✓ 二\(一\)\.3 +c +期限 按时报送、最后一天、参数\.报送截止日 +场景 1  口径 A1$", "\n".join(lines), re.MULTILINE
    )
    assert "附1.一　表一　经市评委会评审的系列" in lines
    assert lines[-1] == "12/12 已落实，0 项孤立"
    assert "摘要值 10/10 相符，附件 2/2 行 14 格一致" in lines[-3]


def test_marks_letters_and_readings_are_explained(traced_2023):
    lines = traced_2023.text().splitlines()
    (at,) = [place for place, line in enumerate(lines) if line.startswith("✓ 由规则或附件表落实")]
    assert lines[at + 1].startswith("类别：a 申报条件　b 归口范围")
    assert "口径 17 处，待确认 17 处。" in lines[at:]
    english = traced_2023.text("en")
    assert re.search(r"✓ 五\(三\)\.1 +cd +deadline ", english)
    assert "classes: a eligibility  b routing" in english
    assert "Readings: 17, not yet confirmed: 17." in english


def test_the_page_names_the_scenarios_closest_to_an_entry_first(traced_2023):
    (row,) = [row for row in page_of(traced_2023).iter("tr") if "✓ 表二·12" in words_of(row)]
    (listed,) = [words_of(p) for p in row.iter("p") if words_of(p).startswith("场景")]
    assert not listed.partition("：")[2].startswith("初定申报不列")


def test_the_table_in_english(traced):
    assert traced.text("en").splitlines()[-1] == "12/12 carried, 0 orphans"


def test_what_is_wrong_is_marked_and_counted(example):
    traced = example.change("features/example.feature", ("@一.1 @一.2", "@一.1")).trace()
    assert re.search("✗ 一.2", traced.text())
    assert traced.text().splitlines()[-1] == "11/12 已落实，0 项孤立"
    assert "没有提供通知原文" in traced.text()


def test_long_lists_are_cut_to_their_columns(example):
    example.change(
        "policy/clauses.yaml", ("[网上办理]", "[网上办理" + ", 网上办理" * 3 + "]"), ("没有可核对的标准。", "很长的理由" * 20)
    )
    for line in example.trace().text().splitlines()[:-3]:
        assert len(line) < 110


# ---- JSON -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_json_satisfies_its_schema(traced, traced_2023, lang):
    for each in (traced, traced_2023):
        data = json.loads(json.dumps(each.data(lang)))
        assert [error.message for error in SCHEMA.iter_errors(data)] == []


def test_json_without_the_notice_and_with_errors(example):
    traced = example.change("policy/clauses.yaml", ("[网上办理]", "[网上办里]")).trace()
    data = json.loads(json.dumps(traced.data()))
    assert list(SCHEMA.iter_errors(data)) == []
    assert data["notice"] is None
    assert data["totals"]["failed"] == 1
    assert {each["code"] for each in data["diagnostics"]} == {"E0801", "E0802", "E0805"}
    assert [orphan["name"] for orphan in data["orphans"]] == ["网上办理"]


def test_the_schema_is_strict_and_explained():
    Draft202012Validator.check_schema(SCHEMA.schema)
    assert list(SCHEMA.iter_errors({"format": 1}))


# ---- HTML -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_is_well_formed_and_loads_nothing(traced, traced_2023, lang):
    for each in (traced, traced_2023):
        page_of(each, lang)
        text = each.html(lang)
        assert not re.search(r"<(script|link|img|iframe|object)|@import|url\(|https?:|\bon\w+=|\ssrc=", text)


def test_the_page_has_an_entry_for_each_line_in_the_order_of_the_notice(traced):
    tree = page_of(traced)
    rows = [row for row in tree.iter("tr") if "entry" in row.get("class", "")]
    assert len(rows) == 12
    shown = [words_of(row.find("td")[0]).split()[-1] for row in rows]
    assert shown.index("落款.1") < shown.index("附1.一") < shown.index("表一·1")
    assert {row.get("class").split()[1] for row in rows} == {"rule", "table", "stated"}


def test_the_page_shows_passage_and_carrier_side_by_side(traced):
    (row,) = [row for row in page_of(traced).iter("tr") if "二(一).2" in words_of(row)]
    cells = [words_of(cell) for cell in row.findall("td")]
    assert cells[1] == "其中专业科目不少于六十学时。"
    assert "学时足够" in cells[2]
    assert "专业学时" in cells[2]


def test_the_page_speaks_in_words_not_in_ids(traced_2023):
    """Notes and gaps in their own words, no names of files."""
    words = words_of(page_of(traced_2023))
    cells = [row.findall("td") for row in page_of(traced_2023).iter("tr") if "entry" in row.get("class", "")]
    told = {words_of(first[0]).split()[-1]: words_of(last) for first, _, last in cells}
    assert "提示 1 条：表一·22：本行业评价条件待出台【三.7a】，申报前请向办公室确认适用哪一文本" in told["三.7a"]
    assert "提示 2 条：爆破、矿山高级工程师另列表二·8，请与两处主管单位确认报送途径；通知未单列矿山中级" in told["表一·11"]
    assert "没有对应行、另告知去问谁的情形 3 种：工作地不在丽水市，本计划不受理；本计划没有列这一系列；" in told["附.1"]
    assert "依据文件未收存，只登记了文号。" in told["引.1"]
    assert not re.search(r"缺口|备注\d|备注 \d|\bG\d|\.yaml", words)
    english = words_of(page_of(traced_2023, "en"))
    assert "cases without a row that are told whom to ask: 3: 工作地不在丽水市，本计划不受理; " in english
    assert "notes: 1: 副高由本评委会推荐后，再按表二·3办理；两处均在9月完成，请尽早报送" in english


def test_what_the_notice_does_not_print_is_named(traced):
    (each,) = traced.ledger.notice.unwritten
    listed = f"{each.locator} {each.name} {each.value}（{each.note}）"
    page = words_of(page_of(traced))
    assert f"原文没有写、另有说明的数字 1 处：{listed}。" in page
    assert f"原文没有写、另有说明的数字 1 处：{listed}。" in traced.text()
    assert f"{each.name}（原文没有写）" in page
    assert (
        f"Figures that the notice does not print, explained: 1: {each.locator} {each.name} {each.value} ({each.note})."
        in traced.text("en")
    )
    assert f"{each.name} (not printed in the notice)" in words_of(page_of(traced, "en"))


def test_faults_of_layout_are_counted_others_listed(example):
    example.change(
        "policy/notice.yaml",
        (
            "勘误:\n",
            "勘误:\n  - {位置: 表一·2, 栏: 启动时间, 类别: 版式, 原文: 8月, 拟改: 8月, 依据: 空格, 把握: 高, 状态: 自动归并}\n",
        ),
    )
    words = words_of(page_of(example.trace(notice=True)))
    assert "空格、换行等自动归并 1 处" in words
    assert "申报对象：“卫生枝术人员”拟改“卫生技术人员”（待确认）" in words


def test_the_page_can_be_signed(traced):
    words = words_of(page_of(traced))
    for part in ("12/12 已落实，0 项孤立", "核对人", "复核人", "负责人", traced.digest, traced.ledger.notice.digest):
        assert part in words


def test_the_page_without_the_notice_shows_gists_and_cells(example):
    words = words_of(page_of(example.trace()))
    assert "要点" in words
    assert "在网上平台申报" in words
    assert "某市建设局 2100001" in words
    assert "申报一律在网上平台办理。" not in words


def test_the_page_names_what_is_wrong(example):
    text = (example.folder / "notice.txt").read_text(encoding="utf-8")
    text = text.replace("一律在网上", "可以在网上").replace("各单位要积极宣传。", "")
    (example.folder / "notice.txt").write_text(text, encoding="utf-8")
    words = words_of(page_of(example.trace(notice=True)))
    assert "须处理的问题" in words
    assert "与登记时不同，现为：" in words
    assert "原文中找不到" in words


def test_everything_from_files_is_escaped(example):
    example.change("policy/clauses.yaml", ("摘要: 在网上平台申报", f"摘要: {json.dumps(_HOSTILE, ensure_ascii=False)}"))
    example.change("policy/committees.yaml", ("评委会名称: 某市卫生评审委员会", f"评委会名称: {json.dumps(_HOSTILE)}"))
    example.change("features/example.feature", ("场景: 材料和渠道", f"场景: {_HOSTILE}"))
    example.change("notice.txt", ("二、规范学时", _HOSTILE))
    for notice in (False, True):
        traced = example.trace(notice)
        assert "<script" not in traced.html()
        assert _HOSTILE in words_of(page_of(traced))


def test_invisible_characters_are_made_visible(example):
    example.change("notice.txt", ("二、规范学时", "二、规范\u202e学时"))
    assert "\u202e" not in example.trace(notice=True).html()


# ---- the command ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["text", "html", "json"])
def test_the_command(form):
    answer = invoke("trace", POLICY, "--notice", NOTICE, "--format", form)
    assert (answer.code, answer.err) == (0, "")
    assert "二(一).1" in answer.out


def test_the_command_fails_on_errors_and_says_them_on_standard_error(example):
    example.change("policy/clauses.yaml", ("[网上办理]", "[网上办里]"))
    answer = invoke("trace", str(example.folder / "policy"))
    assert answer.code == 2
    assert "E0805" in answer.err
    assert "是否为“网上办理”" in answer.err
    assert answer.out.splitlines()[-1] == "11/12 已落实，1 项孤立"


def test_the_notice_from_standard_input():
    answer = invoke("trace", POLICY, "--notice", "-", stdin=(EXAMPLE / "notice.txt").read_bytes())
    assert answer.code == 0
    assert "摘要值 10/10 相符" in answer.out


@pytest.mark.parametrize(
    "arguments, code",
    [
        (["--notice", "no-such-file.txt"], "E0106"), (["--format", "pdf"], "E0905"), (["--notices", "x"], "E0902"),
        (["--features", "no-such-folder"], "E0817"), (["more"], "E0906"),
    ],
)  # fmt: skip
def test_bad_input(arguments, code):
    answer = invoke("trace", POLICY, *arguments)
    assert answer.code == 2
    assert code in answer.err
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("text", ["", "会议纪要\n一、时间地点\n"])
def test_another_text_altogether_is_said_once(tmp_path, text):
    file = tmp_path / "纪要.txt"
    file.write_text(text, encoding="utf-8")
    answer = invoke("trace", POLICY, "--notice", str(file))
    assert (answer.code, answer.out) == (2, "")
    lines = answer.err.splitlines()
    assert lines[0].startswith("E0818 ")
    assert lines[0].endswith("不是政策所登记的通知（某人社函〔2025〕1号）：登记的条款和附件各行共12项，其中只找到0项。")
    assert lines[1] == "  办法：请核对文件：应是通知的全文，连同附件1的表，存为 UTF-8 文本。"
    assert len([line for line in lines if line.startswith("E0")]) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_text_that_shares_little_is_said_once(lang):
    file = str(NOTICES / "same-city-2024.txt")
    answer = invoke("trace", str(POLICY_2023), "--notice", file, "--lang", lang)
    assert (answer.code, answer.out) == (2, "")
    said = {
        "zh": "不是政策所登记的通知（丽人社函〔2023〕45号）：登记的条款和附件各行共137项，其中只找到8项。",
        "en": " is not the notice that the policy registers (丽人社函〔2023〕45号): of 137 clauses and annex rows 8 are in it",
    }[lang]
    first, *rest = answer.err.splitlines()
    assert (first[:6], first.endswith(said)) == ("E0818 ", True)
    assert not any(line.startswith("E0") for line in rest)


def test_a_text_that_shares_more_is_told_in_detail():
    answer = invoke("trace", str(POLICY_2023), "--notice", str(NOTICES / "base-2023.txt"))
    assert "E0818" not in answer.err
    assert answer.err.count("\nE081") > 20


def test_no_such_policy():
    answer = invoke("trace", "no-such-folder")
    assert answer.code == 2
    assert "E0114" in answer.err
