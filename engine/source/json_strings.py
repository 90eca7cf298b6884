"""The scanner of JSON strings that :mod:`json` itself uses, without the rest of that package. Part of :mod:`engine.source`.

``scanstring(text, start, strict)`` gives the string that begins behind the quotation mark before ``start`` and the place
after it; a mistake raises ``json.JSONDecodeError``, a ``ValueError`` with ``msg`` and ``pos``.
"""

from __future__ import annotations

try:
    from _json import scanstring  # type: ignore[import-not-found]  # what json.decoder takes where there is one
except ImportError:
    from json.decoder import scanstring  # type: ignore[attr-defined, no-redef]

__all__ = ["scanstring"]
