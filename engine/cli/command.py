"""click in Chinese or English: commands whose help and mistakes are in the words of this program. Part of
:mod:`engine.cli`.

click's own texts come from the system's locale and exist in English only, so help is laid out here, and mistakes become
diagnostics with a code and a page like all others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from engine import api
from engine.cli.choosing import refuse
from engine.cli.language import LANGUAGES

Texts = tuple[str, str]
_HEADINGS = {
    "usage": ("用法：", "Usage: "), "arguments": ("参数：", "Arguments:"), "options": ("选项：", "Options:"),
    "commands": ("命令：", "Commands:"), "any": ("[选项]", "[OPTIONS]"),
    "one": ("命令 …", "COMMAND …"),
    "help": ("显示这份说明", "show this help"),
}  # fmt: skip
_HELP_FLAGS = ("-h", "--help")


def pick(lang: str, texts: Texts) -> str:
    """The text in ``lang``."""
    return texts[LANGUAGES.index(lang)]


class Word(click.ParamType):
    """One of several words."""

    name = "word"

    def __init__(self, choices: Sequence[str]) -> None:
        self.choices = tuple(choices)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """``value`` if it is one of the words."""
        if value not in self.choices:
            from engine import api

            name = param.opts[0] if isinstance(param, click.Option) else api.Term("参数", "the argument")
            refuse("E0905", name=name, value=value, expected=" | ".join(self.choices))
        return value

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """The words that begin as typed."""
        return completions(self.choices, incomplete)


def completions(words: Sequence[str], incomplete: str) -> list[Any]:
    """Words as completions of what was typed."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(word) for word in words if word.startswith(incomplete)]


class Argument(click.Argument):
    """An argument with a help line."""

    def __init__(self, *args: Any, help: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help_line = help


class Command(click.Command):
    """A command that speaks ``lang``."""

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lang = lang

    def get_help(self, ctx: click.Context) -> str:
        """The whole help text."""
        lang = self.lang
        parameters = self.get_params(ctx)
        pieces = [ctx.command_path, pick(lang, _HEADINGS["any"])]
        pieces += [str(each.metavar) for each in parameters if isinstance(each, click.Argument)]
        if self.command_rows():
            pieces.append(pick(lang, _HEADINGS["one"]))
        parts = [pick(lang, _HEADINGS["usage"]) + " ".join(pieces), (self.help or "").strip()]
        arguments = [(str(each.metavar), each.help_line) for each in parameters if isinstance(each, Argument)]
        options = [(_flags(each), each.help or "") for each in parameters if isinstance(each, click.Option)]
        for heading, rows in (("arguments", arguments), ("options", options), ("commands", self.command_rows())):
            if rows:
                parts.append(pick(lang, _HEADINGS[heading]) + "\n" + "\n".join(_columns(rows)))
        return "\n\n".join(part for part in parts if part)

    def command_rows(self) -> list[tuple[str, str]]:
        """Names and helps of commands below this one."""
        return []

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``-h`` and ``--help``."""

        def show(ctx: click.Context, param: click.Parameter, value: bool) -> None:
            if value and not ctx.resilient_parsing:
                from engine.cli import output

                output.write(ctx.get_help() + "\n")
                ctx.exit()

        return click.Option(
            _HELP_FLAGS, is_flag=True, is_eager=True, expose_value=False, callback=show, help=pick(self.lang, _HEADINGS["help"])
        )

    def make_context(self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any) -> Any:
        """Parse ``args``; click's mistakes become ours."""
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            translate(error, self)
            raise

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click, but what is left over is a mistake in our words."""
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if ctx.args and not ctx.resilient_parsing and not isinstance(self, click.Group):
            refuse("E0906", value=ctx.args[0])
        return rest


def translate(error: click.UsageError, command: click.Command) -> None:
    """Raise our diagnostic for one of click's mistakes; unknown kinds are left to the caller."""
    if isinstance(error, click.NoSuchOption):
        from engine import api

        names = [name for parameter in command.params for name in parameter.opts] + list(_HELP_FLAGS)
        refuse("E0902", name=error.option_name, suggestion=api.did_you_mean(error.option_name, names))
    if isinstance(error, click.MissingParameter):
        found = error.param
        refuse("E0904", name=found.metavar if isinstance(found, click.Argument) else found.opts[0] if found else "")
    if isinstance(error, click.BadOptionUsage):
        flags = {name for p in command.params if isinstance(p, click.Option) and p.is_flag for name in p.opts}
        refuse("E0912" if error.option_name in {*flags, *_HELP_FLAGS} else "E0904", name=error.option_name)


def option(lang: str, flag: str, metavar: Texts | None, help: Texts, **more: Any) -> click.Option:
    """An option; without ``metavar`` a flag."""
    name = flag[2:].replace("-", "_")
    if metavar is None:
        return click.Option([flag, name], is_flag=True, help=pick(lang, help), **more)
    return click.Option([flag, name], metavar=pick(lang, metavar), help=pick(lang, help), **more)


def language_option(lang: str) -> click.Option:
    """``--lang``: read before anything else (:mod:`engine.cli.language`), checked here."""
    return option(lang, "--lang", ("zh|en", "zh|en"), ("中文或英文", "Chinese or English"), type=Word(LANGUAGES))


def format_option(lang: str, *choices: str) -> click.Option:
    """``--format`` with the first choice as default."""
    word = "|".join(choices)
    help = (f"默认 {choices[0]}", f"{choices[0]} by default")
    return option(lang, "--format", (word, word), help, type=Word(choices), default=choices[0])


def policy_options(lang: str) -> list[click.Option]:
    """``--policy`` and ``--with``."""
    help = ("政策文件夹；不写则用最近年度的政策", "policy folder; by default that of the latest year")
    return [option(lang, "--policy", ("文件夹", "DIR"), help, type=click.Path()), layers_option(lang)]


def layers_option(lang: str) -> click.Option:
    """``--with``."""
    help = ("叠加一层；可重复", "lay a layer over it; repeatable")
    return option(lang, "--with", ("文件夹", "DIR"), help, multiple=True)


def argument(lang: str, name: str, metavar: Texts, help: Texts, **more: Any) -> Argument:
    """An argument, optional unless ``required``."""
    required = more.pop("required", False)
    shown = pick(lang, metavar) if required else f"[{pick(lang, metavar)}]"
    return Argument([name], metavar=shown, help=pick(lang, help), required=required, **more)


def command(lang: str, name: str, help: Texts, params: Sequence[click.Parameter], call: Callable[..., int]) -> Command:
    """A command that calls ``call(lang, **values)`` and ends with the exit code that it returns."""

    def callback(**values: Any) -> int:
        values.pop("lang", None)
        return call(lang, **values)

    return Command(name, lang=lang, help=pick(lang, help), params=[*params, language_option(lang)], callback=callback)


def _flags(option: click.Option) -> str:
    names = ", ".join([*option.opts, *option.secondary_opts])
    return names if option.is_flag or not option.metavar else f"{names} {option.metavar}"


def _columns(rows: Sequence[tuple[str, str]]) -> list[str]:
    """Rows of two columns, aligned by the columns that a terminal gives wide characters."""
    widest = max(api.display_width(left) for left, _ in rows)
    return [f"  {api.padded(left, widest)}  {right}".rstrip() for left, right in rows]


def whole_number(name: str | api.Term, text: str, most: int) -> int:
    """The number from 1 to ``most`` that an option or argument gives; E0905 for anything else."""
    if not text.isascii() or not text.isdecimal() or len(text) > len(str(most)) or not 1 <= int(text) <= most:
        refuse("E0905", name=name, value=text, expected=f"1 … {most}")
    return int(text)
