"""The public names: loading, evaluating, checking, and looking into policies."""

from __future__ import annotations

import doctest
import json
import pickle
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine import api
from engine.errors import InvalidInput
from engine.source.digest import digest_folder
from tests.building import CURRENT, SMALL, lay

APPLICATION: dict[str, Any] = {"申报年度": 2025, "申报日期": "2025-06-02", "申报方式": "评审"}
MEETING = {"会议日期": "2025-09-30", "报告日期": "2025-09-01", "报告份数": 2, "已报告资格审查": True}


@pytest.fixture(scope="module")
def policy() -> api.Policy:
    return api.load_policy(str(SMALL))


def test_examples_in_the_documentation_are_true() -> None:
    tried = doctest.testmod(api)
    assert tried.attempted >= 4
    assert tried.failed == 0


def test_public_names_exist() -> None:
    assert [name for name in api.__all__ if not hasattr(api, name)] == []


def test_policy_tells_what_it_is(policy: api.Policy) -> None:
    assert (policy.year, policy.source, policy.subjects()) == (2025, "small", ["申报", "评审会议"])
    assert policy.digest == digest_folder(str(SMALL))
    assert api.load_policy(str(SMALL), source="甲").source == "甲"


def test_bytes_and_mappings_decide_alike(policy: api.Policy) -> None:
    written = json.dumps(APPLICATION, ensure_ascii=False).encode()
    said = [policy.evaluate(given).data for given in (written, APPLICATION, api.read_application(written))]
    assert {one["decision"] for one in said} == {"incomplete"}
    assert said[0]["findings"] == said[1]["findings"] == said[2]["findings"]


def test_both_evaluators_decide_alike(policy: api.Policy) -> None:
    assert policy.evaluate(APPLICATION, reference=True).data == policy.evaluate(APPLICATION).data
    assert policy.evaluator(reference=True) is policy.evaluator(reference=True)


def test_subject_by_name_id_and_file(policy: api.Policy) -> None:
    by_name = policy.evaluate(MEETING, subject="评审会议")
    assert by_name.decision == "compliant"
    assert policy.evaluate(MEETING, subject="review_meeting").data["decision"] == "compliant"
    assert policy.evaluate({"主体": "评审会议"} | MEETING).decision == "compliant"


def test_unknown_subject_is_refused_with_the_known_ones(policy: api.Policy) -> None:
    with pytest.raises(api.InvalidApplication) as raised:
        policy.evaluate(APPLICATION, subject="评审会")
    (told,) = raised.value.diagnostics
    assert told.code == "E0903"
    assert "评审会议" in str(told.arguments["known"])


def test_date_given_takes_the_place_of_the_reference_date(policy: api.Policy) -> None:
    early = MEETING | {"报告日期": "2025-09-25"}
    assert policy.evaluate(early, subject="评审会议").decision == "breach"
    assert policy.evaluate(early, subject="评审会议", on=date(2025, 10, 31)).decision == "compliant"


def test_bad_application_is_refused_with_its_text(policy: api.Policy) -> None:
    with pytest.raises(api.InvalidApplication) as raised:
        policy.evaluate(b'{"\xe5', file="a.json")
    assert isinstance(raised.value, InvalidInput)
    assert list(raised.value.sources) == ["a.json"]
    assert raised.value.diagnostics[0].code in str(raised.value)


def test_bad_policy_is_refused_with_its_texts(tmp_path: Path) -> None:
    folder = lay(tmp_path / "policy", {"rules/trial.policy": "条件 试\n    主体 申报\n    应当 甲\n"})
    with pytest.raises(api.InvalidPolicy) as raised:
        api.load_policy(folder)
    assert "rules/trial.policy" in raised.value.sources
    diagnostics, sources = api.check_policy(folder)
    assert [each.code for each in diagnostics] == [each.code for each in raised.value.diagnostics]
    assert sources == raised.value.sources


def test_unreadable_file_is_shown_all_the_same(tmp_path: Path) -> None:
    folder = lay(tmp_path / "policy", {"parameters.yaml": "参数: [\n"})
    diagnostics, sources = api.check_policy(folder)
    assert {each.span.file for each in diagnostics} == {"parameters.yaml"}
    assert sources["parameters.yaml"] == "参数: [\n"


def test_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(api.InvalidPolicy) as raised:
        api.load_policy(str(tmp_path / "none"), cache=str(tmp_path / "cache"))
    assert [each.code for each in raised.value.diagnostics] == ["E0114"]


def test_letter_speaks_both_languages(policy: api.Policy) -> None:
    decision = policy.evaluate(APPLICATION)
    assert api.letter(decision) != api.letter(decision, "en")


# ---- where policies are ---------------------------------------------------------------------------------------------


def test_folder_found_upwards_wins(tmp_path: Path) -> None:
    own = Path(lay(tmp_path / "policies" / "2023", {}))
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert api.locate_policy(2023, str(below)) == api.Located(str(own), "found")
    assert 2023 in api.known_years(str(below))


def test_shipped_policy_is_the_last_resort(tmp_path: Path) -> None:
    located = api.locate_policy(2023, str(tmp_path))
    assert located is not None
    assert (located.origin, Path(located.path).samefile(CURRENT)) == ("shipped", True)
    inside = api.locate_policy(2023, str(CURRENT))
    assert inside is not None
    assert inside.origin == "shipped"


def test_year_without_a_policy(tmp_path: Path) -> None:
    (tmp_path / "policies" / "1999").mkdir(parents=True)
    assert api.locate_policy(1999, str(tmp_path)) is None
    assert 1999 not in api.known_years(str(tmp_path))
    assert api.known_years(str(tmp_path)) == sorted(api.known_years(str(tmp_path)))


# ---- dumps ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", api.stages())
def test_every_stage_can_be_read(stage: str, tmp_path: Path) -> None:
    text = api.dump_stage(str(SMALL), stage)
    assert text == api.dump_stage(str(SMALL), stage)
    assert "Span(" not in text
    assert " at 0x" not in text
    assert max(map(len, text.splitlines())) < 2000
    assert len(text.splitlines()) > 20
    assert "学时合格" in text or stage == "source"


@pytest.mark.parametrize("stage", ["resolved", "typed", "core", "compiled"])
def test_dump_says_nothing_of_where_the_folder_is(stage: str, tmp_path: Path) -> None:
    assert api.dump_stage(lay(tmp_path / "elsewhere", {}), stage) == api.dump_stage(str(SMALL), stage)


def test_stage_not_reached_says_why(tmp_path: Path) -> None:
    folder = lay(tmp_path / "policy", {"rules/trial.policy": "条件 试\n    主体 申报\n    应当 甲\n"})
    assert "试" in api.dump_stage(folder, "syntax")
    with pytest.raises(api.InvalidPolicy):
        api.dump_stage(folder, "core")


def test_a_refusal_says_what_is_wrong_and_comes_back_from_another_process(policy: api.Policy) -> None:
    with pytest.raises(api.InvalidApplication) as refused:
        policy.evaluate({"申报年渡": 2025, "甲": 1, "乙": 2, "丙": 3})
    lines = str(refused.value).split("\n")
    assert lines[0] == "E0604 application.json:2:3 “申报年渡”未在“申报”的词汇表登记。是否为“申报年度”？"
    assert [line.split(" ")[0] for line in lines[1:3]] == ["E0604"] * 2
    assert lines[3:] == ["另有 1 处"]
    back = pickle.loads(pickle.dumps(refused.value))
    assert (type(back), back.diagnostics, dict(back.sources)) == (
        api.InvalidApplication, refused.value.diagnostics, dict(refused.value.sources)
    )  # fmt: skip
