"""One layout, every comment kept, nothing that is said changed; whatever the file looked like."""

from __future__ import annotations

import json
import os
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.policy.messy import Messy

import ecoreward
from ecoreward.policy import keys
from ecoreward.policy.folder import policies_in
from ecoreward.policy.formatting import formatted, same_items
from ecoreward.policy.layout_scan import tokens
from ecoreward.policy.reader import Item, Mapping, Scalar, Sequence, read
from ecoreward.policy.shapes import ANYTHING, shape_of
from ecoreward.problems import NOWHERE, render_all
from ecoreward.workbench.case_tests import run_files

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden_format"
SHIPPED = sorted((ROOT / "policies").rglob("*.yaml"))
OTHERS = sorted(
    [*(ROOT / "examples").rglob("*.yaml"), *(ROOT / "tests/conformance").glob("*.yaml")]
)
NAMES = sorted(policies_in(ROOT / "policies/tests")[0])


def fmt(text: bytes | str) -> str:
    written, problems = formatted(text, "a.yaml")
    assert written is not None, render_all(problems, "en")
    again, _ = formatted(written, "a.yaml")
    assert again == written
    return written


def plain(item: Item | None) -> Any:
    """What an item says: equal also where keys changed places."""
    match item:
        case Scalar():
            return item.value, item.plain
        case Mapping():
            return {k.value: plain(v) for k, v in item.items}
        case Sequence():
            return [plain(v) for v in item.items]
    return None


def said(text: str) -> Any:
    item, problems = read(text, "a.yaml")
    assert not [p for p in problems if p.severity == "error"], render_all(problems, "en")
    return plain(item)


def comments(text: str) -> list[str]:
    return sorted(t.text for t in tokens(text) if t.kind == "comment")


def expect(path: Path, written: str) -> None:
    if os.environ.get("ECOREWARD_GOLDEN") == "write":
        path.write_text(written, encoding="utf-8")
    assert written == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_what_is_shipped_is_formatted(path: Path) -> None:
    assert fmt(path.read_bytes()) == path.read_text("utf-8"), "run `ecoreward fmt`"


@pytest.mark.parametrize("path", OTHERS, ids=lambda p: p.stem)
def test_other_files_of_ours_say_the_same(path: Path) -> None:
    text = path.read_text("utf-8")
    assert said(fmt(text)) == said(text)


def test_a_messy_file_before_and_after() -> None:
    """With a comment at every place where one can stand."""
    before = (GOLDEN / "messy.yaml").read_text("utf-8")
    after = fmt(before)
    expect(GOLDEN / "messy.formatted.yaml", after)
    assert comments(after) == comments(before)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["unkept", "not-same"])
def test_what_cannot_be_formatted_is_told(name: str, lang: str) -> None:
    source = GOLDEN / f"{name}.yaml"
    written, problems = formatted(source.read_bytes(), source.name)
    assert written is None
    expect(source.with_suffix(f".{lang}.txt"), render_all(problems, lang) + "\n")


def test_a_file_with_errors_is_not_formatted() -> None:
    written, problems = formatted("a: 1\na: 2\n", "a.yaml")
    assert written is None
    assert [p.code for p in problems] == ["yaml.duplicate-key"]
    assert formatted("a: 1".encode("utf-16"), "a.yaml")[0] is None


def test_a_warning_is_no_obstacle() -> None:
    written, problems = formatted("- a:1\n-   b\n", "a.yaml")
    assert written == "- a:1\n- b\n"
    assert [p.severity for p in problems] == ["warning"]


@pytest.mark.parametrize(
    "text",
    ["010", "NO", "12:30:00", "1e3", "0x1f", "yes", "null", "1_000", "2021-01-01", ".inf", "~",
     "'010'", '"NO"', "'it''s'", '"a\\n\\u4e00 \\" b"', "120万", "5%", "''", "a:b", "x#y", "+1"],
)  # fmt: skip
def test_a_scalar_is_not_touched(text: str) -> None:
    for around in ("a: {}\n", "- {}\n", "a: [{}]\n", "a: {{b: {}}}\n"):
        assert fmt(around.format(text)) == around.format(text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("when: 罚款>5万and查证属实", "when: 罚款>5万and查证属实"),  # no expression: left alone
        ("when: 罚款>5万 and(查证属实)", "when: 罚款 > 5万 and (查证属实)"),
        ("when: '渠道=\"微信\"'", "when: '渠道 = \"微信\"'"),
        ('when: "渠道=\\"微信\\""', 'when: "渠道 = \\"微信\\""'),
        ("fixed: 50000*核实死亡人数-1", "fixed: 50000 * 核实死亡人数 - 1"),
        ("fixed: -罚款", "fixed: -罚款"),
        ("cap: max( 1,000 )", "cap: max( 1,000 )"),
        ("cap: max( 1万,罚款*10% )", "cap: max(1万, 罚款 * 10%)"),
        ("cap: if a  then 1万元 else 2000", "cap: if a then 1万元 else 2000"),
        ("band: [1万*2, 罚款*5%]", "band: [1万 * 2, 罚款 * 5%]"),
        ("label: 罚款>5万", "label: 罚款>5万"),  # words, not an expression
    ],
)
def test_expressions_get_their_spaces_and_nothing_else(before: str, after: str) -> None:
    around = "ecoreward: 1\neditions:\n  - award:\n      {}\n"
    assert fmt(around.format(before)) == around.format(after)


def test_an_expression_over_several_lines_keeps_its_lines() -> None:
    text = "editions:\n  - award:\n      when: >-\n        罚款>5万\n         and 查证属实\n"
    assert fmt(text).endswith("when: >-\n        罚款 > 5万\n        and 查证属实\n")
    text = "editions:\n  - award:\n      when: 罚款>5万\n        and 查证属实\n"
    assert fmt(text).endswith("when: 罚款 > 5万\n        and 查证属实\n")


def test_a_table_cell_gets_its_spaces() -> None:
    text = "editions: [{award: {table: {by: 罚款, rows: [{in: '>5万', fixed: 1}]}}}]\n"
    assert "in: '> 5万'" in fmt(text)


def test_keys_come_in_their_order_with_what_belongs_to_them() -> None:
    before = """\
editions:
  - id: a
    confidence: text
    # about the title
    title: t  # title

    cite: c
    award: {quote: q, fixed: 5, id: x}
"""
    after = """\
editions:
  - id: a
    # about the title
    title: t  # title

    cite: c
    confidence: text
    award: {id: x, quote: q, fixed: 5}
"""
    assert fmt(before) == after


def test_a_change_to_another_edition_is_put_in_order_too() -> None:
    changes = "{fixed: 罚款*2, set: a}, {in: b, add: {fixed: 1, id: c}}, {drop: d}"
    after = "{set: a, fixed: 罚款 * 2}, {add: {id: c, fixed: 1}, in: b}, {drop: d}"
    text = "editions: [{{extends: {{{}}}}}]\n"
    before = text.format(f"changes: [{changes}], edition: x@y")
    assert fmt(before) == text.format(f"edition: x@y, changes: [{after}]")


@pytest.mark.parametrize(
    "text",
    [
        "# about all, or about the name?\nname: n\ncode: c\n",
        "name: n\ncode: c\n# about all, or about the code?\n",
        "name: n\n# would be on top, as if it were about all\ncode: c\n",
    ],
)
def test_nothing_moves_where_a_comment_may_be_about_all(text: str) -> None:
    inside = "".join(f"  {line}\n" for line in text.splitlines())
    whole = f"ecoreward: 1\njurisdiction:\n{inside}editions: []\n"
    assert fmt(whole) == whole


def test_a_case_keeps_the_order_of_its_keys() -> None:
    text = "- 事实: {罚款: 1}\n  案件: a\n"
    assert fmt(text) == text


def test_json_stays_json() -> None:
    text = '{"facts":{"a" : [1,2 ,{"b":"c\\u00e9"}],\r\n\t"d":true}, "case":"x"}'
    assert json.loads(fmt(text)) == json.loads(text)
    assert "\t" not in fmt(text)


@pytest.mark.parametrize("ending", ["", "\n", "\n\n"])
@pytest.mark.parametrize("sign", ["|", "|-", "|+", ">", ">-", ">+"])
def test_a_long_text_keeps_its_lines(sign: str, ending: str) -> None:
    text = (
        f"a:\n    note: {sign}  # why\n         one  \n\n           two\n         # three{ending}"
    )
    assert said(fmt(text)) == said(text)
    assert "note: " + sign[:1] in fmt(text)


def test_the_guard_sees_a_difference() -> None:
    """What makes the formatter safe must itself be able to say no."""

    def differs(one: str, other: str, takes: str = "") -> bool:
        items = [read(t, "a.yaml")[0] for t in (one, other)]
        assert items[0] is not None
        assert items[1] is not None
        return not same_items(items[0], items[1], takes)

    assert differs("a: 1", "a: 2")
    assert differs("a: 1", "a: '1'")
    assert differs("a: 1", "b: 1")
    assert differs("a: 1", "{a: 1, b: 2}")
    assert differs("[a, b]", "[b, a]")
    assert differs("[a]", "[a, a]")
    assert differs("{a: 1, b: 2}", "{b: 2, a: 1}")  # free keys may have a meaning in their order
    assert not differs("{id: a, fixed: 1}", "{fixed: 1, id: a}", "node")
    assert not differs("when: a>1", "when: a > 1", "node")
    assert differs("when: a>1", "when: a > 2", "node")
    assert differs("quote: a>1", "quote: a > 1", "node")
    assert differs("{when: 1}", "[when, 1]", "node")


def test_every_word_of_the_key_tables_is_known_to_the_walk() -> None:
    """A new kind of value must say whether it holds expressions or known keys."""
    tables = [t for t in vars(keys).values() if isinstance(t, dict) and _is_table(t)]
    assert len(tables) > 15
    takes = {key.takes for table in tables for key in table.values()}
    nothing = {
        "any", "boolean", "code", "combine", "confidence", "date", "days", "edges", "fact", "fact_type",
        "id", "integer", "kinds", "mode", "number", "place", "presume", "settled_by", "sharing_equal", "status",
        "about",
        "text", "texts", "words", "words_list", "sharing_together", "per", "period", "late", "tax",
    }  # fmt: skip
    assert {t for t in takes if shape_of(t) is ANYTHING} <= nothing


def _is_table(table: dict[Any, Any]) -> bool:
    return bool(table) and all(isinstance(v, keys.Key) for v in table.values())


WORDS = st.sampled_from(
    ["NO", "010", "12:30:00", "1e3", "罚款", "a b", "5%", "~x", "x#y", "-5", "10..20", "http://a.b/c:d",
     "罚款>5万", "120万", "=", "a：b", "", "…"]
)  # fmt: skip
SCALARS = st.one_of(
    WORDS.map(lambda t: Scalar(t, NOWHERE)),
    st.text("ab 罚，,:#{}[]'\"\\\n\t-?!&*%@`|>🙂", max_size=8).map(
        lambda t: Scalar(t, NOWHERE, plain=False)
    ),
)
FREE = st.sampled_from(["a", "b", "罚款", "x-1", "键", "y z", "010"])
KNOWN = st.sampled_from(
    ["id", "label", "cite", "quote", "when", "fixed", "table", "highest", "cap", "note", "rows", "in",
     "award", "editions", "ecoreward", "jurisdiction", "define", "requires", "reason"]
)  # fmt: skip


def _containers(inner: st.SearchStrategy[Item]) -> st.SearchStrategy[Item]:
    pairs = st.dictionaries(st.one_of(FREE, KNOWN, KNOWN), inner, max_size=4)
    return st.one_of(
        st.lists(inner, max_size=3).map(lambda x: Sequence(tuple(x), NOWHERE)),
        pairs.map(lambda d: Mapping(tuple((Scalar(k, NOWHERE), v) for k, v in d.items()), NOWHERE)),
    )


ITEMS = st.recursive(SCALARS, _containers, max_leaves=12)
POLICIES = _containers(ITEMS).map(
    lambda item: Mapping(
        (
            (Scalar("ecoreward", NOWHERE), Scalar("1", NOWHERE)),
            (Scalar("editions", NOWHERE), Sequence((item,), NOWHERE)),
        ),
        NOWHERE,
    )
)


def loose(data: Any) -> str:
    """What is said, whatever the spaces of the one expression among the words above."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False).replace("罚款 > 5万", "罚款>5万")


@given(st.one_of(_containers(ITEMS), POLICIES), st.integers(0, 2**32))
@settings(deadline=None, max_examples=400)
def test_any_file_however_messy(item: Item, seed: int) -> None:
    messy = Messy(Random(seed))
    text = messy.text(item)
    problems = read(text, "a.yaml")[1]
    if any(p.severity == "error" for p in problems):  # a slip that is no YAML error, such as `a:1`
        assert formatted(text, "a.yaml")[0] is None
        return
    written = fmt(text)
    assert loose(said(written)) == loose(said(text))
    assert comments(written) == sorted(messy.comments)
    assert "\r" not in written
    assert written.endswith("\n")
    assert "\n\n\n" not in written


# The files at the top with two messes each, of those in folders every sixth: a mess takes seconds.
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    "name", [n for n in NAMES if "/" not in n] + [n for n in NAMES if "/" in n][::6]
)
def test_a_messed_up_policy_decides_the_same(name: str, seed: int) -> None:
    def mess(path: Path) -> str:
        item, _ = read(path.read_bytes(), path.name)
        assert item is not None
        messy = Messy(Random(f"{name} {seed}"))
        text = messy.text(item)
        written = fmt(text)
        assert said(written) == said(path.read_text("utf-8"))
        assert comments(written) == sorted(messy.comments)
        return written

    folder = ROOT / "policies"
    again = {"vocabulary": mess(folder / "vocabulary.yaml"), name: mess(folder / f"{name}.yaml")}
    texts = {stem: (folder / f"{stem}.yaml").read_text("utf-8") for stem in again}
    first, second = ecoreward.load_texts(texts), ecoreward.load_texts(again)
    cases = folder / "tests" / f"{name}.yaml"
    for one, other in zip(
        first.read(_bare(cases.read_text("utf-8"), name)),
        second.read(_bare(mess(cases), name)),
        strict=True,
    ):
        assert outcome_of(first, one) == outcome_of(second, other)
    report = run_files(second, [(f"{name}.yaml", mess(cases).encode())])
    assert report.passed


def outcome_of(library: ecoreward.Library, case: Any) -> Any:
    """The decision, or the codes of what is wrong with a case that must be refused."""
    try:
        return library.evaluate(case).to_json()
    except ecoreward.CaseProblems as error:
        return [p.code for p in error.items]


def _bare(text: str, place: str) -> str:
    """The cases of a test file without what is expected of them, each with its place."""
    item, _ = read(text, "a.yaml")
    data = plain(item)

    def value(x: Any) -> Any:
        if isinstance(x, dict):
            return {k: value(v) for k, v in x.items() if k not in ("预期", "expect")}
        return [value(v) for v in x] if isinstance(x, list) else x[0]

    return json.dumps([{"地区": place, **case} for case in value(data)], ensure_ascii=False)
