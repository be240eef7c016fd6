"""Run one command line: find the command, build only that command, say every error in one way."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ecoreward.cli.shared import (
    State,
    fail,
    globals_of,
    internal,
    lang_of,
    out,
    ready_streams,
    tell,
)
from ecoreward.problems import Problems, nearest

if TYPE_CHECKING:
    import typer

COMMANDS = (
    "calc", "explain", "ask", "compare", "run", "whatif", "backtest", "diff", "form",
    "workbook", "sample", "new", "check", "fmt", "test", "show", "policies", "schema",
    "problem", "demo",
)  # fmt: skip
INTERRUPTED, PIPE_CLOSED = 130, 141


def run(argv: Sequence[str] | None = None) -> int:
    """Run a command line and give its exit code."""
    args = list(sys.argv[1:] if argv is None else argv)
    ready_streams()
    lang = lang_of(args)
    as_data = "--json" in args
    try:
        code = _run(args)
        sys.stdout.flush()
        return code
    except Problems as bad:
        tell(bad.items, lang, as_data=as_data)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return _pipe_closed()
    except Exception as error:
        if os.environ.get("ECOREWARD_DEBUG"):
            raise
        tell([internal(error)], lang, as_data=as_data)
    return 2


def _pipe_closed() -> int:
    """Whoever read our output has gone: say nothing, now or when the interpreter ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return PIPE_CLOSED


def _run(args: list[str]) -> int:
    args = [_utf_8(word) for word in args]
    state, rest = globals_of(args)
    if rest[:1] in (["--version"], ["-V"]):
        from ecoreward.version import __version__

        out(f"ecoreward {__version__}")
        return 0
    command = next((w for w in rest if not w.startswith("-")), "")
    if command and command not in COMMANDS:
        raise fail(
            "cli.unknown-command", nearest(command, COMMANDS), command=command, names=list(COMMANDS)
        )
    group = build([command] if command else COMMANDS)
    return _invoke(group, rest or ["--help"], state)


def _utf_8(word: str) -> str:
    """A word of the command line; under a C locale Python has not decoded its bytes."""
    if word.isascii() or not any("\ud800" <= c <= "\udfff" for c in word):
        return word
    try:
        return os.fsencode(word).decode("utf-8")
    except UnicodeError:
        raise fail("cli.not-utf-8") from None


def build(names: Iterable[str]) -> Any:
    """The Typer command of these names; a module is imported only when it is named."""
    import typer

    from ecoreward.cli.help import Command, Group

    def make(cls: type[Group]) -> typer.Typer:
        app = typer.Typer(cls=cls, add_completion=False, rich_markup_mode=None)
        app.callback()(_root)
        return app

    app = make(Group)
    for name in names:
        module = import_module(f"ecoreward.cli.{name}")
        if hasattr(module, "COMMANDS"):
            group = make(Group)
            for inner, function in module.COMMANDS.items():
                group.command(inner, cls=Command)(function)
            app.add_typer(group, name=name)
        else:
            app.command(name, cls=Command)(module.command)
    return typer.main.get_command(app)


def _root() -> None:
    """Nothing happens before a command: the global options are read beforehand."""


def _invoke(group: Any, args: list[str], state: State) -> int:
    import typer

    from ecoreward.cli.usage import problem_of

    try:
        with group.make_context("ecoreward", args, obj=state) as ctx:
            code = group.invoke(ctx)
    except typer.Exit as done:
        return done.exit_code
    except typer.Abort:
        raise KeyboardInterrupt from None
    except Exception as error:
        problem = problem_of(error)
        if problem is None:
            raise
        raise Problems([problem]) from None
    return code if isinstance(code, int) else 0
