"""A record says what ``policy eval`` says of the same application; the quick way reads what the careful way reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from engine import api
from engine.batch.facts import FactsReader, of_case
from engine.batch.texts import plain_object
from engine.case.from_json import read_case
from engine.source.json_reader import read_json
from tests.batch.helpers import KEY, batch, good, lines, register
from tests.cli.helpers import EXAMPLES, ROOT
from tests.test_examples import _against

SCHEMA = Draft202012Validator(json.loads((ROOT / "schemas" / "batch-record.schema.json").read_text(encoding="utf-8")))


def expected(decision: dict[str, Any]) -> dict[str, Any]:
    """The fields of a record, from the data of a decision."""
    rows = decision["committees"]
    findings = [*decision["findings"], *(each for row in rows for each in row["findings"])]
    blocking = {
        status: list(dict.fromkeys(each["condition"] for each in findings if each["blocks"] and each["status"] == status))
        for status in ("not_met", "undetermined")
    }
    given = [*decision["entitlements"], *(each for row in rows for each in row["entitlements"])]
    return {
        "subject": decision["subject"]["name"],
        "decision": decision["decision"],
        "final": decision["final"],
        "rows": [row["locator"] for row in rows if row["scope"] == "true"],
        "possible_rows": [row["locator"] for row in rows if row["scope"] == "possible"],
        "failed": blocking["not_met"],
        "failed_clauses": set(_against(decision)),
        "open": blocking["undetermined"],
        "missing": sorted(each["path"] for each in decision["missing"]),
        "entitlements": [{name: each[name] for name in ("entitlement", "status", "row")} for each in given],
        "referrals": {each["source"] for each in decision["referrals"] if each["certain"]},
    }


def check(policy: api.Policy, record: dict[str, Any], application: bytes) -> None:
    wanted = expected(policy.evaluate(application).data)
    assert record | {name: set(record[name]) for name in ("failed_clauses", "referrals")} == record | wanted


def test_examples(policy: api.Policy, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert batch(*EXAMPLES, "-o", out).code == 0
    records = lines(out)
    assert [Path(each["file"]).name for each in records] == [path.name for path in EXAMPLES]
    for record, path in zip(records, EXAMPLES, strict=True):
        SCHEMA.validate(record)
        check(policy, record, path.read_bytes())


def test_a_synthetic_register(policy: api.Policy, tmp_path: Path) -> None:
    path, out = register(policy, tmp_path / "in.jsonl", 60, "equal"), tmp_path / "out.jsonl"
    assert batch(path, "--key", KEY, "-o", out).code == 0
    for record, line in zip(lines(out), path.read_bytes().splitlines(), strict=True):
        SCHEMA.validate(record)
        assert record["key"] == json.loads(line)[KEY]
        check(policy, record, line)


def same(policy: api.Policy, data: bytes) -> bool:
    """Whether the quick way took the row; what it took is what the careful way reads."""
    plain = plain_object(data)
    reader = FactsReader(policy.tables, policy.tables["subjects"]["申报"])
    plain = plain and {name: value for name, value in plain.items() if not name.startswith("_")}
    quick = None if plain is None else reader.read(plain)
    case, problems = read_case("row", data, policy.tables, "申报")
    if quick is not None:
        assert not problems
        assert case is not None
        assert quick == of_case(case)
    return quick is not None


def test_the_quick_way_takes_synthetic_rows_and_reads_them_alike(policy: api.Policy) -> None:
    rows = [line.encode() for line in api.Register(policy.tables, "申报", 200, "quick").lines("jsonl")]
    assert sum(same(policy, line) for line in rows) == 200
    rows = [line.encode() for line in api.Register(policy.tables, "申报", 200, "slow", 1.0).lines("jsonl")]
    assert sum(same(policy, line) for line in rows) == 0


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 3000), st.floats(0, 200), st.text(max_size=5), st.just([]), st.just({}),
    st.sampled_from([
        "不详", "不适用", "待判断", "全部", "2023", "2023年", "９０", "90学时", "90.5", "1e2", "是", "工程", "工程师", "engineer", "中级", "莲都区",
        "2023-02-30", "2023-06-12", "表一·19", {"起": 2019, "止": 2023}, {"起": 2023, "止": 2019},
        {"2022": {"总学时": 90}}, {"2022": {"总学时": 9, "专业科目": 60}}, {"2022": "不详"}, {"2022": None}, {"2300": {}},
        [{"年": 2022, "总学时": 91}], [{"年": 2022}, {"年度": "2022年"}], [{"总学时": 91}], [{"系列": "工程", "级别": "中级"}],
    ]),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_the_quick_way_takes_it_reads_alike(policy: api.Policy, data: st.DataObject) -> None:
    names = [name for fact in policy.tables["subjects"]["申报"]["facts"] for name in (fact["name"], fact["id"])]
    changed = data.draw(st.dictionaries(st.sampled_from([*names, "主体", "没有这一项"]), VALUES, max_size=4))
    same(policy, json.dumps(good(**changed), ensure_ascii=data.draw(st.booleans())).encode())


@pytest.mark.parametrize("text", [
    '{"a": NaN}', '{"a": 1, "a": 2}', r'{"a": "\ud800"}', '{"a": 1} x', "[1]", '{"a": ' + "[" * 40 + "]" * 40 + "}", '{"a": 01}',
    '{"a": "' + "x" * 10_001 + '"}', '{"a": "\t"}', "",
])  # fmt: skip
def test_doubtful_texts_are_read_with_care(text: str) -> None:
    found = plain_object(text.encode("utf-8"))
    _, problems = read_json("row", text.encode("utf-8"))
    assert not (found is not None and problems) or text.count("[") == 40
