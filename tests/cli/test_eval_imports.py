"""``policy eval`` under a cached policy starts quickly: it imports nothing that it does not need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.cold import HEAVY, START
from tests.cli.helpers import EXAMPLES, ROOT

#: More modules of our own than this is a sign that something crept in.
MODULES = 100
REPORT = START.replace("main()", "\ntry: main()\nfinally: print(*sorted(sys.modules), file=sys.stderr)")


def imported(*arguments: str) -> set[str]:
    """All modules that a run imports; a first run fills the cache."""
    command = [sys.executable, "-c", REPORT, str(ROOT), *arguments]
    for _ in range(2):
        answer = subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    return set(answer.stderr.split())


@pytest.mark.parametrize("more", [(), ("--format", "json"), ("--lang", "en"), ("--exit-code", "--on", "2023-06-12")])
def test_nothing_heavy_is_imported(more: tuple[str, ...]) -> None:
    path = EXAMPLES[1]  # eligible: exit code 0 in any case
    found = imported("eval", str(path), *more)
    assert "engine.explain.letter" in found or more[:1] == ("--format",)
    assert sorted(found & set(HEAVY)) == []
    assert len([name for name in found if name.split(".")[0] == "engine"]) < MODULES


def test_words_of_mistakes_are_loaded_for_mistakes_only() -> None:
    assert "engine.diagnostics.catalog" not in imported("eval", str(EXAMPLES[1]))


def test_without_a_policy_in_the_cache_it_works_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_CACHE_DIR", str(tmp_path))
    assert "click" not in imported("eval", str(EXAMPLES[1]))
    assert len([each for each in tmp_path.iterdir() if each.is_file()]) == 1
