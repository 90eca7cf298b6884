"""Programs of registers: shifts that find no bit, records as bits, what rests on words alone."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from engine import api, pipeline
from engine.artifact.from_core import build_tables
from engine.artifact.tables import bindings
from engine.columnar import bits
from engine.columnar.program import CODES, Program, decoded
from engine.columnar.programs import Programs
from engine.columnar.register import compile_register
from engine.columnar.rewriting import either, settled
from engine.columnar.scalar import Pool
from tests.cli.helpers import ROOT

KNOWN = frozenset(
    ["declared_year", "required_years", "level", "series", "region", "employer_type", "channel", "records"]
    + [f"records.{name}" for name in ("total", "professional", "public", "general_public")]
)


def program(known: frozenset[str], whole: bool = True) -> Program:
    stages = pipeline.run(str(ROOT / "bench" / "ce" / "policy"), (), "core").stages
    tables = build_tables(stages["typed"], stages["core"], "")
    return compile_register(stages["core"], tables, "申报", bindings(tables, None), known, whole, reasons=True)


@pytest.mark.parametrize("by", [-1, 62, 63, 64, 70, 8_000])
def test_a_shift_beyond_all_bits_gives_none(by: int) -> None:
    assert duckdb.sql(f"SELECT (x >> y) & 1 FROM (SELECT {2**61}::BIGINT AS x, {by}::BIGINT AS y)").fetchall() == [(0,)]


def test_the_last_year_has_a_bit() -> None:
    assert bits.YEARS[1] - bits.YEARS[0] == 61
    assert duckdb.sql("SELECT ((1::BIGINT << 61) >> 61) & 1").fetchall() == [(1,)]


def test_rows_without_nulls_need_one_pass_over_their_records() -> None:
    assert program(KNOWN).sql.upper().count("LIST_TRANSFORM") == 1
    assert program(frozenset()).sql.upper().count("LIST_TRANSFORM") > 1


def test_the_same_policy_gives_the_same_program() -> None:
    assert program(KNOWN) == program(KNOWN)


def test_a_program_is_kept_until_its_policy_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = str(ROOT / "bench" / "ce" / "policy")
    tables = api.load_policy(folder).tables
    made = Programs(folder, (), tables, cache=str(tmp_path))("申报", KNOWN, True)
    assert made == program(KNOWN)
    asked: list[tuple[object, ...]] = []
    run = pipeline.run
    monkeypatch.setattr(pipeline, "run", lambda *what: (asked.append(what), run(*what))[1])
    assert Programs(folder, (), tables, cache=str(tmp_path))("申报", KNOWN, True) == made
    assert asked == []
    assert Programs(folder, (), tables, cache=str(tmp_path))("申报", frozenset(), True) != made
    changed = {**tables, "policy": {**tables["policy"], "digest": "sha256:0"}}
    assert Programs(folder, (), changed, cache=str(tmp_path))("申报", KNOWN, True) == made
    (kept, *_) = sorted((tmp_path / "programs").iterdir())
    kept.write_bytes(kept.read_bytes()[:-1])
    for known in (KNOWN, frozenset()):
        assert Programs(folder, (), tables, cache=str(tmp_path))("申报", known, True) == program(known)
    assert len(asked) > 2


def test_the_code_alone_has_no_masks() -> None:
    found = program(KNOWN, whole=False)
    assert found.masks == ()
    assert "mask0" not in found.sql


def test_bits_are_read_as_what_they_say() -> None:
    found = program(KNOWN)
    entries = [entry for _, entries in found.masks[: found.told] for entry in entries]
    assert {group for group, _, _ in entries} == {"failed", "row", "granted", "clause", "referred"}
    first = [1] + [0] * (len(found.masks) - 1)
    group, name, row = found.masks[0][1][0]
    assert decoded(found, first) == {group: [(name, row)]}
    assert decoded(found, [0] * len(found.masks)) == {}
    assert CODES[0] == ("eligible", True)


def test_what_stands_beside_a_known_operand_is_asked_less() -> None:
    pool = Pool()
    known, open_ = pool.column("known", "boolean", known=True), pool.column("open", "boolean")
    either = pool.any_of([known, open_])
    assert settled(pool, pool.any_of([known, pool.compare("=", open_, either)])) is not pool.true
    assert settled(pool, pool.all_of([known, either])) is known
    assert settled(pool, pool.any_of([pool.negation(known), either])) is pool.true
    assert settled(pool, pool.all_of([open_, pool.any_of([open_, known])])).operation == "and"


def test_what_is_known_settles_what_rests_on_it() -> None:
    pool = Pool()
    known, x, y = pool.column("known", "boolean", known=True), pool.column("x", "boolean"), pool.column("y", "integer")
    null = pool.null("boolean")
    assert pool.is_true(pool.compare("=", y, y)) is pool.is_known(y)
    assert pool.is_false(pool.compare("=", y, y)) is pool.false
    assert pool.case([(pool.is_known(y), y)], pool.null("integer")) is y
    for joined in (pool.any_of([known, x]), pool.all_of([known, x])):
        settles = pool.any_of([known if joined.operation == "or" else pool.negation(known), pool.is_known(x)])
        assert pool.case([(settles, joined)], null) is joined
        assert pool.case([(pool.is_known(x), joined)], null) is not joined
    assert pool.case([(known, x)], null) is not x


def test_a_conjunction_says_once_that_an_operand_settles_a_connective() -> None:
    pool = Pool()
    x, y = pool.column("x", "boolean"), pool.column("y", "boolean")
    both, one = pool.all_of([x, y]), pool.any_of([x, y])
    assert pool.all_of([pool.is_false(both), pool.is_false(x)]) is pool.is_false(x)
    assert pool.all_of([pool.is_true(one), pool.is_true(y)]) is pool.is_true(y)
    assert pool.all_of([pool.is_true(both), pool.is_true(x)]).operation == "and"
    assert pool.any_of([pool.is_false(both), pool.is_false(x)]).operation == "or"


def test_what_truths_have_in_common_is_said_once() -> None:
    pool = Pool()
    a, b, c, d = (pool.column(name, "boolean", known=True) for name in "abcd")
    found = either(pool, [pool.all_of([a, b]), pool.all_of([a, c]), d])
    assert found is pool.any_of([pool.all_of([a, pool.any_of([b, c])]), d])
    assert either(pool, [pool.all_of([a, b]), a]) is a
    assert either(pool, []) is pool.false


def test_words_are_shared_only_where_that_pays() -> None:
    stages = pipeline.run(str(ROOT / "policies" / "2023"), (), "core").stages
    tables = build_tables(stages["typed"], stages["core"], "")
    found = compile_register(stages["core"], tables, "申报", bindings(tables, None), frozenset(), reasons=True)
    assert (found.combined, found.shared) == ("", ())
    assert program(KNOWN).combined
    assert found.reasons
    assert {group for _, entries in found.masks[: found.told] for group, _, _ in entries} == {
        "row", "failed", "failed_in_rows", "clause", "granted_alike", "awaiting_alike", "referred",
    }  # fmt: skip
    assert {group for _, entries in found.masks[found.told :] for group, _, _ in entries} == {
        "possible", "open", "open_in_rows", "open_clause", "missing", "undetermined_alike", "unsaid",
    }  # fmt: skip
