"""Generated code: sizes, hostile names, what it imports."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from engine.core import nodes as n
from engine.core.policy import Definition
from engine.evaluate.codegen.constants import literal
from engine.evaluate.compiled import generate, load
from engine.values import NOT_APPLICABLE
from tests.evaluate.build import (
    SUBJECT,
    atom,
    bindings,
    compare,
    condition,
    fact,
    is_true,
    outcome_of,
    policy,
    truth_of,
)


@pytest.mark.parametrize("kind", [n.And, n.Or])
def test_chains_of_10_000_operands(evaluate, kind) -> None:
    operands = tuple(is_true(f"b{index}") for index in range(10_000))
    facts = {f"b{index}": True for index in range(10_000)}
    node = kind(operands)
    assert truth_of(evaluate, node, facts) is True
    assert truth_of(evaluate, n.Not(node), {**facts, "b9999": False}) is (kind is n.And)


def test_a_scope_of_10_000_operands(evaluate) -> None:
    from engine.core.policy import Row

    operands = tuple(is_true(f"b{index}") for index in range(10_000))
    asked = policy(rows=(Row("表一·1", "表一", n.And(operands), ()), Row("表一·2", "表一", n.Or(operands), ())))
    outcome = outcome_of(evaluate, asked, {"b1": True, "b2": False})
    assert [row.locator for row in outcome.rows] == ["表一·2"]


def test_deep_nesting(evaluate) -> None:
    node: n.Node = is_true("x")
    for level in range(200):
        node = n.Not(node) if level % 3 == 0 else (n.And if level % 3 == 1 else n.Or)((node,))
    assert truth_of(evaluate, node, {"x": True}) is False  # 67 negations
    number: n.Node = fact("n")
    for _ in range(200):
        number = n.Arithmetic("+", n.Constant(1), number)
    assert truth_of(evaluate, compare(number, "=", 200), {"n": 0}) is True


def test_deeply_nested_choices_and_quantifiers(evaluate) -> None:
    node: n.Node = is_true("x")
    for level in range(60):
        node = n.Choice(f"选{level}", node, (n.Alternative("甲", is_true("c"), n.Constant(True)),), True, atom())
    assert truth_of(evaluate, node, {"x": True, "c": False}) is True
    for level in range(25):
        node = n.Quantifier(False, f"年{level}", n.YearList((n.Constant(2020 + level),)), node, atom())
    assert truth_of(evaluate, node, {"x": True, "c": False}) is True


def test_a_chain_of_1_000_definitions_compiles() -> None:
    definitions = [Definition("d0", (), is_true("x"), True)]
    for index in range(1, 1000):
        definitions.append(Definition(f"d{index}", (), n.Call(f"d{index - 1}", (), True), True))
    assert "SUBJECTS" in generate(policy(condition(n.Call("d999", (), True)), definitions=tuple(definitions)))


HOSTILE = '\'); import os #\n"""\\ {x} \x00 \ud800'


def test_names_cannot_leave_their_literal(evaluate) -> None:
    definitions = (Definition(HOSTILE, (HOSTILE,), compare(n.Variable(HOSTILE), "=", HOSTILE), True),)
    asked = policy(
        condition(n.And((n.Call(HOSTILE, (fact(HOSTILE),), True), n.Judgement(HOSTILE, atom()))), name=HOSTILE),
        definitions=definitions,
    )
    outcome = outcome_of(evaluate, asked, {HOSTILE: HOSTILE})
    assert outcome.conditions[0].name == HOSTILE
    assert outcome.decision == "incomplete"


def test_constants_of_the_language_as_source() -> None:
    values = (True, 5, -3, "甲'\n", date(2023, 5, 15), (1,), (1, "a"), (), frozenset({"a", "b"}), frozenset(), None)
    for value in values:
        assert eval(literal(value), {"date": date}) == value
    assert literal(NOT_APPLICABLE) == "NOT_APPLICABLE"
    for value in (1.5, [1], object(), type("Word", (str,), {})("x")):
        with pytest.raises(TypeError, match="not a constant of the core language"):
            literal(value)


def test_loading_and_running_imports_light_rooms_only() -> None:
    source = generate(policy(condition(is_true("x"))))
    program = (
        "import sys\n"
        "from engine.evaluate.compiled import load\n"
        "from engine.evaluate.outcome import Bindings\n"
        "load(sys.stdin.read()).evaluate('申报', {'x': True}, Bindings({}, {}, None, None))\n"
        "heavy = [name for name in sys.modules if name.startswith(('engine.core', 'engine.evaluate.codegen'))\n"
        "         or name in ('dataclasses', 'inspect', 'engine.evaluate.reference')]\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program], input=source, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_an_evaluator_is_loaded_from_source_too() -> None:
    assert load(generate(policy())).evaluate(SUBJECT, {}, bindings()).decision == "eligible"
