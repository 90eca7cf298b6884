"""Help in both languages, as in the files under ``help/``; ``python -m tests.cli.test_help`` writes them anew."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.cli.group import COMMANDS
from tests.cli.helpers import invoke

FOLDER = Path(__file__).parent / "help"
PAGES = [(name, lang) for name in ("policy", *COMMANDS) for lang in ("zh", "en")]


def shown(name: str, lang: str) -> str:
    """The help of a command."""
    arguments = ["--lang", lang, *([] if name == "policy" else [name]), "--help"]
    return invoke(*arguments).out


@pytest.mark.parametrize("name,lang", PAGES)
def test_help(name: str, lang: str) -> None:
    assert shown(name, lang) == (FOLDER / f"{name}.{lang}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["policy", *COMMANDS])
def test_chinese_help_has_no_english_of_clicks(name: str) -> None:
    assert not re.search(r"Usage|Options|Commands|Show this|\[OPTIONS\]|required|default", shown(name, "zh"))
    assert not re.search(r"[\u4e00-\u9fff]", shown(name, "en"))


def test_help_comes_without_a_command_and_by_its_short_name() -> None:
    assert invoke() == invoke("-h") == invoke("--help")


if __name__ == "__main__":
    for each, language in PAGES:
        (FOLDER / f"{each}.{language}.txt").write_text(shown(each, language), encoding="utf-8")
