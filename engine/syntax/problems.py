"""Why a piece of text does not parse, in the officer's words. Part of :mod:`engine.syntax`; asked by the parser.

A guess (a blank missing beside a keyword) is only told when the text so repaired parses further than before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lark import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from engine.diagnostics import Diagnostic, Label
from engine.diagnostics.suggest import did_you_mean
from engine.diagnostics.terms import Term
from engine.syntax.citations import Locate
from engine.syntax.keywords import KeywordTable
from engine.syntax.spacing import glued, side

#: Quoted texts, comments and citations; an unclosed one goes on to the end of its line.
QUOTED = r"“[^”\n]*”?|\"[^\"\n]*\"?|「[^」\n]*」?|#[^\n]*|【[^】\n]*】?"
_BRACKET = re.compile(rf"{QUOTED}|[\[(]|[\])]")
_CLOSING = {"“": "”", '"': '"', "「": "」", "【": "】", "(": "）", "[": "]"}
_SIGNS = {
    "COLON": "：",
    "LPAR": "（",
    "RPAR": "）",
    "RSQB": "]",
    "LSQB": "[",
    "COMMA": "，",
    "CITATION": "【…】",
}
#: A number with letters for digits, just before the word that could not be a unit any more.
_LETTERS = re.compile(r"(?<!\w)([0-9]+([OoIl])[0-9OoIl]*)\s+$")
_DIGITS = str.maketrans("OoIl", "0011")
#: How many expected words are listed, how far back a swallowed keyword is looked for, and how many repairs are tried.
_SHOWN, _WINDOW, _REPAIRS = 8, 120, 12
#: Longer pieces are not parsed again to confirm a guess.
_REPAIRABLE = 20_000

#: Terminals that begin the next part of a statement.
_PARTS = {
    "DEFINE",
    "EXCEPTION",
    "CONDITION",
    "DEADLINE",
    "ENTITLEMENT",
    "CLASSIFICATION",
    "SLOT",
    "FILL",
    "SUBJECT",
    "EACH_ROW",
    "APPLIES",
    "REQUIRES",
    "OTHERWISE",
    "GRANTS",
    "REMAINING",
    "THEN",
    "CLASSIFY_AS",
    "IF",
    "COLON",
}

#: Parses a text and gives the offset of its first error, ``None`` if there is none.
Attempt = Callable[[str], "int | None"]


def explain(error: UnexpectedInput, code: str, table: KeywordTable, locate: Locate, attempt: Attempt) -> Diagnostic:
    """A parse error as a diagnostic."""
    if isinstance(error, UnexpectedCharacters):
        return _character(error, code, locate)
    token = error.token if isinstance(error, UnexpectedToken) else None
    ended = token is None or token.type == "$END"
    start = end_of(code) if ended or token is None else token.start_pos or 0
    end = start if ended or token is None else token.end_pos or start
    found = _missing_blank(code, start, end, table, locate, attempt)
    if found is not None:
        return found
    letters = _LETTERS.search(code[max(0, start - _WINDOW) : start])
    if letters is not None and token is not None:
        at = start - len(letters[0])
        written = letters[1]
        arguments = {"text": written, "letter": letters[2], "meant": written.translate(_DIGITS)}
        return Diagnostic("E0331", locate(at, at + len(written)), arguments)
    names = _expected_names(error)
    words = _expected_words(names, table)
    opened = open_brackets(code[:start])
    if opened and "RPAR" in names | {"RPAR" if code[opened[-1]] == "[" and "RSQB" in names else ""} and _closes(token):
        at = opened[-1]
        label = Label(locate(max(start - 1, 0), max(end, start)), "closing", {})
        return Diagnostic("E0206", locate(at, at + 1), {"text": _shown(code[at]), "closing": _CLOSING[code[at]]}, (label,))
    if ended:
        return Diagnostic("E0213", locate(max(end - 1, 0), max(end, 1)), {"expected": words})
    text = code[start:end]
    if text in (")", "]") and not opened:
        return Diagnostic("E0209", locate(start, end), {"text": {")": "）"}.get(text, text)})
    meant = did_you_mean(text, _keywords(names, table))
    return Diagnostic("E0201", locate(start, end), {"text": _shown(text), "expected": words, "meant": meant})


def end_of(code: str) -> int:
    """The offset behind the last character that is neither blank nor comment."""
    end = 0
    for match in re.finditer(rf"{QUOTED}|[^\s“\"「#【]+", code):
        if not match[0].startswith("#"):
            end = match.end()
    return end


def open_brackets(code: str) -> list[int]:
    """Offsets of the brackets that are still open at the end of ``code``, outermost first."""
    opened: list[int] = []
    for match in _BRACKET.finditer(code):
        if match[0] in ("(", "["):
            opened.append(match.start())
        elif match[0] in (")", "]") and opened:
            opened.pop()
    return opened


def bracket_below(code: str, limit: int) -> int | None:
    """The offset of the first bracket that nests deeper than ``limit``."""
    level = 0
    for match in _BRACKET.finditer(code):
        if match[0] in ("(", "["):
            level += 1
            if level > limit:
                return match.start()
        elif match[0] in (")", "]"):
            level -= 1
    return None


def _character(error: UnexpectedCharacters, code: str, locate: Locate) -> Diagnostic:
    at = error.pos_in_stream or 0
    char = code[at]
    if char in '“"「【':
        line_end = code.find("\n", at)
        end = len(code) if line_end < 0 else line_end
        return Diagnostic("E0203", locate(at, end_of(code[at:end]) + at), {"text": char, "closing": _CLOSING[char]})
    return Diagnostic("E0205", locate(at, at + 1), {"text": char})


def _missing_blank(code: str, start: int, end: int, table: KeywordTable, locate: Locate, attempt: Attempt) -> Diagnostic | None:
    """The word at the error or shortly before it that has swallowed a keyword."""
    if len(code) > _REPAIRABLE:
        return None
    tried = 0
    for name, at in _words_before(code, start, end):
        for keyword, fixed in glued(name, table):
            tried += 1
            if tried > _REPAIRS:
                return None
            reached = attempt(code[:at] + fixed + code[at + len(name) :])
            if reached is None or reached > start + len(fixed) - len(name):
                arguments = {"name": name, "keyword": keyword, "side": side(fixed, keyword), "fixed": fixed}
                return Diagnostic("E0202", locate(at, at + len(name)), arguments)
    return None


def _words_before(code: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    """The unexpected word and those before it, nearest first."""
    window = max(0, start - _WINDOW)
    words = [(m[0], m.start() + window) for m in re.finditer(r"[^\W\d]\w*", code[window:end])]
    return reversed(words)


def _closes(token: object) -> bool:
    """Whether a bracket should have been closed before ``token``: at the end, or at the next part of a statement."""
    kind = getattr(token, "type", "$END")
    return kind == "$END" or kind in _PARTS


def _expected_names(error: UnexpectedInput) -> set[str]:
    return set(getattr(error, "accepts", None) or getattr(error, "expected", None) or ())


def _keywords(names: set[str], table: KeywordTable) -> list[str]:
    groups = {concept.upper(): words for group in table.groups for concept, words in group.items()}
    return [word for name in sorted(names) for word in groups.get(name, ())]


def _expected_words(names: set[str], table: KeywordTable) -> Term | None:
    """What could stand there, as keywords and signs of the file's language."""
    concepts = {concept.upper(): words[0] for group in table.groups for concept, words in group.items()}
    words = [concepts.get(name) or _SIGNS.get(name) for name in sorted(names)]
    shown = [word for word in words if word]
    if not shown:
        return None
    more = len(shown) > _SHOWN
    shown = shown[:_SHOWN]
    zh = "、".join(f"“{word}”" for word in shown) + ("等" if more else "")
    return Term(zh, ", ".join(f"`{word}`" for word in shown) + (" and more" if more else ""))


def _shown(text: str) -> str:
    return {"(": "（", ")": "）"}.get(text, text)
