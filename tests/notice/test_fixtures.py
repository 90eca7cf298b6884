"""How well notices are read: every fixture held against its truth file, and nothing wrong goes unsaid.

``measuring`` counts; the bounds here are what holds. What a reading does not reach is in the lists of the figures, which a
failing test prints.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.notice.measuring import Measured, complaints, measure, policy_of_base, shipped

#: Statements and rows that come out otherwise than in the truth file, at most; each is flagged by its certainty.
#: The scanned notice: a new sentence that the truth parts at a comma; a month left from last year, which reads as it did.
ASTRAY = {"dirty-ocr-2024.txt": (2, 1)}
RIGHT = 0.95


@pytest.fixture(scope="session")
def last_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return policy_of_base(tmp_path_factory.mktemp("notices") / "policy")


@pytest.fixture(scope="session", params=shipped())
def measured(request: pytest.FixtureRequest, last_year: Path) -> tuple[str, Measured]:
    name, _, suffix = request.param.rpartition(".")
    return request.param, measure(name, f".{suffix}", last_year)


def say(result: Measured) -> str:
    return "\n".join([result.summary(), *complaints(result)])


def test_cells_are_right_or_their_doubt_proposes_what_is(measured: tuple[str, Measured]) -> None:
    _, result = measured
    assert result.cells_right >= RIGHT, say(result)


def test_no_cell_is_wrong_without_a_word(measured: tuple[str, Measured]) -> None:
    _, result = measured
    assert result.silent == [], say(result)
    assert result.unasked == [], say(result)


def test_every_line_has_the_use_it_should(measured: tuple[str, Measured]) -> None:
    _, result = measured
    assert result.lines == [], say(result)


def test_every_damage_is_asked_about(measured: tuple[str, Measured]) -> None:
    _, result = measured
    assert result.damages_unasked == [], say(result)


def test_what_became_of_clauses_and_rows(measured: tuple[str, Measured]) -> None:
    name, result = measured
    clauses, rows = ASTRAY.get(name, (0, 0))
    assert len(result.clauses_wrong) <= clauses, say(result)
    assert len(result.rows_wrong) <= rows, say(result)


def test_what_is_certain_is_right(measured: tuple[str, Measured]) -> None:
    _, result = measured
    assert result.clauses_silent == [], say(result)
    assert result.rows_silent == [], say(result)


def test_a_clean_notice_raises_few_doubts(measured: tuple[str, Measured]) -> None:
    name, result = measured
    if "dirty" not in name:
        assert result.doubts <= 5, say(result)
