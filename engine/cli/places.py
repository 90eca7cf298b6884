"""The files that ``policy batch`` reads and writes, looked at before the work begins. Part of :mod:`engine.cli`.

An input is read more than once, which a pipe cannot be. No output may be an input (a second table and the database that
a table is in are inputs too), no two may be one file, error records are named as what they are, and each can be written: a
run of hours shall not end in a summary without a folder.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from engine import api
from engine.cli.choosing import refuse
from engine.cli.saving import check_target

_AN_INPUT = api.Term("它也是输入", "it is an input as well")
_A_FOLDER = api.Term("这是文件夹，不是文件", "it is a folder, not a file")
_A_PIPE = api.Term(
    "这是管道或设备，名册要能读不止一遍，请先存成文件",
    "it is a pipe or a device; a register is read more than once, save it first",
)
_LINES = (".jsonl", ".ndjson")


def check_places(inputs: Sequence[str], output: str, errors: str | None, summary: str | None) -> None:
    """Refuse what cannot be read twice (E0106), written, or written without losing something (E0905, E0997, ``OSError``)."""
    for name in inputs:
        if os.path.exists(name) and not os.path.isfile(name):
            refuse("E0106", name=name, reason=_A_FOLDER if os.path.isdir(name) else _A_PIPE)
    if errors is not None and os.path.splitext(errors)[1].lower() not in _LINES:
        refuse("E0905", name="--errors", value=errors, expected=" | ".join(_LINES))
    places = [("--output", output), ("--errors", errors or output + ".errors.jsonl")]
    if summary is not None:
        places.append(("--summary", summary))
    for number, (name, path) in enumerate(places):
        if any(_same(path, each) for each in inputs) or any(_same(path, each.rpartition("#")[0]) for each in inputs):
            refuse("E0997", name=path, reason=_AN_INPUT)
        for other, taken in places[:number]:
            if _same(path, taken):
                both = api.Term(f"{other} 和 {name} 都写它", f"{other} and {name} are both written to it")
                refuse("E0997", name=path, reason=both)
    for _, path in places:
        check_target(path)


def _same(path: str, other: str) -> bool:
    """Whether both name one file, through links too; nothing is no file."""
    if not other:
        return False
    if os.path.exists(path) and os.path.exists(other):
        return os.path.samefile(path, other)
    return os.path.realpath(path) == os.path.realpath(other)
