"""The pages of the E06 codes: their examples do what they say, and both languages are complete."""

from __future__ import annotations

import re

import pytest

from engine.diagnostics.catalog import codes, fields, help_text, message, page
from tests.case.helpers import read_text

CODES = [code for code in codes() if code.startswith("E06")]

#: Codes whose example needs to be read as a given subject.
ASKED_FOR = {"E0603": "申报"}


@pytest.mark.parametrize("code", CODES)
def test_the_wrong_example_provokes_the_code_and_nothing_else(code: str) -> None:
    case, diagnostics = read_text(page(code).bad, subject=ASKED_FOR.get(code))
    assert case is None
    assert [diagnostic.code for diagnostic in diagnostics] == [code]
    for lang in ("zh", "en"):
        supplied = set(diagnostics[0].arguments)
        for template in (page(code).message[lang], page(code).help[lang]):
            required, optional = fields(template)
            assert required | optional <= supplied
        words = message(diagnostics[0], lang) + help_text(diagnostics[0], lang)
        assert "[[" not in words
    assert {label.role for label in diagnostics[0].labels} <= set(page(code).labels)


@pytest.mark.parametrize("code", CODES)
def test_the_right_example_is_read(code: str) -> None:
    case, diagnostics = read_text(page(code).good, subject=ASKED_FOR.get(code))
    assert diagnostics == []
    assert case is not None


@pytest.mark.parametrize("code", CODES)
def test_english_is_english(code: str) -> None:
    for texts in (page(code).message, page(code).help, page(code).title):
        assert not re.search("[，。；：]", texts["en"])
