"""A copy of the small example that a test may change, and the ledgers of the example and of 2023."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine import api

EXAMPLE = Path(__file__).parent / "example"
ROOT = Path(__file__).parents[2]
POLICY_2023 = ROOT / "policies" / "2023"
#: The notice of 2023 itself, where it is at hand: it stands beside the checkout, never in it.
NOTICE_2023 = ROOT.parent / "shared" / "notice-2023.txt"


class Copy:
    """The example in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)

    def change(self, file: str, *changes: tuple[str, str]) -> Copy:
        """Replace texts in a file; each must stand there once."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        for before, after in changes:
            assert text.count(before) == 1, (file, before, text.count(before))
            text = text.replace(before, after)
        path.write_text(text, encoding="utf-8")
        return self

    def trace(self, notice: bool = False, features: str | None = None) -> api.Traced:
        """The ledger as it is now."""
        text = str(self.folder / "notice.txt") if notice else None
        return api.trace_policy(str(self.folder / "policy"), notice=text, features=features)


@pytest.fixture
def example(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "example")


@pytest.fixture(scope="session")
def traced() -> api.Traced:
    """The example against its notice."""
    return api.trace_policy(str(EXAMPLE / "policy"), notice=str(EXAMPLE / "notice.txt"))


@pytest.fixture(scope="session")
def traced_2023() -> api.Traced:
    """2023 with its notice where that is at hand, else without."""
    notice = str(NOTICE_2023) if NOTICE_2023.is_file() else None
    return api.trace_policy(str(POLICY_2023), notice=notice)
