"""Whether more information could still change a decision. Part of :mod:`engine.explain`."""

from __future__ import annotations

from typing import Any

from engine.evaluate.outcome import Outcome
from engine.explain.inquiry import Inquiry


def is_final(outcome: Outcome) -> bool:
    """Not applicable and eligible always, incomplete never, ineligible where a row is certain to take the case."""
    if outcome.decision == "ineligible":
        return outcome.routing is True
    return outcome.decision != "incomplete"


def finality(inquiry: Inquiry) -> tuple[bool, list[str]]:
    """Whether the decision is final, and the assumed facts that carry it if it rests on such."""
    assumed: tuple[str, ...] = inquiry.case.assumed
    if not is_final(inquiry.first):
        return False, []
    if not assumed:
        return True, []
    without: Any = inquiry.ask(inquiry.case.without_assumed())
    if without.decision == inquiry.first.decision and is_final(without) and not without.incidents:
        return True, []
    return False, list(assumed)
