"""What a bundle says of itself. Part of :mod:`engine.bundle`.

The manifest lists every file with its digest, so the digest of the manifest names the whole content. It is JSON with sorted
keys, the same bytes for the same content; ``schemas/manifest.schema.json`` describes it.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from engine.source.hashing import sha256

FORMAT = 1
#: Names within the archive.
MANIFEST, SIGNATURE, CALENDAR = "manifest.json", "signature.json", "calendar.json"
POLICY, FEATURES, LAYERS = "policy/", "features/", "layers/"


class Manifest(NamedTuple):
    """``data`` as in the schema; ``text`` its bytes, over which digest and signature are made."""

    data: dict[str, Any]
    text: bytes

    @property
    def digest(self) -> str:
        """SHA-256 (hexadecimal): the name of the release."""
        return str(sha256(self.text).hexdigest())

    @property
    def files(self) -> dict[str, str]:
        """Digest of every file by its name within the archive."""
        return dict(self.data["files"])

    @property
    def layers(self) -> list[str]:
        """Names of the layers' folders within the archive, in their order."""
        return list(self.data["layers"])


def manifest(data: dict[str, Any], files: dict[str, bytes]) -> Manifest:
    """A manifest of ``files`` that says ``data`` besides."""
    whole = {"format": FORMAT, **data, "files": {name: sha256(files[name]).hexdigest() for name in sorted(files)}}
    return Manifest(whole, canonical(whole))


def canonical(data: Any) -> bytes:
    """JSON with sorted keys and no choice left."""
    return (json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode("utf-8")


def read_manifest(text: bytes) -> Manifest | None:
    """The manifest in ``text``; ``None`` where it is none or of a format unknown here."""
    try:
        data = json.loads(text.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        return None
    files, layers = data.get("files"), data.get("layers")
    if not _texts(files) or not isinstance(layers, list) or not all(isinstance(name, str) for name in layers):
        return None
    return Manifest(data, text)


def _texts(found: Any) -> bool:
    return isinstance(found, dict) and all(isinstance(value, str) for value in found.values())
