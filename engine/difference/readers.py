"""Whether two policies read an application alike: the ground on which a proof about both may stand. Part of
:mod:`engine.difference`.

A proof speaks of one application that both policies have before them. But what a policy has before it is what it reads: a fact
that it assumes where none is stated, a title that settles the level, a figure to one decimal place or to none. Where all of that
is the same every proof holds. Where one policy only knows more rows of a relation (a specialty was added), one reads no more than
the other and nothing else: then whoever passes or is turned away by the one that reads less is so by what the other reads as
well, so that proofs of newly passing and newly excluded still hold, and no others. In every other case nothing is proved.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.artifact.tables import Tables

#: Everything is read alike; the one reads no more than the other; neither.
ALIKE, ORDERED, OTHERWISE = "alike", "ordered", "otherwise"
_FACT = ("type", "scale", "enumeration", "absent", "assumed", "may_not_apply", "missing_year", "contains")


def read_alike(old: Tables, new: Tables, subject: str) -> str:
    """How two policies read the applications of a subject that both have."""
    one, two = (side["subjects"].get(subject) for side in (old, new))
    if one is None or two is None:
        return ALIKE  # nothing is asked of both
    facts = [{fact["id"]: fact for fact in side["facts"]} for side in (one, two)]
    common = [id for id in facts[0] if id in facts[1]]
    if any(_differs(facts[0][id], facts[1][id]) for id in common) or one["fills"] != two["fills"]:
        return OTHERWISE
    if any(one[key] != two[key] for key in ("reference_date", "year", "row_choice")):
        return OTHERWISE
    return _relations(*({tuple(each["columns"]): {tuple(row) for row in each["rows"]} for each in side["relations"]}
                        for side in (one, two)))  # fmt: skip


def _differs(one: Mapping[str, Any], two: Mapping[str, Any]) -> bool:
    if any(one[key] != two[key] for key in _FACT):
        return True
    for key in ("fields", "columns"):
        left, right = ({each["id"]: each for each in side[key]} for side in (one, two))
        if [*left] != [*right] and key == "columns":
            return True
        for id in left:
            if id in right and any(left[id].get(each) != right[id].get(each) for each in _FACT):
                return True
    return False


def _relations(one: Mapping[tuple[str, ...], set[Any]], two: Mapping[tuple[str, ...], set[Any]]) -> str:
    if one == two:
        return ALIKE
    if {*one} == {*two} and (all(one[key] <= two[key] for key in one) or all(one[key] >= two[key] for key in one)):
        return ORDERED
    return OTHERWISE
