"""This project in the peers' comparison: task CE from ``bench/ce/policy``, one dictionary in, one answer out."""

from __future__ import annotations

import os

NAME = "ours"
_FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "ce", "policy")
_CONDITIONS = {"平台申报": "a", "连续两年合格": "c", "合格年份数": "d"}


class Engine:
    """The policy, loaded from its cache where ``PEERS_HOME`` names a folder for one."""

    def __init__(self) -> None:
        from engine import api

        home = os.environ.get("PEERS_HOME")
        policy = api.load_policy(_FOLDER, cache=os.path.join(home, "cache") if home else None)
        self.decide = policy.decide
        self.names = {locator: row["name"] for locator, row in policy.tables["rows"].items()}

    def eval(self, applicant: dict) -> dict:
        """``{"eligible", "committee", "separate_list", "failed"}`` as the harness compares them."""
        decision, rows, failed, _, granted = self.decide(applicant)
        return {
            "eligible": decision == "eligible",
            "committee": self.names[rows[0]] if rows else None,
            "separate_list": bool(granted),
            "failed": [*map(_CONDITIONS.__getitem__, failed), *(() if rows else ("e",))],
        }


def scale_load(count: int) -> tuple:
    """The rules as conditions of a policy of their own (:mod:`bench.rules`), built from its text."""
    import tempfile
    from datetime import date
    from pathlib import Path

    from bench import rules
    from engine import api
    from engine.artifact.tables import bindings

    with tempfile.TemporaryDirectory() as place:
        policy = api.load_policy(str(rules.laid(Path(place), count)))
        return policy.evaluator(), rules.SUBJECT, bindings(policy.tables, date(2023, 6, 1))


def scale_eval(loaded: tuple, applicant: dict) -> int:
    """How many conditions are met: those of the applicant's series and level are looked at, the others are not."""
    evaluate, subject, given = loaded
    return sum(status == "met" for _, status in evaluate(subject, applicant, given).asked)
