"""An application file before any policy is known: parsed once, asked for its year, then read as a case.

Part of :mod:`engine.case`, on the ``policy eval`` path: which policy applies depends on the year that the file states.
"""

from __future__ import annotations

from engine.diagnostics import Diagnostic
from engine.source.hashing import sha256
from engine.source.json_nodes import OBJECT, JsonNode
from engine.source.json_reader import read_json
from engine.source.limits import APPLICATION

#: Keys under which an application or another subject's file states its year.
YEAR_KEYS = ("申报年度", "declared_year", "年度", "year")


class Application:
    """A JSON text that could be read. ``file`` is its name for messages, ``digest`` the SHA-256 of its bytes."""

    __slots__ = ("_data", "digest", "file", "root")

    def __init__(self, file: str, data: bytes, root: JsonNode) -> None:
        self.file = file
        self.root = root
        self.digest = sha256(data).hexdigest()
        self._data = data

    @property
    def sources(self) -> dict[str, str]:
        """The text by file name, for excerpts in diagnostics."""
        return {self.file: text_of(self._data)}

    @property
    def is_object(self) -> bool:
        """Whether it holds names and values at all."""
        return self.root.kind == OBJECT

    @property
    def year(self) -> int | None:
        """The year it states; ``None`` where it states none, or nothing that is plainly a year."""
        for key in YEAR_KEYS:
            node = self.root.get(key)
            text = str(node.value).strip().removesuffix("年") if node is not None and node.kind != OBJECT else ""
            if len(text) == 4 and text.isdecimal():
                return int(text)
        return None


def read_application(file: str, data: bytes) -> tuple[Application | None, list[Diagnostic]]:
    """Parse ``data``; no application but diagnostics where it is no proper JSON."""
    root, diagnostics = read_json(file, data, APPLICATION)
    return (None if root is None else Application(file, data, root)), diagnostics


def text_of(data: bytes) -> str:
    """The bytes of a file as text to point into; too large a file is not shown."""
    return data.decode("utf-8", "replace").removeprefix("\ufeff") if len(data) <= APPLICATION.bytes else ""
