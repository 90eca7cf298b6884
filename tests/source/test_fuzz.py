"""Whatever bytes come in, the readers answer with a value or with diagnostics, and every place lies in the file."""

from __future__ import annotations

import json

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.diagnostics.render import render_text, to_json
from engine.diagnostics.sarif import to_sarif
from engine.source.json_reader import read_json
from engine.source.yaml_reader import FASTEST_LOADER, read_yaml

YAML_PIECES = st.lists(
    st.sampled_from(["甲", "：", ": ", ":", "- ", "－ ", "\n", "  ", "\t", '"', "'", "[", "]", "{", "}", ",", "，", "&a ", "*a",
                     "!x ", "<<", "|", ">", "#", " # ", "? ", "---\n", "...\n", "%YAML 1.1\n", "\\", "\r\n", "\u202e", "012", "@", "`"]),
    max_size=40,
).map("".join)  # fmt: skip
JSON_PIECES = st.lists(
    st.sampled_from(['{', '}', '[', ']', '"', "'", ":", ",", "：", "，", "“", "”", "甲", "1", "-", ".", "e", "true", "NaN", "//",
                     "/*", "*/", "#", "\n", " ", "\\", "\\u", "\\ud800", "\t", "\x00", "９", "\u3000", "a"]),
    max_size=40,
).map("".join)  # fmt: skip


def check(data: bytes, value: object, found: list, file: str) -> None:
    assert (value is None) == bool(found)
    text = data.decode("utf-8", "replace")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for each in found:
        assert 0 <= each.span.line <= len(lines)
        assert each.span[3:] >= each.span[1:3]
    for lang in ("zh", "en"):
        shown = render_text(found, {file: text}, lang)
        assert "\u202e" not in shown
        assert "\x00" not in shown
        assert "[[" not in shown.split("\n")[0] or "[[" in text
        json.dumps([to_json(found, lang), to_sarif(found, lang)]).encode("ascii")


@given(st.one_of(YAML_PIECES.map(str.encode), st.text().map(lambda each: each.encode("utf-8", "replace")), st.binary()))
@settings(max_examples=400, deadline=None)
def test_yaml(data: bytes) -> None:
    for loader in (FASTEST_LOADER, yaml.SafeLoader):
        document, found = read_yaml("a.yaml", data, loader=loader)
        check(data, document, found, "a.yaml")


@given(st.one_of(JSON_PIECES.map(str.encode), st.text().map(lambda each: each.encode("utf-8", "replace")), st.binary()))
@settings(max_examples=600, deadline=None)
def test_json(data: bytes) -> None:
    node, found = read_json("a.json", data)
    check(data, node, found, "a.json")


@given(st.recursive(st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(max_size=9),
                    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
                    max_leaves=12), st.booleans())  # fmt: skip
@settings(deadline=None)
def test_json_agrees_with_the_standard_library(value: object, escaped: bool) -> None:
    text = json.dumps(value, ensure_ascii=escaped)
    node, found = read_json("a.json", text.encode("utf-8", "replace"))
    if "\\ud" in text.lower():
        return
    assert found == []
    assert plain(node) == json.loads(text.encode("utf-8", "replace"))


def plain(node) -> object:
    if node.kind == "object":
        return {key.value: plain(value) for key, value in node.entries}
    if node.kind == "array":
        return [plain(item) for item in node.items]
    return int(node.value) if node.kind == "number" else node.value
