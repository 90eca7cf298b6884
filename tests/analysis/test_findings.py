"""Every analysis: a policy that provokes it, with the underlined text, and the same one put right."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from engine.diagnostics import Diagnostic
from engine.diagnostics.catalog import message
from engine.diagnostics.render import underlined
from tests.building import SMALL, lay, problems

HEAD = "条件 试 【一.2】\n    主体 申报\n"


class Finding(NamedTuple):
    """``wrong`` and ``right``: files laid over the small policy. ``underlines``: of the finding; ``label``: of its label."""

    code: str
    wrong: dict[str, str]
    right: dict[str, str]
    underlines: str
    says: str
    label: str | None = None


def rules(text: str) -> dict[str, str]:
    return {"rules/trial.policy": text}


def changed(file: str, *pairs: tuple[str, str]) -> dict[str, str]:
    text = (SMALL / file).read_text("utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return {file: text}


def asked(requires: str, applies: str = "") -> dict[str, str]:
    return rules(HEAD + (f"    适用 {applies}\n" if applies else "") + f"    应当 {requires}\n")


def row_two(scope: str, titles: str = "[主治医师]", *more: tuple[str, str]) -> dict[str, str]:
    """The small policy's second row otherwise."""
    return changed(
        "committees.yaml",
        ('"系列 是 卫生 且 非 自主评聘范围 覆盖 （系列，申报级别） 且 单位性质 不是 个体"', scope),
        ("评审: [主治医师]", f"评审: {titles}"),
        *more,
    )


def steps(finish: str) -> dict[str, str]:
    """The first row recommends what the second reviews."""
    scope = "系列 是 工程 且 申报级别 是 副高"
    first = ("评审: [工程师], 推荐: []", "评审: [工程师], 推荐: [高级工程师]"), ("（助理级，中级）", "（助理级，中级，副高）")
    return row_two(scope, "[高级工程师]", *first, ("启动时间: 8月", "启动时间: 5月"), ("2026年1月", finish))


def first_hit(*rows: tuple[str, str]) -> dict[str, str]:
    listed = "".join(f'  - {{若: "{condition}", 则: {value}}}\n' for condition, value in rows)
    head = "# yaml-language-server: $schema=../../../../schemas/decision-table.schema.json\n"
    return {
        "tables/trial.yaml": f"{head}决策表: 试用学时\n命中: 先中\n条款: 五(一).2\n行:\n{listed}其余: 0 学时\n",
        "rules/trial.policy": HEAD + "    应当 试用学时 不少于 1 学时\n    否则 提示 “少”\n",
    }


def two(one: str, other: str, one_applies: str = "含涉密材料", other_applies: str = "含涉密材料") -> dict[str, str]:
    """Two rules that stand against an application, each with whom it is for."""
    return rules(
        "".join(
            f"条件 {name} 【一.2】\n    主体 申报\n    适用 {applies}\n    应当 {requires}\n    否则 不得申报 “不合”\n\n"
            for name, applies, requires in (("甲条", one_applies, one), ("乙条", other_applies, other))
        )
    )


HEALTH = "系列 是 卫生 且 单位性质 不是 个体"
BUILDING = "专业 是 水利工程 且 申报级别 属于 （助理级，中级，副高）"
YEARLY = "    继续教育[年].总学时 {}\n 且 继续教育[年].专业科目 不少于 60 学时 【五(一).3】\n 且 继续教育[年].公需科目 不少于 18 学时 【五(一).4】\n"
USED = "\n条件 试 【一.2】\n    主体 申报\n    应当 甲（申报年度）\n    否则 提示 “少”\n"
EXCEPTIONS = "定义 甲（年）：\n    继续教育[年].总学时 不少于 90 学时 【五(一).2】\n  例外 早：若 年 不晚于 2019 则 是 【五(一).7】\n  例外 疫情：若 年 {} 则 否 【五(一).7】\n"
PARTS = "继续教育[申报年度 - 5].专业科目 不少于 60 学时 且 继续教育[申报年度 - 5].公需科目 不少于 18 学时"
COUNT = "计数（年 于 {}：继续教育[年].总学时 不少于 90 学时） 不少于 规定年限"
DATED = changed("vocabulary/申报.yaml", ("事实:\n", "事实:\n  - {名称: 毕业日期, 标识: graduated_on, 类型: 日期}\n"))
KNOWN = (SMALL / "checks.yaml").read_text("utf-8")

FINDINGS = {
    "overlap": Finding(
        "W0504", row_two(BUILDING, "[高级工程师]"), row_two(HEALTH), "2",
        "表一·1和表一·2会同时受理同一申报，例如：专业 水利工程，申报级别 助理级，单位性质 企业", "1",
    ),
    "case without row": Finding(
        "W0505", {"checks.yaml": KNOWN.replace("  - {代码: W0505, 位置: [申报], 理由: 只有两行，多数系列不在这个小计划内}\n", "")},
        {"checks.yaml": KNOWN.replace("  - {代码: W0505, 位置: [申报], 理由: 只有两行，多数系列不在这个小计划内}\n", "")}
        | changed("gaps.yaml", ("范围: 单位性质 是 个体", "范围: 单位性质 不是 个体 或 单位性质 是 个体")),
        "表一", "有的申报没有一行受理，也没有缺口说明，例如：专业 临床医学，单位性质 企业，系列 卫生，自主评聘范围 覆盖 （系列，申报级别）",
    ),
    "applies to nobody": Finding(
        "W0506", asked("非 含涉密材料", "申报级别 是 中级 且 申报职称 是 高级工程师"),
        asked("非 含涉密材料", "申报级别 是 副高 且 申报职称 是 高级工程师"),
        "申报级别 是 中级 且 申报职称 是 高级工程师", "规则“试”对任何情形都不适用",
    ),
    "row that takes nobody": Finding(
        "W0506", row_two("系列 是 卫生 且 专业 属于 市政专业", "[]"), row_two(HEALTH),
        "系列 是 卫生 且 专业 属于 市政专业", "行“表一·2”对任何情形都不适用",
    ),
    "gap for nobody": Finding(
        "W0506", changed("gaps.yaml", ("单位性质 是 个体", "单位性质 是 个体 且 单位性质 是 企业")),
        changed("gaps.yaml", ("单位性质 是 个体", "单位性质 是 个体 且 申报方式 是 评审")),
        "个体申报", "缺口“个体申报”对任何情形都不适用",
    ),
    "exception for no year": Finding(
        "W0506", rules(EXCEPTIONS.format("早于 2000 且 年 晚于 2001") + USED), rules(EXCEPTIONS.format("晚于 2021") + USED),
        "例外 疫情：若 年 早于 2000 且 年 晚于 2001 则 否 【五(一).7】", "例外“疫情”对任何情形都不适用",
    ),
    "nobody can meet": Finding(
        "W0507", asked("规定年限 超过 50 年"), asked("规定年限 不超过 40 年"), "规定年限 超过 50 年", "没有一个情形能达到“试”的要求",
    ),
    "nobody can meet under what applies": Finding(
        "W0507", asked("申报级别 是 中级 或 申报级别 是 助理级", "申报职称 是 高级工程师"),
        asked("申报级别 是 中级 或 申报级别 是 助理级", "申报职称 是 工程师 或 系列 是 卫生"),
        "申报级别 是 中级 或 申报级别 是 助理级", "没有一个情形能达到“试”的要求",
    ),
    "always holds": Finding(
        "W0508", asked("规定年限 不少于 0 年"), asked("规定年限 不少于 1 年"), "规定年限 不少于 0 年", "任何情形都达到“试”的要求",
    ),
    "always holds, by every word": Finding(
        "W0508", asked("单位性质 属于 （企业，事业单位，机关，个体）"), asked("单位性质 属于 （企业，事业单位，机关）"),
        "单位性质 属于 （企业，事业单位，机关，个体）", "任何情形都达到“试”的要求",
    ),
    "exceptions clash": Finding(
        "W0509", rules(EXCEPTIONS.format("不早于 2019") + USED), rules(EXCEPTIONS.format("晚于 2019") + USED),
        "例外 疫情：若 年 不早于 2019 则 否 【五(一).7】", "“甲”的例外“早”和“疫情”会同时成立而结论不同，例如：年 2019",
        "例外 早：若 年 不晚于 2019 则 是 【五(一).7】",
    ),
    "shadowed row": Finding(
        "W0510", first_hit(("单位性质 属于 （企业，机关）", "2 学时"), ("单位性质 是 企业", "3 学时")),
        first_hit(("单位性质 是 企业", "3 学时"), ("单位性质 属于 （企业，机关）", "2 学时")),
        "\"单位性质 是 企业\"", "“试用学时”第2行的情形已全部由前面的行取走",
    ),
    "second step first": Finding(
        "W0511", steps("6月"), steps("9月"), "6月", "表一·2在2025-06-30结束，早于推荐到它的表一·1（2025-07-31）", "7月",
    ),
    "one telephone": Finding(
        "W0512", changed("committees.yaml", ("2100002", "2100001")), changed("committees.yaml", ("2100002", "2100003")),
        "某市卫生健康局", "电话2100001在表一·2是“某市卫生健康局”，在表一·1是“某市建设局”", "某市建设局",
    ),
    "days that cannot be": Finding(
        "W0507", asked("申报日期 早于 参数.材料截止日 且 申报日期 晚于 参数.材料截止日"), asked("申报日期 不早于 参数.材料截止日 且 申报日期 不晚于 参数.材料截止日"),
        "申报日期 早于 参数.材料截止日 且 申报日期 晚于 参数.材料截止日", "没有一个情形能达到“试”的要求",
    ),
    "more years than are counted": Finding(
        "W0507", asked("计数（年 于 （申报年度 - 1，申报年度）：继续教育[年].总学时 不少于 90 学时） 不少于 3 年"),
        asked("计数（年 于 （申报年度 - 1，申报年度）：继续教育[年].总学时 不少于 90 学时） 不少于 2 年"),
        "计数（年 于 （申报年度 - 1，申报年度）：继续教育[年].总学时 不少于 90 学时） 不少于 3 年", "没有一个情形能达到“试”的要求",
    ),
    "telephone changed in the raw cell alone": Finding(
        "W0522", changed("committees.yaml", ("某市建设局 2100001", "某市建设局 2100008")),
        changed("committees.yaml", ("某市建设局 2100001", "某市建设局  ２１００００１")),
        "\"2100001\"", "表一·1的“电话”与原文不一致：原文写的是“2100008”，填的是“2100001”",
    ),
    "telephone with a digit less": Finding(
        "W0522", changed("committees.yaml", ("电话: \"2100001\"", "电话: \"210001\"")),
        changed("committees.yaml", ("某市建设局 2100001", "某市建设局 2100001、2100003"), ("电话: \"2100001\"", "电话: 2100001、2100003")),
        "\"210001\"", "表一·1的“电话”与原文不一致：原文写的是“2100001”，填的是“210001”",
    ),
    "unit that was not changed": Finding(
        "W0522", changed("committees.yaml", ("原文: 某市建设局 2100001", "原文: 某市住建局 2100001")),
        changed("committees.yaml", ("原文: 某市建设局 2100001", "原文: 某市住建局 2100001"))
        | changed("notice.yaml", ("勘误:\n", "勘误:\n  - {位置: 表一·1, 栏: 评委会办公室所在单位及电话, 类别: 文字, 原文: 某市住建局, 拟改: 某市建设局, 依据: 某依据, 把握: 高, 状态: 待确认}\n")),
        "某市建设局", "表一·1的“单位”与原文不一致：原文写的是“某市住建局”，填的是“某市建设局”",
    ),
    "title that the cell does not print": Finding(
        "W0522", changed("committees.yaml", ("{原文: 工程师, 评审: [工程师], 推荐: []}", "{原文: 工程师, 评审: [工程师, 助理工程师], 推荐: []}")),
        changed("committees.yaml", ("{原文: 工程师, 评审: [工程师], 推荐: []}", "{原文: 各类中级职称, 评审: [工程师, 助理工程师], 推荐: []}")),
        "{原文: 工程师, 评审: [工程师, 助理工程师], 推荐: []}", "表一·1的“评审”与原文不一致：原文写的是“工程师”，填的是“工程师、助理工程师”",
    ),
    "title that was printed as recommended": Finding(
        "W0522", changed("committees.yaml", ("{原文: 工程师, 评审: [工程师], 推荐: []}", "{原文: \"工程师, 推荐高级工程师\", 评审: [工程师], 推荐: []}")),
        changed("committees.yaml", ("{原文: 工程师, 评审: [工程师], 推荐: []}", "{原文: \"工程师, 推荐副高\", 评审: [工程师], 推荐: []}")),
        "{原文: \"工程师, 推荐高级工程师\", 评审: [工程师], 推荐: []}", "表一·1的“推荐”与原文不一致：原文写的是“高级工程师”，填的是“（没有）”",
    ),
    "parts exceed the whole": Finding(
        "W0514", rules("定义 甲（年）：\n" + YEARLY.format("不超过 70 学时 【五(一).2】") + USED),
        rules("定义 甲（年）：\n" + YEARLY.format("不超过 78 学时 【五(一).2】") + USED),
        "继续教育[年].公需科目 不少于 18 学时", "“甲”要求的几个数按总数与部分的关系不能同时达到",
        "继续教育[年].总学时 不超过 70 学时",
    ),
    "whole adds nothing": Finding(
        "W0521", rules("定义 甲（年）：\n" + YEARLY.format("不少于 78 学时 【五(一).2】") + USED),
        rules("定义 甲（年）：\n" + YEARLY.format("不少于 79 学时 【五(一).2】") + USED),
        "继续教育[年].总学时 不少于 78 学时", "“甲”的这一要求由并列的其他数就能得出，不起作用",
    ),
    "parts of one rule exceed the whole of another": Finding(
        "W0523", two("继续教育[申报年度 - 5].总学时 不超过 70 学时", PARTS), two("继续教育[申报年度 - 5].总学时 不超过 78 学时", PARTS), PARTS,
        "“乙条”与“甲条”不能同时做到：“甲条”要 继续教育·总学时 ≤ 70 学时；“乙条”要 继续教育·公需科目 ≥ 18 学时、继续教育·专业科目 ≥ 60 学时；例如：含涉密材料 是",
        "继续教育[申报年度 - 5].总学时 不超过 70 学时",
    ),
    "more years required than counted": Finding(
        "W0523", two("规定年限 不少于 3 年", COUNT.format("（申报年度 - 1，申报年度）")),
        two("规定年限 不少于 3 年", COUNT.format("从 申报年度 - 2 到 申报年度")), COUNT.format("（申报年度 - 1，申报年度）"),
        "“乙条”与“甲条”不能同时做到：“甲条”要 规定年限 ≥ 3 年；“乙条”要 规定年限 ≤ 2 年", "规定年限 不少于 3 年",
    ),
    "more years required than the interval has": Finding(
        "W0523", two("规定年限 不少于 5 年", COUNT.format("从 申报年度 - 3 到 申报年度")),
        two("规定年限 不少于 4 年", COUNT.format("从 申报年度 - 3 到 申报年度")), COUNT.format("从 申报年度 - 3 到 申报年度"),
        "“乙条”与“甲条”不能同时做到：“甲条”要 规定年限 ≥ 5 年；“乙条”要 规定年限 ≤ 4 年", "规定年限 不少于 5 年",
    ),
    "days in two orders": Finding(
        "W0523", two("申报日期 早于 毕业日期", "申报日期 不早于 毕业日期") | DATED, two("申报日期 早于 毕业日期", "申报日期 不是 毕业日期") | DATED,
        "申报日期 不早于 毕业日期", "“乙条”与“甲条”不能同时做到：“甲条”要 申报日期 < 毕业日期；“乙条”要 申报日期 ≥ 毕业日期",
        "申报日期 早于 毕业日期",
    ),
    "days that do not meet": Finding(
        "W0523", two("申报日期 不早于 参数.材料截止日", "申报日期 早于 参数.材料截止日"),
        two("申报日期 不早于 参数.材料截止日", "申报日期 不晚于 参数.材料截止日"), "申报日期 早于 参数.材料截止日",
        "“乙条”与“甲条”不能同时做到：“甲条”要 申报日期 ≥ 2025-11-30；“乙条”要 申报日期 ≤ 2025-11-29", "申报日期 不早于 参数.材料截止日",
    ),
    "rules for some of the same people": Finding(
        "W0523", two("规定年限 不少于 5 年", "规定年限 不超过 4 年", "申报级别 是 中级", "申报级别 属于 （中级，副高）"),
        two("规定年限 不少于 5 年", "规定年限 不超过 4 年", "申报级别 是 中级", "申报级别 属于 （助理级，副高）"),
        "规定年限 不超过 4 年",
        "“乙条”与“甲条”不能同时做到：“甲条”要 规定年限 ≥ 5 年；“乙条”要 规定年限 ≤ 4 年；例如：申报级别 中级", "规定年限 不少于 5 年",
    ),
    "words that a relation keeps apart": Finding(
        "W0523", two("申报级别 是 中级", "申报职称 是 高级工程师"), two("申报级别 是 副高", "申报职称 是 高级工程师"),
        "申报职称 是 高级工程师", "“乙条”与“甲条”不能同时做到：“甲条”要 申报级别 中级；“乙条”要 申报职称 高级工程师", "申报级别 是 中级",
    ),
    "title outside of the scope": Finding(
        "W0515", row_two(HEALTH + " 且 申报级别 是 中级", "[主治医师, 副主任医师]"), row_two(HEALTH, "[主治医师, 副主任医师]"),
        "{原文: 主治医师, 评审: [主治医师, 副主任医师], 推荐: []}", "表一·2列了副主任医师，但它的范围不受理",
    ),
    "unused figure": Finding(
        "W0516", {"checks.yaml": KNOWN.replace("  - {代码: W0516, 位置: [材料截止日], 理由: 供检查日期的例子使用}\n", "")},
        {"checks.yaml": KNOWN.replace("  - {代码: W0516, 位置: [材料截止日], 理由: 供检查日期的例子使用}\n", "")}
        | asked("申报日期 不晚于 参数.材料截止日"),
        "材料截止日", "没有规则使用参数“材料截止日”",
    ),
    "unused reading": Finding(
        "W0516", changed("readings.yaml", ("口径:\n", "口径:\n  - {编号: A9, 名称: 某口径, 类型: 词, 问题: 某问题, 选项: [{名称: 甲}, {名称: 乙}], 采用: 甲, 理由: 某理由, 把握: 中, 确认: 待确认, 条款: 一.1}\n")),
        changed("readings.yaml", ("口径:\n", "口径:\n  - {编号: A9, 名称: 某口径, 类型: 词, 问题: 某问题, 选项: [{名称: 甲}], 采用: 甲, 理由: 某理由, 把握: 中, 确认: 待确认, 条款: 一.1}\n")),
        "某口径", "没有规则使用口径“某口径”",
    ),
    "unused fact": Finding(
        "W0517", changed("vocabulary/申报.yaml", ("事实:\n", "事实:\n  - {名称: 已婚, 标识: married, 类型: 布尔}\n")),
        changed("vocabulary/申报.yaml", ("事实:\n", "事实:\n  - {名称: 已婚, 标识: married, 类型: 布尔}\n")) | asked("已婚"),
        "已婚", "没有规则使用申报的“已婚”",
    ),
    "more hurts": Finding(
        "W0518", {"checks.yaml": KNOWN + "多报无害:\n  - {事实: 继续教育.专业科目, 理由: 只有下限}\n"} | asked("继续教育[申报年度].专业科目 不超过 90 学时"),
        {"checks.yaml": KNOWN + "多报无害:\n  - {事实: 继续教育.专业科目, 理由: 只有下限}\n"} | asked("继续教育[申报年度].专业科目 不少于 90 学时"),
        "继续教育[申报年度].专业科目 不超过 90 学时", "“试”中，继续教育.专业科目变大可能使这里由符合变为不符合",
    ),
    "nothing to set aside": Finding(
        "W0519", {"checks.yaml": KNOWN + "  - {代码: W0517, 位置: [单位性质], 理由: 某理由}\n"}, {"checks.yaml": KNOWN},
        "{代码: W0517, 位置: [单位性质], 理由: 某理由}", "W0517没有说到单位性质的提醒，这一条不起作用",
    ),
    "error set aside": Finding(
        "E0511", {"checks.yaml": KNOWN + "  - {代码: E0301, 位置: [学时], 理由: 某理由}\n"}, {"checks.yaml": KNOWN},
        "E0301", "“E0301”不是可以不再提示的代码。",
    ),
    "no such figure": Finding(
        "E0513", {"checks.yaml": KNOWN + "多报无害:\n  - {事实: 继续教育.总课时, 理由: 只有下限}\n"},
        {"checks.yaml": KNOWN + "多报无害:\n  - {事实: 继续教育.总学时, 理由: 只有下限}\n"},
        "继续教育.总课时", "词汇表没有数量“继续教育.总课时”。是否为“继续教育.总学时”？",
    ),
    "several rules through one definition": Finding(
        "W0518", {"checks.yaml": KNOWN + "多报无害:\n  - {事实: 继续教育.专业科目, 理由: 只有下限}\n"}
        | changed("rules/continuing_education.policy", ("继续教育[年].专业科目 不少于 参数.专业科目学时", "继续教育[年].专业科目 不超过 参数.专业科目学时")),
        {"checks.yaml": KNOWN + "多报无害:\n  - {事实: 继续教育.专业科目, 理由: 只有下限}\n"},
        "继续教育[年].专业科目 不超过 参数.专业科目学时", "“连续两年合格、合格年份数”中，继续教育.专业科目变大可能使这里由符合变为不符合",
    ),
    "deadline with last year's year": Finding(
        "W0524", changed("parameters.yaml", ("2025-11-30", "2024-11-30")), changed("parameters.yaml", ("2025-11-30", "2025-05-06")),
        "\"2024-11-30\"", "参数“材料截止日”是2024-11-30，早于通知印发日期（2025-05-06）",
    ),
    "start in a month before the notice": Finding(
        "W0524", changed("committees.yaml", ("启动时间: 5月", "启动时间: 3月")), changed("committees.yaml", ("启动时间: 5月", "启动时间: 6月")),
        "3月", "表一·1的启动时间是2025-03-01，早于通知印发日期（2025-05-06）",
    ),
    "window that ends before it starts": Finding(
        "E0308", changed("committees.yaml", ("完成时间: 7月", "完成时间: 4月")), changed("committees.yaml", ("完成时间: 7月", "完成时间: 8月")),
        "4月", "完成时间（到2025-04-30）早于启动时间（从2025-05-01起）。",
    ),
    "date that does not exist": Finding(
        "E0411", changed("parameters.yaml", ("2025-11-30", "2025-02-29")), changed("parameters.yaml", ("2025-11-30", "2025-02-28")),
        "\"2025-02-29\"", "2025年2月29日不存在；该月共28天。",
    ),
}  # fmt: skip


def found_in(place: Path, files: dict[str, str], *layers: str) -> tuple[list[Diagnostic], dict[str, str]]:
    return problems(lay(place, files), *layers)


@pytest.mark.parametrize("name", FINDINGS)
def test_it_is_told_where_it_stands(tmp_path: Path, name: str) -> None:
    finding = FINDINGS[name]
    found, sources = found_in(tmp_path / "policy", finding.wrong)
    (told,) = [each for each in found if each.code == finding.code]
    assert underlined(told, sources[told.span.file]) == finding.underlines
    assert message(told).startswith(finding.says)
    assert message(told, "en") != message(told)
    labels = [underlined(Diagnostic(told.code, each.span), sources[each.span.file]) for each in told.labels]
    assert labels == ([finding.label] if finding.label is not None else [])


@pytest.mark.parametrize("name", FINDINGS)
def test_put_right_it_is_not(tmp_path: Path, name: str) -> None:
    found, _ = found_in(tmp_path / "policy", FINDINGS[name].right)
    assert FINDINGS[name].code not in [each.code for each in found]


LAYER = {
    "layer.yaml": "# yaml-language-server: $schema=../../schemas/layer.schema.json\n名称: 省学时规定\n层级: 省\n文号: 某省〔2020〕1号\n生效日期: \"2020-01-01\"\n状态: 未核实\n",
    "clauses.yaml": "条款:\n  - {条款号: 要点.1, 类别: a, 主体: [申报人], 摘要: 总学时下限, 落实: 条件, 落实于: [省定学时], 缘由: 没有收存, 原文字数: 20, 原文摘要值: \"0000000000000000\"}\n",
}  # fmt: skip


@pytest.mark.parametrize(("figure", "laxer"), [(100, True), (90, False), (80, False)])
def test_city_laxer_than_the_province_is_told(tmp_path: Path, figure: int, laxer: bool) -> None:
    above = (
        f"条件 省定学时 【省学时规定·要点.1】\n    主体 申报\n    应当 继续教育[申报年度].总学时 不少于 {figure} 学时 【省学时规定·要点.1】\n"
        "    否则 不得申报 “学时不足”\n"
    )
    layer = lay(tmp_path / "province", LAYER | {"rules/hours.policy": above}, base=None)
    found, sources = found_in(tmp_path / "policy", {}, layer)
    assert [each.code for each in found if each.code.startswith("E")] == []
    told = [each for each in found if each.code == "W0513"]
    assert len(told) == laxer
    for each in told:
        assert underlined(each, sources[each.span.file]) == "继续教育[年].总学时 不少于 参数.年度总学时"
        assert message(each) == "“继续教育·总学时”的要求比“省学时规定”宽"
        assert each.labels[0].span.file == "province/rules/hours.policy"


FORMS = {
    "非 继续教育[申报年度].总学时 少于 {} 学时": "继续教育[申报年度].总学时 少于 {} 学时",
    "{} 学时 不超过 继续教育[申报年度].总学时": "{} 学时 不超过 继续教育[申报年度].总学时",
    "继续教育[申报年度].总学时 不少于 {} 学时": "继续教育[申报年度].总学时 不少于 {} 学时",
}


@pytest.mark.parametrize(("figure", "laxer"), [(99, True), (100, False)])
@pytest.mark.parametrize("form", FORMS)
def test_a_figure_is_understood_however_it_is_written(tmp_path: Path, form: str, figure: int, laxer: bool) -> None:
    above = (
        "条件 省定学时 【省学时规定·要点.1】\n    主体 申报\n    应当 继续教育[申报年度].总学时 不少于 100 学时 【省学时规定·要点.1】\n"
        "    否则 不得申报 “学时不足”\n"
    )
    layer = lay(tmp_path / "province", LAYER | {"rules/hours.policy": above}, base=None)
    found, sources = found_in(tmp_path / "policy", asked(form.format(figure)), layer)
    told = [underlined(each, sources[each.span.file]) for each in found if each.code == "W0513"]
    assert told == ([FORMS[form].format(figure)] if laxer else [])


@pytest.mark.parametrize(("days", "laxer"), [(3, True), (5, False)])
def test_fewer_working_days_than_the_province_are_told(tmp_path: Path, days: int, laxer: bool) -> None:
    rule = "{} 申报日期 不晚于 毕业日期 前 {} 个工作日 {}\n    否则 不得申报 “晚了”\n"
    above = "条件 省定学时 【省学时规定·要点.1】\n    主体 申报\n" + rule.format("    应当", 5, "【省学时规定·要点.1】")
    layer = lay(tmp_path / "province", LAYER | {"rules/hours.policy": above}, base=None)
    found, sources = found_in(tmp_path / "policy", rules(HEAD + rule.format("    应当", days, "【一.2】")) | DATED, layer)
    assert [each.code for each in found if each.code.startswith("E")] == []
    told = [each for each in found if each.code == "W0513"]
    assert [underlined(each, sources[each.span.file]) for each in told] == [
        f"申报日期 不晚于 毕业日期 前 {days} 个工作日"
    ] * laxer
    assert [message(each) for each in told] == ["“申报日期·毕业日期”的要求比“省学时规定”宽"] * laxer
