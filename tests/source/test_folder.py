"""Policy folders: what belongs, what is refused, and a digest that notices every edit."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from engine.diagnostics.catalog import message
from engine.source import discovery, resources
from engine.source.digest import digest_folder
from engine.source.discovery import read_folder, schema_for
from tests.helpers import expect

NOTICE = "文号: 甲\n表:\n  - {名称: 表一, 文件: committees.yaml}\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "vocabulary").mkdir()
    (tmp_path / "notice.yaml").write_text(NOTICE, encoding="utf-8")
    (tmp_path / "committees.yaml").write_text("表一: []\n", encoding="utf-8")
    (tmp_path / "vocabulary" / "申报.yaml").write_text("主体: 申报\n", encoding="utf-8")
    (tmp_path / "rules" / "学时.policy").write_text("定义 甲：\n  是\n", encoding="utf-8")
    (tmp_path / "README.md").write_text("x", encoding="utf-8")
    (tmp_path / ".hidden.yaml").write_text("x", encoding="utf-8")
    return tmp_path


def test_reads_documents_and_rules(folder) -> None:
    policy, found = read_folder(str(folder))
    assert found == []
    assert policy is not None
    assert list(policy.documents) == ["committees.yaml", "notice.yaml", "vocabulary/申报.yaml"]
    assert dict(policy.rules) == {"rules/学时.policy": "定义 甲：\n  是\n"}
    assert policy.sources["notice.yaml"] == NOTICE
    assert policy.digest == digest_folder(str(folder))


def test_digest_notices_every_edit(folder) -> None:
    seen = {digest_folder(str(folder))}
    (folder / "README.md").write_text("y", encoding="utf-8")
    assert digest_folder(str(folder)) in seen
    (folder / "notice.yaml").write_text(NOTICE + "\n", encoding="utf-8")
    seen.add(digest_folder(str(folder)))
    (folder / "rules" / "学时.policy").rename(folder / "rules" / "学时二.policy")
    seen.add(digest_folder(str(folder)))
    os.symlink(folder / "notice.yaml", folder / "calendar.yaml")
    seen.add(digest_folder(str(folder)))
    assert len(seen) == 4


def test_links_are_refused(folder) -> None:
    os.symlink("/etc/passwd", folder / "parameters.yaml")
    os.symlink("/etc", folder / "tables")
    policy, found = read_folder(str(folder))
    assert policy is None
    assert [message(each) for each in found] == ["“parameters.yaml”是符号链接。", "“tables”是符号链接。"]


def test_special_files_are_refused_without_waiting(folder) -> None:
    os.mkfifo(folder / "series.yaml")
    expect(read_folder(str(folder))[1], "E0108", message="“series.yaml”是设备或管道，不是普通文件。")


@pytest.mark.parametrize("name", ["../a.yaml", "/etc/passwd", "a/../../b.yaml", "..\\a.yaml", "C:a.yaml", "~/a.yaml"])
def test_references_out_of_the_folder(folder, name: str) -> None:
    text = f"文号: 甲\n表:\n  - 文件: '{name}'\n"
    (folder / "notice.yaml").write_text(text, encoding="utf-8")
    expect(read_folder(str(folder))[1], "E0109", underlines=f"'{name}'", sources=text)


def test_missing_reference_with_suggestion(folder) -> None:
    text = "文号: 甲\n表:\n  - 文件: comittees.yaml\n"
    (folder / "notice.yaml").write_text(text, encoding="utf-8")
    said = "政策文件夹中没有文件“comittees.yaml”。是否为“committees.yaml”？"
    expect(read_folder(str(folder))[1], "E0113", message=said, underlines="comittees.yaml", sources=text)


def test_unknown_file_is_a_warning_with_suggestion(folder) -> None:
    (folder / "paramaters.yaml").write_text("参数: []\n", encoding="utf-8")
    policy, found = read_folder(str(folder))
    assert policy is not None
    said = "“paramaters.yaml”不是政策文件夹的文件名，其内容不起作用。是否为“parameters.yaml”？"
    expect(found, "W0111", message=said)


def test_no_notice(tmp_path) -> None:
    (tmp_path / "notise.yaml").write_text("a: 1\n", encoding="utf-8")
    expect(read_folder(str(tmp_path))[1], "E0112")
    expect(read_folder(str(tmp_path / "none"))[1], "E0114")
    expect(read_folder("a\0b")[1], "E0114")


def test_layer_folder_needs_no_notice(tmp_path) -> None:
    (tmp_path / "layer.yaml").write_text("名称: 省\n", encoding="utf-8")
    assert read_folder(str(tmp_path))[1] == []


def test_too_many_files(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(discovery, "FOLDER_FILES", 3)
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text("", encoding="utf-8")
    expect(read_folder(str(tmp_path))[1], "E0110")


def test_folders_too_deep(folder) -> None:
    (folder / "a/b/c/d/e/f").mkdir(parents=True)
    assert "E0110" in {each.code for each in read_folder(str(folder))[1]}


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("E0101", "定义".encode("gbk")),
        ("E0102", b"\xef\xbb\xbfx"),
        ("E0105", "甲\u202e".encode()),
        ("E0105", b"\x00"),
        ("E0103", b"x" * (2 << 20)),
    ],
    ids=["other encoding", "mark", "reordering", "control", "too large"],
)
def test_rules_that_cannot_be_read(folder, code: str, data: bytes) -> None:
    (folder / "rules" / "学时.policy").write_bytes(data)
    policy, found = read_folder(str(folder))
    assert policy is None
    assert expect(found, code).span.file == "rules/学时.policy"


def test_schemas_by_file_name() -> None:
    assert schema_for("vocabulary/units.yaml") == "units"
    assert schema_for("vocabulary/申报.yaml") == "vocabulary"
    assert schema_for("vocabulary/a/b.yaml") is None
    assert schema_for("rules/a.policy") is None


def test_shipped_files_are_found() -> None:
    assert os.path.isdir(f"{resources.policies_folder()}/2023")
    assert "notice" in resources.schema_names()
    with pytest.raises(KeyError):
        resources.schema_text("nothing")


def test_digest_needs_no_yaml() -> None:
    code = "import sys, engine.source.digest; print('yaml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


class TestWhatWouldBeLost:
    """A document that is passed over without a word would be missing from decisions."""

    @pytest.mark.parametrize("name", ["rules/学时二.policy", "calendar.yaml", "notes.yml", "notes.YAML"])
    def test_a_folder_in_place_of_a_file(self, folder, name: str) -> None:
        before = digest_folder(str(folder))
        (folder / name).mkdir()
        policy, found = read_folder(str(folder))
        assert policy is None
        expect(found, "E0106", message=f"无法读取“{name}”：这是文件夹，不是文件。")
        assert digest_folder(str(folder)) != before, "a cached policy must not be taken"

    @pytest.mark.parametrize(("name", "meant"), [
        ("parameters.yml", "parameters.yaml"), ("rules/学时二.yml", "rules/学时二.policy"), ("扫描件目录.YAML", None),
    ])  # fmt: skip
    def test_another_ending(self, folder, name: str, meant: str | None) -> None:
        before = digest_folder(str(folder))
        (folder / name).write_text("参数: []\n", encoding="utf-8")
        policy, found = read_folder(str(folder))
        assert policy is None
        asked = f"是否为“{meant}”？" if meant else ""
        expect(found, "E0115", message=f"“{name}”不是规定的文件名，其内容不会起作用。{asked}")
        assert digest_folder(str(folder)) != before

    @pytest.mark.parametrize(("name", "meant"), [
        ("county-plan/松阳县.yaml", "county-plans/松阳县.yaml"), ("registers/hour_exemption.yaml", "registers/hour_exemptions.yaml"),
        ("规则.policy", None), ("county-plans/松阳县.yml", "county-plans/松阳县.yaml"),
    ])  # fmt: skip
    def test_a_misnamed_file_of_a_layer(self, tmp_path, name: str, meant: str | None) -> None:
        (tmp_path / "layer.yaml").write_text("名称: 县\n", encoding="utf-8")
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("县: 松阳县\n" if name.endswith("l") else "", encoding="utf-8")
        found = expect(read_folder(str(tmp_path), "县/")[1], "E0115")
        assert found.span.file == f"县/{name}"
        assert found.arguments["suggestion"] == meant

    def test_notes_beside_a_layer_are_nobodys_business(self, tmp_path) -> None:
        (tmp_path / "layer.yaml").write_text("名称: 县\n", encoding="utf-8")
        for name in ("README.md", "说明.txt"):
            (tmp_path / name).write_text("x", encoding="utf-8")
        assert read_folder(str(tmp_path), "县/")[1] == []

    def test_a_policy_given_as_a_layer_is_told_once(self, folder) -> None:
        policy, found = read_folder(str(folder), "2023/")
        assert policy is None
        assert [message(each) for each in found] == [f"“{folder}”中没有 layer.yaml。"]

    def test_the_folder_above_a_policy_is_told_once(self, folder) -> None:
        (folder.parent / "above").mkdir()
        folder.rename(folder.parent / "above" / "2023")
        above = folder.parent / "above"
        said = f"“{above}”中没有 notice.yaml（也没有 layer.yaml）。是否为“2023/notice.yaml”？"
        assert [message(each) for each in read_folder(str(above))[1]] == [said]
