"""What ``policy batch`` adds for who has a large register: that it could be decided in bulk."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.cli.commands import batch
from tests.cli.helpers import ROOT, invoke

CE = str(ROOT / "bench" / "ce" / "policy")
HINT = {"zh": "名册大的可以加 --engine duckdb 成批计算：结果逐字节相同，快得多。\n",
        "en": "large registers may be decided in bulk with --engine duckdb: the same bytes, and much sooner.\n"}  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_large_register_may_be_decided_in_bulk(lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sqlglot")
    monkeypatch.setattr(batch, "_MANY", 2)
    monkeypatch.chdir(tmp_path)
    Path("two.jsonl").write_text('{"编号": 1}\n{"编号": 2}\n', encoding="utf-8")
    Path("one.jsonl").write_text('{"编号": 1}\n', encoding="utf-8")
    asked = ("--policy", CE, "--jobs", "1", "--lang", lang)
    assert invoke("batch", "two.jsonl", "-o", "two.csv", *asked).err == HINT[lang]
    assert invoke("batch", "one.jsonl", "-o", "one.csv", *asked).err == ""
    assert invoke("batch", "two.jsonl", "-o", "bulk.csv", "--engine", "duckdb", *asked).err == ""
    assert Path("bulk.csv").read_bytes() == Path("two.csv").read_bytes()
