"""The ``policy`` command: entry point of the command line. Imports no room below :mod:`engine.api`."""

from __future__ import annotations

import click

from engine import __version__


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="policy", message="%(prog)s %(version)s")
def main() -> None:
    """职称评审政策引擎：用配置表达通知，逐条说明依据。"""


if __name__ == "__main__":
    main()
