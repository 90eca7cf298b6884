"""The catalogue of diagnostics: one YAML page per code, read when a code is first rendered.

Part of :mod:`engine.diagnostics`. Stages never import it to report; renderers and ``policy explain`` do. Templates are
``str.format`` templates; a stretch in double square brackets is left out when one of its fields is missing or empty::

    消息: {zh: "“{name}”未登记。[[是否为“{suggestion}”？]]", en: …}
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from engine.diagnostics.diagnostic import Diagnostic, Label
from engine.diagnostics.safe_text import safe
from engine.diagnostics.terms import Term

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "catalog")
_CODE = re.compile(r"[EW]\d{4}\Z")
_OPTIONAL = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_FIELD = re.compile(r"(?<!\{)\{(\w+)\}")
_SEPARATOR = {"zh": "、", "en": ", "}

Texts = Mapping[str, str]


class Page(NamedTuple):
    """One page; ``title``, ``message``, ``help``, ``description`` and each of ``labels`` hold ``zh`` and ``en``."""

    code: str
    severity: str
    title: Texts
    message: Texts
    help: Texts
    description: Texts
    labels: Mapping[str, Texts]
    bad: str
    good: str
    file: str


def codes() -> list[str]:
    """All codes that have a page, in order."""
    return sorted(name[:-5] for name in os.listdir(FOLDER) if name.endswith(".yaml"))


@cache
def page(code: str) -> Page:
    """The page of ``code``. Raises ``KeyError`` for a code that has none."""
    path = os.path.join(FOLDER, f"{code}.yaml")
    if not _CODE.match(code) or not os.path.exists(path):
        raise KeyError(code)
    import yaml  # only here: most runs render nothing

    with open(path, encoding="utf-8") as stream:
        content = yaml.load(stream, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return Page(
        code=content["代码"],
        severity=content["级别"],
        title=content["标题"],
        message=content["消息"],
        help=content["办法"],
        description=content["说明"],
        labels=content.get("标注") or {},
        bad=content.get("反例") or "",
        good=content.get("正例") or "",
        file=content.get("文件") or content.get("输入") or "",
    )


def fields(template: str) -> tuple[set[str], set[str]]:
    """The fields that ``template`` needs, and those it only uses in optional stretches."""
    optional = {name for stretch in _OPTIONAL.findall(template) for name in _FIELD.findall(stretch)}
    required = set(_FIELD.findall(_OPTIONAL.sub("", template)))
    return required, optional - required


class _Arguments(dict):
    """Rendered arguments; a field nobody supplied stays visible instead of raising while an error is being reported."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def _word(value: object, lang: str) -> str:
    if isinstance(value, Term):
        return value.in_language(lang)
    if isinstance(value, (list, tuple, set, frozenset)):
        items = sorted(value, key=str) if isinstance(value, (set, frozenset)) else value
        return _SEPARATOR[lang].join(_word(item, lang) for item in items)
    return safe(value)


def fill(template: str, arguments: Mapping[str, object], lang: str = "zh") -> str:
    """``template`` with ``arguments`` put in, each made safe to print; optional stretches dropped if one is missing."""

    def stretch(found: re.Match[str]) -> str:
        wanted = _FIELD.findall(found.group(1))
        return found.group(1) if all(arguments.get(name) not in (None, "", (), []) for name in wanted) else ""

    words = _Arguments({name: _word(value, lang) for name, value in arguments.items()})
    return _OPTIONAL.sub(stretch, template).format_map(words)


def message(diagnostic: Diagnostic, lang: str = "zh") -> str:
    """The sentence that says what is wrong."""
    try:
        texts = page(diagnostic.code).message
    except KeyError:
        return _without_page(diagnostic, lang)
    return fill(texts[lang], diagnostic.arguments, lang)


def help_text(diagnostic: Diagnostic, lang: str = "zh") -> str:
    """The sentence that says what to do; empty for a code without a page."""
    try:
        texts = page(diagnostic.code).help
    except KeyError:
        return ""
    return fill(texts[lang], diagnostic.arguments, lang).strip()


def label_text(diagnostic: Diagnostic, label: Label, lang: str = "zh") -> str:
    """What a label says; its own arguments win over the diagnostic's."""
    try:
        texts = page(diagnostic.code).labels[label.role]
    except KeyError:
        return safe(label.role)
    return fill(texts[lang], {**diagnostic.arguments, **label.arguments}, lang)


def title(code: str, lang: str = "zh") -> str:
    """The page's heading. Raises ``KeyError`` for an unknown code."""
    return page(code).title[lang]


def describe(code: str, lang: str = "zh") -> str:
    """The whole page as plain text, for ``policy explain``. Raises ``KeyError`` for an unknown code."""
    entry = page(code)
    words = ("说明", "办法", "反例", "正例") if lang == "zh" else ("Why", "What to do", "Wrong", "Right")
    parts = [f"{entry.code}　{entry.title[lang]}" if lang == "zh" else f"{entry.code}  {entry.title[lang]}"]
    parts.append(f"{words[0]}\n{_indented(entry.description[lang])}")
    advice = fill(entry.help[lang], dict.fromkeys(set().union(*fields(entry.help[lang])), "…"), lang)
    parts.append(f"{words[1]}\n{_indented(advice)}")
    samples = zip(words[2:], (entry.bad, entry.good), strict=True)
    parts += [f"{word}\n{_indented(text)}" for word, text in samples if text]
    return "\n\n".join(parts) + "\n"


def _indented(text: str) -> str:
    return "\n".join(f"    {_printable(line)}".rstrip() for line in text.rstrip("\n").split("\n"))


def _printable(line: str) -> str:
    return safe(line, 200)


def _without_page(diagnostic: Diagnostic, lang: str) -> str:
    told = _SEPARATOR[lang].join(f"{name}={_word(value, lang)}" for name, value in diagnostic.arguments.items())
    return f"{diagnostic.code} {told}".strip()
