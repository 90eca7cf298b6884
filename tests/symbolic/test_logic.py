"""Connectives fold what is known, and z3 is asked for only when needed."""

from __future__ import annotations

import sys

import pytest

from engine.symbolic import logic
from engine.symbolic.logic import Unavailable, at_most, below, both, chosen, either, equal, implied, negated, unequal

A, B = logic.variable("a", logic.BOOLEAN), logic.variable("b", logic.BOOLEAN)
X = logic.variable("x", logic.NUMBER)


def test_what_is_known_is_folded() -> None:
    assert both() is True
    assert either() is False
    assert both(True, A).eq(A)
    assert both(A, A).eq(A)
    assert both(A, False) is False
    assert either(A, True) is True
    assert either(False, B).eq(B)
    assert negated(negated(A)).eq(A)
    assert implied(True, A).eq(A)
    assert implied(False, A) is True


def test_terms_written_alike_are_equal() -> None:
    assert equal(X + 1, X + 1) is True
    assert equal(2, 3) is False
    assert equal(A, True).eq(A)
    assert equal(False, A).eq(negated(A))
    assert equal(True, False) is False
    assert unequal(X, X) is False
    assert at_most(X, X) is True
    assert below(X, X) is False


def test_a_choice_that_is_made_is_folded() -> None:
    assert chosen(True, 1, 2, logic.NUMBER) == 1
    assert chosen(False, 1, 2, logic.NUMBER) == 2
    assert chosen(A, 1, 1, logic.NUMBER) == 1
    assert str(chosen(A, 1, 2, logic.NUMBER)) == "If(a, 1, 2)"
    assert chosen(A, True, False, logic.BOOLEAN).eq(A)


def test_without_z3_there_is_a_plain_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    logic.z3.cache_clear()
    try:
        assert not logic.is_available()
        with pytest.raises(Unavailable, match=r"policy-engine\[proof\]"):
            both(A, B)
    finally:
        logic.z3.cache_clear()
