"""The promises of lowering: kept by every policy of the repository, and noticed where a policy breaks one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.core import nodes as c
from engine.core.invariants import check_invariants
from engine.core.policy import Condition, CorePolicy, Definition, Row, SubjectPolicy
from tests.building import CURRENT, SMALL, lowered

ATOM = c.Atom(0)


@pytest.mark.parametrize("folder", [CURRENT, SMALL], ids=lambda folder: folder.name)
def test_policies_keep_them(folder: Path) -> None:
    assert lowered(str(folder)).atoms


def policy(requires: c.Node, *definitions: Definition, **changes: object) -> CorePolicy:
    asked = Condition("试", "申报", "condition", (), None, requires, "ineligible", None, (), ())
    part = SubjectPolicy("申报", (asked,), (), (), ())
    return replace(CorePolicy(definitions, (part,), (), (), (), ()), **changes)


def row(locator: str) -> Row:
    return Row(locator, "表一", c.Constant(True), ())


TRUE = c.Constant(True)
BROKEN = {
    "uses .* before it stands": policy(TRUE, Definition("甲", (), c.Call("乙", (), True), True)),
    "甲 asks a row": policy(TRUE, Definition("甲", (), c.RowAttribute("seat"), False)),
    "甲 stands twice": policy(TRUE, Definition("甲", (), TRUE, True), Definition("甲", (), TRUE, True)),
    "an atom without information": policy(c.Judgement("问", ATOM)),
    "no definition 甲": policy(c.Call("甲", (), True)),
    "no parameter 甲": policy(c.Parameter("甲")),
    "no reading 甲": policy(c.Reading("甲")),
    "no field 甲.乙": policy(c.Field("甲", c.Constant(2023), "乙")),
    "an empty connective": policy(c.Not(c.Or(()))),
    "甲 has no chosen option": policy(TRUE, readings=(("甲", (("是", True),)),), chosen=(("甲", "否"),)),
    "a locator twice": policy(TRUE, subjects=(SubjectPolicy("申报", (), (), (row("表一·1"), row("表一·1")), ()),)),
    "an unknown consequence": policy(
        TRUE,
        subjects=(
            SubjectPolicy("申报", (Condition("试", "申报", "condition", (), None, TRUE, "罚款", None, (), ()),), (), (), ()),
        ),
    ),
}


@pytest.mark.parametrize("promise", BROKEN)
def test_broken_promise_is_named(promise: str) -> None:
    with pytest.raises(AssertionError, match=promise):
        check_invariants(BROKEN[promise])
