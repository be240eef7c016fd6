"""Heads are read first and the rest when it is asked for: what is known so far holds for the whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from tests.policy.test_folder import ABOVE, EDITION, EXTENDS, FACTS, HEAD, VOCABULARY
from tests.policy.test_parsers import JUNK

import ecoreward
from ecoreward import PolicyProblems
from ecoreward.policy import policy_file as rooms
from ecoreward.policy.folder import policies_in
from ecoreward.policy.peek import peek
from ecoreward.policy.policy_file import Text
from ecoreward.policy.reader import Mapping

POLICIES = Path(__file__).parents[2] / "policies"
TEXTS = {k: p.read_text("utf-8") for k, p in policies_in(POLICIES)[0].items() if k != "vocabulary"}
KEYS = ("ecoreward", "jurisdiction")
GOOD = HEAD % ("321200", "泰州市") + EDITION % ("tz", 700)
CASE = {"jurisdiction": "泰州市", "facts": FACTS}


def entries(text: str) -> list[str] | None:
    found = peek(text, "a.yaml", ["a", "b"])
    return None if found is None else [key.value for key, _ in found.items]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: 1\nb: 2\n", ["a", "b"]),
        ("b: 2\nx: [1, {y: 2}]\na: 1\nz: [", ["b", "x", "a"]),
        ("{a: 1, b: {c: 2}, d: &x", ["a", "b"]),
        ("a: 1\nc: 2\n", None),
        ("a: 1\n", None),
        ("- a: 1\n  b: 2\n", None),
        ("x: {a: 1, b: 2}\n", None),
        ("a: &x 1\nb: 2\n", None),
        ("a: 1\na: 1\nb: 2\n", None),
        ("a：1\nb: 2\n", None),
        ("a: 1\n\tb: 2\n", None),
        ("a: [1\nb: 2\n", None),
        ("", None),
        ("a: 1\nb: 2\n\u202e", None),
    ],
)
def test_peek(text: str, found: list[str] | None) -> None:
    assert entries(text) == found


def test_bytes_that_are_no_text() -> None:
    for data in (b"\x89PNG", "a: 罚\nb: 2".encode("gb18030"), b"a: 1\nb: 2\n" + b"x" * 2_000_000):
        assert peek(data, "a.yaml", ["a", "b"]) is None


@pytest.mark.parametrize("key", TEXTS)
def test_the_head_is_that_of_the_whole(key: str) -> None:
    text = Text(key, f"{key}.yaml", TEXTS[key])
    assert isinstance(peek(TEXTS[key], key, KEYS), Mapping)
    who = text.whole.jurisdiction
    assert who is not None
    assert text.head == replace(who, digest="")


def test_a_damaged_head_is_never_trusted() -> None:
    """Whatever is done to the first lines: they say what the whole says, or the whole was asked."""
    random = Random(7)
    agreed = 0
    for n in range(600):
        text = TEXTS[random.choice(sorted(TEXTS))]
        for _ in range(random.randint(1, 2)):
            at = random.randint(0, 420)
            text = text[:at] + random.choice(JUNK) + text[at + random.choice([0, 0, 1, 4, 30]) :]
        file = Text("x", f"{n}.yaml", text)
        who = file.whole.jurisdiction
        if who is not None:
            assert file.head is not None
            assert replace(file.head, digest="") == replace(who, digest="")
            agreed += 1
    assert agreed > 50


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were read to their end."""
    found: list[str] = []
    whole = rooms.read

    def reading(data: bytes | str, file: str) -> object:
        found.append(file)
        return whole(data, file)

    monkeypatch.setattr(rooms, "read", reading)
    return found


def test_a_case_reads_one_file(read: list[str]) -> None:
    library = ecoreward.load_texts({"vocabulary": VOCABULARY, **TEXTS})
    assert len(library.jurisdictions) == len(library.files) == len(TEXTS)
    assert read == []
    library.evaluate({"jurisdiction": "克拉玛依市", "facts": FACTS})
    assert set(read) == {"karamay.yaml", "xinjiang.yaml"}  # its own and the one above
    library.evaluate({"jurisdiction": "karamay", "facts": FACTS})
    library.problems()
    assert sorted(read) == sorted(f"{k}.yaml" for k in TEXTS)


def test_an_edition_reads_what_it_extends(read: list[str]) -> None:
    texts = {"vocabulary": VOCABULARY, "jiangsu/jiangsu": ABOVE, "jiangsu/zhenjiang": EXTENDS}
    library = ecoreward.load_texts({**texts, "other": GOOD})
    assert str(library.edition("镇江市").evaluate(FACTS).amount) == "900.00 CNY"
    assert sorted(read) == ["jiangsu/jiangsu.yaml", "jiangsu/zhenjiang.yaml"]


# Without the shipped file of the same place, which would answer in its stead.
ALONE = {k: v for k, v in TEXTS.items() if k != "jiangsu/taizhou"}


@pytest.mark.parametrize(
    "body", ["x: [", "award：1\n", "  - &a {id: x}\n", "editions: []\n", "\tx: 1\n", "~: 1\n"]
)
def test_a_broken_body_is_told_and_never_used(body: str) -> None:
    library = ecoreward.load_texts({**ALONE, "vocabulary": VOCABULARY, "tz": GOOD + body})
    assert {j.code for j in library.jurisdictions} > {"321200"}
    for name in ("泰州市", "321200", "tz"):
        with pytest.raises(PolicyProblems) as caught:
            library.evaluate({**CASE, "jurisdiction": name})
        assert {p.place.file for p in caught.value.items} == {"tz.yaml"}
    assert {p.place.file for p in library.problems()} == {"tz.yaml"}
    assert library.evaluate({"jurisdiction": "庆元县", "facts": FACTS}).outcome


def test_a_jurisdiction_may_come_late() -> None:
    head, _, editions = GOOD.partition("editions:\n")
    version, _, who = head.partition("\n")
    late = f"{version}\neditions:\n{editions}{who}"
    library = ecoreward.load_texts({"vocabulary": VOCABULARY, "tz": late})
    assert library.problems() == ()
    assert str(library.evaluate(CASE).amount) == "700.00 CNY"


def test_a_broken_twin_does_not_stop_the_good_one() -> None:
    texts = {"vocabulary": VOCABULARY, "tz": GOOD, "tz-old": GOOD + "x: ["}
    library = ecoreward.load_texts(texts)
    assert str(library.evaluate(CASE).amount) == "700.00 CNY"
    assert {p.place.file for p in library.problems()} == {"tz-old.yaml"}
    twins = ecoreward.load_texts({**texts, "tz-old": GOOD, "tz-new": GOOD})
    assert [p.code for p in twins.problems()] == ["library.same-code"] * 4


def test_the_receipt_has_the_digest_of_the_whole() -> None:
    def digest(text: str) -> str:
        library = ecoreward.load_texts({"vocabulary": VOCABULARY, "tz": text})
        return str(library.evaluate(CASE).receipt["policy_digest"])

    assert len(digest(GOOD)) == 64
    assert digest(GOOD) == digest("# 注\n" + GOOD)
    assert digest(GOOD) != digest(GOOD.replace("700", "800"))
