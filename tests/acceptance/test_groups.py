"""A scenario may name the words of a dated group: 名单“…”共…个, 名单“…”列有“…”."""

from __future__ import annotations

from typing import Any

import pytest

from engine import api
from engine.acceptance.check import Check
from engine.acceptance.claims import Unmet
from tests.features import POLICY

NAME = "山区26县"


@pytest.fixture(scope="module")
def policy() -> api.Policy:
    return api.load_policy(str(POLICY))


def check_on(policy: api.Policy, day: str, entries: list[Any] | None = None) -> Check:
    parameters = policy.tables["parameters"]
    if entries is not None:
        tables = policy.tables | {"parameters": parameters | {NAME: parameters[NAME] | {"entries": entries}}}
        policy = policy.changed(tables, policy.evaluator())
    check = Check(policy)
    check.fill("申报日期", day)
    return check


@pytest.mark.parametrize(
    ("day", "words"), [("2022-12-31", ["青田县"]), ("2023-01-01", ["青田县", "遂昌县"]), ("2023-08-21", ["青田县", "遂昌县"])]
)
def test_the_list_is_the_one_of_the_day(policy: api.Policy, day: str, words: list[str]) -> None:
    entries = [[None, ["青田县"]], ["2023-01-01", ["青田县", "遂昌县"]]]
    assert check_on(policy, day, entries).group(NAME) == words


@pytest.mark.parametrize(("day", "name"), [("2023-08-21", "山区27县"), ("2023-08-21", "年度总学时"), ("2020-12-31", NAME)])
def test_a_list_that_is_none_is_told(policy: api.Policy, day: str, name: str) -> None:
    assert name != NAME or len(check_on(policy, "2021-01-01").group(name)) == 26
    with pytest.raises(Unmet) as caught:
        check_on(policy, day).group(name)
    assert str(caught.value) == f"没有名单“{name}”"
