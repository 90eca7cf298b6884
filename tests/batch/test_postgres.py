"""A table of PostgreSQL as a register: the same records as from a file, run on a real server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine import api
from engine.batch import columnar, from_postgres, sources
from tests.batch.helpers import POLICY
from tests.columnar.engines import postgres_connection
from tests.helpers import expect

ROWS = 60


@pytest.fixture(scope="module")
def address() -> str:
    return f"postgresql://policy:secret@/postgres?host={postgres_connection().info.host}"


@pytest.fixture(scope="module")
def drawn(policy: api.Policy) -> list[dict[str, Any]]:
    register = api.Register(policy.tables, policy.subjects()[0], ROWS, "postgres", 0.0)
    rows = [json.loads(line) for line in register.lines("jsonl")]
    rows[7]["申报年度"] = "去年"
    return rows


@pytest.fixture(scope="module")
def table(drawn: list[dict[str, Any]]) -> str:
    """The register with nested facts as jsonb, its rows put in backwards."""
    base = postgres_connection()
    columns = list(dict.fromkeys(name for row in drawn for name in row))
    kinds = {name: "jsonb" if any(isinstance(row.get(name), dict | list) for row in drawn) else "text" for name in columns}
    listed = ", ".join(f'"{name}" {kinds[name]}' for name in columns)
    base.execute(f'CREATE TABLE register ("次序" integer PRIMARY KEY, {listed})')
    for number, row in reversed(list(enumerate(drawn))):
        values = [json.dumps(row.get(name), ensure_ascii=False) if kinds[name] == "jsonb" and name in row else _text(row.get(name))
                  for name in columns]  # fmt: skip
        base.execute(f"INSERT INTO register VALUES (%s{', %s' * len(columns)})", [number, *values])
    base.commit()
    return "register"


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def run(policy: api.Policy, name: str, out: Path, **asked: Any) -> tuple[Any, list[dict[str, Any]]]:
    request = api.BatchRequest(inputs=(name,), output=str(out), **asked)
    batch = api.run_batch(policy.artifact, request)
    return batch, [json.loads(line) for line in out.read_text("utf-8").splitlines()]


def test_records_are_those_of_the_same_rows_in_a_file(
    policy: api.Policy, address: str, table: str, drawn: list[dict[str, Any]], tmp_path: Path
) -> None:
    file = tmp_path / "register.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in drawn), "utf-8")
    _, wanted = run(policy, str(file), tmp_path / "file.jsonl")
    batch, found = run(policy, f"{address}#{table}", tmp_path / "base.jsonl", ignored=("次序",))
    aside = ("file", "line", "key")
    assert [{name: each[name] for name in each if name not in aside} for each in found] == [
        {name: each[name] for name in each if name not in aside} for each in wanted
    ]
    assert (batch.rows, batch.bad) == (ROWS, 1)
    assert {each["file"] for each in found} == {"postgresql://policy@/postgres#register"}
    assert "secret" not in (tmp_path / "base.jsonl").read_text("utf-8")


def test_a_table_is_decided_in_bulk(
    policy: api.Policy, address: str, table: str, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, asked, one_by_one = f"{address}#{table}", [], columnar.ColumnarTable._one_by_one
    monkeypatch.setattr(
        columnar.ColumnarTable, "_one_by_one", lambda self: (asked.extend(part[0]) or part for part in one_by_one(self))
    )
    run(policy, given, tmp_path / "python.jsonl", ignored=("次序",))
    programs = api.columnar_programs(POLICY, (), policy.tables, cache=str(cache))
    request = api.BatchRequest((given,), str(tmp_path / "duckdb.jsonl"), ignored=("次序",), engine="duckdb")
    assert api.run_batch(policy.artifact, request, None, programs).rows == ROWS
    for name in ("{}.jsonl", "{}.jsonl.errors.jsonl"):
        assert (tmp_path / name.format("duckdb")).read_bytes() == (tmp_path / name.format("python")).read_bytes()
    assert 0 < len(asked) < ROWS / 2


def test_the_digest_notices_a_changed_row(address: str, table: str) -> None:
    named = sources.source(f"{address}#{table}")
    before = sources.digest(named)
    assert sources.digest(named) == before
    base = postgres_connection()
    base.execute('UPDATE register SET "单位名称" = \'另一家\' WHERE "次序" = 3')
    base.commit()
    assert sources.digest(named) != before


def test_a_table_that_is_not_there(address: str, table: str) -> None:
    with pytest.raises(api.InvalidInput) as raised:
        sources.digest(sources.source(f"{address}#registers"))
    (found,) = raised.value.diagnostics
    assert (found.code, found.arguments["name"], found.arguments["suggestion"]) == ("E0992", "registers", "register")


def test_a_server_that_is_not_there(policy: api.Policy, tmp_path: Path) -> None:
    with pytest.raises(api.InvalidInput) as raised:
        run(policy, f"postgresql://policy:secret@/titles?host={tmp_path}#register", tmp_path / "out.jsonl")
    (found,) = raised.value.diagnostics
    assert found.code == "E0977"
    assert "secret" not in str(found)
    expect(
        [found._replace(arguments=found.arguments | {"reason": "没有连上"})], "E0977",
        "“postgresql://policy@/titles#register”读不了：没有连上。",
        "请核对地址、库名、用户和权限；密码不要写在命令里，放在 PGPASSWORD 或 ~/.pgpass。",
    )  # fmt: skip
    assert not (tmp_path / "out.jsonl").exists()


def test_without_the_package(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(from_postgres, "import_module", missing)
    with pytest.raises(api.InvalidInput) as raised:
        sources.digest(sources.source(f"{address}#register"))
    assert [each.code for each in raised.value.diagnostics] == ["E0987"]
