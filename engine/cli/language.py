"""Which language to speak: ``--lang`` wherever it stands, else ``POLICY_LANG``, else Chinese. Light."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

LANGUAGES = ("zh", "en")


def language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """``"zh"`` or ``"en"``. A wrong value is refused later, in the language that counts until then."""
    found = environment.get("POLICY_LANG", "")[:2].lower()
    for place, argument in enumerate(arguments):
        if argument == "--":
            break
        name, equals, given = argument.partition("=")
        value = given if equals else "".join(arguments[place + 1 : place + 2])
        if name == "--lang" and value in LANGUAGES:
            found = value
    return found if found in LANGUAGES else LANGUAGES[0]
