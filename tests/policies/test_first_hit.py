"""Routing tables of which the first row that fits counts (命中 先中)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine import api
from tests.language_page import FOLDER


def policy(folder: Path, hit: str) -> api.Policy:
    """The language page's policy, whose second row takes all that its first one does, with this hit policy."""
    copy = folder / "policy"
    shutil.copytree(FOLDER, copy)
    notice = copy / "notice.yaml"
    notice.write_text(notice.read_text(encoding="utf-8").replace("命中: 全取", f"命中: {hit}"), encoding="utf-8")
    return api.load_policy(str(copy))


@pytest.mark.parametrize(
    ("county", "level", "first", "every"),
    [
        ("且末县", "中级", {"表一·1": "true"}, {"表一·1": "true", "表一·2": "true"}),
        ("西县", "中级", {"表一·2": "true"}, {"表一·2": "true"}),
        (None, "中级", {"表一·1": "possible", "表一·2": "possible"}, {"表一·1": "possible", "表一·2": "true"}),
        ("且末县", None, {"表一·1": "possible", "表一·2": "possible"}, {"表一·1": "possible", "表一·2": "possible"}),
        ("西县", "助理级", {}, {}),
    ],
)
def test_a_row_takes_what_no_row_above_takes(
    county: str | None, level: str | None, first: dict[str, str], every: dict[str, str], tmp_path: Path
) -> None:
    for hit, expected in (("先中", first), ("全取", every)):
        made = policy(tmp_path / hit, hit)
        for reference in (False, True):
            decision = made.evaluate({"工作地": county, "申报级别": level}, reference=reference)
            assert {row["locator"]: row["scope"] for row in decision.data["committees"]} == expected


def test_rows_that_overlap_are_no_doubt_where_the_first_counts(tmp_path: Path) -> None:
    found = {hit: api.check_policy(policy(tmp_path / hit, hit).folder)[0] for hit in ("先中", "全取")}
    codes = {hit: {diagnostic.code for diagnostic in diagnostics} for hit, diagnostics in found.items()}
    assert "W0504" in codes["全取"]
    assert codes["先中"] == codes["全取"] - {"W0504"}


def test_a_table_too_long_to_say_of_each_row_that_none_above_holds_is_refused(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("engine.core.from_typed.MAX_NODES", 1)
    with pytest.raises(api.InvalidPolicy) as raised:
        policy(tmp_path, "先中")
    told = [(diagnostic.code, diagnostic.arguments["name"]) for diagnostic in raised.value.diagnostics]
    assert ("E0502", "表一") in told
