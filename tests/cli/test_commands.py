"""The commands beside ``eval``: what they print, what they refuse, and with which exit code."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from engine import api
from tests.cli.helpers import EXAMPLES, ROOT, invoke

RULES = "platform.policy"


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """A copy of the policy, free to be spoilt."""
    return Path(shutil.copytree(ROOT / "policies" / "2023", tmp_path / "2023"))


class TestCheck:
    def test_a_clean_policy_has_a_summary(self) -> None:
        answer = invoke("check")
        assert answer.code == 0
        first, second, *_ = answer.out.split("\n")
        assert first.startswith("policies/2023：没有")
        assert "附件 72 项" in second
        assert "72 rows" in invoke("check", "--lang", "en").out

    def test_mistakes_are_told_at_their_places(self, policy: Path) -> None:
        rules = policy / "rules" / RULES
        rules.write_text(
            rules.read_text(encoding="utf-8") + "\n条件 多出 【一.1】\n    主体 申报\n    应当 没有的事 是 1\n", encoding="utf-8"
        )
        answer = invoke("check", str(policy))
        assert answer.code == 2
        assert f"rules/{RULES}:" in answer.err
        assert "处错误" in answer.out

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_as_data(self, policy: Path, lang: str) -> None:
        (policy / "rules" / RULES).write_text("条件", encoding="utf-8")
        answer = invoke("check", str(policy), "--format", "json", "--lang", lang)
        document = json.loads(answer.out)
        assert (answer.code, answer.err) == (2, "")
        assert document["errors"] == len([each for each in document["diagnostics"] if each["severity"] == "error"]) > 0
        assert json.loads(invoke("check", "--format", "json").out)["errors"] == 0

    def test_as_sarif(self, policy: Path) -> None:
        (policy / "rules" / RULES).write_text("条件", encoding="utf-8")
        answer = invoke("check", str(policy), "--format=sarif")
        document = json.loads(answer.out)
        assert answer.code == 2
        assert document["version"] == "2.1.0"
        assert document["runs"][0]["results"]

    def test_a_file_nobody_knows_is_a_warning(self, policy: Path) -> None:
        (policy / "comittees.yaml").write_text("甲: 1\n", encoding="utf-8")
        answer = invoke("check", str(policy))
        assert answer.code == 0
        assert answer.err.startswith("W0111")
        assert "1 处提醒" in answer.out

    @pytest.mark.parametrize("path", ["nowhere", "README.md", "docs"])
    def test_what_is_no_policy(self, path: str) -> None:
        answer = invoke("check", path)
        assert answer.code == 2
        assert answer.err.startswith("E01")


class TestExplain:
    @pytest.mark.parametrize("code", api.codes())
    def test_every_page(self, code: str) -> None:
        assert invoke("explain", code).out.startswith(code)

    def test_small_letters_and_blanks(self) -> None:
        assert invoke("explain", " e0604").out == invoke("explain", "E0604").out
        assert invoke("explain", "E0604", "--lang", "en").out.startswith("E0604  ")

    def test_the_list(self) -> None:
        assert [line[:5] for line in invoke("explain").out.split("\n")[:-1]] == api.codes()

    def test_unknown_codes(self) -> None:
        answer = invoke("explain", "E0640X")
        assert answer.code == 2
        assert "是否为“E0640”" in answer.err
        assert "是否为" not in invoke("explain", "什么").err


class TestFormat:
    @pytest.fixture
    def unsettled(self, policy: Path) -> Path:
        path = policy / "rules" / RULES
        path.write_text(path.read_text(encoding="utf-8").replace("：", ":").replace("    ", "  "), encoding="utf-8")
        return path

    def test_the_shipped_policy_is_settled(self) -> None:
        assert invoke("fmt", "--check").code == 0

    def test_check_and_diff_change_nothing(self, unsettled: Path) -> None:
        before = unsettled.read_bytes()
        answer = invoke("fmt", "--check", str(unsettled))
        assert answer.code == 1
        assert answer.out == f"需要整理：{unsettled}\n"
        shown = invoke("fmt", "--diff", str(unsettled))
        assert shown.code == 0
        assert shown.out.startswith("--- ")
        assert invoke("fmt", "--diff", "--check", str(unsettled)).code == 1
        assert unsettled.read_bytes() == before

    def test_files_are_rewritten_whole(self, unsettled: Path) -> None:
        unsettled.chmod(0o640)
        folder = unsettled.parents[1]
        assert invoke("fmt", str(folder)).out == f"已整理：{unsettled}\n"
        assert invoke("fmt", "--check", str(folder), str(folder)).code == 0
        assert unsettled.stat().st_mode & 0o777 == 0o640
        assert sorted(path.name for path in unsettled.parent.iterdir()) == sorted(os.listdir(ROOT / "policies/2023/rules"))

    def test_files_with_mistakes_are_left_alone(self, unsettled: Path) -> None:
        other = unsettled.with_name("other.policy")
        other.write_text("条件 没有写完", encoding="utf-8")
        answer = invoke("fmt", str(unsettled.parent))
        assert answer.code == 2
        assert "other.policy:1:" in answer.err
        assert other.read_text(encoding="utf-8") == "条件 没有写完"
        assert "已整理" in answer.out, "the good ones are done all the same"

    def test_files_that_are_not_there(self) -> None:
        assert invoke("fmt", "nowhere.policy").err.startswith("E0106")

    def test_a_policy_that_came_along_is_not_rewritten(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        answer = invoke("fmt")
        assert answer.code == 2
        assert answer.err.startswith("E0904 缺少 路径，")


class TestVocabularyAndTemplate:
    @pytest.mark.parametrize("subject", [(), ("申报",), ("application",)])
    def test_the_words_of_an_application(self, subject: tuple[str, ...]) -> None:
        answer = invoke("vocabulary", *subject)
        assert answer.code == 0
        assert answer.out.startswith("申报（application）\n")
        assert "declared_year" in answer.out

    def test_in_english(self) -> None:
        answer = invoke("vocabulary", "--lang", "en", "review_meeting")
        assert answer.out.startswith("review_meeting (评审会议)\n")
        assert "application" not in answer.out.split("\n")[2]

    def test_as_data(self) -> None:
        found = json.loads(invoke("vocabulary", "--format", "json", "--policy", "policies/2023").out)
        assert [fact["id"] for fact in found["facts"]][:2] == ["declared_year", "declared_on"]

    @pytest.mark.parametrize("lang", ["zh", "en"])
    @pytest.mark.parametrize("subject", ["application", "self_evaluating_unit", "review_meeting"])
    def test_a_template_can_be_evaluated_as_it_is(self, subject: str, lang: str) -> None:
        written = invoke("template", subject, "--lang", lang)
        assert written.code == 0
        answer = invoke("eval", "-", "--exit-code", stdin=written.out.encode())
        assert (answer.code, "E0" in answer.err) == (3, False)

    @pytest.mark.parametrize("command", ["vocabulary", "template"])
    def test_unknown_subjects(self, command: str) -> None:
        answer = invoke(command, "申抱")
        assert answer.code == 2
        assert "是否为“申报”" in answer.err


class TestDump:
    @pytest.mark.parametrize("stage", api.stages())
    def test_every_stage(self, stage: str) -> None:
        answer = invoke("dump", "--stage", stage)
        assert answer.code == 0
        assert len(answer.out) > 1000

    def test_unknown_stages(self) -> None:
        answer = invoke("dump", "--stage", "cor")
        assert answer.code == 2
        assert "是否为“core”" in answer.err

    def test_policies_with_mistakes(self) -> None:
        assert invoke("dump", "docs", "--stage", "core").err.startswith("E01")


LAYER = '名称: 省继续教育新规\n层级: 省\n文号: 省人社发〔2022〕1号\n生效日期: "2022-01-01"\n'


class TestLayers:
    def test_decisions_name_the_layers_they_rest_on(self, tmp_path: Path) -> None:
        (tmp_path / "rules").mkdir()
        (tmp_path / "layer.yaml").write_text(LAYER, encoding="utf-8")
        rules = "填入 视同合格：若 年 不早于 2022 则 是 【五(一).9】\n"
        (tmp_path / "rules" / "transition.policy").write_text(rules, encoding="utf-8")
        file = str(EXAMPLES[0])
        plain, laid, reference = (
            json.loads(invoke("eval", "--format", "json", file, *more).out)
            for more in ((), ("--with", str(tmp_path)), ("--with", str(tmp_path), "--reference"))
        )
        assert laid == reference
        assert laid["policy"]["source"] == f"shipped/2023 + {tmp_path}"
        assert laid["digests"]["policy"] == plain["digests"]["policy"] + "+" + laid["digests"]["policy"].split("+")[1]
        assert laid["findings"] != plain["findings"]
        assert invoke("check", "--with", str(tmp_path)).code == 0

    def test_a_layer_is_laid_over(self, tmp_path: Path) -> None:
        answer = invoke("check", "--with", str(tmp_path))
        assert answer.code == 2
        assert answer.err.startswith("E0112")


class TestUsage:
    @pytest.mark.parametrize("arguments,code,told", [
        (["evl"], "E0901", "是否为“eval”"), (["--lagn", "en"], "E0902", "是否为“--lang”"),
        (["check", "--fromat", "json"], "E0902", "是否为“--format”"), (["eval"], "E0904", "文件"),
        (["eval", "--policy"], "E0904", "--policy"), (["dump"], "E0904", "--stage"), (["check", "--format", "xml"], "E0905", "sarif"),
        (["--lang", "fr", "check"], "E0905", "zh | en"), (["check", "a", "b"], "E0906", "“b”"),
        (["eval", "x", "--exit-code=1"], "E0912", "--exit-code"), (["completion", "tcsh"], "E0905", "bash"),
        (["eval", "x", "--format", "xml"], "E0905", "text | json"), (["check", "-x"], "E0902", "-x"),
    ])  # fmt: skip
    def test_mistakes(self, arguments: list[str], code: str, told: str) -> None:
        answer = invoke(*arguments)
        assert (answer.code, answer.out) == (2, "")
        assert answer.err.startswith(code)
        assert told in answer.err
        assert invoke("--lang", "en", *arguments).err.startswith(code)


class TestCompletion:
    @pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
    def test_scripts(self, shell: str) -> None:
        answer = invoke("completion", shell)
        assert answer.code == 0
        assert "_POLICY_COMPLETE" in answer.out

    def test_the_shell_in_use(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SHELL", "/usr/bin/fish")
        assert invoke("completion").out == invoke("completion", "fish").out
        monkeypatch.setenv("SHELL", "/bin/sh")
        assert invoke("completion").code == 2

    @pytest.mark.parametrize("typed,offered", [
        ("policy ev", "eval"), ("policy explain e060", "E0604"), ("policy dump --stage co", "core"),
        ("policy vocabulary 评", "评审会议"), ("policy eval --format j", "json"), ("policy check --f", "--format"),
    ])  # fmt: skip
    def test_what_is_offered(self, typed: str, offered: str, monkeypatch: pytest.MonkeyPatch) -> None:
        words = typed.split(" ")
        monkeypatch.setenv("_POLICY_COMPLETE", "bash_complete")
        monkeypatch.setenv("COMP_WORDS", typed)
        monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
        assert f"plain,{offered}\n" in invoke().out
