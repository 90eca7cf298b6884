"""The rules of a small policy as core nodes, written together with the atoms and conditions of its explanation tables."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from engine.core import nodes as n
from engine.core.policy import Condition, CorePolicy, Definition, Entitlement, Gap, Message, Row, SubjectPolicy
from engine.evaluate.reference import evaluate
from tests.explain.small_tables import APPLICATION, RULES, TABLES

Sided = tuple[n.Node, dict[str, Any]]

ATOMS: list[dict[str, Any]] = []
LIKE = {fact["id"]: fact for subject in TABLES["subjects"].values() for fact in subject["facts"]}


def atom(kind: str, operator: str | None, left: Any, right: Any, clauses: tuple, readings: tuple, text: str = "") -> n.Atom:
    ATOMS.append({
        "kind": kind, "operator": operator, "clauses": list(clauses), "readings": list(readings), "left": left,
        "right": right, "text": text, "line": 1, **RULES,
    })  # fmt: skip
    return n.Atom(len(ATOMS) - 1, clauses, readings)


def side(kind: str, text: str, type: str | None = None, **given: Any) -> dict[str, Any]:
    return {"kind": kind, "text": text, "type": type, "unit": None, "scale": 0} | given


def fact(id: str) -> Sided:
    like = LIKE[id]
    return n.Fact(id), side("fact", like["name"], like["type"], unit=like["unit"], scale=like["scale"], fact=id)


def field(id: str, name: str) -> Sided:
    node = n.Field("continuing_education", n.Variable("年"), id)
    about = {"record": "continuing_education", "field": id, "year": {"variable": "年"}, "unit": "学时", "scale": 1}
    return node, side("field", f"继续教育[年].{name}", "quantity", **about)


def parameter(name: str) -> Sided:
    known = TABLES["parameters"][name]
    about = {"unit": known["unit"], "scale": known["scale"], "parameter": name}
    return n.Parameter(name), side("parameter", f"参数.{name}", known["type"], **about)


def reading(name: str) -> Sided:
    type = TABLES["readings"][name]["type"]
    return n.Reading(name), side("reading", f"口径.{name}", type, reading=name)


def constant(value: Any, type: str = "word") -> Sided:
    return n.Constant(value), side("constant", str(value), type)


def variable(name: str) -> Sided:
    return n.Variable(name), side("variable", name, "year")


def row_attribute(name: str) -> Sided:
    return n.RowAttribute(name), side("row", {"启动日期": "start", "完成日期": "finish"}[name], "date")


def compare(operator: str, left: Sided, right: Sided, *clauses: str, readings: tuple[str, ...] = ()) -> n.Compare:
    return n.Compare(operator, left[0], right[0], atom("compare", operator, left[1], right[1], clauses, readings))


def is_word(id: str, word: str, *clauses: str) -> n.Compare:
    return compare("=", fact(id), constant(word), *clauses)


def is_true(id: str, *clauses: str) -> n.Truth:
    node, about = fact(id)
    return n.Truth(node, atom("truth", None, about, None, clauses, ()))


def member(id: str, name: str, members: set[str], *clauses: str) -> n.Member:
    node, about = fact(id)
    group = n.Constant(frozenset(members))
    return n.Member(node, group, atom("member", None, about, side("group", name, "group", group=name), clauses, ()))


COMPLIANT = Definition(
    "学时合格",
    ("年",),
    n.Choice(
        "学时合格",
        n.And((
            compare(">=", field("total_hours", "总学时"), parameter("年度总学时"), "五(一).2"),
            compare(">=", field("professional_hours", "专业科目"), parameter("专业科目学时"), "五(一).3"),
            compare(">=", field("public_hours", "公需科目"), parameter("公需科目学时"), "五(一).4"),
            compare(">=", field("general_public_hours", "一般公需"), parameter("一般公需学时"), "五(一).5"),
        )),
        (
            n.Alternative(
                "视同合格",
                compare("<=", variable("年"), reading("视同合格截止年"), "五(一).8", readings=("视同合格截止年",)),
                n.Constant(True),
            ),
        ),
        True,
        atom("choice", None, None, None, (), (), "学时合格"),
    ),
    True,
)  # fmt: skip

YEARS = n.YearList((n.Arithmetic("-", n.Fact("declared_year"), n.Constant(1)), n.Fact("declared_year")))
REVIEW = ("route", "评审", "五(一).7")


def compliant(variable_name: str = "年") -> n.Call:
    return n.Call("学时合格", (n.Variable(variable_name),), True)


COUNT: Sided = (
    n.Aggregate("年", n.Fact("tenure_years"), compliant(), None, (1, 1), atom("aggregate", None, None, None, (), ())),
    side("aggregate", "计数（年 于 任职年度：学时合格（年））", "integer", unit="年", facts=["tenure_years"]),
)
EVERY_TENURE_YEAR = n.Quantifier(
    True, "年", n.Fact("tenure_years"), compliant(), atom("quantifier", None, None, None, (), (), "任职年度")
)
ENOUGH = compare(">=", COUNT, fact("required_years"), "五(一).6", readings=("年限一致",))

CONDITIONS: dict[str, dict[str, Any]] = {}
ENTITLEMENTS: dict[str, dict[str, Any]] = {}


def condition(
    name: str, requires: n.Node, consequence: str, message: tuple, *clauses: str, subject: str = "申报",
    applies: n.Node | None = None, tables: tuple = (), readings: tuple = (), all_readings: tuple = (), kind: str = "condition",
    facts: tuple = (), parameters: tuple = (),
) -> Condition:  # fmt: skip
    """A condition with its entry in the tables. Expressions in ``message`` are pairs ``(node, {type, unit, scale})``."""
    parts = tuple(part if isinstance(part, str) else part[0] for part in message)
    made = Condition(
        name, subject, kind, tables, applies, requires, consequence, Message(parts) if parts else None, clauses, readings
    )
    CONDITIONS[name] = {
        "subject": subject, "kind": kind, "consequence": consequence, "blocks": made.blocks, "tables": list(tables),
        "clauses": list(clauses), "readings": list(readings), "facts": list(facts), "parameters": list(parameters),
        "message": [part if isinstance(part, str) else part[1] for part in message], "all_readings": list(all_readings),
        "atoms": [], "line": len(CONDITIONS) + 1, **RULES,
    }  # fmt: skip
    return made


def entitlement(name: str, applies: n.Node, message: str, clause: str) -> Entitlement:
    ENTITLEMENTS[name] = {
        "subject": "申报", "kind": "entitlement", "tables": ["表一"], "clauses": [clause], "readings": [], "facts": [],
        "parameters": [], "message": [message], "all_readings": [], "atoms": [], "line": 1, **RULES,
    }  # fmt: skip
    return Entitlement(name, "申报", ("表一",), applies, Message((message,)), (clause,), ())


def review() -> n.Compare:
    return is_word("route", "评审", "五(一).7")


def counting(option: str) -> n.Node:
    chosen = compare("=", reading("年限一致"), constant(option), "五(一).6", readings=("年限一致",))
    return n.And((review(), chosen))


HOURS = ("年度总学时", "专业科目学时", "公需科目学时", "一般公需学时")
YEAR = {"type": "year", "unit": None, "scale": 0}

APPLICATION_CONDITIONS = (
    condition(
        "连续两年合格", n.Quantifier(True, "年", YEARS, compliant(), atom("quantifier", None, None, None, (), (), "两年")),
        "ineligible", ((n.Variable("年"), YEAR), "年度继续教育学时未达要求"), "五(一).7", applies=review(),
        all_readings=("视同合格截止年",), parameters=HOURS,
    ),
    condition(
        "合格年份数", ENOUGH, "ineligible", ("合格年份少于规定年限",), "五(一).6", applies=counting("任职期内累计"),
        readings=("年限一致",), all_readings=("视同合格截止年", "年限一致"), facts=("required_years",),
    ),
    condition(
        "任职期逐年合格", n.And((EVERY_TENURE_YEAR, ENOUGH)), "ineligible", ("任职期内有年度不合格",), "五(一).6",
        applies=counting("任职期内逐年"), readings=("年限一致",), all_readings=("视同合格截止年", "年限一致"),
    ),
    condition("省平台申报", is_word("filing_channel", "省平台", "一.1"), "ineligible", ("请改在省平台提交",), "一.1"),
    condition("不含涉密材料", n.Not(is_true("contains_classified", "一.5")), "ineligible", ("请撤回并清理涉密材料",), "一.5"),
    condition(
        "正常晋升以外", is_word("application_type", "正常晋升", "头.1"), "referral",
        ("申报类型为", (n.Fact("application_type"), {"type": "word", "unit": None, "scale": 0}), "，本通知没有规定，请先咨询"), "头.1",
    ),
    condition(
        "本年度评审未结束", compare("<=", fact("declared_on"), row_attribute("完成日期"), "附.1"), "ineligible",
        ("本年度评审工作已结束",), "附.1", tables=("表一",),
    ),
    condition(
        "评审工作已启动", compare(">=", fact("declared_on"), row_attribute("启动日期"), "附.1"), "advice",
        ("评审工作尚未启动，请等候受理通知",), "附.1", tables=("表一",),
    ),
    condition(
        "初定条件", is_true("initial_conditions_met", "附1.三"), "ineligible", ("未达到初定条件",), "附1.三", tables=("表三",)
    ),
)  # fmt: skip

APPLICATION_ENTITLEMENTS = (
    entitlement("单列评审", member("work_county", "山区26县", {"遂昌县", "青田县"}, "三.4"), "评委会对您实行单列评审", "三.4"),
    entitlement("同等条件倾斜", is_true("tied", "三.5"), "同等条件下给予适当倾斜", "三.5"),
)

RESULT = condition(
    "评审结果有效",
    compare("=", (n.Default(n.Fact("review_mode"), n.Constant("线上")), fact("review_mode")[1]), constant("线上"), "一.2"),
    "void", ("评审结果无效，不影响再次申报",), "一.3",
    applies=n.Applicable(n.Fact("review_mode"), atom("applicable", None, fact("review_mode")[1], None, ("一.2",), ())),
)  # fmt: skip

MEETING_CONDITIONS = (
    condition(
        "评前报告",
        compare("<=", fact("reported_on"), (
            n.WorkingDayShift(n.Fact("held_on"), n.Parameter("评前报告工作日"), "before"),
            side("expression", "会议日期 前 参数.评前报告工作日", "date", facts=["held_on"], parameters=["评前报告工作日"]),
        ), "五(二).8"),
        "breach", ("请推迟会议",), "五(二).8", subject="评审会议", kind="deadline", parameters=("评前报告工作日",),
    ),
)  # fmt: skip


def routed(locator: str, *scope: n.Node) -> Row:
    known = TABLES["rows"][locator]
    dates = {"启动日期": known["start_date"] or "2023-05-15", "完成日期": known["finish_date"]}
    attributes = tuple((name, date.fromisoformat(day)) for name, day in dates.items())
    return Row(locator, known["table"], n.And((is_word("series", "工程"), *scope)), attributes)


def levels() -> n.Member:
    return member("level", "中级、副高", {"中级", "副高"})


ROWS = (
    routed("表一·13", review(), is_word("specialty", "水利工程"), levels()),
    routed("表一·19", review(), is_word("specialty", "建设工程"),
           n.Or((is_word("level", "副高"), n.And((levels(), is_word("employer_type", "事业单位")))))),
    routed("表一·20", review(), is_word("specialty", "建设工程"), is_word("level", "中级"), is_word("employer_type", "企业")),
    routed("表三·1", is_word("route", "初定"), member("level", "中级、助理级", {"中级", "助理级"})),
)  # fmt: skip

#: What lowering makes of a row's 备注: said where the row is in scope.
NOTES = (
    condition("表一·20 备注1", n.Constant(False), "advice", ("高级工程师由表一·19推荐",), "附件1·表一·20", applies=ROWS[2].scope, kind="note"),
    condition(
        "表一·20 备注2", n.Not(compare(">", fact("required_years"), constant(5, "integer"))), "referral",
        ("规定年限超过五年的，请先咨询",), "附件1·表一·20", applies=ROWS[2].scope, kind="note",
    ),
)  # fmt: skip

POLICY = CorePolicy(
    (COMPLIANT,),
    (
        SubjectPolicy(
            "申报",
            (*APPLICATION_CONDITIONS, RESULT, *NOTES),
            APPLICATION_ENTITLEMENTS,
            ROWS,
            (Gap("无此系列", is_word("series", "翻译")),),
        ),
        SubjectPolicy("评审会议", MEETING_CONDITIONS, (), (), ()),
    ),
    (),
    (),
    (),
    (("continuing_education", False, tuple((field["id"], 0) for field in LIKE["continuing_education"]["fields"])),),
)

TABLES["atoms"] = ATOMS
TABLES["conditions"] = CONDITIONS
TABLES["entitlements"] = ENTITLEMENTS

#: The evaluator of this policy, as explanations take it.
EVALUATE = partial(evaluate, POLICY)

__all__ = ["APPLICATION", "EVALUATE", "POLICY", "TABLES"]
