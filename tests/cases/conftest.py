"""Lets pytest show both sides of what the observations compare; all that is asked of one case is asked in a row, so that its
policy is loaded and its decision made by one process."""

from __future__ import annotations

import pytest

from tests.cases.loading import Run

pytest.register_assert_rewrite("tests.cases.observing")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of cases in the order of the cases, at the places where they stand."""
    places = [place for place, item in enumerate(items) if _run(item) is not None]
    first: dict[str, int] = {}
    for place in places:
        first.setdefault(_run(items[place]).id, place)
    for place, item in zip(
        places, sorted((items[place] for place in places), key=lambda each: first[_run(each).id]), strict=True
    ):
        items[place] = item


def _run(item: pytest.Item) -> Run | None:
    """The run of a case that a test is about."""
    found = item.callspec.params.get("run") if hasattr(item, "callspec") else None
    return found if isinstance(found, Run) else None
