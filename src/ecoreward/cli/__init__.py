"""The command line: one module a command, no logic of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit with its code; never a traceback.

    0: the work was done, whatever the outcome. 1: `test` or `check` found something.
    2: nothing was computed, all problems are on stderr and stdout is empty.
    """
    from ecoreward.cli.app import run

    raise SystemExit(run(argv))
