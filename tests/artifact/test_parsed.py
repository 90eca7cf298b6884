"""What is kept beside artifacts: parsed rules, used again only where nothing they rest on has changed; tables unpacked late."""

from __future__ import annotations

import copy
import json
import marshal
from pathlib import Path

import pytest

from engine import api
from engine.artifact import sections, store
from engine.artifact.sections import LazyTables, packed
from engine.syntax import from_source
from tests.building import lay

EXTRA = "条件 新增 【一.2】\n    主体 申报\n    应当 单位性质 不是 机关\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(lay(tmp_path / "policy", {"rules/extra.policy": EXTRA}))


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files parsed from now on."""
    found: list[str] = []
    parse = from_source.parse_policy
    monkeypatch.setattr(from_source, "parse_policy", lambda file, text: (found.append(file), parse(file, text))[1])
    return found


def load(folder: Path, cache: Path) -> api.Policy:
    return api.load_policy(str(folder), cache=str(cache))


def fresh(folder: Path) -> api.Policy:
    return api.load_policy(str(folder))


def test_after_an_edit_only_the_edited_file_is_parsed(folder: Path, tmp_path: Path, parsed: list[str]) -> None:
    cache = tmp_path / "cache"
    load(folder, cache)
    every = sorted(f"rules/{path.name}" for path in (folder / "rules").glob("*.policy"))
    assert sorted(parsed) == every
    parsed.clear()
    (folder / "rules" / "extra.policy").write_text(EXTRA.replace("新增", "改名"), "utf-8")
    after = load(folder, cache)
    assert parsed == ["rules/extra.policy"]
    assert after.tables == fresh(folder).tables


def test_an_edited_vocabulary_makes_everything_anew_that_depends_on_it(folder: Path, tmp_path: Path) -> None:
    """Rules are parsed without knowing any name: what a word means is asked again for every rule."""
    cache = tmp_path / "cache"
    before = load(folder, cache)
    words = folder / "vocabulary" / "enumerations.yaml"
    words.write_text(words.read_text("utf-8").replace("机关", "党政机关"), "utf-8")
    with pytest.raises(api.InvalidPolicy) as refused:
        load(folder, cache)
    assert "E0301" in {each.code for each in refused.value.diagnostics}
    extra = folder / "rules" / "extra.policy"
    extra.write_text(extra.read_text("utf-8").replace("机关", "党政机关"), "utf-8")
    after = load(folder, cache)
    assert after.tables == fresh(folder).tables
    assert after.digest != before.digest


def test_parsed_rules_are_good_for_one_engine_only(
    folder: Path, tmp_path: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    load(folder, cache)
    parsed.clear()
    monkeypatch.setattr(store, "code_digest", lambda: "another engine")
    load(folder, cache)
    assert "rules/extra.policy" in parsed


@pytest.mark.parametrize("body", [b"", b"?", marshal.dumps(7), marshal.dumps([])], ids=["empty", "noise", "number", "list"])
def test_spoilt_parsed_rules_are_parsed_anew(folder: Path, tmp_path: Path, parsed: list[str], body: bytes) -> None:
    cache = tmp_path / "cache"
    load(folder, cache)
    (kept,) = (cache / "parsed").iterdir()
    kept.write_bytes(store._head(kept.name, body, store._PARSED_MAGIC) + body)
    parsed.clear()
    (folder / "rules" / "extra.policy").write_text(EXTRA.replace("新增", "改名"), "utf-8")
    load(folder, cache)
    assert len(parsed) == len(list((folder / "rules").glob("*.policy")))


def test_what_is_no_longer_asked_for_is_forgotten(tmp_path: Path) -> None:
    cache = str(tmp_path / "cache")
    with store.parsed(cache, ("/a",)) as kept:
        kept.update({"1": b"one", "2": b"two"})
    with store.parsed(cache, ("/a",)) as kept:
        assert (kept["1"], sorted(kept)) == (b"one", ["1", "2"])
    with store.parsed(cache, ("/a",)) as kept:
        assert sorted(kept) == ["1"]
    with store.parsed(cache, ("/b",)) as kept:
        assert sorted(kept) == []


# ---- large tables ----------------------------------------------------------------------------------------------------

TABLES = {"format": 4, "atoms": [{"text": f"第{number}项"} for number in range(9000)], "rows": {}}


def lazy() -> LazyTables:
    return LazyTables(*packed(TABLES))


def test_only_large_tables_are_packed() -> None:
    small, large = packed(TABLES)
    assert (small, list(large)) == ({"format": 4, "rows": {}}, ["atoms"])
    assert len(large["atoms"]) < sections.LARGE


def test_a_table_is_unpacked_when_it_is_asked_for() -> None:
    tables = lazy()
    assert (tables["format"], dict.__len__(tables)) == (4, 2)
    assert tables["atoms"] is tables["atoms"]
    assert dict.__len__(tables) == 3
    with pytest.raises(KeyError, match="other"):
        tables["other"]


def test_lazy_tables_are_the_plain_dictionary_to_everyone() -> None:
    assert lazy() == TABLES
    assert lazy() == lazy()
    assert lazy() != {}
    assert ("atoms" in lazy(), "rows" in lazy(), "other" in lazy(), len(lazy())) == (True, True, False, 3)
    assert (lazy().get("atoms"), lazy().get("other", 5)) == (TABLES["atoms"], 5)
    assert sorted(lazy()) == sorted(lazy().keys()) == sorted(TABLES)
    assert dict(lazy().items()) == dict(lazy()) == {**lazy()} == lazy().copy() == copy.deepcopy(lazy()) == TABLES
    assert len(list(lazy().values())) == 3
    assert lazy() | {"rows": 1} == TABLES | {"rows": 1}
    assert json.loads(json.dumps(lazy())) == TABLES
    assert marshal.loads(marshal.dumps(dict(lazy()))) == TABLES


def test_a_policy_with_large_tables_decides_the_same_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sections, "LARGE", 0)
    folder = Path(lay(tmp_path / "policy", {}))
    application = {"申报年度": 2025, "申报日期": "2025-06-02"}
    first = load(folder, tmp_path / "cache").evaluate(application).data
    again = load(folder, tmp_path / "cache")
    assert isinstance(again.tables, LazyTables)
    assert again.evaluate(application).data == first
