"""Any stage's representation as readable text, for ``policy dump``. Beside :mod:`engine.pipeline`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from engine.diagnostics import Span

_WIDTH = 100


def dump(value: Any) -> str:
    """``value`` as indented text; generated source as it is. Places are left out."""
    return value if isinstance(value, str) else "\n".join(_lines(value)) + "\n"


def _lines(value: Any) -> list[str]:
    short = _short(value)
    if short is not None and len(short) <= _WIDTH:
        return [short]
    if is_dataclass(value):
        shown = [f for f in fields(value) if not _hidden(getattr(value, f.name), f.name)]
        return _block(f"{type(value).__name__}(", [(f"{f.name}=", getattr(value, f.name)) for f in shown], ")")
    if isinstance(value, Mapping):
        return _block("{", [("" if isinstance(key, Span) else f"{key!r}: ", item) for key, item in value.items()], "}")
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value, key=repr) if isinstance(value, set | frozenset) else value
        return _block("(", [("", item) for item in items], ")")
    return [repr(value)]


def _block(opening: str, items: list[tuple[str, Any]], closing: str) -> list[str]:
    lines = [opening]
    for prefix, item in items:
        first, *rest = _lines(item)
        lines.append(f"  {prefix}{first}")
        lines += [f"  {line}" for line in rest]
        lines[-1] += ","
    return [*lines, closing]


def _hidden(value: Any, name: str) -> bool:
    return isinstance(value, Span) or name.endswith(("span", "spans", "positions"))


def _short(value: Any) -> str | None:
    """A value on one line if it is small enough to be worth trying."""
    if isinstance(value, str | int | bool | None):
        return repr(value)
    if isinstance(value, Enum):
        return value.name
    if is_dataclass(value):
        parts = [(f.name, getattr(value, f.name)) for f in fields(value) if not _hidden(getattr(value, f.name), f.name)]
        return _joined(f"{type(value).__name__}(", [(f"{name}=", part) for name, part in parts], ")")
    if isinstance(value, tuple) and len(value) <= 8:
        return _joined("(", [("", part) for part in value], ")")
    if isinstance(value, Mapping | list | tuple | set | frozenset):
        return None
    return repr(value)


def _joined(opening: str, items: list[tuple[str, Any]], closing: str) -> str | None:
    texts = []
    for prefix, item in items:
        text = _short(item)
        if text is None or len(text) > _WIDTH:
            return None
        texts.append(prefix + text)
    return opening + ", ".join(texts) + closing
