"""The cache: any edit of a policy is noticed, anything but a whole file of our own is ignored and made anew."""

from __future__ import annotations

import marshal
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine import api
from engine.artifact import store
from engine.source.digest import digest_folder
from tests.building import CURRENT, ROOT, SMALL, lay

APPLICATION = {"申报年度": 2025, "申报日期": "2025-06-02"}


def cached(place: Path) -> list[Path]:
    return sorted(each for each in place.iterdir() if each.is_file()) if place.is_dir() else []


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(lay(tmp_path / "policy", {}))


def load(folder: Path, cache: Path, *layers: str) -> api.Policy:
    return api.load_policy(str(folder), layers, cache=str(cache))


def compiles(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is compiled from now on."""
    from engine import pipeline

    found: list[str] = []
    build = pipeline.build
    monkeypatch.setattr(pipeline, "build", lambda path, *rest: (found.append(path), build(path, *rest))[1])
    return found


def test_second_load_compiles_nothing_and_decides_the_same(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load(folder, cache)
    compiled = compiles(monkeypatch)
    second = load(folder, cache)
    assert compiled == []
    assert second.tables == first.tables
    assert second.evaluate(APPLICATION).data == first.evaluate(APPLICATION).data


@pytest.mark.parametrize("name", sorted(str(path.relative_to(SMALL)) for path in SMALL.rglob("*.*") if path.is_file()))
def test_edit_of_any_file_is_noticed(folder: Path, name: str) -> None:
    before = store.cache_key((digest_folder(str(folder)),))
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write("\n# 改过\n")
    assert store.cache_key((digest_folder(str(folder)),)) != before


def test_edited_new_and_removed_files_and_layers_are_compiled_anew(
    folder: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(folder, cache)
    compiled = compiles(monkeypatch)
    extra = folder / "rules" / "extra.policy"
    extra.write_text("条件 新增 【一.2】\n    主体 申报\n    应当 单位性质 不是 机关\n", "utf-8")
    assert "新增" in load(folder, cache).tables["conditions"]
    extra.write_text(extra.read_text("utf-8").replace("新增", "改名"), "utf-8")
    assert "改名" in load(folder, cache).tables["conditions"]
    extra.unlink()
    assert "改名" not in load(folder, cache).tables["conditions"]
    assert len(compiled) == 2, "without the file the first artifact is still good"
    head = '名称: 评委会通知\n层级: 评委会\n文号: 〔2025〕1号\n生效日期: "2025-05-15"\n'
    load(folder, cache, lay(tmp_path / "layer", {"layer.yaml": head}, None))
    assert len(compiled) == 3


def foreign(artifact: Path) -> bytes:
    return b"\x00" * 4096


def truncated(artifact: Path) -> bytes:
    return artifact.read_bytes()[:-100]


def corrupted(artifact: Path) -> bytes:
    data = bytearray(artifact.read_bytes())
    data[len(data) // 2] ^= 0xFF
    return bytes(data)


def empty(artifact: Path) -> bytes:
    return b""


def of_another_policy(artifact: Path) -> bytes:
    other = artifact.parent.parent / "other"
    api.load_policy(str(CURRENT), cache=str(other))
    return cached(other)[0].read_bytes()


def of_another_shape(artifact: Path) -> bytes:
    body = marshal.dumps(("code", [], {}))
    return store._head(artifact.name, body) + body


def of_no_pair(artifact: Path) -> bytes:
    body = marshal.dumps(7)
    return store._head(artifact.name, body) + body


def unmarshallable(artifact: Path) -> bytes:
    return store._head(artifact.name, b"?") + b"?"


SPOILT = [foreign, truncated, corrupted, empty, of_another_policy, of_another_shape, of_no_pair, unmarshallable]


@pytest.mark.parametrize("spoil", SPOILT, ids=lambda spoil: spoil.__name__)
def test_spoilt_artifact_is_ignored_and_written_anew(folder: Path, cache: Path, spoil) -> None:  # type: ignore[no-untyped-def]
    tables = load(folder, cache).tables
    (artifact,) = cached(cache)
    whole = artifact.read_bytes()
    artifact.write_bytes(spoil(artifact))
    assert store.load(str(cache), artifact.name) is None
    assert load(folder, cache).tables == tables
    assert store.load(str(cache), artifact.name) is not None
    assert len(artifact.read_bytes()) == len(whole)


def test_file_that_others_may_write_is_not_trusted(folder: Path, cache: Path) -> None:
    load(folder, cache)
    (artifact,) = cached(cache)
    artifact.chmod(0o666)
    assert store.load(str(cache), artifact.name) is None


@pytest.mark.parametrize("changed", ["__version__", "FORMAT"])
def test_other_version_is_compiled_anew(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, changed: str) -> None:
    load(folder, cache)
    monkeypatch.setattr(store, changed, "9.9")
    compiled = compiles(monkeypatch)
    load(folder, cache)
    assert len(compiled) == 1


def test_cache_that_cannot_be_written_is_no_error(folder: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("不是文件夹", "utf-8")
    assert load(folder, blocked).year == 2025
    assert load(folder, blocked / "below").year == 2025
    assert blocked.read_text("utf-8") == "不是文件夹"


def test_failed_write_leaves_nothing_behind(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "replace", refuse)
    assert load(folder, cache).year == 2025
    assert cached(cache) == []


def test_oldest_artifacts_go_first_and_nothing_else_is_touched(folder: Path, cache: Path) -> None:
    artifact = store.Artifact(compile("1", "", "exec"), {})
    (cache).mkdir()
    (cache / "notes.txt").write_text("留着", "utf-8")
    for number in range(store.KEPT + 3):
        assert store.save(str(cache), f"{number:064x}", artifact)
        os.utime(cache / f"{number:064x}", (number, number))
    names = [path.name for path in cached(cache)]
    assert "notes.txt" in names
    assert len(names) <= store.KEPT + 2
    assert f"{0:064x}" not in names


def test_two_processes_at_once_both_get_it(folder: Path, cache: Path) -> None:
    code = "import sys; from engine import api; print(api.load_policy(sys.argv[1], cache=sys.argv[2]).digest)"
    command = [sys.executable, "-c", code, str(folder), str(cache)]
    running = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = {process.communicate(timeout=60)[0] for process in running}
    assert [process.returncode for process in running] == [0, 0]
    assert len(said) == 1
    assert len(cached(cache)) == 1


def test_artifact_is_kept_under_the_bytes_it_was_made_from(
    folder: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An edit between looking into the cache and reading the files must not be stored as the policy before it."""
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    (other / "rules" / "extra.policy").write_text("条件 新增 【一.2】\n    主体 申报\n    应当 单位性质 不是 机关\n", "utf-8")
    from engine import pipeline

    build = pipeline.build
    monkeypatch.setattr(pipeline, "build", lambda path, *rest: build(str(other), *rest))
    load(folder, cache)
    monkeypatch.undo()
    assert "新增" not in load(folder, cache).tables["conditions"]
