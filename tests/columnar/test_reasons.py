"""Records of rows of which something is open: what programs say of random policies and cases is what the reference says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest

from engine.batch.verdict import Record
from engine.columnar import openings, register
from engine.columnar.reasons import Inside, Missing, Reasons
from engine.columnar.value import Unsupported
from engine.core import nodes as n
from engine.core.policy import CorePolicy
from engine.core.walk import of_policy
from engine.evaluate.outcome import Bindings
from tests.columnar.records import is_open, records
from tests.columnar.test_random import TOO_LARGE, cited, random_tables
from tests.generators import policies, world

POLICIES, CASES, BATCH = 100, 24, 20
SUBJECT = policies.SUBJECT
#: Facts of the world that a judge decides where they are not given.
JUDGED = ("b0", "n1", "opt_w")


def register_tables(policy: CorePolicy, bindings: Bindings) -> dict[str, Any]:
    """The tables of a random policy, with all that records and their spelling need."""
    made = random_tables(bindings)
    for fact in made["subjects"][SUBJECT]["facts"]:
        fact["judge"] = "评委会" if fact["id"] in JUDGED else None
    part = policy.subject(SUBJECT)
    made["conditions"] = {
        each.name: {
            "kind": "note" if not each.blocks and number % 2 else each.kind,
            "blocks": each.blocks,
            "clauses": each.clauses,
            "consequence": each.consequence if each.blocks or number % 3 else "referral",
            "tables": each.tables,
        }
        for number, each in enumerate(part.conditions)
    }
    made["gaps"] = {gap.name: {} for gap in part.gaps}
    made["rows"] = {row.locator: {"table": row.table} for row in part.rows}
    made["clauses"] = {f"第{number}条": {} for number in range(4, 0, -1)}
    made["atoms"] = {node.atom.number: {"clauses": node.atom.clauses} for node in of_policy(policy) if hasattr(node, "atom")}
    return made


def told(seed: int, cases: int = CASES) -> Iterator[tuple[Record | None, Record | None]]:
    """The records of a random policy's cases, as :func:`tests.columnar.records.records` has them; none where SQL cannot say it."""
    random = Random(seed)
    policy, bindings = cited(policies.policy(random)), world.bindings(random)
    asked = [(world.facts(random), world.bindings(random).on) for _ in range(cases)]
    try:
        yield from records(policy, register_tables(policy, bindings), SUBJECT, bindings, asked)
    except Unsupported as refusal:
        if refusal.code != TOO_LARGE:
            raise


def compare(seed: int) -> tuple[int, int]:
    """How many open cases the program answered as the reference did, of how many; an answer that is another one is a mistake."""
    said = asked = 0
    for wanted, found in told(seed):
        assert found is None or found == wanted, f"seed {seed}"
        if wanted is not None and is_open(wanted):
            asked += 1
            said += found is not None
    return said, asked


@pytest.mark.parametrize("start", range(0, POLICIES, BATCH))
def test_open_rows_are_told_as_the_reference_tells_them(start: int) -> None:
    counts = [compare(seed) for seed in range(start, start + BATCH)]
    said, asked = (sum(each) for each in zip(*counts, strict=True))
    assert asked > 100
    assert said > 0.8 * asked, "hardly anything was compared"


# ---- the comparison itself finds mistakes -------------------------------------------------------------------------------

#: Policies within which every mistake put in on purpose must show.
ENOUGH = 60


def _called(self: Reasons, node: n.Call, inside: Inside, of: Callable[..., Any]) -> Any:
    body, scope = self.translator.enter(node, inside.scope)
    return of(body, Inside(scope, {}))


def _element(self: Reasons, condition: n.Node | None, worth: n.Node | None, bounds: Any, inside: Inside) -> Any:
    open_ = {} if condition is None else self._open(condition, inside)
    return self.any_of([open_, {} if worth is None else self.value(worth, inside)])


_YEARS = openings.years_of
MISTAKES: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "operands that are settled say why": (Reasons, "_open", Reasons.statement),
    "what is missing of the choice of rows is lost": (Reasons, "why", lambda *_: {}),
    "clauses of comparisons are lost": (Reasons, "_clauses", lambda *_: {}),
    "years have the bit of their neighbour": (openings, "years_of", lambda field: (*_YEARS(field)[1:], openings.BEYOND)),
    "exceptions are lost": (Reasons, "_live", lambda self, node, inside, of: [of(node.base, inside)]),
    "arguments are lost": (Reasons, "_called", _called),
    "lists are lost": (Reasons, "_covers", lambda *_: {}),
    "parameters that are not set are lost": (Reasons, "_parameter", lambda *_: {}),
    "what is missing because a person has to judge is missing": (Reasons, "_missing", lambda self, id: Missing(id, False)),
    "elements that add nothing are missing": (Reasons, "_element", _element),
    "what stands for what does not apply is lost": (Reasons, "_default", lambda self, node, _, inside: self.value(node, inside)),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_reasons_is_found(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*MISTAKES[mistake])
    if MISTAKES[mistake][0] is openings:
        monkeypatch.setattr(register, "years_of", MISTAKES[mistake][2])
    with pytest.raises(AssertionError, match="seed"):
        for seed in range(ENOUGH):
            compare(seed)
