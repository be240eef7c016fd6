"""Names and types: what is accepted, with which type, and what is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ecoreward.feel import typed
from ecoreward.feel.check import check_cell, check_expression
from ecoreward.feel.typed import BOOLEAN, INTEGER, MONEY, NUMBER, Const, Expression, Fact, Kind
from ecoreward.problems import NOWHERE

from .helper import SCOPE


def checked(source: str, *expect: Kind) -> Expression:
    expression, problems = check_expression(source, NOWHERE, SCOPE, expect or None)
    assert expression is not None, [p.message("en") for p in problems]
    return expression


def codes(source: str, *expect: Kind) -> list[str]:
    return [p.code for p in check_expression(source, NOWHERE, SCOPE, expect or None)[1]]


@pytest.mark.parametrize(
    ("source", "type_"),
    [
        ("罚款 > 5万", BOOLEAN),
        ("2000万 + 14% * (追回金额 - 1亿)", MONEY),
        ("3万 * 核实死亡人数", INTEGER),
        ("3万元 * 核实死亡人数", MONEY),
        ("2/37", NUMBER),
        ("核实死亡人数 + 1", INTEGER),
        ("核实死亡人数 * 1.5", NUMBER),
        ("min(罚款 * 5%, 10万)", MONEY),
        ("if 查证属实 then 罚款 else 0", MONEY),
        ("count(违法行为)", INTEGER),
        ("days_between(举报日期, 受理日期)", INTEGER),
        ("罚款 between 5万 and 10万", BOOLEAN),
        ('举报日期 in [@"2024-01-01"..@"2024-12-31"]', BOOLEAN),
        ('举报渠道 in ["微信", "phone"]', BOOLEAN),
        ("举报渠道 in 网络渠道", BOOLEAN),
        ("违法行为 has any of 重大隐蔽行为", BOOLEAN),
        ('违法行为 has only ["暗管排放"]', BOOLEAN),
        ("查证属实 = true and 隐蔽", BOOLEAN),
        ("(if 查证属实 then 基数 else 罚款) > 0", BOOLEAN),
        ('max(举报日期, 受理日期) > @"2024-01-01"', BOOLEAN),
    ],
)
def test_types(source: str, type_: typed.Type) -> None:
    assert checked(source).type == type_
    assert codes(source) == []


def test_literals_beside_money_become_money() -> None:
    root = checked("罚款 > 5万").root
    assert root == typed.Compare(BOOLEAN, ">", Fact(MONEY, "fine"), Const(MONEY, Fraction(50000)))


def test_labels_become_codes() -> None:
    root = checked('违法行为 has any of ["暗管排放", "hidden-outlet", "篡改监测数据"]').root
    assert isinstance(root, typed.Has)
    assert root.codes == {"hidden-outlet", "falsified-monitoring"}


def test_a_negated_test_is_one_node() -> None:
    root = checked("not(not(not(罚款 > 5万 or 罚款 in (1, > 5))))").root
    assert isinstance(root, typed.Not)
    root = checked('not(举报渠道 in ["微信"])').root
    assert isinstance(root, typed.Member)
    assert root.negated


@pytest.mark.parametrize(
    ("source", "expect", "type_"),
    [
        ("5万", ("money",), MONEY),
        ("2 * 3万", ("money",), MONEY),
        ("if 查证属实 then 5000 else 0", ("money",), MONEY),
        ("5万", ("money", "number"), MONEY),
        ("5", ("number",), INTEGER),
        ("5%", ("number",), NUMBER),
        ("核实死亡人数", ("number",), INTEGER),
        ("核实死亡人数", ("money", "number"), INTEGER),
    ],
)
def test_expected_kinds(source: str, expect: tuple[Kind, ...], type_: typed.Type) -> None:
    assert checked(source, *expect).type == type_


def test_what_is_expected_and_refused() -> None:
    assert codes("核实死亡人数", "money") == ["feel.number-for-money"]
    assert codes("5%", "money") == ["feel.share-for-sum"]
    assert codes("罚款", "boolean") == ["feel.condition-number"]
    assert codes("1.5", "integer") == ["feel.expected"]


def test_all_problems_are_found_at_once() -> None:
    found = codes('罚金 > 5万 and 举报渠道 = "微博" and 罚款 * 追回金额 > 1 and mox(1, 2) > 0')
    assert len(found) == 4


def test_warnings_come_beside_an_expression() -> None:
    expression, problems = check_expression("1 < 2 and 查证属实", NOWHERE, SCOPE)
    assert expression is not None
    assert [(p.code, p.severity) for p in problems] == [("feel.always", "warning")]


@pytest.mark.parametrize(
    "source",
    ["罚款 > 10万 and 罚款 < 5万", "罚款 = 1 and 罚款 = 2", "查证属实 and not(查证属实)",
     '举报渠道 = "微信" and 举报渠道 = "电话"', "5 > 罚款 and 罚款 >= 5"],
)  # fmt: skip
def test_contradictions(source: str) -> None:
    assert codes(source) == ["feel.contradiction"]


@pytest.mark.parametrize("source", ["罚款 >= 5 and 罚款 <= 5", "罚款 != 1 and 罚款 != 2"])
def test_no_contradiction(source: str) -> None:
    assert codes(source) == []


def cell(by: str, source: str) -> typed.Node:
    expression, problems = check_cell(source, NOWHERE, checked(by), SCOPE)
    assert expression is not None, [p.message("en") for p in problems]
    return expression.root


def test_cells() -> None:
    fine = Fact(MONEY, "fine")
    sums = cell("罚款", "[5万..10万), > 50万, 7")
    assert isinstance(sums, typed.Within)
    assert (sums.left, len(sums.tests)) == (fine, 3)
    assert sums.tests[2].value == Const(MONEY, Fraction(7))
    assert cell("罚款", "-") == typed.Within(BOOLEAN, fine, (), anything=True)
    grave = Fact(SCOPE.facts["gravity"], "gravity")
    member = typed.Member(BOOLEAN, grave, frozenset({"grave", "greater"}))
    assert cell("危害程度", '"重大", "较大"') == member
    assert cell("危害程度", "重大, greater") == member
    kept = cell("危害程度", 'not("一般")')
    assert kept == typed.Member(BOOLEAN, grave, frozenset({"ordinary"}), negated=True)
    yes = Fact(BOOLEAN, "verified")
    assert cell("查证属实", "true") == typed.Compare(BOOLEAN, "=", yes, Const(BOOLEAN, True))
    assert cell("查证属实", "not(true)") == typed.Compare(BOOLEAN, "=", yes, Const(BOOLEAN, False))
    dates = cell("举报日期", '>= @"2024-01-01"')
    assert isinstance(dates, typed.Within)


def test_a_cell_keeps_the_words_of_all_its_parts() -> None:
    left = checked("罚款")
    expression, _ = check_cell("[5万..10万)", NOWHERE, left, SCOPE)
    assert expression is not None
    root = expression.root
    assert isinstance(root, typed.Within)
    low = root.tests[0].low
    assert low is not None
    assert expression.text(root) == "罚款 in ([5万..10万))"
    assert expression.text(root.left) == "罚款"
    assert expression.text(low) == "5万"


def test_a_constant_subexpression_is_kept_as_written() -> None:
    root = checked("罚款 * (2/37)").root
    assert isinstance(root, typed.Arith)
    assert isinstance(root.right, typed.Arith)


def test_a_bare_code_with_a_keyword_in_it_is_explained() -> None:
    left = checked("举报渠道")
    expression, problems = check_cell("out-of-hours, 微信", NOWHERE, left, SCOPE)
    assert expression is None
    assert [p.code for p in problems] == ["feel.code-unquoted"]
    assert '"out-of-hours"' in problems[0].help("zh")
