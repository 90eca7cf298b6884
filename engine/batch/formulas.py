"""Formulas of a workbook that nobody has computed. Part of :mod:`engine.batch`, asked where a sheet is opened.

A workbook keeps with each formula what it came to. Programs that write workbooks often leave that out, and such a cell reads as
empty: a fact that was filled in would count as left out. A text of no characters is a result.
"""

from __future__ import annotations

import re
import zipfile
from typing import BinaryIO

_BLOCK = 1 << 20
#: A cell with a formula and without a value: what is said of the cell.
_CELL = re.compile(rb"<c\b([^>]*)>\s*(?:<f\b[^>]*/>|<f\b[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_TEXT = re.compile(rb"""\bt=["']str["']""")
_PLACE = re.compile(rb"""\br=["']([A-Z]+)([0-9]+)["']""")


def uncomputed(path: str, member: str) -> tuple[str, int] | None:
    """Column and row of the first formula without a result in a sheet: the file ``member`` of the workbook at ``path``."""
    with zipfile.ZipFile(path) as book, book.open(member.lstrip("/")) as stream:
        return _first(stream)  # type: ignore[arg-type]


def _first(stream: BinaryIO) -> tuple[str, int] | None:
    held = b""
    while block := stream.read(_BLOCK):
        held += block
        for cell in _CELL.finditer(held) if b"<f" in held else ():
            place = None if _TEXT.search(cell[1]) else _PLACE.search(cell[1])
            if place is not None:
                return place[1].decode(), int(place[2])
        begun = held.rfind(b"<c ")  # a cell may go on in the next block; none is longer than that
        held = held[begun:] if begun >= 0 and len(held) - begun < _BLOCK else held[-2:]
    return None
