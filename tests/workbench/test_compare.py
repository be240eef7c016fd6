"""One case under many policies: what stands beside what, what does not, and why."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import ecoreward
from ecoreward import CaseProblems, Comparison, Library, Money, PolicyProblems
from ecoreward.policy.folder import policies_in
from ecoreward.workbench.comparison import Row, in_order

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "compare_policies"
VOCABULARY = (ROOT / "policies/vocabulary.yaml").read_text("utf-8")
TEXTS = {p.stem: p.read_text("utf-8") for p in sorted(FOLDER.glob("*.yaml"))}
GOOD = [name for name in TEXTS if name not in ("broken", "unreadable")]
FACTS: dict[str, Any] = {"举报日期": "2022-03-01", "查证属实": "是", "罚款": "120万"}


def library(*names: str, **more: str) -> Library:
    texts = {name: TEXTS[name] for name in names or TEXTS}
    return ecoreward.load_texts({"vocabulary": VOCABULARY, **texts, **more})


def case(own: str = "本市", **changes: Any) -> dict[str, Any]:
    facts = {**FACTS, **{k: v for k, v in changes.items() if k not in ("decided", "already_paid")}}
    out: dict[str, Any] = {"case": "c", "jurisdiction": own, "facts": facts}
    return {**out, **{k: v for k, v in changes.items() if k in ("decided", "already_paid")}}


def codes(row: Row) -> list[str]:
    return [note.code for note in row.obstacles]


def ids(found: Comparison) -> list[str]:
    return [str(row.edition["id"]) if row.edition else "" for row in found.rows]


def row_of(found: Comparison, file: str) -> Row:
    [row] = [row for row in found.rows if row.jurisdiction["file"] == file]
    return row


def test_the_own_first_then_by_sum_then_what_cannot_be_compared() -> None:
    found = ecoreward.compare(library(), case())
    files = [row.jurisdiction["file"] for row in found.rows]
    assert files == ["home", "vague", "needs", "korea", "late", "broken", "unreadable"]
    assert [row.own for row in found.rows] == [True] + [False] * 6
    assert [row.comparable for row in found.rows] == [True] + [False] * 6
    assert found.jurisdiction == "home"
    assert found.currency == "CNY"


def test_high_end_then_low_end_then_name() -> None:
    def edition(code: int, award: str) -> str:
        return (
            f'ecoreward: 1\njurisdiction: {{code: "99{code}", name: 地{code}}}\neditions:\n'
            f"  - {{id: e, title: t, confidence: text, in_force: {{from: 2019-01-01}}, award: {award}}}\n"
        )

    awards = {
        1001: "{fixed: 700}", 1002: "{id: a, band: [100, 900]}", 1003: "{id: a, band: [800, 900]}",
        1005: "{fixed: 900}", 1004: "{fixed: 900}", 1006: "{id: a, up_to: 900}",
    }  # fmt: skip
    texts = {f"p{9999 - code}": edition(code, award) for code, award in awards.items()}
    found = ecoreward.compare(library("home", **texts), case("地1001"))
    names = [row.jurisdiction["name"] for row in found.rows]
    assert names == ["地1001", "本市", "地1004", "地1005", "地1003", "地1002", "地1006"]


def test_a_row_says_on_what_it_rests() -> None:
    found = ecoreward.compare(library("home"), case())
    [row] = found.rows
    assert row.outcome == "to_be_decided"
    assert row.amount is None
    assert row.range is not None
    assert (row.range.low, row.range.high) == (Money.of(12_000, "CNY"), Money.of(60_000, "CNY"))
    assert row.range.exact
    [ground] = row.because
    assert (ground.node, ground.article, ground.source) == ("share", "第四条", "")
    assert (ground.document, ground.confidence) == ("本发〔2021〕1号", "text")
    assert [t.node for t in row.to_decide] == ["share"]
    assert row.in_force == "yes"
    assert row.decision is not None


def test_what_was_decided_and_paid_counts_for_the_own_edition_only() -> None:
    found = ecoreward.compare(
        library(*GOOD), case(decided="3万", already_paid="1万"), all_editions=True
    )
    own, *others = found.rows
    assert own.edition is not None
    assert own.edition["id"] == "home-2021"
    assert own.amount == Money.of(30_000, "CNY")
    assert own.decision is not None
    assert own.decision.payable == Money.of(20_000, "CNY")
    assert own.notes == ()
    assert [r.edition["id"] for r in others if r.edition and r.own] == ["home-2018", "home-draft"]
    for row in others:
        assert row.decision is not None
        assert not row.decision.already_paid.minor
        assert [n.code for n in row.notes][:2] == ["decided-dropped", "paid-dropped"]


def test_every_edition_as_if_it_were_in_force() -> None:
    found = ecoreward.compare(library("home", "late"), case(违法行为="偷排漏排"), all_editions=True)
    state = {str(r.edition["id"]): r for r in found.rows if r.edition}
    assert {id: r.in_force for id, r in state.items()} == {
        "home-2021": "yes", "home-2018": "no", "home-draft": "no", "late-2024": "no"
    }  # fmt: skip
    assert state["home-2018"].outcome == "to_be_decided"
    assert [n.code for n in state["home-2018"].notes] == ["not-in-force"]
    assert [n.code for n in state["home-draft"].notes] == ["draft"]
    assert state["home-draft"].comparable
    assert state["late-2024"].amount == Money.of(800, "CNY")


def test_no_edition_on_the_day() -> None:
    row = row_of(ecoreward.compare(library("home", "late"), case()), "late")
    assert row.edition is None
    assert row.in_force == "no"
    assert (row.outcome, row.amount, row.range) == ("no_policy", None, None)
    assert codes(row) == ["no-edition"]
    assert [r.code for r in row.reasons] == ["next-edition"]


def test_a_date_that_is_not_known_gives_every_edition_that_may_be() -> None:
    found = ecoreward.compare(library("home"), case(举报日期=""))
    assert ids(found) == ["home-2018", "home-2021"]
    assert {row.in_force for row in found.rows} == {"unknown"}
    assert all([n.code for n in row.notes] == ["date-open"] for row in found.rows)
    found = ecoreward.compare(library("home"), case(举报日期="2021", 罚款="10万"))
    assert ids(found) == ["home-2021"]


def test_a_figure_is_used_by_whichever_possible_edition_knows_it() -> None:
    found = ecoreward.compare(library("home"), case(举报日期="", decided={"old": 600}))
    rows = {str(row.edition["id"]): row for row in found.rows if row.edition}
    assert rows["home-2018"].amount == Money.of(600, "CNY")
    assert rows["home-2021"].amount is None
    assert "decided-dropped" in [n.code for n in rows["home-2021"].notes]


def test_a_named_edition_is_the_own_one() -> None:
    found = ecoreward.compare(library("home"), {**case(), "edition": "home-draft"})
    assert ids(found) == ["home-draft"]
    found = ecoreward.compare(
        library("home"), {**case(), "edition": "home-2018", "decided": 700}, all_editions=True
    )
    assert ids(found) == ["home-2018", "home-2021", "home-draft"]
    assert found.rows[0].amount == Money.of(700, "CNY")
    assert found.rows[0].in_force == "no"


def test_sums_of_another_currency_are_unknown_not_converted() -> None:
    put = case(道路举报="是", 违法行为="偷排漏排")
    row = row_of(ecoreward.compare(library("home", "korea"), put), "korea")
    assert codes(row) == ["currency"]
    assert row.range is not None
    # 100,000 and 50,000 are certain; the share of a fine in yuan is not: up to its cap.
    assert (row.range.low, row.range.high) == (Money.of(150_000, "KRW"), Money.of(450_000, "KRW"))
    assert [m.fact for m in row.missing] == ["fine"]
    assert [n.code for n in row.notes] == ["sums-left-out"]
    put = case("某道", 道路举报="否", 违法行为="偷排漏排")
    found = ecoreward.compare(library("home", "korea"), put)
    assert found.currency == "KRW"
    assert found.rows[0].amount == Money.of(112_000, "KRW")  # 1 % of 1.2 million won
    assert codes(found.rows[1]) == ["currency", "facts-missing"]


def test_sums_inside_rows_are_left_out_too() -> None:
    rows = [{"罚款": "5万", "违法行为": "偷排漏排"}, {"罚款": "3万"}]
    facts = {"举报日期": "2022-03-01", "查证属实": "是", "违法事项": rows}
    found = ecoreward.compare(library("home", "korea"), {"jurisdiction": "本市", "facts": facts})
    assert found.rows[0].range is not None
    assert found.rows[0].range.high == Money.of(4_000, "CNY")  # 5 % of the 80,000 of both
    row = row_of(found, "korea")
    assert [m.fact for m in row.missing if "fine" in m.fact]
    assert [n.code for n in row.notes] == ["sums-left-out"]


def test_facts_of_one_policy_are_ignored_by_the_others_and_named() -> None:
    found = ecoreward.compare(library("home", "late"), case())
    assert found.rows[0].not_asked == ()
    found = ecoreward.compare(library("home", "korea", "late"), case(道路举报="是"))
    assert [w["zh"] for w in found.rows[0].not_asked] == ["道路举报"]
    assert row_of(found, "korea").not_asked == ()


def test_a_violation_of_one_policy_hinders_only_those_that_ask_for_violations() -> None:
    put = case("某道", 违法行为="路边焚烧", 举报日期="2024-03-01")
    found = ecoreward.compare(library(*GOOD), put)
    assert found.rows[0].range is not None
    assert found.rows[0].range.low == Money.of(132_000, "KRW")
    late = row_of(found, "late")
    assert codes(late) == ["currency", "case-problem"]
    assert [p.code for p in late.problems] == ["case.unknown-term"]
    assert row_of(found, "home").outcome is not None
    # Without a jurisdiction of its own the case is put to all the same.
    found = ecoreward.compare(library(*GOOD), {"facts": put["facts"]})
    assert not any(row.own for row in found.rows)


def test_one_bad_file_hides_no_other() -> None:
    found = ecoreward.compare(library(), case())
    for file, code in (("broken", "feel.unknown-name"), ("unreadable", "yaml.wide-colon")):
        row = row_of(found, file)
        assert codes(row) == ["policy-errors"]
        assert [p.code for p in row.problems] == [code]
        assert (row.outcome, row.edition, row.range) == (None, None, None)
    assert row_of(found, "broken").jurisdiction["name"] == "误市"
    assert row_of(found, "unreadable").jurisdiction["name"] == "unreadable"


def test_the_own_policy_may_be_the_bad_one() -> None:
    found = ecoreward.compare(library(), case("误市"))
    assert found.rows[0].own
    assert codes(found.rows[0]) == ["policy-errors"]
    assert row_of(found, "home").range is not None


def test_a_policy_that_lacks_everything_and_one_without_a_figure() -> None:
    found = ecoreward.compare(library("home", "needs", "vague"), case())
    needs, vague = row_of(found, "needs"), row_of(found, "vague")
    assert codes(needs) == ["facts-missing"]
    assert codes(vague) == ["unstated"]
    for row in (needs, vague):
        assert row.range is not None
        assert row.range.high is None
        assert not row.range.low.minor
        assert not row.comparable


def test_some_jurisdictions_only() -> None:
    found = ecoreward.compare(library(), case(), ["korea", "990400", "略县"])
    assert {row.jurisdiction["file"] for row in found.rows} == {"home", "korea", "vague"}
    with pytest.raises(PolicyProblems) as bad:
        ecoreward.compare(library(), case(), ["korea", "nix", "nax"])
    assert [p.code for p in bad.value.items] == ["library.unknown-jurisdiction"] * 2
    assert len(ecoreward.compare(library(), case(), []).rows) == 1


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"查证署实": "是"}, ["case.unknown-fact"]),
        ({"罚款": "许多", "查证署实": "是"}, ["case.unknown-fact", "case.want-money"]),
    ],
)
@pytest.mark.parametrize("own", ["本市", "误市", ""])
def test_what_is_wrong_with_the_case_is_told_once(
    facts: dict[str, str], found: list[str], own: str
) -> None:
    with pytest.raises(CaseProblems) as bad:
        ecoreward.compare(library(), {"jurisdiction": own, "facts": {**FACTS, **facts}})
    assert [p.code for p in bad.value.items] == found


def test_a_contradiction_is_told_by_each_policy_that_sees_it() -> None:
    put = case(已作出行政处罚="否")
    with pytest.raises(CaseProblems) as bad:
        ecoreward.compare(library(), put)
    assert [p.code for p in bad.value.items] == ["case.contradiction-implied"]
    found = ecoreward.compare(library("home"), {"facts": put["facts"]})
    assert codes(found.rows[0]) == ["case-problem"]


def test_a_fact_that_may_be_of_a_broken_file_is_no_error() -> None:
    put = case(车辆编号="是")
    assert ecoreward.compare(library(), put).rows[0].not_asked[0]["zh"] == "…（4 字）"
    with pytest.raises(CaseProblems):
        ecoreward.compare(library(*GOOD), put)


def test_an_unknown_jurisdiction_is_the_mistake_of_the_case() -> None:
    with pytest.raises(CaseProblems) as bad:
        ecoreward.compare(library(), case("本币"))
    assert [p.code for p in bad.value.items] == ["library.unknown-jurisdiction"]


def test_json_is_whole_and_the_same_every_time() -> None:
    put = case(decided="3万", 道路举报="是")
    data = ecoreward.compare(library(), put, all_editions=True).to_json()
    again = ecoreward.compare(library(), put, all_editions=True).to_json()
    assert json.dumps(data, ensure_ascii=False) == json.dumps(again, ensure_ascii=False)
    assert data["schema"] == "ecoreward.comparison/1"
    keys = {frozenset(row) for row in data["rows"]}
    assert len(keys) == 1
    assert "decision" not in next(iter(keys))
    row = data["rows"][0]
    assert row["amount"] == {"value": "30000.00", "currency": "CNY"}
    assert row["comparable"] is True
    assert row["because"][0]["article"] == "第四条"
    texts = [o["text"] for row in data["rows"] for o in row["obstacles"]]
    assert all(t["zh"] and t["en"] for t in texts)


def test_the_order_does_not_depend_on_the_order_of_the_files() -> None:
    found = ecoreward.compare(library(), case(), all_editions=True)
    own = [r for r in found.rows if r.own]
    others = [r for r in reversed(found.rows) if not r.own]
    assert in_order([*others, *own], "CNY") == found.rows
    assert found == replace(found)


# Every case of every place against every place would be a hundred thousand decisions.
@pytest.mark.parametrize("stem", sorted(policies_in(ROOT / "policies/tests")[0])[::18])
def test_rows_are_what_evaluation_gives(stem: str) -> None:
    """Over shipped test cases of a few places: each row is the decision under that edition."""
    shipped = ecoreward.load()
    text = (ROOT / f"policies/tests/{stem}.yaml").read_text("utf-8")
    from ecoreward.workbench.case_tests import read_tests

    tests, _ = read_tests(shipped, f"{stem}.yaml", text)
    for test in tests[:1]:
        try:
            own = shipped.evaluate(test.raw, extra="ignore")
        except ecoreward.Problems:
            with pytest.raises(ecoreward.Problems):
                ecoreward.compare(shipped, test.raw)
            continue
        found = ecoreward.compare(shipped, test.raw, all_editions=True)
        assert found.rows[0].own
        if own.edition is not None:
            assert found.rows[0].decision == own
        assert {r.jurisdiction["file"] for r in found.rows} == set(shipped.files)
        count = sum(len(shipped.jurisdiction_of(f).editions) for f in shipped.files)
        assert len(found.rows) == count
        for row in found.rows:
            # Sums in another currency are unknown there, which evaluation alone does not do.
            alike = row.currency == found.rows[0].currency
            if alike and not row.own and row.edition is not None and row.range is not None:
                put = replace(
                    test.raw, jurisdiction=row.jurisdiction["file"], edition=row.edition["id"],
                    decided=None, already_paid=None,
                )  # fmt: skip
                decision = shipped.evaluate(put, extra="ignore")
                assert (decision.range, decision.amount) == (row.range, row.amount)
