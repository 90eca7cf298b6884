"""What holds for every file: no leftovers, no machine's paths, small modules, knowledge of a year only in policies."""

from __future__ import annotations

import ast
import re

import pytest

from tests.repository import ROOT, files, functions_of, name_of, python_files, tree_of

LINES_OF_A_FILE = 700
LINES_OF_A_FUNCTION = 60

# Character classes keep these patterns from matching themselves.
LEFTOVERS = re.compile(r"\b(?:TOD[O]|FIXM[E]|XX[X]|HAC[K])\b")
MACHINE_PATHS = re.compile(r"(?<![\w.\-/])/(?:wor[k]|hom[e]|roo[t]|User[s]|tm[p])/\w|\b[A-Z]:\\Users[\\]")
REGISTRIES = re.compile(r"https?://\S*(?:/simpl[e]\b|pypi\.or[g]|registry\.npmj[s])|--(?:extra-)?index-ur[l]")
LOCK_FILES = {"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pylock.toml", "package-lock.json"}

TEXTS = [path for path in files() if b"\0" not in path.read_bytes()]


@pytest.mark.parametrize("pattern", [LEFTOVERS, MACHINE_PATHS, REGISTRIES], ids=["leftovers", "paths", "registries"])
def test_no_file_holds(pattern: re.Pattern[str]) -> None:
    hits = [
        f"{name_of(path)}:{number}: {line.strip()[:120]}"
        for path in TEXTS
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]
    assert hits == []


def test_no_lock_file_is_kept() -> None:
    assert [name_of(path) for path in files() if path.name in LOCK_FILES] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [name_of(path) for path in python_files() if path.stat().st_size and not ast.get_docstring(tree_of(path))]
    assert silent == []


def test_modules_are_small() -> None:
    long = {
        name_of(path): count
        for path in python_files()
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > LINES_OF_A_FILE
    }
    assert long == {}


def test_functions_are_small() -> None:
    long = {
        f"{name_of(path)}:{function.name}": count
        for path in python_files()
        for function in functions_of(tree_of(path))
        if (count := (function.end_lineno or 0) - function.lineno + 1) > LINES_OF_A_FUNCTION
    }
    assert long == {}


# ---- knowledge of one year or place ---------------------------------------------------------------------------------

PLACES_AND_DOCUMENTS = re.compile("丽水|丽人社|浙人社|浙江|莲都|龙泉")


def constants_outside_docstrings(tree: ast.Module) -> list[ast.Constant]:
    """The literal values of a module, without docstrings and other free-standing strings."""
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in prose]


def test_python_knows_no_year_and_no_city() -> None:
    hits = [
        f"{name_of(path)}:{constant.lineno}: {constant.value!r}"
        for path in python_files("engine")
        for constant in constants_outside_docstrings(tree_of(path))
        if knows_year_or_place(constant.value)
    ]
    assert hits == []


def knows_year_or_place(value: object) -> bool:
    """Whether a literal is a year of our time or names a place or document of one city."""
    if isinstance(value, str):
        return bool(PLACES_AND_DOCUMENTS.search(value))
    return isinstance(value, int) and 2015 <= value <= 2035


# ---- purity ---------------------------------------------------------------------------------------------------------

IMPURE_MODULES = {"socket", "http", "urllib.request", "requests", "random", "secrets", "uuid", "getpass"}
IMPURE_CALLS = {
    "date.today",
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "time.time",
    "time.localtime",
    "os.environ",
    "os.getenv",
    "os.getlogin",
    "Path.home",
}


def test_nothing_below_the_command_line_reads_clock_environment_or_network() -> None:
    hits = [
        f"{name_of(path)}:{line}: {what}"
        for path in python_files("engine")
        if "cli" not in path.relative_to(ROOT).parts
        for line, what in impurities(tree_of(path))
    ]
    assert hits == []


def impurities(tree: ast.Module) -> list[tuple[int, str]]:
    """Imports and attributes that would make an answer depend on when or where it is asked."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(tree):
        match node:
            case ast.Import(names):
                found += [(node.lineno, name.name) for name in names if name.name in IMPURE_MODULES]
            case ast.ImportFrom(module, _) if module in IMPURE_MODULES:
                found.append((node.lineno, str(module)))
            case ast.Attribute(ast.Name(owner) | ast.Attribute(_, owner), attribute):
                if f"{owner}.{attribute}" in IMPURE_CALLS:
                    found.append((node.lineno, f"{owner}.{attribute}"))
    return found
