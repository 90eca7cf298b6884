"""A Word file (.docx) into blocks, guarded. Part of :mod:`engine.notice`; needs the optional extra ``docx``.

A package is a zip of XML written by strangers. Before anything is unpacked its directory is checked: how many members, how
large, how much they would grow. Then every part of XML is looked at for a document type, in which entities could be declared;
Word never writes one. Nothing outside the file is ever fetched: targets of links are not even read.
"""

from __future__ import annotations

import importlib.util
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from engine.diagnostics import Diagnostic
from engine.diagnostics.terms import Term
from engine.notice.source import Block, Piece
from engine.source.text import whole

_MEMBERS, _UNPACKED, _RATIO, _SMALL = 2_000, 64 << 20, 200, 1 << 20
_COLUMNS, _DEPTH = 64, 200
_ODD = Term("压缩或嵌套得异常，或者部件过多", "is compressed or nested beyond reason, or has too many parts")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WRAPPERS = frozenset(f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "customXml", "smartTag"))
_DOCUMENT = "word/document.xml"
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
#: What makes a page's bytes unreadable to the search above: only UTF-8 is let in.
_FOREIGN = (b"\xff\xfe", b"\xfe\xff", b"\x00")


def read_word(path: str, data: bytes) -> tuple[list[Block], list[Diagnostic]]:
    """The paragraphs and table rows of a Word file in the order of the document."""
    refused = _guard(path, data)
    if refused is not None:
        return [], [refused]
    if importlib.util.find_spec("docx") is None:
        return [], [Diagnostic("E0924", whole(path), {"name": path})]
    from docx import Document

    try:
        document: Any = Document(io.BytesIO(data))
        return list(_blocks(document.element.body)), []
    except Exception as error:  # whatever a stranger's package makes the library trip over: it is no Word file
        return [], [Diagnostic("E0921", whole(path), {"name": path, "reason": type(error).__name__})]


def _guard(path: str, data: bytes) -> Diagnostic | None:
    """Why a package must not be opened, if so."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            size = sum(member.file_size for member in members)
            swollen = any(m.file_size > _SMALL and m.file_size > _RATIO * max(m.compress_size, 1) for m in members)
            if len(members) > _MEMBERS or size > _UNPACKED or swollen:
                return _swollen(path, size)
            if _DOCUMENT not in package.namelist():
                return Diagnostic("E0921", whole(path), {"name": path, "reason": _DOCUMENT})
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    part = package.read(member)
                    if _DOCTYPE.search(part) or any(sign in part[:4096] for sign in _FOREIGN):
                        return Diagnostic("E0923", whole(path), {"name": path, "part": member.filename})
                    if part.count(b"<") > 40 * _SMALL or _depth(part) > _DEPTH:
                        return _swollen(path, len(part))
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError, KeyError) as error:
        return Diagnostic("E0921", whole(path), {"name": path, "reason": type(error).__name__})
    except Exception as error:  # zlib.error and what else a damaged member raises
        return Diagnostic("E0921", whole(path), {"name": path, "reason": type(error).__name__})
    return None


def _swollen(path: str, size: int) -> Diagnostic:
    """E0922: the size where it is beyond the limit, else what is odd."""
    if size > _UNPACKED:
        return Diagnostic("E0922", whole(path), {"name": path, "size": size >> 20, "limit": _UNPACKED >> 20})
    return Diagnostic("E0922", whole(path), {"name": path, "oddity": _ODD})


def _depth(part: bytes) -> int:
    """How deep the elements of a part are nested, at most."""
    depth = deepest = 0
    for found in re.finditer(rb"<(/?)[^!?<>][^<>]*?(/?)>", part):
        if found[1]:
            depth -= 1
        elif not found[2]:
            depth += 1
            deepest = max(deepest, depth)
    return deepest


def _blocks(body: Any) -> Iterator[Block]:
    number = tables = 0
    for element in _bodies(body):
        if element.tag == f"{_W}p":
            number += 1
            yield Block(number, _text(element), paragraph=True)
        elif element.tag == f"{_W}tbl":
            tables += 1
            for cells, heading in _rows(element):
                number += 1
                text = "\t".join("" if c.continues else c.text.replace("\n", " ") for c in cells)
                yield Block(number, text, cells, tables, heading)


def _bodies(body: Any) -> Iterator[Any]:
    """Paragraphs and tables, those inside content controls and revisions too."""
    for element in body:
        if element.tag in (f"{_W}p", f"{_W}tbl"):
            yield element
        elif element.tag in _WRAPPERS:
            yield from _bodies(element)


def _text(element: Any) -> str:
    """The words of a paragraph; what a revision struck out is not among them. A break by hand goes inside a sentence."""
    parts = []
    for each in element.iter(f"{_W}t", f"{_W}tab", f"{_W}noBreakHyphen"):
        if each.tag == f"{_W}t":
            parts.append(each.text or "")
        else:
            parts.append("-" if each.tag != f"{_W}tab" else "\t" if _in_run(each) else "")
    return "".join(parts).strip("\n")


def _in_run(element: Any) -> bool:
    return bool(element.getparent().tag == f"{_W}r")


def _rows(table: Any) -> Iterator[tuple[tuple[Piece, ...], bool]]:
    """Rows as cells of the grid: a cell across several columns stands in each, one that goes on below says so."""
    for row in _inside(table, f"{_W}tr"):
        cells: list[Piece] = [Piece("")] * _value(row, f"{_W}trPr/{_W}gridBefore", 0)
        for cell in _inside(row, f"{_W}tc"):
            properties = cell.find(f"{_W}tcPr")
            merge = None if properties is None else properties.find(f"{_W}vMerge")
            goes_on = merge is not None and merge.get(f"{_W}val") in (None, "continue")
            text = "\n".join(filter(None, (_text(p) for p in cell.iter(f"{_W}p"))))
            span = 1 if properties is None else min(_value(properties, f"{_W}gridSpan", 1), _COLUMNS)
            cells += [Piece(text, goes_on)] * span
        yield tuple(cells[:_COLUMNS]), row.find(f"{_W}trPr/{_W}tblHeader") is not None


def _inside(parent: Any, tag: str) -> Iterator[Any]:
    """The children with a tag, those inside content controls and revisions too."""
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag in _WRAPPERS:
            yield from _inside(element, tag)


def _value(element: Any, path: str, default: int) -> int:
    found = element.find(path)
    text = None if found is None else found.get(f"{_W}val")
    return int(text) if text is not None and text.isdecimal() and len(text) < 4 else default
