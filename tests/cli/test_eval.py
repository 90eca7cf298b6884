"""``policy eval``: letters and data, several files, standard input, exit codes, which policy is used."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.cli.helpers import BY_DECISION, EXAMPLES, ROOT, invoke

GOOD = str(EXAMPLES[0])
EXIT_CODES = {"eligible": 0, "ineligible": 1, "incomplete": 3, "not_applicable": 4}


def schema(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")))


class TestText:
    def test_one_file_is_a_letter_and_nothing_else(self) -> None:
        answer = invoke("eval", GOOD)
        assert answer.code == 0
        assert answer.err == ""
        assert answer.out.startswith("职称申报自查结果\n")
        assert answer.out.endswith("咨询。\n")

    @pytest.mark.parametrize(
        "arguments", [("--lang", "en", "eval", GOOD), ("eval", GOOD, "--lang=en"), ("eval", "--lang", "en", GOOD)]
    )
    def test_english_before_or_after_the_command(self, arguments: tuple[str, ...]) -> None:
        assert invoke(*arguments).out.startswith("Self-check")

    def test_english_by_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("POLICY_LANG", "en_GB.UTF-8")
        assert invoke("eval", GOOD).out.startswith("Self-check")
        assert invoke("eval", GOOD, "--lang", "zh").out.startswith("职称申报")

    def test_several_letters_stand_under_their_files(self) -> None:
        answer = invoke("eval", *map(str, EXAMPLES[:3]))
        assert [line for line in answer.out.split("\n") if line.startswith("——")] == [f"—— {path} ——" for path in EXAMPLES[:3]]
        assert answer.out.count("职称申报自查结果\n") == 3

    def test_standard_input(self) -> None:
        answer = invoke("eval", "-", stdin=EXAMPLES[0].read_bytes())
        assert answer == invoke("eval", GOOD)

    def test_standard_input_can_be_named_once(self) -> None:
        answer = invoke("eval", "-", "-", stdin=EXAMPLES[0].read_bytes())
        assert (answer.code, answer.out) == (2, "")
        assert answer.err.startswith("E0906")

    def test_the_reference_evaluator_writes_the_same_letter(self) -> None:
        assert invoke("eval", GOOD, "--reference") == invoke("eval", GOOD)

    def test_another_day(self) -> None:
        assert "自查日期：2023年8月21日" in invoke("eval", GOOD, "--on", "2023-08-21").out

    @pytest.mark.parametrize("day", ["2023-1-1", "20230601", "2023-02-30", "today", ""])
    def test_days_that_are_none(self, day: str) -> None:
        answer = invoke("eval", GOOD, f"--on={day}")
        assert answer.code == 2
        assert answer.err.startswith("E0905")


class TestSeveralFiles:
    def test_a_bad_file_does_not_lose_the_others(self, tmp_path: Path) -> None:
        bad = tmp_path / "bad.json"
        bad.write_text("{", encoding="utf-8")
        answer = invoke("eval", GOOD, str(bad), str(tmp_path / "missing.json"), str(EXAMPLES[1]))
        assert answer.code == 2
        assert answer.out.count("职称申报自查结果\n") == 2
        assert answer.out.count("未能核对") == 2
        assert "bad.json:1:" in answer.err
        assert "E0106" in answer.err

    def test_json_keeps_every_input_at_its_place(self, tmp_path: Path) -> None:
        missing = str(tmp_path / "missing.json")
        answer = invoke("eval", "--format", "json", GOOD, missing, str(EXAMPLES[1]))
        documents = json.loads(answer.out)
        assert answer.code == 2
        assert [document["input"] for document in documents] == [GOOD, missing, str(EXAMPLES[1])]
        assert ["decision" in document for document in documents] == [True, False, True]
        schema("refusal").validate(documents[1])
        schema("decision").validate(documents[0])
        assert "E0106" in answer.err

    def test_one_bad_policy_is_told_once(self) -> None:
        answer = invoke("eval", "--policy", "nowhere", *map(str, EXAMPLES[:3]))
        assert answer.code == 2
        assert answer.err.count("E0114") == 1
        assert answer.out.count("未能核对") == 3


class TestJson:
    @pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
    def test_every_example_is_valid(self, path: Path) -> None:
        answer = invoke("eval", "--format=json", str(path))
        assert (answer.code, answer.err) == (0, "")
        schema("decision").validate(json.loads(answer.out))

    def test_one_refused_input_is_one_document(self) -> None:
        answer = invoke("eval", "--format", "json", "-", stdin=b"[")
        assert answer.code == 2
        schema("refusal").validate(json.loads(answer.out))

    def test_any_terminal_gets_valid_json(self) -> None:
        plain = invoke("eval", "--format=json", GOOD)
        narrow = invoke("eval", "--format=json", GOOD, encoding="ascii")
        assert json.loads(narrow.out) == json.loads(plain.out)

    def test_nothing_invisible_is_written(self) -> None:
        application = json.loads(EXAMPLES[0].read_text(encoding="utf-8")) | {"单位名称": "某\u202e单\u0085位\U000e0041"}
        data = json.dumps(application).encode()
        for answer in (invoke("eval", "-", stdin=data), invoke("eval", "-", "--format=json", stdin=data)):
            assert all(character.isprintable() or character in "\n\u3000" for character in answer.out + answer.err)


class TestExitCodes:
    @pytest.mark.parametrize("decision", EXIT_CODES)
    def test_one_file(self, decision: str) -> None:
        assert invoke("eval", "--exit-code", str(BY_DECISION[decision])).code == EXIT_CODES[decision]
        assert invoke("eval", str(BY_DECISION[decision])).code == 0

    @pytest.mark.parametrize("decisions,code", [
        (("eligible", "not_applicable"), 4),
        (("not_applicable", "incomplete"), 3),
        (("incomplete", "ineligible", "eligible"), 1),
        (("eligible", "eligible"), 0),
    ])  # fmt: skip
    def test_of_several_the_worst(self, decisions: tuple[str, ...], code: int) -> None:
        assert invoke("eval", "--exit-code", *(str(BY_DECISION[each]) for each in decisions)).code == code

    def test_a_bad_file_is_worst(self) -> None:
        assert invoke("eval", "--exit-code", str(BY_DECISION["ineligible"]), "missing.json").code == 2


class TestPolicy:
    @pytest.fixture
    def elsewhere(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        shutil.copytree(ROOT / "policies" / "2023", tmp_path / "policies" / "2023")
        below = tmp_path / "cases" / "june"
        below.mkdir(parents=True)
        monkeypatch.chdir(below)
        return tmp_path

    def test_a_folder_found_upwards_wins_and_is_named(self, elsewhere: Path) -> None:
        answer = invoke("eval", GOOD)
        assert answer.out.endswith("所用政策：../../policies/2023（在当前文件夹或其上级找到，先于随附的政策）。\n")
        document = json.loads(invoke("eval", "--format=json", GOOD).out)
        assert document["policy"]["source"] == "../../policies/2023"

    def test_the_shipped_policy_needs_no_naming(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        assert "所用政策" not in invoke("eval", GOOD).out
        assert json.loads(invoke("eval", "--format=json", GOOD).out)["policy"]["source"] == "shipped/2023"

    def test_an_edit_is_noticed(self, elsewhere: Path) -> None:
        first = json.loads(invoke("eval", "--format=json", GOOD).out)
        committees = elsewhere / "policies" / "2023" / "committees.yaml"
        committees.write_text(committees.read_text(encoding="utf-8").replace("2106258", "2106259"), encoding="utf-8")
        second = json.loads(invoke("eval", "--format=json", GOOD).out)
        assert first["digests"]["policy"] != second["digests"]["policy"]
        assert "2106259" in json.dumps(second)

    def test_a_named_folder(self, elsewhere: Path) -> None:
        document = json.loads(invoke("eval", "--format=json", "--policy", "../../policies/2023", GOOD).out)
        assert document["policy"]["source"] == "../../policies/2023"

    def test_a_year_without_a_policy(self) -> None:
        answer = invoke("eval", "-", stdin='{"申报年度": 2019}'.encode())
        assert answer.code == 2
        assert answer.err.startswith("E0907")
        assert "2023" in answer.err

    def test_no_year_and_one_policy_says_so(self) -> None:
        answer = invoke("eval", "-", stdin=b"{}")
        assert answer.code == 0
        assert answer.err == "没有写明申报年度，按仅有的2023年度政策核对。\n"

    def test_no_year_and_two_policies_asks(self, elsewhere: Path) -> None:
        (elsewhere / "policies" / "2022").mkdir()
        (elsewhere / "policies" / "2022" / "notice.yaml").touch()
        assert invoke("eval", "-", stdin=b"{}").err.startswith("E0908")
        assert invoke("eval", "-", "--on", "2023-06-01", stdin=b"{}").code == 0
        assert invoke("eval", "-", stdin=b"[]").err.startswith("E0601")

    @pytest.mark.parametrize("year", ['"2023年"', '"２０２３"', "2023"])
    def test_years_as_people_write_them(self, year: str) -> None:
        assert invoke("eval", "-", stdin=f'{{"年度": {year}}}'.encode()).err.startswith("E0605")

    def test_another_subject(self) -> None:
        assert "评审会议" in invoke("eval", "-", "--subject", "review_meeting", stdin=b"{}").out
        assert invoke("eval", "-", "--subject", "评审会", stdin=b"{}").err.startswith("E0903")


class TestCache:
    def test_an_unwritable_folder_is_done_without(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("POLICY_CACHE_DIR", "/dev/null/cache")
        assert invoke("eval", GOOD).code == 0

    def test_it_is_where_caches_are(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("POLICY_CACHE_DIR")
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
        invoke("eval", GOOD)
        (kept,) = (each for each in (tmp_path / "policy-engine").iterdir() if each.is_file())
        kept.write_bytes(kept.read_bytes()[:-1])
        assert invoke("eval", GOOD).code == 0, "a damaged file is made anew"

    @pytest.mark.parametrize("home", ["", "relative"])
    def test_without_a_home(self, home: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("POLICY_CACHE_DIR")
        monkeypatch.setenv("XDG_CACHE_HOME", "")
        monkeypatch.setenv("HOME", home)
        assert invoke("eval", GOOD).code == 0
