"""Policies with places changed, for comparisons. An edit is ``(file, old text, new text)``; an old text of nothing adds at the
end of the file."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from engine.difference.public import Difference, compare_policies
from tests.building import ROOT

BASES = {"small": ROOT / "tests" / "policies" / "small", "example": ROOT / "tests" / "release" / "example" / "policy",
         "2023": ROOT / "policies" / "2023"}  # fmt: skip
Edit = tuple[str, str, str]


def edited(place: Path, base: str, edits: Sequence[Edit]) -> str:
    """A copy of a policy with edits; a text that is to be replaced has to be there once."""
    shutil.copytree(BASES[base], place)
    for name, old, new in edits:
        path = place / name
        text = path.read_text("utf-8") if path.exists() else ""
        if old:
            assert text.count(old) == 1, (name, old, text.count(old))
            text = text.replace(old, new)
        else:
            text += new
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return str(place)


def compared(place: Path, base: str, edits: Sequence[Edit], cache: str | None = None, before: Sequence[Edit] = ()) -> Difference:
    """A policy (with other edits ``before``) compared with itself after edits."""
    old = edited(place / "old", base, before) if before else str(BASES[base])
    return compare_policies(old, edited(place / "new", base, edits), cache=cache)
