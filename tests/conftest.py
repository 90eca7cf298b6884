"""What all tests have around them, and the order in which processes take them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.repository import ROOT

#: The test that takes longest: a city's whole year.
_LONGEST = "tests/scaffold/whole_year/"
#: What tells tests that ask Spark, which is slow to begin.
_SPARK = "spark"


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A cache and a language of the tests' own, at the top of the repository: the folder in which compiled policies are kept."""
    folder = str(tmp_path_factory.mktemp("cache"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        patch.setenv("POLICY_CACHE_DIR", folder)
        for name in ("POLICY_LANG", "POLICY_DEBUG"):
            patch.delenv(name, raising=False)
        yield folder


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Two processes begin with half of the tests each and then help each other out (``--dist worksteal``). The first begins
    with the longest test, the second with the modules that ask Spark, so that they are not left for the end and Spark is begun
    once."""
    asking = {item.path for item in items if _SPARK in item.nodeid.casefold()}
    first = [item for item in items if _LONGEST in item.nodeid]
    second = [item for item in items if item.path in asking]
    others = [item for item in items if _LONGEST not in item.nodeid and item.path not in asking]
    half = max(0, len(items) // 2 - len(first))
    items[:] = [*first, *others[:half], *second, *others[half:]]
