"""Parameters by address, and a policy with some of them set otherwise."""

from __future__ import annotations

import pytest

import ecoreward
from ecoreward.policy.setting import Put, patched
from ecoreward.problems import PolicyProblems


@pytest.fixture(scope="module")
def library() -> ecoreward.Library:
    return ecoreward.load()


def test_every_address_is_one_parameter_and_setting_it_to_what_it_is_changes_no_text(
    library: ecoreward.Library,
) -> None:
    seen = 0
    for where in library.jurisdictions:
        for edition in library.jurisdiction(where.file).editions:
            found = library.parameters(where.file, edition.id)
            addresses = [p.address for p in found]
            assert len(set(addresses)) == len(addresses), edition.id
            own = {
                p.address: p.text
                for p in found
                if p.file.endswith(f"{where.file}.yaml") and p.kind != "list"
            }
            tried = library.with_settings(where.file, own)
            digest = library.jurisdiction(where.file).digest
            assert tried.jurisdiction(where.file).digest == digest, edition.id
            seen += len(found)
    assert seen > 1000


def test_a_value_takes_the_place_of_another_and_nothing_else_changes(
    library: ecoreward.Library,
) -> None:
    settings = {"qingyuan-2021.share-of-fine.rate": "8%", "qingyuan-2021.share-of-fine.cap": "20万"}
    tried = library.with_settings("庆元县", settings)
    before, after = library.text_of("qingyuan"), tried.text_of("qingyuan")
    changed = [(a, b) for a, b in zip(before.split("\n"), after.split("\n"), strict=True) if a != b]
    assert [(a.strip(), b.strip()) for a, b in changed] == [
        ("rate: 5%", "rate: 8%"),
        ("cap: 10万", "cap: 20万"),
    ]


def test_a_key_that_a_rule_has_not_yet_is_added_to_it(library: ecoreward.Library) -> None:
    tried = library.with_settings("庆元县", {"qingyuan-2021.special.cap": "30万"})
    facts = {"查证属实": True, "违法行为": ["偷排漏排"], "罚款": 0, "污染特别严重": True}
    high = tried.edition("庆元县").evaluate(facts).range.high
    assert str(high) == "300000.00 CNY"


def test_what_is_inherited_is_changed_where_it_is_written(library: ecoreward.Library) -> None:
    where = next(
        j
        for j in (library.jurisdiction(j.file) for j in library.jurisdictions)
        if any(e.program.extends for e in j.editions)
    )
    edition = next(e for e in where.editions if e.program.extends)
    inherited = [
        p
        for p in library.parameters(where.file, edition.id)
        if not p.file.endswith(f"{where.file}.yaml") and p.kind == "amount" and p.text.isdigit()
    ]
    if not inherited:  # the one edition that builds on another says all its own sums
        return
    one = inherited[0]
    tried = library.with_settings(where.file, {one.address: str(int(one.text) + 1)})
    again = {p.address: p.text for p in tried.parameters(where.file, edition.id)}
    assert again[one.address] == str(int(one.text) + 1)


def test_nothing_can_be_paid_on_changed_values(library: ecoreward.Library) -> None:
    tried = library.with_settings("庆元县", {"qingyuan-2021.share-of-fine.rate": "8%"})
    facts = {"举报日期": "2022-03-01", "查证属实": True, "违法行为": ["偷排漏排"], "罚款": "120万"}
    case = {"jurisdiction": "庆元县", "facts": facts}
    decision = tried.evaluate(case)
    assert str(decision.amount) == "96000.00 CNY"
    assert decision.payable is None
    assert "status-what_if" in {c.code for c in decision.caveats}
    assert [a.payable for a in tried.evaluate_many([case])] == [None]


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("qingyuan-2021.share-of-fines.rate", "qingyuan-2021.share-of-fine.rate"),
        ("qingyuan-2022.share-of-fine.rate", "qingyuan-2021.share-of-fine.rate"),
        ("nothing", ""),
    ],
)
def test_an_address_that_is_none_names_the_nearest(
    library: ecoreward.Library, address: str, near: str
) -> None:
    with pytest.raises(PolicyProblems) as bad:
        library.with_settings("庆元县", {address: "1%"})
    (problem,) = bad.value.items
    assert problem.code == "library.no-parameter"
    assert not near or near in problem.suggestions


def test_a_value_that_cannot_be_is_told_at_its_place_in_the_changed_text(
    library: ecoreward.Library,
) -> None:
    tried_on = {"qingyuan-2021.share-of-fine.rate": "很多"}
    with pytest.raises(PolicyProblems) as bad:
        library.with_settings("庆元县", tried_on)
    (problem,) = bad.value.items
    assert problem.place.text.strip() == "rate: 很多"


def test_a_block_ends_with_its_last_line() -> None:
    text = "a:\n  b: >-\n    x or\n    y\n  c: 1\nd:\n  - 1\n  - 2\n# kept\ne: 'x'\n"
    puts = [Put(2, 6, "A and B"), Put(7, 3, "[3, 4]"), Put(10, 4, "it's")]
    assert patched(text, puts) == "a:\n  b: A and B\n  c: 1\nd:\n  [3, 4]\n# kept\ne: 'it''s'\n"
