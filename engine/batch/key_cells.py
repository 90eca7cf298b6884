"""What a row is called, as a database says it: :mod:`engine.batch.keys` in SQL. Part of :mod:`engine.batch`."""

from __future__ import annotations

from typing import NamedTuple

from engine.batch.keys import PLAIN_KEY
from engine.batch.mapped import text

_TEXT = "varchar"
#: Types whose values are keys as they are printed; negative ones are looked at more closely.
_NUMBERS = ("integer", "bigint", "smallint", "uinteger", "ubigint")


def is_plain(cell: str) -> str:
    """SQL of whether a text is a key that stands in a record, and in a second table, as it is."""
    return f"regexp_full_match({cell}, {text(PLAIN_KEY)})"


class KeyCell(NamedTuple):
    """``sql``: the key of a row; ``sound``: whether it is one that may be taken as it stands."""

    sql: str
    sound: tuple[str, ...]


def key_cell(place: int | None, type: str | None) -> KeyCell | None:
    """The key in the column at ``place``, of the database's ``type``; ``None`` where rows have to be read one by one."""
    if place is None:
        return None
    if type == _TEXT:
        return KeyCell(f"c{place}", (f"coalesce({is_plain(f'c{place}')}, FALSE)",))
    return KeyCell(f"c{place}", (f"coalesce(c{place} >= 0, FALSE)",)) if type in _NUMBERS else None


def numbered(number: str, file: str | None) -> KeyCell:
    """The row's ``number``, after the ``file``'s name where there are several."""
    return KeyCell(number if file is None else f"{text(f'{file}:')} || ({number})", ())
