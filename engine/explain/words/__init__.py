"""The engine's own words in Chinese and English: tables of templates, and the function that fills them in.

Words of a notice (names of facts, titles, offices) are data of the policy and never stand here. A *text* is a dict
``{"zh": …, "en": …}``; English texts keep Chinese proper names.
"""

from __future__ import annotations

from engine.explain.words import en, zh

Text = dict[str, str]

LANGUAGES = ("zh", "en")
WORDS: dict[str, dict[str, str]] = {"zh": zh.WORDS, "en": en.WORDS}


def say(lang: str, key: str, **arguments: object) -> str:
    """The template ``key`` in one language; an argument that is a text counts in that language."""
    if not arguments:
        return WORDS[lang][key]
    chosen = {name: value[lang] if isinstance(value, dict) else value for name, value in arguments.items()}
    return WORDS[lang][key].format(**chosen)


def text(key: str, **arguments: object) -> Text:
    """The template ``key`` in every language."""
    return {lang: say(lang, key, **arguments) for lang in LANGUAGES}


def joined(parts: list[Text], key: str = "list") -> Text:
    """Several texts in a row, separated as ``key`` (``list``, ``sentences``) says."""
    return {lang: WORDS[lang][key].join(part[lang] for part in parts) for lang in LANGUAGES}


def words_of(id: str) -> str:
    """An English id as words: ``annual_total_hours`` → ``annual total hours``."""
    return id.replace("_", " ")
