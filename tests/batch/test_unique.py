"""``--unique``: keys that several rows bear are told with their lines, the same under every engine and after an interruption."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine.batch import repeated
from tests.batch.helpers import batch
from tests.batch.test_columnar import CE, both
from tests.cli.helpers import ROOT

ERRORS, SUMMARY = (
    Draft202012Validator(json.loads((ROOT / "schemas" / f"batch-{name}.schema.json").read_text(encoding="utf-8")))
    for name in ("error", "summary")
)
KEYS: list[Any] = ["1", "甲", " 1 ", None, "01", "甲", "1", *["重"] * 13]


def register(path: Path, keys: list[Any] = KEYS) -> Path:
    rows = [{"工号": key, "系列": "系列01"} for key in keys]
    if path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    elif path.suffix == ".csv":
        path.write_text("工号,系列\n" + "".join(f"{row['工号'] or ''},{row['系列']}\n" for row in rows), encoding="utf-8")
    else:
        import_module("pyarrow.parquet").write_table(import_module("pyarrow").Table.from_pylist(rows), path)
    return path


@pytest.mark.parametrize("name,first", [("in.csv", 2), ("in.jsonl", 1), ("in.parquet", 1)])
def test_keys_of_several_rows(tmp_path: Path, name: str, first: int) -> None:
    path = register(tmp_path / name)
    python, columns = both(path, tmp_path, "--key", "工号", "--unique", policy=CE)
    assert python == columns
    assert both(path, tmp_path, "--key", "工号", policy=CE)[0][0] == python[0]  # the decisions stay as they are
    summary = json.loads(python[2])
    SUMMARY.validate(summary)
    assert (summary["rows"], summary["errors"], summary["repeated"]) == (20, 1, 3)
    keyless, *found = [json.loads(line) for line in python[1].splitlines()]
    assert keyless["codes"] == ["E0994"]
    for each in found:
        ERRORS.validate(each)
    at = [f"第{place + first}行" for place in range(20)]
    assert [(each["key"], each["line"], each["diagnostics"][0]["message"]) for each in found] == [
        ("1", first, f"有3行的编号都是“1”：{at[0]}、{at[2]}、{at[6]}。"),
        ("甲", first + 1, f"有2行的编号都是“甲”：{at[1]}、{at[5]}。"),
        ("重", first + 7, f"有13行的编号都是“重”：{'、'.join(at[7:17])}，以及另外3行。"),
    ]  # fmt: skip
    assert found[0]["diagnostics"][0]["help"] == "同一人重复填报的，请只留一行；不是同一人的，请改正编号。"
    labels = found[0]["diagnostics"][0]["labels"]
    assert [(each["message"], each["line"]) for each in labels] == [
        ("编号相同的另一行", first + 2),
        ("编号相同的另一行", first + 6),
    ]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["duckdb", name, "python"]


def test_keys_of_several_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.csv", "b.jsonl"):
        register(Path(name), ["1", name])
    answer = batch("a.csv", "b.jsonl", "--policy", CE, "--key", "工号", "--unique", "-o", "o.jsonl", "--lang", "en")
    assert (answer.code, answer.err) == (0, "error records: o.jsonl.errors.jsonl\n")
    assert answer.out.startswith("4 rows, 0 of them not evaluated.\nkeys of several rows: 1.\n")
    (found,) = (json.loads(line) for line in Path("o.jsonl.errors.jsonl").read_text(encoding="utf-8").splitlines())
    assert (found["file"], found["line"]) == ("a.csv", 2)
    assert found["diagnostics"][0]["message"] == "2 rows have the key `1`: a.csv line 2, b.jsonl line 1"
    assert (
        found["diagnostics"][0]["help"]
        == "keep one row of a person that was entered twice; give different persons different keys"
    )


def test_each_key_once(tmp_path: Path) -> None:
    path = register(tmp_path / "in.csv", ["1", "2"])
    answer = batch(path, "--policy", CE, "--key", "工号", "--unique", "-o", tmp_path / "o.jsonl", "--summary", tmp_path / "s.txt")
    assert (answer.code, answer.err) == (0, "共2行，其中0行未能核对。\n")
    assert not (tmp_path / "o.jsonl.errors.jsonl").exists()


def test_an_interruption_while_keys_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, more = register(tmp_path / "in.csv"), ("--policy", CE, "--key", "工号", "--unique")
    assert batch(path, *more, "-o", tmp_path / "whole.jsonl").code == 0
    told = repeated._told

    def stopping(sources: Any, key: str, *given: Any) -> Any:
        if key == "甲":
            raise OSError(28, "full")
        return told(sources, key, *given)

    with monkeypatch.context() as patch:
        patch.setattr(repeated, "_told", stopping)
        assert batch(path, *more, "-o", tmp_path / "o.jsonl").code != 0
    assert not (tmp_path / "o.jsonl").exists()
    assert batch(path, *more[:-1], "-o", tmp_path / "o.jsonl", "--resume").err.startswith("E0988 ")
    assert batch(path, *more, "-o", tmp_path / "o.jsonl", "--resume").code == 0
    for end in ("", ".errors.jsonl"):
        assert (tmp_path / f"o.jsonl{end}").read_bytes() == (tmp_path / f"whole.jsonl{end}").read_bytes()
    assert not list(tmp_path.glob(".policy-keys-*"))


def test_a_key_is_needed(tmp_path: Path) -> None:
    answer = batch(register(tmp_path / "in.jsonl"), "--unique", "-o", tmp_path / "o.jsonl")
    assert (answer.code, answer.err[:15]) == (2, "E0904 缺少 --key，")
    assert [each.name for each in tmp_path.iterdir()] == ["in.jsonl"]
