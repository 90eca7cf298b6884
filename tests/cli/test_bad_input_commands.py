"""Bad command lines, command by command: a code, what is wrong, what to do; exit code 2 and nothing on standard output."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.helpers import ROOT, invoke

POLICY = str(ROOT / "policies" / "2023")
SMALL = str(ROOT / "tests" / "policies" / "small")
COMMANDS = (
    "eval",
    "check",
    "explain",
    "fmt",
    "test",
    "mutate",
    "trace",
    "readings",
    "deadlines",
    "sample",
    "vocabulary",
    "template",
    "dump",
)
FORMATS = ("eval", "check", "test", "mutate", "trace", "readings", "deadlines", "sample", "vocabulary")
FOLDERS = ("check", "test", "mutate", "trace")
POLICIES = ("readings", "deadlines", "template", "vocabulary")
DRAW = ("sample", "--from", "list.csv", "--seed", "20231012")

#: Files beside which the command lines below are run.
FILES: dict[str, bytes] = {
    "text.txt": "随便\n".encode(),
    "empty": b"",
    "gbk.txt": "中文内容".encode("gbk"),
    "a.json": b"{}",
    "cut.json": b"{",
    "deep.json": b"[" * 100_000,
    "list.csv": "名称,县\n甲,青田县\n乙,松阳县\n".encode(),
    "twice.csv": "名称,县\n甲,青田县\n甲,松阳县\n".encode(),
    "ragged.csv": "名称,县\n甲\n".encode(),
    "head.csv": "名称,县\n".encode(),
    "gbk.csv": "名称,县\n甲,青田县\n".encode("gbk"),
    "quote.csv": '名称,县\n"甲,青田县\n'.encode(),
    "gbk.policy": "定义 甲：是".encode("gbk"),
    "cut.policy": "定义 甲".encode(),
    "deep.policy": ("定义 甲：\n    " + "（" * 100_000).encode(),
}
#: Command line, code, and words of the Chinese message.
LINES: list[tuple[tuple[str, ...], str, str]] = [
    (("evla",), "E0901", "是否为“eval”？"),
    (("eval",), "E0904", "缺少 文件…"),
    (("eval", "a.json", "--on", "2025-02-29"), "E0905", "历法中须有这一天"),
    (("eval", "a.json", "--subject", "评审会义"), "E0903", "是否为“评审会议”？"),
    (("eval", "a.json", "--policy", "nowhere"), "E0114", "无法读取文件夹“nowhere”"),
    (("explain", "E06O4"), "E0910", "是否为“E0604”？"),
    (("explain", ""), "E0910", "没有代码“”"),
    (("explain", "E0604", "E0605"), "E0906", "“E0605”是多余的"),
    (("explain", "E" * 5000), "E0910", "…"),
    (("template", "评审会义"), "E0903", "是否为“评审会议”？"),
    (("template", ""), "E0903", "没有主体“”"),
    (("template", "申报", "用人单位"), "E0906", "“用人单位”是多余的"),
    (("vocabulary", "会议"), "E0903", "是否为“评审会议”？"),
    (("vocabulary", ""), "E0903", "没有主体“”"),
    (("dump",), "E0904", "缺少 --stage"),
    (("dump", "--stage", "tree"), "E0905", "--stage 的值“tree”不可用"),
    (("dump", "--stage", "core", "folder"), "E0112", "“folder”中没有 notice.yaml"),
    (("completion", "cmd"), "E0905", "“cmd”不可用"),
    (("fmt", "nowhere.policy"), "E0106", "没有这个文件"),
    (("fmt", "folder"), "E0913", "“folder”中没有规则文件"),
    (("fmt", "--check", "folder"), "E0913", "“folder”中没有规则文件"),
    (("fmt", "gbk.policy"), "E0101", "GBK"),
    (("fmt", "cut.policy"), "E0213", "这里没有写完"),
    (("fmt", "deep.policy"), "E0204", "嵌套超过 64 层"),
    (("fmt", "text.txt"), "E0210", "不是一条规则的开头"),
    (("fmt", "/dev/null"), "E0108", "不是普通文件"),
    (("deadlines", "--subject", "评审会义"), "E0903", "是否为“评审会议”？"),
    (("deadlines", "--row", "表一·99"), "E0845", "是否为“表一·19”？"),
    (("deadlines", "--meeting", "2025-02-29"), "E0621", "2025年2月29日不存在"),
    (("deadlines", "--meeting", "10月12日"), "E0618", "应填日期"),
    (("deadlines", "--meeting", "9999-12-31"), "E0840", "没有9999年的工作日安排"),
    (("deadlines", "--given", "报告日期"), "E0841", "不是“事实=值”的写法"),
    (("deadlines", "--given", "报告日其=2023-10-07"), "E0842", "是否为“报告日期”？"),
    (("deadlines", "--given", "驻地=市里"), "E0608", "不是驻地可填的词"),
    (("deadlines", "--given", "报告日期=2023-10-07", "--given", "报告日期=2023-10-08"), "E0843", "不止一次"),
    (("deadlines", "-o", "folder"), "E0911", "这是文件夹，不是文件"),
    (("deadlines", "-o", "no/x"), "E0911", "没有这个文件夹"),
    (("sample",), "E0904", "缺少 --from"),
    ((*DRAW,), "E0863", "--rate 和 --count 中写一个"),
    ((*DRAW, "--rate", "5%", "--count", "1"), "E0863", "只写一个"),
    ((*DRAW, "--rate", "五%"), "E0860", "“五%”不可用"),
    ((*DRAW, "--rate", "101%"), "E0860", "不超过100%"),
    ((*DRAW, "--count", "0"), "E0861", "“0”不可用"),
    ((*DRAW, "--count", "9" * 5000), "E0861", "名单共2条"),
    ((*DRAW, "--count", "1", "--by", "县区"), "E0855", "没有可用的“县区”一栏"),
    ((*DRAW, "--count", "1", "--key", "名秤"), "E0855", "是否为“名称”？"),
    ((*DRAW, "--count", "1", "-o", "no/x"), "E0911", "没有这个文件夹"),
    (("sample", "--from", "list.csv", "--count", "1"), "E0862", "抽取要有种子"),
    *(
        (("sample", "--from", name, "--count", "1", "--seed", "1"), code, said)
        for name, code, said in (
            ("nowhere.csv", "E0106", "没有这个文件"), ("folder", "E0850", "不是 .csv"), ("empty", "E0850", "不是 .csv"),
            ("head.csv", "E0851", "没有一条记录"), ("twice.csv", "E0853", "与第2行重复"), ("ragged.csv", "E0856", "有1格，栏目有2个"),
            ("gbk.csv", "E0101", "GBK"), ("quote.csv", "E0857", "双引号没有配对"), ("deep.json", "E0857", "读不下去"),
            ("a.json", "E0857", "此处应为“[”"),
        )
    ),
    (("sample", "--verify", "folder"), "E0106", "这是文件夹，不是文件"),
    (("sample", "--verify", "cut.json"), "E0865", "不是 policy-sample-1 的抽取结果"),
    (("sample", "--verify", "a.json", "--count", "1"), "E0868", "不能和 --count 一起用"),
    (("mutate", SMALL, "--jobs", "0"), "E0905", "1 … 64"),
    (("mutate", SMALL, "--jobs", "一"), "E0905", "1 … 64"),
    (("mutate", SMALL, "--features", "folder"), "E0817", "没有找到场景文件"),
    (("test", SMALL, "--features", "nowhere"), "E0817", "没有找到场景文件"),
    (("test", SMALL, "-k"), "E0904", "缺少 -k"),
    (("trace", POLICY, "--notice", "nowhere"), "E0106", "没有这个文件"),
    (("trace", POLICY, "--notice", "folder"), "E0106", "这是文件夹，不是文件"),
    (("trace", POLICY, "--notice", "gbk.txt"), "E0101", "GBK"),
    (("trace", POLICY, "--notice", "/dev/zero"), "E0108", "不是普通文件"),
]  # fmt: skip


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files above, to stand in."""
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(*arguments: str, code: str, said: str = "") -> None:
    """The command line is refused with ``code`` in both languages."""
    for lang in ("zh", "en"):
        if lang == "en" and arguments[-1].startswith("-"):
            continue  # an option without its value would take the next word
        answer = invoke(*arguments, *(("--lang", "en") if lang == "en" else ()))
        assert (answer.code, answer.out) == (2, ""), answer
        assert answer.err.startswith(f"{code} "), answer.err
        assert ("办法：" if lang == "zh" else "help: ") in answer.err
        assert len(answer.err) < 3000
        assert lang == "en" or said in answer.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"), LINES, ids=lambda cell: " ".join(cell)[:60] if isinstance(cell, tuple) else None
)
def test_a_command_line_that_cannot_be(arguments: tuple[str, ...], code: str, said: str, place: Path) -> None:
    refused(*arguments, code=code, said=said)


@pytest.mark.parametrize("command", COMMANDS)
def test_options_that_there_are_not(command: str) -> None:
    refused(command, "--fromat", "text", code="E0902", said="没有选项“--fromat”")
    assert invoke(command, "--lang", "fr").err.startswith("E0905 --lang 的值“fr”不可用。\n  办法：应为：zh | en。")


@pytest.mark.parametrize("command", FORMATS)
def test_a_format_that_there_is_not(command: str) -> None:
    refused(command, "--format", "xml", code="E0905", said="--format 的值“xml”不可用。\n  办法：应为：text | ")


@pytest.mark.parametrize("command", [(name,) for name in FOLDERS] + [(name, "--policy") for name in POLICIES], ids=" ".join)
def test_folders_that_are_no_policy(command: tuple[str, ...], place: Path) -> None:
    for name, code in (("nowhere", "E0114"), ("folder", "E0112")):
        answer = invoke(*command, name)
        assert answer.code == 2
        assert answer.err.startswith(f"{code} {name} "), answer.err
        assert "办法：" in answer.err
        assert not answer.out or command == ("check",), "only `check` sums up"


@pytest.mark.parametrize("command", ["check", *POLICIES])
def test_layers_that_there_are_not(command: str, place: Path) -> None:
    answer = invoke(command, "--with", "nowhere")
    assert answer.code == 2
    assert answer.err.startswith("E0114 nowhere ")


@pytest.mark.parametrize("command", FOLDERS)
def test_one_folder_too_many(command: str) -> None:
    refused(command, SMALL, SMALL, code="E0906", said="是多余的")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_folder_above_policies_is_told_once(lang: str) -> None:
    answer = invoke("check", str(ROOT / "policies"), "--lang", lang)
    assert answer.code == 2
    assert [line[:5] for line in answer.err.split("\n") if line[1:5].isdigit()] == ["E0112"]
    assert "2023/notice.yaml" in answer.err


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_a_command_there_is_the_help(lang: str) -> None:
    answer = invoke("--lang", lang)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == invoke("--help", "--lang", lang).out
