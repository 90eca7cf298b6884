"""The notice that the shipped policy was made from, read again: everything is as it was."""

from __future__ import annotations

import re

import pytest

from engine.notice.lastyear import read_last_year
from engine.notice.model import Comparison
from engine.notice.public import compare, read_notice
from tests.notice.measuring import POLICY, bare
from tests.repository import ROOT

NOTICE = ROOT.parent / "shared" / "notice-2023.txt"

pytestmark = pytest.mark.skipif(not NOTICE.is_file(), reason="the notice's text is not at hand")


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare(read_notice(NOTICE, 2023, POLICY), POLICY)


def test_every_clause_is_the_same(comparison: Comparison) -> None:
    assert {(match.state, match.certainty) for match in comparison.clauses} == {("same", 1.0)}
    assert len(comparison.clauses) == len(read_last_year(str(POLICY)).clauses)


def test_every_row_is_the_same(comparison: Comparison) -> None:
    assert {match.state for match in comparison.rows} == {"same"}
    assert len(comparison.rows) == 72
    assert all(match.changed == () for match in comparison.rows)


def test_every_cell_is_that_of_the_policy(comparison: Comparison) -> None:
    last = {row.locator: row for row in read_last_year(str(POLICY)).rows}
    cells = 0
    for match in comparison.rows:
        assert match.row is not None
        for field, text in last[match.last[0]].cells.items():
            cells += 1
            assert bare(match.row.cells[field].text) == bare(text), (match.last, field)
    assert cells > 400


def test_no_line_is_lost_and_head_is_read(comparison: Comparison) -> None:
    notice = comparison.notice
    assert notice.unread == ()
    assert notice.head["number"] == "丽人社函〔2023〕45号"
    assert notice.head["date"] == "2023年5月15日"
    assert notice.head["issuer"] == "丽水市人力资源和社会保障局"


def test_known_misprints_are_asked_about_and_nothing_else(comparison: Comparison) -> None:
    asked = {doubt.where for doubt in comparison.notice.doubts}
    assert asked == {"表一·5·office", "表一·8·office", "表一·22·office", "表二·7·office"}
    proposals = {doubt.proposal for doubt in comparison.notice.doubts if doubt.proposal}
    assert proposals == {"市人力社保局职建处", "市人力社保局专技处", "龙泉市人力社保局"}


def test_texts_are_cut_where_the_ledger_cuts(comparison: Comparison) -> None:
    passages = {passage.locator: passage.text for passage in comparison.notice.passages}
    assert bare(passages["五(一).2"]) == "专业技术人才每年参加继续教育累计不少于90学时"
    assert re.fullmatch("《丽水市林业工程.*》。?", passages["三.7b"])
