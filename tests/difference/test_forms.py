"""The comparison as text, page and data; without a solver; what cannot be compared."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.dom.minidom import parseString

import pytest
from jsonschema import Draft202012Validator

from engine.difference import compared as comparing
from engine.difference import proof
from engine.difference.change import KINDS
from engine.difference.public import compare_policies
from engine.symbolic import logic
from tests.building import ROOT
from tests.cli.helpers import invoke
from tests.difference.edits import BASES, Edit, compared, edited

SCHEMA = Draft202012Validator(json.loads((ROOT / "schemas" / "diff.schema.json").read_text("utf-8")))
FIGURE: Edit = ("parameters.yaml", "单位: 学时, 值: 90", "单位: 学时, 值: 100")
LOWER: Edit = ("parameters.yaml", "单位: 学时, 值: 60", "单位: 学时, 值: 45")
needs_solver = pytest.mark.skipif(not logic.is_available(), reason="the answers are those of the solver")


@pytest.fixture
def hidden(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if z3 were not installed."""
    monkeypatch.setitem(sys.modules, "z3", None)
    logic.z3.cache_clear()
    monkeypatch.setattr(logic, "is_available", lambda: False)
    yield
    logic.z3.cache_clear()


@needs_solver
def test_text(tmp_path: Path, cache: str) -> None:
    found = compared(tmp_path, "small", [FIGURE], cache)
    found.applications()
    text = found.text()
    assert text.startswith(
        "政策对照\n某人社函〔2025〕1号（2025年度）  →  某人社函〔2025〕1号（2025年度）\n\n改动 1 处。\n\n【五(一).2】\n"
        "  年度总学时：90 学时 → 100 学时\n\n对申报的影响\n  申报：\n    没有人新符合（已证明）。\n"
        "    有人新被排除，例如（见 newly-excluded.json）：\n        专业 建设工程；"
    )
    assert (
        "        按前一份（2025年度）：未发现不符合。\n        按后一份（2025年度）：不符合（连续两年合格【五(一).6】）。\n"
        in text
    )
    english = found.text("en")
    assert (
        "    nobody newly passes (proved).\n    somebody is newly excluded, for instance (see newly-excluded.json):\n" in english
    )
    assert "        under the older policy (2025): nothing found against it.\n" in english


@needs_solver
def test_each_change_alone(tmp_path: Path, cache: str) -> None:
    text = compared(tmp_path, "small", [FIGURE, LOWER], cache).text()
    assert "  年度总学时：90 学时 → 100 学时\n      单看这一处：申报：没有人新符合（已证明）；有人新被排除\n" in text
    assert "  专业科目学时：60 学时 → 45 学时\n      单看这一处：申报：有人新符合；没有人新被排除（已证明）\n" in text


def test_nothing_changed(tmp_path: Path, cache: str) -> None:
    found = compared(tmp_path, "small", [], cache)
    assert found.same
    assert found.text().endswith("\n\n没有差别。\n")
    assert found.text("en").endswith("\n\nno difference\n")
    comment = compared(tmp_path / "more", "small", [("gaps.yaml", "", "# 说明\n")], cache)
    assert comment.same
    assert comment.text().endswith("\n\n没有差别；文件有改动，只是注释、空行、排列或写法。\n")


HOSTILE: Edit = ("gaps.yaml", "个体从业人员请向", "<script>alert(1)</script>&amp;请向")


def test_page(tmp_path: Path, cache: str) -> None:
    for lang in ("zh", "en"):
        page = compared(tmp_path / lang, "small", [HOSTILE, FIGURE], cache).html(lang)
        parseString(page.replace("<!DOCTYPE html>", ""))
        assert "<script" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;请向" in page
        assert not re.search(r"src=|href=\"[^#]|url\(|@import|https?:", page)
        assert '<section class="clause" id="五(一).2"><h3>' in page


@pytest.mark.parametrize("edits", [[], [FIGURE], [FIGURE, LOWER, HOSTILE]], ids=["same", "one", "several"])
def test_data(edits: list[Edit], tmp_path: Path, cache: str) -> None:
    found = compared(tmp_path, "small", edits, cache)
    data = json.loads(json.dumps(found.data()))
    SCHEMA.validate(data)
    assert data["same"] is (not edits)
    assert len(data["changes"]) == len(edits)


def test_schema_knows_every_kind() -> None:
    kinds = SCHEMA.schema["properties"]["changes"]["items"]["properties"]["kind"]["enum"]
    assert kinds == list(KINDS)


# ---- without the solver -------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("hidden")
@pytest.mark.parametrize("edits", [[FIGURE], [LOWER], [FIGURE, LOWER, ("rules/continuing_education.policy",
                         "应当 非 含涉密材料", "应当 非 非 非 含涉密材料 且 非 含涉密材料")]])  # fmt: skip
def test_without_the_solver(edits: list[Edit], tmp_path: Path, cache: str) -> None:
    found = compared(tmp_path, "small", edits, cache)
    data = found.data()
    SCHEMA.validate(data)
    assert not data["solver"]
    for said in (found.text(), found.html(), found.text("en"), found.html("en"), json.dumps(data, ensure_ascii=False)):
        assert "证明" not in said
        assert "proved" not in said.lower()
    verdicts = {answer["verdict"] for each in data["subjects"] for answer in (each["admitted"], each["excluded"])}
    assert verdicts <= {"found", "looked"}
    assert "found" in verdicts


@pytest.mark.usefixtures("hidden")
def test_how_many_were_looked_through(tmp_path: Path, cache: str) -> None:
    found = compared(tmp_path, "small", [FIGURE], cache)
    (answers,) = found.found.answers
    assert answers.excluded.application is not None
    assert answers.admitted.verdict == "looked"
    looked = answers.admitted.looked
    assert 0 < looked <= proof.LIMIT
    assert f"看过 {looked} 份申报，没有找到新符合的，不能断定没有。" in found.text()
    assert f"looked through {looked} applications, found nobody who newly passes; this settles nothing." in found.text("en")


@pytest.mark.usefixtures("hidden")
def test_meaning_is_left_open_without_the_solver(tmp_path: Path, cache: str) -> None:
    edit = (
        "rules/continuing_education.policy",
        "应当 非 含涉密材料",
        "应当 非 （含涉密材料 或 （含涉密材料 且 申报方式 是 评审））",
    )
    found = compared(tmp_path, "small", [edit], cache)
    assert [each.meaning for each in found.found.effects if each is not None] == ["unknown"]
    assert "含义是否改了没有定论" in found.text()


def test_many_changes_are_not_asked_one_by_one(tmp_path: Path, cache: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "ALONE", 1)
    found = compared(tmp_path, "small", [FIGURE, LOWER], cache).found
    assert found.effects == (None, None)


# ---- the command --------------------------------------------------------------------------------------------------------


def test_files_are_applications_of_both(tmp_path: Path) -> None:
    new, target = edited(tmp_path / "new", "small", [FIGURE, LOWER]), tmp_path / "found"
    answer = invoke("diff", str(BASES["small"]), new, "-o", str(target))
    assert (answer.code, answer.err) == (0, "")
    found = {
        "newly-admitted": ["ineligible", "eligible"], "newly-excluded": ["eligible", "ineligible"],
        "newly-incomplete": ["ineligible", "incomplete"], "newly-decided": ["incomplete", "ineligible"],
    }  # fmt: skip
    assert sorted(os.listdir(target)) == sorted(f"{name}.json" for name in found)
    for name, wanted in found.items():
        decided = [
            json.loads(invoke("eval", "--format", "json", "--reference", "--policy", folder, str(target / f"{name}.json")).out)
            for folder in (str(BASES["small"]), new)
        ]
        assert [each["decision"] for each in decided] == wanted


def test_exit_codes(tmp_path: Path) -> None:
    new, same = edited(tmp_path / "new", "small", [HOSTILE]), edited(tmp_path / "same", "small", [])
    old = str(BASES["small"])
    assert invoke("diff", old, new).code == 0
    assert invoke("diff", old, new, "--exit-code").code == 1
    assert invoke("diff", old, same, "--exit-code").code == 0
    assert json.loads(invoke("diff", old, same, "--format", "json").out)["same"] is True
    assert invoke("diff", old, same, "--format", "html").out.startswith("<!DOCTYPE html>")


def test_the_same_folder_twice() -> None:
    old = str(BASES["small"])
    answer = invoke("diff", old, os.path.join(old, "..", "small"), "--exit-code")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.endswith("\n\n没有差别：两份是同一个政策。\n")
    assert invoke("diff", old, old, "--lang", "en").out.endswith("\n\nno difference: both are the same policy\n")


@pytest.mark.parametrize(("first", "said"), [(True, "前一份政策“"), (False, "后一份政策“")])
def test_a_broken_side_is_named(first: bool, said: str, tmp_path: Path) -> None:
    broken, old = (
        edited(tmp_path / "broken", "small", [("gaps.yaml", "单位性质 是 个体", "单位性质 是 个人")]),
        str(BASES["small"]),
    )
    answer = invoke("diff", *([broken, old] if first else [old, broken]))
    assert answer.code == 2
    assert answer.err.startswith("E0960")
    assert said in answer.err
    assert "单位性质 是 个人" in answer.err
    assert "gaps.yaml" in answer.err


@pytest.mark.parametrize("name", ["README.md", "nowhere", "schemas"])
def test_what_is_no_policy(name: str) -> None:
    answer = invoke("diff", str(BASES["small"]), name)
    assert answer.code == 2
    assert answer.err.startswith("E0960")
    assert f"后一份政策“{name}”" in answer.err
    assert answer.out == ""


def test_missing_arguments_and_unknown_words() -> None:
    assert invoke("diff", str(BASES["small"])).err.startswith("E0904")
    assert invoke("diff", "a", "b", "--format", "pdf").err.startswith("E0905")
    assert invoke("diff", "a", "b", "c").err.startswith("E0906")


def test_an_output_that_is_a_file(tmp_path: Path) -> None:
    new, target = edited(tmp_path / "new", "small", [FIGURE]), tmp_path / "file"
    target.write_text("", "utf-8")
    answer = invoke("diff", str(BASES["small"]), new, "-o", str(target))
    assert answer.code == 2
    assert answer.err.startswith("E0911")


def test_layers_lie_over_both(tmp_path: Path, cache: str) -> None:
    new = edited(tmp_path / "new", "2023", [])
    answer = invoke("diff", str(BASES["2023"]), new, "--with", "order-40", "--exit-code")
    assert (answer.code, answer.err) == (0, "")
    assert "没有差别。" in answer.out
    assert invoke("diff", str(BASES["2023"]), new, "--with", "nowhere").code == 2


def test_what_is_kept_is_our_own_and_whole(tmp_path: Path) -> None:
    kept = tmp_path / "cache"
    new = edited(tmp_path / "new", "small", [HOSTILE])
    before = compare_policies(str(BASES["small"]), new, cache=str(kept)).text()
    files = sorted((kept / "editions").iterdir())
    assert len(files) == 2
    for file in files:
        file.write_bytes(file.read_bytes()[:-1])  # cut short
    assert compare_policies(str(BASES["small"]), new, cache=str(kept)).text() == before
    for file in files:
        file.chmod(0o666)  # anybody might have written it
    assert compare_policies(str(BASES["small"]), new, cache=str(kept)).text() == before
