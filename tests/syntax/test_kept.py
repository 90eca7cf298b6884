"""Parsed rules come back from their bytes as they were, places included; nothing with a mistake is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.diagnostics import Span
from engine.source.discovery import read_folder
from engine.syntax import from_source
from engine.syntax.kept import digest_of, pack, unpack
from engine.syntax.parser import parse_policy
from tests.building import CURRENT, lay

FILES = sorted((CURRENT / "rules").glob("*.policy"))
ENGLISH = "# language: en\ncondition filed 【一.1】\n    subject application\n    requires a\n    otherwise advice “{a} {{x}}”\n"
GOOD = "条件 一 【一.1】\n    主体 申报\n    应当 甲\n"


def shown(node: object) -> str:
    """A tree with its places, which equality is blind to."""
    return repr(node)


@pytest.mark.parametrize("text", [*(path.read_text("utf-8") for path in FILES), ENGLISH], ids=lambda text: text[:12])
def test_statements_come_back(text: str) -> None:
    statements, language, problems = parse_policy("a.policy", text)
    assert problems == []
    again, said = unpack("a.policy", pack(statements, language))
    assert (shown(again), said) == (shown(statements), language)
    moved, _ = unpack("b.policy", pack(statements, language))
    assert moved == statements
    assert moved[0].span == Span("b.policy", *statements[0].span[1:])


def test_a_file_that_has_not_changed_is_not_parsed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = lay(tmp_path / "policy", {"rules/x.policy": GOOD})
    policy, _ = read_folder(folder)
    assert policy is not None
    kept: dict[str, bytes] = {}
    first, _ = from_source.translate(policy, kept)
    assert set(kept) == {digest_of(text) for text in policy.rules.values()}
    parsed: list[str] = []
    parse = from_source.parse_policy
    monkeypatch.setattr(from_source, "parse_policy", lambda file, text: (parsed.append(file), parse(file, text))[1])
    second, problems = from_source.translate(policy, kept)
    assert (parsed, problems) == ([], [])
    assert shown(second.rules) == shown(first.rules)
    (Path(folder) / "rules" / "x.policy").write_text(GOOD.replace("一 【", "二 【"), "utf-8")
    changed, _ = read_folder(folder)
    assert changed is not None
    from_source.translate(changed, kept)
    assert parsed == ["rules/x.policy"]


def test_a_file_with_a_mistake_is_not_kept_and_told_every_time(tmp_path: Path) -> None:
    policy, _ = read_folder(lay(tmp_path / "policy", {"rules/x.policy": GOOD + "条件 坏\n    主体\n"}))
    assert policy is not None
    kept: dict[str, bytes] = {}
    found = [[each.code for each in from_source.translate(policy, kept)[1]] for _ in range(2)]
    assert found[0] == found[1] != []
    assert digest_of(policy.rules["rules/x.policy"]) not in kept
