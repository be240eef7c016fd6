"""From text to tree: limits first, then the grammar, then words for whatever went wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal, cast

from ecoreward.feel import tree
from ecoreward.problems import Place, Problem, Problems

if TYPE_CHECKING:
    from lark import Lark

MOST_CHARACTERS = 2000
MOST_DEPTH = 60
MOST_NODES = 500
Start = Literal["expression", "cell"]
CellTree = tuple[tuple[tree.Entry, ...], bool, bool]


class FeelError(Problems):
    """An expression that cannot be used."""


def parse_expression(source: str, place: Place) -> tree.Tree:
    """The tree of an expression; `FeelError` says what is wrong with it, if anything."""
    return cast(tree.Tree, _parsed(source, place, "expression"))


def parse_cell(source: str, place: Place) -> CellTree:
    """The unary tests of a table cell, whether they are negated, and whether it is ``-``."""
    return cast(CellTree, _parsed(source, place, "cell"))


def place_of(source: str, place: Place, start: int, end: int) -> Place:
    """The place of some characters of an expression that begins at `place`."""
    if "\n" in source or "\r" in source:
        return place
    return place.shifted(start, end - start)


@cache
def grammar() -> Lark:
    """The parser, built once, when the first expression is read."""
    from lark import Lark

    from ecoreward.feel.build import Builder

    text = resources.files(__package__).joinpath("grammar.lark").read_text("utf-8")
    return Lark(
        text,
        start=["expression", "cell"],
        parser="lalr",
        lexer="contextual",
        keep_all_tokens=True,
        maybe_placeholders=False,
        transformer=Builder(),
    )


def accepts(text: str, start: Start) -> bool:
    """Whether the grammar takes `text`; used to show a correction only when it is one."""
    return not isinstance(attempt(text, start), int)


def attempt(text: str, start: Start) -> Any:
    """What the grammar makes of `text`, or the offset of the character where it gave up."""
    from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedToken

    try:
        return grammar().parse(text, start=start)
    except UnexpectedCharacters as slip:
        return int(slip.pos_in_stream or 0)
    except UnexpectedEOF:
        return len(text)
    except UnexpectedToken as slip:
        return len(text) if slip.token.type == "$END" else int(slip.token.start_pos or 0)
    except ValueError:  # a day that does not exist
        return 0


def _parsed(source: str, place: Place, start: Start) -> Any:
    from ecoreward.feel.before import slips_before

    found = slips_before(source)
    if found:
        raise FeelError(f.problem(source, place) for f in found)
    result = attempt(source, start)
    if isinstance(result, int):
        from ecoreward.feel.slips import explain

        raise FeelError(f.problem(source, place) for f in explain(source, result, start))
    roots = result[0] if start == "cell" else (result,)
    if problem := _too_large(roots, source, place):
        raise FeelError([problem])
    return result


def _too_large(roots: Sequence[tree.Tree], source: str, place: Place) -> Problem | None:
    """Walks with a stack of its own, so depth cannot exhaust Python's."""
    waiting = [(root, 1) for root in roots]
    count = 0
    while waiting:
        node, depth = waiting.pop()
        count += 1
        where = place_of(source, place, *node.span)
        if depth > MOST_DEPTH:
            return Problem("feel.too-deep", where, {"most": MOST_DEPTH})
        if count > MOST_NODES:
            return Problem("feel.too-many-parts", place, {"most": MOST_NODES})
        waiting.extend((child, depth + 1) for child in children(node))
    return None


def children(node: tree.Tree) -> Iterator[tree.Tree]:
    """The nodes directly below, in the order they were written."""
    for spec in fields(node):
        value = getattr(node, spec.name)
        if isinstance(value, tree.Tree):
            yield value
        elif isinstance(value, tuple):
            yield from (v for v in value if isinstance(v, tree.Tree))
