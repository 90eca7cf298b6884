"""What many answers say, field by field: each different value once, and which each answer has. Part of :mod:`engine.batch`.

Some ten thousand answers differ from each other; of a field there are some hundred values. So answers are taken together, as
columns of numbers: of the bits that a field is made of, those that are met for the first time are spelled
(:mod:`engine.batch.spelled`), and nothing is done for each answer. Tables that take turns share one :class:`Wording`.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from engine.batch import packed
from engine.batch.spelled import READS, TAKING, UNSAID, Reads, Speller
from engine.columnar.program import Program

#: The fields that an answer's code says.
_OF_CODE = ("decision", "final")
#: The fields that answers differ in.
DIFFERENT = (*_OF_CODE, *READS)


class Wording:
    """The values that the fields of answers to one program have: ``values``, by field, in the order in which they were met.
    ``speller``: spells them."""

    def __init__(self, program: Program, speller: Speller) -> None:
        self._program = program
        self.speller = speller
        self._bits = {name: _Bits(program, reads) for name, reads in READS.items()}
        self._unsaid = _bits(program, (UNSAID,))
        self._lock = threading.Lock()
        self._met: dict[str, dict[tuple[int, ...], int]] = {name: {} for name in DIFFERENT}
        self._alike: dict[str, dict[str, int]] = {name: {} for name in DIFFERENT}
        self.values: dict[str, list[Any]] = {name: [] for name in DIFFERENT}

    def places(self, codes: Any, masks: Sequence[Any]) -> tuple[dict[str, Any], Any]:
        """Of answers, as columns of whole numbers (masks at the end may be left out): by field, where the value of each stands
        among ``values``; and whether each can be told."""
        numbers = import_module("numpy")
        told = numbers.ones(len(codes), bool)
        for at, bits in self._unsaid.items():
            if at < len(masks):
                told &= (masks[at] & bits) == 0
        found: dict[str, Any] = {}
        with self._lock:
            for name in _OF_CODE:
                found[name] = self._placed(name, {0: codes})
            for name, own in self._bits.items():
                found[name] = self._placed(name, own.of(codes, masks))
                told &= found[name] >= 0
        return found, told

    def fields(self, places: dict[str, Any]) -> dict[str, Any]:
        """The fields of one answer, from ``subject`` on."""
        said = {name: self.values[name][place] for name, place in places.items()}
        return {"subject": self._program.subject, **said, "errors": []}

    def _placed(self, name: str, columns: dict[int, Any]) -> Any:
        """Where the values stand that follow from the columns; -1 where there is none."""
        numbers = import_module("numpy")
        count = len(next(iter(columns.values()))) if columns else 0
        together = numbers.zeros(count, "int64")
        for column in columns.values():
            which, different = packed.numbered(column)
            together, _ = packed.numbered(together * len(different) + which)
        one = numbers.zeros(int(together.max(initial=-1)) + 1, "int64")
        one[together] = numbers.arange(count)  # any of those that are alike
        keys = zip(*(column[one].tolist() for column in columns.values()), strict=True)
        return numbers.array([self._place(name, tuple(columns), key) for key in keys], "int32")[together]

    def _place(self, name: str, of: tuple[int, ...], key: tuple[int, ...]) -> int:
        met = self._met[name]
        place = met.get((*of, *key))
        if place is None:
            value = self._made(name, dict(zip(of, key, strict=True)))
            place = -1
            if value is not None:
                place = self._alike[name].setdefault(json.dumps(value), len(self.values[name]))
                if place == len(self.values[name]):
                    self.values[name].append(value)
            met[*of, *key] = place
        return place

    def _made(self, name: str, bits: dict[int, int]) -> Any:
        if name in _OF_CODE:
            return self.speller.decision(bits[0])[_OF_CODE.index(name)]
        return self.speller.listed(name, [bits.get(at, 0) for at in range(len(self._program.masks))])


class _Bits:
    """The bits of a field in each of the masks."""

    def __init__(self, program: Program, reads: Reads) -> None:
        self._own = _bits(program, reads.groups)
        self._among = _bits(program, reads.among)
        self._least = reads.least
        self._taking = _bits(program, TAKING) if self._among else {}

    def of(self, codes: Any, masks: Sequence[Any]) -> dict[int, Any]:
        """Of each mask that has any, these bits of all answers."""
        numbers = import_module("numpy")
        there = range(len(masks))
        found = {at: masks[at] & bits for at, bits in self._own.items() if at in there}
        among = [_count(masks[at] & bits) for at, bits in self._among.items() if at in there]
        wanted = sum(among, numbers.zeros(len(codes), "int8")) >= self._least
        if among and wanted.any():
            for at, bits in self._taking.items():
                if at in there:
                    found[at] = found.get(at, 0) | numbers.where(wanted, masks[at] & bits, 0)
        return found or {0: codes & 0}


def _count(bits: Any) -> Any:
    """How many bits are set: none, one, or more, which counts as two."""
    return (bits != 0).astype("int8") + ((bits & (bits - 1)) != 0)


def _bits(program: Program, groups: Sequence[str]) -> dict[int, int]:
    """The bits of these groups, by the mask they stand in."""
    found: dict[int, int] = {}
    for at, (_, entries) in enumerate(program.masks):
        bits = sum(1 << place for place, (group, _, _) in enumerate(entries) if group in groups)
        if bits:
            found[at] = bits
    return found
