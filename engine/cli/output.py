"""Writing to the terminal: texts that every terminal can take, complaints on standard error, nothing invisible.

Part of :mod:`engine.cli`, on the ``policy eval`` path: the words of complaints are loaded only when there is one.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from engine import api

_WIDTH = 100


def prepare() -> None:
    """Let characters that the terminal's encoding lacks be written as escapes instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def write(text: str) -> None:
    """Write a text for people to standard output."""
    _stdout().write(api.printable(text))


def write_json(data: Any, before: str = "", after: str = "\n") -> None:
    """Write ``data`` as JSON to standard output; characters that must not be printed stand as escapes."""
    import json

    text = json.dumps(data, ensure_ascii=not _speaks_unicode(), indent=2)
    _stdout().write(before + api.printable_json(text) + after)


def tell(text: str) -> None:
    """Write a remark, or a text already rendered, to standard error, after what stands on standard output."""
    if sys.stderr is None:
        return
    if sys.stdout is not None:
        sys.stdout.flush()
    sys.stderr.write(api.printable(text))
    sys.stderr.flush()


def complain(diagnostics: Sequence[api.Diagnostic], sources: Mapping[str, str], lang: str) -> None:
    """Write diagnostics to standard error."""
    try:
        tell(api.render_diagnostics(diagnostics, sources, lang, _width()))
    except BrokenPipeError:  # whoever read the complaints has gone; the exit code still tells
        _silence(sys.stderr)


def finish() -> None:
    """Write what is still held back. Raises ``OSError`` where it cannot be written."""
    if sys.stdout is not None:
        sys.stdout.flush()


def abandon() -> None:
    """Give up standard output, whose reader has gone, so that leaving the program does not try again."""
    _silence(sys.stdout)


#: Why a file cannot be written, in words that people know.
_REASONS = {
    errno.ENOSPC: api.Term("磁盘已满", "the disk is full"),
    errno.EACCES: api.Term("没有写入权限", "not permitted"),
    errno.EDQUOT: api.Term("超出磁盘配额", "the disk quota is used up"),
    errno.EFBIG: api.Term("超出系统允许的文件大小", "the system does not allow a file that large"),
    errno.EROFS: api.Term("磁盘只读", "the disk is read-only"),
    errno.EISDIR: api.Term("这是文件夹，不是文件", "it is a folder, not a file"),
    errno.ENOENT: api.Term("没有这个文件夹", "there is no such folder"),
    errno.ENOTDIR: api.Term("所在之处不是文件夹", "what should be its folder is a file"),
}


def cannot_write(error: OSError) -> list[api.Diagnostic]:
    """The diagnostic for a file or stream that cannot be written."""
    name = "-" if error.filename is None else str(error.filename)
    arguments = {"name": name, "reason": _REASONS.get(error.errno or 0) or error.strerror}
    return [api.Diagnostic("E0911", api.Span("", 0, 0, 0, 0), arguments)]


def internal_error(error: Exception, file: str = "") -> api.Diagnostic:
    """The diagnostic for a mistake of the program itself; the traceback is shown where ``POLICY_DEBUG`` asks for it."""
    if os.environ.get("POLICY_DEBUG") == "1":
        import traceback

        tell("".join(traceback.format_exception(error)))
    return api.Diagnostic("E0999", api.Span(file, 0, 0, 0, 0), {"kind": type(error).__name__})


def _stdout() -> Any:
    if sys.stdout is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), "stdout")
    return sys.stdout


def _silence(stream: Any) -> None:
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError, AttributeError):  # not a real stream: nothing will be flushed at exit either
        return


def _speaks_unicode() -> bool:
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("_", "-")
    return encoding.startswith("utf-")


def _width() -> int:
    import shutil

    return max(40, min(shutil.get_terminal_size((_WIDTH, 24)).columns, 140))
