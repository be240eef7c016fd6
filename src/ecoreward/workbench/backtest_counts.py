"""Everything of a backtest that is counted while a table goes by: totals, lines, what no rule catches, what is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ecoreward.engine.decision import Outcome
from ecoreward.money import minor_unit
from ecoreward.policy.vocabulary_types import Words
from ecoreward.words import say
from ecoreward.workbench.backtest import Line
from ecoreward.workbench.backtest_words import Speech, both_langs, month, outcomes

if TYPE_CHECKING:
    import polars as pl

    from ecoreward.tables.gains import Count

MOST_LINES = 20  # lines of a dimension; the others are taken together
MOST_CHANGES = 20_000  # different changes of a sum that are told apart
DIMENSIONS = ("month", "category", "violation", "before", "after", "outcome")
_REST = "…"
Lines = dict[Any, "Count"]


@dataclass
class Counts:
    """Grows batch by batch."""

    speech: Speech
    total: Count
    lines: dict[str, Lines] = field(default_factory=lambda: {d: {} for d in DIMENSIONS})
    uncaught: dict[str, Lines] = field(default_factory=lambda: {"before": {}, "after": {}})
    open: dict[str, Counter[str]] = field(
        default_factory=lambda: {"before": Counter(), "after": Counter()}
    )
    changes: Counter[int] = field(default_factory=Counter)

    def add(self, frame: pl.DataFrame, levels: Sequence[Any]) -> None:
        """Count the classed rows of a batch; `levels` are the sets that `kinds` stands for."""
        from ecoreward.tables import gains

        for _, count in gains.counted(frame, ()):
            self.total.add(count)
        for name, by in (
            ("month", "month"), ("violation", "kinds"), ("before", "before_because"), ("after", "after_because"),
        ):  # fmt: skip
            for (key,), count in gains.counted(frame, (by,)):
                _into(self.lines[name], self._kinds(levels, key) if by == "kinds" else key, count)
        for (key,), count in gains.counted(frame, ("kinds",)):
            _into(self.lines["category"], self._category(levels, key), count)
        for key, count in gains.counted(frame, ("before_outcome", "after_outcome")):
            _into(self.lines["outcome"], key, count)
        self._uncaught(frame, levels)
        self._open(frame)
        self._change(frame)

    def _kinds(self, levels: Sequence[Any], key: Any) -> tuple[str, ...]:
        level = levels[key] if key is not None else ()
        return tuple(sorted(level)) if isinstance(level, frozenset) else ()

    def _category(self, levels: Sequence[Any], key: Any) -> tuple[str, ...]:
        terms = self.speech.before.vocabulary.terms
        media = {terms[c].medium for c in self._kinds(levels, key) if c in terms}
        return tuple(sorted(m for m in media if m))

    def _uncaught(self, frame: pl.DataFrame, levels: Sequence[Any]) -> None:
        """Cases that no rule applies to: nothing is awarded, and no rule or condition is the reason."""
        import polars as pl

        from ecoreward.tables import gains
        from ecoreward.tables.both import code_of

        code = code_of(Outcome.NO_AWARD)
        for side in ("before", "after"):
            rows = frame.filter(
                (pl.col(f"{side}_outcome") == code) & (pl.col(f"{side}_because") == "")
            )
            for (key,), count in gains.counted(rows, ("kinds",)):
                _into(self.uncaught[side], self._kinds(levels, key), count)

    def _open(self, frame: pl.DataFrame) -> None:
        for side in ("before", "after"):
            for text, number in frame[f"{side}_open"].value_counts(sort=True).iter_rows():
                for item in filter(None, text.split(";")):
                    self.open[side][item] += number

    def _change(self, frame: pl.DataFrame) -> None:
        import polars as pl

        known = frame.filter(
            (pl.col("before_low") == pl.col("before_high"))
            & (pl.col("after_low") == pl.col("after_high"))
        )
        for change, number in known["change_low"].value_counts(sort=True).iter_rows():
            self.changes[change] += number
        if len(self.changes) > MOST_CHANGES:  # told to the hundred from here on
            step = int(100 / minor_unit(self.speech.before.currency))
            whole: Counter[int] = Counter()
            for change, number in self.changes.items():
                whole[(2 * change + step) // (2 * step) * step] += number
            self.changes = whole

    def told(self, dimension: str) -> tuple[Line, ...]:
        """The lines of a dimension, in words."""
        speech = self.speech
        words: dict[str, Callable[[Any], Words]] = {
            "month": month, "category": speech.media, "violation": speech.kinds,
            "before": lambda k: speech.rules("before", k), "after": lambda k: speech.rules("after", k),
            "outcome": outcomes,
        }  # fmt: skip
        return _lines(self.lines[dimension], words[dimension], dimension)

    def caught_by_none(self, side: str) -> tuple[Line, ...]:
        """What no rule of a side applies to, by kind."""
        return _lines(self.uncaught[side], self.speech.kinds, "violation")

    def open_items(self, side: str) -> tuple[tuple[Words, int], ...]:
        """What is open under a side, with how many cases."""
        order = sorted(self.open[side].items(), key=lambda x: (-x[1], x[0]))
        return tuple((self.speech.rules(side, name), number) for name, number in order)


def _lines(
    found: Mapping[Any, Count], words: Callable[[Any], Words], dimension: str
) -> tuple[Line, ...]:
    """The lines of a dimension: months in order, all else by cases; beyond a score the rest together."""
    from ecoreward.tables.gains import Count

    together: dict[str, tuple[Words, Count]] = {}
    for key, count in found.items():
        label = words(key)
        name = key if isinstance(key, str) and dimension == "month" else label["zh"]
        _, known = together.setdefault(name, (label, Count()))
        known.add(count)
    by_month = dimension == "month"
    order = sorted(together.items(), key=lambda x: (0 if by_month else -x[1][1].rows, x[0]))
    lines = [Line(name, label, count) for name, (label, count) in order]
    if len(lines) <= MOST_LINES or by_month:
        return tuple(lines)
    rest = Count()
    for line in lines[MOST_LINES - 1 :]:
        rest.add(line.count)
    many = len(lines) - MOST_LINES + 1
    label = both_langs(lambda lang: say("backtest.rest", lang, count=many))
    return (*lines[: MOST_LINES - 1], Line(_REST, label, rest))


def _into(lines: dict[Any, Count], key: Any, count: Count) -> None:
    from ecoreward.tables.gains import Count

    lines.setdefault(key, Count()).add(count)
