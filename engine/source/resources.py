"""Where the shipped schemas and policies are. Part of :mod:`engine.source`; light, on the eval path.

A wheel carries them inside the package (``engine/_data``); in a checkout, and so in an editable install, they are the
repository's own folders, which must be read in place.
"""

from __future__ import annotations

import os

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_SCHEMA_SUFFIX = ".schema.json"


def _folder(name: str) -> str:
    installed = os.path.join(_PACKAGE, "_data", name)
    return installed if os.path.isdir(installed) else os.path.join(os.path.dirname(_PACKAGE), name)


def schemas_folder() -> str:
    """Absolute path of the folder with the JSON Schemas."""
    return _folder("schemas")


def policies_folder() -> str:
    """Absolute path of the folder with one policy folder per year."""
    return _folder("policies")


def schema_names() -> list[str]:
    """Names of the schemas (``"notice"`` for ``notice.schema.json``), in order."""
    folder = schemas_folder()
    names = os.listdir(folder) if os.path.isdir(folder) else []
    return sorted(name[: -len(_SCHEMA_SUFFIX)] for name in names if name.endswith(_SCHEMA_SUFFIX))


def schema_text(name: str) -> str:
    """The text of the schema called ``name``. Raises ``KeyError`` if there is none."""
    path = os.path.join(schemas_folder(), name + _SCHEMA_SUFFIX)
    try:
        with open(path, encoding="utf-8") as stream:
            return stream.read()
    except OSError:
        raise KeyError(name) from None


def shipped_layers() -> list[str]:
    """The names of the upper-law packs shipped with the engine, in order."""
    upper = os.path.join(policies_folder(), "upper")
    names = os.listdir(upper) if os.path.isdir(upper) else []
    return sorted(name for name in names if os.path.isdir(os.path.join(upper, name)))


def layer_folder(name: str) -> str:
    """The folder that a layer is read from: the one called ``name``, else the upper-law pack of that name shipped with the
    engine, else ``name`` itself, so that its absence is told."""
    shipped = os.path.join(policies_folder(), "upper", name)
    plain = name not in ("", ".", "..") and os.path.basename(name) == name
    return shipped if plain and not os.path.isdir(name) and os.path.isdir(shipped) else name
