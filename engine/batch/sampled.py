"""What the first rows of a table tell of how its queries are made. Part of :mod:`engine.batch`.

A row that is otherwise later on is not sound, or takes longer; nothing is decided by what is found here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.batch.mapped import Mapped, quoted, text
from engine.batch.plan import Plan
from engine.case.unknowns import GIVEN_AS_UNKNOWN

#: Rows share their words where at most this part of a sample are combinations of their own: a slice holds each several times.
SHARED = 0.9


def without_nulls(base: Any, sample: str, subject: Mapping[str, Any], plan: Plan, found: Mapped) -> frozenset[str]:
    """Facts and fields (``ID``, ``ID.FIELD``) of which the rows of ``sample`` hold no null."""
    texts = {**found.words, **found.dates}
    gone = ", ".join(map(text, ("", *sorted(GIVEN_AS_UNKNOWN))))
    asked: dict[str, str] = {
        fact: f"bool_and(coalesce(CAST(c{place} AS VARCHAR) NOT IN ({gone}), FALSE))" for fact, place in texts.items()
    }
    records = {fact["id"]: fact for fact in subject["facts"] if fact["type"] == "records"}
    for name, sql in found.given.items():
        asked[name] = f"bool_and(({sql}) IS NOT NULL)"
        for field in records.get(name, {}).get("fields", ()):
            held = f"list_contains(list_transform({sql}, lambda e: e.{quoted(field['id'])} IS NULL), TRUE)"
            asked[f"{name}.{field['id']}"] = f"bool_and(NOT coalesce({held}, FALSE))"
    listed = ", ".join(asked.values())
    said = base.execute(f"SELECT {listed} FROM {sample}").fetchone()
    assert said is not None
    known = {name for name, truth in zip(asked, said, strict=True) if truth}
    apart = {column.path[0] for column in plan.columns if len(column.path) == 3}
    known -= {name for name in known if records.get(name.partition(".")[0], {}).get("name") in apart}
    open_ = {fact["id"] for fact in subject["facts"] if fact["may_not_apply"] or fact["type"] == "text"}
    return frozenset(known - open_)


def share_words(base: Any, sample: str, found: Mapped) -> bool:
    """Whether the rows of ``sample`` share their words."""
    cells = ", ".join(f"CAST(c{place} AS VARCHAR)" for place in dict.fromkeys(found.words.values())) or "0"
    said = base.execute(f"SELECT count(*), count(DISTINCT ({cells}, 0)) FROM {sample}").fetchone()
    assert said is not None
    return bool(said[1] <= SHARED * said[0])
