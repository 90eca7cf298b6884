"""A pytest plug-in: branch coverage has a floor for the engine and for each room that ``pyproject.toml`` names.

Loaded with ``-p tests.room_coverage``: by ``make coverage`` with ``--cov`` for everything, by ``make test`` with ``--cov`` of the
rooms that must be covered whole, since measuring all of them takes as long as the tests. It stands inside the test run, not after it, so that a
room below its floor fails the run and the run's own closing line stays the last one.
"""

from __future__ import annotations

import io
import tomllib
from collections.abc import Iterator
from pathlib import Path

import coverage
import pytest

ROOT = Path(__file__).parent.parent
_LINES = pytest.StashKey[list[str]]()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> Iterator[None]:
    """Outermost around the loop: runs once pytest-cov has combined and saved what the workers measured."""
    outcome = yield
    if not hasattr(session.config, "workerinput") and not session.testsfailed:
        lines = shortfalls(session.config.getoption("cov_source"))
        session.config.stash[_LINES] = lines
        session.testsfailed += len(lines)
    return outcome


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which room fell short."""
    for line in terminalreporter.config.stash.get(_LINES, []):
        terminalreporter.write_line(f"FAILED coverage: {line}", red=True)


def shortfalls(sources: list[str | bool]) -> list[str]:
    """One line for each folder whose branch coverage, in per cent, is below its floor.

    ``sources``: the folders given with ``--cov``; where there is none everything was measured.
    """
    named = [each for each in sources if isinstance(each, str)]
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    floors: dict[str, int] = settings["tool"]["room-coverage"]
    floors = {folder: floor for folder, floor in floors.items() if not named or folder in named}
    measured = {folder: percentage(folder) for folder in floors}
    return [
        f"{folder} has {measured[folder]:.2f} %, its floor is {floor} %"
        for folder, floor in floors.items()
        if measured[folder] < floor
    ]


def percentage(folder: str) -> float:
    """Branch coverage of the modules in ``folder``; 0 where nothing was measured."""
    data = coverage.Coverage(config_file=str(ROOT / "pyproject.toml"))
    data.load()
    try:
        return data.report(include=[f"{ROOT / folder}/*"], file=io.StringIO())
    except coverage.exceptions.NoDataError:
        return 0.0
