"""Spaces as the printer has them, whatever was typed; and not a word more than spaces."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ecoreward.feel import tree
from ecoreward.feel.printer import print_cell, print_tree
from ecoreward.feel.spacing import same, spaced
from ecoreward.feel.tokens import scan

from .grow import ENTRIES, TREES


def mangled(text: str, random: Random, spaces: str = " ") -> str:
    """The same words with any space between them that keeps them apart."""
    out = ""
    for token in scan(text):
        word = out[-1:].isalnum() or out[-1:] in ("_", "%", "‰", ",")
        least = 1 if word and (token.text[0].isalnum() or token.text[0] == "_") else 0
        space = random.choice(spaces) * 2 if random.random() < 0.5 else " " * least
        out += (space if out else "") + token.text
    return out


@given(TREES, st.integers(0, 2**32))
@settings(deadline=None, max_examples=300)
def test_an_expression_is_spaced_as_it_is_printed(node: tree.Tree, seed: int) -> None:
    text = print_tree(node)
    assume(len(text) <= 1000)
    assert spaced(text) == text
    assert spaced(mangled(text, Random(seed))) == text
    typed = mangled(text, Random(seed), " \n\t")
    assert same(spaced(typed), text)
    assert [t.text for t in scan(spaced(typed))] == [t.text for t in scan(text)]


@given(ENTRIES, st.booleans(), st.integers(0, 2**32))
@settings(deadline=None, max_examples=200)
def test_a_cell_is_spaced_as_it_is_printed(
    entries: tuple[tree.Entry, ...], negated: bool, seed: int
) -> None:
    text = print_cell(entries, negated)
    assume(len(text) <= 1000)
    typed = mangled(text, Random(seed))
    assert spaced(typed, "cell") == text


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("罚款>12000", "罚款 > 12000"),  # the printer would write 1.2万
        ("((罚款))", "((罚款))"),  # and leave out the brackets
        ("罚款 in [1万 .. 5万]", "罚款 in [1万..5万]"),  # and write `between`
        ("受理日期>@ \"2020-01-01\"", '受理日期 > @"2020-01-01"'),
        ("- 罚款", "-罚款"),
        ("罚款>", "罚款>"),  # no expression
        ("a  b", "a  b"),
        ("", ""),
    ],
)  # fmt: skip
def test_words_numbers_and_brackets_stay(typed: str, written: str) -> None:
    assert spaced(typed) == written
