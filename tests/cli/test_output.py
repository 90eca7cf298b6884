"""The entry point and the streams, inside this process."""

from __future__ import annotations

import errno
import gc
import io
import os
import sys

import pytest

from engine import api
from engine.cli import output
from engine.cli.language import language
from engine.cli.main import main
from tests.cli.helpers import EXAMPLES, invoke


class Gone(io.StringIO):
    """A stream that cannot be written."""

    def __init__(self, error: OSError) -> None:
        super().__init__()
        self.error = error

    def flush(self) -> None:
        raise self.error


@pytest.fixture(autouse=True)
def collector(monkeypatch: pytest.MonkeyPatch) -> None:
    """The garbage collector of the tests stays as it is."""
    monkeypatch.setattr(gc, "freeze", lambda: None)
    monkeypatch.setattr(gc, "set_threshold", lambda *_: None)


def leave(*arguments: str) -> object:
    with pytest.raises(SystemExit) as leaving:
        main(list(arguments))
    return leaving.value.code


def test_main_leaves_with_the_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert leave("eval", str(EXAMPLES[0])) == 0
    assert leave("eval", "nowhere") == 2
    assert "E0106" in capsys.readouterr().err


def test_main_reads_the_arguments_of_the_process(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["policy", "--version"])
    with pytest.raises(SystemExit):
        main()
    assert capsys.readouterr().out == f"policy {api.__version__}\n"


@pytest.mark.parametrize("error,code,told", [
    (BrokenPipeError(errno.EPIPE, "gone"), 141, ""), (OSError(errno.ENOSPC, "full"), 2, "磁盘已满"), (OSError(errno.EIO, "odd"), 2, "odd"),
    (OSError(errno.EFBIG, "large"), 2, "超出系统允许的文件大小"), (OSError(errno.EDQUOT, "quota"), 2, "超出磁盘配额"),
])  # fmt: skip
def test_what_cannot_be_written_at_the_end(
    error: OSError, code: int, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", Gone(error))
    monkeypatch.setattr("engine.cli.output.tell", lambda text: sys.stderr.write(text))
    assert leave("--version") == code
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("raised,code", [(BrokenPipeError(), 141), (KeyboardInterrupt(), 130), (MemoryError(), 2)])
def test_interruptions(raised: BaseException, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr(api, "read_input", fail)
    assert invoke("eval", "x").code == code
    assert invoke("eval", "--", "x").code == code


def test_streams_that_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(OSError, match="descriptor"):
        output.write("x")
    output.finish()
    monkeypatch.setattr(sys, "stderr", None)
    output.tell("x")
    output.abandon()


def test_giving_up_a_real_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        os.close(reading)
        stream.write("x")
        output.abandon()


def test_complaints_nobody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Gone(BrokenPipeError()))
    output.complain([], {}, "zh")


def test_letters_and_data_are_made_safe(capsys: pytest.CaptureFixture[str]) -> None:
    output.write("甲\u202e\n乙\r\n")
    output.write_json({"甲": "\u202e\U000e0041\u3164"})
    assert capsys.readouterr().out == '甲⟨U+202E⟩\n乙 \n{\n  "甲": "\\u202e\\udb40\\udc41\\u3164"\n}\n'


@pytest.mark.parametrize("arguments,environment,found", [
    ([], {}, "zh"), ([], {"POLICY_LANG": "en"}, "en"), ([], {"POLICY_LANG": "fr"}, "zh"), (["--lang"], {}, "zh"),
    (["--lang=en"], {}, "en"), (["eval", "x", "--lang", "en"], {"POLICY_LANG": "zh"}, "en"), (["--", "--lang", "en"], {}, "zh"),
    (["--lang", "en", "--lang", "zh"], {}, "zh"), (["--lang", "fr"], {"POLICY_LANG": "en"}, "en"),
])  # fmt: skip
def test_language(arguments: list[str], environment: dict[str, str], found: str) -> None:
    assert language(arguments, environment) == found
