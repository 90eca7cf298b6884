"""Task CE answered by the generated functions: as the program does, figures and sentences as everywhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bench.ce import __main__ as bench
from bench.ce import task
from engine import api
from engine.direct.answers import findings_of, verdict_of
from engine.direct.texts import told_of

APPLICANTS = list(task.generate(2_000, seed=99))


@pytest.fixture(scope="module")
def policy() -> api.Policy:
    return api.load_policy(bench.FOLDER)


def test_every_applicant_is_answered_at_once(policy: api.Policy) -> None:
    asking = policy._asking(None)
    names = policy.tables["rows"]
    for applicant in APPLICANTS:
        expected = task.oracle(applicant)
        found = asking.decide(applicant), asking.findings(applicant), asking.explain(applicant)
        assert None not in found
        assert bench.from_verdict(found[0], names) == expected
        assert bench.from_findings(found[1], names) == expected
        assert bench.from_told(found[2], names) == expected


def test_every_way_of_the_benchmark_says_the_same(policy: api.Policy) -> None:
    for applicant in APPLICANTS[:200]:
        expected = task.oracle(applicant)
        for name, (way, comparable) in bench.ways(policy).items():
            assert comparable(way(applicant), policy.tables["rows"]) == expected, name


def test_figures_and_sentences_are_those_of_the_general_way(policy: api.Policy) -> None:
    for applicant in APPLICANTS[:150]:
        outcome = policy._outcome(applicant, None, None)
        assert policy.decide(applicant) == verdict_of(outcome, policy._named("blocks", True))
        assert policy.findings(applicant) == findings_of(outcome, policy._named("kind", "note"))
        assert policy.explain(applicant) == told_of(policy.evaluate(applicant).data)


@pytest.mark.parametrize(
    "changes",
    [
        {"别的": 1}, {"declared_year": 2023.0}, {"declared_year": True}, {"declared_year": "2023年"}, {"declared_year": 1999},
        {"required_years": 2.0}, {"required_years": True}, {"required_years": -1}, {"required_years": 41}, {"required_years": "3"},
        {"level": "高级"}, {"level": "senior"}, {"level": None}, {"level": "不详"}, {"level": ["正高"]}, {"level": 1}, {"level": " 正高"},
        {"region": None}, {"channel": "平台"}, {"channel": "ＰＬＡＴＦＯＲＭ"}, {"channel": None}, {"self_evaluating": 1},
        {"self_evaluating": "是"}, {"self_evaluating": None}, {"id": -1}, {"id": 1.5}, {"id": 10**10}, {"id": None},
        {"mountain_years": 0}, {"mountain_years": 1}, {"mountain_years": True}, {"mountain_years": 12.55}, {"mountain_years": 60.1},
        {"mountain_years": float("nan")}, {"mountain_years": "12.5"}, {"mountain_years": -0.0}, {"mountain_years": 1e-7},
        {"records": []}, {"records": None}, {"records": {}}, {"records": "不详"}, {"records": [1]}, {"records": [{}]},
        {"records": [{"year": 2023}]}, {"主体": "申报"}, {"subject": "application"}, {"主体": "评审会议"}, {"_备注": "x"}, {"系列": "系列01"},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_not_plain_is_read_in_the_general_way(changes: dict[str, Any], policy: api.Policy) -> None:
    for applicant in APPLICANTS[:3]:
        same(policy, applicant | changes)


@pytest.mark.parametrize(
    "change",
    [
        {"total": 0}, {"total": 1}, {"total": True}, {"total": 90.0}, {"total": 90.5}, {"total": "90学时"}, {"total": None},
        {"public": 0}, {"public": 1}, {"public": 5001}, {"public": -1}, {"year": 2018.0}, {"year": "2018"}, {"year": 2101},
        {"year": 0}, {"year": True}, {"hours": 3}, {"年": 2020}, {"professional": "不详"},
    ],
    ids=str,
)  # fmt: skip
def test_so_is_a_record_that_is_not_plain(change: dict[str, Any], policy: api.Policy) -> None:
    for applicant in APPLICANTS[:3]:
        records = applicant["records"]
        same(policy, applicant | {"records": [records[0] | change, *records[1:]]})
        same(policy, applicant | {"records": [*records, records[0]]})
        same(policy, applicant | {"records": [*reversed(records[1:]), records[0] | change]})
        same(
            policy,
            applicant | {"records": {str(each["year"]): {k: v for k, v in each.items() if k != "year"} for each in records}},
        )
        shorter = [{key: value for key, value in each.items() if key != "public"} for each in records]
        same(policy, applicant | {"records": shorter})


def same(policy: api.Policy, application: dict[str, Any]) -> None:
    """The quick answers are those of ``evaluate``, refusals with their places among them."""
    refused = None
    try:
        decision = policy.evaluate(application)
    except api.InvalidApplication as problem:
        refused = problem.diagnostics
    if refused is not None:
        for answer in (policy.decide, policy.findings, policy.explain):
            with pytest.raises(api.InvalidApplication) as raised:
                answer(application)
            assert raised.value.diagnostics == refused
        return
    told = policy.explain(application)
    assert told == told_of(decision.data)
    assert policy.decide(application).decision == policy.findings(application).decision == decision.decision
    outcome = policy._outcome(application, None, None)
    assert policy.findings(application) == findings_of(outcome, policy._named("kind", "note"))


def test_chinese_names_are_as_good(policy: api.Policy) -> None:
    subject = policy.tables["subjects"]["申报"]
    names = {fact["id"]: fact["name"] for fact in subject["facts"]}
    fields = {field["id"]: field["name"] for field in subject["facts"][-1]["fields"]} | {"year": "年"}
    asking = policy._asking(None)
    for applicant in APPLICANTS[:50]:
        named = {names[key]: value for key, value in applicant.items()}
        named["继续教育"] = [{fields[key]: value for key, value in each.items()} for each in applicant["records"]]
        assert asking.decide(named) is None
        assert asking.again(asking.decide, named) == policy.decide(applicant) == policy.decide(named)


def test_functions_are_kept_in_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = api.load_policy(bench.FOLDER, cache=str(tmp_path))
    expected = first.decide(APPLICANTS[0])
    assert len(list((tmp_path / "direct").iterdir())) == 1
    monkeypatch.setattr("engine.direct.module.generate", None)  # from now on nothing can be generated
    again = api.load_policy(bench.FOLDER, cache=str(tmp_path))
    assert again.decide(APPLICANTS[0]) == expected
    assert again._asking(None).decide(APPLICANTS[0]) == expected
    kept = next((tmp_path / "direct").iterdir())
    kept.write_bytes(kept.read_bytes()[:-3] + b"xyz")
    with pytest.raises(TypeError):
        api.load_policy(bench.FOLDER, cache=str(tmp_path)).decide(APPLICANTS[0])


def test_a_changed_policy_is_asked_in_the_general_way(policy: api.Policy) -> None:
    changed = policy.changed(policy.tables, policy.evaluator())
    assert changed.decide(APPLICANTS[0]) == policy.decide(APPLICANTS[0])
    assert changed._asking(None).decide(APPLICANTS[0]) is None


def test_a_policy_whose_folder_was_edited_is_asked_in_the_general_way(tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "policy"
    shutil.copytree(bench.FOLDER, folder)
    policy = api.load_policy(str(folder))
    policy._core = None
    (folder / "rules" / "ce.policy").write_text("", encoding="utf-8")
    assert policy.decide(APPLICANTS[0]) == api.load_policy(bench.FOLDER).decide(APPLICANTS[0])
    assert policy._asking(None).decide(APPLICANTS[0]) is None


def test_an_unknown_subject_is_refused(policy: api.Policy) -> None:
    with pytest.raises(api.InvalidApplication) as raised:
        policy.decide(APPLICANTS[0], subject="没有这个主体")
    assert [each.code for each in raised.value.diagnostics] == ["E0903"]
