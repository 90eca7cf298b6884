"""What an officer may get wrong in YAML, each by name, with place and advice; both of PyYAML's parsers agree."""

from __future__ import annotations

import time

import pytest
import yaml

from engine.diagnostics import Diagnostic
from engine.source.limits import POLICY
from engine.source.nodes import to_plain
from engine.source.yaml_reader import FASTEST_LOADER, read_yaml
from tests.helpers import expect

LOADERS = [yaml.SafeLoader, FASTEST_LOADER]


@pytest.fixture(params=LOADERS, ids=lambda each: each.__name__)
def refuse(request):
    def run(text: str | bytes) -> list[Diagnostic]:
        data = text if isinstance(text, bytes) else text.encode()
        document, found = read_yaml("notice.yaml", data, loader=request.param)
        assert document is None
        assert found
        return found

    return run


@pytest.fixture(params=LOADERS, ids=lambda each: each.__name__)
def accept(request):
    def run(text: str) -> object:
        document, found = read_yaml("notice.yaml", text.encode(), loader=request.param)
        assert found == []
        assert document is not None
        return to_plain(document.root)

    return run


def test_full_width_colon_names_the_key_and_the_corrected_line(refuse) -> None:
    text = "- 序号: 19\n  启动时间：5月\n  完成时间: 7月\n"
    found = refuse(text)
    expect(
        found,
        "E0127",
        message="键“启动时间”后为全角冒号“：”，YAML 只认半角“:”。",
        help="请改为“启动时间: 5月”。",
        underlines="：",
        sources=text,
        at=(2, 7),
    )
    assert len(found) == 1


def test_all_full_width_colons_are_reported_with_what_else_is_wrong(refuse) -> None:
    found = refuse("文号：甲\n年度：2023\n标题: 乙\n标题: 丙\n地区:丽水\n")
    assert [(each.code, each.span.line) for each in found] == [
        ("E0127", 1), ("E0127", 2), ("E0123", 4), ("E0128", 5),
    ]  # fmt: skip


def test_places_after_a_repair_on_the_same_line_are_those_of_the_file(refuse) -> None:
    text = "文号：{甲: 1, 甲: 2}\n"
    found = refuse(text)
    expect(found, "E0123", underlines="甲", sources=text, at=(1, 11))


@pytest.mark.parametrize(
    "text",
    [
        "说明:\n  注：甲\n  例：乙\n",
        "说明: |\n  注：甲\n标题: 乙\n",
        "说明: 甲\n  注：乙\n",
        '说明: "甲\n  注：乙"\n标题: 丙\n',
        "说明: [甲,\n注：乙]\n",
        "说明:\n- 注：甲\n- 例：乙\n",
        "# 注：甲\n说明: 乙\n",
        "网址: http://a.cn\n时间: 12:30\n",
    ],
)
def test_colons_inside_texts_are_left_alone(accept, text: str) -> None:
    accept(text)


def test_missing_space_after_the_colon(refuse) -> None:
    text = "文号: 甲\n启动时间:5月\n"
    expect(refuse(text), "E0128", help="请改为“启动时间: 5月”。", underlines=":", sources=text)


@pytest.mark.parametrize(("text", "sign"), [("表:\n  － 甲\n", "－"), ("表: ｛甲: 1｝\n", "｛"), ("＃ 注\n甲: 1\n", "＃")])
def test_full_width_signs(refuse, text: str, sign: str) -> None:
    expect(refuse(text), "E0129", underlines=sign, sources=text)


@pytest.mark.parametrize("blank", ["\t", "\u3000", " \t "])
def test_indentation_by_anything_but_spaces(refuse, blank: str) -> None:
    text = f"表:\n{blank}- 甲\n"
    expect(refuse(text), "E0126", message="这一行的缩进中有 Tab 或全角空格。", underlines=blank, sources=text)


@pytest.mark.parametrize(
    ("code", "text", "marked"),
    [
        ("E0121", "甲: 1\n<<: {乙: 2}\n", "<<"),
        ("E0122", "甲: !!python/object:os.system 1\n", "!!python/object:os.system"),
        ("E0125", "甲: 1\n---\n乙: 2\n", "---"),
        ("E0130", "2023: 甲\n", "2023"),
        ("E0130", "true: 甲\n", "true"),
        ("E0130", "? [甲]\n: 乙\n", "[甲]"),
        ("E0132", "甲: 2023202320232023202320\n", "2023202320232023202320"),
        ("E0105", "甲: 乙\u202e丙\n", "\u202e"),
        ("E0105", "甲: 乙\x07\n", "\x07"),
        ("E0105", "甲: 乙\u200b\n", "\u200b"),
        ("E0131", '甲: "乙\n', '"'),
        ("E0131", "甲: 乙: 丙\n", ":"),
    ],
)
def test_refused_with_exact_place(refuse, code: str, text: str, marked: str) -> None:
    expect(refuse(text), code, underlines=marked, sources=text)


def test_anchor_and_alias_both(refuse) -> None:
    found = refuse("甲: &x 1\n乙: *x\n")
    assert [(each.code, each.arguments["name"]) for each in found] == [("E0120", "&x"), ("E0120", "*x")]


def test_duplicate_key_points_at_both(refuse) -> None:
    diagnostic = expect(refuse("甲: 1\n乙: 2\n甲: 3\n"), "E0123", message="键“甲”重复，第 1 行已经有了。", at=(3, 1))
    assert diagnostic.labels[0].span.line == 1


def test_encoding(refuse) -> None:
    gbk = expect(refuse("文号: 丽水市\n".encode("gbk")), "E0101", at=(1, 1))
    assert "GBK" in str(gbk.arguments["guess"])
    expect(refuse("甲: 1\n".encode("utf-16")), "E0101", help="请在编辑器中选“另存为”，编码选 UTF-8，再试一次。")
    expect(refuse(b"\xef\xbb\xbfa: 1\n"), "E0102", at=(1, 1))


def test_size_lines_and_emptiness(refuse) -> None:
    expect(refuse(b"a" * (POLICY.bytes + 1)), "E0103")
    expect(refuse(b"\n" * POLICY.lines), "E0104")
    expect(refuse(b""), "E0133")
    expect(refuse("# 注\n"), "E0133", message="“notice.yaml”没有内容。")


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, "{" * 100_000, "[{" * 50_000, "{a: " * 100_000, "- " * 100_000, "? " * 100_000, "[a, " * 100_000]
    + [
        "\n".join(" " * depth + "a:" for depth in range(1_000)),
        "[\n" * 19_000,
        '["]", ' * 100_000,
        "甲: '[' \n乙: " + "[[" * 40_000,
    ],
    ids=lambda text: text[:6],
)
def test_deep_nesting_is_refused_quickly(refuse, text: str) -> None:
    start = time.process_time()
    expect(refuse(text), "E0124", message="嵌套超过 64 层。")
    assert time.process_time() - start < 30  # against blow-ups only; bench.limits measures


def test_brackets_in_a_text_are_no_nesting(accept) -> None:
    assert accept("甲: " + "[" * 60 + "]" * 60 + "\n")


def test_core_scalars_only(accept) -> None:
    plain = accept("[no, yes, on, off, 012, 1:30, 1e3, 0o7, 0x1F, 1.5, 2023-05-15, True, NULL, true, false, null, ~, 90, -5, 0]")
    assert plain == [
        "no", "yes", "on", "off", "012", "1:30", "1e3", "0o7", "0x1F", "1.5", "2023-05-15", "True", "NULL",
        True, False, None, None, 90, -5, 0,
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["a" + " " * 500_000 + "b", "甲" + "：" * 300_000, "- " * 30 + "甲 " * 250_000, ":" * 1_000_000])
def test_endless_lines_take_a_moment(text: str) -> None:
    start = time.process_time()
    read_yaml("notice.yaml", text.encode())
    assert time.process_time() - start < 30  # against blow-ups only; bench.limits measures


def test_too_many_values(refuse) -> None:
    expect(refuse("[" + "a," * 200_000 + "]"), "E0136")
