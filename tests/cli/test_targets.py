"""A file that cannot be written is refused before the work whose result would go there."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import pytest

from engine.cli.saving import check_target
from tests.cli.helpers import invoke

#: Command lines short of the file, with what they would do first.
COMMANDS = {
    ("test", "--junit"): "engine.acceptance.public.run_features",
    ("deadlines", "--output"): "engine.planning.public.plan_deadlines",
    ("sample", "--from", "list.csv", "--seed", "1", "--count", "1", "--output"): "engine.sampling.public.draw_sample",
    ("release", "policies/2023", "--by", "某", "--output"): "engine.release.public.release",
}
NO_FOLDER = {"zh": "E0911 无法写入“{}”：没有这个文件夹。", "en": "E0911 cannot write `{}`: there is no such folder"}
FOLDER = {"zh": "E0911 无法写入“{}”：这是文件夹，不是文件。", "en": "E0911 cannot write `{}`: it is a folder, not a file"}


def working(*_: object, **__: object) -> NoReturn:
    raise AssertionError("the work was begun")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("command", "work"), COMMANDS.items(), ids=[command[0] for command in COMMANDS])
def test_nothing_is_done_for_a_file_that_cannot_be_written(
    command: tuple[str, ...], work: str, lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, working)
    path = str(tmp_path / "none" / "x")
    answer = invoke(*command, path, "--lang", lang)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(NO_FOLDER[lang].format(path))
    if command[0] != "release":  # a bundle goes into a folder under its own name
        answer = invoke(*command, str(tmp_path), "--lang", lang)
        assert (answer.code, answer.out) == (2, "")
        assert answer.err.startswith(FOLDER[lang].format(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_the_work_is_begun_where_the_file_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for command, work in COMMANDS.items():
        monkeypatch.setattr(work, working)
        assert invoke(*command, str(tmp_path / "x")).err.startswith("E0999"), "work that fails is a fault of ours"
    assert list(tmp_path.iterdir()) == []


def test_what_stands_there_is_not_touched(tmp_path: Path) -> None:
    there = tmp_path / "x"
    there.write_text("原来的", encoding="utf-8")
    for path in (str(there), None, "-", "/dev/null"):
        check_target(path)
    assert [each.name for each in tmp_path.iterdir()] == ["x"]
    assert there.read_text(encoding="utf-8") == "原来的"


@pytest.mark.parametrize("name", ["长x" * 150, "x/y"])
def test_a_name_that_no_file_can_have(tmp_path: Path, name: str) -> None:
    (tmp_path / "x").write_text("", encoding="utf-8")
    with pytest.raises(OSError, match="x") as refused:
        check_target(str(tmp_path / name))
    assert refused.value.filename == str(tmp_path / name)
