"""What SQL does not say is refused at its place, by name; it is never said in another way."""

from __future__ import annotations

from typing import Any

import pytest

from engine.columnar import public
from engine.columnar.query import compile_subject
from engine.columnar.value import CONSTRUCTS, Unsupported
from engine.core import nodes as n
from engine.core.policy import Row
from engine.diagnostics import Diagnostic, Span
from engine.diagnostics.catalog import message
from engine.errors import InvalidInput, InvalidPolicy
from engine.values import NOT_APPLICABLE
from tests.building import CURRENT
from tests.evaluate import build
from tests.symbolic.vocabulary import fact, tables

SPAN = Span("rules/a.policy", 3, 4, 3, 9)
OPTIONAL = n.Fact("opt")
CHOICE = n.Alternative("例外", n.Constant(True), OPTIONAL)


def compiled(*requires: n.Node, **more: Any) -> None:
    """Translate a policy that requires all of ``requires``."""
    policy = build.policy(build.condition(n.And(requires), tables=("表一",) if more else ()), **more)
    around = build.bindings()
    made = tables(around)
    made["subjects"][build.SUBJECT]["facts"] += [
        fact("opt", "integer", may_not_apply=True), fact("span", "years", may_not_apply=True),
        fact("big", "integer") | {"range": None}, fact("entries", "list", columns=[{"id": "a", "name": "甲", "enumeration": "词"}]),
    ]  # fmt: skip
    compile_subject(policy, made, build.SUBJECT, around)


def at(node: Any) -> Any:
    """A statement at :data:`SPAN`."""
    return type(node)(**{name: getattr(node, name) for name in node.__dataclass_fields__} | {"atom": n.Atom(1, span=SPAN)})


@pytest.mark.parametrize(
    ("construct", "node"),
    [
        ("Applicable", n.Applicable(n.Fact("entries"), n.Atom())),
        ("Covers", n.Covers(n.Constant("甲"), (n.Constant("甲"),), n.Atom())),
        ("Member", n.Member(n.Constant("甲"), n.Fact("b0"), n.Atom())),
        (
            "Choice",
            n.Compare("=", n.Choice("名", n.Constant(1), (CHOICE,), False, n.Atom(1, span=SPAN)), n.Constant(1), n.Atom()),
        ),
        ("Default", n.Compare("=", n.Default(n.Fact("entries"), n.Constant(1)), n.Constant(1), n.Atom())),
        ("Fact", n.Applicable(n.Fact("span"), n.Atom())),
    ],
)
def test_a_construct_is_refused_by_name(construct: str, node: n.Node) -> None:
    with pytest.raises(Unsupported) as refused:
        compiled(at(node))
    assert (refused.value.code, refused.value.span) == ("E0970", SPAN)
    diagnostic = Diagnostic("E0970", SPAN, refused.value.arguments)
    assert message(diagnostic) == f"{CONSTRUCTS[construct].zh}用在这里不能译成 SQL。"
    assert message(diagnostic, "en") == f"{CONSTRUCTS[construct].en} cannot be said in SQL here"


def test_a_column_that_a_row_lacks() -> None:
    row = Row("表一·1", "表一", n.Constant(True), (("启动时间", NOT_APPLICABLE),))
    asked = n.Compare("=", n.RowAttribute("启动时间"), n.Constant(1), n.Atom())
    with pytest.raises(Unsupported) as refused:
        compiled(at(asked), rows=(row,))
    assert refused.value.arguments == {"construct": CONSTRUCTS["RowAttribute"]}


def test_figures_beyond_128_bits() -> None:
    big = n.Fact("big")
    square = n.Arithmetic("*", big, big)
    compiled(at(n.Compare(">", square, n.Constant(1), n.Atom())))
    with pytest.raises(Unsupported) as refused:
        compiled(at(n.Compare(">", n.Arithmetic("*", square, big), n.Constant(1), n.Atom())))
    assert (refused.value.code, refused.value.arguments) == ("E0971", {})
    assert message(Diagnostic("E0971", SPAN, {})) == "这里的数可能超过 128 位整数，不能译成 SQL。"


def test_a_gap_is_told_at_its_place_in_the_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise Unsupported("E0971", {}, SPAN)

    monkeypatch.setattr("engine.columnar.query.compile_subject", refuse)
    with pytest.raises(InvalidPolicy) as raised:
        public.policy_as_sql(str(CURRENT))
    assert [(each.code, each.span) for each in raised.value.diagnostics] == [("E0971", SPAN)]
    assert raised.value.sources


def test_without_sqlglot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "find_spec", lambda name: None)
    with pytest.raises(InvalidInput) as raised:
        public.policy_as_sql(str(CURRENT))
    (diagnostic,) = raised.value.diagnostics
    assert (diagnostic.code, message(diagnostic)) == ("E0972", "译成 SQL 要用 sqlglot，这里没有安装。")
