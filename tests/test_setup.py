"""The set-up script on machines that lack something: it says what to install, or installs it where it may.

Each machine is a folder of small programs that is the whole PATH.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.repository import ROOT

#: A Python whose venv module works only once the file ``venv-installed`` is there; pip does nothing.
PYTHON = """#!/bin/sh
if [ "$2" = venv ]; then
    [ -e "$MACHINE/venv-installed" ] || exit 1
    mkdir -p "$3/bin" && cp "$0" "$3/bin/python"
elif [ "$2" = pip ]; then
    echo "pip $*" >> "$MACHINE/log"
fi
"""
APT_GET = """#!/bin/sh
echo "apt-get $*" >> "$MACHINE/log"
case "$*" in *install*python3-venv*) : > "$MACHINE/venv-installed";; esac
"""


class Machine:
    """A PATH with a few tools and whatever a test adds."""

    def __init__(self, folder: Path, user: int) -> None:
        self.folder = folder
        self.programs = folder / "programs"
        self.programs.mkdir()
        for tool in ("sh", "rm", "mkdir", "cp"):
            (self.programs / tool).symlink_to(str(shutil.which(tool)))
        self.add("id", f"#!/bin/sh\necho {user}\n")

    def add(self, name: str, text: str) -> None:
        path = self.programs / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)

    def set_up(self) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.programs), "MACHINE": str(self.folder)}
        command = [str(self.programs / "sh"), str(ROOT / "scripts" / "setup.sh"), str(self.folder / "environment")]
        return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)

    @property
    def log(self) -> str:
        path = self.folder / "log"
        return path.read_text(encoding="utf-8") if path.exists() else ""


class TestSetup:
    def test_without_python_it_says_what_to_install(self, tmp_path: Path) -> None:
        answer = Machine(tmp_path, user=1000).set_up()
        assert answer.returncode == 1
        assert "sudo apt-get install python3 python3-venv" in answer.stderr

    def test_an_old_python_is_not_taken(self, tmp_path: Path) -> None:
        machine = Machine(tmp_path, user=1000)
        machine.add("python3", "#!/bin/sh\nexit 1\n")
        assert "Python 3.11 or newer is needed" in machine.set_up().stderr

    def test_without_venv_an_ordinary_user_is_told(self, tmp_path: Path) -> None:
        machine = Machine(tmp_path, user=1000)
        machine.add("python3", PYTHON)
        machine.add("apt-get", APT_GET)
        answer = machine.set_up()
        assert answer.returncode == 1
        assert "sudo apt-get install python3-venv" in answer.stderr
        assert machine.log == ""

    def test_without_venv_root_gets_it(self, tmp_path: Path) -> None:
        machine = Machine(tmp_path, user=0)
        machine.add("python3", PYTHON)
        machine.add("apt-get", APT_GET)
        answer = machine.set_up()
        assert answer.returncode == 0, answer.stderr
        assert "install -y -qq --no-install-recommends python3-venv" in machine.log
        assert "pip -m pip install" in machine.log

    def test_a_usable_environment_is_kept(self, tmp_path: Path) -> None:
        machine = Machine(tmp_path, user=1000)
        machine.add("python3", PYTHON)
        kept = tmp_path / "environment" / "bin"
        kept.mkdir(parents=True)
        (kept / "python").write_text(PYTHON, encoding="utf-8")
        (kept / "python").chmod(0o755)
        (kept / "mark").touch()
        assert machine.set_up().returncode == 0
        assert (kept / "mark").exists()
