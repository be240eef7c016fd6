"""The parser's complaints in our words: which option or argument, in Chinese and English."""

from __future__ import annotations

import re
from typing import Any

import typer

from ecoreward.cli.help import key_of, meta
from ecoreward.cli.shared import clean
from ecoreward.problems import Place, Problem, nearest

# Typer carries the parser inside, where its exceptions have no public name; these are their bases.
_USAGE = typer.BadParameter.__mro__[1]


def problem_of(error: Exception) -> Problem | None:
    """The problem for a usage error; None for any other exception."""
    if not isinstance(error, _USAGE):
        return None
    ctx = getattr(error, "ctx", None)
    command = ctx.command_path if ctx is not None else "ecoreward"
    name = type(error).__name__
    option = clean(str(getattr(error, "option_name", "") or ""))
    if name == "NoSuchOption":
        options = _options(ctx)
        return _problem(
            "cli.unknown-option", nearest(option, options), option=option, command=command
        )
    if name == "BadOptionUsage":
        code = "cli.option-takes-none" if "not take" in str(error) else "cli.option-needs-value"
        return _problem(code, option=option)
    if name == "MissingParameter":
        return _problem("cli.missing-argument", name=_name(error, command), command=command)
    if isinstance(error, typer.BadParameter):
        return _problem("cli.bad-argument", name=_name(error, command), command=command)
    message = str(getattr(error, "message", error))
    if "No such command" in message and ctx is not None:
        word = re.sub(r"\A.*?'(.*?)'.*\Z", r"\1", message, flags=re.S)
        names = list(ctx.command.commands)
        return _problem(
            "cli.unknown-command", nearest(word, names), command=clean(word), names=names
        )
    if "Missing command" in message and ctx is not None:
        return _problem("cli.missing-command", command=command, names=list(ctx.command.commands))
    extra = re.search(r"argument(?:\(s\)|s)? \((.*)\)\Z", message, re.S)
    return _problem("cli.extra-argument", words=clean(extra[1]) if extra else "", command=command)


def _problem(code: str, suggestions: tuple[str, ...] = (), **params: Any) -> Problem:
    return Problem(code, Place(""), params, suggestions=suggestions)


def _options(ctx: Any) -> list[str]:
    found = [o for p in ctx.command.get_params(ctx) for o in p.opts if o.startswith("--")]
    return [*found, "--lang", "--policies"]


def _name(error: Exception, command: str) -> dict[str, str]:
    """A parameter as its help calls it."""
    param = getattr(error, "param", None)
    if param is None:
        return {"zh": "?", "en": "?"}
    if param.param_type_name == "option":
        return {"zh": str(param.opts[-1]), "en": str(param.opts[-1])}
    return {lang: meta(key_of(command), param, lang) or str(param.name) for lang in ("zh", "en")}
