"""Full-width punctuation and digits read as their ASCII forms, character for character. Part of :mod:`engine.syntax`.

Quoted texts, comments and citations keep their characters; every offset stays valid because nothing changes length.
"""

from __future__ import annotations

import re

_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x00A0: 0x20}
_WIDE = re.compile("[" + "".join(map(chr, _FOLD)) + "]")
#: What keeps its characters; where the closing sign is missing, to the end of the line, so that the search stays linear.
_KEEP = re.compile(r"“[^”\n]*”?|\"[^\"\n]*\"?|「[^」\n]*」?|＂[^＂\n]*＂?|#[^\n]*|＃[^\n]*|【[^】\n]*】?")


def fold(text: str) -> str:
    """``text`` with full-width ASCII forms and spaces folded, of the same length."""
    return _WIDE.sub(lambda found: chr(_FOLD[ord(found[0])]), text)


def fold_code(text: str) -> str:
    """Like :func:`fold`, but leaving quoted texts, comments and citations as they are."""
    pieces = []
    last = 0
    for match in _KEEP.finditer(text):
        pieces.append(fold(text[last : match.start()]))
        kept = match[0]
        if kept[0] in "＂＃":
            closed = kept[0] == "＂" and len(kept) > 1 and kept[-1] == "＂"
            kept = fold(kept[0]) + (kept[1:-1] + fold(kept[-1]) if closed else kept[1:])
        pieces.append(kept)
        last = match.end()
    pieces.append(fold(text[last:]))
    return "".join(pieces)
