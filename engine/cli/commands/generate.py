"""``policy generate``: a synthetic register."""

from __future__ import annotations

import os
import re
import sys
from typing import Any

import click

from engine import api
from engine.cli.choosing import load_chosen, refuse
from engine.cli.command import Command, argument, command, option, policy_options, whole_number
from engine.cli.saving import output_option

_HELP = (
    "按政策自己的词汇和附件造一份名册，供试用和压测；不含任何真人信息，同一种子得到同一份名册。",
    "A synthetic register from the policy's own vocabulary and tables, for trials and load; nobody real is in it, and a seed "
    "always gives the same one.",
)
_COUNT = ("行数", "number of rows")
_SEED = ("种子，任意文字；必填", "seed, any text; required")
_WRONG = ("故意写错的比例，如 1%", "share of rows spoilt on purpose, such as 1%")
_SUBJECT = ("名册说的是哪个主体；不写则为申报", "what the rows are about; applications by default")
_FORCE = ("已有输出文件时覆盖", "write over an output that is there")
_KINDS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".parquet": "parquet"}
_RATE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?)%")
_MOST = 10**9


def build(lang: str) -> Command:
    """The command in ``lang``."""
    params: list[click.Parameter] = [
        argument(lang, "count", ("行数", "N"), _COUNT, required=True),
        option(lang, "--seed", ("种子", "SEED"), _SEED),
        output_option(lang),
        *policy_options(lang),
        option(lang, "--subject", ("主体", "SUBJECT"), _SUBJECT),
        option(lang, "--wrong", ("比例", "RATE"), _WRONG),
        option(lang, "--force", None, _FORCE),
    ]
    return command(lang, "generate", _HELP, params, _run)


def _run(lang: str, count: str, **values: Any) -> int:
    rows = whole_number(api.Term("行数", "N"), count, _MOST)
    if not (values["seed"] or "").strip():
        refuse("E0904", name="--seed")
    path = values["output"]
    kind = "jsonl" if path in (None, "-") else _KINDS.get(os.path.splitext(path)[1].lower())
    if kind is None:
        refuse("E0995", name=path, known=tuple(_KINDS))
    if path not in (None, "-") and os.path.exists(path) and not values["force"]:
        refuse("E0981", name=path)
    policy = load_chosen(values["policy"], values["with"])
    if values["subject"] is not None and not policy.knows(values["subject"]):
        policy.refuse_subject(values["subject"])
    subject = policy.subject_name(values["subject"]) or policy.subjects()[0]
    register = api.Register(policy.tables, subject, rows, values["seed"].strip(), _rate(values["wrong"]))
    if path in (None, "-"):
        sys.stdout.flush()
        for line in register.lines(kind):
            sys.stdout.write(line)
        return 0
    _save(register, kind, path)
    return 0


def _save(register: Any, kind: str, path: str) -> None:
    """Write to a file beside, and put it in place when it is whole. Raises ``OSError``."""
    part = path + ".part"
    try:
        with open(part, "wb") as out:
            register.write(kind, out)
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, path)
    except BaseException as error:
        if os.path.exists(part):
            os.unlink(part)
        if isinstance(error, OSError):
            raise OSError(error.errno, error.strerror, path) from None
        raise


def _rate(text: str | None) -> float:
    match = _RATE.fullmatch((text or "0%").strip())
    if match is None or float(match[1]) > 100:
        refuse("E0905", name="--wrong", value=text, expected="0% … 100%")
    return float(match[1]) / 100
