"""The charts of a backtest: what causes the change, who gains and loses, and sums before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ecoreward.paper.backtest_grids import told_apart
from ecoreward.paper.backtest_words import Told
from ecoreward.paper.charts import Bar, Drawing, Measure, Row, bars, histogram, waterfall
from ecoreward.workbench.backtest import Line

MOST_PARTS = 10  # of a waterfall; the rest in one


@dataclass(frozen=True, slots=True)
class Charts:
    """The drawings of one backtest."""

    told: Told

    def waterfalls(self) -> tuple[Drawing, ...]:
        """From the baseline to the draft, cause by cause: between the least sums and, where these differ, the greatest."""
        found, told = self.told.found, self.told
        a, c = found.attribution, found.total
        if a is None or not found.changed:
            return ()
        low = [(told.cause(x, 1), x.low.minor) for x in a.causes]
        if a.apart:
            low.append((told("cause.apart", count=a.apart), a.apart_low.minor))
        high = [(told.cause(x, 1), x.high.minor) for x in a.causes if x.high is not None]
        if a.apart:
            high.append((told("cause.apart", count=a.apart), a.apart_high.minor))
        if high == low:  # the one says it all
            return (self._waterfall(told("chart.causes"), c.before_low, low),)
        out = [self._waterfall(told("chart.causes-low"), c.before_low, low)]
        if a.high is not None and not (c.before_endless or c.after_endless):
            out.append(self._waterfall(told("chart.causes-high"), c.before_high, high))
        return tuple(out)

    def _waterfall(self, title: str, start: int, parts: Sequence[tuple[str, int]]) -> Drawing:
        told = self.told
        moving = sorted((p for p in parts if p[1]), key=lambda p: -abs(p[1]))
        if len(moving) > MOST_PARTS:
            rest = sum(size for _, size in moving[MOST_PARTS - 1 :])
            moving = [*moving[: MOST_PARTS - 1], (told("others"), rest)]
        begin = (told("head.before"), start)
        return waterfall(title, begin, moving, told("head.after"), told.measure)

    def gains(self) -> Drawing:
        """How many cases gain, lose, stay, or depend on what is open."""
        told, c = self.told, self.told.found.total
        measure = Measure(told.lang, noun=told("case"))
        rows = [
            Row(told(f"group.{name}"), (Bar(number, number),))
            for name, number in (
                ("winner", c.winner), ("loser", c.loser), ("same", c.same), ("unclear", c.unclear)
            )
        ]  # fmt: skip
        return bars(told("chart.gains"), rows, measure)

    def changes(self) -> Drawing | None:
        """By how much cases with one sum on both sides gain and lose."""
        changes = [(change, cases) for change, cases in self.told.found.changes if change]
        return (
            histogram(self.told("chart.changes"), changes, self.told.measure) if changes else None
        )

    def lines(self, name: str, lines: Sequence[Line], most: int | None = None) -> Drawing:
        """Sums before and after by month, category or kind."""
        told = self.told
        apart = told_apart(lines)
        shown = apart[:most]
        rows = [
            Row(told.words(x.label), (
                Bar(x.count.before_low, x.count.before_high), Bar(x.count.after_low, x.count.after_high)
            ))
            for x in shown
        ]  # fmt: skip
        series = (told("head.before"), told("head.after"))
        title = told(f"chart.{name}")
        if len(shown) < len(lines):
            title = told("chart.first", title=title, count=len(shown))
        return bars(title, rows, told.measure, series=series)
