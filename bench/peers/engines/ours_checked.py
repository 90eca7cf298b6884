"""This project in the peers' comparison, asked as applications are: ``Policy.findings`` checks every value, tells every rule."""

from __future__ import annotations

from typing import Any

NAME = "ours (findings)"


def scale_load(count: int) -> Any:
    """The policy of :mod:`bench.peers.engines.ours`, and its public function."""
    import tempfile
    from pathlib import Path

    from bench import rules
    from engine import api

    with tempfile.TemporaryDirectory() as place:
        return api.load_policy(str(rules.laid(Path(place), count))).findings


def scale_eval(findings: Any, applicant: dict) -> int:
    """How many conditions are met."""
    return sum(each.status == "met" for each in findings(applicant).conditions)
