"""The grammar, its limits, and that no text at all brings anything but problems."""

from __future__ import annotations

import contextlib
import time
from fractions import Fraction

import pytest
from hypothesis import given, settings

from ecoreward.feel import tree
from ecoreward.feel.check import check_cell, check_expression
from ecoreward.feel.parse import FeelError, parse_cell, parse_expression
from ecoreward.problems import NOWHERE, render_all

from .grow import NOISE
from .helper import SCOPE, place_for


@pytest.mark.parametrize(
    ("source", "value", "money", "share"),
    [
        ("12", Fraction(12), False, False),
        ("1.5", Fraction(3, 2), False, False),
        ("0.1", Fraction(1, 10), False, False),
        ("120万", Fraction(1_200_000), False, False),
        ("1.5亿", Fraction(150_000_000), False, False),
        ("10万元", Fraction(100_000), True, False),
        ("3亿元", Fraction(300_000_000), True, False),
        ("500元", Fraction(500), True, False),
        ("5%", Fraction(5, 100), False, True),
        ("3‰", Fraction(3, 1000), False, True),
    ],
)
def test_numbers_are_exact(source: str, value: Fraction, money: bool, share: bool) -> None:
    assert parse_expression(source, NOWHERE) == tree.Number(value, money, share)


def test_keywords_end_where_the_word_ends() -> None:
    assert parse_expression("inside", NOWHERE) == tree.Name("inside")
    assert parse_expression("not_x and notes", NOWHERE) == tree.And(
        (tree.Name("not_x"), tree.Name("notes"))
    )
    with pytest.raises(FeelError):
        parse_expression("x inside", NOWHERE)
    with pytest.raises(FeelError):
        parse_expression("of > 5", NOWHERE)


def test_spans_cover_the_words() -> None:
    source = "(a + b) * c > 5万"
    node = parse_expression(source, NOWHERE)
    assert isinstance(node, tree.Compare)
    assert node.span == (0, len(source))
    assert source[slice(*node.left.span)] == "(a + b) * c"
    assert isinstance(node.left, tree.Arith)
    assert source[slice(*node.left.left.span)] == "(a + b)"


def test_between_does_not_swallow_and() -> None:
    node = parse_expression("x between 1 and 2 and y", NOWHERE)
    assert isinstance(node, tree.And)
    assert len(node.items) == 2


def test_products_and_sums_lean_left() -> None:
    a, b, c = tree.Name("a"), tree.Name("b"), tree.Name("c")
    assert parse_expression("a - b - c", NOWHERE) == tree.Arith("-", tree.Arith("-", a, b), c)
    assert parse_expression("a - (b - c)", NOWHERE) == tree.Arith("-", a, tree.Arith("-", b, c))


def test_cells() -> None:
    assert parse_cell("-", NOWHERE) == ((), False, True)
    entries, negated, anything = parse_cell('not([1..2), > 5, "a", -3)', NOWHERE)
    assert (len(entries), negated, anything) == (4, True, False)
    assert entries[0] == tree.Entry(
        low=tree.Number(Fraction(1)), high=tree.Number(Fraction(2)), high_closed=False
    )


def test_several_lines_are_one_expression() -> None:
    assert parse_expression("a and\n  b", NOWHERE) == parse_expression("a and b", NOWHERE)
    place = place_for("x")
    with pytest.raises(FeelError) as caught:
        parse_expression("a and\n  and", place)
    assert caught.value.items[0].place == place


def test_a_problem_points_at_its_characters() -> None:
    source = "罚款 > 5万 && 查证属实"
    with pytest.raises(FeelError) as caught:
        parse_expression(source, place_for(source))
    place = caught.value.items[0].place
    assert (place.line, place.column, place.length) == (7, 13 + source.index("&&"), 2)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("1 + " * 600 + "1", "feel.too-long"),
        ("(" * 61 + "1" + ")" * 61, "feel.too-deep"),
        ("(" * 1000 + "1" + ")" * 999, "feel.too-deep"),
        ("+".join(["1"] * 90), "feel.too-deep"),
        ("a" + " or a" * 399, "feel.empty"),
        (",".join(["1"] * 600), "feel.too-many-parts"),
        ("not(" * 300, "feel.too-deep"),
        ("if a then 1 else " * 100 + "1", "feel.too-deep"),
    ],
)
def test_limits(source: str, code: str) -> None:
    begun = time.process_time()
    if code == "feel.too-many-parts":
        with pytest.raises(FeelError) as caught:
            parse_cell(source.replace(",", " ,"), NOWHERE)
        assert code in {p.code for p in caught.value.items}
    elif code == "feel.empty":
        assert parse_expression(source, NOWHERE)
    else:
        with pytest.raises(FeelError) as caught:
            parse_expression(source, NOWHERE)
        assert code in {p.code for p in caught.value.items}
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    "source",
    ["(" * 2000, "[" * 60 + "1..", '"' * 1999, "“" * 2000, "且 " * 900, "1 < " * 450, "! " * 900,
     "in " * 600, "has " * 450, "if " * 600, "between " * 200, "a, " * 600, "not in " * 250,
     "罚款大于" * 400, "- " * 900, "1" * 2000, "[1.." * 59, "]1..2[ " * 250, "x = " * 450],
)  # fmt: skip
def test_bounded_time(source: str) -> None:
    begun = time.process_time()
    _, problems = check_expression(source, NOWHERE, SCOPE)
    assert problems or source[0] == "1"
    assert time.process_time() - begun < 5


@given(NOISE)
@settings(deadline=None, max_examples=600)
def test_no_text_breaks_it(source: str) -> None:
    with contextlib.suppress(FeelError):
        parse_expression(source, place_for(source))
    left, _ = check_expression("罚款", NOWHERE, SCOPE)
    assert left is not None
    results = [check_expression(source, place_for(source), SCOPE, ("money",))]
    results += [check_cell(source, place_for(source), left, SCOPE)]
    for expression, problems in results:
        assert expression is not None or problems
        for lang in ("zh", "en"):
            text = render_all(problems, lang)
            assert "Unexpected" not in text
            assert "Token(" not in text
        for p in problems:
            assert p.message("zh")
            assert "\n" not in p.message("zh") + p.message("en") + p.help("zh") + p.help("en")
