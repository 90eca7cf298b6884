"""The bundle of a policy that passed the gate. Part of :mod:`engine.release`."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import NamedTuple

from engine import api
from engine.bundle import archive
from engine.bundle.manifest import CALENDAR, FEATURES, LAYERS, POLICY, Manifest, canonical, manifest
from engine.release.gate import Gate, Progress, examine
from engine.source.digest import FILE, belongs, read_bytes, walk
from engine.source.discovery import LAYER_FOLDERS
from engine.source.limits import POLICY as LIMITS
from engine.source.resources import layer_folder


class Released(NamedTuple):
    """A bundle's bytes and its manifest, or ``None`` for both where the gate stays shut."""

    gate: Gate
    manifest: Manifest | None
    data: bytes | None


def release(
    folder: str,
    layers: Sequence[str] = (),
    *,
    by: Sequence[str],
    on: str | None = None,
    features: str | None = None,
    notice: str | None = None,
    key: str | None = None,
    jobs: int = 1,
    clock: Callable[[], float],
    progress: Progress,
) -> Released:
    """Examine the policy in ``folder`` and make its bundle.

    ``by``: who releases it, at least one name; ``on``: the day, as the manifest shall say it; ``key``: a file with the private
    key that signs it. The rest as for :func:`engine.release.gate.examine`. The same files, names and day make the same bytes.
    Raises :class:`api.InvalidInput`.
    """
    gate = examine(folder, layers, features=features, notice=notice, jobs=jobs, clock=clock, progress=progress)
    if not gate.open:
        return Released(gate, None, None)
    return bundled(gate, folder, layers, by=by, on=on, features=features, key=key)


def bundled(
    gate: Gate,
    folder: str,
    layers: Sequence[str] = (),
    *,
    by: Sequence[str],
    on: str | None = None,
    features: str | None = None,
    key: str | None = None,
) -> Released:
    """The bundle of a policy that was examined; the rest as for :func:`release`."""
    policy = api.load_policy(folder, layers)
    folders = list(map(layer_folder, layers))
    names = [f"{LAYERS}{number:02d}-{_base(layer)}" for number, layer in enumerate(folders, 1)]
    files = _files(folder, POLICY)
    for layer, name in zip(folders, names, strict=True):
        files |= _files(layer, name + "/")
    texts, _ = api.features_of(folder, features)
    files |= {FEATURES + os.path.basename(name): text.encode("utf-8") for name, text in texts.items()}
    files[CALENDAR] = canonical(policy.tables["calendar"])
    about = policy.tables["policy"]
    made = manifest(
        {
            "title": about["title"], "document_number": about["document_number"], "year": about["year"],
            "policy_digest": about["digest"], "calendar_digest": about["calendar_digest"], "engine": api.__version__,
            "layers": names, "checks": gate.checks, "confirmed": gate.confirmed,
            "released": {"by": list(by), **({"on": on} if on else {})},
        },
        files,
    )  # fmt: skip
    signature = None
    if key is not None:
        from engine.bundle.signature import sign

        signature = sign(made.text, key)
    return Released(gate, made, archive.pack(made, files, signature))


def _base(path: str) -> str:
    return os.path.basename(os.path.abspath(path))


def _files(folder: str, prefix: str) -> dict[str, bytes]:
    """The files of a policy folder by their names within the bundle; layers kept inside it are no part of it."""
    return {
        prefix + entry.name: read_bytes(entry.path, LIMITS.bytes)
        for entry in walk(folder)
        if entry.kind == FILE and belongs(entry.name) and entry.name.split("/")[0] not in LAYER_FOLDERS
    }
