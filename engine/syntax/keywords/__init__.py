"""Keyword tables as data, one YAML file per language, and their loader. Part of :mod:`engine.syntax`.

A policy file is Chinese unless its first line says ``# language: en`` (as in Gherkin).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

DEFAULT_LANGUAGE = "zh-CN"
_LANGUAGE_LINE = re.compile(r"\s*#\s*language\s*[:：]\s*(\S+)")


@dataclass(frozen=True)
class KeywordTable:
    """The words of one language. Each mapping goes from concept to words; the first word is the settled form."""

    language: str
    statements: dict[str, list[str]]
    clauses: dict[str, list[str]]
    operators: dict[str, list[str]]
    comparisons: dict[str, list[str]]
    namespaces: dict[str, str]
    citation: dict[str, str]
    consequences: dict[str, str]
    authorities: dict[str, str]

    @property
    def groups(self) -> tuple[dict[str, list[str]], ...]:
        """All groups whose words are keywords."""
        return self.statements, self.clauses, self.operators, self.comparisons

    def word(self, concept: str) -> str:
        """The settled word of a concept."""
        for group in self.groups:
            if concept in group:
                return group[concept][0]
        if concept == "true":
            return self.comparisons["eq"][0]
        raise KeyError(concept)

    def reserved(self) -> list[str]:
        """All single-word keywords, longest first; a name may contain one but not be one."""
        words = {word for group in self.groups for words in group.values() for word in words}
        return sorted((word for word in words if re.fullmatch(r"\w+", word)), key=lambda word: (-len(word), word))


def languages() -> list[str]:
    """The languages that have a table."""
    return sorted(entry.name.removesuffix(".yaml") for entry in files(__name__).iterdir() if entry.name.endswith(".yaml"))


@cache
def keyword_table(language: str) -> KeywordTable:
    """The table of a language. Raises ``KeyError`` for a language without one."""
    if language not in languages():
        raise KeyError(language)
    data = yaml.safe_load((files(__name__) / f"{language}.yaml").read_text(encoding="utf-8"))
    return KeywordTable(**data)


def language_of(text: str) -> tuple[str, int, int]:
    """The language that a file's first line names, with the start and end of that word; the default without one."""
    match = _LANGUAGE_LINE.match(text.split("\n", 1)[0])
    return (match[1], match.start(1), match.end(1)) if match else (DEFAULT_LANGUAGE, 0, 0)
