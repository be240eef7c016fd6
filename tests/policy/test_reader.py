"""What a drafter reads when a file is not what was meant, and that nothing gets through unread."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ecoreward.policy import reader
from ecoreward.policy.reader import Mapping, Scalar, Sequence, read, walk
from ecoreward.problems import render_all
from ecoreward.words import LOCALES, has

GOLDEN = Path(__file__).parent / "golden_yaml"
INPUTS = sorted(p for p in GOLDEN.iterdir() if p.suffix in (".yaml", ".json", ".bin"))
GOOD = """\
ecoreward: 1          # 版本
jurisdiction: {code: "331126", name: 庆元县}
editions:
  - id: qingyuan-2021
    in_force: {from: 2021-11-14}
    define:
      重大隐蔽行为:
        kinds: [偷排漏排, 篡改伪造监测数据]
    award:
      readings: [highest, sum]
      of:
        - id: share
          when: '举报渠道 in ["微信", "电话"] and 罚款 > 5万'
          rate: 5%
          rows: [{to: 10万, rate: 10%}, {in: "[10..20)", fixed: 1万}]
          quote: >
            罚款金额 5%，最高 10 万元
    source: https://example.org/a:b
"""
WORD = st.sampled_from(
    ["a", "罚款", ": ", ":", "：", "- ", "-", "\n", "\n  ", "\n\t", "  ", "[", "]", "{", "}", ",",
     '"', "'", "#", " # ", "&a ", "*a", "!x ", "!!int ", ">", "|", "@", "%", "`", "?", "? ", "<<",
     "...", "---", "\n---\n", "5%", "10..20", "\\", "\u3000", "\u200b", "\x00", "\x85", "\u2028",
     "“", "”", "，", "［", "𠮷", "\r", "\ufeff", "~", "and"]
)  # fmt: skip


def text_of(item: reader.Item | None) -> object:
    match item:
        case Scalar():
            return item.value
        case Mapping():
            return {k.value: text_of(v) for k, v in item.items}
        case Sequence():
            return [text_of(v) for v in item.items]
    return None


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("source", INPUTS, ids=lambda p: p.name)
def test_message(source: Path, lang: str) -> None:
    _, problems = read(source.read_bytes(), source.name)
    written = render_all(problems, lang) + "\n"
    expected = source.with_suffix(f".{lang}.txt")
    if os.environ.get("ECOREWARD_GOLDEN") == "write":
        expected.write_text(written, encoding="utf-8")
    assert written == expected.read_text(encoding="utf-8")
    for problem in problems:
        assert has(problem.code), problem.code
        assert problem.help(lang), problem.code
        assert "\n" not in problem.message(lang)
        assert not problem.message(lang).endswith((".", "。"))


def test_there_are_enough_goldens() -> None:
    assert len(INPUTS) >= 22


def test_both_catalogues_have_the_same_sentences() -> None:
    from ecoreward.words.compile import LOCALE

    keys = [
        {
            line
            for line in (LOCALE / name / "LC_MESSAGES/yaml.po").read_text("utf-8").splitlines()
            if line.startswith("msgid")
        }
        for name in LOCALES.values()
    ]
    assert keys[0] == keys[1]


def test_scalars_stay_text() -> None:
    written = ["NO", "010", "12:30:00", "1e3", "0x1f", "yes", "null", "1_000", "2021-01-01", ".inf"]
    item, problems = read("".join(f"- {w}\n" for w in written), "a.yaml")
    assert problems == ()
    assert text_of(item) == written


@pytest.mark.parametrize("text", ["in: [10..20]", "in: [ 10..20 ]", "in: [10..20 ]"])
def test_an_interval_without_quotes_is_told_whatever_its_spaces(text: str) -> None:
    assert [p.code for p in read(text, "a.yaml")[1]] == ["yaml.quote-value"]


def test_tilde_and_nothing_are_the_empty_text() -> None:
    item, problems = read('{a: ~, b: , c: "~", d: ""}', "a.yaml")
    assert isinstance(item, Mapping)
    assert problems == ()
    assert [(v.value, v.plain) for _, v in item.items if isinstance(v, Scalar)] == [
        ("", True), ("", True), ("~", False), ("", False),
    ]  # fmt: skip


@pytest.mark.parametrize("pure", [False, True], ids=["libyaml", "pure"])
def test_a_good_file_has_no_problem(pure: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if pure:
        monkeypatch.setattr(yaml, "__with_libyaml__", False)
    item, problems = read(GOOD, "a.yaml")
    assert problems == ()
    assert text_of(item)["editions"][0]["award"]["of"][0]["rows"][1] == {  # type: ignore[index]
        "in": "[10..20)", "fixed": "1万",
    }  # fmt: skip
    for problems in (read(GOOD.replace("\n", "\r\n"), "a")[1], read(b"\xef\xbb\xbfa: 1", "a")[1]):
        assert problems == ()


@pytest.mark.parametrize("pure", [False, True], ids=["libyaml", "pure"])
def test_json_is_read_without_false_slips(pure: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if pure:
        monkeypatch.setattr(yaml, "__with_libyaml__", False)
    text = '{\n\t"案件":"A：1",\n\t"事实":{"罚款":"[10..20)","x":[1,2,"a:b"]},"u":"\\u7f5a"\n}'
    item, problems = read(text, "a.json")
    assert problems == ()
    assert text_of(item) == {
        "案件": "A：1", "事实": {"罚款": "[10..20)", "x": ["1", "2", "a:b"]}, "u": "罚",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "a: http://x.org/b:c",
        "- http://x.org",
        "at: 12:30:00",
        "- 12:30:00",
        "label: 注：见下",
        "a: '罚款：1'",
        "- '罚款：1'",
        "a: 罚款 * 5% # 注",
        "a: |\n  罚款：1\n  fine:1\n",
        "a: [x, y] # z",
        "a: 5 - 3",
        "- -5",
        "x: 关于〔2021〕63号",
        "a:\n- b\n- c",
        "define:\n  （一）类: 5\n  一、重大: 6\n  ①类: 7",
        "a:\n  id: x\n  fixed: 1",
        "quote: |\n  1. 甲\n  // 乙\n  • 丙",
        "quote:\n  第一条；\n  第二条。",
    ],
)
def test_no_false_alarm(text: str) -> None:
    assert read(text, "a.yaml")[1] == ()


def test_columns_count_characters() -> None:
    item, _ = read("案件: 甲\n事实: {罚款: 𠮷十万, 渠道: '微''信'}\n", "a.yaml")
    places = {i.value: i.place for i in walk(item) if isinstance(i, Scalar)}
    for value in ("案件", "甲", "罚款", "𠮷十万", "渠道"):
        place = places[value]
        assert place.text[place.column - 1 :][: place.length] == value
    assert (places["𠮷十万"].line, places["𠮷十万"].column) == (2, 10)
    quoted = next(i for i in walk(item) if isinstance(i, Scalar) and i.value == "微'信")
    at = quoted.at(2)
    assert at.text[at.column - 1] == "信"


def test_an_alias_bomb_is_not_expanded() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    item, problems = read("\n".join(lines), "a.yaml")
    assert {p.code for p in problems} == {"yaml.alias"}
    assert sum(1 for _ in walk(item)) < 300


@pytest.mark.parametrize("sign", ["[", "{a: ", "- ", "{", "[{", "? ", "a: [", "!", "&a ", '"', "("])
def test_depth_is_no_crash(sign: str) -> None:
    item, problems = read(sign * (400_000 // len(sign)), "a.yaml")
    assert problems or isinstance(item, Scalar)
    assert read(sign * 100, "a.yaml")[1] or sign == "("


def test_a_deep_file_is_said_to_be_deep() -> None:
    deep = "".join(f"{' ' * i}a:\n" for i in range(60))
    assert [p.code for p in read(deep, "a")[1]] == ["yaml.too-deep"]
    assert read("[" * 40 + "]" * 40, "a")[1] == ()
    assert [p.code for p in read("[" * 41 + "]" * 41, "a")[1]] == ["yaml.too-deep"]


def test_large_files_are_refused_at_once() -> None:
    assert [p.code for p in read(b"a: 1\n" * 1_000_000, "a")[1]] == ["yaml.too-big"]
    assert [p.code for p in read("罚" * 400_000, "a")[1]] == ["yaml.too-big"]
    assert [p.code for p in read("- a\n" * 150_000, "a")[1]] == ["yaml.too-many"]


def test_a_wrong_file_of_the_largest_size_is_not_slow() -> None:
    for text in (
        "a: [b\n" * 160_000,
        "a: 'b\n" * 160_000,
        "罚款：1\n" * 80_000,
        "a: b: c\n" * 120_000,
    ):
        assert read(text, "a")[1]


def test_several_slips_at_once() -> None:
    text = 'a: 1\n罚款：120万\nfine:1\nwhen: > 5\nx: "微信" = y\na: 2\nb: [1, 2\nc: 3\na: 4\n'
    item, problems = read(text, "a.yaml")
    assert item is None
    assert [(p.place.line, p.code) for p in problems] == [
        (2, "yaml.wide-colon"),
        (3, "yaml.no-space"),
        (4, "yaml.quote-value"),
        (5, "yaml.quote-quoted"),
        (6, "yaml.duplicate-key"),
        (7, "yaml.unclosed-bracket"),
        (9, "yaml.duplicate-key"),
    ]


def sound(data: bytes | str) -> None:
    item, problems = read(data, "a.yaml")
    assert item is not None or problems
    for problem in problems:
        for lang in LOCALES:
            assert problem.message(lang) != problem.code
    render_all(problems, "zh")
    render_all(problems, "en")


@pytest.mark.parametrize("text", ["{{a: 1}}", "{[a]}", "{*a}", "{&a }", "{!x }", "[? ]", "\ud800"])
def test_odd_keys(text: str) -> None:
    sound(text)


@settings(max_examples=400, deadline=2_000)
@given(st.one_of(st.binary(), st.text(st.characters()), st.lists(WORD, max_size=40).map("".join)))
def test_nothing_is_ever_raised(data: bytes | str) -> None:
    sound(data)


@settings(max_examples=400, deadline=2_000)
@given(st.data())
def test_a_damaged_file_is_never_a_crash(data: st.DataObject) -> None:
    text = GOOD
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 6))
        text = text[:at] + data.draw(WORD) + text[at + cut :]
    sound(text)
    sound(text.encode("gb18030", "replace"))
