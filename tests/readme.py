"""The examples in the README files: found between markers, run for real, compared or (``make readme``) rewritten.

A file holds ``<!-- example:input applicant.json -->`` with a fenced JSON text, then one or more
``<!-- example:output policy eval applicant.json -->`` with the fenced output of that very command; each ends at
``<!-- example:end -->``.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PAGES = ("README.md", "README.zh-CN.md")

_BLOCK = re.compile(r"(<!-- example:(input|output) (.+?) -->\n+```\w*\n)(.*?)(```\n+<!-- example:end -->)", re.DOTALL)


class Example(NamedTuple):
    """One marked block: ``kind`` is ``input`` or ``output``, ``title`` the file's name or the command."""

    kind: str
    title: str
    body: str


def examples(page: str) -> list[Example]:
    """The marked blocks of a page, in order."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return [Example(match[2], match[3], match[4]) for match in _BLOCK.finditer(text)]


def run(command: str, inputs: list[Example]) -> str:
    """What ``command`` prints in an empty folder that holds ``inputs``; raises ``CalledProcessError`` if it fails."""
    program, *arguments = shlex.split(command)
    assert program == "policy", command
    with tempfile.TemporaryDirectory() as folder:
        for example in inputs:
            (Path(folder) / example.title).write_text(example.body, encoding="utf-8")
        start = [*entry_point(), *arguments]
        answer = subprocess.run(start, cwd=folder, check=True, capture_output=True, encoding="utf-8")
    return answer.stdout


def entry_point() -> list[str]:
    """The installed console script beside this Python, or the same entry point started from the checkout."""
    script = Path(sys.executable).with_name("policy")
    if script.exists():
        return [str(script)]
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from engine.cli.main import main; main(prog_name='policy')"
    return [sys.executable, "-c", code]


def rewrite(page: str) -> None:
    """Put the real output of every command into the page."""
    inputs = [example for example in examples(page) if example.kind == "input"]

    def fresh(match: re.Match[str]) -> str:
        body = run(match[3], inputs) if match[2] == "output" else match[4]
        return match[1] + body + match[5]

    path = ROOT / page
    path.write_text(_BLOCK.sub(fresh, path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    for each in PAGES:
        rewrite(each)
