"""`ecoreward problem`: one entry, pasted or typed, and all of a kind."""

from __future__ import annotations

import pytest

from ecoreward.words.entry import ROOMS, codes
from tests.cli.conftest import Ecoreward


def test_an_entry(ecoreward: Ecoreward) -> None:
    done = ecoreward("problem", "policy.rows-overlap")
    assert (done.code, done.err) == (0, "")
    assert done.out.split("\n")[:3] == [
        "policy.rows-overlap",
        "  原因：分档表 `〈奖励项〉` 里，〈值〉 同时落在两档",
        "  为什么：一种情况落在两档，就有两个金额",
    ]
    done = ecoreward("problem", "feel.chain", "--lang", "en")
    assert done.out == (
        "feel.chain\n  cause: comparisons are not chained\n"
        "  why: written in a chain it may be read in more than one way\n"
        "  help: write: `‹right form›`\n"
    )


@pytest.mark.parametrize(
    "typed", ["yaml.tab", "错误[yaml.tab]", "error[yaml.tab] the line", " YAML.TAB "]
)
def test_what_is_pasted_is_understood(ecoreward: Ecoreward, typed: str) -> None:
    assert ecoreward("problem", typed) == ecoreward("problem", "yaml.tab")


@pytest.mark.parametrize("room", ROOMS)
def test_all_codes_of_a_kind(ecoreward: Ecoreward, room: str) -> None:
    lines = ecoreward("problem", room, "--lang", "en").out.splitlines()
    assert [line.split(": ")[0] for line in lines] == list(codes(room))
    assert [e["code"] for e in ecoreward("problem", room, "--json").json] == list(codes(room))


def test_as_data(ecoreward: Ecoreward) -> None:
    data = ecoreward("problem", "cli.exists", "--json", "--lang", "en").json
    assert list(data) == ["code", "cause", "why", "cure"]


@pytest.mark.parametrize(
    ("typed", "near"),
    [("rows-overlap", "policy.rows-overlap"), ("policy.row-gap", "policy.rows-gap")],
)
def test_an_unknown_code_names_the_nearest(ecoreward: Ecoreward, typed: str, near: str) -> None:
    done = ecoreward("problem", typed)
    assert done.code == 2
    assert f"`{near}`" in done.err
    assert ecoreward("problem", "cli.calc").code == 2  # a text of the help, no problem
