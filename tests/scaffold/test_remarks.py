"""What a new year remarks in its files, told in English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.scaffold import remarks
from engine.scaffold.public import list_todo
from engine.scaffold.writing import write_folder
from tests.scaffold.from_truth import last_year
from tests.scaffold.test_fixtures import NAMES, planned

ALL = [(name, value) for name, value in vars(remarks).items() if isinstance(value, remarks.Remark)]


@pytest.mark.parametrize(("name", "remark"), ALL)
def test_every_remark_is_found_again(name: str, remark: remarks.Remark) -> None:
    fields = re.findall(r"\{(\w+)\}", remark.zh)
    assert sorted(fields) == sorted(re.findall(r"\{(\w+)\}", remark.en))
    said = remark(**{field: f"{field}、表一·2" for field in fields})
    assert remarks.in_english(said) == remark.en.format(**{field: f"{field}, 表一·2" for field in fields})
    assert remarks.JOIN not in said


def test_several_remarks_and_words_of_an_officers_own() -> None:
    said = remarks.joined(remarks.CAME_FROM(names="表一·1、表一·2"), "", "问过水利局", remarks.GONE_CITED())
    assert said == "去年为表一·1、表一·2；问过水利局；所引条款已没有"
    assert remarks.in_english(said) == "last year 表一·1, 表一·2; 问过水利局; the clause that it cites is gone"
    assert remarks.in_english(remarks.IN_SCENARIOS(names="a:1、b:2等7处")).endswith("check it: a:1, b:2 … 7 in all")


@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_is_remarked_stays_chinese(tmp_path: Path, name: str) -> None:
    write_folder(str(tmp_path / "2024"), planned(name, last_year(tmp_path / "2023")).files)
    tasks = [task for task in list_todo(str(tmp_path / "2024")).tasks if "remark" in task.evidence]
    assert len(tasks) > 20
    for task in tasks:
        written, told = (task.told(lang)["remark"] for lang in ("zh", "en"))
        assert [each for each in written.split(remarks.JOIN) if each in told.split("; ")] == []
