"""``policy fmt``: rule files in their settled form. Files with mistakes are not touched."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Iterator

import click

from engine import api
from engine.cli import output
from engine.cli.choosing import latest, refuse, shown
from engine.cli.command import Command, argument, command, option

_UNSETTLED = 1
_HELP = (
    "把规则文件（.policy）排成统一格式，注释保留；有错误的文件不动。",
    "Put rule files (.policy) into their settled form, comments kept; files with mistakes are not touched.",
)
_PATHS = ("规则文件或文件夹；不写则用找到的政策文件夹", "rule files or folders; by default the policy folder found")
_CHECK = ("只看不改：有文件需要整理时退出码为 1", "change nothing; exit with 1 where a file is not in its settled form")
_DIFF = ("只看不改：显示会改的行", "change nothing; show the lines that would change")
_WORDS = {
    "zh": {"changed": "已整理：{}", "unsettled": "需要整理：{}", "sum": "{files} 个文件，{changed} 个{word}。",
           "changed_word": "已整理", "unsettled_word": "需要整理"},
    "en": {"changed": "formatted: {}", "unsettled": "would change: {}", "sum": "{files} files, {changed} {word}.",
           "changed_word": "formatted", "unsettled_word": "would change"},
}  # fmt: skip


def build(lang: str) -> Command:
    """The command in ``lang``."""
    paths = argument(lang, "paths", ("路径…", "PATH…"), _PATHS, nargs=-1, type=click.Path())
    options = [option(lang, "--check", None, _CHECK), option(lang, "--diff", None, _DIFF)]
    return command(lang, "fmt", _HELP, [paths, *options], _run)


def _run(lang: str, paths: tuple[str, ...], check: bool, diff: bool) -> int:
    keep = check or diff
    files = list(dict.fromkeys(file for path in paths or (_own_policy(),) for file in _rule_files(path)))
    failed, changed = False, 0
    for file in files:
        found = api.format_rules(file)
        if found.before is None or found.after is None:
            failed = True
            output.complain(found.diagnostics, {file: found.before or ""}, lang)
        elif found.before != found.after:
            changed += 1
            _settle(file, found.before, found.after, keep, diff, lang)
    words = _WORDS[lang]
    word = words["unsettled_word" if keep else "changed_word"]
    output.tell(words["sum"].format(files=len(files), changed=changed, word=word) + "\n")
    return 2 if failed else _UNSETTLED if check and changed else 0


def _settle(file: str, before: str, after: str, keep: bool, diff: bool, lang: str) -> None:
    if diff:
        lines = difflib.unified_diff(before.splitlines(), after.splitlines(), file, file, lineterm="")
        output.write("".join(f"{line}\n" for line in lines))
    else:
        output.write(_WORDS[lang]["unsettled" if keep else "changed"].format(api.safe(file, 200)) + "\n")
    if not keep:
        _replace(file, after)


def _own_policy() -> str:
    """The policy folder found upwards; one that came along in an installed package is nobody's to rewrite."""
    located = latest()
    root = os.path.dirname(os.path.dirname(os.path.abspath(located.path)))
    if os.path.commonpath([root, os.getcwd()]) != root:
        refuse("E0904", name=api.Term("路径", "PATH"))
    return shown(located.path)


def _rule_files(path: str) -> list[str]:
    """The file, or every rule file below the folder; a folder without any is refused."""
    found = list(_below(path)) if os.path.isdir(path) else [path]
    if not found:
        refuse("E0913", name=path)
    return found


def _below(path: str) -> Iterator[str]:
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (os.path.join(folder, name) for name in sorted(names) if name.endswith(".policy"))


def _replace(file: str, text: str) -> None:
    """Write the whole file or nothing; its permissions stay."""
    target = os.path.realpath(file)
    mode = os.stat(target).st_mode & 0o7777
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".policy-fmt-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        os.chmod(temporary, mode)
        os.replace(temporary, target)
    except OSError:
        os.unlink(temporary)
        raise
