"""Run ``policy`` inside the test's own process, or for real."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from bench.cold import policy_command
from engine.cli import output
from engine.cli.main import run

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.json"))
BY_DECISION = {
    "eligible": EXAMPLES[1], "ineligible": EXAMPLES[0], "incomplete": EXAMPLES[10], "not_applicable": EXAMPLES[4],
}  # fmt: skip


class Answer(NamedTuple):
    """Exit code and what was written."""

    code: int
    out: str
    err: str


def invoke(*arguments: str, stdin: bytes = b"", encoding: str = "utf-8") -> Answer:
    """Run a command line in this process, with streams of its own."""
    streams = [io.TextIOWrapper(io.BytesIO(data), encoding=encoding) for data in (stdin, b"", b"")]
    with pytest.MonkeyPatch.context() as patch:
        for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
            patch.setattr(sys, name, stream)
        output.prepare()
        code = run(list(arguments))
        output.finish()
        sys.stderr.flush()
    out, err = (stream.buffer.getvalue().decode(encoding) for stream in streams[1:])  # type: ignore[attr-defined]
    return Answer(code, out, err)


def start(
    *arguments: str, stdin: bytes = b"", around: Mapping[str, str] | None = None, cwd: Path = ROOT
) -> subprocess.CompletedProcess[bytes]:
    """Run a command line as a process of its own."""
    environment = {**os.environ, **(around or {})}
    return subprocess.run(policy_command(*arguments), input=stdin, env=environment, cwd=cwd, capture_output=True, timeout=60)
