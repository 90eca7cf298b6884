"""The chart of the year: sound XML, accessible, every row drawn where its months are."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from engine.planning.chart import chart, columns
from tests.planning.support import planned

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def drawn() -> ElementTree.Element:
    return ElementTree.fromstring(chart(planned()))


def test_it_is_accessible(drawn: ElementTree.Element) -> None:
    assert drawn.get("role") == "img"
    ids = (drawn.get("aria-labelledby") or "").split()
    assert [drawn.find(f"{SVG}{name}").get("id") for name in ids] == ids  # type: ignore[union-attr]
    assert "表二·16" in (drawn.findtext(f"{SVG}desc") or "")


def test_it_stands_alone() -> None:
    text = chart(planned())
    assert "href" not in text
    assert "<script" not in text
    assert text.count("http") == 1  # the name space


def test_every_row_is_drawn(drawn: ElementTree.Element) -> None:
    rows = [g for g in drawn.findall(f"{SVG}g") if g.get("aria-label") is None]
    assert len(rows) == 72
    assert sum(g.find(f"{SVG}rect") is not None for g in rows) == 31
    assert len([path for g in rows for path in g.findall(f"{SVG}path")]) == 40 + 4


def test_a_bar_covers_its_months(drawn: ElementTree.Element) -> None:
    bars = {g.findtext(f"{SVG}text", "").split()[0]: g.find(f"{SVG}rect") for g in drawn.findall(f"{SVG}g")}
    one, other = bars["表一·12"], bars["表一·25"]  # July to September, July to December
    assert one is not None
    assert other is not None
    assert one.get("x") == other.get("x")
    month = (float(one.get("width", 0)) + 4) / 3
    assert float(other.get("width", 0)) + 4 == pytest.approx(6 * month)


def test_labels_end_before_the_months(drawn: ElementTree.Element) -> None:
    first_month = min(float(line.get("x1", 0)) for line in drawn.findall(f"{SVG}line"))
    for group in drawn.findall(f"{SVG}g"):
        label = group.find(f"{SVG}text")
        if label is not None and group.get("aria-label") is None:
            assert float(label.get("x", 0)) + columns(label.text or "") * 6.5 < first_month


def test_nothing_lies_outside(drawn: ElementTree.Element) -> None:
    width, height = float(drawn.get("width", 0)), float(drawn.get("height", 0))
    for rect in drawn.iter(f"{SVG}rect"):
        right = rect.get("width", "0")
        assert right == "100%" or float(rect.get("x", 0)) + float(right) <= width
        assert float(rect.get("y", 0)) + float(rect.get("height", 0)) <= height


def test_one_row_in_english() -> None:
    drawn = ElementTree.fromstring(chart(planned(rows=("表三·1",)), "en"))
    assert drawn.findtext(f"{SVG}title") == "Working months of 2023"
    assert len(list(drawn.iter(f"{SVG}path"))) == 4
