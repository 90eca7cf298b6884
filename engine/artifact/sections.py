"""Explanation tables of which the large ones are read when they are first asked for. Part of :mod:`engine.artifact`.

A policy of ten thousand rules has some ten megabytes of tables, of which loading needs next to nothing: they lie packed in the
artifact. Light to import.
"""

from __future__ import annotations

import gc
import marshal
from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import Any

#: From how many bytes on a table is packed.
LARGE = 1 << 16


def packed(tables: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The tables as they are, and those that are large as bytes."""
    small: dict[str, Any] = {}
    large: dict[str, bytes] = {}
    for name, table in tables.items():
        data = marshal.dumps(table)
        if len(data) < LARGE:
            small[name] = table
        else:
            import zlib  # only here: not needed to load a small policy

            large[name] = zlib.compress(data, 1)
    return small, large


class LazyTables(dict[str, Any]):
    """Tables that unpack themselves; equal to the plain dictionary with the same tables."""

    __slots__ = ("_packed",)

    def __init__(self, small: dict[str, Any], large: dict[str, bytes]) -> None:
        super().__init__(small)
        self._packed = large

    def __missing__(self, name: str) -> Any:
        import zlib

        data = self._packed[name]
        collecting = gc.isenabled()
        gc.disable()  # nothing of the many objects made here is garbage
        try:
            table = marshal.loads(zlib.decompress(data))
        finally:
            if collecting:
                gc.enable()
        return self.setdefault(name, table)

    def _all(self) -> dict[str, Any]:
        for name in self._packed:
            if not super().__contains__(name):
                self.__missing__(name)
        return self

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self._packed

    def __len__(self) -> int:
        return len(self.keys())

    def __iter__(self) -> Iterator[str]:
        self._all()
        return super().__iter__()

    def __eq__(self, other: object) -> bool:
        self._all()
        return super().__eq__(other._all() if isinstance(other, LazyTables) else other)

    __hash__ = None  # type: ignore[assignment]

    def __or__(self, other: Any) -> dict[str, Any]:  # type: ignore[override]
        return dict(self) | other

    def get(self, name: str, default: Any = None) -> Any:
        """As of a dictionary."""
        return self[name] if name in self else default  # noqa: SIM401  # this is what the name stands for

    def keys(self) -> KeysView[str]:  # type: ignore[override]
        """As of a dictionary."""
        self._all()
        return super().keys()

    def values(self) -> ValuesView[Any]:  # type: ignore[override]
        """As of a dictionary."""
        self._all()
        return super().values()

    def items(self) -> ItemsView[str, Any]:  # type: ignore[override]
        """As of a dictionary."""
        self._all()
        return super().items()

    def copy(self) -> dict[str, Any]:
        """As of a dictionary, all tables unpacked."""
        return dict(self)
