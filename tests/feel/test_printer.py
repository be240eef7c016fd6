"""What is printed reads back as the same tree and the same checked expression."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ecoreward.feel import tree
from ecoreward.feel.check import check_cell, check_expression
from ecoreward.feel.parse import FeelError, parse_cell, parse_expression
from ecoreward.feel.printer import print_cell, print_number, print_tree, print_typed
from ecoreward.problems import NOWHERE

from .grow import CONDITIONS, ENTRIES, SUM_OF_MONEY, TREES, VALUES
from .helper import SCOPE


@given(TREES)
@settings(deadline=None, max_examples=300)
def test_a_tree_reads_back(node: tree.Tree) -> None:
    text = print_tree(node)
    assume(len(text) <= 2000)
    assert parse_expression(text, NOWHERE) == node


@given(ENTRIES, st.booleans())
@settings(deadline=None, max_examples=200)
def test_a_cell_reads_back(entries: tuple[tree.Entry, ...], negated: bool) -> None:
    text = print_cell(entries, negated)
    assume(len(text) <= 2000)
    assert parse_cell(text, NOWHERE) == (entries, negated, False)


@given(st.one_of(CONDITIONS, SUM_OF_MONEY))
@settings(deadline=None, max_examples=300)
def test_a_checked_expression_reads_back(node: tree.Tree) -> None:
    first, problems = check_expression(print_tree(node), NOWHERE, SCOPE)
    if first is None:
        assert {p.code for p in problems} & {"feel.backward-interval", "feel.share-as-sum"}
        return
    text = print_typed(first.root)
    again, problems = check_expression(text, NOWHERE, SCOPE)
    assert again is not None, (text, [p.message("en") for p in problems])
    assert again.root == first.root
    assert print_typed(again.root) == text


@given(VALUES, st.booleans())
def test_a_number_is_exact(value: Fraction, money: bool) -> None:
    parsed = parse_expression(print_number(value, money), NOWHERE)
    assert parsed == tree.Number(value, money)


@pytest.mark.parametrize(
    ("source", "canonical"),
    [
        ("2000万 + 14% * (追回金额 - 1亿)", "2000万元 + 14% * (recovered - 1亿元)"),
        ("罚款 in [5万..10万]", "fine between 5万元 and 10万元"),
        ('not(危害程度 in ["重大", "较大"])', 'not(gravity in ["grave", "greater"])'),
        ('"微信" = 举报渠道', 'channel = "wechat"'),
        ("(查证属实 or 隐蔽) and 罚款>50000", "(verified or 隐蔽) and fine > 5万元"),
        ("罚款*(2/37)", "fine * (2 / 37)"),
    ],
)
def test_canonical_text(source: str, canonical: str) -> None:
    checked, _ = check_expression(source, NOWHERE, SCOPE)
    assert checked is not None
    assert print_typed(checked.root) == canonical


def test_the_dash_prints_as_a_dash() -> None:
    left, _ = check_expression("罚款", NOWHERE, SCOPE)
    assert left is not None
    cell, _ = check_cell("-", NOWHERE, left, SCOPE)
    assert cell is not None
    assert print_typed(cell.root) == "-"
    with pytest.raises(FeelError):
        parse_expression("-", NOWHERE)


def test_a_test_inside_a_test_keeps_its_brackets() -> None:
    """Found by search: the brackets of a value that is a test are not those of the list of entries."""
    zero = tree.Number(Fraction(0), share=True)
    inner = tree.In(zero, (tree.Entry(low=zero, high=zero, low_closed=False, high_closed=False),))
    outer = tree.In(zero, (tree.Entry(value=inner),))
    assert parse_expression(print_tree(outer), NOWHERE) == outer
    assert parse_cell(print_cell((tree.Entry(value=outer),)), NOWHERE)[0] == (
        tree.Entry(value=outer),
    )
