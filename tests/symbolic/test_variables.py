"""What the variables may be together is what a case may hold after it was read and completed."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from engine.case import relations
from engine.symbolic import logic
from engine.symbolic.logic import both, negated
from engine.symbolic.solver import Solver
from engine.symbolic.truth import Truth
from engine.symbolic.value import Value
from engine.symbolic.variables import Variables
from engine.values import Unknown
from tests.symbolic.vocabulary import fact

UNKNOWN = Unknown(frozenset())
LISTED = [
    {"name": "一", "columns": ["series", "title", "level"], "rows": [
        ["工程", "工程师", "中级"], ["工程", "高工", "副高"], ["教师", "讲师", "中级"], ["教师", "教授", "正高"], ["文化", "教授", "正高"],
    ]},
    {"name": "二", "columns": ["series", "specialty"], "rows": [["工程", "水利"], ["工程", "建设"], ["教师", "不分"], ["文化", "不分"]]},
]  # fmt: skip
WORDS = {
    "series": ("工程", "教师", "文化", "无"), "title": ("工程师", "高工", "讲师", "教授"), "level": ("中级", "副高", "正高"),
    "specialty": ("水利", "建设", "不分", "无"),
}  # fmt: skip


def tables(*facts: dict[str, Any], relations: Any = (), words: Any = None, **subject: Any) -> dict[str, Any]:
    """Tables of one subject with those facts."""
    given = {"name": "申报", "id": "application", "wording": "application", "reference_date": None, "year": None, "fills": []}
    enumerations = {name: {"words": dict.fromkeys(each)} for name, each in (words or {"词": ("甲", "乙")}).items()}
    return {
        "policy": {"year": 2023}, "subjects": {"申报": given | {"facts": list(facts), "relations": list(relations)} | subject},
        "enumerations": enumerations, "rows": {f"表一·{number}": {"table": "表一", "number": number, "name": ""} for number in (1, 2)}, "tables": {"表一": {}}, "calendar": {}, "parameters": {}, "readings": {},
    }  # fmt: skip


def test_facts_bound_by_relations_are_what_remains_after_what_follows_is_filled_in() -> None:
    facts = [fact(name, "word", enumeration=name) for name in WORDS]
    variables = Variables(tables(*facts, relations=LISTED, words=WORDS), "申报")
    values = {name: variables.fact(name) for name in WORDS}
    limits = [each for each in variables.limits(WORDS) if each is not True]
    possible = reached = 0
    for combination in product(*((*words, None) for words in WORDS.values())):
        given = {name: UNKNOWN if word is None else word for name, word in zip(WORDS, combination, strict=True)}
        completed = dict(given)
        relations.derive(LISTED, completed)
        wanted = completed == given and not relations.contradictions(LISTED, given)
        solver = logic.z3().Solver()
        solver.add(*limits)
        for name, word in zip(WORDS, combination, strict=True):
            unknown, number = values[name].unknown, values[name].parts[0]
            solver.add(unknown if word is None else both(negated(unknown), number == variables.symbols.number(word)))
        found = str(solver.check()) == "sat"
        assert found == wanted, given
        possible, reached = possible + found, reached + 1
    assert 10 < possible < reached


@pytest.mark.parametrize(
    ("declared", "outside"),
    [
        (fact("f", "quantity", range=[0, 50]), lambda number: number > 50),
        (fact("f", "quantity"), lambda number: number < 0),
        (fact("f", "year"), lambda number: number > 9999),
        (fact("f", "year", range=[2000, 2100]), lambda number: number < 2000),
        (fact("f", "date"), lambda number: number < 1),
        (fact("f", "word"), lambda number: number > 1),
        (fact("f", "row"), lambda number: number > 1),
    ],
)
def test_a_fact_is_within_its_range(declared: dict[str, Any], outside: Any) -> None:
    variables = Variables(tables(declared), "申报")
    found = variables.fact("f")
    assert Solver(variables).none(outside(found.parts[0]), ["f"])
    assert not Solver(variables).none(negated(found.unknown), ["f"])


def test_a_fact_is_not_both_unknown_and_inapplicable() -> None:
    variables = Variables(tables(fact("f", "boolean", may_not_apply=True), fact("g", "boolean")), "申报")
    found = variables.fact("f")
    assert Solver(variables).none(both(found.unknown, found.inapplicable), ["f"])
    assert not Solver(variables).none(found.inapplicable, ["f"])
    assert variables.fact("g").inapplicable is False


def test_a_span_does_not_run_backwards() -> None:
    variables = Variables(tables(fact("f", "years")), "申报")
    first, last = variables.fact("f").parts
    assert Solver(variables).none(last < first, ["f"])


RECORD = fact(
    "r", "records", fields=[
        fact("all", "quantity", range=[0, 100]), fact("some", "quantity", range=[0, 100]), fact("more", "quantity"),
        fact("kind", "word"), fact("on", "date"), fact("done", "boolean", may_not_apply=True),
    ],
    contains=[{"whole": "all", "parts": ["some", "more"]}],
)  # fmt: skip


def test_parts_of_a_record_are_within_the_whole() -> None:
    variables = Variables(tables(RECORD, fact("y", "year")), "申报")
    year = variables.fact("y")
    whole, some, more = (variables.field("r", name, year, None) for name in ("all", "some", "more"))
    kind, day = (variables.field("r", name, year, None) for name in ("kind", "on"))
    solver = Solver(variables)
    known = both(*(negated(value.unknown) for value in (whole, some)))
    assert solver.none(both(known, some.parts[0] > whole.parts[0]), ["r", "y"])
    assert solver.none(both(known, negated(more.unknown), some.parts[0] + more.parts[0] > whole.parts[0]), ["r", "y"])
    assert not solver.none(both(known, more.unknown), ["r", "y"])
    assert solver.none(both(negated(day.unknown), day.parts[0] < 1), ["r", "y"])
    assert solver.none(both(negated(kind.unknown), kind.parts[0] > 1), ["r", "y"])


def test_the_same_year_has_the_same_record() -> None:
    variables = Variables(tables(RECORD, fact("y", "year"), fact("z", "year")), "申报")
    one, two = (variables.field("r", "all", variables.fact(year), None) for year in ("y", "z"))
    alike = variables.fact("y").parts[0] == variables.fact("z").parts[0]
    known = both(negated(one.unknown), negated(two.unknown))
    assert Solver(variables).none(both(known, alike, one.parts[0] != two.parts[0]))
    assert not Solver(variables).none(both(known, one.parts[0] != two.parts[0]))


def test_what_is_not_of_the_vocabulary_is_never_known() -> None:
    variables = Variables(tables(fact("f", "boolean")), "申报")
    assert variables.fact("g").unknown is True
    assert variables.field("f", "x", variables.fact("g"), None).unknown is True
    assert variables.covers("f", ()) == Truth(False, False)
    other = Variables(tables(fact("r", "records", fields=[fact("x", "boolean")])), "申报")
    year = Value("number", False, False, (2023, 2023))
    assert other.field("r", "z", year, None).unknown is True


def test_what_is_made_for_one_question_is_forgotten() -> None:
    listed = fact("l", "list", columns=[{"name": "a", "id": "a", "enumeration": "词"}])
    variables = Variables(tables(RECORD, listed, fact("y", "year"), fact("w", "word")), "申报")
    variables.field("r", "all", variables.fact("y"), None)
    before = len(variables.limits(variables.facts))
    with variables.passing():
        variables.field("r", "all", Value("number", False, False, (2023, 2023)), None)
        variables.covers("l", (variables.fact("w"),))
        variables.always.append(variables.free(logic.BOOLEAN, "x"))
        assert len(variables.limits(variables.facts)) > before
    assert len(variables.limits(variables.facts)) == before
    assert "w" not in variables.made
