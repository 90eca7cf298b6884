"""Bytes to text, and character offsets to lines and columns. Part of :mod:`engine.source`; light, on the eval path.

All readers share these refusals: too large (E0103), too many lines (E0104), not UTF-8 (E0101), byte order mark (E0102)
and invisible or reordering characters (E0105).
"""

from __future__ import annotations

import os
import stat
import sys
from bisect import bisect_right

from engine.diagnostics import Diagnostic, Span
from engine.diagnostics.patterns import LazyPattern
from engine.diagnostics.safe_text import FORBIDDEN_CLASS
from engine.diagnostics.terms import Term
from engine.source.limits import Limits

_LINE_END = LazyPattern("\r\n|\r|\n")
_FORBIDDEN = LazyPattern(f"[{FORBIDDEN_CLASS}]")
_BOM = b"\xef\xbb\xbf"
_CHUNK = 1 << 20
_REPORTED_AT_MOST = 20


class LineTable:
    """Turns character offsets of one text into positions; the table is made when the first one is asked for."""

    __slots__ = ("_starts", "file", "text")

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self._starts: list[int] | None = None

    @property
    def starts(self) -> list[int]:
        """Offset of the first character of each line."""
        if self._starts is None:
            self._starts = [0, *(found.end() for found in _LINE_END.finditer(self.text))]
        return self._starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column (both from 1) of the character at ``offset``."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """The stretch from ``start`` to before ``end``."""
        return Span(self.file, *self.position(start), *self.position(max(start, end)))


def read_file_limited(path: str, limits: Limits, shown: str | None = None) -> tuple[bytes | None, list[Diagnostic]]:
    """The bytes of ``path`` (``-`` is standard input), never more than ``limits.bytes`` of them.

    ``shown`` is the name for messages. Missing or unreadable files are E0106, devices and pipes E0108, too large E0103.
    """
    name = shown or path
    if path == "-":
        return _bounded(sys.stdin.buffer.read(limits.bytes + 1), name, limits)
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        return None, [Diagnostic("E0106", whole(name), {"name": name, "reason": _reason(error)})]
    try:
        return _read_regular(descriptor, name, limits)
    except OSError as error:
        return None, [Diagnostic("E0106", whole(name), {"name": name, "reason": _reason(error)})]
    finally:
        os.close(descriptor)


def _read_regular(descriptor: int, name: str, limits: Limits) -> tuple[bytes | None, list[Diagnostic]]:
    state = os.fstat(descriptor)
    if stat.S_ISDIR(state.st_mode):
        raise IsADirectoryError
    if not stat.S_ISREG(state.st_mode):
        return None, [Diagnostic("E0108", whole(name), {"name": name})]
    if state.st_size > limits.bytes:
        return None, [too_large(name, state.st_size, limits)]
    parts: list[bytes] = []
    left = limits.bytes + 1
    while left > 0 and (part := os.read(descriptor, min(left, _CHUNK))):
        parts.append(part)
        left -= len(part)
    return _bounded(b"".join(parts), name, limits)


def _bounded(data: bytes, name: str, limits: Limits) -> tuple[bytes | None, list[Diagnostic]]:
    if len(data) > limits.bytes:
        return None, [too_large(name, None, limits)]
    return data, []


def too_large(name: str, size: int | None, limits: Limits) -> Diagnostic:
    """E0103: what was read as ``name`` has ``size`` bytes (``None``: not known), more than ``limits`` allow."""
    limit, found = in_words(limits.bytes), in_words(size) if size else None
    arguments = {"name": name, "limit": limit, "size": found if found != limit else None}
    return Diagnostic("E0103", whole(name), arguments)


def in_words(size: int) -> str:
    """A number of bytes as messages tell it."""
    return f"{size >> 20} MB" if size >= 1 << 20 else f"{-(-size // 1024)} KB"


def _reason(error: Exception) -> Term:
    if isinstance(error, FileNotFoundError):
        return Term("没有这个文件", "there is no such file")
    if isinstance(error, IsADirectoryError):
        return Term("这是文件夹，不是文件", "it is a folder, not a file")
    if isinstance(error, PermissionError):
        return Term("没有读取权限", "reading it is not permitted")
    return Term("系统无法打开", "the system cannot open it")


def whole(file: str) -> Span:
    """The span that means a whole file: line 0, so that no line is shown."""
    return Span(file, 0, 0, 0, 0)


def decode(file: str, data: bytes, limits: Limits, allow_mark: bool) -> tuple[str | None, list[Diagnostic]]:
    """``data`` as text, or the one reason why it is none. A byte order mark is dropped; E0102 unless ``allow_mark``."""
    if len(data) > limits.bytes:
        return None, [too_large(file, len(data), limits)]
    problems: list[Diagnostic] = []
    if data.startswith(_BOM):
        data = data[len(_BOM) :]
        if not allow_mark:
            problems.append(Diagnostic("E0102", Span(file, 1, 1, 1, 1), {"name": file}))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, [*problems, _not_utf8(file, data, error.start)]
    lines = text.count("\n") + text.count("\r") - text.count("\r\n")
    if lines >= limits.lines:
        return None, [Diagnostic("E0104", whole(file), {"name": file, "lines": lines + 1, "limit": limits.lines})]
    return text, problems


def _not_utf8(file: str, data: bytes, offset: int) -> Diagnostic:
    table = LineTable(file, data[:offset].decode("utf-8"))
    line, column = table.position(len(table.text))
    arguments = {"byte": f"0x{data[offset]:02X}", "guess": _guess_encoding(data)}
    return Diagnostic("E0101", Span(file, line, column, line, column + 1), arguments)


def _guess_encoding(data: bytes) -> Term | None:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:200].count(0) > len(data[:200]) // 4:
        return Term("UTF-16（记事本中称“Unicode”）", "UTF-16 (Notepad calls it “Unicode”)")
    sample = data[:65536]
    for shorter in range(4):
        try:
            sample[: len(sample) - shorter].decode("gb18030")
        except UnicodeDecodeError:
            continue
        return Term("GBK（记事本中称“ANSI”）", "GBK (Notepad calls it “ANSI”)")
    return None


def find_forbidden(table: LineTable) -> list[Diagnostic]:
    """E0105 for each control, invisible, reordering or lone surrogate character of the text (the first twenty)."""
    found = []
    for hit in _FORBIDDEN.finditer(table.text):
        arguments = {"character": f"U+{ord(hit.group()):04X}", "kind": _kind(hit.group())}
        found.append(Diagnostic("E0105", table.span(hit.start(), hit.end()), arguments))
        if len(found) == _REPORTED_AT_MOST:
            break
    return found


def _kind(character: str) -> Term:
    code = ord(character)
    if code in (0x061C, 0x200E, 0x200F) or 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069:
        return Term("改变文字显示方向的字符", "a character that changes the direction of text")
    if code < 0x20 or 0x7F <= code <= 0x9F:
        return Term("控制字符", "a control character")
    return Term("看不见的字符", "an invisible character")
