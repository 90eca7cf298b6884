"""``policy compile``: what it writes and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import api
from tests.cli.helpers import invoke


def test_it_writes_the_script(tmp_path: Path) -> None:
    answer = invoke("compile", "policies/2023", "--to", "sql", "--dialect", "duckdb", "--only", "decision")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == api.policy_as_sql("policies/2023", only="decision")
    assert answer.out.startswith("-- 丽人社函〔2023〕45号 · 申报 · DuckDB\n")
    assert 'CREATE OR REPLACE TABLE "policy_calendar"' not in answer.out, "applications need no working days"
    assert invoke("compile", "-o", str(tmp_path / "a.sql"), "--only", "decision").code == 0
    assert (tmp_path / "a.sql").read_text("utf-8") == answer.out


@pytest.mark.parametrize(("dialect", "title"), [("spark", "Spark SQL"), ("postgres", "PostgreSQL")])
def test_it_writes_for_a_warehouse(dialect: str, title: str) -> None:
    answer = invoke("compile", "policies/2023", "--dialect", dialect, "--only", "decision")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == api.policy_as_sql("policies/2023", only="decision", dialect=dialect)
    assert answer.out.startswith(f"-- 丽人社函〔2023〕45号 · 申报 · {title}\n")


def test_meetings_need_the_calendar() -> None:
    answer = invoke("compile", "--subject", "评审会议")
    assert answer.out.count('CREATE OR REPLACE TABLE "policy_calendar"') == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--to", "sqll"], "E0905 --to 的值“sqll”不可用。是否为“sql”？"),
        (["--dialect", "sparc"], "E0905 --dialect 的值“sparc”不可用。是否为“spark”？"),
        (["--only", "decisions"], "E0905 --only 的值“decisions”不可用。是否为“decision”？"),
        (["--subject", "评审会"], "E0903"),
        (["nowhere"], "E01"),
        (["-o", "docs"], "E09"),
    ],
)
def test_what_it_refuses(arguments: list[str], said: str) -> None:
    answer = invoke("compile", *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(said)
