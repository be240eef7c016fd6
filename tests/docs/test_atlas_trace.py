"""Every edition rests on a note, every figure of it is there, and the checker is not easily satisfied."""

from __future__ import annotations

from fractions import Fraction

import pytest

from . import atlas_index, atlas_trace, facts, figures
from .atlas_figures import Figure, exact, figures_of
from .atlas_trace import found

PERSONAL = r"(?<![0-9])(?:1[3-9][0-9]{9}|[1-9][0-9]{16}[0-9Xx])(?![0-9A-Za-z.])"


def test_the_index_is_in_order() -> None:
    assert atlas_index.problems() == ()


def test_nothing_is_missing_in_the_index() -> None:
    left = atlas_index.missing()
    assert not left or not atlas_index.STRICT, "\n".join(left)


def test_the_notes_are_whole() -> None:
    assert len(facts.entries()) == 85
    assert len(facts.paid_cases()) == 31


def test_the_notes_hold_nobodys_number() -> None:
    import re

    for path in sorted(facts.FACTS.rglob("*.*")):
        text = re.sub(r"https?://\S+", "", path.read_text("utf-8"))
        assert not re.search(PERSONAL, text), path.name


def test_every_figure_is_in_the_notes_or_explained() -> None:
    lost, _ = atlas_trace.trace()
    assert not lost, "\n".join(map(str, lost))


def test_no_explanation_is_idle() -> None:
    _, idle = atlas_trace.trace()
    assert not idle, "\n".join(map(str, idle))


def test_the_report_lists_what_the_policies_leave(capsys: pytest.CaptureFixture[str]) -> None:
    assert atlas_trace.main() == 0
    said = capsys.readouterr().out
    assert "not found and not explained: 0" in said
    assert "CN-GD-ZS-2021: 100000" in said  # an award that was paid, no rule


def test_every_file_has_figures_with_lines() -> None:
    for name in atlas_index.files():
        every = [f for found in figures_of(name).values() for f in found]
        assert all(f.at.startswith(f"policies/{name}.yaml:") for f in every)
    assert sum(len(f) for n in atlas_index.files() for f in figures_of(n).values()) > 900


@pytest.mark.parametrize(
    ("note", "kind", "shown", "is_there"),
    [
        ("CN-JS-TZ-2019", "share", "5%", True),
        ("CN-JS-TZ-2019", "share", "50%", False),
        ("CN-JS-TZ-2019", "number", "5", False),
        ("CN-JS-TZ-2019", "number", "20000", True),
        ("CN-JS-TZ-2019", "number", "2000", False),
        ("CN-JS-TZ-2019", "number", "11", False),  # "11 kinds" counts, it does not measure
        ("CN-JS-TZ-2019", "date", "2019-02", True),
        ("CN-JS-TZ-2019", "date", "2019-02-01", False),  # a month is no day
        ("CN-LN-2020", "number", "3", True),  # ">=3 t"
        ("CN-LN-2020", "document", "辽环函〔2022〕77号", True),
        ("CN-LN-2020", "document", "辽环函〔2022〕78号", False),
        ("CN-LN-2020", "number", "100000000", True),  # "100 million"
        ("CNX-FUND-ZZ-2018", "number", "50000000", True),  # "50-100 m"
        ("CN-HA-ZZ-2018", "number", "10", True),  # "a 10-yuan clue award"
        ("HN16-5", "article", "5.1", True),
        ("HN16-5", "article", "5.3", False),
        ("seeds/002", "article", "2.2", True),
        ("seeds/002", "article", "2.9", False),
    ],
)
def test_what_counts_as_found(note: str, kind: str, shown: str, is_there: bool) -> None:
    figure = Figure(kind, shown, "", "")  # type: ignore[arg-type]
    assert found(figure, (facts.notes()[note],)) is is_there


def test_a_wrong_amount_is_told() -> None:
    """Each amount and rate, off by a tenth, is missed in nearly every note."""
    notes = facts.notes()
    tried = lucky = 0
    for edition, items in atlas_index.bases().items():
        based = tuple(notes[n] for one in items for n in one.rests_on)
        for f in figures_of(edition.split("@")[0])[edition]:
            if f.kind in ("number", "share") and not f.prose:
                value = exact(f.shown) * Fraction(11, 10)
                share = f.kind == "share"
                tried += 1
                lucky += any(figures.has_number(n.text, value, share=share) for n in based)
    assert tried > 300
    assert lucky < tried / 50, (lucky, tried)
