"""Differences of editions as switches, and the mixtures between two editions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import ecoreward
from ecoreward.policy.diff.differences import differences, of_pair
from ecoreward.policy.diff.matching import matched
from ecoreward.policy.diff.mixture import mixed
from ecoreward.policy.edition import Edition

LIBRARY = ecoreward.load()
FILES = [j.file for j in LIBRARY.jurisdictions]


def edition(place: str, id: str, settings: dict[str, str] | None = None) -> Edition:
    library = LIBRARY
    if settings:
        library = library.with_settings(place, {f"{id}.{k}": v for k, v in settings.items()})
    return library.edition(place, id).compiled


def pairs() -> Iterator[tuple[Edition, Edition]]:
    for file in FILES:
        found = LIBRARY.jurisdiction(file).editions
        yield from ((a, b) for a in found for b in found if a is not b)


@pytest.mark.parametrize("file", FILES)
def test_an_edition_does_not_differ_from_itself(file: str) -> None:
    for e in LIBRARY.jurisdiction(file).editions:
        assert differences(e.program, e.program) == ()


def test_none_of_the_differences_is_the_baseline_and_all_are_the_draft() -> None:
    seen, off = 0, []
    for a, b in pairs():
        pair = matched(a.program, b.program)
        found = of_pair(pair)
        assert len({d.key for d in found}) == len(found)
        every = frozenset[str]().union(*(d.switches for d in found))
        assert differences(a.program, mixed(a, b, pair, ()).program) == (), (a.id, b.id)
        left = differences(mixed(a, b, pair, every).program, b.program)
        if left:
            off.append((a.id, b.id))
        seen += 1
    assert seen > 70
    # A name that both define, one as a list of its own: a mixture takes the draft itself where all are on.
    assert off in ([], [("new-taipei-2015-draft", "new-taipei-2017")])


def test_one_value_is_one_difference() -> None:
    base = edition("庆元县", "qingyuan-2021")
    draft = edition(
        "庆元县", "qingyuan-2021", {"share-of-fine.rate": "8%", "special.up_to": "30万"}
    )
    found = differences(base.program, draft.program)
    assert [(d.kind, d.node, d.field) for d in found] == [
        ("value", "share-of-fine", "rate"), ("value", "special", "high")
    ]  # fmt: skip
    pair = matched(base.program, draft.program)
    half = mixed(base, draft, pair, {found[0].key})
    assert [d.node for d in differences(base.program, half.program)] == ["share-of-fine"]
    assert [d.node for d in differences(half.program, draft.program)] == ["special"]


def test_the_same_value_written_otherwise_is_no_difference() -> None:
    base = edition("庆元县", "qingyuan-2021")
    same = edition(
        "庆元县", "qingyuan-2021", {"share-of-fine.rate": "0.05", "share-of-fine.cap": "100000"}
    )
    assert differences(base.program, same.program) == ()


def renamed(text: str) -> str:
    swaps = (
        ("share-of-fine", "ratio"), ("重大隐蔽行为", "重大行为"), ("must-be-verified", "checked"),
        ("罚款比例奖励", "比例奖"), ("quote: 给予", "quote: 给与"),
    )  # fmt: skip
    for old, new in swaps:
        text = text.replace(old, new)
    return text


def test_new_names_and_words_are_no_difference(tmp_path: object) -> None:
    from ecoreward.policy.library import Shelf

    shelf: Shelf = LIBRARY._shelf
    path = shelf.files["qingyuan"].path
    draft = ecoreward.Library(shelf.with_file(path, renamed(LIBRARY.text_of("qingyuan"))))
    new = draft.edition("庆元县").compiled
    old = LIBRARY.edition("庆元县").compiled
    assert differences(old.program, new.program) == ()


def test_a_kind_that_moves_between_rules_is_a_difference_of_its_own() -> None:
    old = LIBRARY.edition("郑州市", "zhengzhou-2017").compiled
    new = LIBRARY.edition("郑州市", "zhengzhou-2018").compiled
    by = {d.key: d for d in differences(old.program, new.program)}
    lorries = by["tier-5000>tier-500"]
    assert lorries.codes == {"unlicensed-waste-lorry"}
    assert (lorries.sources, lorries.targets) == (("tier-5000",), ("tier-500",))
    # The condition that stood apart is inside the award now: one difference, not two that cancel.
    assert "gate-removed.must-be-verified" in by["frame"].switches
    assert "gate-removed.must-be-verified" not in by
