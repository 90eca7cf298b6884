"""The script that installs what tests of SQL run on: it leaves alone what is there, and says what to install where it may not."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.repository import ROOT
from tests.test_setup import Machine

JAVA = "#!/bin/sh\necho 'openjdk version \"{}.0.1\" 2024-01-01' >&2\n"
#: Installs Java 21 under the name that newer systems have, and PostgreSQL; notes what it was asked.
APT_GET = """#!/bin/sh
echo "apt-get $*" >> "$MACHINE/log"
case "$*" in
*openjdk-17*) exit 100;;
*install*jre*) cp "$MACHINE/java21" "$MACHINE/programs/java";;
*install*postgresql) cp "$MACHINE/java21" "$MACHINE/programs/initdb";;
esac
"""
#: A Python that has the two packages once pip was asked for them.
PYTHON = """#!/bin/sh
if [ "$2" = pip ]; then echo "pip $*" >> "$MACHINE/log"; else [ -e "$MACHINE/has-packages" ]; fi
"""


def machine(folder: Path, user: int, java: int | None = None, postgres: bool = False, packages: bool = False) -> Machine:
    made = Machine(folder, user)
    for tool in ("sed", "head"):
        (made.programs / tool).symlink_to(str(shutil.which(tool)))
    (folder / "environment/bin").mkdir(parents=True)
    for path, text in ((folder / "environment/bin/python", PYTHON), (folder / "java21", JAVA.format(21))):
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)
    if java is not None:
        made.add("java", JAVA.format(java))
    if postgres:
        made.add("initdb", "#!/bin/sh\n")
    if packages:
        (folder / "has-packages").touch()
    return made


def run(on: Machine, *folder: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(on.programs), "MACHINE": str(on.folder)}
    command = [str(on.programs / "sh"), str(ROOT / "scripts/databases.sh"), *folder]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)


def test_what_is_there_is_left_alone(tmp_path: Path) -> None:
    on = machine(tmp_path, user=1000, java=17, postgres=True, packages=True)
    assert run(on, str(on.folder / "environment")).returncode == 0
    assert on.log == ""


def test_an_old_java_is_not_enough(tmp_path: Path) -> None:
    answer = run(machine(tmp_path, user=1000, java=11, postgres=True))
    assert answer.returncode == 1
    assert "sudo apt-get install default-jre-headless" in answer.stderr


def test_without_postgresql_it_says_what_to_install(tmp_path: Path) -> None:
    answer = run(machine(tmp_path, user=1000, java=17))
    assert answer.returncode == 1
    assert "sudo apt-get install postgresql" in answer.stderr


def test_root_installs_what_is_missing(tmp_path: Path) -> None:
    on = machine(tmp_path, user=0)
    on.add("apt-get", APT_GET)
    assert run(on, str(on.folder / "environment")).returncode == 0
    said = on.log.splitlines()
    assert said.count("apt-get update -qq") == 1
    assert "apt-get install -y -qq --no-install-recommends default-jre-headless" in said
    assert "apt-get install -y -qq --no-install-recommends postgresql" in said
    assert said[-1].endswith("--editable .[postgres,spark]")


def test_without_an_environment_only_the_systems_packages_are_installed(tmp_path: Path) -> None:
    on = machine(tmp_path, user=0)
    on.add("apt-get", APT_GET)
    assert run(on).returncode == 0
    assert "postgresql" in on.log.splitlines()[-1]
    assert "pip" not in on.log
