"""Mutants: the patched evaluator is the reference evaluator, proofs hold, and the judge tells killed from survived."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import api
from engine.acceptance.judge import KILLED, Judge
from engine.core import nodes as n
from engine.evaluate import reference
from engine.mutation.public import Mutations
from tests.features import POLICY

#: Every so many mutants and scenarios are compared; all would take minutes.
MUTANTS, SCENARIOS = 60, 45


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(str(POLICY), None)


def test_a_patched_policy_decides_as_the_reference_evaluator_does(judge: Judge) -> None:
    for mutant in judge.mutations.mutants[::MUTANTS]:
        _, evaluate, patched, core = judge.mutations.changed(mutant, judge.base)
        if patched is None or core is None:
            continue
        for known in judge.known[::SCENARIOS]:
            for subject, facts, bindings, before in known.asked[:1]:
                wanted = reference.evaluate(core, subject, facts, bindings)
                assert evaluate(subject, facts, bindings) == wanted, mutant.zh
                if not patched.differs(subject, facts, bindings, before):
                    assert before == wanted, mutant.zh


KINDS = (
    "comparison",
    "figure",
    "connective",
    "dropped",
    "word",
    "removed",
    "reading",
    "months",
    "negation",
    "exception",
    "quantifier",
)


def test_every_kind_of_change_is_made(judge: Judge) -> None:
    assert {mutant.kind for mutant in judge.mutations.mutants} == set(KINDS)


@pytest.mark.parametrize(
    ("words", "clause"),
    [("年度总学时”：90 → 91", "五(一).2"), ("年度总学时”的 ≥ → >", "五(一).2"), ("2024-02-29 → 2024-02-28", "五(三).3")],
)
def test_a_changed_figure_is_killed(judge: Judge, words: str, clause: str) -> None:
    found = [number for number, mutant in enumerate(judge.mutations.mutants) if words in mutant.zh]
    for number in found:
        judged = judge.judge(number)
        assert judged.fate == KILLED
        assert not clause or clause in judged.clauses
    assert found or not clause


def test_months_swapped_are_killed(judge: Judge) -> None:
    number = next(i for i, mutant in enumerate(judge.mutations.mutants) if mutant.kind == "months")
    assert judge.judge(number).fate == KILLED


@pytest.mark.parametrize("words", ["山区从业年限 ≥ 山区年限起计”的 ≥ → >", "“工作地 不是 莲都区”的 不是 → 是"])
def test_a_changed_entitlement_of_rows_is_killed(judge: Judge, words: str) -> None:
    number = next(i for i, mutant in enumerate(judge.mutations.mutants) if words in mutant.zh)
    assert judge.judge(number).fate == KILLED


# ---- proofs ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mutations() -> Mutations:
    return Mutations(str(POLICY))


def word(fact: str, value: str) -> n.Compare:
    return n.Compare("=", n.Fact(fact), n.Constant(value), n.Atom())


A, B = word("employer_kind", "企业"), word("level", "中级")


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        (n.And((A, B)), n.And((B, A)), True),
        (n.And((A, n.Or((A, B)))), A, True),
        (n.Not(n.Not(A)), A, True),
        (n.And((A, B)), A, False),
        (n.And((A, B)), n.Or((A, B)), False),
        (A, n.Not(A), False),
        (n.Or((A, n.Not(A))), n.Constant(True), False),  # neither where it is not known
        (n.And((A, word("employer_kind", "事业单位"))), n.Constant(False), False),
        (n.And((A, A, word("employer_kind", "事业单位"))), n.And((A, word("employer_kind", "事业单位"))), True),
    ],
)
def test_proofs_hold_for_all_words_and_for_what_is_not_known(mutations: Mutations, before, after, same: bool) -> None:
    names = {fact["id"] for subject in mutations.tables["subjects"].values() for fact in subject["facts"]}
    fact = next(name for name in names if mutations.prover.facts[name].get("enumeration") == "单位性质")
    level = next(name for name in names if mutations.prover.facts[name].get("enumeration") == "级别")
    text = {"employer_kind": fact, "level": level}

    def renamed(node):
        match node:
            case n.Compare():
                return n.Compare("=", n.Fact(text[node.left.id]), node.right, node.atom)
            case n.Not(operand):
                return n.Not(renamed(operand))
            case n.And(operands) | n.Or(operands):
                return type(node)(tuple(map(renamed, operands)))
        return node

    assert mutations.prover._same(renamed(before), renamed(after)) is same


def test_a_scenario_that_fails_anyway_is_refused(tmp_path: Path) -> None:
    text = "# language: zh-CN\n功能: 一\n\n  @一.5\n  场景: 空的\n    假如 一位申报人，所填如下\n      | 含涉密材料 |\n      | 否 |\n    当 自查\n    那么 没有对应的评委会\n"
    (tmp_path / "a.feature").write_text(text, encoding="utf-8")
    with pytest.raises(api.InvalidInput) as caught:
        Judge(str(POLICY), str(tmp_path))
    assert [each.code for each in caught.value.diagnostics] == ["E0872"]
