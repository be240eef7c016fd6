"""A policy as a table of rules: every rule of every policy once, in the order in which they are tried."""

from __future__ import annotations

import pytest

import ecoreward
from ecoreward.explain.voice import voice_of
from ecoreward.policy.expressions import nodes_of
from ecoreward.workbench.book_rules import rule_rows


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_rule_is_lost(lang: str) -> None:
    library = ecoreward.load()
    for head in library.jurisdictions:
        for edition in library.jurisdiction_of(head.file).editions:
            rows = rule_rows(edition, voice_of(lang))
            program = edition.program
            ids = [r.id for r in rows if r.id]
            wanted = {g.id for g in program.gates} | {n.id for n in nodes_of(program.award)}
            wanted |= {n for n in (*program.lists, *program.defined) if not n.startswith("@")}
            assert wanted <= set(ids), edition.id
            assert all(r.section for r in rows)
            numbers = [(r.section, r.number) for r in rows]
            assert len(numbers) == len(set(numbers)), edition.id
            # Whatever is quoted stands there.
            quotes = [n.quote for n in nodes_of(program.award) if n.quote]
            assert set(quotes) <= {r.quote for r in rows}, edition.id


def test_what_readings_share_stands_once() -> None:
    edition = ecoreward.load().edition("庆元县").compiled
    rows = [r for r in rule_rows(edition, voice_of("zh")) if r.section == "奖励怎样计算"]
    assert [(r.number, r.name) for r in rows] == [
        ("1", "举报奖励"), ("1.1", "理解：取最高的一项"), ("1.2", "理解：各项相加"), ("1.3", "各项奖励"),
        ("1.3.1", "罚款比例奖励"), ("1.3.2", "特别奖励"), ("1.3.3", "重金悬赏"),
    ]  # fmt: skip
    assert rows[4].condition == "适用于：违法行为在“重大隐蔽行为”名单内"
    assert rows[4].article == "二（二）"
