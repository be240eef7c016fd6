"""Hypothesis strategies: any tree at all, and trees that are well typed in the test vocabulary."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from ecoreward.feel import tree

from .helper import CODES

VALUES = st.builds(
    lambda whole, digits: Fraction(whole, 10**digits),
    st.one_of(st.integers(0, 100), st.integers(0, 10**12)),
    st.integers(0, 4),
)
NUMBERS = st.one_of(
    st.builds(tree.Number, VALUES, money=st.booleans()),
    st.builds(tree.Number, VALUES, share=st.just(True)),
)
TEXTS = st.builds(tree.Text, st.text(st.characters(exclude_characters="\n"), max_size=6))
NAMES = st.builds(tree.Name, st.sampled_from(["罚款", "x_1", "inside", "notes", "违法行为", "_a"]))
DATES = st.builds(tree.Date, st.integers(1, 3_652_059))
LISTS = st.lists(TEXTS, min_size=1, max_size=3).map(lambda t: tree.Listing(tuple(t)))
COMPARE = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])


def _entries(inner: st.SearchStrategy[tree.Tree]) -> st.SearchStrategy[tree.Entry]:
    return st.one_of(
        st.builds(tree.Entry, COMPARE, inner),
        st.builds(
            lambda a, b, c, d: tree.Entry(low=a, high=b, low_closed=c, high_closed=d),
            inner, inner, st.booleans(), st.booleans(),
        ),
    )  # fmt: skip


def _grown(inner: st.SearchStrategy[tree.Tree]) -> st.SearchStrategy[tree.Tree]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    entries = st.lists(_entries(inner), min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(tree.Not, inner),
        st.builds(tree.And, several),
        st.builds(tree.Or, several),
        st.builds(tree.Compare, COMPARE, inner, inner),
        st.builds(tree.In, inner, entries),
        st.builds(lambda x, y: tree.In(x, listing=y), inner, st.one_of(LISTS, NAMES)),
        st.builds(
            tree.Has, st.sampled_from(["any", "all", "none", "only"]), inner,
            st.one_of(LISTS, NAMES),
        ),
        st.builds(tree.If, inner, inner, inner),
        st.builds(tree.Arith, st.sampled_from(["+", "-", "*"]), inner, inner),
        st.builds(tree.Arith, st.just("/"), inner, NUMBERS),
        st.builds(tree.Negate, inner),
        st.builds(tree.Call, st.sampled_from(["min", "f"]), several),
    )  # fmt: skip


ATOMS = st.one_of(NUMBERS, TEXTS, NAMES, DATES, st.builds(tree.Bool, st.booleans()))
TREES = st.recursive(ATOMS, _grown, max_leaves=12)
ENTRIES = st.lists(_entries(TREES), min_size=1, max_size=3).map(tuple)


def _name(*names: str) -> st.SearchStrategy[tree.Tree]:
    return st.sampled_from(names).map(tree.Name)


def _choice_value(domain: str) -> st.SearchStrategy[tree.Text]:
    values = [*CODES[domain], *CODES[domain].values()]
    return st.sampled_from(values).map(tree.Text)


PLAIN = st.one_of(NUMBERS.filter(lambda n: not n.money), _name("deaths", "超标倍数", "倍数"))
SUM_OF_MONEY = st.recursive(
    st.one_of(_name("罚款", "recovered", "基数"), st.builds(tree.Number, VALUES, st.just(True))),
    lambda inner: st.one_of(
        st.builds(tree.Arith, st.sampled_from(["+", "-"]), inner, inner),
        st.builds(
            tree.Arith, st.sampled_from(["+", "-"]), inner, st.builds(tree.Number, VALUES)
        ),
        st.builds(tree.Arith, st.just("*"), PLAIN, inner),
        st.builds(
            tree.Arith, st.just("/"), inner,
            st.builds(tree.Number, VALUES.filter(bool)),
        ),
        st.builds(lambda a, b: tree.Call("max", (a, b)), inner, inner),
        st.builds(lambda a, b: tree.If(tree.Name("查证属实"), a, b), inner, inner),
        st.builds(tree.Negate, inner),
    ),
    max_leaves=5,
)  # fmt: skip
CONDITIONS = st.recursive(
    st.one_of(
        _name("查证属实", "real_name", "隐蔽"),
        st.builds(tree.Compare, COMPARE, SUM_OF_MONEY, SUM_OF_MONEY),
        st.builds(tree.Compare, COMPARE, PLAIN, PLAIN),
        st.builds(tree.Compare, COMPARE, _name("举报日期"), DATES),
        st.builds(
            tree.Compare, st.sampled_from(["=", "!="]), _name("举报渠道"), _choice_value("channel")
        ),
        st.builds(lambda e: tree.In(tree.Name("罚款"), tuple(e)), st.lists(
            st.builds(tree.Entry, COMPARE, SUM_OF_MONEY), min_size=1, max_size=3)),
        st.builds(
            lambda a, b: tree.In(tree.Name("deaths"), (tree.Entry(low=a, high=b),)), PLAIN, PLAIN
        ),
        st.builds(lambda v: tree.In(tree.Name("gravity"), listing=tree.Listing(tuple(v))),
                  st.lists(_choice_value("gravity"), min_size=1, max_size=3)),
        st.builds(
            lambda m, v: tree.Has(m, tree.Name("违法行为"), v),
            st.sampled_from(["any", "all", "none", "only"]),
            st.one_of(
                st.just(tree.Name("重大隐蔽行为")),
                st.lists(_choice_value("violations"), min_size=1, max_size=3).map(
                    lambda v: tree.Listing(tuple(v))
                ),
            ),
        ),
    ),
    lambda inner: st.one_of(
        st.builds(tree.Not, inner),
        st.builds(tree.And, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(tree.Or, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(tree.If, inner, inner, inner),
    ),
    max_leaves=5,
)  # fmt: skip
_WORDS = (
    "( ) [ ] { } , .. . - + * / = == != < <= > >= && || ! ? : ; @ \" ' “ ” ＞ ＝ ， （ ） ％ １",
    "≥ × \\ \t",
    "if then else or and not between in has any all none only of true false AND OR NOT",
    "且 或 非 大于 是 null is known 罚款 查证属实 举报渠道 违法行为 举报日期 fine 重大隐蔽行为",
    '12 5万 5% 1,200 5人 "微信" "x @"2024-01-31" @"x" 2024-01-31',
    "round( min( any_of( count( today() hazardous-waste-dumping out-of-hours",
)
WORDS = st.sampled_from([word for line in _WORDS for word in line.split(" ")])
NOISE = st.one_of(
    st.lists(WORDS, max_size=25).map(" ".join),
    st.lists(WORDS, max_size=25).map("".join),
    st.text(max_size=40),
)
