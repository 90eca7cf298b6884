"""Finding and reading what stands outside the policy folder: feature files and the notice's text. Part of :mod:`engine.trace`."""

from __future__ import annotations

import os

from engine.diagnostics import Diagnostic
from engine.source.limits import POLICY
from engine.source.text import decode, read_file_limited, whole

#: A notice is some pages; far longer texts are refused rather than searched.
NOTICE = POLICY._replace(bytes=512 << 10)
_FOLDER, _SUFFIX = "features", ".feature"
#: How many folders up from the policy the features may stand.
_UP = 2


def find_features(folder: str) -> str | None:
    """The folder of features that belongs to a policy folder: inside it, else beside it or beside its parent."""
    place = os.path.abspath(folder)
    for _ in range(_UP + 1):
        candidate = os.path.join(place, _FOLDER)
        if feature_files(candidate):
            return candidate
        place = os.path.dirname(place)
    return None


def feature_files(folder: str) -> list[str]:
    """The names of the feature files of a folder, folders below it left aside."""
    try:
        return sorted(name for name in os.listdir(folder) if name.endswith(_SUFFIX))
    except OSError:
        return []


def read_features_folder(folder: str) -> tuple[dict[str, str], list[Diagnostic]]:
    """The texts of the feature files of a folder, by their names as ``features/NAME``."""
    texts: dict[str, str] = {}
    diagnostics: list[Diagnostic] = []
    names = feature_files(folder)
    if not names:
        diagnostics.append(Diagnostic("E0817", whole(folder), {"name": folder}))
    for name in names:
        shown = f"{_FOLDER}/{name}"
        text, problems = _read(os.path.join(folder, name), shown)
        diagnostics += problems
        if text is not None:
            texts[shown] = text
    return texts, diagnostics


def lines_of(name: str, data: bytes) -> tuple[str | None, list[Diagnostic]]:
    """The text of a plain UTF-8 file as the ledger compares it, from its bytes."""
    text, problems = decode(name, data, NOTICE, allow_mark=True)
    return (None if text is None else text.replace("\r\n", "\n").replace("\r", "\n")), problems


def _read(path: str, shown: str) -> tuple[str | None, list[Diagnostic]]:
    data, problems = read_file_limited(path, NOTICE, shown)
    return (None, problems) if data is None else lines_of(shown, data)
