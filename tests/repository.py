"""The repository's own files, for the tests that look at text rather than behaviour."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent

#: Folders that tools write and git ignores; they matter only where the sources do not stand in a git checkout.
_GENERATED = {".venv", ".git", "__pycache__", ".hypothesis", "build", "dist", "htmlcov"}


def files(*suffixes: str) -> list[Path]:
    """All files that are, or would be, under version control; only those ending in one of ``suffixes`` if given."""
    found = _from_git() if (ROOT / ".git").exists() else _from_disk()
    return sorted(path for path in found if path.is_file() and (not suffixes or path.suffix in suffixes))


def python_files(*folders: str) -> list[Path]:
    """The Python files below ``folders`` (default: everywhere)."""
    return [path for path in files(".py") if not folders or path.relative_to(ROOT).parts[0] in folders]


def name_of(path: Path) -> str:
    """The path as one would type it at the top of the repository."""
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions_of(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method, nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _from_git() -> Iterator[Path]:
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout
    return (ROOT / name for name in listing.decode("utf-8").split("\0") if name)


def _from_disk() -> Iterator[Path]:
    return (path for path in ROOT.rglob("*") if not _GENERATED & set(path.relative_to(ROOT).parts))
