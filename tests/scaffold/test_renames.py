"""Locators put into the new year's, all at once."""

from __future__ import annotations

import pytest

from engine.scaffold.renames import Renames

NAMES = {
    "五(一).8": None, "五(一).10": "五(一).8", "五(二).13": "五(二).14", "五(二).14": "五(二).15", "五(二).1": "五(二).1",
    "三.4": "五(五).1", "三.6": "五(五).3", "三.7a": None, "一.1": "一.2", "附.1": "附.2", "表一·1": "表一·2", "表一·2": "表一·1",
    "表一·24": "表一·25", "表一·26": "表一·27", "表一·27": None, "表一·8": "表二·3",
}  # fmt: skip
RENAMES = Renames(2023, NAMES, "附件1·", ["表一", "表二"])


@pytest.mark.parametrize(
    "before,after",
    [
        ("【五(一).8】【口径 A1】", "【2023年通知原有今删·五(一).8】【口径 A1】"),
        ("五（一）.10", "五（一）.8"),
        ("【五(二).13、.14】", "【五(二).14、.15】"),
        ("【五(二).1、.13】", "【五(二).1、.14】"),
        ("以三.4、四.5的各项核对", "以五(五).1、四.5的各项核对"),
        ("# 三.4—.6 山区", "# 五(五).1—.3 山区"),
        ("表一·1和表一·2对调", "表一·2和表一·1对调"),
        ("@表一·1 @表一·12", "@表一·2 @表一·12"),
        ("附件1·表一·24", "附件1·表一·25"),
        ("附件1·表一·27", "2023年通知原有今删·表一·27"),
        ("表一·24、26、27设在县级", "表一·25、27、2023年通知原有今删·表一·27设在县级"),
        ("见附.1", "见附.2"),
        ("五(二).1不变，十一.1也不变", "五(二).1不变，十一.1也不变"),
        ("一.1，三.70，三.7a", "一.2，三.70，2023年通知原有今删·三.7a"),
    ],
)
def test_citations(before: str, after: str) -> None:
    assert RENAMES.apply(before) == after


def test_what_was_not_found_says_so() -> None:
    renames = Renames(2023, NAMES, "附件1·", ["表一", "表二"], {"三.7a"})
    assert renames.apply("【三.7a】【五(一).8】") == "【2023年通知原有未找到·三.7a】【2023年通知原有今删·五(一).8】"
    assert renames.gone("三.7a")


def test_one_name() -> None:
    assert RENAMES.now("附件1·表一·8") == "表二·3"
    assert RENAMES.now("表三·1") == "表三·1"
    assert RENAMES.gone("五（一）.8")
    assert not RENAMES.gone("五(一).9")
