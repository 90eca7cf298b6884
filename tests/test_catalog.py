"""Every code used in the engine has a page, every page says the same in both languages, and its examples are true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.diagnostics import Diagnostic, catalog
from engine.diagnostics.diagnostic import HINTS
from engine.source.discovery import read_rules, schema_for
from engine.source.json_reader import read_json
from engine.source.schema_check import check_schema
from engine.source.yaml_reader import read_yaml

ENGINE = Path(catalog.__file__).parent.parent
CODE = re.compile(r"[\"']([EW]0\d{3})[\"']")
PAGES = catalog.codes()
FILE_PAGES = [code for code in PAGES if code[1:3] == "01" and catalog.page(code).bad]


def used_codes() -> set[str]:
    return {code for path in ENGINE.rglob("*.py") for code in CODE.findall(path.read_text(encoding="utf-8"))}


def read_example(file: str, text: str) -> list[Diagnostic]:
    data = text.encode("utf-8")
    if file == "json":
        return read_json("application.json", data)[1]
    if file.endswith(".policy"):
        return read_rules(file, data)[1]
    document, found = read_yaml(file, data)
    if document is None:
        return found
    schema = schema_for(file)
    assert schema is not None
    return found + check_schema(document, schema)


def test_every_code_in_use_has_a_page() -> None:
    assert sorted(used_codes() - set(PAGES)) == []


def test_every_page_is_in_use() -> None:
    assert sorted(set(PAGES) - used_codes()) == []


@pytest.mark.parametrize("code", PAGES)
def test_page_speaks_both_languages_with_the_same_fields(code: str) -> None:
    page = catalog.page(code)
    assert page.code == code
    assert page.severity == ("提示" if code in HINTS else "警告" if code.startswith("W") else "错误")
    for texts in (page.title, page.message, page.help, page.description, *page.labels.values()):
        assert sorted(texts) == ["en", "zh"]
        assert all(text.strip() for text in texts.values())
        assert set.union(*catalog.fields(texts["zh"])) == set.union(*catalog.fields(texts["en"]))


@pytest.mark.parametrize("code", FILE_PAGES)
def test_wrong_example_is_refused_and_right_one_is_not(code: str) -> None:
    page = catalog.page(code)
    assert code in {each.code for each in read_example(page.file, page.bad)}
    found = {each.code for each in read_example(page.file, page.good)}
    assert code not in found
    if page.file == "json":
        assert not found


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("code", FILE_PAGES)
def test_message_of_the_wrong_example_has_all_its_fields(code: str, lang: str) -> None:
    page = catalog.page(code)
    for diagnostic in read_example(page.file, page.bad):
        required, _ = catalog.fields(page.message[lang])
        if diagnostic.code == code:
            assert required <= set(diagnostic.arguments)
        said = catalog.message(diagnostic, lang) + catalog.help_text(diagnostic, lang)
        assert "[[" not in said


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("code", PAGES)
def test_page_can_be_printed(code: str, lang: str) -> None:
    text = catalog.describe(code, lang)
    assert text.startswith(code)
    assert "\u202e" not in text
    assert "\ufeff" not in text
