"""A plain ``policy eval`` read without click. Part of :mod:`engine.cli`; light.

Importing click takes as long as three and a half bare starts of Python, the evaluation itself one. So command lines that
hold only ``eval``, its known options (:mod:`engine.cli.eval_options`) with proper values, and files are read here;
anything else, and so every mistake and every ``--help``, is click's. Both read the same table of options, and a test
compares what they make of random command lines.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.cli.eval_options import OPTIONS, Request, request
from engine.cli.language import LANGUAGES

_BY_FLAG = {option.flag: option for option in OPTIONS}


def read(arguments: Sequence[str]) -> Request | None:
    """The request, or ``None`` for click to read."""
    rest = list(arguments)
    if rest[:1] == ["--lang"] and len(rest) > 1 and rest[1] in LANGUAGES:
        del rest[:2]
    if rest[:1] != ["eval"]:
        return None
    files: list[str] = []
    values: dict[str, object] = {}
    waiting = iter(rest[1:])
    for argument in waiting:
        if argument == "-" or not argument.startswith("-"):
            files.append(argument)
        elif not _take(argument, waiting, values):
            return None
    return request(tuple(files), values) if files else None


def _take(argument: str, waiting, values: dict[str, object]) -> bool:  # type: ignore[no-untyped-def]
    """Put one option's value into ``values``; false where it is not one to be read here."""
    flag, equals, value = argument.partition("=")
    option = _BY_FLAG.get(flag)
    if option is None:
        return False
    if option.kind == "flag":
        values[option.name] = True
        return not equals
    if not equals:
        value = next(waiting, "-")
    if value.startswith("-") or (option.choices and value not in option.choices):
        return False
    values[option.name] = (*values.get(option.name, ()), value) if option.kind == "values" else value  # type: ignore[misc]
    return True
