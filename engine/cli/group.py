"""The ``policy`` group: commands imported when they are called. Part of :mod:`engine.cli`."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

import click

from engine import __version__
from engine.cli.choosing import refuse
from engine.cli.command import Command, Texts, language_option, pick

#: Commands in the order of the help, each in ``engine/cli/commands/NAME.py`` (``_`` for ``-``) with a function ``build(lang)``.
COMMANDS: dict[str, Texts] = {
    "eval": ("核对申报，写出自查结果", "evaluate applications"),
    "batch": ("核对整个名册，一行一条结果", "evaluate a whole register, one record for each row"),
    "impact": ("换一份政策或改一个数字，名册里谁的结论会变", "what another policy or figure would do to a register"),
    "compile": ("把政策译成数据库能运行的 SQL", "the policy as SQL that a database runs by itself"),
    "generate": ("按政策造一份试用名册", "a synthetic register from the policy"),
    "check": ("检查一个政策文件夹", "check a policy folder"),
    "explain": ("讲解一个提示代码，如 E0604", "explain a diagnostic code such as E0604"),
    "fmt": ("把规则文件排成统一格式，注释保留", "put rule files into their settled form, comments kept"),
    "test": ("运行中文场景，逐条报告", "run the scenarios and report clause by clause"),
    "mutate": ("把政策逐处改错，看场景能不能发现", "change the policy place by place and see that scenarios notice"),
    "trace": ("逐条对照通知，看由什么落实", "the ledger of the notice: what carries each clause"),
    "diff": ("对照两份政策：改了什么，影响谁", "compare two policies: what changed, and whom it affects"),
    "readings": ("通知的口径：怎样理解，谁确认，哪里用到", "the readings: how the notice is understood, and what uses them"),
    "deadlines": ("推算期限：最迟和稳妥的日期、日历、年度图", "deadlines: last and safe days, calendar file, chart of the year"),
    "sample": ("随机抽取检查名单，人人可以重抽核对", "a random inspection list that anyone can draw again"),
    "new-year": ("照新通知写出下一年度的政策文件夹", "next year's policy folder, from last year's and the new notice"),
    "todo": ("还待确认的事项，按办理顺序列出", "what is still to be confirmed, in the order to work it off"),
    "release": ("核对全部事项，发布成一个政策包", "examine everything and release it as one bundle"),
    "verify": ("核对政策包是否完好，由谁发布", "whether a bundle is whole, and who released it"),
    "vocabulary": ("申报可以填哪些事实和词", "the facts and words that an application may use"),
    "template": ("一份带说明的空白申报文件", "a blank application file with notes"),
    "dump": ("政策在某个阶段的样子", "what a stage of the pipeline made of a policy"),
    "completion": ("命令行补全脚本", "script for shell completion"),
}
_HELP = ("职称评审政策引擎：把年度通知写成配置，逐条核对申报，每个结论注明条款。",
         "Policy as configuration for professional-title evaluation: every answer names the clause it rests on.")  # fmt: skip
_VERSION = ("显示版本", "show the version")
_COMPLETE = "_POLICY_COMPLETE"


class Group(Command, click.Group):
    """All commands, in one language."""

    def __init__(self, lang: str) -> None:
        version = click.Option(
            ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help=pick(lang, _VERSION)
        )
        params = [language_option(lang), version]
        super().__init__("policy", lang=lang, help=pick(lang, _HELP), params=params, callback=_without_command)
        self.invoke_without_command = True

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        built: click.Command = import_module(f"engine.cli.commands.{cmd_name.replace('-', '_')}").build(self.lang)
        return built

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command named first; an unknown one is refused in our words."""
        found = self.get_command(ctx, args[0])
        if found is None and not ctx.resilient_parsing:
            from engine import api

            refuse("E0901", name=args[0], suggestion=api.did_you_mean(args[0], COMMANDS), known=tuple(COMMANDS))
        return (args[0] if found else None), found, args[1:]

    def command_rows(self) -> list[tuple[str, str]]:
        """All commands with their short help."""
        return [(name, pick(self.lang, texts)) for name, texts in COMMANDS.items()]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Without anything: the help."""
        if not args and not ctx.resilient_parsing:
            args = ["--help"]
        return super().parse_args(ctx, args)


def run_group(arguments: list[str], prog_name: str, lang: str) -> int:
    """Run one command line through click. Raises :class:`api.InvalidInput` for what is wrong with it."""
    group = Group(lang)
    instruction = os.environ.get(_COMPLETE)
    if instruction:
        from click.shell_completion import shell_complete

        return shell_complete(group, {}, prog_name, _COMPLETE, instruction)
    try:
        with group.make_context(prog_name, arguments) as context:
            return int(group.invoke(context) or 0)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.exceptions.Abort:
        raise KeyboardInterrupt from None
    except click.ClickException as error:
        refuse("E0912", name=error.format_message())


@click.pass_context
def _without_command(ctx: click.Context, **_: Any) -> None:
    """``policy --lang en`` and nothing else: the help, as for ``policy`` alone."""
    if ctx.invoked_subcommand is None:
        from engine.cli import output

        output.write(ctx.get_help() + "\n")


def _show_version(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    if value and not ctx.resilient_parsing:
        from engine.cli import output

        output.write(f"policy {__version__}\n")
        ctx.exit()
