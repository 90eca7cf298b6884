"""Letters kept as literate Markdown: what the case is about, the application, and the letter word for word.

A file of ``letters/`` holds a title, prose, one ``json`` block (the application), and a ``text`` block per language with the
letter (``text zh``, ``text en``). ``BLESS=1 pytest tests/explain/test_letters.py`` writes the letters anew; the difference
is then read as one reads a policy.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent / "letters"

_APPLICATION = re.compile(r"^```json(?: (?P<subject>\S+))?\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
_LETTER = re.compile(r"^```text (?P<lang>zh|en)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)


class Golden(NamedTuple):
    """One file: its application and the letters that are expected, by language."""

    path: Path
    subject: str | None
    application: dict[str, Any]
    letters: dict[str, str]


def read(path: Path) -> Golden:
    """Read a file of ``letters/``."""
    text = path.read_text(encoding="utf-8")
    application = _APPLICATION.search(text)
    assert application is not None, f"{path.name} has no application"
    letters = {match["lang"]: match["text"].rstrip("\n") for match in _LETTER.finditer(text)}
    assert letters, f"{path.name} has no letter"
    return Golden(path, application["subject"], json.loads(application["text"]), letters)


def bless(golden: Golden, letters: dict[str, str]) -> None:
    """Put new letters in the place of the old ones."""
    text = golden.path.read_text(encoding="utf-8")
    new = _LETTER.sub(lambda match: f"```text {match['lang']}\n{letters[match['lang']]}\n```", text)
    golden.path.write_text(new, encoding="utf-8")
