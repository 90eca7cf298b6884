"""Results: under their schema, drawn again, and refused where anything was changed."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine.errors import InvalidInput
from engine.sampling.request import parse_count, parse_rate, parse_seed
from engine.sampling.result import sample, verify
from tests.cli.helpers import ROOT

SCHEMA = Draft202012Validator(json.loads((ROOT / "schemas" / "sample.schema.json").read_text(encoding="utf-8")))


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "单位.csv"
    path.write_text("编号,县\n" + "".join(f"A{n:02},县{n % 3}\n" for n in range(40)), encoding="utf-8")
    return path


@pytest.fixture
def result(listed: Path) -> tuple[Path, dict[str, Any]]:
    drawn = sample(str(listed), "2023123", rate="12.5%", by="县")
    path = listed.parent / "抽查名单.json"
    path.write_text(json.dumps(drawn, ensure_ascii=False), encoding="utf-8")
    return path, drawn


def codes(path: Path, source: Path | None = None) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        verify(str(path), None if source is None else str(source))
    return [each.code for each in caught.value.diagnostics]


def test_a_result_follows_its_schema(result: tuple[Path, dict[str, Any]]) -> None:
    SCHEMA.validate(result[1])
    assert result[1]["rate"] == "12.5%"
    assert [(s["size"], s["drawn"]) for s in result[1]["strata"]] == [(14, 2), (13, 2), (13, 2)]


def test_a_number_follows_it_too(listed: Path) -> None:
    drawn = sample(str(listed), "2023123", count="7", by="县")
    SCHEMA.validate(drawn)
    assert len(drawn["drawn"]) == 7


def test_verified_against_the_list_beside_it_or_named(result: tuple[Path, dict[str, Any]], listed: Path) -> None:
    assert verify(str(result[0])) == result[1]
    lines = listed.read_text(encoding="utf-8").splitlines()
    other = listed.parent / "倒序.csv"
    other.write_text("\n".join([lines[0], *reversed(lines[1:])]), encoding="utf-8")
    assert verify(str(result[0]), str(other))["population"]["digest"] == result[1]["population"]["digest"]


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update(seed="2023124"),
        lambda d: d.update(rate="13%") or d["strata"][0].update(drawn=1),
        lambda d: d["drawn"].pop(),
        lambda d: d["drawn"][0].update(key="A39"),
        lambda d: d["drawn"][0].update(rank="0" * 64),
        lambda d: d["drawn"].reverse(),
        lambda d: d["strata"][0].update(size=15),
    ],
)
def test_a_changed_result_is_found_out(result: tuple[Path, dict[str, Any]], change: Any) -> None:
    path, drawn = result
    change(drawn)
    path.write_text(json.dumps(drawn), encoding="utf-8")
    assert codes(path) == ["E0867"]


def test_a_changed_list_is_found_out(result: tuple[Path, dict[str, Any]], listed: Path) -> None:
    listed.write_text(listed.read_text(encoding="utf-8") + "A99,县0\n", encoding="utf-8")
    assert codes(result[0]) == ["E0866"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        "null",
        '{"algorithm": "policy-sample-1"}',
        '{"algorithm": "other"}',
        pytest.param("[" * 100_000, id="deep"),
        "编号\nA1",
    ],
)
def test_no_result_at_all(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    assert codes(path) == ["E0865"]


@pytest.mark.parametrize("name", ["seed", "rate", "count", "population", "strata", "drawn"])
@pytest.mark.parametrize("value", [None, 1, "x", [], {}, [{}], [1]])
def test_a_damaged_result_is_refused_and_never_crashes(result: tuple[Path, dict[str, Any]], name: str, value: Any) -> None:
    path, drawn = result
    if drawn[name] != value:
        path.write_text(json.dumps({**drawn, name: value}), encoding="utf-8")
        assert len(codes(path)) == 1


@pytest.mark.parametrize(
    "text,rate",
    [
        ("5%", Fraction(1, 20)),
        (" 2.5% ", Fraction(1, 40)),
        ("100%", Fraction(1)),
        ("５％", Fraction(1, 20)),
        ("0.000001%", Fraction(1, 10**8)),
    ],
)
def test_rates(text: str, rate: Fraction) -> None:
    assert parse_rate(text) == rate


@pytest.mark.parametrize("text", ["5", "0.05", "0%", "100.1%", "-5%", "5 %", "5%%", "", "%", "1e1%", "0.0000001%"])
def test_no_rates(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_rate(text)


@pytest.mark.parametrize("text", ["0", "-1", "11", "2.5", "", "九", "1e1", "9" * 30])
def test_no_counts(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_count(text, 10)


@pytest.mark.parametrize("text", [None, "", " ", "\u3000", "a\nb", "a\u202eb", "x" * 201, pytest.param("\ud800", id="half")])
def test_no_seeds(text: str | None) -> None:
    with pytest.raises(InvalidInput):
        parse_seed(text)
