"""Whatever stands in a case: no person is shown, and nothing but Problems is raised."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ecoreward
from ecoreward.api import Library
from ecoreward.engine.decision import Decision
from ecoreward.explain import explain
from ecoreward.money import Money
from ecoreward.problems import Problem, Problems, render_all

EXAMPLES = int(os.environ.get("ECOREWARD_EXAMPLES", "0"))
LIMITS = settings(
    max_examples=EXAMPLES or 300, deadline=None, derandomize=not EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
GOOD: dict[str, Any] = {
    "case": "KLMY-2021-01", "jurisdiction": "克拉玛依市", "decided": 10000,
    "facts": {"举报日期": "2021-08-20", "查证属实": "是", "已作出行政处罚": "是", "举报渠道": "微信",
              "违法行为": ["扬尘"], "罚款": "10万"},
}  # fmt: skip


@cache
def library() -> Library:
    return ecoreward.load()


def told(case: Any) -> tuple[list[Problem], str]:
    """The problems of a case, and everything that can be seen of it anywhere."""
    try:
        decision = library().evaluate(case)
    except Problems as bad:
        seen = [str(bad), repr(bad.args)]
        for p in bad.items:
            places = [(q.file, q.text) for q in (p.place, *p.related)]
            seen += [json.dumps(p.to_json(), ensure_ascii=False), repr(places), repr(p.suggestions)]
        seen += [render_all(bad.items, lang) for lang in ("zh", "en")]
        return list(bad.items), "\n".join(seen)
    return [], shown(decision)


def shown(decision: Decision) -> str:
    texts = [explain(decision, lang) for lang in ("zh", "en")]
    return "\n".join([json.dumps(decision.to_json(), ensure_ascii=False), *texts])


def of_file(text: str) -> str:
    """Everything that can be seen of the cases of a file."""
    try:
        raws = library().read(text, "cases.yaml")
    except Problems as bad:
        items = bad.items
        return str(bad) + render_all(items, "en") + repr([p.to_json() for p in items])
    return "\n".join(told(raw)[1] for raw in raws)


def test_the_good_case_is_good() -> None:
    assert told(GOOD)[0] == []


class Colour(Enum):
    RED = 1


class Word(StrEnum):
    YES = "是"


class Count(IntEnum):
    TWO = 2


class Index:
    def __index__(self) -> int:
        return 3


class Bad:
    """Raises wherever it is asked."""

    def __index__(self) -> int:
        raise RuntimeError("13800138000")

    __str__ = __repr__ = __index__

    def __hash__(self) -> int:
        raise RuntimeError("13800138000")

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("13800138000")


class BadMapping(Mapping[str, Any]):
    def __getitem__(self, key: str) -> Any:
        raise RuntimeError

    def __iter__(self) -> Iterator[str]:
        raise RuntimeError

    def __len__(self) -> int:
        raise RuntimeError


class BadText(str):
    def __str__(self) -> str:
        raise RuntimeError

    def strip(self, *_: Any) -> str:
        raise RuntimeError


class BadList(list[Any]):
    def __iter__(self) -> Iterator[Any]:
        raise RuntimeError


def cyclic_list() -> list[Any]:
    out: list[Any] = []
    out.append(out)
    return out


def cyclic_dict() -> dict[str, Any]:
    out: dict[str, Any] = {}
    out["a"] = out
    return out


def deep(depth: int) -> Any:
    out: Any = "x"
    for i in range(depth):
        out = [out] if i % 2 else {"a": out}
    return out


STRANGE: dict[str, Any] = {
    "huge-int": 10**5000, "huge-negative": -(10**5000), "fraction": Fraction(1, 2**20000), "third": Fraction(1, 3),
    "nan": Decimal("NaN"), "snan": Decimal("sNaN"), "infinity": Decimal("-Infinity"), "e400": Decimal("1E+400"),
    "e-big": Decimal("1E+999999999999"), "e-small": Decimal("1E-999999999999"), "float": 0.1, "float-nan": float("nan"),
    "complex": 1j, "bool": True, "bytes": b"13800138000", "bytearray": bytearray(b"x"), "index": Index(), "bad": Bad(),
    "datetime": datetime(2021, 8, 20, 12, tzinfo=UTC), "date": date(2021, 8, 20), "date-min": date.min,
    "surrogate": "a\ud800", "long": "x" * 10_000_000, "dots": "." * 1_000_000, "spaces": "1" + " " * 1_000_000 + "1",
    "digits": "9" * 5000, "money": Money.of(500, "USD"), "money-odd": Money(Decimal(1), 5),  # type: ignore[arg-type]
    "money-huge": Money(Decimal("1E+400"), "CNY"), "generator": (i for i in range(3)), "none": None, "enum": Colour.RED,
    "str-enum": Word.YES, "int-enum": Count.TWO, "object": object(), "type": int, "lambda": lambda: 1, "range": range(3),
    "set": {"扬尘", 5}, "set-none": {"扬尘", None}, "frozenset": frozenset({"a", (1, 2), frozenset({3})}),
    "cyclic-list": cyclic_list(), "cyclic-dict": cyclic_dict(), "deep": deep(5000), "deep-41": deep(41),
    "wide": [None] * 100_001, "floats": [0.5] * 1000, "bad-mapping": BadMapping(), "bad-text": BadText("x"),
    "bad-list": BadList([1]), "int-keys": {1: 2, None: 3, (1,): 4, Colour.RED: 5}, "surrogate-key": {"a\ud800": 1},
    "bad-key": {Index(): 1}, "long-key": {"x" * 1_000_000: 1}, "many-keys": {f"未知{i}": 1 for i in range(5000)},
    "low-high": {"low": "9" * 5000, "high": [1]}, "value": {"value": [1], "currency": {}}, "control": "\x00\x1b[31m",
    "named-type": type("张伟国", (), {})(), "numbered-type": type("A13800138000", (), {})(),
}  # fmt: skip
PLACES = ("case", "jurisdiction", "edition", "facts", "decided", "already_paid", "note", "other")


def put(place: str, value: Any) -> dict[str, Any]:
    return {**GOOD, place: value}


def _hashable(value: Any) -> bool:
    try:
        hash(value)
    except Exception:
        return False
    return True


@pytest.mark.parametrize("name", STRANGE)
def test_nothing_but_problems(name: str) -> None:
    value = STRANGE[name]
    cases: list[Any] = [put(p, value) for p in PLACES]
    cases += [put("facts", {**GOOD["facts"], f: value}) for f in library().vocabulary.facts]
    cases += [put("facts", {"罚款": [value], "违法行为": [value], "举报渠道": {"value": value}})]
    cases += [put("decided", {k: value}) for k in ("award", "13800138000", "未知")]
    cases += [value, [value], {"facts": value}]
    for case in cases:
        problems, seen = told(case)
        seen.encode()
        assert "13800138000" not in seen
        assert "张伟国" not in seen
        assert len(problems) <= 150


@pytest.mark.parametrize("name", [n for n, v in STRANGE.items() if _hashable(v)])
def test_nothing_but_problems_where_a_key_stands(name: str) -> None:
    key = STRANGE[name]
    for case in ({**GOOD, key: 1}, put("facts", {key: 1}), put("decided", {key: 1})):
        problems, seen = told(case)
        assert problems
        seen.encode()


@pytest.mark.parametrize("value", [5, None, [], object(), 0.5, "13800138000"])
def test_nothing_but_problems_where_a_name_is_asked(value: Any) -> None:
    with pytest.raises(Problems) as caught:
        library().jurisdiction(value)
    assert "13800138000" not in str(caught.value)
    if value is not None:
        with pytest.raises(Problems):
            library().edition("karamay", value)


def test_what_python_data_is_read_as() -> None:
    facts = {**GOOD["facts"], "罚款": Index(), "查证属实": Word.YES, "联合举报人数": Count.TWO}
    assert told(put("facts", facts))[0] == []
    moments = (datetime(2021, 8, 20, 12, tzinfo=UTC), date(2021, 8, 20))
    assert all(told(put("facts", {**GOOD["facts"], "举报日期": m}))[0] == [] for m in moments)
    sets = ({"扬尘", "恶臭"}, frozenset({"扬尘"}), ("扬尘",))
    assert all(told(put("facts", {**GOOD["facts"], "违法行为": s}))[0] == [] for s in sets)
    assert told(put("note", "x" * 1_000_000))[0] == []


def codes(case: Any) -> list[str]:
    return [p.code for p in told(case)[0]]


def test_codes() -> None:
    assert codes(put("facts", {"fine": 10**5000})) == ["case.number-size"]
    assert codes(put("facts", {"fine": deep(5000)})) == ["case.too-deep"]
    assert codes(put("facts", {"violations": ["扬尘"] * 100_001})) == ["case.too-many"]
    assert codes(put("facts", {"fine": "9" * 1001})) == ["case.too-long"]
    assert codes(put("facts", {"channel": "\ud800"})) == ["case.broken-text"]
    assert codes(put("facts", {"fine": 13_800_138_000})) == ["case.identity-value"]
    assert codes(put("facts", {5: 1})) == ["case.key-type"]
    assert codes(put("case", "x" * 65)) == ["case.id-form"]
    assert codes(put("case", "张伟国")) == ["case.identity-in-id"]
    assert codes(put("jurisdiction", "138.0013.8000")) == ["case.identity-in-id"]
    assert codes(put("decided", 13_800_138_000)) == ["case.identity-value"]
    assert codes(put("decided", {"award": 20_000})) == ["case.decided-outside"]
    assert codes(put("decided", {"award": "20,000,138,000元"})) == ["case.decided-outside"]


def test_a_figure_outside_is_not_told() -> None:
    for decided in ({"award": "13800138000元"}, "13800138000元"):
        [problem], seen = told(put("decided", decided))
        assert problem.code == "case.decided-outside"
        assert "figure" not in problem.params
        assert "13800138000" not in seen.replace(",", "")


def test_slips_are_shown_with_their_names() -> None:
    [problem], _ = told(put("facts", {"罚欵": 1}))
    assert "`罚欵`" in problem.message("zh")
    assert "罚款" in problem.suggestions
    [problem], _ = told(put("jurisdiction", "克拉玛衣市"))
    assert "克拉玛衣市" in problem.message("zh")
    assert "克拉玛依市" in problem.suggestions
    [problem], _ = told(put("edition", "karamay-2019"))
    assert problem.params["edition"] == "karamay-2019"
    [problem], _ = told(put("facts", {"张伟国": 1}))
    assert problem.message("zh") == "没有 `…（3 字）` 这个事实"
    assert problem.message("en") == "there is no fact `… (3 characters)`"


# Persons, none of them like a word of the vocabulary; and what can stand around them.
SECRETS = (
    "13800138000", "138-0013-8000", "138.0013.8000", "１３８００１３８０００", "+8613800138000", "110101199003074219",
    "11010119900307123X", "110101-19900307-1233", "6222021234567890123", "张伟国", "王秀英", "李建军", "欧阳锋", "刘桂兰",
    "陈志强", "赵丽华", "周文斌", "吴雪梅", "慕容博",
)  # fmt: skip
AROUND = st.sampled_from(
    ["", "-", "KL-", "2021-", " ", "：", "举报人", "罚款", "fine", "查证属实", "扬尘", "克拉玛依市", "award", "[", "..",
     "元", "万"]
)  # fmt: skip


def scalars(secret: str) -> st.SearchStrategy[Any]:
    plain: list[Any] = [secret, [secret], {secret: secret}, {"value": secret, "currency": "CNY"}]
    plain += [
        {"low": secret, "high": secret},
        ["扬尘", secret],
        {secret: {secret: 0.5}},
        {secret: [0.5]},
    ]
    if secret.isascii() and secret.isdigit():
        plain += [
            int(secret),
            Decimal(secret),
            Fraction(int(secret)),
            Money(Decimal(secret), "CNY"),
        ]
    return st.one_of(st.sampled_from(plain), st.builds(lambda a, b: a + secret + b, AROUND, AROUND))


@st.composite
def spoilt(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A case with one person's name or number at one to three places."""
    secret = draw(st.sampled_from(SECRETS))
    case: dict[str, Any] = {**GOOD, "facts": dict(GOOD["facts"])}
    for _ in range(draw(st.integers(1, 3))):
        key = draw(AROUND) + secret + draw(AROUND)
        value = draw(scalars(secret))
        kind = draw(
            st.sampled_from(["top", "top-key", "fact", "fact-key", "decided", "decided-key"])
        )
        if kind == "top":
            case[draw(st.sampled_from(PLACES[:-1]))] = value
        elif kind == "top-key":
            case[key] = value
        elif kind == "decided":
            case["decided"] = draw(st.sampled_from([value, {"award": value}]))
        elif kind == "decided-key":
            case["decided"] = {key: draw(st.sampled_from([value, 10000, "是", 0.5]))}
        elif isinstance(case["facts"], dict):
            name = (
                key if kind == "fact-key" else draw(st.sampled_from([*library().vocabulary.facts]))
            )
            case["facts"] = {**case["facts"], name: value}
    return secret, case


def assert_hidden(secret: str, seen: str) -> None:
    assert secret not in seen
    plain = "".join(c for c in secret if c.isalnum())
    assert plain not in seen.replace(",", "").replace("-", "").replace(".", "").replace("_", "")


@LIMITS
@given(spoilt())
def test_no_person_is_ever_seen(found: tuple[str, dict[str, Any]]) -> None:
    secret, case = found
    _, seen = told(case)
    # A number that is written as a sum, with its unit, is a sum.
    if not any(f"{secret}{unit}" in str(case) for unit in ("元", "万")):
        assert_hidden(secret, seen)


def plain_data(value: Any) -> Any:
    """As JSON has it: what is no JSON stands as text."""
    if isinstance(value, dict):
        return {k: plain_data(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain_data(v) for v in value]
    return value if isinstance(value, str) else str(getattr(value, "value", value))


@LIMITS
@given(
    spoilt(),
    st.booleans(),
    st.integers(0, 400),
    st.sampled_from(["", ":", "：", "\t", "*", "&a ", "}", "'", "- "]),
)
def test_no_person_is_ever_seen_of_a_file(
    found: tuple[str, dict[str, Any]], indent: bool, at: int, slip: str
) -> None:
    secret, case = found
    text = json.dumps(plain_data(case), ensure_ascii=False, indent=2 if indent else None)
    if not any(f"{secret}{unit}" in text for unit in ("元", "万")):
        for written in (text, text[:at] + slip + text[at:]):
            if secret in written:
                assert_hidden(secret, of_file(written))


KEYS = st.one_of(st.text(max_size=5), st.integers(), st.sampled_from(["low", "high", "value"]))
VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.binary(max_size=5), st.dates(),
        st.decimals(), st.fractions(), st.datetimes(), st.characters(categories=["Cs"]),
        st.sampled_from(["2021", "[1..2)", "<5", ">=10万", "扬尘", "是", "3%", "9999-12-31", "0000", "<0001-01-01"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.tuples(inner),
        st.dictionaries(KEYS, inner, max_size=3),
    ),
    max_leaves=6,
)  # fmt: skip


@LIMITS
@given(
    st.dictionaries(st.sampled_from(PLACES), VALUES, max_size=3),
    st.dictionaries(st.sampled_from(sorted(ecoreward.load().vocabulary.facts)), VALUES, max_size=4),
    st.sampled_from(["karamay", "qingyuan", "zhejiang", "zhengzhou", "henan", "hangzhou"]),
)
def test_any_python_data(more: dict[str, Any], facts: dict[str, Any], jurisdiction: str) -> None:
    case = {**GOOD, "jurisdiction": jurisdiction, "facts": {**GOOD["facts"], **facts}, **more}
    told(case)[1].encode()


def test_a_float_hides_no_other_problem() -> None:
    with pytest.raises(Problems) as caught:
        ecoreward.load().edition("qingyuan").evaluate(
            {"fine": 0.1, "verifed": True, "reported_on": "x"}
        )
    codes = [p.code for p in caught.value.items]
    assert codes == ["case.float", "case.unknown-fact", "case.want-date"]
