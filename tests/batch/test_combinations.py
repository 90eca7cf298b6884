"""Combinations of words: all of those met are made at once where they are hardly more than the combinations met."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.batch import combinations, scanned
from tests.batch.test_columnar import CE, applicants, both


def of_few_words(count: int) -> list[dict[str, Any]]:
    """Applicants of 2 × 2 × 2 words: all words, and five of the eight combinations, among the first; the others later."""
    words = {"level": ("中级", "初级"), "region": ("淳安", "东城"), "employer_type": ("企业", "机关")}
    fixed = {"series": "系列02", "channel": "平台"}
    found = []
    for number, each in enumerate(applicants(count)):
        at = number % 8 if number > 200 else number % 5
        chosen = {name: some[at >> place & 1] for place, (name, some) in enumerate(words.items())}
        found.append(each | fixed | chosen | {"id": number})
    return found


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Of how many combinations tables were made, each time they were."""
    found: list[int] = []
    make = combinations.Combinations._make
    monkeypatch.setattr(combinations.Combinations, "_make", lambda self: (found.append(self._count), make(self))[1])
    monkeypatch.setattr(scanned, "SLICE", 100)
    return found


def decided(rows: list[dict[str, Any]], folder: Path) -> None:
    pq.write_table(pa.Table.from_pylist(rows), folder / "in.parquet")
    python, database = both(folder / "in.parquet", folder, "--key", "id", policy=CE)
    assert python == database


def test_what_follows_of_the_words_met_is_made_once(tmp_path: Path, made: list[int]) -> None:
    """Whether the unit evaluates by itself, which no rule asks, makes no combinations of its own."""
    rows = of_few_words(600)
    assert {row["self_evaluating"] for row in rows} == {False, True}
    decided(rows, tmp_path)
    assert made == [8]


def test_a_word_that_comes_late_is_made_then(tmp_path: Path, made: list[int]) -> None:
    rows = of_few_words(600)
    for late in rows[450:]:
        late["region"] = "西城"
    rows[500]["region"] = "哪里"
    rows[550]["level"] = None
    decided(rows, tmp_path)
    assert 1 < len(made) < 6


def test_many_words_are_not_multiplied(tmp_path: Path, made: list[int]) -> None:
    """Their combinations would be many times those met: 150, of which the first slice has 100."""
    several = applicants(150)
    decided([several[number % 150] | {"id": number} for number in range(600)], tmp_path)
    assert len(made) == 2
