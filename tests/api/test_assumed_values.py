"""What is assumed where a fact is left out means what was written: in the unit it was written in, whatever name its word bears."""

from __future__ import annotations

from pathlib import Path

from engine import api
from engine.case.completion import complete
from engine.case.unknowns import when_absent
from engine.columnar.following import default_of
from tests.building import SMALL, lay

APPLICATION = "vocabulary/申报.yaml"
FIGURE = "{名称: 所得学时, 标识: credited, 类型: 数量, 单位: 学时, 取值范围: [0, 100], 未填: {假定: 90}}"


def small(place: Path, *changes: tuple[str, str]) -> api.Policy:
    """The small policy with its vocabulary of applications changed."""
    text = (SMALL / APPLICATION).read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return api.load_policy(lay(place, {APPLICATION: text}))


def test_a_word_may_be_assumed_by_its_english_id(tmp_path: Path) -> None:
    application = {"申报年度": 2025, "系列": "工程", "专业": "建设工程", "含涉密材料": False}
    decided = [
        small(tmp_path / word, ("未填: {假定: 评审}", f"未填: {{假定: {word}}}")).decide(application)
        for word in ("评审", "review")
    ]
    assert "合格年份数" in decided[0].open
    assert decided[0] == decided[1]


def test_a_figure_is_assumed_in_the_unit_it_is_written_in(tmp_path: Path) -> None:
    policy = small(tmp_path / "figure", ("  - {名称: 含涉密材料,", f"  - {FIGURE}\n  - {{名称: 含涉密材料,"))
    subject = policy.tables["subjects"]["申报"]
    (figure,) = (fact for fact in subject["facts"] if fact["id"] == "credited")
    assert default_of(figure) == "900"
    left_out = {fact["id"]: when_absent(fact, fact["id"]) for fact in subject["facts"]}
    assert complete(subject, left_out).facts["credited"] == 900
