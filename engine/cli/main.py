"""The ``policy`` command: entry point of the command line. Imports no room below :mod:`engine.api`.

Everything that may go wrong ends here: in a message and an exit code, never in a traceback. A plain ``policy eval`` is
read by :mod:`engine.cli.quick` without click, whose import alone takes longer than an evaluation; every other command
line goes to the click commands in :mod:`engine.cli.commands`.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from engine.cli.language import language

INVALID = 2
INTERRUPTED = 130
BROKEN_PIPE = 141
#: New objects between two looks for garbage. A short run makes little of it; the usual 700 cost a tenth of its time.
_GARBAGE = 100_000


def main(arguments: Sequence[str] | None = None, prog_name: str = "policy") -> NoReturn:
    """Run one command line (by default that of the process) and leave with its exit code."""
    gc.set_threshold(_GARBAGE)
    from engine.cli import output

    output.prepare()
    status = run(list(sys.argv[1:] if arguments is None else arguments), prog_name)
    try:
        output.finish()
    except BrokenPipeError:
        status = BROKEN_PIPE
    except OSError as error:
        output.abandon()  # what is held back would fail again with the complaint, and once more when the process ends
        output.complain(output.cannot_write(error), {}, language(sys.argv[1:], os.environ))
        status = INVALID
    if status == BROKEN_PIPE:
        output.abandon()
    if "duckdb" not in sys.modules:  # DuckDB looks at the end for what of it is left, and tells it on standard error
        gc.freeze()  # what is left goes with the process; looking through it once more would only take time
    raise SystemExit(status)


def run(arguments: list[str], prog_name: str = "policy") -> int:
    """Run one command line and return its exit code; nothing is raised."""
    lang = language(arguments, os.environ)
    try:
        return _dispatch(arguments, prog_name, lang)
    except BrokenPipeError:
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        return _failed(error, lang)


def _dispatch(arguments: list[str], prog_name: str, lang: str) -> int:
    from engine.cli import quick

    request = quick.read(arguments) if "_POLICY_COMPLETE" not in os.environ else None
    if request is not None:
        from engine.cli.evaluation import evaluate_files

        return evaluate_files(request, lang)
    from engine.cli.group import run_group

    return run_group(arguments, prog_name, lang)


def _failed(error: Exception, lang: str) -> int:
    """Say what went wrong; an exception of another kind than bad input is a mistake of the program itself."""
    from engine import api
    from engine.cli import output

    if isinstance(error, api.InvalidInput):
        output.complain(error.diagnostics, error.sources, lang)
    elif isinstance(error, OSError):
        output.complain(output.cannot_write(error), {}, lang)
    else:
        output.complain([output.internal_error(error)], {}, lang)
    return INVALID


if __name__ == "__main__":
    main()
