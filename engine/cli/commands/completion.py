"""``policy completion``: the script that teaches a shell to complete ``policy``."""

from __future__ import annotations

import os

from click.shell_completion import get_completion_class

from engine.cli import output
from engine.cli.choosing import refuse
from engine.cli.command import Command, Word, argument, command
from engine.cli.group import Group

SHELLS = ("bash", "zsh", "fish")
_HELP = (
    '写出补全脚本。bash：eval "$(policy completion bash)"；zsh 同理；fish：policy completion fish | source。',
    'Write the completion script. bash: eval "$(policy completion bash)", zsh likewise; fish: policy completion fish | source.',
)
_SHELL = ("bash、zsh 或 fish；不写则看 $SHELL", "bash, zsh or fish; by default that of $SHELL")


def build(lang: str) -> Command:
    """The command in ``lang``."""
    shell = argument(lang, "shell", ("|".join(SHELLS), "|".join(SHELLS)), _SHELL, type=Word(SHELLS))
    return command(lang, "completion", _HELP, [shell], _run)


def _run(lang: str, shell: str | None) -> int:
    wanted = shell or os.path.basename(os.environ.get("SHELL", ""))
    found = get_completion_class(wanted) if wanted in SHELLS else None
    if found is None:
        refuse("E0905", name="SHELL", value=wanted, expected=" | ".join(SHELLS))
    output.write(found(Group(lang), {}, "policy", "_POLICY_COMPLETE").source() + "\n")
    return 0
