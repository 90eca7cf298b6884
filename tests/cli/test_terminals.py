"""Terminals, pipes and interruptions as they are in real life: never a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from bench.cold import policy_command
from engine import api
from tests.cli.helpers import EXAMPLES, ROOT, invoke, start

GOOD = str(EXAMPLES[0])
LOCALES = [
    {"LANG": "C", "LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "gb18030"}, {"PYTHONIOENCODING": "latin-1:strict"},
]  # fmt: skip


@pytest.mark.parametrize("around", LOCALES, ids=lambda around: ",".join(around.values()))
@pytest.mark.parametrize("arguments,code", [
    (("eval", GOOD), 0), (("eval", GOOD, "--format=json"), 0), (("eval", "nowhere"), 2), (("--help",), 0), (("explain", "E0604"), 0),
])  # fmt: skip
def test_any_encoding(around: dict[str, str], arguments: tuple[str, ...], code: int) -> None:
    answer = start(*arguments, around=around)
    assert answer.returncode == code
    assert b"Traceback" not in answer.stderr
    assert answer.stdout or code


@pytest.mark.parametrize("arguments", [("eval", *[GOOD] * 40), ("explain",), ("dump", "--stage", "core"), ("--help",)])
def test_whoever_stops_reading_ends_it(arguments: tuple[str, ...]) -> None:
    process = subprocess.Popen(policy_command(*arguments), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(30) == 141


def test_complaints_that_nobody_reads() -> None:
    process = subprocess.Popen(policy_command("eval", "nowhere"), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    process.stderr.close()
    assert process.wait(30) == 2


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
@pytest.mark.parametrize("arguments", [("eval", GOOD), ("eval", GOOD, "--format=json"), ("check",)])
def test_a_full_disk_is_no_success(arguments: tuple[str, ...]) -> None:
    with open("/dev/full", "wb") as full:
        answer = subprocess.run(policy_command(*arguments), cwd=ROOT, stdout=full, stderr=subprocess.PIPE)
    assert answer.returncode == 2
    assert "E0911" in answer.stderr.decode()
    assert b"Traceback" not in answer.stderr
    assert b"Exception ignored" not in answer.stderr


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
@pytest.mark.parametrize("file", [GOOD, "-", "nowhere"])
def test_closed_streams(closed: str, file: str, tmp_path: Path) -> None:
    words = " ".join(f"'{word}'" for word in policy_command("eval", file))
    answer = subprocess.run(["sh", "-c", f"{words} {closed}"], cwd=ROOT, capture_output=True, stdin=subprocess.DEVNULL)
    assert answer.returncode in (0, 2)
    assert b"Traceback" not in answer.stderr
    assert closed != ">&-" or answer.returncode == 2


def test_interrupted() -> None:
    process = subprocess.Popen(
        policy_command("eval", "-"),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a background job inherits it ignored
    )
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 130
    assert told == b""


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    script = f'cd {tmp_path} && mkdir gone && cd gone && rmdir ../gone && exec "$@"'
    command = ["sh", "-c", script, "sh", *policy_command("eval", GOOD)]
    answer = subprocess.run(command, capture_output=True)
    assert answer.returncode == 0, answer.stderr


class TestMistakesOfOurOwn:
    @pytest.fixture
    def failing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_: object, **__: object) -> None:
            raise ZeroDivisionError("secret")

        monkeypatch.setattr(api.Policy, "evaluate", fail)
        monkeypatch.setattr(api, "codes", fail)

    @pytest.mark.parametrize("arguments", [("eval", GOOD), ("explain",)])
    def test_apology(self, failing: None, arguments: tuple[str, ...]) -> None:
        answer = invoke(*arguments)
        assert (answer.code, answer.out) == (2, "")
        assert answer.err.startswith("E0999")
        assert "ZeroDivisionError" in answer.err
        assert "Traceback" not in answer.err

    def test_the_other_files_go_on(self, failing: None) -> None:
        assert invoke("eval", GOOD, GOOD).err.count("E0999") == 2

    def test_details_for_those_who_ask(self, failing: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("POLICY_DEBUG", "1")
        assert "Traceback" in invoke("eval", GOOD).err


@pytest.mark.parametrize("arguments", [("eval", GOOD), ("--version",)])
def test_as_a_process_of_its_own(arguments: tuple[str, ...]) -> None:
    answer = start(*arguments)
    assert (answer.returncode, answer.stderr) == (0, b"")
    assert answer.stdout.decode() == invoke(*arguments).out
