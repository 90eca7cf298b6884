"""The schemas of policy files: valid, strict, and explained to whoever edits a file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine.source.schema_check import check_policy

SCHEMAS = Path(__file__).parents[2] / "schemas"
NAMES = (
    "notice", "clauses", "units", "enumerations", "vocabulary", "parameters", "readings", "series", "regions", "calendar",
    "committees", "recommendations", "initial_titles", "gaps", "checks", "decision-table", "layer", "committee-notice", "county-plan",
    "amendment", "evaluation-conditions", "committee-approvals", "hour-exemptions",
)  # fmt: skip


def _objects(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for value in schema.values():
            yield from _objects(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _objects(value)


@pytest.mark.parametrize("name", NAMES)
def test_schema_is_strict_and_explained(name):
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"].endswith("2020-12/schema")
    assert all(re.fullmatch(r"[a-z_]+", key) for key in schema.get("$defs", {}))
    for part in _objects(schema):
        assert part["additionalProperties"] is False or "properties" not in part
        for key, value in part.get("properties", {}).items():
            described = value.get("description", "")
            assert re.search(r"[一-龥]", described), (name, key)


def test_the_policy_satisfies_its_schemas(source):
    assert check_policy(source) == []


def test_every_file_names_its_schema_first(source):
    folder = Path(__file__).parents[2] / "policies" / "2023"
    for name in source.documents:
        first = (folder / name).read_text(encoding="utf-8").split("\n", 1)[0]
        path = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert path, name
        assert ((folder / name).parent / path.group(1)).resolve().parent == SCHEMAS.resolve()


@pytest.mark.parametrize(
    "name, document, key",
    [
        ("clauses", {"条款": [{"条款号": "一.1", "类别": "z"}]}, "类别"),
        ("parameters", {"参数": [{"名称": "甲", "标识": "A B", "值": 1, "条款": "一.1", "单位": "年"}]}, "标识"),
        ("readings", {"口径": [{"编号": "甲"}]}, "编号"),
        ("gaps", {"缺口": [{"编号": "G1", "多余": 1}]}, "多余"),
        ("committees", {"表一": [{"序号": 0}]}, "序号"),
    ],
)
def test_a_wrong_value_is_found(name, document, key):
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    errors = list(Draft202012Validator(schema).iter_errors(document))
    assert any(key in error.message or key in error.absolute_path for error in errors)
