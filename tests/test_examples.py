"""The shipped examples, end to end: ``policy eval`` of each gives what the file beside it says, from both evaluators, as data
valid under the published schema and as letters in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.cli.helpers import ROOT, invoke

EXAMPLES = sorted((ROOT / "examples").glob("*.json"))
KEYS = {"说明", "决定", "final", "评委会", "条款", "缺"}
SCHEMA = Draft202012Validator(json.loads((ROOT / "schemas" / "decision.schema.json").read_text(encoding="utf-8")))
EXIT_CODES = {"eligible": 0, "compliant": 0, "ineligible": 1, "breach": 1, "incomplete": 3, "not_applicable": 4}


@pytest.fixture(scope="module", params=[(), ("--reference",)], ids=["compiled", "reference"])
def decisions(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Every example's decision, by the name of its file."""
    answer = invoke("eval", "--format", "json", *request.param, *map(str, EXAMPLES))
    assert (answer.code, answer.err) == (0, "")
    found = json.loads(answer.out)
    assert [each["input"] for each in found] == [str(path) for path in EXAMPLES]
    return {Path(each["input"]).name: each for each in found}


def expected(path: Path) -> dict[str, Any]:
    """What the file beside an example says."""
    found: dict[str, Any] = yaml.safe_load(path.with_suffix(".expected.yaml").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_decision(path: Path, decisions: dict[str, Any]) -> None:
    wanted, found = expected(path), decisions[path.name]
    SCHEMA.validate(found)
    assert set(wanted) == KEYS
    assert found["decision"] == wanted["决定"]
    assert found["final"] == wanted["final"]
    assert [row["locator"] for row in found["committees"]] == wanted["评委会"]
    assert sorted(set(_against(found))) == sorted(wanted["条款"])
    assert [fact["path"] for fact in found["missing"]] == wanted["缺"]
    if wanted["决定"] == "not_applicable":
        assert found["referrals"], "somebody to ask"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_letter(path: Path, lang: str) -> None:
    answer = invoke("eval", "--exit-code", "--lang", lang, str(path))
    assert (answer.code, answer.err) == (EXIT_CODES[expected(path)["决定"]], "")
    for word in expected(path)["条款"]:
        assert word.partition("（")[0].split(".")[-1] in answer.out


#: What the letters of procedures say would put them right, by the example's number: nothing is ever backdated.
WAYS = {
    "26": (
        "如何达到：通知下发日期由2023年6月19日推迟到2023年6月20日，并且已在官网公布由否改为是。日期以实际办理为准，不得倒填；已经办过的，须重新办理，填重新办理的日期。",
        "What would make it pass: Notice issued on: put off from 19 June 2023 to 20 June 2023, and published on site: change no to "
        "yes. Dates are those on which things are really done and are never backdated; what has been done already has to be done "
        "again and bears its new date.",
    ),
    "28": (
        "如何达到：会议日期由2023年10月9日推迟到2023年10月11日。日期以实际办理为准，不得倒填；已经办过的，须重新办理，填重新办理的日期。",
        "What would make it pass: Meeting date: put off from 9 October 2023 to 11 October 2023. Dates are those on which things are "
        "really done and are never backdated; what has been done already has to be done again and bears its new date.",
    ),
    "32": (
        "如何达到：总结报当地人社部门日期以实际办理为准，不得倒填。改变一至两项所填信息，未找到可以符合要求的办法。",
        "What would make it pass: Dates are those on which things were really done and are never backdated: summary to bureau on. "
        "No way was found with up to two changes to what was stated.",
    ),
}


@pytest.mark.parametrize("number", WAYS)
def test_ways(number: str) -> None:
    (path,) = (path for path in EXAMPLES if path.name.startswith(number))
    for lang, wanted in zip(("zh", "en"), WAYS[number], strict=True):
        answer = invoke("eval", "--lang", lang, str(path))
        assert [line.partition("、" if lang == "zh" else ". ")[2] for line in answer.out.splitlines()].count(wanted) == 1


def test_english_letters_use_english_names_where_the_vocabulary_has_them() -> None:
    told = {number: invoke("eval", "--lang", "en", str(path)).out for number, path in ((p.name[:2], p) for p in EXAMPLES)}
    assert told["26"].startswith("Self-check of a procedure: committee office (评委会办公室)\n")
    assert "Standard dimensions does not include policy advice (决策咨询). [三.1]" in told["26"]
    assert told["27"].startswith("Self-check of a procedure: review meeting (评审会议)\n")
    assert "used: A6 as “报告次日起算，第5个工作日可以开会”, not yet confirmed. With “隔满五日”" in told["27"]


def test_nothing_is_backdated(decisions: dict[str, Any]) -> None:
    found = [change for each in decisions.values() for way in each["remedies"]["remedies"] for change in way["changes"]]
    dated = [(change["from"]["value"], change["to"]["value"]) for change in found if change["path"].endswith(("_date", "_on"))]
    assert dated
    assert all(before < after for before, after in dated)


def test_the_examples_cover_every_subject_and_every_decision(decisions: dict[str, Any]) -> None:
    covered = {(each["subject"]["id"], each["decision"]) for each in decisions.values()}
    procedures = ("review_meeting", "committee_office", "self_evaluating_unit", "employer", "supervising_authority")
    applications = {("application", each) for each in ("eligible", "ineligible", "incomplete", "not_applicable")}
    assert applications | {(each, decision) for each in procedures for decision in ("compliant", "breach")} <= covered
    assert ("review_meeting", "incomplete") in covered
    assert {each["decision"] for each in decisions.values()} == set(EXIT_CODES)
    assert len(EXAMPLES) >= 12


def _against(decision: dict[str, Any]) -> Iterator[str]:
    """Clauses named by the findings that stand against an application."""
    rows = [finding for row in decision["committees"] for finding in row["findings"]]
    for finding in (*decision["findings"], *rows):
        if finding["blocks"] and finding["status"] == "not_met":
            yield from finding["clauses"]
            for element in finding["elements"]:
                for comparison in element["comparisons"]:
                    if comparison["satisfied"] is False:
                        yield from comparison["clauses"]
