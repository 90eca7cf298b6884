"""The wheel: one top-level name, all data, nothing else; the console script; a checkout reads its own folders."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from engine import __version__
from engine.source.resources import policies_folder, schemas_folder
from tests.repository import ROOT, files, name_of


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built)


def test_the_wheel_installs_one_name(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"engine"}


def test_the_wheel_holds_every_module_and_data_file(wheel: zipfile.ZipFile) -> None:
    held = set(wheel.namelist())
    wanted = {name for name in map(name_of, files()) if name.startswith("engine/")}
    shipped = {
        f"engine/_data/{name}" for name in map(name_of, files()) if name.startswith(("policies/", "schemas/", "features/"))
    }
    assert sorted((wanted | shipped) - held) == []


def test_type_checkers_read_the_annotations(wheel: zipfile.ZipFile) -> None:
    assert "engine/py.typed" in wheel.namelist()


def test_the_wheel_declares_the_command(wheel: zipfile.ZipFile) -> None:
    (name,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "policy = engine.cli.main:main" in wheel.read(name).decode("utf-8")


def test_a_checkout_reads_its_own_folders() -> None:
    assert not (ROOT / "engine" / "_data").exists()
    assert [Path(policies_folder()), Path(schemas_folder())] == [ROOT / "policies", ROOT / "schemas"]


def test_an_installed_wheel_reads_the_copies_it_carries(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    code = "from engine.source import resources as r; print(r.policies_folder()); print(r.schemas_folder())"
    answer = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    data = (tmp_path / "engine" / "_data").resolve()
    assert answer.stdout.split("\n")[:2] == [str(data / "policies"), str(data / "schemas")]


def test_the_command_starts_and_names_its_version() -> None:
    command = Path(sys.executable).with_name("policy")
    start = [str(command)] if command.exists() else [sys.executable, "-m", "engine.cli.main"]
    answer = subprocess.run([*start, "--version"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip().endswith(__version__)
