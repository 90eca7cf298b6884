"""Scenarios carried into the new year: years, dates, figures with the values beside them, and what is told of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.scaffold.plan import Plan, make_plan
from engine.source.discovery import read_folder
from tests.scaffold.from_truth import comparison, last_year

FEATURE = """# language: zh-CN
功能: 学时，按丽人社函〔2023〕45号
  公需科目18学时；11月30日前报方案。

  背景:
    假如 各年度学时如下
      | 年度 | 总学时 | 公需科目 | 一般公需 |
      | 2022 | 90     | 18       | 18       |
      | 2023 | 90     | 24       | 12       |

  @五(一).4
  场景大纲: 其中公需科目不少于18学时
    假如 <年度>年度学时改为总学时90、专业科目60、公需科目<公需科目>、一般公需18

    例子:
      | 年度 | 公需科目 | 电话    |
      | 2022 | 17       | 2022018 |
      | 2022 | 18       | 2091222 |
      | 2023 | 19.5     | 2023-02-28 |
      | 2024 | 12       | 2024-02-29 |

  @五(三).1
  场景: 11月30日当日有效，次日逾期
    假如 方案报行业部门日期为“2023-11-30”
    并且 方案报人社部门日期为“2023-12-01”
    并且 公需科目为“17”

  @五(二).9
  场景: 别的事情在同一日
    假如 书面意见日期为“2023-11-30”
    并且 提前5个工作日

  @五(二).8
  场景: 提前5个工作日报告
    假如 提前5个工作日，不是15个工作日

  @五(一).8
  场景: 去年的条款
    假如 1999年和2023年
"""
NOW = """# language: zh-CN
功能: 学时，按丽人社函〔2024〕38号
  公需科目20学时；10月31日前报方案。

  背景:
    假如 各年度学时如下
      | 年度 | 总学时 | 公需科目 | 一般公需 |
      | 2023 | 90     | 20       | 18       |
      | 2024 | 90     | 24       | 12       |

  @五(一).4
  场景大纲: 其中公需科目不少于20学时
    假如 <年度>年度学时改为总学时90、专业科目60、公需科目<公需科目>、一般公需18

    例子:
      | 年度 | 公需科目 | 电话    |
      | 2023 | 19       | 2022018 |
      | 2023 | 20       | 2091222 |
      | 2024 | 19.5     | 2024-02-29 |
      | 2025 | 12       | 2025-02-28 |

  @五(三).1
  场景: 10月31日当日有效，次日逾期
    假如 方案报行业部门日期为“2024-10-31”
    并且 方案报人社部门日期为“2024-11-01”
    并且 公需科目为“17”

  @五(二).9
  场景: 别的事情在同一日
    假如 书面意见日期为“2024-11-30”
    并且 提前5个工作日

  @五(二).8
  场景: 提前7个工作日报告
    假如 提前7个工作日，不是15个工作日

  @2023年通知原有今删·五(一).8
  场景: 去年的条款
    假如 1999年和2024年
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    policy, _ = read_folder(str(last_year(tmp_path_factory.mktemp("last") / "2023")))
    assert policy is not None
    made, problems = make_plan(comparison("same-city-2024"), policy, {"features/a.feature": FEATURE}, 2024)
    assert made is not None, problems
    return made


def test_a_feature_of_last_year(plan: Plan) -> None:
    """A count is known by the fact it is held against, a day by the clause; values beside one move only where it is quoted."""
    assert plan.files["features/a.feature"] == NOW


def test_what_is_told_of_it(plan: Plan) -> None:
    told = [line for line in plan.files["notice.yaml"].splitlines() if '位置: "features"' in line]
    assert len(told) == 4
    assert '栏: 年份、日期, 事由: 承上年, 去年: "2023", 今年: "2024"' in told[0]
    by_name = {line.partition("栏: ")[2].partition(",")[0]: line for line in told}
    assert set(by_name) == {"年份、日期", "公需科目学时", "评前报告工作日", "评聘方案截止日"}
    places = [f"features/a.feature第{line}行" for line in (3, 8, 12, 17, 18)]
    assert f'边界值已照改，请核对：{"、".join(places)}"' in by_name["公需科目学时"]
    assert all("确认: 待确认" in line for line in told)


def test_without_features_nothing_is_told(tmp_path: Path) -> None:
    policy, _ = read_folder(str(last_year(tmp_path / "2023")))
    assert policy is not None
    made, _ = make_plan(comparison("same-city-2024"), policy, {}, 2024)
    assert made is not None
    assert '位置: "features"' not in made.files["notice.yaml"]
