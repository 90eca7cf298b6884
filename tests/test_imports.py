"""Imports go one way between the rooms: the contracts of ``pyproject.toml``, checked by import-linter."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

from click.testing import CliRunner
from importlinter.cli import lint_imports_command

ROOT = Path(__file__).parent.parent
LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]


def test_every_contract_is_kept(monkeypatch) -> None:
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(lint_imports_command, ["--no-cache"])
    assert result.exit_code == 0, result.output


def test_no_contract_has_exceptions() -> None:
    for contract in LINTER["contracts"]:
        assert "ignore_imports" not in contract, contract["name"]


def test_every_folder_of_python_files_is_a_package() -> None:
    """A folder without ``__init__.py`` would be invisible to the linter."""
    folders = {path.parent for path in (ROOT / "engine").rglob("*.py")}
    bare = sorted(str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").is_file())
    assert bare == []


def test_the_command_line_knows_the_public_names_only() -> None:
    rooms = ("engine.acceptance", "engine.release")
    allowed = ("engine", "engine.api", "engine.cli", *rooms, *(f"{room}.public" for room in rooms))
    for path in sorted((ROOT / "engine" / "cli").rglob("*.py")):
        for name in imported_modules(path):
            known = name in allowed or name.startswith("engine.cli.")
            assert known or name.split(".")[0] != "engine", f"{path.relative_to(ROOT)} imports {name}"


def imported_modules(path: Path) -> list[str]:
    """Every module that a file imports, at any depth, by full name."""
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.relative_to(ROOT)} uses a relative import"
            deeper = [f"{node.module}.{alias.name}" for alias in node.names if node.module == "engine"]
            names += [name for name in deeper if not name.startswith("engine.__")] or [str(node.module)]
    return names
