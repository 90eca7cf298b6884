"""What is answered directly and what is left to the general way: constructs, shipped policies, shipped examples."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine import api, pipeline
from engine.core import nodes as n
from engine.core.policy import Condition, CorePolicy, Message, Row, SubjectPolicy
from engine.direct import module, subjects
from engine.direct.answers import findings_of, verdict_of
from engine.direct.texts import told_of
from tests.direct import worlds
from tests.generators import policies, world
from tests.repository import ROOT

SHIPPED = str(ROOT / "policies" / "2023")
EXAMPLES = sorted((ROOT / "examples").glob("*.json"))
#: Examples of which not even the decision is given directly: what they leave out, or say is unknown, is needed for it.
LEFT = {
    "01-建设工程-学时不足", "11-小学教师-缺单位层级", "19-未填规定年限", "20-当年无学时记录", "29-评审会议-会后待核实",
    "31-自主评聘单位-符合规定", "32-自主评聘单位-总结逾期",
}  # fmt: skip

ATOM = n.Atom(0)
WORD = n.Fact("w0")
COUNT = n.Aggregate("年", n.YearList((n.Fact("y0"),)), n.Truth(n.Fact("b0"), ATOM), None, (0, 1), ATOM)
RISKY = n.DateShift(n.Fact("d0"), n.Constant(1), "year", "down")


@pytest.fixture(scope="module")
def shipped() -> api.Policy:
    return api.load_policy(SHIPPED)


def left(requires: n.Node, message: Message | None = None, rows: tuple[Row, ...] = ()) -> dict[str, str]:
    """Why a policy of one condition is left to the general way."""
    condition = Condition("条件", policies.SUBJECT, "condition", (), None, requires, "ineligible", message, (), ())
    fields = tuple((field, missing) for field, (_, missing) in world.FIELDS.items())
    records = tuple((record, none, fields) for record, none in world.RECORDS.items())
    policy = CorePolicy((), (SubjectPolicy(policies.SUBJECT, (condition,), (), rows, ()),), (), (), (), records)
    return module.generate(policy, worlds.tables(policy)).left


@pytest.mark.parametrize(
    ("requires", "message", "why"),
    [
        (n.Compare("=", n.Fact("n0"), n.Constant(1), ATOM), None, None),
        (n.Compare("=", n.Fact("d0"), RISKY, ATOM), None, None),
        (n.Compare("=", n.Fact("n0"), n.Constant(1), ATOM), Message((RISKY,)), "incidents in messages"),
        (n.Compare("=", n.Default(COUNT, n.Constant(1)), n.Constant(1), ATOM), None, "counts within other values"),
        (
            n.Compare("=", replace(COUNT, value=n.Arithmetic("+", n.YearOf(RISKY), n.Constant(1))), n.Constant(1), ATOM), None,
            "incidents in a sum",
        ),
        (n.Compare("=", n.Fact("nowhere"), n.Constant(1), ATOM), None, "fact nowhere"),
    ],
    ids=["plain", "incident", "message", "count", "sum", "fact"],
)  # fmt: skip
def test_constructs(requires: n.Node, message: Message | None, why: str | None) -> None:
    assert left(requires, message) == ({} if why is None else {policies.SUBJECT: why})


def test_large_subjects_are_left_to_those_who_look_up_what_concerns_a_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subjects, "MOST", 0)
    assert left(n.Truth(n.Fact("b0"), ATOM)) == {policies.SUBJECT: "size"}


@pytest.mark.parametrize(
    "folder", [SHIPPED, str(ROOT / "bench" / "ce" / "policy"), str(ROOT / "tests" / "policies" / "language")]
)
def test_every_subject_of_our_policies_is_covered(folder: str) -> None:
    core = pipeline.run(folder, (), "core").stages["core"]
    made = module.generate(core, api.load_policy(folder).tables)
    assert made.left == {}
    assert made == module.generate(core, api.load_policy(folder).tables), "the same policy gives the same text"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_are_answered_alike(path: Path, shipped: api.Policy) -> None:
    application: dict[str, Any] = json.loads(path.read_bytes())
    subject = application.get("主体") or application.get("subject")
    asking = shipped._answering.get(subject) or shipped._asking(subject)
    outcome = shipped._outcome(application, None, None)
    expected = (
        verdict_of(outcome, shipped._named("blocks", True)), findings_of(outcome, shipped._named("kind", "note")),
        told_of(shipped.evaluate(application).data),
    )  # fmt: skip
    found = [asking.again(function, application) for function in (asking.decide, asking.findings, asking.explain)]
    assert all(mine is None or mine == other for mine, other in zip(found, expected, strict=True))
    assert (found[0] is None) is (path.stem in LEFT)
