"""Make text from outside fit to print. Part of :mod:`engine.diagnostics`; every renderer and the letter use it.

Applications and policy files may hold control characters that rewrite a terminal, bidirectional marks that make a
sentence read backwards, or megabytes in a name. :func:`safe` shows such characters by code point and shortens visibly.
"""

from __future__ import annotations

from engine.diagnostics.patterns import LazyPattern

#: C0 and C1 controls, invisible and bidirectional format characters, line separators, surrogates, non-characters, tags.
FORBIDDEN_CLASS = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f"
)
_UNPRINTABLE = LazyPattern(f"[{FORBIDDEN_CLASS}\t\n\r]")
_UNPRINTABLE_BUT_LAYOUT = LazyPattern(f"[{FORBIDDEN_CLASS}\r]")
#: What of the class Python calls printable: blanks that look like nothing and are letters to Unicode.
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
_PLAIN_SPACE = {"\t": " ", "\n": " ", "\r": " "}


def visible(character: str) -> str:
    """``character`` as it may be printed: itself, a space for tab and line end, or ``⟨U+202E⟩`` if invisible."""
    if not _UNPRINTABLE.match(character):
        return character
    return _PLAIN_SPACE.get(character) or f"⟨U+{ord(character):04X}⟩"


def safe(text: object, limit: int = 80) -> str:
    """``text`` on one line, with at most ``limit`` of its characters and nothing invisible or reordering among them.

    A longer text keeps its beginning and end around ``…``, so that a reader sees that something was left out.
    """
    value = text if isinstance(text, str) else str(text)
    if len(value) > limit:
        tail = limit // 4
        value = f"{value[: limit - tail]}…{value[len(value) - tail :]}"
    return value if _is_plain(value) else _UNPRINTABLE.sub(lambda found: visible(found.group()), value)


def _is_plain(text: str) -> bool:
    """Whether nothing in ``text`` needs a look; spares most texts the pattern, and short runs its compilation."""
    return text.replace("\u3000", "").isprintable() and _FILLERS.isdisjoint(text)


def printable(text: str) -> str:
    """A whole text of several lines with nothing invisible or reordering in it; tabs and line feeds stay."""
    if _is_plain(text.replace("\n", "")):
        return text
    return _UNPRINTABLE_BUT_LAYOUT.sub(lambda found: visible(found.group()), text)


def printable_json(text: str) -> str:
    """JSON text with every character that must not be printed as a JSON escape: the same data, safe to look at."""
    if _is_plain(text.replace("\n", "")):
        return text
    return _UNPRINTABLE_BUT_LAYOUT.sub(lambda found: _json_escape(found.group()), text)


def _json_escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))
