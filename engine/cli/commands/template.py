"""``policy template``: a blank file with notes."""

from __future__ import annotations

from engine import api
from engine.cli import output
from engine.cli.choosing import load_chosen
from engine.cli.command import Command, argument, command, policy_options
from engine.cli.commands.eval import complete_subject

_HELP = ("写出一份带说明的空白文件（JSON），填好后用 policy eval 核对。",
         "Write a blank file with notes (JSON); fill it in and evaluate it with `policy eval`.")  # fmt: skip
_SUBJECT = ("主体，如 申报；不写则为申报", "subject such as application, which is the default")


def build(lang: str) -> Command:
    """The command in ``lang``."""
    subject = argument(lang, "subject", ("主体", "SUBJECT"), _SUBJECT, shell_complete=complete_subject)
    return command(lang, "template", _HELP, [subject, *policy_options(lang)], _run)


def _run(lang: str, subject: str | None, policy: str | None, **values: tuple[str, ...]) -> int:
    loaded = load_chosen(policy, values["with"])
    output.write(api.template(loaded, loaded.subjects()[0] if subject is None else subject, lang))
    return 0
