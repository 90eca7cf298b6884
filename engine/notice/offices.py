"""An office and its telephone out of one cell. Part of :mod:`engine.notice`."""

from __future__ import annotations

import re
import unicodedata

_D = r"[\dOolI|０-９]"
_ONE = rf"(?:[(（]?0{_D}{{2,3}}[)）]?\s*[-—–－ ]?\s*)?{_D}{{7,8}}(?:\s*[-转]\s*{_D}{{1,4}})?"
_TELEPHONE = re.compile(rf"[\s,，;；:：、(（]*(?:(?:联系)?电话[:：]?\s*)?(?P<t>{_ONE}(?:\s*[、/,，;；\s]\s*{_ONE})*)\s*[)）]?$")


def part_office(text: str) -> tuple[str, str]:
    """The office and the telephone of a cell that holds both; the telephone empty where there is none."""
    found = _TELEPHONE.search(text)
    if found is None:
        return text.strip(), ""
    office = text[: found.start()].strip()
    telephone = found["t"].strip()
    opened = text[: found.start("t")].rstrip().endswith(("(", "（"))
    return (office, telephone) if opened or not text.rstrip().endswith((")", "）")) else (text.strip(), "")


def telephone_digits(text: str) -> str:
    """The figures of a telephone number, width folded, letters as they stand."""
    return re.sub(r"[^0-9A-Za-z|]", "", unicodedata.normalize("NFKC", text))
