"""The policy of 2023, built once, and plans made from it."""

from __future__ import annotations

from functools import cache
from typing import Any

from engine import pipeline
from engine.planning.plan import Wanted, plan
from tests.cli.helpers import ROOT


@cache
def built() -> tuple[Any, Any]:
    """The tables and the core policy."""
    artifact, result = pipeline.build(str(ROOT / "policies" / "2023"))
    assert artifact is not None
    return artifact.tables, result.stages["core"]


def planned(**wanted: Any) -> dict[str, Any]:
    """A plan under what is wanted."""
    return plan(*built(), Wanted(**wanted))


def meeting_plan(meeting: str | None, *given: str, seat: str = "设在市级") -> dict[str, dict[str, Any]]:
    """The deadlines of a review meeting by fact and bound."""
    found = planned(subject="评审会议", meeting=meeting, given=(f"驻地={seat}", *given))
    return {f"{entry['name']} {entry['bound']}": entry for entry in found["subjects"][0]["deadlines"]}
