"""Where the policies and schemas that come with the engine lie. Lowest room; used by ``source`` and ``pipeline``.

A wheel carries copies inside the package (``engine/_data``); a checkout and an editable install have none and read the
repository's own folders, so that an edit is in force at once.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_data"


def shipped_folder(name: str) -> Path:
    """The folder ``policies`` or ``schemas`` that comes with this engine."""
    return (_INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent) / name
