"""Files that are no notices, or want to do harm: refused by code, in bounded time, never with a traceback."""

from __future__ import annotations

import importlib.util
import io
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from engine.diagnostics import catalog
from engine.diagnostics.render import underlined
from engine.errors import InvalidInput, InvalidPolicy
from engine.notice.public import compare, read_notice
from tests.notice.measuring import NOTICES, POLICY

WORD = (NOTICES / "same-city-2024.docx").read_bytes()
DOCUMENT = "word/document.xml"
SECONDS = 30


def package(members: Mapping[str, bytes], base: bytes = WORD) -> bytes:
    """A Word file with some members put in place of its own."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(base)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in members:
                target.writestr(name, source.read(name))
        for name, data in members.items():
            target.writestr(name, data)
    return buffer.getvalue()


def document() -> bytes:
    with zipfile.ZipFile(io.BytesIO(WORD)) as source:
        return source.read(DOCUMENT)


ENTITY = b'?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "zip bomb": ("E0922", lambda: package({DOCUMENT: b"<w:document>" + b"0" * (80 << 20)})),
    "one member that swells": ("E0922", lambda: package({"word/media/a.bin": b"0" * (8 << 20)})),
    "thousands of members": ("E0922", lambda: package({f"x{number}.xml": b"" for number in range(2_500)})),
    "elements nested deep": ("E0922", lambda: package({DOCUMENT: b'<?xml version="1.0"?>' + b"<a>" * 5_000})),
    "external entity": ("E0923", lambda: package({DOCUMENT: document().replace(b"?>", ENTITY, 1)})),
    "entities in another part": ("E0923", lambda: package({"docProps/core.xml": b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "a">]><l/>'})),
    "entities in another encoding": ("E0923", lambda: package({DOCUMENT: document().decode().encode("utf-16")})),
    "cut off": ("E0921", lambda: WORD[:9_000]),
    "xml cut off": ("E0921", lambda: package({DOCUMENT: document()[:5_000]})),
    "a damaged member": ("E0921", lambda: WORD[:2_000] + b"\0" * 64 + WORD[2_064:]),
    "no zip at all": ("E0921", lambda: b"hello"),
    "old format": ("E0920", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 100),
}  # fmt: skip


def refused(path: Path, year: int = 2024) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        read_notice(path, year, POLICY)
    for diagnostic in caught.value.diagnostics:
        for lang in ("zh", "en"):
            assert "{" not in catalog.message(diagnostic, lang) + catalog.help_text(diagnostic, lang)
    return caught.value


@pytest.mark.parametrize("name", REFUSED)
def test_word_files_that_are_none(name: str, tmp_path: Path) -> None:
    code, build = REFUSED[name]
    path = tmp_path / "notice.docx"
    path.write_bytes(build())
    assert [each.code for each in refused(path).diagnostics] == [code]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("zip bomb", "“x”解开后有 80 MB，超过 64 MB 的上限，没有打开。"),
        ("thousands of members", "“x”压缩或嵌套得异常，或者部件过多，没有打开。"),
    ],
)
def test_what_is_too_much_is_told(name: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x").write_bytes(REFUSED[name][1]())
    (found,) = refused(Path("x")).diagnostics
    assert catalog.message(found, "zh") == told


def test_links_to_the_outside_are_not_followed(tmp_path: Path) -> None:
    space = "http://schemas.openxmlformats.org"
    relation = f'<Relationship Id="rId1" Type="{space}/officeDocument/2006/relationships/image" Target="http://127.0.0.1:9/x" TargetMode="External"/>'
    links = f'<?xml version="1.0"?><Relationships xmlns="{space}/package/2006/relationships">{relation}</Relationships>'
    path = tmp_path / "notice.docx"
    path.write_bytes(package({"word/_rels/document.xml.rels": links.encode()}))
    assert len(read_notice(path, 2024, POLICY).tables) == 3


def test_reading_word_files_needs_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "notice.docx"
    path.write_bytes(WORD)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    diagnostic = refused(path).diagnostics[0]
    assert diagnostic.code == "E0924"
    assert 'pip install "policy-engine[docx]"' in catalog.help_text(diagnostic, "en")


@pytest.mark.parametrize(
    "code, data",
    [
        ("E0925", b""),
        ("E0925", b"\n  \n"),
        ("E0920", b"%PDF-1.7 x"),
        ("E0101", "丽水市人力资源和社会保障局".encode("gb18030")),
        ("E0103", b"a" * (100 << 20)),
        ("E0926", "应当办理，".encode() * 40_000),
        ("E0104", b"\n" * 300_000),
    ],
    ids=["empty", "blank", "pdf", "gb18030", "100 MB", "one giant line", "too many lines"],
)
def test_texts_that_are_no_notice(code: str, data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "notice.txt"
    path.write_bytes(data)
    assert [each.code for each in refused(path).diagnostics] == [code]


def test_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notice.txt"
    path.write_bytes("关于做好职称评审工作的通知".encode("gb18030"))
    assert "GBK" in catalog.message(refused(path).diagnostics[0], "zh")


def test_control_characters_are_shown_where_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "notice.txt"
    path.write_text("关于\x1b[31m通知\n各县：\u202e\n", encoding="utf-8")
    error = refused(path)
    assert [(each.code, each.span.line) for each in error.diagnostics] == [("E0105", 1), ("E0105", 2)]
    assert underlined(error.diagnostics[0], error.sources[str(path)]) == "\x1b"


@pytest.mark.parametrize("path, code", [(NOTICES, "E0106"), (Path("/nonexistent"), "E0106"), (Path("/dev/zero"), "E0108")])
def test_paths_that_are_no_files(path: Path, code: str) -> None:
    assert [each.code for each in refused(path).diagnostics] == [code]


def test_last_years_notice_and_policy_are_refused_alike(tmp_path: Path) -> None:
    notice = read_notice(NOTICES / "base-2023.txt", 2023, POLICY)
    with pytest.raises(InvalidInput):
        compare(notice, POLICY, tmp_path)
    with pytest.raises(InvalidPolicy):
        compare(notice, tmp_path)


HEAD = "某市局\n关于做好2024年度职称评审工作的通知\n各县：\n一、甲\n各单位应当认真办理。\n附件1\n一、表\n"
COLUMNS = "序号\t评委会名称\t所评资格名称\t启动时间\t完成时间\t评委会办公室所在单位及电话\t申报对象\n"


@pytest.mark.slow
def test_ten_thousand_rows_in_seconds(tmp_path: Path) -> None:
    rows = (
        f"{n}\t市某{n}专业人员中级专业技术职务任职资格评审委员会\t工程师\t6月\t8月\t市某局人事处 209{n:05d}\t全市某{n}专业人员\n"
        for n in range(1, 10_001)
    )
    path = tmp_path / "notice.txt"
    path.write_text(HEAD + COLUMNS + "".join(rows), encoding="utf-8")
    start = time.monotonic()
    notice = read_notice(path, 2024, POLICY)
    assert len(notice.tables[0].rows) == 10_000
    assert notice.unread == ()
    compared = compare(notice, POLICY)
    assert sum(match.row is not None for match in compared.rows) == 10_000
    assert time.monotonic() - start < SECONDS


@pytest.mark.slow
@pytest.mark.parametrize(
    "body",
    [
        "9" * 50_000,
        "一" * 40_000 + "年",
        "（" * 40_000,
        "《" * 40_000,
        "O" * 40_000,
        "1月" * 20_000,
        "按照" * 20_000 + "号，",
        "、" * 40_000,
    ],
    ids=["figures", "numerals", "brackets", "titles", "letters", "months", "words", "signs"],
)
def test_long_runs_of_anything_end(body: str, tmp_path: Path) -> None:
    path = tmp_path / "notice.txt"
    path.write_text(f"关于通知\n各县：\n一、甲\n{body}\n", encoding="utf-8")
    start = time.monotonic()
    notice = compare(read_notice(path, 2024, POLICY), POLICY).notice
    assert notice.unread == ()
    assert time.monotonic() - start < SECONDS
