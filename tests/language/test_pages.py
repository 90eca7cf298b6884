"""The examples on the catalogue pages of the language: what is shown as wrong is refused so, what is right passes."""

from __future__ import annotations

import pytest

from engine.diagnostics import catalog
from tests.language.small import check, texts, with_added

PAGES = [code for code in catalog.codes() if code[:3] in ("E02", "E03", "E04")]
SHOWN = [code for code in PAGES if catalog.page(code).bad]


def test_the_small_policy_has_no_mistakes() -> None:
    checked = check(texts())
    assert checked.diagnostics == []
    assert checked.typed is not None


@pytest.mark.parametrize("code", SHOWN)
def test_wrong_example_gives_its_code_and_nothing_else(code: str) -> None:
    page = catalog.page(code)
    found = check(with_added(page.file, page.bad)).diagnostics
    assert {each.code for each in found} == {code}
    for diagnostic in found:
        for lang in ("zh", "en"):
            required, _ = catalog.fields(page.message[lang])
            assert required <= set(diagnostic.arguments)
            said = catalog.message(diagnostic, lang) + catalog.help_text(diagnostic, lang)
            assert "[[" not in said
        assert {label.role for label in diagnostic.labels} <= set(page.labels)


@pytest.mark.parametrize("code", SHOWN)
def test_right_example_has_no_mistakes(code: str) -> None:
    page = catalog.page(code)
    assert check(with_added(page.file, page.good)).diagnostics == []
