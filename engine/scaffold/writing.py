"""A folder put down whole or not at all. Part of :mod:`engine.scaffold`."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence

from engine.diagnostics import Diagnostic
from engine.diagnostics.terms import Term
from engine.notice.model import TableRow
from engine.source.limits import POLICY
from engine.source.text import whole

_KILOBYTES, _LINES = Term("KB", "KB"), Term("行", "lines")


def refused(target: str, source: str) -> list[Diagnostic]:
    """Why nothing can be written to ``target``: something is there already (E0940), or it is last year's folder (E0942)."""
    inside, around = os.path.realpath(target), os.path.realpath(source)
    if inside == around or inside.startswith(around + os.sep):
        return [Diagnostic("E0942", whole(target), {"name": target, "source": source})]
    if os.path.lexists(target) and not _empty(target):
        return [Diagnostic("E0940", whole(target), {"name": target})]
    return []


def _empty(path: str) -> bool:
    if os.path.islink(path) or not os.path.isdir(path):
        return False
    with os.scandir(path) as entries:
        return next(entries, None) is None


def oversized(files: Mapping[str, str], rows: Mapping[str, Sequence[TableRow]]) -> Iterator[Diagnostic]:
    """E0945 for every text that is larger than a file of a policy may be. ``rows``: those of each table, by its file."""
    for name, written in files.items():
        size, lines = len(written.encode("utf-8", "replace")), written.count("\n") + 1
        if size > POLICY.bytes or lines > POLICY.lines:
            number, limit, unit = (
                (-(-size // 1024), POLICY.bytes // 1024, _KILOBYTES) if size > POLICY.bytes else (lines, POLICY.lines, _LINES)
            )
            arguments = {"file": name, "number": number, "limit": limit, "unit": unit, "rows": len(rows.get(name, ())) or None}
            yield Diagnostic("E0945", whole(name), arguments)


def write_folder(target: str, files: Mapping[str, str]) -> None:
    """Write ``files`` (texts by name) to the new folder ``target``; nothing is left where that fails. Raises ``OSError``."""
    target = os.path.abspath(target)
    try:
        temporary = tempfile.mkdtemp(prefix=".policy-", dir=os.path.dirname(target))
    except OSError as error:
        raise OSError(error.errno, error.strerror, target) from None
    try:
        for name, written in files.items():
            path = os.path.join(temporary, *name.split("/"))
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8", newline="") as stream:
                stream.write(written)
        os.chmod(temporary, 0o777 & ~_umask())
        if os.path.isdir(target):
            os.rmdir(target)
        os.rename(temporary, target)
    except OSError as error:
        raise OSError(error.errno, error.strerror, target) from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
