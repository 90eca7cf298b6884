"""Which policy a command works on. Part of :mod:`engine.cli`, on the ``policy eval`` path.

``--policy`` wins; else the application's own year, else the year of ``--on``, else the only year known. A folder found
upwards from where one stands wins over the shipped one, and is named in the output.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NoReturn

from engine import api

_NOWHERE = api.Span("", 0, 0, 0, 0)


def cache_folder() -> str | None:
    """Where compiled policies are kept; ``None`` where no such place can be named."""
    given = os.environ.get("POLICY_CACHE_DIR")
    if given:
        return given
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        home = os.path.expanduser("~")
        if not os.path.isabs(home):
            return None
        base = os.path.join(home, ".cache")
    return os.path.join(base, "policy-engine")


def refuse(code: str, **arguments: object) -> NoReturn:
    """Raise the diagnostic ``code`` about the command line."""
    raise api.InvalidInput([api.Diagnostic(code, _NOWHERE, arguments)], {})


def load(folder: str, layers: Sequence[str], source: str, keys: Sequence[str] = ()) -> api.Policy:
    """Load a policy through the cache; with ``keys`` only a bundle that one of them signed. Raises :class:`api.InvalidInput`."""
    name = " + ".join([source, *layers])
    return api.load_policy(folder, layers, cache=cache_folder(), source=api.safe(name, 400), trusted=keys)


def locate(year: int) -> api.Located:
    """The folder of a year's policy as seen from here. Raises :class:`api.InvalidInput`."""
    found = api.locate_policy(year, _here())
    if found is None:
        refuse("E0907", year=year, known=tuple(api.known_years(_here())))
    return found


def known() -> list[int]:
    """The years of which there is a policy as seen from here. Raises :class:`api.InvalidInput` where there is none at all."""
    years = api.known_years(_here())
    if not years:
        refuse("E0909")
    return list(years)


def latest() -> api.Located:
    """The policy of the latest year known. Raises :class:`api.InvalidInput` where there is none at all."""
    return locate(known()[-1])


def load_chosen(folder: str | None, layers: Sequence[str]) -> api.Policy:
    """The policy in ``folder``, or that of the latest year known."""
    if folder is not None:
        return load(folder, layers, folder)
    located = latest()
    return load(located.path, layers, name_of(located))


def name_of(located: api.Located) -> str:
    """What decisions call a policy: the path from here of one found, ``shipped/YEAR`` for one that came along."""
    if located.origin != "found":
        return f"shipped/{os.path.basename(located.path)}"
    return shown(located.path)


def shown(path: str) -> str:
    """A path as seen from here, where that is possible."""
    try:
        return os.path.relpath(path)
    except (OSError, ValueError):
        return path


class Chooser:
    """Chooses and loads the policy of each application, every policy once."""

    def __init__(self, folder: str | None, layers: Sequence[str], on_year: int | None, keys: Sequence[str] = ()) -> None:
        self.folder = folder
        self.keys = keys
        self.layers = layers
        self.on_year = on_year
        self._loaded: dict[int | None, api.Policy | api.InvalidInput] = {}
        #: Folders found upwards that were used, in order; and the year that was taken because it is the only one.
        self.found: list[str] = []
        self.only_year: int | None = None

    def policy_for(self, application: api.Application) -> api.Policy:
        """The policy that ``application`` is evaluated under. Raises :class:`api.InvalidInput`."""
        year = None if self.folder is not None else self._year(application)
        known = self._loaded.get(year)
        if known is None:
            known = self._loaded[year] = self._load(year)
        if isinstance(known, api.InvalidInput):
            raise known
        return known

    def _year(self, application: api.Application) -> int:
        stated = application.year or self.on_year
        if stated is not None:
            return stated
        years = api.known_years(_here())
        if len(years) == 1 or (years and not application.is_object):
            self.only_year = years[-1] if application.is_object else None
            return years[-1]
        refuse("E0908", known=tuple(years), name=application.file)

    def _load(self, year: int | None) -> api.Policy | api.InvalidInput:
        try:
            if self.folder is not None or year is None:
                return load(str(self.folder), self.layers, str(self.folder), self.keys)
            located = locate(year)
            if located.origin == "found":
                self.found.append(shown(located.path))
            return load(located.path, self.layers, name_of(located), self.keys)
        except api.InvalidInput as error:
            return error


def _here() -> str:
    """The current folder; the root where it has been removed."""
    try:
        return os.getcwd()
    except OSError:
        return os.sep
