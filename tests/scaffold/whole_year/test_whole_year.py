"""A city's whole year: last year's policy and the new notice, by the edits that ``policy todo`` asks for, to a released bundle.

The edits stand in ``edits``, in the order of the work: what the notice changed, what only needs a name, scenarios that do not
hold or are missing, changes to the policy that no scenario noticed. One test, so that the release, which runs every scenario
and mutant, is made once.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from engine import api
from engine.acceptance.judge import SURVIVED, Judge
from engine.bundle.archive import unpack
from engine.release.gate import Gate
from engine.release.public import remaining
from engine.release.release import bundled
from engine.release.tasks import unnoticed
from tests.building import ROOT
from tests.cli.helpers import invoke
from tests.scaffold.from_truth import NOTICES, POLICY, last_year
from tests.scaffold.whole_year.officer import BY, Work, edits_of, work_off

EDITS = Path(__file__).parent / "edits"
NOTICE, BEFORE = NOTICES / "same-city-2024.docx", NOTICES / "base-2023.txt"


def asked(folder: Path) -> tuple[api.Task, ...]:
    """What the list asks for now."""
    return remaining(str(folder), clock=perf_counter, progress=lambda stage: lambda done, total: None)[1]


def survivors(folder: Path, edits: list[dict[str, Any]]) -> Iterator[api.Task]:
    """What the list would say (``--mutants``) of the changes that ``edits`` are about; to judge all of them takes minutes."""
    judge = Judge(str(folder), None)
    near = [
        number
        for number, each in enumerate(judge.mutations.mutants)
        if any(each.span.file == edit["文件"] and _named(edit, each.clauses) and edit["依据"] in each.zh for edit in edits)
    ]
    yield from unnoticed(each for each in map(judge.judge, near) if each.fate == SURVIVED)


def _named(edit: dict[str, Any], clauses: tuple[str, ...]) -> bool:
    """Whether an edit is about one of the clauses, or about a file where there are none."""
    return edit["事项"] in clauses or edit["事项"] == edit["文件"]


@pytest.mark.slow
def test_from_scaffold_to_a_released_bundle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, bundle = tmp_path / "policies" / "2024", tmp_path / "2024.bundle"
    last = last_year(tmp_path / "policies" / "2023")
    shutil.copytree(ROOT / "features", tmp_path / "features")
    made = invoke("new-year", "2024", "--from", str(last), "--notice", str(NOTICE), "--previous", str(BEFORE), "-o", str(folder))
    assert (made.code, made.err) == (0, "")
    done = list(_worked_off(folder))
    confirmed = sum(work.confirmed for work in done)
    assert invoke("todo", str(folder)).out == f"没有待办的事项；已确认{confirmed}件。\n"
    with capsys.disabled():
        print(
            f"\n2024年：改动{sum(work.edits for work in done)}件，每件都在待办里；改文字{sum(work.texts for work in done)}处，",
            end="",
        )
        print(f"署名确认{confirmed}件，改状态{sum(work.settled for work in done)}件")
    made = invoke("release", str(folder), "--notice", str(NOTICE), "--by", BY, "--on", "2024-05-20", "-o", str(bundle))
    assert (made.code, made.err) == (0, ""), made.out
    assert f"确认事项 {confirmed} 件。" in made.out
    _verified(bundle, confirmed)
    _decides(bundle, tmp_path)
    _not_overwritten(folder, bundle)


def _worked_off(folder: Path) -> Iterator[Work]:
    """Every edit, in the rounds in which the list asks for it."""
    yield work_off(folder, [*edits_of(EDITS / "1-政策.yaml"), *edits_of(EDITS / "2-照准.yaml")], asked(folder))
    left = asked(folder)
    assert {task.kind for task in left if task.reason != "E0808"} == {"scenario"}
    yield work_off(folder, edits_of(EDITS / "3-场景.yaml"), left)
    last = edits_of(EDITS / "4-改错.yaml")
    yield work_off(folder, last, survivors(folder, last))


def _verified(bundle: Path, confirmed: int) -> None:
    """The manifest records who confirmed what; the bundle is whole."""
    manifest = unpack(str(bundle))[0].data
    assert (manifest["year"], manifest["document_number"]) == (2024, "丽人社函〔2024〕38号")
    assert {each["by"] for each in manifest["confirmed"]} == {BY}
    assert len(manifest["confirmed"]) == confirmed
    answer = invoke("verify", str(bundle))
    assert (answer.code, answer.err) == (0, "")
    assert "发布：专技处，2024-05-20" in answer.out


def applicant(year: int, hours: int) -> dict[str, Any]:
    """An engineer of a firm in 青田县 with ``hours`` of general training each year."""
    record = {"总学时": 95, "专业科目": 64, "公需科目": hours, "一般公需": 14}
    return {
        "申报年度": year, "申报日期": f"{year}-08-21", "申报方式": "评审", "申报类型": "正常晋升", "申报渠道": "省平台", "含涉密材料": False,
        "系列": "工程", "专业": "水利工程", "申报级别": "中级", "申报职称": "工程师", "申报通道": "一般", "单位性质": "企业", "单位类别": "其他",
        "单位层级": "县级", "工作地": "青田县", "自主评聘范围": [], "规定年限": 4, "任职年度": {"起": year - 3, "止": year},
        "继续教育": {str(each): record for each in range(year - 3, year + 1)}, "山区从业年限": 6,
    }  # fmt: skip


def _decides(bundle: Path, place: Path) -> None:
    """Each year's bundle by its own figures, also after the next year's is there."""
    before = place / "2023.bundle"
    data = bundled(Gate(), str(POLICY), by=[BY]).data
    assert data is not None
    before.write_bytes(data)
    for year, hours, old, new in (
        (2023, 18, "eligible", "ineligible"),
        (2024, 20, "ineligible", "eligible"),
        (2024, 17, "ineligible", "ineligible"),
    ):
        application = place / "application.json"
        application.write_text(json.dumps(applicant(year, hours), ensure_ascii=False), encoding="utf-8")
        for policy, decision in ((before, old), (bundle, new)):
            told = json.loads(invoke("eval", str(application), "--policy", str(policy), "--format", "json").out)
            assert told["decision"] == decision, (year, hours, policy.name)
    shipped, packed = (api.load_policy(str(each), cache=str(place / "cache")) for each in (POLICY, before))
    ours = applicant(2023, 18)
    assert packed.evaluate(ours).data["findings"] == shipped.evaluate(ours).data["findings"]


def _not_overwritten(folder: Path, bundle: Path) -> None:
    held = bundle.read_bytes()
    answer = invoke("release", str(folder), "--by", BY, "-o", str(bundle))
    assert (answer.code, answer.out, answer.err.split()[0]) == (2, "", "E0981")
    assert bundle.read_bytes() == held
