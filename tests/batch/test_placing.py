"""Finished files on another disk: there is the whole file or what was there before, and what was decided is not lost."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from engine.batch.placing import put
from tests.batch.helpers import batch, lines, row


@pytest.fixture
def disks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each folder is a disk of its own."""
    replace = os.replace

    def within_one(part: Any, path: Any) -> None:
        if os.path.dirname(os.path.abspath(part)) != os.path.dirname(os.path.abspath(path)):
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), part)
        replace(part, path)

    monkeypatch.setattr(os, "replace", within_one)


@pytest.mark.usefixtures("disks")
def test_error_records_may_go_to_another_disk(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(row() + "\n{\n", encoding="utf-8")
    there = tmp_path / "disk"
    there.mkdir()
    answer = batch(tmp_path / "in.jsonl", "-o", tmp_path / "o.jsonl", "--errors", there / "e.jsonl")
    assert answer.code == 0, answer.err
    assert [each["line"] for each in lines(there / "e.jsonl")] == [2]
    assert sorted(os.listdir(tmp_path)) == ["disk", "in.jsonl", "o.jsonl"]
    assert os.listdir(there) == ["e.jsonl"]


@pytest.mark.usefixtures("disks")
def test_a_full_disk_keeps_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = tmp_path / "disk"
    there.mkdir()
    part, path = tmp_path / "p", there / "e.jsonl"
    part.write_bytes(b"new")
    path.write_bytes(b"old")

    def full(_: str, beside: str) -> None:
        Path(beside).write_bytes(b"n")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), beside)

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space") as raised:
        patch.setattr("shutil.copyfile", full)
        put(str(part), str(path))
    assert (raised.value.errno, raised.value.filename) == (errno.ENOSPC, str(path))
    assert (part.read_bytes(), path.read_bytes(), os.listdir(there)) == (b"new", b"old", ["e.jsonl"])
    put(str(part), str(path))
    assert (part.exists(), path.read_bytes(), os.listdir(there)) == (False, b"new", ["e.jsonl"])
