"""Words that stand for no value: ``不详``, ``不适用``, ``待判断``; and what a fact left out is. Part of :mod:`engine.case`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.case.reading import Reader, Target, plain
from engine.source.json_nodes import JsonNode
from engine.values import ABSENT, GIVEN_UNKNOWN, JUDGEMENT, NOT_APPLICABLE, NotApplicable, Unknown

GIVEN_AS_UNKNOWN = frozenset({"不详", "unknown"})
GIVEN_AS_INAPPLICABLE = frozenset({"不适用", "not_applicable"})


class _Ordinary:
    """Says that a node is not one of the words of this module."""


ORDINARY = _Ordinary()


def leaves_to_judge(text: str) -> bool:
    """``待判断``, ``judgement``, or ``交评委会判断`` with any judge."""
    return text in ("待判断", "judgement") or (text.startswith("交") and text.endswith("判断") and len(text) > 3)


def read_unknown(reader: Reader, target: Target, node: JsonNode) -> Unknown | NotApplicable | _Ordinary | None:
    """What such a word means for ``target``; ``ORDINARY`` for other text; ``None`` after reporting a word out of place."""
    text = plain(node.value)
    if text in GIVEN_AS_UNKNOWN:
        return Unknown.because(GIVEN_UNKNOWN, target.path)
    if text in GIVEN_AS_INAPPLICABLE:
        return NOT_APPLICABLE if target.fact["may_not_apply"] else reader.refuse("E0633", target, node)
    if leaves_to_judge(text):
        if target.fact["judge"]:
            return Unknown.because(JUDGEMENT, target.path)
        return reader.refuse("E0634", target, node)
    return ORDINARY


def when_absent(fact: dict[str, Any], path: str) -> Unknown | NotApplicable:
    """What a fact that is left out counts as before anything is derived or assumed."""
    if fact["absent"] == "not_applicable":
        return NOT_APPLICABLE
    return Unknown.because(JUDGEMENT if fact["judge"] else ABSENT, path)


def assumed_value(fact: Mapping[str, Any]) -> Any:
    """The declared default of a fact whose absence is made good by one; ``None`` for other facts."""
    if fact["absent"] != "assume":
        return None
    assumed = fact["assumed"]
    if fact["type"] == "date":
        return date.fromisoformat(assumed)
    return assumed * 10 ** fact["scale"] if fact["type"] in ("integer", "quantity") else assumed
