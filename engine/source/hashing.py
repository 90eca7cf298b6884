"""SHA-256 without the start-up cost of :mod:`hashlib`. Part of :mod:`engine.source`, on the ``policy eval`` path.

Importing :mod:`hashlib` loads OpenSSL, which takes a third of a bare start of Python; for the few hundred kilobytes of a
policy the interpreter's own implementation is as good. Where it has none, :mod:`hashlib` serves.
"""

from __future__ import annotations

try:
    from _sha2 import sha256  # type: ignore[import-not-found]  # Python 3.12 and later
except ImportError:
    try:
        from _sha256 import sha256  # type: ignore[import-not-found]  # Python 3.11
    except ImportError:
        from hashlib import sha256

__all__ = ["sha256"]
