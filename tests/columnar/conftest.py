"""The conformance suite's policies and cases, read once for all tests of this folder."""

from __future__ import annotations

import pytest

from engine.columnar import register
from tests.cases.loading import case_files
from tests.cases.test_cases import Library
from tests.columnar.suite import Groups, Suite, groups


@pytest.fixture(scope="session")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Suite:
    library = Library(tmp_path_factory.mktemp("policies"))
    known: dict[str, Groups] = {}

    def of(folder: str) -> Groups:
        if folder not in known:
            found: Groups = {}
            for path in case_files():
                if path.parent.name == folder:
                    groups(library, path, found)
            known[folder] = found
        return known[folder]

    return Suite(library, of)


@pytest.fixture(autouse=True)
def _lanes_for_few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """What words say of rows is looked up of policies with few rows too."""
    monkeypatch.setattr(register, "MANY", 1)
