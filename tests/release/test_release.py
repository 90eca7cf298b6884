"""A released bundle: the same bytes each time, the decisions of the folder, signatures, the manifest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from engine import api
from engine.bundle.archive import unpack
from tests.building import ROOT
from tests.cli.helpers import invoke
from tests.release.conftest import EXAMPLE, released

APPLICATION = {"申报年度": 2025, "申报日期": "2025-11-28", "建设工程": True, "总学时": 89}


def test_the_same_files_make_the_same_bytes(bundle: Path) -> None:
    assert released().data == bundle.read_bytes()
    assert released(on=None).data != bundle.read_bytes()


def test_the_manifest_is_as_its_schema_says(bundle: Path) -> None:
    manifest, files, signature = unpack(str(bundle))
    schema = json.loads((ROOT / "schemas" / "manifest.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(manifest.data)
    assert signature is None
    assert sorted(files) == sorted(manifest.files)
    assert manifest.data["confirmed"] == [{"item": "口径 A1", "by": "某市专技处", "place": "readings.yaml:11"}]
    assert manifest.data["checks"]["mutants"]["killed"] > 10


def test_a_bundle_decides_as_its_folder(bundle: Path, tmp_path: Path) -> None:
    folder, packed = api.load_policy(str(EXAMPLE)), api.load_policy(str(bundle), cache=str(tmp_path))
    again = api.load_policy(str(bundle), cache=str(tmp_path))
    for reference in (False, True):
        wanted = folder.evaluate(APPLICATION, reference=reference)
        for policy in (packed, again):
            found = policy.evaluate(APPLICATION, reference=reference)
            assert found.decision == wanted.decision == "ineligible"
            assert found.data["findings"] == wanted.data["findings"]
    assert packed.digest == folder.digest
    assert packed.source.startswith("2025.bundle (")


def test_a_bundle_keeps_the_working_days_that_it_was_released_with(bundle: Path, monkeypatch, tmp_path: Path) -> None:
    from engine.artifact import from_core

    monkeypatch.setattr(from_core, "calendar_data", lambda adjustments, year: {})
    assert api.load_policy(str(EXAMPLE)).tables["calendar"] == {}
    kept = api.load_policy(str(bundle), cache=str(tmp_path)).tables
    assert len(kept["calendar"]["2025"][0]) > 10
    assert kept["policy"]["calendar_digest"] == unpack(str(bundle))[0].data["calendar_digest"]


def test_what_lies_in_the_cache_is_not_trusted(bundle: Path, tmp_path: Path) -> None:
    policy = api.load_policy(str(bundle), cache=str(tmp_path))
    parameters = Path(policy.folder, "parameters.yaml")
    parameters.write_text(parameters.read_text(encoding="utf-8").replace("90", "80"), encoding="utf-8")
    again = api.load_policy(str(bundle), cache=str(tmp_path))
    assert again.evaluate(APPLICATION).decision == "ineligible"
    assert "90" in parameters.read_text(encoding="utf-8")


def test_layers_travel_with_the_policy(tmp_path: Path) -> None:
    made = released(ROOT / "tests" / "release" / "example" / "policy", layers=[str(layer(tmp_path))])
    assert made.manifest is not None, made.gate.diagnostics
    assert made.manifest.layers == ["layers/01-county"]
    path = tmp_path / "x.bundle"
    path.write_bytes(made.data or b"")
    assert len(api.load_policy(str(path), cache=str(tmp_path / "cache")).layers) == 1


def layer(place: Path) -> Path:
    """A layer that says nothing."""
    folder = place / "county"
    folder.mkdir()
    head = '层: 某县的说明\n标识: county\n类别: 上位规定\n文号: 某县人社〔2025〕1号\n成文日期: "2025-06-01"\n'
    source = next((ROOT / "policies" / "upper").glob("*/layer.yaml")).read_text(encoding="utf-8")
    folder.joinpath("layer.yaml").write_text(source if source else head, encoding="utf-8")
    return folder


# ---- signatures -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Files with private and public keys: ``one``, ``one.pub``, ``two.pub``."""
    pytest.importorskip("cryptography")
    from cryptography.hazmat.primitives import serialization as s
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    folder = tmp_path_factory.mktemp("keys")
    found = {}
    for name in ("one", "two"):
        key = Ed25519PrivateKey.generate()
        texts = {
            name: key.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption()),
            f"{name}.pub": key.public_key().public_bytes(s.Encoding.PEM, s.PublicFormat.SubjectPublicKeyInfo),
        }
        for each, text in texts.items():
            (folder / each).write_bytes(text)
            found[each] = str(folder / each)
    return found


def test_signed_and_verified(keys: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "signed.bundle"
    path.write_bytes(released(key=keys["one"]).data or b"")
    answer = invoke("verify", str(path), "--key", keys["one.pub"])
    assert answer.code == 0, answer.err
    assert answer.out.splitlines()[:4] == [
        f"{path}：完好，共 10 个文件。",
        f"名称：{unpack(str(path))[0].digest}",
        "政策：关于做好2025年度评审工作的通知（某人社函〔2025〕1号，2025年度）",
        "发布：某市专技处，2025-05-20",
    ]
    assert "签名：Ed25519，公钥指纹 " in answer.out
    assert answer.out.endswith("确认事项：\n  口径 A1  某市专技处\n")
    data = json.loads(invoke("verify", str(path), "--format", "json").out)
    assert data["signer"] is not None
    assert "Signed with Ed25519" in invoke("verify", str(path), "--lang", "en").out
    other = invoke("verify", str(path), "--key", keys["two.pub"])
    assert (other.code, other.err.split()[0]) == (2, "E0884")


def test_eval_uses_signed_bundles_only_where_keys_are_given(keys: dict[str, str], bundle: Path, tmp_path: Path) -> None:
    application = tmp_path / "a.json"
    application.write_text(json.dumps(APPLICATION, ensure_ascii=False), encoding="utf-8")
    signed = tmp_path / "signed.bundle"
    signed.write_bytes(released(key=keys["one"]).data or b"")
    for policy, code in ((signed, None), (bundle, "E0884"), (EXAMPLE, "E0884")):
        answer = invoke("eval", str(application), "--policy", str(policy), "--key", keys["one.pub"])
        assert (answer.code == 0) is (code is None), answer.err
        assert code is None or code in answer.err


def test_a_signature_of_something_else(keys: dict[str, str], tmp_path: Path) -> None:
    from engine.bundle import archive

    first, second = released(key=keys["one"]), released(on=None, key=keys["one"])
    (tmp_path / "a").write_bytes(first.data or b"")
    (tmp_path / "b").write_bytes(second.data or b"")
    manifest, files, _ = unpack(str(tmp_path / "a"))
    swapped = tmp_path / "swapped.bundle"
    swapped.write_bytes(archive.pack(manifest, files, unpack(str(tmp_path / "b"))[2]))
    assert "E0883" in invoke("verify", str(swapped)).err
    for signature in (b"{}", b"[", b'{"algorithm": "none", "public_key": "AA==", "signature": "AA=="}'):
        swapped.write_bytes(archive.pack(manifest, files, signature))
        assert "E0883" in invoke("verify", str(swapped)).err


def test_keys_that_cannot_be_used(keys: dict[str, str], bundle: Path, tmp_path: Path) -> None:
    for key, code in ((keys["one.pub"], "E0886"), (str(tmp_path / "none"), "E0106"), (str(EXAMPLE), "E0106")):
        with pytest.raises(api.InvalidInput) as caught:
            released(key=key)
        assert [each.code for each in caught.value.diagnostics] == [code]
    signed = tmp_path / "signed.bundle"
    signed.write_bytes(released(key=keys["one"]).data or b"")
    assert "E0886" in invoke("verify", str(signed), "--key", keys["one"]).err


def test_without_the_library_nothing_signed_is_used(keys: dict[str, str], monkeypatch, tmp_path: Path) -> None:
    import sys

    signed = tmp_path / "signed.bundle"
    signed.write_bytes(released(key=keys["one"]).data or b"")
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives", None)
    assert "E0885" in invoke("verify", str(signed)).err


def test_into_a_folder_the_bundle_goes_under_its_own_name(tmp_path: Path) -> None:
    answer = invoke("release", str(EXAMPLE), "--by", "某市专技处", "-o", str(tmp_path), "--jobs", "1")
    (made,) = tmp_path.glob("*.bundle")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.splitlines()[2] == f"名称：{made.stem}"
    assert "条款 5 条，场景 8 个通过，改错 16 处（发现 16，证明等价 0）；确认事项 1 件。" in answer.out


def test_a_bundle_that_is_there_is_not_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told before anything is examined; with ``--force`` it is."""
    monkeypatch.chdir(tmp_path)  # a long name is shortened
    path = Path("x.bundle")
    path.write_bytes(b"last year's")
    arguments = ("release", str(EXAMPLE), "--by", "某市专技处", "-o", str(path), "--jobs", "1")
    zh, en = invoke(*arguments), invoke(*arguments, "--lang", "en")
    assert (zh.code, zh.out, en.code, en.out) == (2, "", 2, "")
    assert zh.err == f"E0981 “{path}”已经存在，没有改动它。\n  办法：请换一个文件名；确要覆盖的加 --force。\n\n"
    assert (
        en.err
        == f"E0981 `{path}` is there already and was not touched\n  help: choose another name, or add --force to write over it\n\n"
    )
    assert path.read_bytes() == b"last year's"
    assert invoke(*arguments, "--force").code == 0
    assert unpack(str(path))[0].data["year"] == 2025
