"""
How is a channel judged from a terminal, without writing any Python?

`partnerkit --help` tells. Each command reads a network, makes one or two calls and
writes what came out: a table for people, JSON for programs, or a file.

===========  =====================================================================
`commands`   what can be typed
`judging`    what is judged for each, as a table
`data`       a network and a table from and to CSV, Excel, Parquet and SQLite
`sample`     a fictional channel, to see it work
`showing`    what came out, and faults, for people and programs
===========  =====================================================================
"""

import sys

from partnerkit.values.errors import MissingExtra

__all__ = ["main"]


def __dir__() -> list[str]:
    return __all__


def main() -> None:
    """Run the command that was typed; the entry point `partnerkit`."""
    try:
        from partnerkit.cli.commands import app
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in {"typer", "rich"}:
            raise
        sys.exit(str(MissingExtra(extra="cli", library=str(missing.name))))
    app()
