"""A notice's file, text or Word, into blocks; everything that cannot be read is refused by name. Part of :mod:`engine.notice`.

The first step of the room: path → :class:`engine.notice.source.Source`. Codes E0920 to E0926, and those of plain files.
"""

from __future__ import annotations

import hashlib
import os

from engine.diagnostics import Diagnostic, Span
from engine.errors import InvalidInput
from engine.notice.source import Block, Source
from engine.source.limits import Limits
from engine.source.text import LineTable, decode, find_forbidden, read_file_limited, whole

#: A notice is some pages; this is a thousand times that.
NOTICE = Limits(bytes=16 << 20, lines=200_000, depth=64, values=100_000, text=100_000, digits=18, diagnostics=20)
#: What tells files apart that are no text: a package of Word's (a zip), Word's old format, PDF, RTF.
_ZIP = b"PK\x03\x04"
_OTHERS = ((b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "DOC"), (b"%PDF-", "PDF"), (b"{\\rtf", "RTF"), (b"PK\x05\x06", "ZIP"))


def is_word(path: str) -> bool:
    """Whether a file is one of Word's, by its name or its first bytes; a file that cannot be read, or a pipe, is none."""
    if path == "-" or path.lower().endswith(".docx"):
        return path != "-"
    if not os.path.isfile(path):  # opening a pipe would wait for a writer
        return False
    try:
        with open(path, "rb") as stream:
            return stream.read(len(_ZIP)) == _ZIP
    except (OSError, ValueError):
        return False


def read_file(path: str) -> Source:
    """The blocks of a notice's file; raises :class:`engine.errors.InvalidInput` where it cannot be read."""
    data, problems = read_file_limited(path, NOTICE)
    if data is None:
        raise InvalidInput(problems, {})
    return source_of(path, data)


def source_of(path: str, data: bytes) -> Source:
    """As :func:`read_file`, of a file whose bytes are at hand."""
    digest = hashlib.sha256(data).hexdigest()
    kind = next((name for start, name in _OTHERS if data.startswith(start)), None)
    if kind is not None:
        raise InvalidInput([Diagnostic("E0920", whole(path), {"name": path, "kind": kind})], {})
    if data.startswith(_ZIP) or path.lower().endswith(".docx"):
        from engine.notice.word import read_word  # an optional extra: loaded only for a Word file

        blocks, problems = read_word(path, data)
    else:
        blocks, problems = _read_text(path, data)
    if not problems and not any(block.text.strip() for block in blocks):
        problems = [Diagnostic("E0925", whole(path), {"name": path})]
    text = "\n".join(block.text for block in blocks)
    problems = problems or find_forbidden(LineTable(path, text.replace("\f", " ").replace("\v", " ")))
    if problems:
        raise InvalidInput(problems, {path: text})
    return Source(path, digest, tuple(blocks))


def _read_text(path: str, data: bytes) -> tuple[list[Block], list[Diagnostic]]:
    """The lines of a text in UTF-8; a form feed begins a page, it does not end a line."""
    text, problems = decode(path, data, NOTICE, allow_mark=True)
    if text is None:
        return [], problems
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines and not lines[-1]:
        lines.pop()
    for number, line in enumerate(lines, 1):
        if len(line) > NOTICE.text:
            told = {"length": len(line), "limit": NOTICE.text}
            shown = [Block(at, each[:80]) for at, each in enumerate(lines, 1)]
            return shown, [Diagnostic("E0926", Span(path, number, 1, number, 2), told)]
    return [Block(number, line) for number, line in enumerate(lines, 1)], problems
