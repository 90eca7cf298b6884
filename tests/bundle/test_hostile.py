"""Bundles from anywhere: whatever was changed, added or forged is refused with a code, and nothing is written elsewhere."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from engine import api
from engine.bundle.manifest import manifest
from tests.release.conftest import bundle

__all__ = ["bundle"]
Members = dict[str, bytes]


def written(place: Path, members: list[tuple[str, bytes]], compression: int = zipfile.ZIP_STORED) -> str:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, compression)
    place.write_bytes(stream.getvalue())
    return str(place)


def members(path: Path) -> Members:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def code(path: str) -> str:
    with pytest.raises(api.InvalidInput) as caught:
        api.open_bundle(path)
    (found,) = caught.value.diagnostics
    return found.code


def test_every_changed_byte_is_noticed(bundle: Path, tmp_path: Path) -> None:
    data = bundle.read_bytes()
    target = tmp_path / "x.bundle"
    for position in range(0, len(data), 97):
        target.write_bytes(data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :])
        assert code(str(target)) in ("E0880", "E0881", "E0882")


def test_nothing_stands_before_or_after(bundle: Path, tmp_path: Path) -> None:
    data = bundle.read_bytes()
    for number, other in enumerate((data + b"junk", b"junk" + data)):
        (tmp_path / str(number)).write_bytes(other)
        assert code(str(tmp_path / str(number))) in ("E0880", "E0881")


def test_every_cut_is_noticed(bundle: Path, tmp_path: Path) -> None:
    data = bundle.read_bytes()
    target = tmp_path / "x.bundle"
    for length in range(0, len(data), 331):
        target.write_bytes(data[:length])
        assert code(str(target)) == "E0880"


CHANGES: dict[str, tuple[Callable[[Members], Members], str]] = {
    "a file changed": (lambda m: m | {"policy/parameters.yaml": b"\n"}, "E0881"),
    "a file more": (lambda m: m | {"policy/rules/more.policy": b"\n"}, "E0881"),
    "a file less": (lambda m: {k: v for k, v in m.items() if k != "calendar.json"}, "E0881"),
    "no manifest": (lambda m: {k: v for k, v in m.items() if k != "manifest.json"}, "E0880"),
    "a manifest that is no JSON": (lambda m: m | {"manifest.json": b"{"}, "E0882"),
    "a manifest too deep": (lambda m: m | {"manifest.json": b"[" * 100_000}, "E0882"),
    "another format": (lambda m: m | {"manifest.json": m["manifest.json"].replace(b'"format": 1', b'"format": 2')}, "E0882"),
    "a manifest of the wrong shape": (lambda m: m | {"manifest.json": b'{"format": 1, "files": 3}'}, "E0882"),
    "a name that leads out": (lambda m: m | {"policy/../../x.yaml": b""}, "E0881"),
    "an absolute name": (lambda m: m | {"/etc/x.yaml": b""}, "E0881"),
    "a name for another system": (lambda m: m | {"policy/C:\\x.yaml": b""}, "E0881"),
    "a hidden name": (lambda m: m | {"policy/.x.yaml": b""}, "E0881"),
    "a file of another kind": (lambda m: m | {"policy/x.py": b""}, "E0881"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_does_not_fit_is_refused(bundle: Path, tmp_path: Path, name: str) -> None:
    change, expected = CHANGES[name]
    assert code(written(tmp_path / "x.bundle", list(change(members(bundle)).items()))) == expected
    assert sorted(os.listdir(tmp_path)) == ["x.bundle"]


def test_a_member_twice_a_compressed_one_and_too_many(bundle: Path, tmp_path: Path) -> None:
    found = list(members(bundle).items())
    with pytest.warns(UserWarning, match="Duplicate name"):
        assert code(written(tmp_path / "a", [*found, found[3]])) == "E0881"
    bomb = [("policy/bomb.yaml", b"0" * (64 << 20))]
    assert code(written(tmp_path / "b", bomb, zipfile.ZIP_DEFLATED)) == "E0881"
    many = [(f"policy/{number}.yaml", b"") for number in range(5_000)]
    assert code(written(tmp_path / "c", many)) == "E0880"


def test_a_calendar_of_the_wrong_shape(bundle: Path, tmp_path: Path) -> None:
    for number, data in enumerate((b"[]", b'{"2025": 3}', b'{"2025": [[1], []]}', b"{")):
        found = {name: text for name, text in members(bundle).items() if name != "manifest.json"} | {"calendar.json": data}
        about = {k: v for k, v in json.loads(members(bundle)["manifest.json"]).items() if k not in ("format", "files")}
        made = manifest(about, found)
        assert code(written(tmp_path / str(number), [("manifest.json", made.text), *found.items()])) == "E0881"


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip", b"PK\x05\x06" + b"\0" * 18], ids=range(4))
def test_no_archive_at_all(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.bundle"
    path.write_bytes(data)
    assert code(str(path)) == "E0880"
    with pytest.raises(api.InvalidInput):
        api.load_policy(str(path))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Said as of any other file, not as a damaged bundle."""
    assert code(str(tmp_path / "none")) == "E0106"
    assert code(str(tmp_path)) == "E0106"


def test_no_cache_no_traces(bundle: Path, tmp_path: Path) -> None:
    policy = api.load_policy(str(bundle))
    assert policy.evaluate({"申报年度": 2025}).decision == "incomplete"
    blocked = tmp_path / "blocked"
    blocked.write_bytes(b"")
    assert api.load_policy(str(bundle), cache=str(blocked)).digest == policy.digest
