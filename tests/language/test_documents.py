"""Documents below and beside a notice: a hostile one of each kind is refused, and both places are told."""

from __future__ import annotations

import pytest

from engine.diagnostics.catalog import message
from tests.helpers import expect
from tests.language.small import Checked, check, texts

HEAD = '名称: 附加文件\n层级: {rank}\n文号: 某附〔2025〕3号\n生效日期: "2025-05-06"\n'
NOTICE = '行: 表一·{row}\n文号: 某评〔2025〕1号\n审核同意日期: "{approved}"\n受理起止: {{起: "{first}", 止: "{last}"}}\n'
AMENDMENT = '文号: 某人社函〔2025〕8号\n生效日期: "{since}"\n变更:\n  - {{{what}, 原值: {before}, 新值: {after}}}\n'
EXEMPTIONS = "识别: {by}\n用于: {holds}\n学时例外:\n  - {{申报人: 某甲, 年: 2024, 依据: 某函〔2025〕1号, 确认: 某科}}\n"
SEATED = {'驻地: 市\n    范围: "系列 是 卫生': '驻地: 县\n    范围: "系列 是 卫生'}


def notice(
    row: int = 1, approved: str = "2025-05-08", first: str = "2025-05-12", last: str = "2025-06-30", more: str = ""
) -> str:
    return NOTICE.format(row=row, approved=approved, first=first, last=last) + more


def amendment(what: str, before: object, after: object, since: str = "2025-07-01") -> str:
    return AMENDMENT.format(what=what, before=before, after=after, since=since)


def beside(**files: str) -> Checked:
    """The small policy with documents in its own folder; ``__`` in a name stands for ``/``."""
    return check(_with_county_row() | _named(files))


def layered(rank: str, **files: str) -> Checked:
    layer = {"layer.yaml": HEAD.format(rank=rank)} | _named(files)
    checked = check(_with_county_row(), [layer])
    return checked._replace(sources=checked.sources | layer)


def _named(files: dict[str, str]) -> dict[str, str]:
    return {name.replace("__", "/") + ".yaml": text for name, text in files.items()}


def _with_county_row() -> dict[str, str]:
    """The small policy whose second row is seated in counties."""
    files = texts()
    rows = files["committees.yaml"]
    for old, new in SEATED.items():
        assert rows.count(old) == 1
        rows = rows.replace(old, new)
    return files | {"committees.yaml": rows}


# ---- committees' notices --------------------------------------------------------------------------------------------


def test_a_committee_says_when_it_accepts_applications() -> None:
    more = '学时认定截止日: "2025-06-30"\n任职年限计算截止日: "2025-12-31"\n材料清单: [证书]\n'
    checked = beside(**{"committee-notices__表一-1": notice(more=more)})
    assert checked.diagnostics == []
    assert checked.typed is not None
    (row,) = (each.row for each in checked.typed.rows if each.row.locator == "表一·1")
    assert row.notice is not None
    assert (row.notice.accepts_from, row.notice.accepts_until, row.notice.materials) == ("2025-05-12", "2025-06-30", ("证书",))
    assert (row.start_date, row.finish_date) == ("2025-05-01", "2025-07-31")


@pytest.mark.parametrize(
    ("given", "says", "at", "cell"),
    [
        ({"last": "2025-08-01"}, "受理起止2025-08-01超出了上级规定的2025-07-31，下级文件只能收紧。", (4, 28), 7),
        (
            {"first": "2025-04-30", "approved": "2025-04-01"},
            "受理起止2025-04-30超出了上级规定的2025-05-01，下级文件只能收紧。", (4, 11), 6,
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("layer", [False, True], ids=["in the folder", "as a layer"])
def test_acceptance_stays_within_the_working_time(
    given: dict[str, str], says: str, at: tuple[int, int], cell: int, layer: bool
) -> None:
    files = {"committee-notices__表一-1": notice(**given)}  # type: ignore[arg-type]
    checked = layered("评委会", **files) if layer else beside(**files)
    found = expect(checked.diagnostics, "E0341", says, at=at)
    (label,) = found.labels
    assert (label.span.file, label.span.line) == ("committees.yaml", cell)


def test_hours_are_not_counted_after_acceptance() -> None:
    files = {"committee-notices__表一-1": notice(more='学时认定截止日: "2025-12-31"\n')}
    found = expect(beside(**files).diagnostics, "E0341", "学时认定截止日2025-12-31超出了上级规定的2025-06-30，下级文件只能收紧。")
    assert found.labels[0].span.line == 4


def test_two_notices_for_one_row_are_refused() -> None:
    files = {"committee-notices__a": notice(), "committee-notices__b": notice()}
    found = expect(beside(**files).diagnostics, "E0345", "表一·1的评委会通知已经有了。")
    assert (found.span.file, found.labels[0].span.file) == ("committee-notices/b.yaml", "committee-notices/a.yaml")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"row": 7}, "E0340"),
        ({"first": "2025-06-30", "last": "2025-06-01"}, "E0343"),
        ({"approved": "2025-05-13"}, "E0349"),
        ({"last": "2025-06-31"}, "E0411"),
    ],
)
def test_mistakes_of_a_committee_are_told(given: dict[str, object], code: str) -> None:
    checked = beside(**{"committee-notices__表一-1": notice(**given)})  # type: ignore[arg-type]
    assert [each.code for each in checked.diagnostics] == [code]


def test_an_extended_working_time_is_the_limit() -> None:
    files = {
        "committee-notices__表一-1": notice(last="2025-08-20"),
        "amendments__1": amendment("行: 表一·1, 栏: 完成时间", "7月", "8月"),
    }
    assert beside(**files).diagnostics == []


# ---- county plans ---------------------------------------------------------------------------------------------------


def test_a_county_says_which_committees_it_holds() -> None:
    assert beside(**{"county-plans__甲": "县: 东县\n文号: 某县〔2025〕1号\n持有: [表一·2]\n"}).diagnostics == []


def test_a_county_does_not_hold_a_committee_of_the_city() -> None:
    checked = layered("县", **{"county-plans__甲": "县: 东县\n文号: 某县〔2025〕1号\n持有: [表一·2, 表一·1]\n"})
    found = expect(
        checked.diagnostics, "E0342", "“表一·1”不是设在县级的评委会，东县的计划不能写它。",
        underlines="表一·1", sources=checked.sources,
    )  # fmt: skip
    assert (found.labels[0].span.file, found.labels[0].span.line) == ("committees.yaml", 10)


def test_counties_and_rows_of_a_plan_exist() -> None:
    unknown = beside(**{"county-plans__甲": "县: 东具\n文号: 某县〔2025〕1号\n持有: []\n"})
    assert [each.code for each in unknown.diagnostics] == ["E0325"]
    absent = beside(**{"county-plans__甲": "县: 东县\n文号: 某县〔2025〕1号\n持有: [表一·8]\n"})
    assert [each.code for each in absent.diagnostics] == ["E0340"]


def test_two_plans_of_one_county_are_refused() -> None:
    plan = "县: 东县\n文号: 某县〔2025〕1号\n持有: []\n"
    found = expect(beside(**{"county-plans__a": plan, "county-plans__b": plan}).diagnostics, "E0345")
    assert found.labels[0].span.file == "county-plans/a.yaml"


# ---- amendments -----------------------------------------------------------------------------------------------------


def test_an_amended_figure_is_dated() -> None:
    checked = beside(amendments__1=amendment("参数: 年度总学时", 90, 72))
    assert checked.diagnostics == []
    assert checked.typed is not None
    assert checked.typed.parameters["年度总学时"].entries == ((None, 900), ("2025-07-01", 720))
    assert checked.typed.resolved.parameters["年度总学时"].amended == (("2025-07-01", "某人社函〔2025〕8号"),)


def test_the_old_value_is_the_one_that_stands() -> None:
    checked = beside(amendments__1=amendment("参数: 年度总学时", 80, 72))
    found = expect(
        checked.diagnostics, "E0348", "“年度总学时”现在是“90”，不是“80”。", underlines="80",
        sources={"amendments/1.yaml": amendment("参数: 年度总学时", 80, 72)},
    )  # fmt: skip
    assert (found.labels[0].span.file, found.labels[0].span.line) == ("parameters.yaml", 4)


def test_amendments_follow_one_another() -> None:
    first, second = amendment("参数: 年度总学时", 90, 80), amendment("参数: 年度总学时", 80, 72, "2025-09-01")
    checked = beside(amendments__b=first, amendments__a=second)
    assert checked.diagnostics == []
    again = beside(amendments__a=first, amendments__b=amendment("参数: 年度总学时", 80, 72))
    assert [each.code for each in again.diagnostics] == ["E0346"]


def test_an_amendment_does_not_come_before_its_notice() -> None:
    text = amendment("参数: 年度总学时", 90, 72, "2025-05-05") + "  - {行: 表一·1, 栏: 完成时间, 原值: 7月, 新值: 8月}\n"
    checked = beside(amendments__1=text)
    found = expect(
        checked.diagnostics, "E0357", "变更自2025-05-05起生效，早于通知的成文日期2025-05-06。", underlines='"2025-05-05"',
        sources={"amendments/1.yaml": text},
    )  # fmt: skip
    assert message(found, "en") == "the amendment takes effect on 2025-05-05, before the notice of 2025-05-06"
    assert (found.labels[0].span.file, found.labels[0].span.line) == ("notice.yaml", 7)
    assert beside(amendments__1=text.replace("05-05", "05-06")).diagnostics == []


NO_DAY = {"类型: 日期, 变动: 可改, 基准日: true": "类型: 日期, 变动: 可改"}


@pytest.mark.parametrize(
    ("entry", "wrong"),
    [
        ("{行: 表一·2, 栏: 范围, 原值: 甲, 新值: 系列 是 卫生}", "表一·2"),
        ("{删行: 表一·2, 原名: 甲}", "表一·2"),
        ("{行: 表一·1, 栏: 完成时间, 原值: 7月, 新值: 8月}", None),
    ],
)
def test_rows_change_only_where_a_reference_date_tells_from_when(entry: str, wrong: str | None) -> None:
    text = f'文号: 某人社函〔2025〕8号\n生效日期: "2025-07-01"\n变更:\n  - {entry}\n'
    files = texts()
    vocabulary = files["vocabulary/申报.yaml"]
    ((old, new),) = NO_DAY.items()
    assert vocabulary.count(old) == 1
    checked = check(files | {"vocabulary/申报.yaml": vocabulary.replace(old, new), "amendments/1.yaml": text})
    told = [each for each in checked.diagnostics if each.code == "E0358"]
    if wrong is None:
        assert told == []
        return
    says = "“申报”没有基准日，表一从哪一天起变更无从判断，这一处不起作用。"
    found = expect(told, "E0358", says, underlines=wrong, sources={"amendments/1.yaml": text})
    assert message(found, "en") == (
        "`申报` has no reference date: from when 表一 is changed cannot be told, so the change would do nothing"
    )
    assert found.labels[0].span.file == "vocabulary/申报.yaml"


@pytest.mark.parametrize("rank", ["县", "评委会", "省"])
def test_only_the_authority_of_the_notice_amends_it(rank: str) -> None:
    checked = layered(rank, amendments__1=amendment("参数: 年度总学时", 90, 72))
    found = expect(checked.diagnostics, "E0344", underlines=rank, sources=checked.sources)
    assert (found.span.file, found.labels[0].span.file) == ("layer.yaml", "amendments/1.yaml")
    assert layered("市", amendments__1=amendment("参数: 年度总学时", 90, 72)).diagnostics == []


@pytest.mark.parametrize(
    ("what", "before", "after", "code"),
    [
        ("参数: 年度总学", 90, 72, "E0301"),
        ("参数: 年度总学时", 90, "72.25", "E0417"),
        ("行: 表一·9, 栏: 完成时间", "7月", "8月", "E0340"),
        ("行: 表一·1, 栏: 完成时间", "6月", "8月", "E0348"),
        ("行: 表一·1, 栏: 完成时间", "7月", "八月", "E0307"),
        ("行: 表一·1, 栏: 完成时间", "7月", "4月", "E0308"),
        ("行: 表一·2, 栏: 范围", "系列 是 卫生", "系列 是 卫生", "E0348"),
        ("行: 表一·2, 栏: 申报对象", "甲", "乙", "E0143"),
    ],
)
def test_mistakes_of_an_amendment_are_told(what: str, before: object, after: object, code: str) -> None:
    assert [each.code for each in beside(amendments__1=amendment(what, before, after)).diagnostics] == [code]


def test_a_new_scope_is_checked_like_any_other() -> None:
    scope = '"系列 是 卫生 且 非 自主评聘范围 覆盖 （系列，申报级别） 且 单位性质 不是 个体"'
    assert beside(amendments__1=amendment("行: 表一·2, 栏: 范围", scope, "系列 是 卫生")).diagnostics == []
    wrong = beside(amendments__1=amendment("行: 表一·2, 栏: 范围", scope, "系列 是 卫牛"))
    assert [each.code for each in wrong.diagnostics] == ["E0301"]


# ---- registers ------------------------------------------------------------------------------------------------------


def test_an_entry_is_not_made_twice_with_another_figure() -> None:
    entry = "  - {{系列: 工程, 级别: 中级, 文号: 某条件{number}号, 规定年限: {years}}}\n"
    base = {"registers/evaluation_conditions.yaml": "评价条件:\n" + entry.format(number=1, years=5)}
    layer = {
        "layer.yaml": HEAD.format(rank="评委会"),
        "registers/evaluation_conditions.yaml": "评价条件:\n" + entry.format(number=2, years=2),
    }
    found = expect(check(texts() | base, [layer]).diagnostics, "E0345", "工程中级的规定年限已经有了。")
    assert len(found.labels) == 1


@pytest.mark.parametrize(
    ("words", "code", "says", "english", "wrong"),
    [
        ("系列: 工程, 级别: 中及", "E0325", "“中及”不是“级别”的取值。是否为“中级”？", None, "中及"),
        ("系列: 工具, 级别: 中级", "E0325", "“工具”不是“系列”的取值。是否为“工程”？", None, "工具"),
        (
            "系列: 工程, 专业: 临床医学, 级别: 中级", "E0356", "“工程”系列里没有专业“临床医学”（卫生系列才有）。",
            "the series `工程` has no specialty `临床医学` (found in: 卫生)", "临床医学",
        ),
        (
            "系列: 卫生, 级别: 助理级", "E0356", "“卫生”系列里没有级别“助理级”（工程系列才有）。",
            "the series `卫生` has no level `助理级` (found in: 工程)", "助理级",
        ),
    ],
)  # fmt: skip
def test_words_of_a_register_exist_and_go_together(words: str, code: str, says: str, english: str | None, wrong: str) -> None:
    text = f"评价条件:\n  - {{{words}, 文号: 某条件1号, 规定年限: 5}}\n"
    checked = beside(registers__evaluation_conditions=text)
    found = expect(checked.diagnostics, code, says, underlines=wrong, sources={"registers/evaluation_conditions.yaml": text})
    assert english is None or message(found, "en") == english


def test_the_day_of_a_confirmation_exists() -> None:
    text = EXEMPTIONS.format(by="单位名称", holds="学时合格").replace("确认: 某科", '确认: 某科, 确认日期: "2023-06-31"')
    found = expect(
        beside(registers__hour_exemptions=text).diagnostics, "E0411", underlines='"2023-06-31"',
        sources={"registers/hour_exemptions.yaml": text},
    )  # fmt: skip
    assert found.span.file == "registers/hour_exemptions.yaml"
    assert beside(registers__hour_exemptions=text.replace("06-31", "06-30")).diagnostics == []


def test_an_approval_is_about_a_row_and_a_span() -> None:
    entry = '核准备案:\n  - {{行: 表一·{row}, 文号: 某备〔2024〕1号, 有效期: {{起: "{first}", 止: "2026-12-31"}}}}\n'
    assert beside(registers__committee_approvals=entry.format(row=1, first="2024-01-01")).diagnostics == []
    for row, first, code in ((6, "2024-01-01", "E0340"), (1, "2027-01-01", "E0343"), (1, "2024-02-30", "E0411")):
        text = entry.format(row=row, first=first)
        checked = beside(registers__committee_approvals=text)
        sources = {"registers/committee_approvals.yaml": text}
        wrong = {"E0340": "表一·6", "E0343": '"2026-12-31"', "E0411": '"2024-02-30"'}[code]
        expect(checked.diagnostics, code, underlines=wrong, sources=sources)


def test_exceptions_need_a_basis_and_somebody_who_confirmed() -> None:
    assert beside(registers__hour_exemptions=EXEMPTIONS.format(by="单位名称", holds="学时合格")).diagnostics == []
    text = EXEMPTIONS.format(by="单位名称", holds="学时合格")
    for old, new in (("确认: 某科", "确认: 待确认"), (", 确认: 某科", ""), ("依据: 某函〔2025〕1号, ", "")):
        found = beside(registers__hour_exemptions=text.replace(old, new)).diagnostics
        assert found
        assert all(each.code.startswith("E014") for each in found)


@pytest.mark.parametrize(("by", "holds"), [("系列", "学时合格"), ("没有", "学时合格"), ("单位名称", "没有")])
def test_exceptions_tell_people_apart_and_hold_for_something(by: str, holds: str) -> None:
    found = beside(registers__hour_exemptions=EXEMPTIONS.format(by=by, holds=holds)).diagnostics
    assert [each.code for each in found] == ["E0347"]


@pytest.mark.parametrize("rank", ["县", "评委会", "省", "国家"])
def test_a_layer_does_not_recognise_exceptions_for_the_city(rank: str) -> None:
    checked = layered(rank, registers__hour_exemptions=EXEMPTIONS.format(by="单位名称", holds="学时合格"))
    expect(checked.diagnostics, "E0344", underlines=rank, sources=checked.sources)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_refusals_are_said_in_both_languages(lang: str) -> None:
    found = beside(**{"county-plans__甲": "县: 东县\n文号: 某县〔2025〕1号\n持有: [表一·1]\n"}).diagnostics
    found += layered("县", amendments__1=amendment("参数: 年度总学时", 90, 72)).diagnostics
    assert [each.code for each in found] == ["E0342", "E0344"]
    assert all("[[" not in message(each, lang) for each in found)


# ---- layers as such -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", ["calendar", "regions", "series", "gaps", "committees"])
def test_what_is_the_notices_own_does_not_come_with_a_layer(file: str) -> None:
    own = {"calendar": '工作日调整:\n  - {日期: "2025-06-02", 类别: 放假, 出处: 某县}\n'}
    text = own.get(file) or texts()[f"{file}.yaml"]
    checked = layered("县", **{file: text})
    found = expect(checked.diagnostics, "E0350", f"附加文件不能有“{file}.yaml”，它只归本通知所有。")
    assert found.span.file == f"{file}.yaml"


OPEN = "值: 未定, 条款: 五(二).1}"


@pytest.mark.parametrize(("value", "limit"), [(4, "5"), (21, "20"), (5, None), (20, None)])
def test_an_open_figure_is_set_within_its_range(value: int, limit: str | None) -> None:
    files = texts()
    assert files["parameters.yaml"].count(OPEN) == 1
    files["parameters.yaml"] = files["parameters.yaml"].replace(OPEN, OPEN[:-1] + ", 取值范围: [5, 20]}")
    text = f"参数:\n  - {{名称: 公示工作日, 标识: publicity_days, 单位: 工作日, 值: {value}, 条款: 五(二).1}}\n"
    checked = check(files, [{"layer.yaml": HEAD.format(rank="县"), "parameters.yaml": text}])
    if limit is None:
        assert checked.diagnostics == []
    else:
        found = expect(checked.diagnostics, "E0341", f"公示工作日{value}超出了上级规定的{limit}，下级文件只能收紧。")
        assert found.labels[0].span.line == (
            files["parameters.yaml"].count("\n", 0, files["parameters.yaml"].index("取值范围")) + 1
        )


def test_an_open_figure_keeps_its_unit() -> None:
    text = "参数:\n  - {名称: 公示工作日, 标识: publicity_days, 单位: 天, 值: 5, 条款: 五(二).1}\n"
    found = expect(layered("县", parameters=text).diagnostics, "E0351", "参数“公示工作日”在本通知中为“工作日”，这里写成“天”。")
    assert found.labels[0].span.file == "parameters.yaml"
