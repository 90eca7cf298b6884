"""``policy template``: a blank file with notes, or the header of a register."""

from __future__ import annotations

import csv
import io
import os
from typing import Any

from engine import api
from engine.cli.choosing import load_chosen, refuse
from engine.cli.command import Command, argument, command, format_option, option, policy_options
from engine.cli.commands.eval import complete_subject
from engine.cli.saving import check_target, output_option, save

_HELP = (
    "写出一份带说明的空白文件（JSON），填好后用 policy eval 核对；--format csv 是名册的表头，一行填一份，用 policy batch 核对。",
    "Write a blank file with notes (JSON); fill it in and evaluate it with `policy eval`. --format csv is the header of a "
    "register, one row for each; evaluate it with `policy batch`.",
)
_SUBJECT = ("主体，如 申报；不写则为申报", "subject such as application, which is the default")
_FORCE = ("已有输出文件时覆盖", "write over an output that is there")
_KEY = {"zh": "编号", "en": "key"}
#: Years of records that a header has.
_YEARS = 5
_PARTS = {"zh": ("起", "止"), "en": ("from", "to")}


def build(lang: str) -> Command:
    """The command in ``lang``."""
    subject = argument(lang, "subject", ("主体", "SUBJECT"), _SUBJECT, shell_complete=complete_subject)
    params = [subject, format_option(lang, "json", "csv"), output_option(lang), option(lang, "--force", None, _FORCE)]
    return command(lang, "template", _HELP, [*params, *policy_options(lang)], _run)


def _run(lang: str, subject: str | None, format: str, output: str | None, force: bool, policy: str | None, **values: Any) -> int:
    if output is not None and os.path.exists(output) and not force:
        refuse("E0981", name=output)
    check_target(output)
    loaded = load_chosen(policy, values["with"])
    about = loaded.subjects()[0] if subject is None else subject
    text = _header(api.vocabulary(loaded, about), int(loaded.tables["policy"]["year"]), lang) if format == "csv" else None
    save(api.template(loaded, about, lang).encode("utf-8") if text is None else text, output)
    return 0


def _header(content: dict[str, Any], year: int, lang: str) -> bytes:
    """The columns that ``policy batch`` takes, with a mark by which spreadsheets know the encoding.

    Records are laid out for the year of the policy and those before it; columns of other years are written the same way.
    """
    name = "name" if lang == "zh" else "id"
    columns = [_KEY[lang]]
    for fact in content["facts"]:
        if fact["type"] == "years":
            columns += [f"{fact[name]}.{part}" for part in _PARTS[lang]]
        elif fact["type"] == "records":
            years = range(year - _YEARS + 1, year + 1)
            columns += [f"{fact[name]}[{each}].{field[name]}" for each in years for field in fact["fields"]]
        else:
            columns.append(fact[name])
    text = io.StringIO()
    csv.writer(text).writerow(columns)
    return text.getvalue().encode("utf-8-sig")
