"""What ``policy check`` gives to people and to other tools: severities, exit codes, SARIF."""

from __future__ import annotations

import json
import os
from pathlib import Path

import jsonschema
import pytest

from engine.diagnostics import Diagnostic, Span
from engine.diagnostics.sarif import Shown, to_sarif, under
from tests.building import CURRENT, lay
from tests.cli.helpers import invoke


def changed(file: str, old: str, new: str) -> dict[str, str]:
    text = (CURRENT / file).read_text("utf-8")
    assert old in text
    return {file: text.replace(old, new, 1)}


UNUSED = "  - {名称: 评审周期, 标识: review_period, 单位: 年, 值: 5, 条款: 四.3, 说明: 例子}\n"
HINTED = changed("parameters.yaml", "参数:\n", f"参数:\n{UNUSED}")
WARNED = changed("committees.yaml", '电话: "2090796"', '电话: "2090797"')
FAILED = {"rules/trial.policy": "条件 试 【一.2】\n    主体 申报\n    应当 没有的事实\n"}

_REGION = {
    "type": "object", "required": ["startLine", "startColumn", "endLine", "endColumn"], "additionalProperties": False,
    "properties": {name: {"type": "integer", "minimum": 1} for name in ("startLine", "startColumn", "endLine", "endColumn")},
}  # fmt: skip
_TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
_PLACE = {
    "type": "object", "required": ["artifactLocation"], "additionalProperties": False,
    "properties": {
        "artifactLocation": {
            "type": "object", "required": ["uri"], "additionalProperties": False,
            "properties": {"uri": {"type": "string", "pattern": "^[A-Za-z0-9%._~:/()!$&'*+,;=@-]+$"}},
        },
        "region": _REGION,
    },
}  # fmt: skip
_LEVEL = {"enum": ["none", "note", "warning", "error"]}
#: What SARIF 2.1.0 asks of the parts that are written (sections 3.13, 3.14, 3.19, 3.27, 3.28, 3.29, 3.30 and 3.49).
STRUCTURE = {
    "type": "object", "required": ["version", "runs"], "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string"}, "version": {"const": "2.1.0"},
        "runs": {"type": "array", "items": {
            "type": "object", "required": ["tool", "results"], "additionalProperties": False,
            "properties": {
                "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                "language": {"type": "string", "pattern": "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"},
                "tool": {"type": "object", "required": ["driver"], "properties": {"driver": {
                    "type": "object", "required": ["name"], "additionalProperties": False,
                    "properties": {"name": {"type": "string"}, "version": {"type": "string"}, "rules": {
                        "type": "array", "uniqueItems": True, "items": {
                            "type": "object", "required": ["id"], "additionalProperties": False,
                            "properties": {
                                "id": {"type": "string"}, "shortDescription": _TEXT, "fullDescription": _TEXT, "help": _TEXT,
                                "helpUri": {"type": "string", "pattern": "^[a-z]+://"},
                                "defaultConfiguration": {"type": "object", "properties": {"level": _LEVEL}},
                            },
                        },
                    }},
                }}},
                "results": {"type": "array", "items": {
                    "type": "object", "required": ["message", "ruleId", "ruleIndex", "level"], "additionalProperties": False,
                    "properties": {
                        "ruleId": {"type": "string"}, "ruleIndex": {"type": "integer", "minimum": 0}, "level": _LEVEL,
                        "message": _TEXT,
                        "locations": {"type": "array", "items": {
                            "type": "object", "additionalProperties": False, "properties": {"physicalLocation": _PLACE},
                        }},
                        "relatedLocations": {"type": "array", "uniqueItems": True, "items": {
                            "type": "object", "additionalProperties": False,
                            "properties": {"id": {"type": "integer", "minimum": 0}, "physicalLocation": _PLACE, "message": _TEXT},
                        }},
                    },
                }},
            },
        }},
    },
}  # fmt: skip


def laid(place: Path, files: dict[str, str]) -> str:
    return lay(place / "policies" / "2025", files, base=CURRENT)


@pytest.mark.parametrize(
    ("files", "options", "code"),
    [
        (HINTED, [], 0), (HINTED, ["--strict"], 0), (WARNED, [], 0), (WARNED, ["--strict"], 1), (FAILED, [], 2),
        (FAILED, ["--strict", "--severity", "error"], 2), (WARNED, ["--strict", "--severity", "error"], 1),
    ],
)  # fmt: skip
def test_only_errors_fail_and_warnings_where_it_is_strict(
    tmp_path: Path, files: dict[str, str], options: list[str], code: int
) -> None:
    assert invoke("check", laid(tmp_path, files), *options).code == code


def test_what_is_needless_is_a_hint(tmp_path: Path) -> None:
    folder = laid(tmp_path, HINTED)
    told = json.loads(invoke("check", folder, "--format", "json").out)
    assert (told["errors"], told["warnings"], told["hints"]) == (0, 0, 1)
    assert [(each["code"], each["severity"]) for each in told["diagnostics"]] == [("W0516", "hint")]
    fewer = json.loads(invoke("check", folder, "--format", "json", "--severity", "warning").out)
    assert (fewer["hints"], fewer["diagnostics"]) == (1, [])
    assert "没有错误，有 0 处提醒，1 处建议。" in invoke("check", folder).out
    assert "no errors; warnings: 0; hints: 1." in invoke("check", folder, "--lang", "en").out


def test_sarif_names_files_from_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = laid(tmp_path, HINTED | WARNED)
    monkeypatch.chdir(tmp_path)
    log = json.loads(invoke("check", folder, "--format", "sarif", "--help-uri", "https://example.org/checks.html").out)
    jsonschema.Draft7Validator(STRUCTURE).validate(log)
    [run] = log["runs"]
    assert {each["ruleId"]: each["level"] for each in run["results"]} == {"W0516": "note", "W0522": "warning"}
    [telephone] = [each for each in run["results"] if each["ruleId"] == "W0522"]
    place = telephone["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "policies/2025/committees.yaml"}
    line = WARNED["committees.yaml"].splitlines()[place["region"]["startLine"] - 1]
    assert line[place["region"]["startColumn"] - 1 : place["region"]["endColumn"] - 1] == '"2090797"'
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert rules["W0516"]["defaultConfiguration"] == {"level": "note"}
    assert rules["W0522"]["helpUri"] == "https://example.org/checks.html#w0522"
    assert "反例:" in rules["W0522"]["help"]["text"]
    assert "```" in rules["W0522"]["help"]["markdown"]


def test_sarif_names_files_elsewhere_by_their_whole_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = laid(tmp_path / "政策 一", WARNED)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    log = json.loads(invoke("check", folder, "--format", "sarif").out)
    jsonschema.Draft7Validator(STRUCTURE).validate(log)
    [result] = log["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == f"{Path(folder).as_uri()}/committees.yaml"
    assert "helpUri" not in log["runs"][0]["tool"]["driver"]["rules"][0]


def test_sarif_names_files_of_a_layer_in_its_folder(tmp_path: Path) -> None:
    base = str(tmp_path)
    shown = Shown({}, {"": under(base + os.sep + "2025", base), "省/": under(base + os.sep + "layers/省", base)})
    assert shown.uri("rules/a.policy") == "2025/rules/a.policy"
    assert shown.uri("省/rules/a.policy") == "layers/%E7%9C%81/rules/a.policy"
    assert under(base, base) == ""
    assert under("..", base).startswith("file:///")


def test_sarif_counts_columns_in_utf16() -> None:
    text = "甲𠮷乙\n𠮷𠮷丙丁"
    log = to_sarif([Diagnostic("E0777", Span("a", 1, 3, 2, 4))], shown=Shown({"a": text}))
    region = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]  # type: ignore[index]
    assert region == {"startLine": 1, "startColumn": 4, "endLine": 2, "endColumn": 6}
    assert text.split("\n")[1].encode("utf-16-le")[: 2 * 5].decode("utf-16-le") == "𠮷𠮷丙"
