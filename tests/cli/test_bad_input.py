"""Bad applications by name: one clear diagnostic, exit code 2, no traceback, quickly, nothing invisible written."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import time
from pathlib import Path

import pytest

from bench.cold import policy_command
from tests.cli.helpers import EXAMPLES, ROOT, invoke, start

TEXT = EXAMPLES[0].read_text(encoding="utf-8")
HOURS = '{"申报年度": 2023, "继续教育": {"2023": %s}}'


def changed(**facts: object) -> bytes:
    return json.dumps(json.loads(TEXT) | facts, ensure_ascii=False).encode()


#: Name, bytes, code, and the place where it is told (line and column, or none).
MISTAKES: list[tuple[str, bytes, str, str]] = [
    ("not UTF-8", TEXT.encode("gbk"), "E0101", ":2:4"),
    ("empty", b"", "E0160", ""),
    ("only blanks", b" \n", "E0160", ""),
    ("a mark and nothing else", b"\xef\xbb\xbf", "E0160", ""),
    ("NaN", b'{"\xe8\xa7\x84\xe5\xae\x9a\xe5\xb9\xb4\xe9\x99\x90": NaN}', "E0161", ":1:10"),
    ("Infinity", '{"规定年限": -Infinity}'.encode(), "E0161", ":1:10"),
    ("duplicate key", '{"申报年度": 2023, "申报年度": 2022}'.encode(), "E0162", ":1:16"),
    ("5,000 digits", ('{"规定年限": ' + "9" * 5000 + "}").encode(), "E0163", ":1:10"),
    ("1e400", '{"规定年限": 1e400}'.encode(), "E0163", ":1:10"),
    ("lone surrogate", b'{"\xe5\x8d\x95\xe4\xbd\x8d\xe5\x90\x8d\xe7\xa7\xb0": "\\ud800"}', "E0164", ":1:11"),
    ("depth 100,000", b'{"a": ' + b"[" * 100_000, "E0165", ":1:38"),
    ("text of 10 MB", b'{"\xe5\x8d\x95\xe4\xbd\x8d\xe5\x90\x8d\xe7\xa7\xb0": "' + b"x" * (10 << 20) + b'"}', "E0175", ":1:10"),
    ("unknown fact", changed(姓名="某人"), "E0604", ":1:538"),
    ("misspelt fact", '{"申报年度": 2023, "申报职秤": "工程师"}'.encode(), "E0604", ":1:16"),
    ("wrong unit", (HOURS % '{"总学时": "90天"}').encode(), "E0612", ":1:41"),
    ("part above whole", (HOURS % '{"公需科目": 18, "一般公需": 20}').encode(), "E0637", ":1:54"),
    ("a year twice", '{"继续教育": {"2023": {"总学时": 1}, "2023": {"总学时": 2}}}'.encode(), "E0162", ":1:31"),
    ("no such date", changed(申报日期="2023-02-30"), "E0621", ":1:24"),
    ("unknown word", changed(申报级别="高级"), "E0608", ":1:117"),
]  # fmt: skip


@pytest.mark.parametrize("data,code,place", [row[1:] for row in MISTAKES], ids=[row[0] for row in MISTAKES])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_one_clear_diagnostic(
    data: bytes, code: str, place: str, lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(data)
    monkeypatch.chdir(tmp_path)
    answer = invoke("eval", "a.json", "--policy", str(ROOT / "policies" / "2023"), "--lang", lang, "--exit-code")
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.startswith(f"{code} a.json{place} ")
    assert ("办法：" if lang == "zh" else "help: ") in answer.err
    assert answer.err.count("\nE0") == 0, "one mistake is told once"
    assert len(answer.err) < 2000
    assert all(character.isprintable() or character in "\n\u3000" for character in answer.err)


def test_a_mark_before_good_json_is_accepted() -> None:
    assert invoke("eval", "-", stdin=b"\xef\xbb\xbf" + TEXT.encode()).code == 0


def test_several_mistakes_are_told_together() -> None:
    data = '{"申报年度": 2023,\n "申报职秤": "工程师",\n "规定年限": "四",\n "申报日期": "2023-02-30"}'.encode()
    answer = invoke("eval", "-", stdin=data)
    assert sum(line.startswith("E0") for line in answer.err.split("\n")) == 3
    assert "是否为“申报职称”" in answer.err


def test_a_misspelt_word_is_guessed() -> None:
    assert "是否为" in invoke("eval", "-", stdin=changed(申报职称="工程帅")).err


@pytest.mark.parametrize("name,reason", [
    ("nowhere.json", "没有这个文件"), ("", "没有这个文件"), ("policies", "文件夹"), ("/dev/null", "E0108"), ("/dev/zero", "E0108"),
])  # fmt: skip
def test_files_that_cannot_be_read(name: str, reason: str) -> None:
    answer = invoke("eval", name)
    assert answer.code == 2
    assert reason in answer.err


@pytest.mark.skipif(os.geteuid() == 0, reason="everything is permitted to root")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.touch(mode=0)
    assert "没有读取权限" in invoke("eval", str(path)).err


def test_file_names_are_made_safe(tmp_path: Path) -> None:
    path = tmp_path / "a\u202ejson\x1b[2J"
    path.write_text("[", encoding="utf-8")
    for arguments in ((str(path),), (str(path), str(path), "--format", "json")):
        answer = invoke("eval", *arguments)
        assert "⟨U+202E⟩json⟨U+001B⟩[2J" in answer.err
        assert "\u202e" not in answer.out + answer.err
        assert "\x1b" not in answer.out + answer.err


def test_file_names_that_are_no_text() -> None:
    answer = start("eval", os.fsdecode(b"\xff.json"))
    assert answer.returncode == 2
    assert b"Traceback" not in answer.stderr


@pytest.fixture(scope="module")
def huge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("huge") / "huge.json"
    with path.open("wb") as file:
        for _ in range(100):
            file.write(b"[" * (1 << 20))
    return path


@pytest.mark.parametrize("by", ["file", "stdin"])
def test_100_megabytes_are_refused_at_once(by: str, huge: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (512 << 20, 512 << 20))

    started = time.perf_counter()
    with huge.open("rb") as file:
        command = policy_command("eval", str(huge) if by == "file" else "-")
        answer = subprocess.run(command, stdin=file, capture_output=True, cwd=ROOT, preexec_fn=limit)
    assert answer.returncode == 2
    assert "E0103" in answer.stderr.decode()
    assert time.perf_counter() - started < 30  # against blow-ups only; bench.limits measures
