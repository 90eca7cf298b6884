"""Rules of the 2023 policy on procedures: rounds, committee offices, units, employers and authorities, with the rule that fails."""

from __future__ import annotations

import pytest

from tests.policies.asking import Asked, failed

MEETING = {
    "驻地": "设在市级", "评审方式": "线上", "会议日期": "2023-10-16", "报告日期": "2023-10-09", "已报告资格审查": True, "已报告评前公示": True,
    "已报告评委会组成": True, "书面同意": True, "书面意见日期": "2023-10-12", "文件审核同意日期": "2023-07-20", "文件下发日期": "2023-07-25",
    "资格审查已完成": True, "有山区申报对象": True, "山区对象已单列": True, "采用量化评价": True, "已加大山区年限权重": True,
}  # fmt: skip


@pytest.mark.parametrize(
    "more, names",
    [
        ({}, []),
        ({"报告日期": "2023-10-10"}, ["评前报告"]),
        ({"会议日期": "2023-10-12", "报告日期": "2023-10-07"}, ["书面意见不在会议当日"]),
        ({"会议日期": "2023-10-12", "报告日期": "2023-10-08"}, ["评前报告", "书面意见不在会议当日"]),
        ({"已报告评前公示": False}, ["报告内容齐全"]),
        ({"书面意见日期": "2023-10-17"}, ["书面同意在先"]),
        ({"书面同意": False}, ["书面同意在先"]),
        ({"文件下发日期": "2023-07-19"}, ["文件先审后发"]),
        ({"评审方式": "线下"}, ["会议线上评审"]),
        ({"驻地": "设在县级", "已报市局备案": False, "报告日期": "2023-10-12"}, ["县级提前量", "县级报市备案"]),
        ({"驻地": "设在县级", "已报市局备案": True, "文件下发日期": "2023-07-19"}, ["县级文件先审后发"]),
        ({"山区对象已单列": False}, ["山区对象单列"]),
        ({"已加大山区年限权重": False}, ["山区年限权重"]),
    ],
)
def test_a_round_of_a_committee(asked, more, names):
    assert sorted(failed(asked.outcome("评审会议", **MEETING | more))) == sorted(names)


def test_five_clear_working_days(core, resolved):
    strict = Asked(core, resolved, 提前工作日="隔满五日")
    assert failed(strict.outcome("评审会议", **MEETING)) == ["评前报告隔满"]
    assert failed(strict.outcome("评审会议", **MEETING | {"报告日期": "2023-10-08"})) == []


UNIT = {
    "单位层级": "县级", "评审方式": "线上", "规划报行业部门日期": "2023-11-30", "规划报人社部门日期": "2023-11-30", "方案报行业部门日期": "2023-11-30", "方案报人社部门日期": "2023-11-30",
    "方案同意日期": "2023-12-01", "方案实施日期": "2023-12-01", "评聘会议日期": "2023-12-15", "报备行业部门日期": "2023-12-08",
    "报备人社部门日期": "2023-12-08", "总结报当地行业部门日期": "2024-02-29", "总结报当地人社部门日期": "2024-02-29",
    "总结报市级行业部门日期": "2024-02-29", "总结报市级人社部门日期": "2024-02-29",
    "有高评委": False, "严格按方案实施": True,
}  # fmt: skip


@pytest.mark.parametrize(
    "more, names",
    [
        ({}, []),
        ({"方案报人社部门日期": "2023-12-01"}, ["方案报审"]),
        ({"方案实施日期": "2023-11-30"}, ["同意后实施"]),
        ({"报备行业部门日期": "2023-12-09"}, []),
        ({"报备行业部门日期": "2023-12-11"}, ["会前报备"]),
        ({"总结报当地人社部门日期": "2024-03-01"}, ["总结报当地"]),
        ({"总结报市级人社部门日期": "2024-03-01"}, ["总结报市级"]),
        ({"单位层级": "市本级", "总结报市级人社部门日期": "2024-03-01"}, []),
        ({"规划报人社部门日期": "2023-12-01"}, ["三年规划报审"]),
        ({"有高评委": True, "总结报省级": False}, ["总结报省级备案"]),
        ({"严格按方案实施": False, "投诉较多": True}, ["无须告诫整改"]),
        ({"严格按方案实施": False, "投诉较多": False, "争议较大": False, "复核问题严重": False}, ["按方案实施提示"]),
        ({"严格按方案实施": False, "争议较大": True, "已责令整改": False, "整改有明显改善": False}, ["无须告诫整改"]),
        (
            {"严格按方案实施": False, "争议较大": True, "已责令整改": True, "整改有明显改善": False},
            ["无须告诫整改", "无须暂停评审权"],
        ),
    ],
)
def test_a_self_evaluating_unit(asked, more, names):
    assert failed(asked.outcome("自主评聘单位", **UNIT | more)) == names


def test_the_day_itself_is_late_under_the_other_reading(core, resolved):
    strict = Asked(core, resolved, 截止当日="当日逾期")
    assert failed(strict.outcome("自主评聘单位", **UNIT)) == ["方案报审", "三年规划报审", "总结报当地", "总结报市级"]


AFTER = MEETING | {
    "评审进度": "评审结束", "结果已公示": True, "公示有反映": False, "公布函已报送": True, "通过名单已报送": True, "已发文公布": True,
    "有推荐省评对象": True, "委托评审函已出具": True, "材料已退回": True,
}  # fmt: skip
SETTLED = {"公示有反映": True, "反映已核实": True, "反映已处理": True, "处理已报告市局": True}
COUNTY = {"驻地": "设在县级", "已报市局备案": True}


@pytest.mark.parametrize(
    "more, names",
    [
        ({}, []),
        ({"结果已公示": False, "公布函已报送": False}, ["结果公示"]),
        (SETTLED, []),
        (SETTLED | {"处理已报告市局": False}, ["反映问题处理"]),
        (SETTLED | {"反映已处理": False, "已发文公布": False}, ["反映问题处理"]),
        ({"通过名单已报送": False}, ["报送通过名单"]),
        ({"已发文公布": False}, ["市局发文公布"]),
        (COUNTY | {"公布函已报送": False, "已发文公布": False}, ["县级发文公布"]),
        ({"委托评审函已出具": False}, ["委托评审函"]),
        ({"有推荐省评对象": False, "委托评审函已出具": False}, []),
        ({"材料已退回": False}, ["材料退回"]),
        ({"评审进度": "会前", "结果已公示": False, "材料已退回": False, "委托评审函已出具": False}, []),
    ],
)
def test_after_the_review(asked, more, names):
    outcome = asked.outcome("评审会议", **AFTER | more)
    assert failed(outcome) == names
    assert outcome.decision == ("ineligible" if names else "eligible")


OFFICE = {
    "驻地": "设在市级", "评价标准维度": "全部", "评价条件任务": "无出台任务", "评审通知已发布": True, "通知符合计划": True,
    "通知审核同意日期": "2023-06-20", "通知下发日期": "2023-06-20", "已在官网公布": True, "已抽调专业人员": True, "资格审查已完成": True,
}  # fmt: skip


@pytest.mark.parametrize(
    "more, decision, names",
    [
        ({}, "eligible", []),
        ({"评价标准维度": (("职业道德",), ("专业能力",), ("技术水平",), ("学术影响力",), ("创新成效",), ("决策咨询",), ("人才培养",))},
         "eligible", ["标准体现公共服务"]),
        ({"评价条件任务": "林业工程条件", "评价条件已出台": False}, "eligible", ["林业工程评价条件"]),
        ({"评价条件任务": "汽车零部件条件", "评价条件已出台": False}, "eligible", ["汽车零部件评价条件"]),
        ({"评审通知已发布": False, "通知符合计划": False, "已在官网公布": False}, "ineligible", ["发布评审通知"]),
        ({"通知符合计划": False}, "ineligible", ["评审通知符合计划"]),
        ({"通知下发日期": "2023-06-19"}, "ineligible", ["通知先审后发"]),
        ({"驻地": "设在县级", "通知下发日期": "2023-06-19"}, "ineligible", ["县级通知先审后发"]),
        ({"已在官网公布": False}, "ineligible", ["官网公布"]),
        ({"已抽调专业人员": False}, "ineligible", ["专业人员资格审查"]),
    ],
)  # fmt: skip
def test_a_committee_office(asked, more, decision, names):
    outcome = asked.outcome("评委会办公室", **OFFICE | more)
    assert (outcome.decision, failed(outcome)) == (decision, names)


EMPLOYER = {
    "已督促登记更新": True,
    "档案更新及时": True,
    "含涉密材料": False,
    "有退回材料": True,
    "退回材料已归档": True,
}


@pytest.mark.parametrize(
    "more, decision, names",
    [
        ({}, "eligible", []),
        ({"已督促登记更新": False}, "ineligible", ["督促更新业绩档案"]),
        ({"档案更新及时": False}, "eligible", ["业绩档案及时更新"]),
        ({"含涉密材料": True}, "ineligible", ["单位不上传涉密材料"]),
        ({"退回材料已归档": False}, "ineligible", ["退回材料归档"]),
        ({"有退回材料": False, "退回材料已归档": False}, "eligible", []),
    ],
)
def test_an_employer(asked, more, decision, names):
    outcome = asked.outcome("用人单位", **EMPLOYER | more)
    assert (outcome.decision, failed(outcome)) == (decision, names)


AUTHORITY = {
    "部门类别": "县级人力社保局", "本地计划已制定": True, "本地计划符合全市计划": True, "按期开展复审": True, "已抽查巡查评委会": True,
    "已抽查巡查组建单位": True, "随机抽取检查单位": True, "抽查结果已公开": True, "初定渠道全年开通": True, "初定渠道全天开通": True,
    "一季度初定次数": 1, "二季度初定次数": 1, "三季度初定次数": 1, "四季度初定次数": 1,
}  # fmt: skip


@pytest.mark.parametrize(
    "more, names",
    [
        ({}, []),
        ({"本地计划已制定": False, "本地计划符合全市计划": False}, ["制定本地计划"]),
        ({"本地计划符合全市计划": False}, ["本地计划不超出全市计划"]),
        ({"按期开展复审": False}, ["定期复审"]),
        ({"已抽查巡查组建单位": False}, ["抽查巡查"]),
        ({"随机抽取检查单位": False, "抽查结果已公开": False}, ["随机抽取"]),
        ({"抽查结果已公开": False}, ["公开抽查结果"]),
        ({"初定渠道全天开通": False}, ["初定渠道开通"]),
        ({"三季度初定次数": 0}, ["逐季初定"]),
        ({"一季度初定次数": 0}, ["一季度初定"]),
        ({"部门类别": "市人力社保局", "本地计划已制定": False, "按期开展复审": False}, []),
        ({"部门类别": "行业部门", "初定渠道全年开通": False, "二季度初定次数": 0}, []),
    ],
)
def test_an_authority(asked, more, names):
    assert failed(asked.outcome("主管部门", **AUTHORITY | more)) == names
