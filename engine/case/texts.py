"""Free text such as a unit's name. Part of :mod:`engine.case`."""

from __future__ import annotations

from engine.case.reading import Reader, Target
from engine.source.json_nodes import JsonNode

#: Longest text that a fact may hold, in characters.
LONGEST = 200


def read_text(reader: Reader, target: Target, node: JsonNode) -> str | None:
    """The text without space around it; ``None`` after reporting. Empty text is no text."""
    if node.kind != "string" or not node.value.strip():
        return reader.refuse("E0631", target, node)
    text: str = node.value.strip()
    if len(text) > LONGEST:
        return reader.refuse("E0632", target, node, length=len(text), most=LONGEST)
    return text
