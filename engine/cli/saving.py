"""Writing a command's result to a file, or as it is to standard output. Part of :mod:`engine.cli`."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
from typing import Any

import click

from engine import api
from engine.cli.command import option


def output_option(lang: str) -> click.Option:
    """``-o``/``--output``."""
    made = option(lang, "--output", ("文件", "FILE"), ("写到文件；不写则写到屏幕", "write to a file instead of the screen"))
    made.opts.insert(0, "-o")
    return made


def json_bytes(data: Any) -> bytes:
    """``data`` as the bytes of a JSON text."""
    return (api.printable_json(json.dumps(data, ensure_ascii=False, indent=2)) + "\n").encode("utf-8")


def check_target(path: str | None) -> None:
    """Refuse a file that :func:`save` could not write, before the work is done whose result goes there.

    Raises ``OSError`` with its name. Nothing is left behind, and a file that stands there is not touched.
    """
    if path is None or path == "-":
        return
    api.check_target(path)


def save(data: bytes, path: str | None) -> None:
    """Write ``data`` to ``path``, whole or not at all; to standard output where there is none (``-`` too).

    Raises ``OSError`` with the name of a file that cannot be written.
    """
    if path is None or path == "-":
        sys.stdout.flush()
        stream = getattr(sys.stdout, "buffer", None)
        if stream is None:
            sys.stdout.write(data.decode("utf-8"))
        else:
            stream.write(data)
            stream.flush()
        return
    if os.path.exists(path) and not os.path.isfile(path):
        _write(path, data)  # a device or a pipe; a folder is refused by the system
        return
    folder = os.path.dirname(os.path.abspath(path))
    try:
        handle, temporary = tempfile.mkstemp(prefix=".policy-", dir=folder)
    except OSError as error:
        raise OSError(error.errno, error.strerror, path) from None
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise OSError(error.errno, error.strerror, path) from None


def _write(path: str, data: bytes) -> None:
    with open(path, "wb") as stream:
        stream.write(data)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
