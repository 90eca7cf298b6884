"""Signatures of bundles: Ed25519 over the manifest's bytes (RFC 8032). Part of :mod:`engine.bundle`.

``cryptography`` does the work; it is an extra (``sign``) and is imported only where something is signed or a signature is to
be verified.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from engine.bundle.archive import read_bytes, refuse
from engine.bundle.manifest import canonical
from engine.source.hashing import sha256

ALGORITHM = "Ed25519"
#: A key file is small.
_KEY_BYTES = 1 << 14


def sign(text: bytes, key_file: str) -> bytes:
    """The signature of ``text`` with the private key in ``key_file`` (PEM, PKCS #8), as a JSON document.

    Raises :class:`engine.errors.InvalidInput`: E0106 where there is no such file, E0885 without the
    library, E0886 where the file holds no such key.
    """
    serialization, ed25519 = _library(key_file)
    held = read_bytes(key_file, _KEY_BYTES)
    try:
        key = serialization.load_pem_private_key(held, None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        refuse(key_file, "E0886")
    public = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    document = {"algorithm": ALGORITHM, "public_key": _text(public), "signature": _text(key.sign(text))}
    return canonical(document)


def verify(text: bytes, document: bytes, path: str) -> str:
    """The fingerprint of the key that signed ``text``, SHA-256 of its raw bytes.

    ``document`` is what :func:`sign` made, ``path`` the bundle. Raises :class:`engine.errors.InvalidInput` (E0883, E0885).
    """
    _, ed25519 = _library(path)
    from cryptography.exceptions import InvalidSignature

    try:
        found: Any = json.loads(document)
        public, signature = (base64.b64decode(found[name], validate=True) for name in ("public_key", "signature"))
        if found["algorithm"] != ALGORITHM:
            raise ValueError(found["algorithm"])
        ed25519.Ed25519PublicKey.from_public_bytes(public).verify(signature, text)
    except (ValueError, KeyError, TypeError, RecursionError, InvalidSignature):
        refuse(path, "E0883")
    return str(sha256(public).hexdigest())


def fingerprint(key_file: str) -> str:
    """The fingerprint of the public key in ``key_file`` (PEM). Raises as :func:`sign` does."""
    serialization, ed25519 = _library(key_file)
    held = read_bytes(key_file, _KEY_BYTES)
    try:
        key = serialization.load_pem_public_key(held)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, ed25519.Ed25519PublicKey):
        refuse(key_file, "E0886")
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return str(sha256(raw).hexdigest())


def _library(path: str) -> Any:
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError:
        refuse(path, "E0885")
    return serialization, ed25519


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
