"""Help texts, from the catalogue, in the language of the run; the code of a command has none.

A command's texts are ``cli.COMMAND`` (one line), ``cli.COMMAND.more`` and ``cli.COMMAND.example``;
a parameter's is ``cli.COMMAND.NAME`` or, where several commands share it, ``cli.any.NAME``.
"""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

from ecoreward.cli.shared import State
from ecoreward.problems import display_width
from ecoreward.words import has, say

WIDTH = 96
_CLOSING = "，。；：、）】》」』”’！？,.;:)]"


class _AsWritten:
    """A text, or a list of texts, as it was written: what every parameter of ours takes."""

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The value itself."""
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        return list(value) if isinstance(value, (list, tuple)) else value


def _light(params: list[Any]) -> list[Any]:
    """Newer Typer checks even a plain text by way of pydantic, whose import costs 0.1 s."""
    for param in params:
        if getattr(param, "_runtime_param", param) is None:
            param._runtime_param = _AsWritten()
    return params


class Command(TyperCommand):
    """A command whose help is ours."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters, ``--help`` among them."""
        return _light(super().get_params(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help of this command."""
        formatter.write(help_text(self, ctx))


class Group(TyperGroup):
    """A group of commands whose help is ours."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters, ``--help`` among them."""
        return _light(super().get_params(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help of this group."""
        formatter.write(help_text(self, ctx))


def help_text(command: Any, ctx: Any) -> str:
    """The whole help of a command or group."""
    state = ctx.obj if isinstance(ctx.obj, State) else State()
    lang = state.lang
    path = ctx.command_path
    key = key_of(path)
    params = [p for p in command.get_params(ctx) if not getattr(p, "hidden", False)]
    arguments = [p for p in params if p.param_type_name == "argument"]
    options = [p for p in params if p.param_type_name == "option"]
    names = [meta(key, p, lang) for p in arguments]
    inner = getattr(command, "commands", None)
    if inner:
        names.append(say("cli.help.command", lang))
    shown = " ".join([path, say("cli.help.options", lang), *names])
    lines = [say("cli.help.usage", lang, text=shown), ""]
    lines += wrap(say(key, lang), WIDTH)
    if has(f"{key}.more"):
        lines += [""]
        for part in say(f"{key}.more", lang).split("\n"):
            lines += wrap(part, WIDTH)
    if inner:
        rows = [(n, say(key_of(f"{path} {n}"), lang)) for n in inner]
        lines += _section("cli.help.commands", rows, lang)
    rows = [(meta(key, p, lang), _says(key, p, lang)) for p in arguments]
    lines += _section("cli.help.arguments", rows, lang)
    rows = [(_option(key, p, lang), _says(key, p, lang)) for p in options]
    lines += _section("cli.help.own-options", rows, lang)
    rows = [
        ("--lang zh|en", say("cli.any.lang", lang)),
        (f"--policies {say('cli.any.policies.meta', lang)}", say("cli.any.policies", lang)),
    ]
    if path.count(" ") == 0:
        rows.append(("--version", say("cli.any.version", lang)))
    lines += _section("cli.help.global-options", rows, lang)
    if has(f"{key}.example"):
        lines += ["", say("cli.help.examples", lang)]
        lines += [f"  {line}" for line in say(f"{key}.example", lang).split("\n")]
    return "\n".join(lines) + "\n"


def key_of(path: str) -> str:
    """The catalogue key of a command by its path.

    >>> key_of("ecoreward new case")
    'cli.new-case'
    """
    return "cli." + ("-".join(path.split()[1:]) or "ecoreward")


def _key(key: str, param: Any, end: str = "") -> str:
    own = f"{key}.{param.name}{end}"
    return own if has(own) else f"cli.any.{param.name}{end}"


def _says(key: str, param: Any, lang: str) -> str:
    return say(_key(key, param), lang)


def meta(key: str, param: Any, lang: str) -> str:
    """What stands for the value of a parameter."""
    found = _key(key, param, ".meta")
    return say(found, lang) if has(found) else ""


def _option(key: str, param: Any, lang: str) -> str:
    return f"{', '.join(param.opts)} {meta(key, param, lang)}".rstrip()


def _section(title: str, rows: list[tuple[str, str]], lang: str) -> list[str]:
    """A title and rows of two columns, the second aligned by display width."""
    if not rows:
        return []
    column = min(26, max(display_width(name) for name, _ in rows) + 2)
    lines = ["", say(title, lang)]
    for name, text in rows:
        parts = wrap(text, WIDTH - column - 2) or [""]
        if display_width(name) + 2 > column:
            lines.append(f"  {name}")
        else:
            lines.append(f"  {name}{' ' * (column - display_width(name))}{parts.pop(0)}")
        lines += [f"  {' ' * column}{part}" for part in parts]
    return lines


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns, broken at spaces or between Chinese characters.

    >>> wrap("计算 one case", 6)
    ['计算', 'one', 'case']
    """
    lines, line = [], ""
    for word in _words(text):
        if line and word not in _CLOSING and display_width((line + word).rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += word if line else word.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def _words(text: str) -> list[str]:
    """Latin words with the space behind them, and Chinese characters one by one."""
    words: list[str] = []
    for char in text:
        last = words[-1] if words else ""
        narrow = bool(last) and display_width(char) == 1 and display_width(last[-1]) == 1
        if last and (char == " " or (narrow and not last.endswith(" "))):
            words[-1] += char
        else:
            words.append(char)
    return words
