"""What on a page is no part of the notice: page numbers, heads typed on every page, lines that a scan gives twice.

Part of :mod:`engine.notice`; before tables and passages are looked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.notice.source import Block
from engine.notice.wording import bare

_NUMBER = r"[0-9０-９lIOo]{1,4}"
_PAGE = re.compile(
    rf"^\s*(?:[-—–―－·•．.~～]+\s*{_NUMBER}\s*[-—–―－·•．.~～]+|第\s*{_NUMBER}\s*页(?:\s*[,，/]?\s*共\s*{_NUMBER}\s*页)?|{_NUMBER}\s*/\s*{_NUMBER})\s*$"
)
#: A head is short; a line shorter than that says too little to be known again.
_HEAD, _SHORTEST = 40, 4


def is_page_number(text: str) -> bool:
    """Whether a line is nothing but a page number with its dashes."""
    return _PAGE.match(text.replace("\f", "")) is not None


def surroundings(blocks: Sequence[Block]) -> dict[int, str]:
    """Positions of blocks that surround the notice, and as what: ``page``, ``head``, ``again`` (a line given twice)."""
    found: dict[int, str] = {}
    seen: set[str] = set()
    after_break, previous = False, ""
    for at, block in enumerate(blocks):
        words = bare(block.text)
        if not words:
            after_break = after_break or "\f" in block.text
            continue
        after_break = after_break or "\f" in block.text
        if is_page_number(block.text) and block.cells is None:
            found[at], after_break = "page", True
            continue
        if after_break and words in seen and len(words) <= _HEAD and "\t" not in block.text:
            found[at] = "head"
            continue
        if words == previous and len(words) > _SHORTEST and block.cells is None and not block.paragraph:
            found[at] = "again"
            continue
        if len(words) <= _HEAD:
            seen.add(words)
        after_break, previous = False, words
    return found
