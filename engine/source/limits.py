"""How large input may be. Part of :mod:`engine.source`; the limits keep every refusal within two seconds and 512 MB."""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    """Bounds of one text: ``bytes``, ``lines``, nesting ``depth``, ``values`` in all, ``text`` characters of one
    string, ``digits`` of one number, and how many ``diagnostics`` are reported before the reader gives up."""

    bytes: int
    lines: int
    depth: int
    values: int
    text: int
    digits: int
    diagnostics: int


#: One YAML or .policy file of a policy folder.
POLICY = Limits(bytes=1 << 20, lines=20_000, depth=64, values=100_000, text=20_000, digits=18, diagnostics=50)

#: One application (or a list of them) in JSON; text is long enough for a remark, not for a smuggled document.
APPLICATION = Limits(bytes=16 << 20, lines=1_000_000, depth=32, values=100_000, text=10_000, digits=30, diagnostics=20)

#: Files in one policy folder, how deep its folders go, and their bytes together.
FOLDER_FILES = 1_000
FOLDER_DEPTH = 4
FOLDER_BYTES = 32 << 20
