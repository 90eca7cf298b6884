"""Which rows take whom: every combination of series, level and employer, the homonyms, and the readings A14–A16."""

from __future__ import annotations

from collections import defaultdict

import pytest

from tests.policies.asking import Asked

SCHOOLS = ["中小学", "幼儿园", "中等职业学校", "技工学校", "党校", "教育管理机构", "其他"]
#: Rows that belong together: a recommendation and the review or check that follows it.
CHAINS = {
    ("表一·2", "表二·3"), ("表一·24", "表一·25"), ("表一·26", "表一·30"), ("表一·28", "表一·30"), ("表一·27", "表一·31"),
    ("表一·29", "表一·31"),
}  # fmt: skip
SOMEONE = {
    "申报年度": 2023, "申报日期": "2023-08-21", "申报方式": "评审", "申报通道": "一般", "单位性质": "事业单位", "单位类别": "其他",
    "单位层级": "县级", "工作地": "青田县", "自主评聘范围": (),
}  # fmt: skip


def _engineer(specialty, level="中级", **more):
    return SOMEONE | {"系列": "工程", "专业": specialty, "申报级别": level} | more


def _member(series, level="中级", **more):
    return SOMEONE | {"系列": series, "申报级别": level} | more


def _combinations(files):
    for series in files["series.yaml"]["系列"]:
        kinds = SCHOOLS if series["名称"].endswith("教师") else ["其他"]
        for specialty in (entry["名称"] for entry in series["专业"]):
            natures = ["企业", "事业单位", "社会组织"] if specialty == "建设工程" else ["企业"]
            for level in series["职称"]:
                for kind in kinds:
                    for nature in natures:
                        for tier in ("市本级", "县级"):
                            yield SOMEONE | {
                                "系列": series["名称"], "专业": specialty, "申报级别": level, "单位类别": kind, "单位性质": nature,
                                "单位层级": tier,
                            }  # fmt: skip


@pytest.mark.parametrize("more", [{}, {"申报方式": "初定"}, {"自主评聘范围": "全部"}], ids=["review", "initial", "own"])
def test_every_application_finds_a_row_or_somebody_to_ask(asked, files, more):
    several, used = defaultdict(list), set()
    for case in _combinations(files):
        case |= more
        rows = asked.rows(**case)
        used |= set(rows)
        if len(rows) > 1:
            several[tuple(rows)].append(case)
        assert rows or asked.gaps(**case), case
    assert set(several) <= CHAINS
    if not more:
        assert len(used) == 70, "all but 表一·21 and 表三·1"


@pytest.mark.parametrize(
    "case, rows",
    [
        (_engineer("建设工程", 单位性质="企业"), ["表一·20"]),
        (_engineer("建设工程"), ["表一·19"]),
        (_engineer("建设工程", "助理级"), ["表一·19"]),
        (_engineer("建设工程", "副高", 单位性质="企业"), ["表一·19"]),
        (_engineer("建设工程", 单位性质="机关"), []),
        (_engineer("建设工程", "正高"), ["表二·19"]),
        (_engineer("汽车零部件"), ["表一·22"]),
        (_engineer("汽车零部件", "副高"), ["表二·14"]),
        (_engineer("机电制造"), ["表一·17"]),
        (_engineer("机电制造", "副高"), ["表二·12"]),
        (_engineer("能源", "副高"), ["表一·17"]),
        (_engineer("特种设备", "副高"), ["表二·21"]),
        (_engineer("安全技术防范", "副高"), ["表二·23"]),
        (_engineer("安全工程", "副高"), ["表一·15"]),
        (_engineer("爆破", "副高"), ["表二·8"]),
        (_engineer("矿山", "副高"), ["表二·8"]),
        (_engineer("农业工程"), ["表一·10"]),
        (_member("农业技术"), ["表一·9"]),
        (_member("农业技术", "正高"), ["表二·25"]),
        (_engineer("农业工程", "正高"), ["表二·25"]),
        (_engineer("水利工程", "正高"), ["表二·18"]),
        (_engineer("信息技术", "正高"), ["表二·16"]),
        (_engineer("快递", "正高"), ["表二·16"]),
        (_member("经济", "副高"), ["表一·8"]),
        (_member("经济", "正高"), ["表二·40"]),
        (_member("律师", "正高"), ["表一·7"]),
        (_member("播音主持", "助理级"), ["表二·4"]),
        (_member("统计", "正高"), []),
        (_engineer("水利工程", 工作地="淳安县"), []),
    ],
)
def test_specialties_and_levels(asked, case, rows):
    assert asked.rows(**case) == rows


@pytest.mark.parametrize(
    "case, rows",
    [
        (_member("自然科学研究", 申报职称="实验师", 单位类别="科研"), ["表一·6"]),
        (_member("中小学教师", 申报职称="实验师", 单位类别="中小学"), ["表一·26"]),
        (_member("中小学教师", 申报职称="实验师", 单位类别="中小学", 单位层级="市本级"), ["表一·28"]),
        (_member("中等职业学校教师", 申报职称="实验师", 单位类别="中等职业学校"), ["表一·27"]),
        (_member("中等职业学校教师", 申报职称="讲师", 单位类别="中等职业学校", 单位层级="市本级"), ["表一·29"]),
        (_member("技工学校教师", 申报职称="讲师", 单位类别="技工学校"), ["表一·5"]),
        (_member("党校教师", 申报职称="讲师", 单位类别="党校"), ["表一·4"]),
        (_member("党校教师", 申报职称="助理研究员", 单位类别="党校"), ["表一·4"]),
        (_member("社会科学研究", 申报职称="助理研究员"), ["表二·6"]),
        (_member("档案", "正高", 申报职称="研究馆员"), ["表二·30"]),
        (_member("文化", "正高", 专业="文物博物", 申报职称="研究馆员"), ["表二·3"]),
        (_member("新闻", 申报职称="编辑"), ["表一·1"]),
        (_member("出版", 申报职称="编辑"), []),
        (_member("中小学教师", "副高", 申报职称="副研究员", 单位类别="教育管理机构"), ["表一·26", "表一·30"]),
        (_member("自然科学研究", "副高", 申报职称="副研究员", 单位类别="科研"), ["表一·6"]),
    ],
)
def test_the_same_title_in_different_series(asked, case, rows):
    assert asked.rows(**case) == rows


def test_self_evaluation_excludes_only_what_it_covers(asked):
    nurse = _member("卫生", "副高", 单位类别="医疗卫生")
    assert asked.rows(**nurse) == ["表一·24", "表一·25"]
    assert asked.rows(**nurse | {"自主评聘范围": (("卫生", "中级"),)}) == ["表一·24", "表一·25"]
    assert asked.rows(**nurse | {"自主评聘范围": (("卫生", "副高"),)}) == []
    assert asked.gaps(**nurse | {"自主评聘范围": (("卫生", "副高"),)}) == ["单位自主评聘"]


def test_readings_choose_between_rows(core, resolved):
    def rows(readings, case):
        return Asked(core, resolved, **readings).rows(**case)

    senior = _engineer("信息技术", "副高")
    assert rows({"副高两路": "表一评委会推荐"}, senior) == ["表一·17"]
    assert rows({"副高两路": "两路都列"}, senior) == ["表一·17", "表二·11"]
    talent = _engineer("信息技术", 申报通道="创新创业人才")
    assert rows({}, talent) == ["表一·17", "表一·21"]
    assert rows({"创新创业与系列": "只列创新创业"}, talent) == ["表一·21"]
    assert rows({"创新创业与系列": "只补缺"}, talent) == ["表一·17"]
    assert rows({"创新创业与系列": "只补缺"}, _member("档案", 申报通道="创新创业人才")) == ["表一·21"]
    covered = _engineer("水利工程", 自主评聘范围="全部")
    assert rows({}, covered) == ["表一·13"]
    assert rows({"未写除外": "一律除外"}, covered) == []


def test_initial_titles(asked):
    graduate = SOMEONE | {"申报方式": "初定", "系列": "工程", "专业": "水利工程"}
    for level, tier, rows, gaps in [
        ("中级", "县级", ["表三·1"], []), ("助理级", "市本级", ["表三·1"], []), ("助理级", "县级", [], ["G8"]),
        ("副高", "市本级", [], ["初定高级"]),
    ]:  # fmt: skip
        case = graduate | {"申报级别": level, "单位层级": tier}
        assert (asked.rows(**case), asked.gaps(**case)) == (rows, gaps)


def test_a_committee_chosen_by_the_applicant(asked):
    engineer = _engineer("水利工程")
    assert asked.rows(**engineer, 指定评委会="表一·13") == ["表一·13"]
    assert asked.rows(**engineer, 指定评委会="表一·14") == []
    assert asked.gaps(**engineer, 指定评委会="表一·14") == ["指定评委会不符"]
