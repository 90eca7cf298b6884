"""Enumeration words, by Chinese word or English id, and yes and no. Part of :mod:`engine.case`."""

from __future__ import annotations

from typing import Any

from engine.case.reading import Reader, Target, options, plain
from engine.diagnostics.suggest import did_you_mean, edit_distance
from engine.source.json_nodes import JsonNode

_TRUTHS = {"是": True, "否": False}


def read_boolean(reader: Reader, target: Target, node: JsonNode) -> bool | None:
    """``true``, ``false``, ``"是"`` or ``"否"``; ``None`` after reporting."""
    if node.kind == "boolean":
        return bool(node.value)
    truth = _TRUTHS.get(plain(node.value)) if node.kind == "string" else None
    return reader.refuse("E0609", target, node) if truth is None else truth


def words_of(reader: Reader, fact: dict[str, Any]) -> dict[str, str | None]:
    """The words that a fact may take, in order, with their English ids."""
    words: dict[str, str | None] = reader.tables["enumerations"][fact["enumeration"]]["words"]
    return words


def find_word(words: dict[str, str | None], text: str) -> str | None:
    """The Chinese word that ``text`` stands for, if any."""
    if text in words:
        return text
    text = plain(text)
    if text in words:
        return text
    return next((word for word, identifier in words.items() if identifier == text), None)


def read_word(reader: Reader, target: Target, node: JsonNode) -> str | None:
    """A word of the fact's enumeration, as its Chinese word; ``None`` after reporting."""
    words = words_of(reader, target.fact)
    if node.kind != "string":
        return reader.refuse("E0608", target, node, options=options(words.items()), suggestion=None)
    word = find_word(words, node.value)
    if word is not None:
        return word
    suggestion = _meant(words, plain(node.value))
    return reader.refuse("E0608", target, node, options=options(words.items()), suggestion=suggestion)


def _meant(words: dict[str, str | None], text: str) -> str | None:
    """The word that was probably meant; none where two are equally near (``初级``: ``员级``, ``中级``)."""
    names = [*words, *(identifier for identifier in words.values() if identifier)]
    nearest = did_you_mean(text, names)
    if nearest is None:
        return None
    rival = did_you_mean(text, [name for name in names if name != nearest])
    tied = rival is not None and edit_distance(text, rival) <= edit_distance(text, nearest)
    return None if tied else nearest
