"""The mistakes of JSON written by hand, each named and, where the intent is plain, read past. For ``json_reader``.

Part of :mod:`engine.source`, on the eval path, but reached only when something is wrong. Nothing read past a mistake is
ever used: a text with a diagnostic yields no value.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from engine.diagnostics.patterns import LazyPattern
from engine.diagnostics.terms import Term
from engine.source.json_nodes import NULL, NUMBER, OBJECT, STRING, JsonNode
from engine.source.json_strings import scanstring

if TYPE_CHECKING:
    from engine.source.json_reader import Reader

#: Full-width forms that an input method produces, and what JSON wants in their place.
FULL_WIDTH = {
    "：": ":", "，": ",", "、": ",", "；": ",", "｛": "{", "｝": "}", "［": "[", "］": "]", "【": "[", "】": "]",
    "“": '"', "”": '"', "＂": '"', "‘": '"', "’": '"', "\u3000": " ", "\xa0": " ", "\ufeff": " ",
}  # fmt: skip
NEEDS_A_LOOK = frozenset([*FULL_WIDTH, "/", "#"])

_COMMENT = LazyPattern(r"//[^\r\n]*|#[^\r\n]*|/\*[\s\S]*?(?:\*/|\Z)")
_TOKEN = LazyPattern(r"[^\s,:{}\[\]\"，：“”｛｝［］/#]+")
_QUOTED = {
    "'": LazyPattern(r"'([^'\r\n]*)'"),
    "“": LazyPattern('[“”]([^“”"\r\n]*)[”“"]'),
    "‘": LazyPattern("[‘’]([^‘’\r\n]*)[’‘]"),
    "＂": LazyPattern("＂([^＂\r\n]*)＂"),
}
_QUOTED["”"], _QUOTED["’"] = _QUOTED["“"], _QUOTED["‘"]
_NOT_FINITE = LazyPattern(r"[-+]?(?:nan|inf|infinity)\Z", re.IGNORECASE)
_NUMBER = LazyPattern(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?\Z")
_MISREAD = str.maketrans("OolI。", "0011.")
_WORD_FIX = {"True": "true", "TRUE": "true", "False": "false", "FALSE": "false", "None": "null", "NULL": "null"}
_ESCAPED_UNIT = LazyPattern(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)


class Stop(Exception):
    """No further reading makes sense."""


def look(reader: Reader) -> str:
    """Deal with a character that has no place between values; the ASCII character it stands for."""
    start = reader.at
    character = reader.text[start]
    comment = _COMMENT.match(reader.text, start)
    if comment:
        reader.report("E0168", start, min(comment.end(), _line_end(reader.text, start)))
        reader.at = comment.end()
        return reader.peek()
    half = FULL_WIDTH.get(character, character)
    if half == " ":
        arguments = {"character": f"U+{ord(character):04X}", "half": Term("空格", "a space")}
        reader.report("E0169", start, start + 1, arguments)
        reader.at += 1
        return reader.peek()
    if half not in ('"', character):
        reader.report("E0169", start, start + 1, {"character": character, "half": half})
    return half


def _line_end(text: str, start: int) -> int:
    ends = [at for at in (text.find("\n", start), text.find("\r", start)) if at >= 0]
    return min(ends, default=len(text))


def extra_comma(reader: Reader, at: int) -> None:
    """A comma with nothing before or after it."""
    reader.report("E0166", at, at + 1)


def missing_comma(reader: Reader, kind: str, character: str) -> None:
    """Two values side by side; read on as if the comma were there, if a value follows at all."""
    if character in ":}]":
        reader.stop("E0173", reader.at, reader.at + 1, {"found": character, "wanted": Term("逗号", "a comma")})
    reader.report("E0179", reader.at, reader.at + 1)


def missing_colon(reader: Reader, key: JsonNode) -> None:
    """A name without its colon."""
    arguments = {"found": reader.text[reader.at : reader.at + 1] or Term("文件结尾", "the end of the file")}
    reader.stop("E0173", reader.at, reader.at + 1, {**arguments, "wanted": Term("半角冒号“:”", "a colon `:`")})


def unclosed(reader: Reader, kind: str, start: int) -> None:
    """The text ends inside an object or array."""
    close = "}" if kind == OBJECT else "]"
    reader.stop("E0176", start, start + 1, {"open": reader.text[start], "close": close})


def key_without_quotes(reader: Reader) -> JsonNode:
    """A name in other quotes or in none."""
    node = _other_quotes(reader)
    if node is not None:
        return node
    found = _TOKEN.match(reader.text, reader.at)
    if not found:
        wanted = Term("加引号的名称", "a name in quotes")
        arguments = {"found": reader.text[reader.at : reader.at + 1], "wanted": wanted}
        reader.stop("E0173", reader.at, reader.at + 1, arguments)
    start, reader.at = found.span()
    reader.report("E0177", start, found.end(), {"word": found.group()})
    return reader.node(STRING, found.group()[: reader.limits.text], start)


def _other_quotes(reader: Reader) -> JsonNode | None:
    start = reader.at
    pattern = _QUOTED.get(reader.text[start : start + 1])
    found = pattern.match(reader.text, start) if pattern else None
    if pattern is None:
        return None
    if found is None:
        reader.stop("E0171", start, _line_end(reader.text, start))
    reader.at = found.end()
    if reader.text[start] == "'":
        reader.report("E0167", start, found.end(), {"word": found.group(1)})
    else:
        arguments = {"character": f"{reader.text[start]}{reader.text[found.end() - 1]}", "half": '""'}
        reader.report("E0169", start, found.end(), arguments)
    return reader.node(STRING, found.group(1)[: reader.limits.text], start)


def no_value(reader: Reader, character: str) -> JsonNode:
    """Something that is no JSON value; a null in its place where reading on makes sense."""
    start = reader.at
    node = _other_quotes(reader)
    if node is not None:
        return node
    found = _TOKEN.match(reader.text, start)
    if not found:
        wanted = Term("一个值", "a value")
        arguments = {"found": character or Term("文件结尾", "the end of the file"), "wanted": wanted}
        reader.stop("E0173", start, start + 1 if character else start, arguments)
    reader.at = found.end()
    word = found.group()
    if _NOT_FINITE.match(word):
        reader.report("E0161", start, found.end(), {"word": word})
    elif word[0] in "+-.．－＋" or unicodedata.normalize("NFKC", word[0]).isdecimal():
        reader.report("E0178", start, found.end(), {"number": word, "suggestion": _meant_number(word)})
        return reader.node(NUMBER, "0", start)
    else:
        reader.report("E0177", start, found.end(), {"word": word, "suggestion": _WORD_FIX.get(word)})
    return reader.node(NULL, None, start)


def _meant_number(word: str) -> str | None:
    """The number that ``word`` was probably meant to be: full-width digits, letters for digits, leading zeros, plus."""
    if len(word) > 40:
        return None
    plain = unicodedata.normalize("NFKC", word).translate(_MISREAD).lstrip("+")
    if plain.startswith("."):
        plain = f"0{plain}"
    if re.fullmatch(r"0+[0-9]+", plain):
        plain = plain.lstrip("0") or "0"
    plain = plain.rstrip(".")
    return plain if _NUMBER.match(plain) else None


def bad_string(reader: Reader, start: int, error: Any) -> tuple[str, int]:
    """A text with a raw control character or a wrong escape: reported, and read past where its end is certain."""
    at = error.pos
    told = error.msg
    if told.startswith("Invalid control character"):
        character = reader.text[at]
        if character in "\r\n":
            reader.stop("E0171", start, at)
        reader.report("E0170", at, at + 1, {"character": f"U+{ord(character):04X}"})
        try:
            return scanstring(reader.text, start + 1, False)
        except ValueError:
            raise Stop from None
    if told.startswith("Unterminated"):
        reader.stop("E0171", start, _line_end(reader.text, start))
    backslash = at if reader.text[at] == "\\" else at - 1
    if reader.text[backslash : backslash + 1] != "\\":
        backslash = reader.text.rfind("\\", start, at + 1)
    reader.stop("E0172", backslash, backslash + 2, {"escape": reader.text[backslash : backslash + 2]})
    raise AssertionError("unreachable")


def lone_surrogates(reader: Reader, start: int) -> None:
    """E0164 for each half of a surrogate pair that stands alone in the text from ``start`` to the reader's place."""
    pending: re.Match[str] | None = None
    for found in _ESCAPED_UNIT.finditer(reader.text, start + 1, reader.at - 1):
        unit = int(found.group(1), 16) if found.group(1) else 0
        if pending is not None:
            if 0xDC00 <= unit <= 0xDFFF and found.start() == pending.end():
                pending = None
                continue
            _lone(reader, pending)
            pending = None
        if 0xD800 <= unit <= 0xDBFF:
            pending = found
        elif 0xDC00 <= unit <= 0xDFFF:
            _lone(reader, found)
    if pending is not None:
        _lone(reader, pending)


def _lone(reader: Reader, found: re.Match[str]) -> None:
    reader.report("E0164", found.start(), found.end(), {"escape": found.group()})
