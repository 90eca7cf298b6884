"""Bad JSON by name: one clear diagnostic at the right place, quickly, whatever the input."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time

import pytest

from engine.diagnostics import Diagnostic
from engine.source.json_nodes import JsonNode
from engine.source.json_reader import read_json
from engine.source.limits import APPLICATION
from engine.source.text import read_file_limited
from tests.helpers import expect


def refuse(text: str | bytes) -> list[Diagnostic]:
    start = time.process_time()
    node, found = read_json("a.json", text if isinstance(text, bytes) else text.encode())
    assert time.process_time() - start < 30  # against blow-ups only; bench.limits measures
    assert node is None
    return found


def plain(node: JsonNode) -> object:
    if node.kind == "object":
        return {key.value: plain(value) for key, value in node.entries}
    return [plain(item) for item in node.items] if node.kind == "array" else node.value


def accept(text: str | bytes) -> JsonNode:
    node, found = read_json("a.json", text if isinstance(text, bytes) else text.encode())
    assert found == []
    assert node is not None
    return node


def test_values_and_places() -> None:
    node = accept('{"甲": [1, 2.50, -3e2],\n "乙": {"丙": true, "丁": null, "戊": "\\u5e74"}}')
    assert plain(node) == {"甲": ["1", "2.50", "-3e2"], "乙": {"丙": True, "丁": None, "戊": "年"}}
    assert node.keys() == ["甲", "乙"]
    inner = node.get("乙").get("戊")
    assert (inner.span.line, inner.span.column, inner.span.end_column) == (2, 35, 43)
    assert node.get("庚") is None
    assert node.items == []
    assert inner.get("x") is None
    assert inner.entries == []


def test_byte_order_mark_is_accepted_and_not_counted() -> None:
    node = accept(b'\xef\xbb\xbf{"a": 1}')
    assert node.span[1:] == (1, 1, 1, 9)


@pytest.mark.parametrize(
    ("code", "text", "marked", "said"),
    [
        ("E0161", '{"a": NaN}', "NaN", "“NaN”不是有效数字。"),
        ("E0161", '{"a": -Infinity}', "-Infinity", None),
        ("E0162", '{"a": 1, "a": 1}', '"a"', "“a”重复，第 1 行已经填过。"),
        ("E0163", '{"a": 1e400}', "1e400", "数字“1e400”过大或过长（最多 30 个字符）。"),
        ("E0163", '{"a": ' + "9" * 5_000 + "}", "9" * 5_000, None),
        ("E0164", '{"a": "x\\ud800y"}', "\\ud800", "“\\ud800”只是半个字符。"),
        ("E0164", '{"a": "\\udc00"}', "\\udc00", None),
        ("E0164", '{"a": "\\ud800\\ud83d\\ude00"}', "\\ud800", None),
        ("E0165", "[" * 100_000, "[", "括号嵌套超过 32 层。"),
        ("E0166", '{"a": 1,}', ",", "此处的逗号多余。"),
        ("E0166", "[1,,2]", ",", None),
        ("E0167", "{'a': 1}", "'a'", "“a”用了单引号，JSON 只认英文双引号。"),
        ("E0168", '{"a": 1} // 注', "// 注", "JSON 中不能写注释。"),
        ("E0168", '{/* 注\n */"a": 1}', "/* 注", None),
        ("E0169", '{"a"：1}', "：", "此处的“：”是全角标点，JSON 只认半角 : 。"),
        ("E0169", "{“a”: 1}", "“a”", None),
        ("E0169", '{"a": 1，"b": 2}', "，", None),
        ("E0169", '{"a":\u30001}', "\u3000", None),
        ("E0170", '{"a": "x\ty"}', "\t", "文字中有控制字符 U+0009。"),
        ("E0171", '{"a": "x\n}', '"x', "从这里开始的文字缺少结尾的英文双引号。"),
        ("E0171", '{"a": "x', '"x', None),
        ("E0171", '{"a": \'x', "'x", None),
        ("E0172", '{"a": "\\q"}', "\\q", "“\\q”不是有效的写法。"),
        ("E0172", '{"a": "\\u12"}', "\\u", None),
        ("E0173", '{"a" 1}', "1", "此处应为半角冒号“:”，现为“1”。"),
        ("E0173", '{"a": }', "}", "此处应为一个值，现为“}”。"),
        ("E0173", "[1}", "}", None),
        ("E0173", "{[1]: 2}", "[", "此处应为加引号的名称，现为“[”。"),
        ("E0174", '{"a": 1}}', "}", None),
        ("E0175", '{"a": "' + "甲" * 3_000_000 + '"}', '"' + "甲" * 19, "这段文字有 3000000 个字，最多 10000 个。"),
        ("E0176", '{"a": [1', "[", "从这里开始的“[”没有对应的“]”。"),
        ("E0177", '{"a": 工程}', "工程", "“工程”缺少英文双引号。"),
        ("E0177", '{"a": True}', "True", "“True”缺少英文双引号。是否为 true？"),
        ("E0177", "{a: 1}", "a", None),
        ("E0178", '{"a": 9O}', "9O", "“9O”不是规范的数字。疑为“90”。"),
        ("E0178", '{"a": ９０}', "９０", "“９０”不是规范的数字。疑为“90”。"),
        ("E0178", '{"a": 012}', "012", "“012”不是规范的数字。疑为“12”。"),
        ("E0178", '{"a": .5}', ".5", "“.5”不是规范的数字。疑为“0.5”。"),
        ("E0178", '{"a": 90学时}', "90学时", "“90学时”不是规范的数字。"),
        ("E0179", '{"a": 1 "b": 2}', '"', "此处之前缺少逗号。"),
    ],
)
def test_mistake(code: str, text: str, marked: str, said: str | None) -> None:
    expect(refuse(text), code, message=said, underlines=marked, sources=text)


def test_both_places_of_a_duplicate() -> None:
    diagnostic = expect(refuse('{"a": 1,\n "a": 2}'), "E0162", at=(2, 2))
    assert diagnostic.labels[0].span[1:3] == (1, 2)


@pytest.mark.parametrize("text", ["", " \n\t", "\ufeff"])
def test_empty(text: str) -> None:
    expect(refuse(text), "E0160", message="“a.json”没有内容。")


def test_several_mistakes_are_reported_together() -> None:
    found = refuse("{'a': NaN, b: True, /* x */ \"c\": 9O // y\n, }")
    assert [each.code for each in found] == [
        "E0167", "E0161", "E0177", "E0177", "E0168", "E0178", "E0168", "E0166",
    ]  # fmt: skip


def test_reports_stop_at_the_limit() -> None:
    assert len(refuse("[" + "NaN," * 1_000 + "1]")) == APPLICATION.diagnostics


@pytest.mark.parametrize(("encoding", "guess"), [("gbk", "GBK"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16")])
def test_other_encodings_are_guessed(encoding: str, guess: str) -> None:
    diagnostic = refuse('{"姓名abcdefgh": "张三abcdefghijk"}'.encode(encoding))[0]
    if diagnostic.code == "E0101":
        assert guess in str(diagnostic.arguments["guess"])


def test_bad_byte_is_placed() -> None:
    expect(refuse(b'{"a":\n "\xe4\xb8\xadx\xff"}'), "E0101", at=(2, 5))


def test_a_hundred_megabytes_are_not_read(tmp_path) -> None:
    path = tmp_path / "big.json"
    with path.open("wb") as stream:
        stream.truncate(100 << 20)
    data, found = read_file_limited(str(path), APPLICATION, "big.json")
    assert data is None
    expect(found, "E0103", message="“big.json”有 100 MB，超过 16 MB 的上限。")
    expect(refuse(b" " * (17 << 20)), "E0103")


def test_standard_input_is_bounded_too(monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b" " * (17 << 20))))
    assert read_file_limited("-", APPLICATION)[1][0].code == "E0103"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"{}")))
    assert read_file_limited("-", APPLICATION) == (b"{}", [])


def test_files_that_cannot_be_read(tmp_path) -> None:
    expect(
        read_file_limited(str(tmp_path / "x.json"), APPLICATION, "x.json")[1],
        "E0106",
        message="无法读取“x.json”：没有这个文件。",
    )
    expect(read_file_limited(str(tmp_path), APPLICATION, "x")[1], "E0106", message="无法读取“x”：这是文件夹，不是文件。")
    assert read_file_limited("a\0b", APPLICATION)[1][0].code == "E0106"
    expect(read_file_limited("/dev/null", APPLICATION)[1], "E0108")
    (tmp_path / "ok.json").write_bytes(b"{}")
    assert read_file_limited(str(tmp_path / "ok.json"), APPLICATION) == (b"{}", [])


def test_too_many_values() -> None:
    expect(refuse("[" + "1," * 300_000 + "1]"), "E0136")


def test_a_typical_application_takes_a_moment() -> None:
    record = {f"字段{number}": {"总学时": number, "名称": f"某某{number}"} for number in range(60)}
    data = json.dumps(record, ensure_ascii=False).encode()
    start = time.process_time()
    for _ in range(50):
        read_json("a.json", data)
    assert (time.process_time() - start) / 50 < 0.5  # against blow-ups only; bench.cold measures


def test_reading_draws_in_nothing_heavy() -> None:
    code = (
        "import sys; import engine.source.json_reader, engine.source.digest, engine.source.resources;"
        "print([name for name in ('yaml', 'jsonschema', 'dataclasses', 'inspect', 'typing_extensions') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
