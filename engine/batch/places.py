"""The files that a run reads and writes, looked at before the work begins. Part of :mod:`engine.batch`.

An input is read more than once, which a pipe cannot be. No output may be an input (a second table and the database that
a table is in are inputs too), no two may be one file, none is written over that nobody said may be, error records are named as
what they are, and each can be written: a run of hours shall not end in a summary without a folder. The command line asks before
it loads a policy, :func:`~engine.batch.run.run_batch` for whoever else starts a run.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from engine.batch.rows import problem
from engine.diagnostics.terms import Term
from engine.errors import InvalidInput
from engine.source.targets import check_target

#: Ends of the names of files with error records.
LINES = (".jsonl", ".ndjson")
_AN_INPUT = Term("它也是输入", "it is an input as well")
_A_FOLDER = Term("这是文件夹，不是文件", "it is a folder, not a file")
_A_PIPE = Term(
    "这是管道或设备，名册要能读不止一遍，请先存成文件",
    "it is a pipe or a device; a register is read more than once, save it first",
)
_RECORDS, _ERRORS, _SUMMARY = Term("结果", "results"), Term("错误记录", "error records"), Term("汇总", "the summary")


def errors_path(output: str, errors: str | None) -> str:
    """Where error records go, by default beside the output."""
    return errors or output + ".errors.jsonl"


def check_inputs(inputs: Sequence[str]) -> None:
    """Refuse what cannot be read twice. Raises :class:`InvalidInput` (E0106)."""
    for name in inputs:
        if os.path.exists(name) and not os.path.isfile(name):
            raise InvalidInput([problem("E0106", "", name=name, reason=_A_FOLDER if os.path.isdir(name) else _A_PIPE)], {})


def check_places(
    inputs: Sequence[str], output: str, errors: str | None = None, summary: str | None = None, force: bool = False
) -> None:
    """Refuse what cannot be read twice (E0106), written, or written without losing something. ``inputs``: second tables too;
    ``force``: what is there may be written over. Raises :class:`InvalidInput` (E0106, E0905, E0981, E0997), ``OSError``."""
    check_inputs(inputs)
    if errors is not None and os.path.splitext(errors)[1].lower() not in LINES:
        raise InvalidInput([problem("E0905", "", name="--errors", value=errors, expected=" | ".join(LINES))], {})
    places = [(_RECORDS, output), (_ERRORS, errors_path(output, errors))]
    if summary is not None:
        places.append((_SUMMARY, summary))
    for number, (what, path) in enumerate(places):
        spare_inputs(path, inputs)
        for other, taken in places[:number]:
            if _same(path, taken):
                both = Term(f"{other.zh}和{what.zh}都写它", f"{other.en} and {what.en} are both written to it")
                raise InvalidInput([problem("E0997", "", name=path, reason=both)], {})
    for _, path in places:
        if os.path.exists(path) and not force:
            raise InvalidInput([problem("E0981", "", name=path)], {})
        check_target(path)


def spare_inputs(path: str, inputs: Sequence[str]) -> None:
    """Refuse to write over anything that is read. Raises :class:`InvalidInput` (E0997)."""
    if any(_same(path, each) or _same(path, each.rpartition("#")[0]) for each in inputs):
        raise InvalidInput([problem("E0997", "", name=path, reason=_AN_INPUT)], {})


def _same(path: str, other: str) -> bool:
    """Whether both name one file, through links too; nothing is no file."""
    if not other:
        return False
    if os.path.exists(path) and os.path.exists(other):
        return os.path.samefile(path, other)
    return os.path.realpath(path) == os.path.realpath(other)
