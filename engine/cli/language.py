"""Which language to speak: ``--lang`` wherever it stands, else ``POLICY_LANG``, else Chinese. Light."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

LANGUAGES = ("zh", "en")


def language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """``"zh"`` or ``"en"``. A wrong value is refused later, in the language that counts until then."""
    found = environment.get("POLICY_LANG", "")[:2].lower()
    following = [*arguments[1:], ""]
    for argument, value in zip(arguments, following, strict=True):
        if argument == "--":
            break
        name, equals, given = argument.partition("=")
        if name == "--lang" and (given if equals else value) in LANGUAGES:
            found = given if equals else value
    return found if found in LANGUAGES else LANGUAGES[0]
