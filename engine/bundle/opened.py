"""A bundle as a policy folder to load. Part of :mod:`engine.bundle`.

The files are written below a folder of their own, named by the release's digest, once; whatever lies there afterwards is
compared with the manifest each time, so that nothing changed in between is taken for the release.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from typing import NamedTuple

from engine.bundle.archive import refuse, unpack
from engine.bundle.manifest import CALENDAR, POLICY, Manifest
from engine.source.digest import belongs, digest_folder, digest_of

#: Where a cache keeps unpacked releases.
FOLDER = "bundles"


class Opened(NamedTuple):
    """A verified bundle. ``folder`` and ``layers`` are folders to load, ``calendar`` the working days it was released with;
    ``signer`` is the fingerprint of the key that signed it."""

    manifest: Manifest
    folder: str
    layers: tuple[str, ...]
    calendar: dict[str, list[list[str]]]
    signer: str | None


def open_bundle(path: str, cache: str | None, trusted: tuple[str, ...] = ()) -> Opened:
    """Verify the bundle at ``path`` and unpack it.

    ``cache``: the folder that keeps unpacked bundles, else a temporary one that goes with the process. ``trusted``: key files;
    where given the bundle must be signed by one of these keys. Raises :class:`engine.errors.InvalidInput` (E0880 to E0886).
    """
    manifest, files, signature = unpack(path)
    signer = _signer(path, manifest, signature, trusted)
    calendar = _calendar(path, files)
    root = _written(manifest, files, cache)
    layers = tuple(os.path.join(root, *layer.split("/")) for layer in manifest.layers)
    return Opened(manifest, os.path.join(root, POLICY.rstrip("/")), layers, calendar, signer)


def _signer(path: str, manifest: Manifest, signature: bytes | None, trusted: tuple[str, ...]) -> str | None:
    if signature is None:
        if trusted:
            refuse(path, "E0884")
        return None
    from engine.bundle import signature as signatures

    signer = signatures.verify(manifest.text, signature, path)
    if trusted and signer not in [signatures.fingerprint(key) for key in trusted]:
        refuse(path, "E0884")
    return signer


def _calendar(path: str, files: dict[str, bytes]) -> dict[str, list[list[str]]]:
    try:
        found = json.loads(files[CALENDAR])
        for off, made_up in found.values():
            if not all(isinstance(day, str) for day in (*off, *made_up)):
                raise ValueError(off)
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError):
        refuse(path, "E0881", member=CALENDAR)
    return dict(found)


def _written(manifest: Manifest, files: dict[str, bytes], cache: str | None) -> str:
    """The folder that holds the files of a release and nothing else."""
    if cache is not None:
        kept = os.path.join(cache, FOLDER, manifest.digest)
        if _holds(kept, files):
            return kept
        try:
            os.makedirs(os.path.dirname(kept), mode=0o700, exist_ok=True)
            made = _write(files, tempfile.mkdtemp(dir=os.path.dirname(kept)))
            shutil.rmtree(kept, ignore_errors=True)
            os.replace(made, kept)
            return kept
        except OSError:
            if _holds(kept, files):  # another process was first
                return kept
    import atexit

    temporary = tempfile.mkdtemp(prefix="policy-")
    atexit.register(shutil.rmtree, temporary, True)
    return _write(files, temporary)


def _write(files: dict[str, bytes], folder: str) -> str:
    for name, data in files.items():
        target = os.path.join(folder, *name.split("/"))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as stream:
            stream.write(data)
    return folder


def _holds(folder: str, files: dict[str, bytes]) -> bool:
    """Whether the policy files below ``folder`` are those of the release."""
    try:
        return digest_folder(folder) == digest_of((name, data) for name, data in files.items() if belongs(name))
    except (OSError, ValueError):
        return False
