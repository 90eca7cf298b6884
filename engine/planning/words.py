"""English ids of words in a plan. Part of :mod:`engine.planning`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.artifact.tables import Tables


def word_id(tables: Tables, fact: Mapping[str, Any], value: Any) -> str | None:
    """The id of ``value``, a word of the enumeration of ``fact``; ``None`` for what has none."""
    enumeration = tables["enumerations"].get(fact.get("enumeration") or "")
    return enumeration["words"].get(value) if enumeration and isinstance(value, str) else None
