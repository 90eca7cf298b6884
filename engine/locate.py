"""Which policy folder an application is evaluated under. Light; used by :mod:`engine.api`.

A folder ``policies/YEAR`` found upwards from where one stands wins over the policies shipped with the engine.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from engine.source.resources import policies_folder


class Located(NamedTuple):
    """A policy folder and whether it is one shipped with the engine (``shipped``), ``found`` upwards, or ``given``."""

    path: str
    origin: str


def locate_policy(year: int, start: str) -> Located | None:
    """The folder of a year's policy as seen from the folder ``start``; ``None`` when there is none."""
    shipped = os.path.join(policies_folder(), str(year))
    for parent in _upwards(os.path.abspath(start)):
        candidate = os.path.join(parent, "policies", str(year))
        if _is_policy(candidate):
            same = _is_policy(shipped) and os.path.samefile(candidate, shipped)
            return Located(candidate, "shipped" if same else "found")
    return Located(shipped, "shipped") if _is_policy(shipped) else None


def known_years(start: str) -> list[int]:
    """The years that have a policy as seen from the folder ``start``, ascending."""
    folders = [os.path.join(parent, "policies") for parent in _upwards(os.path.abspath(start))]
    names = {name for folder in (*folders, policies_folder()) for name in _names(folder) if name.isdigit()}
    return sorted(int(name) for name in names if locate_policy(int(name), start) is not None)


def _upwards(folder: str) -> list[str]:
    found = [folder]
    while os.path.dirname(found[-1]) != found[-1]:
        found.append(os.path.dirname(found[-1]))
    return found


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _is_policy(folder: str) -> bool:
    return os.path.isfile(os.path.join(folder, "notice.yaml"))
