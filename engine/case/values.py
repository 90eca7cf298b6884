"""One fact's value, whatever its type. Part of :mod:`engine.case`: hands over to the module of the type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.case import dates, lists, quantities, records, rows, texts, unknowns, words, year_spans
from engine.case.reading import Reader, Target
from engine.source.json_nodes import JsonNode

_READERS: dict[str, Callable[[Reader, Target, JsonNode], Any]] = {
    "boolean": words.read_boolean,
    "integer": quantities.read_number,
    "quantity": quantities.read_number,
    "year": dates.read_year,
    "date": dates.read_date,
    "word": words.read_word,
    "text": texts.read_text,
    "years": year_spans.read_years,
    "list": lists.read_list,
    "row": rows.read_row,
}


def read_value(reader: Reader, target: Target, node: JsonNode) -> Any:
    """The value of ``node`` (not ``null``), ``Unknown`` or ``NOT_APPLICABLE``; ``None`` after reporting."""
    if node.kind == "string" and not _is_own_word(reader, target.fact, node.value):
        unknown = unknowns.read_unknown(reader, target, node)
        if unknown is not unknowns.ORDINARY:
            return unknown
    if target.fact["type"] == "records":
        return records.read_records(reader, target, node, read_value)
    return _READERS[target.fact["type"]](reader, target, node)


def _is_own_word(reader: Reader, fact: dict[str, Any], text: str) -> bool:
    """Whether an enumeration has that very word, which then wins over its general meaning."""
    return fact["type"] == "word" and text in words.words_of(reader, fact)
