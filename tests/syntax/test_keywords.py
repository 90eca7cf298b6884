"""The keyword tables: complete, free of clashes, and the same concepts in every language."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields
from itertools import combinations

import pytest

from engine.syntax.keywords import DEFAULT_LANGUAGE, KeywordTable, keyword_table, language_of, languages

TABLES = [keyword_table(language) for language in languages()]
by_language = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.language)


def words(table: KeywordTable) -> list[str]:
    return [word for group in table.groups for listed in group.values() for word in listed]


@by_language
def test_no_word_stands_for_two_concepts(table: KeywordTable) -> None:
    assert [word for word, count in Counter(words(table)).items() if count > 1] == []


@by_language
def test_no_concept_stands_in_two_groups(table: KeywordTable) -> None:
    counted = Counter(concept for group in table.groups for concept in group)
    assert [concept for concept, count in counted.items() if count > 1] == []


@by_language
def test_every_word_is_whole_words_or_signs(table: KeywordTable) -> None:
    assert [word for word in words(table) if not re.fullmatch(r"[^\W\d_]+( [^\W\d_]+)*|[=≠!≥≤<>]+", word)] == []


@by_language
def test_no_consequence_or_authority_twice(table: KeywordTable) -> None:
    for mapping in (table.consequences, table.authorities, table.namespaces):
        assert len(set(mapping.values())) == len(mapping)
        assert not set(mapping.values()) & set(table.reserved())


@by_language
def test_reserved_words_longest_first(table: KeywordTable) -> None:
    listed = table.reserved()
    assert [len(word) for word in listed] == sorted(map(len, listed), reverse=True)
    assert all(re.fullmatch(r"\w+", word) for word in listed)


@pytest.mark.parametrize(("one", "other"), list(combinations(TABLES, 2)))
def test_languages_have_the_same_concepts(one: KeywordTable, other: KeywordTable) -> None:
    for name in (field.name for field in fields(KeywordTable) if field.name != "language"):
        difference = set(getattr(one, name)) ^ set(getattr(other, name))
        assert difference <= {"true"}, "only 是 is a comparison and a value in one word"


def test_settled_words() -> None:
    chinese, english = keyword_table("zh-CN"), keyword_table("en")
    assert (chinese.word("ge"), english.word("ge")) == ("不少于", "at least")
    assert (chinese.word("true"), english.word("true")) == ("是", "true")
    with pytest.raises(KeyError):
        chinese.word("unless")
    with pytest.raises(KeyError):
        keyword_table("fr")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("定义 甲：乙", DEFAULT_LANGUAGE),
        ("# language: en\n", "en"),
        ("  #language：zh-CN", "zh-CN"),
        ("# 说明\n# language: en\n", DEFAULT_LANGUAGE),
        ("", DEFAULT_LANGUAGE),
    ],
)
def test_language_line(text: str, language: str) -> None:
    found, start, end = language_of(text)
    assert found == language
    assert text[start:end] in (language, "")
