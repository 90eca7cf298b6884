"""Findings of what applies alone: the same as the others leave out, and counted."""

from __future__ import annotations

from pathlib import Path

from bench import rules
from bench.ce.task import LEVELS, SERIES
from engine import api


def test_what_applies_is_told_and_the_rest_counted(tmp_path: Path) -> None:
    policy = api.load_policy(str(rules.laid(tmp_path, 400)))
    application = {"series": SERIES[3], "level": LEVELS[1], "hours": 85}
    whole, part = policy.findings(application), policy.findings(application, applying=True)
    kept = tuple(each for each in whole.conditions if each.status != "not_required")
    assert part.conditions == kept
    assert 0 < len(kept) < 20
    assert (part.decision, part.rows) == (whole.decision, whole.rows)
    assert part.others == len(whole.conditions) + len(whole.entitlements) - len(kept) - len(part.entitlements)
    assert whole.others == 0
    assert set(policy.decide(application).failed) <= {each.condition for each in kept if each.status == "not_met"}
