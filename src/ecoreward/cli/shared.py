"""What the commands share: the global options, streams, problems, and the library."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from ecoreward.problems import Place, Problem, Problems, nearest, render_all

if TYPE_CHECKING:
    import typer

    from ecoreward.api import Library

Lang = Literal["zh", "en"]
Name = TypeVar("Name", bound=str)
LANGUAGES: tuple[Lang, ...] = ("zh", "en")
MAX_READ = 64_000_000  # a list of saved decisions may be long; case files have a limit of their own


@dataclass(frozen=True, slots=True)
class State:
    """The global options of one run."""

    lang: Lang = "zh"
    policies: str | None = None
    json: bool = False

    def library(self) -> Library:
        """The shipped policies, or those of ``--policies``."""
        from ecoreward.api import load

        return load(self.policies)

    def names(self) -> tuple[str, ...]:
        """Every spelling of a fact: the words that a problem with a case may show."""
        try:
            return tuple(self.library().vocabulary.spellings)
        except Problems:  # told where the library is used
            return ()

    def folder(self) -> Path:
        """The folder of the policies in use."""
        from ecoreward.api import policies_folder

        return Path(self.policies) if self.policies else policies_folder()


def state_of(ctx: typer.Context) -> State:
    """The global options, as a command sees them."""
    found = ctx.obj
    assert isinstance(found, State)
    return found


def fail(code: str, suggestions: Iterable[str] = (), **params: Any) -> Problems:
    """One problem of the command line itself, to be raised."""
    return Problems([Problem(code, Place(""), params, suggestions=tuple(suggestions))])


def globals_of(args: Sequence[str]) -> tuple[State, list[str]]:
    """The global options, wherever they stand, and the arguments without them.

    >>> globals_of(["calc", "--lang", "en", "a.yaml"])
    (State(lang='en', policies=None, json=False), ['calc', 'a.yaml'])
    """
    lang, policies = default_lang(), None
    rest: list[str] = []
    words = iter(args)
    for word in words:
        name, equals, value = word.partition("=")
        if word == "--":
            rest += [word, *words]
        elif name not in ("--lang", "--policies"):
            rest.append(word)
        else:
            if not equals:
                value = next(words, "")
            if not value or (not equals and value.startswith("-")):
                raise fail("cli.option-needs-value", option=name)
            if name == "--policies":
                policies = value
            else:
                lang = one_of("--lang", value, LANGUAGES)
    own = rest[: rest.index("--")] if "--" in rest else rest
    return State(lang, policies, "--json" in own), rest


def default_lang() -> Lang:
    """ECOREWARD_LANG when it names a language we have, else Chinese."""
    wanted = os.environ.get("ECOREWARD_LANG", "").lower()
    return next((known for known in LANGUAGES if wanted.startswith(known)), "zh")


def lang_of(args: Sequence[str]) -> Lang:
    """The language to complain in, however broken the rest of the line is."""
    lang = default_lang()
    for before, word in zip(("", *args), args, strict=False):
        value = word.removeprefix("--lang=") if word.startswith("--lang=") else word
        if value in LANGUAGES and (before == "--lang" or value != word):
            lang = one_of("--lang", value, LANGUAGES)
    return lang


def one_of(option: str, value: str, names: Sequence[Name]) -> Name:
    """The value of an option that takes one of a few words."""
    found = next((name for name in names if name == value), None)
    if found is not None:
        return found
    params = {"option": option, "value": clean(value), "names": list(names)}
    raise fail("cli.bad-value", nearest(value, names), **params)


def clean(text: str) -> str:
    """Text from outside on its way to a terminal: no control characters, no line breaks."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def ready_streams() -> None:
    """Chinese in UTF-8 wherever the output goes to a file or a pipe, and no encoding error anywhere."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if stream.isatty():
            reconfigure(errors="backslashreplace")
        else:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def out(text: str) -> None:
    """One piece of the answer."""
    print(text)


def out_json(data: Any) -> None:
    """Data on stdout, the same bytes for the same data."""
    print(as_json(data))


def as_json(data: Any) -> str:
    """The JSON text of data, two spaces deep, in the order the data has."""
    return json.dumps(data, ensure_ascii=False, indent=2)


def tell(problems: Sequence[Problem], lang: str, *, as_data: bool = False) -> None:
    """Problems on stderr, as text or as a JSON list."""
    if not problems:
        return
    text = as_json([p.to_json() for p in problems]) if as_data else render_all(problems, lang)
    print(text, file=sys.stderr)


def read_bytes(path: str) -> bytes:
    """The bytes of a file or, for ``-``, of stdin."""
    try:
        if path == "-":
            source = getattr(sys.stdin, "buffer", None)
            return source.read(MAX_READ) if source else sys.stdin.read(MAX_READ).encode()
        with Path(path).open("rb") as stream:
            return stream.read(MAX_READ)
    except FileNotFoundError:
        raise no_file(path) from None
    except IsADirectoryError:
        raise fail("cli.is-folder", path=clean(path)) from None
    except (OSError, ValueError):
        raise fail("cli.cannot-read", path=clean(path)) from None


def no_file(path: str) -> Problems:
    """A file that is not there, with those beside it that have nearly its name."""
    where = Path(path).parent
    try:
        beside = [str(where / p.name) for p in where.iterdir()] if where.is_dir() else []
    except OSError:
        beside = []
    return fail("cli.no-file", nearest(str(Path(path)), beside), path=clean(path))


def write_new(path: str, content: str | bytes) -> None:
    """Write a file that is not there yet."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        with Path(path).open("xb") as stream:
            stream.write(data)
    except FileExistsError:
        raise fail("cli.exists", path=clean(path)) from None
    except (OSError, ValueError):
        raise fail("cli.cannot-write", path=clean(path)) from None


def internal(error: BaseException) -> Problem:
    """What is said of a defect of the software itself."""
    return Problem("cli.internal", Place(""), {"kind": type(error).__name__})
