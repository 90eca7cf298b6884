"""The JSON text of a row to plain data, where nothing about it is doubtful. Part of :mod:`engine.batch`.

Python's own decoder is quick but lets pass what :mod:`engine.source.json_reader` refuses (duplicate names, ``NaN``, halves of
surrogate pairs, deep nesting); whatever might be such a thing gives ``None`` and is read by that reader.
"""

from __future__ import annotations

import json
from typing import Any

from engine.batch.nodes import Number
from engine.source.limits import APPLICATION


class _Doubtful(ValueError):
    """Not to be decided here."""


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Doubtful
    return found


def _constant(text: str) -> Any:
    raise _Doubtful


_DECODER = json.JSONDecoder(object_pairs_hook=_members, parse_float=Number, parse_constant=_constant)


def plain_object(data: bytes) -> dict[str, Any] | None:
    """The object that ``data`` holds, numbers with decimals as :class:`Number`; ``None`` where a closer look is needed."""
    if len(data) > APPLICATION.text or b"\\ud" in data or b"\\uD" in data:
        return None
    try:
        found, end = _DECODER.raw_decode(text := data.decode("utf-8").strip(" \t\r\n"))
    except (ValueError, RecursionError):
        return None
    return found if end == len(text) and isinstance(found, dict) else None
