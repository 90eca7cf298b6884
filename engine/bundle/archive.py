"""Files in one deterministic archive, and back without trusting it. Part of :mod:`engine.bundle`.

Reading is for archives from anywhere: only stored members are taken, each name once, plain relative names of the kinds that a
policy has, within the limits of a policy folder. What is odd is refused as a whole (E0880, E0881); a file that is
not there or too large as any other (E0106, E0103).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import NoReturn
from unicodedata import normalize

from engine.bundle.manifest import CALENDAR, FEATURES, LAYERS, MANIFEST, POLICY, SIGNATURE, Manifest, read_manifest
from engine.diagnostics import Diagnostic, Span
from engine.diagnostics.terms import Term
from engine.errors import InvalidInput
from engine.source.digest import belongs
from engine.source.hashing import sha256
from engine.source.limits import FOLDER_BYTES, FOLDER_DEPTH, FOLDER_FILES
from engine.source.limits import POLICY as POLICY_TEXT
from engine.source.text import read_file_limited

#: The earliest time a zip archive can tell: no clock is read.
_TIME = (1980, 1, 1, 0, 0, 0)
#: How large a bundle may be, and how many files it may hold: a policy, its layers and features.
BYTES = 4 * FOLDER_BYTES
FILES = 4 * FOLDER_FILES
_KINDS = (POLICY, FEATURES, LAYERS)


def pack(manifest: Manifest, files: Mapping[str, bytes], signature: bytes | None = None) -> bytes:
    """The archive: manifest first, then the signature if there is one, then the files by name."""
    members = [(MANIFEST, manifest.text)]
    if signature is not None:
        members.append((SIGNATURE, signature))
    members += sorted(files.items())
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, _TIME)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return stream.getvalue()


def unpack(path: str) -> tuple[Manifest, dict[str, bytes], bytes | None]:
    """Manifest, files and signature of the bundle at ``path``, every digest verified. Raises :class:`InvalidInput`."""
    data, members = _members(path)
    text = members.pop(MANIFEST, None)
    if text is None:
        refuse(path, "E0880", reason=Term("没有清单 manifest.json", "it has no manifest.json"))
    manifest = read_manifest(text)
    if manifest is None:
        refuse(path, "E0882")
    signature = members.pop(SIGNATURE, None)
    expected = manifest.files
    for name in sorted(expected.keys() | members.keys()):
        if name not in members or name not in expected or sha256(members[name]).hexdigest() != expected[name]:
            refuse(path, "E0881", member=name)
    if pack(manifest, members, signature) != data:  # something before, between or after the members
        refuse(path, "E0881", member=Term("整个文件", "the file as a whole"))
    for layer in manifest.layers:
        if not layer.startswith(LAYERS) or not any(name.startswith(layer + "/") for name in members):
            refuse(path, "E0881", member=layer)
    return manifest, members, signature


def _members(path: str) -> tuple[bytes, dict[str, bytes]]:
    """The bytes of the archive, and of every member by name, none of them odd."""
    data = read_bytes(path, BYTES)
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = archive.infolist()
            if len(listed) > FILES:
                refuse(path, "E0880", reason=Term(f"文件多于 {FILES} 个", f"it holds more than {FILES} files"))
            for info in listed:
                if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1 or info.file_size > len(data):
                    refuse(path, "E0881", member=info.filename)
                if info.filename in found or not _plain(info.filename):
                    refuse(path, "E0881", member=info.filename)
                found[info.filename] = archive.read(info)
    except InvalidInput:
        raise
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, OSError, RuntimeError):
        refuse(path, "E0880", reason=Term("读不出内容", "its content cannot be read"))
    return data, found


def _plain(name: str) -> bool:
    """Whether a member's name is one that a bundle may have, and safe to be written below a folder."""
    if name in (MANIFEST, SIGNATURE, CALENDAR):
        return True
    parts = name.split("/")
    if any(part in ("", ".", "..") or part.startswith(".") or "\\" in part or ":" in part or "\0" in part for part in parts):
        return False
    if not name.startswith(_KINDS) or len(parts) > FOLDER_DEPTH + 3 or normalize("NFC", name) != name:
        return False
    return name.endswith(".feature") if name.startswith(FEATURES) else belongs(name)


def read_bytes(path: str, limit: int) -> bytes:
    """The bytes of a file, at most ``limit``. Raises :class:`InvalidInput`: E0106 where there is no such file, E0103, E0108."""
    data, problems = read_file_limited(path, POLICY_TEXT._replace(bytes=limit))
    if data is None:
        raise InvalidInput(problems, {})
    return data


def refuse(path: str, code: str, **arguments: object) -> NoReturn:
    """Raise :class:`InvalidInput` about the bundle at ``path``."""
    raise InvalidInput([Diagnostic(code, Span(path, 0, 0, 0, 0), {"name": path, **arguments})], {})
