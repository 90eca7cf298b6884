"""A character of a YAML string is found at its own line and column, whatever the style of the string."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from engine.diagnostics.excerpt import underlined_text
from engine.source.nodes import MappingNode, ScalarNode, find
from engine.source.resources import policies_folder
from engine.source.yaml_reader import FASTEST_LOADER, read_yaml


def scalar(text: str, loader: type = FASTEST_LOADER) -> ScalarNode:
    document, found = read_yaml("a.yaml", text.encode(), loader=loader)
    assert document is not None, found
    node = find(document.root, ["范围"])
    assert isinstance(node, ScalarNode)
    return node


@pytest.mark.parametrize("loader", [yaml.SafeLoader, FASTEST_LOADER])
@pytest.mark.parametrize(
    "text",
    [
        "范围: 专业 是 建设工程 且 级别 是 副高\n",
        "范围: 专业 是 建设工程\n   且 级别 是 副高\n标题: 1\n",
        "范围: '专业 是 ''甲'' 且\n\n  级别 是 副高'\n",
        '范围: "专业 是 \\"甲\\" 且\\\n   级别 \\u662f 副高"\n',
        '范围: "甲\\n\\n乙 \\n 级别 是 副高"\n',
        "范围: |\n  专业 是 甲\n    且\n\n  级别 是 副高\n标题: 1\n",
        "范围: >-\n  专业 是 甲\n  且\n\n    级别\n  级别 是 副高\n",
        "甲: 1\r\n范围: 专业 是\r\n  级别 是 副高\r\n",
        "范围: # 注\n  级别 是 副高\n",
        "{甲: [1], 范围: 级别 是 副高}\n",
    ],
)
def test_word_is_found(text: str, loader: type) -> None:
    node = scalar(text, loader)
    for word in ("副高", "级别"):
        start = node.text.rindex(word)
        assert underlined_text(node.locate(start, start + 2), text) == word


def test_escape_is_underlined_whole() -> None:
    text = '范围: "甲\\u4e59丙"\n'
    assert underlined_text(scalar(text).locate(1, 2), text) == "\\u4e59"


def test_empty_and_outside_stretches() -> None:
    node = scalar("范围: 甲乙\n")
    assert node.locate(1, 1)[1:] == (1, 6, 1, 6)
    assert node.locate(1, 99)[1:] == (1, 6, 1, 7)
    assert ScalarNode(None, "", "", node.span).locate(0, 5) == node.span


@given(
    st.text(st.sampled_from("甲乙 a\n'\"\\\t：#é-"), min_size=1, max_size=40),
    st.sampled_from(["'", '"', "|", ">", None]),
    st.integers(20, 80),
)
def test_found_characters_are_the_right_ones(value: str, style: str | None, width: int) -> None:
    text = yaml.dump({"范围": value}, default_style=style, allow_unicode=True, width=width)
    document, _ = read_yaml("a.yaml", text.encode())
    if document is None or not isinstance(document.root, MappingNode):
        return
    node = document.root.entries[0][1]
    assert isinstance(node, ScalarNode)
    for index, character in enumerate(node.text):
        covered = underlined_text(node.locate(index, index + 1), text)
        if node.positions and not character.isspace() and character not in "'\"\\":
            assert covered == character or covered.startswith("\\")


def test_every_scalar_of_the_shipped_policy_knows_its_characters() -> None:
    from engine.source.discovery import read_folder

    policy, _ = read_folder(f"{policies_folder()}/2023")
    assert policy is not None
    waiting = [document.root for document in policy.documents.values()]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ScalarNode):
            assert node.positions or not node.text, node
        elif isinstance(node, MappingNode):
            waiting += [part for entry in node.entries for part in entry]
        else:
            waiting += node.items
