"""The journal of a run, beside its output: which chunks are written, so that an interrupted run can go on.

Part of :mod:`engine.batch`. Its first line names what was asked of what (a digest of inputs, policy and options), each
further line a chunk: where the bytes written so far end, their digest, and what was counted. A run that is resumed believes
only what it finds again: chunks whose bytes stand in the files as the journal says; from the first that does not, it
decides anew, and the result is the same bytes as those of a run that nothing disturbed.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from typing import Any, BinaryIO

from engine.batch.rows import Bytes, Result
from engine.batch.tally import Counts, add

FORMAT = 4


class Journal:
    """Writes the files of a run that is under way: ``OUT.part``, ``OUT.part.errors`` and ``OUT.part.journal``.

    ``done``: chunks written; ``rows``, ``bad`` and ``tally`` of these.
    """

    def __init__(self, output: str, head: dict[str, Any]) -> None:
        self.paths = part_paths(output)
        self.done = 0
        self.rows = 0
        self.bad = 0
        self.tally: Counts = {}
        self._head = {"format": FORMAT, **head}
        self._files: list[BinaryIO] = []
        self.closed = False

    def begin(self, first: bytes) -> None:
        """Begin anew; ``first`` stands before the records. Raises ``OSError``."""
        self._files = [_open(path, "wb") for path in self.paths]
        self._write(0, first)
        self._write(2, _line(self._head | {"first": len(first)}))

    def fits(self, first: bytes) -> bool:
        """Whether what an interrupted run left is of this very request."""
        return next(_entries(self.paths[2]), None) == self._head | {"first": len(first)}

    def resume(self, first: bytes) -> None:
        """Go on where a run of the same request was interrupted; anew where its files are not whole."""
        entries = _entries(self.paths[2])
        head = next(entries, {})
        try:
            self._files = [_open(path, "r+b") for path in self.paths]
        except FileNotFoundError:
            return self.begin(first)
        if self._files[0].read(len(first)) != first:
            self.abandon()
            return self.begin(first)
        ends = [len(first), 0, len(_line(head))]
        for entry in entries:
            pieces = [stream.read(entry["ends"][number] - ends[number]) for number, stream in enumerate(self._files[:2])]
            if entry["chunk"] != self.done or _digest(*pieces) != entry["digest"]:
                break
            ends = [*entry["ends"], ends[2] + len(_line(entry))]
            self._count(entry["rows"], entry["bad"], entry["tally"])
        for stream, end in zip(self._files, ends, strict=True):
            stream.truncate(end)
            stream.seek(end)
        return None

    @property
    def end(self) -> int:
        """Bytes of records written so far."""
        return self._files[0].tell()

    def add(self, result: Result) -> None:
        """Write a chunk. Raises ``OSError`` with the name of the file that cannot be written."""
        self._write(0, result.records)
        self._write(1, result.errors)
        self._count(result.rows, result.bad, result.tally)
        ends = [stream.tell() for stream in self._files[:2]]
        entry = {"chunk": result.number, "ends": ends, "digest": _digest(result.records, result.errors),
                 "rows": result.rows, "bad": result.bad, "tally": result.tally}  # fmt: skip
        self._write(2, _line(entry))

    def append_errors(self, data: bytes) -> None:
        """Write error records that belong to no row."""
        self._write(1, data)

    def close(self) -> None:
        """Let everything reach the disk. Raises ``OSError``."""
        for number, stream in enumerate(self._files):
            try:
                stream.flush()
                os.fsync(stream.fileno())
                stream.close()
            except OSError as error:
                raise OSError(error.errno, error.strerror, self.paths[number]) from None
        self.closed = True

    def abandon(self) -> None:
        """Leave the files as they are, for a run that goes on."""
        for stream in self._files:
            try:
                stream.close()
            except OSError:
                continue

    def _count(self, rows: int, bad: int, tally: Counts) -> None:
        self.done += 1
        self.rows += rows
        self.bad += bad
        add(self.tally, tally)

    def _write(self, number: int, data: Bytes) -> None:
        stream = self._files[number]
        try:
            stream.write(data)
            stream.flush()
        except OSError as error:
            raise OSError(error.errno, error.strerror, self.paths[number]) from None


def part_paths(output: str) -> tuple[str, str, str]:
    """The files of a run under way: records, error records, journal."""
    return f"{output}.part", f"{output}.part.errors", f"{output}.part.journal"


def remove(output: str) -> None:
    """Remove the files of a run that is over, or that is given up."""
    for path in part_paths(output):
        if os.path.exists(path):
            os.unlink(path)


def request_digest(parts: dict[str, Any]) -> str:
    """A digest of everything that the output depends on."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()


def _entries(path: str) -> Iterator[dict[str, Any]]:
    """The lines of a journal up to the first that was not written whole."""
    try:
        with open(path, "rb") as stream:
            for line in stream:
                entry = json.loads(line) if line.endswith(b"\n") else None
                if not isinstance(entry, dict):
                    return
                yield entry
    except (OSError, ValueError):
        return


def _open(path: str, mode: str) -> BinaryIO:
    """A file that stays open for as long as the run lasts. Raises ``OSError``."""
    made: Any = open(path, mode)  # noqa: SIM115
    return made  # type: ignore[no-any-return]


def _line(entry: dict[str, Any]) -> bytes:
    return (json.dumps(entry, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")


def _digest(*pieces: Bytes) -> str:
    found = hashlib.sha256()
    for piece in pieces:
        found.update(len(piece).to_bytes(8, "big"))
        found.update(piece)
    return found.hexdigest()
