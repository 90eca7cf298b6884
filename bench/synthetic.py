"""A policy the size of a city's yearly notice, made by rule: 72 rows of about eight atoms, yearly hours, exceptions."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from engine.core import nodes as n
from engine.core.policy import Condition, CorePolicy, Definition, Entitlement, Message, Row, SubjectPolicy
from engine.evaluate.outcome import Bindings
from engine.values.calendar import Calendar

SUBJECT = "申报"
SERIES = tuple(f"系列{index}" for index in range(24))
LEVELS = ("员级", "助理级", "中级", "副高", "正高")
FLOORS = (("total", 90), ("special", 60), ("public", 18), ("general", 12))

_numbers = count()


def _atom() -> n.Atom:
    return n.Atom(next(_numbers))


def _is(fact: str, word: str) -> n.Node:
    return n.Compare("=", n.Fact(fact), n.Constant(word), _atom())


def _in(fact: str, *words: str) -> n.Node:
    return n.Member(n.Fact(fact), n.Constant(frozenset(words)), _atom())


def _row(index: int) -> Row:
    series, levels = SERIES[index // 3], (LEVELS[:3], LEVELS[2:4], LEVELS[4:])[index % 3]
    scope = n.And(
        (
            _is("series", series),
            _in("level", *levels),
            n.Or((_is("unit", "事业单位"), n.And((_is("unit", "企业"), n.Not(n.Truth(n.Fact("classified"), _atom())))))),
            n.Not(n.Call("自主评聘除外", (), True)),
            n.Or((_in("place", "莲都", "龙泉"), n.Not(_is("place", f"县{index}")), _is("track", "创新创业"))),
        )
    )
    attributes = (("启动日期", date(2023, 7, 1)), ("完成日期", date(2023, 9, 30)), ("驻地", "市"))
    return Row(f"表一·{index + 1}", "表一", scope, attributes)


def _definitions() -> tuple[Definition, ...]:
    year = n.Variable("年")
    floors = tuple(n.Compare(">=", n.Field("hours", year, field), n.Parameter(f"学时_{field}"), _atom()) for field, _ in FLOORS)
    deemed = n.Alternative("视同合格", n.Compare("<=", year, n.Reading("截止年"), _atom()), n.Constant(True))
    covered = n.Covers(n.Fact("authority"), (n.Fact("series"), n.Fact("level")), _atom())
    return (
        Definition("学时合格", ("年",), n.Choice("学时合格", n.And(floors), (deemed,), True, _atom()), True),
        Definition("自主评聘除外", (), n.And((n.Truth(n.Fact("own_staff"), _atom()), covered)), True),
    )


def _conditions() -> tuple[Condition, ...]:
    year, declared = n.Variable("年"), n.Fact("year")
    compliant = n.Call("学时合格", (year,), True)
    last_two = n.YearList((n.Arithmetic("-", declared, n.Constant(1)), declared))
    counted = n.Aggregate("年", n.Fact("tenure"), compliant, None, (0, 1), _atom())
    message = Message((year, "年度学时", n.Field("hours", year, "total")))
    review = n.Not(_is("track", "初定"))
    asked: tuple[tuple[str, n.Node | None, n.Node, Message | None, tuple[str, ...]], ...] = (
        ("连续两年合格", review, n.Quantifier(True, "年", last_two, compliant, _atom()), message, ()),
        ("合格年份数", review, n.Compare(">=", counted, n.Fact("required"), _atom()), None, ()),
        ("网上申报", None, _is("channel", "平台"), None, ()),
        ("不含涉密材料", None, n.Not(n.Truth(n.Fact("classified"), _atom())), None, ()),
        ("评审未结束", None, n.Compare("<=", n.Fact("filed"), n.RowAttribute("完成日期"), _atom()), None, ("表一",)),
    )
    return tuple(
        Condition(name, SUBJECT, "condition", tables, applies, requires, "ineligible", said, (), ())
        for name, applies, requires, said, tables in asked
    )


def policy() -> CorePolicy:
    """The policy."""
    mountain = Entitlement("单列评审", SUBJECT, ("表一",), _in("place", "龙泉", "景宁"), None, (), ())
    part = SubjectPolicy(SUBJECT, _conditions(), (mountain,), tuple(_row(index) for index in range(72)), ())
    records = (("hours", False, tuple((field, 0) for field, _ in FLOORS)),)
    return CorePolicy(_definitions(), (part,), (), (), (), records)


def bindings() -> Bindings:
    """Its parameters, readings and reference date."""
    parameters = {f"学时_{field}": ((None, floor),) for field, floor in FLOORS}
    return Bindings(parameters, {"截止年": 2019}, Calendar({}), date(2023, 6, 1))


def cases() -> list[dict[str, Any]]:
    """Applications that pass, fail and miss something."""
    full = {
        "series": SERIES[5],
        "level": "中级",
        "unit": "事业单位",
        "classified": False,
        "own_staff": False,
        "authority": (),
        "place": "龙泉",
        "track": "评审",
        "channel": "平台",
        "filed": date(2023, 6, 1),
        "year": 2023,
        "required": 5,
        "tenure": (2018, 2023),
        "hours": {year: {"total": 96, "special": 60, "public": 18, "general": 12} for year in range(2018, 2024)},
    }
    short = {**full, "hours": {**full["hours"], 2022: {"total": 89, "special": 60, "public": 18, "general": 12}}}
    absent = {name: value for name, value in full.items() if name not in ("required", "place")}
    return [full, short, absent, {**full, "series": "别的"}]
