"""A scenario may take one reading otherwise, 口径“…”定为“…”, and lay a sample over the policy, 另有规定“…”，一并适用."""

from __future__ import annotations

import pytest

from engine import api
from engine.acceptance.check import Check
from engine.acceptance.claims import Unmet
from tests.features import POLICY

OFFLINE = {"申报渠道": "线下", "含涉密材料": "否"}


@pytest.fixture(scope="module")
def policy() -> api.Policy:
    return api.load_policy(str(POLICY))


def asked(policy: api.Policy, *readings: tuple[str, str]) -> Check:
    check = Check(policy)
    check.about("申报", [list(OFFLINE), list(OFFLINE.values())])
    for code, option in readings:
        check.read_as(code, option)
    check.ask()
    return check


def test_the_decision_is_made_under_the_reading(policy: api.Policy) -> None:
    assert asked(policy).breaches() == ["省平台申报"]
    check = asked(policy, ("A17", "仅作提示"))
    assert check.breaches() == []
    assert "请确认是否已在平台提交" in check.texts("advice")
    assert check.other_reading("A17", "须改在平台申报") == "ineligible"


def test_other_questions_keep_the_reading_of_the_policy(policy: api.Policy) -> None:
    asked(policy, ("A17", "仅作提示"))
    assert asked(policy).breaches() == ["省平台申报"]


def test_several_readings_may_be_taken_and_the_last_word_on_one_counts(policy: api.Policy) -> None:
    check = asked(policy, ("A17", "仅作提示"), ("A2", "只看前一年"), ("A17", "须改在平台申报"))
    chosen = {each["code"]: each["chosen"] for each in check.policy.tables["readings"].values()}
    assert (chosen["A17"], chosen["A2"], chosen["A1"]) == ("须改在平台申报", "只看前一年", "含2019年")
    assert check.breaches() == ["省平台申报"]


@pytest.mark.parametrize(("code", "option"), [("A99", "仅作提示"), ("线下申报", "仅作提示"), ("A17", "不含2019年")])
def test_a_reading_or_option_that_is_none_is_refused(policy: api.Policy, code: str, option: str) -> None:
    with pytest.raises(Unmet) as caught:
        Check(policy).read_as(code, option)
    assert f"“{option}”" in str(caught.value) if code == "A17" else f"“{code}”" in str(caught.value)


def test_a_sample_layer_is_laid_over_the_policy(policy: api.Policy) -> None:
    check = Check(policy, str(POLICY.parent.parent / "features"))
    check.lay("省里延长过渡期")
    assert [slot["filled"] for slot in check.policy.tables["slots"]] == [True]
    assert [slot["filled"] for slot in policy.tables["slots"]] == [False]


@pytest.mark.parametrize("folder", ["", str(POLICY.parent.parent / "features")])
def test_a_layer_that_is_not_there_is_refused(policy: api.Policy, folder: str) -> None:
    with pytest.raises(Unmet, match="没有这样的规定"):
        Check(policy, folder).lay("没有这样的规定")
