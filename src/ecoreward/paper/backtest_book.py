"""The report of a backtest as a workbook: the summary first, then a sheet a table, figures as numbers, with Excel's charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ecoreward.money import Money, digits
from ecoreward.paper import backtest_grids as grids
from ecoreward.paper.backtest_words import Told
from ecoreward.paper.charts.histogram import class_name, classes
from ecoreward.paper.sheets import (
    Book,
    Column,
    Fill,
    Placed,
    Record,
    Series,
    add_chart,
    add_table,
    finish,
    open_book,
)
from ecoreward.paper.sheets import Cell as SheetCell
from ecoreward.words.format import unit_name
from ecoreward.workbench.backtest import Backtest, Line

MOST_BARS = 12  # rows of a chart
_BRIEF = 20  # signs of a cause beside its bar
_FILLS: Mapping[str, tuple[Fill, Fill]] = {"range": ("soft", "none"), "change": ("main", "open")}


def backtest_book(found: Backtest, lang: str) -> bytes:
    """The workbook of a backtest in `lang`; the same backtest gives the same bytes.

    Raises `Problems` (``file.need-package``) without XlsxWriter.
    """
    told = Told(found, lang)
    book = open_book(lang, told.title)
    sheets = _Sheets(book, told)
    sheets.summary()
    sheets.causes()
    if found.cases:
        span, spans = grids.months(told)
        sheets.by(span, spans, "column")
        if span == "year":
            sheets.by("month", found.by["month"])
        for name in ("category", "violation"):
            sheets.by(name, found.by[name], "bar")
        sheets.rules()
        sheets.gains()
    if found.total.with_paid:
        sheets.table("paid", grids.paid(told), notes=[told("report.example-rows")])
    sheets.differences()
    sheets.samples()
    for name, grid in (
        ("uncaught", grids.uncaught(told)), ("open", grids.open_items(told)), ("bad", grids.bad_rows(told)),
    ):  # fmt: skip
        if grid.rows:
            sheets.table(name, grid)
    return finish(book)


@dataclass(frozen=True, slots=True)
class _Sheets:
    """The sheets of a workbook in the making."""

    book: Book
    told: Told

    def summary(self) -> None:
        """What it comes to, and how it was computed."""
        told, found = self.told, self.told.found
        about = [
            told("line.before", text=told.under(found.baseline)),
            told("line.after", text=told.under(found.draft)),
            told("line.table", text=told.table),
            *([told.verdict] if told.verdict else []),
        ]
        if found.cases:
            about += [*told.costs, *([told.counts] if found.changed else []), *told.paid]
        c = found.total
        ends = grids.ends_of(c)
        ranged = len(ends) > 1
        records = [
            Record((
                told(f"row.{name}" if ranged else "row.sum"), self._end(one), self._end(two), self._end(change),
                "" if one is None or change is None else told.percent(change, one),
            ))
            for name, one, two, change in ends
        ]  # fmt: skip
        places = digits(found.currency)
        columns = [
            Column(self._unit(told("head.sum")), width=24),
            *(Column(told(f"head.{k}"), "money", places, 22) for k in ("before", "after")),
            Column(told("head.change"), "change", places, 22),
            Column(told("head.share"), "change", places, 12),
        ]
        name = told("section.summary")
        notes = [told("section.how"), *told.method]
        add_table(self.book, name, told.title, columns, records, about=about, notes=notes)

    def causes(self) -> None:
        """What each difference causes, and a chart of it."""
        told, found = self.told, self.told.found
        grid = grids.causes(told, most=40, joint="\n") if found.changed else None
        if grid is None:
            return
        rows = tuple(
            grids.Row((r.cells[0], _brief(r.cells[0]), *r.cells[1:]), r.strong) for r in grid.rows
        )
        heads = (grid.heads[0], told("head.brief"), *grid.heads[1:])
        wide = grids.Grid(heads, ("text", *grid.kinds), rows, grid.notes)
        placed, at = self.table("causes", wide, widths={0: 70, 1: 24})
        self.chart("causes", placed, [(at[2], "change")], len(rows) - 1, "bar", label=1)

    def by(self, name: str, lines: Sequence[Line], chart: str = "") -> None:
        """Cases and sums by month, category or kind, and a chart of them."""
        placed, at = self.table(name, grids.of_lines(self.told, name, lines))
        shown = grids.told_apart(lines)
        if chart and len(shown) > 1:
            self.chart(name, placed, [(at[4], "range"), (at[5], "change")], len(shown), chart)

    def rules(self) -> None:
        """By what the sums rest on: under the baseline, then under the draft."""
        told, found = self.told, self.told.found
        both = []
        for side in grids.SIDES:
            grid = grids.of_lines(told, f"rule-{side}", found.by[side], total=False)
            both += [grids.Row((told(f"head.{side}"), *r.cells)) for r in grid.rows]
        heads = (told("head.side"), told("head.rule"), *grid.heads[1:])
        self.table("rule", grids.Grid(heads, ("text", *grid.kinds), tuple(both)))

    def gains(self) -> None:
        """How many cases gain and lose, and by how much."""
        told, c = self.told, self.told.found.total
        changes = [(change, cases) for change, cases in told.found.changes if change]
        found = classes(changes, 10 ** digits(told.found.currency)) if changes else ()
        rows = [grids.Row((class_name(x, told.measure), x.count)) for x in found]
        groups = (
            ("winner", c.winner),
            ("loser", c.loser),
            ("same", c.same),
            ("unclear", c.unclear),
        )
        rows += [grids.Row((told(f"group.{k}"), n), strong=True) for k, n in groups]
        heads = (told("head.gain"), told("head.cases"))
        grid = grids.Grid(heads, ("text", "count"), tuple(rows))
        notes = [told("chart.changes")] if found else []
        placed, _ = self.table("gains", grid, notes=notes, widths={0: 34})
        title = told("chart.changes" if found else "chart.gains")
        self._draw(
            title, "gains", placed, [Series(1)], len(found) or len(rows), "column", told("case")
        )

    def differences(self) -> None:
        """All differences, those of the sums and those of words."""
        told, found = self.told, self.told.found
        said = [(told("kind.rule"), d) for d in found.differences]
        said += [(told("kind.wording"), w) for w in found.wording]
        rows = tuple(grids.Row((n, kind, told.words(d))) for n, (kind, d) in enumerate(said, 1))
        heads = (told("head.number"), told("head.kind"), told("head.text"))
        grid = grids.Grid(heads, ("count", "text", "text"), rows)
        self.table("each-difference", grid, widths={2: 100})

    def samples(self) -> None:
        """Cases worth a look, and where to see how they were found."""
        told, found = self.told, self.told.found
        if not found.samples:
            return
        rows = tuple(
            grids.Row((
                str(s.row), s.case, told(f"group.{s.group}"), told.result(s.before), told.result(s.after),
                s.paid.minor if s.paid is not None else None,
            ))
            for s in found.samples
        )  # fmt: skip
        heads = tuple(
            told(f"head.{k}") for k in ("row", "case", "group", "before", "after", "paid")
        )
        grid = grids.Grid(heads, ("text", "text", "text", "text", "text", "money"), rows)
        self.table("samples", grid, notes=[told("report.traces")], widths={3: 34, 4: 34})

    # How a table becomes a sheet.

    def table(
        self,
        name: str,
        grid: grids.Grid,
        *,
        notes: Sequence[str] = (),
        widths: Mapping[int, int] | None = None,
    ) -> tuple[Placed, dict[int, tuple[int, ...]]]:
        """A sheet; also the columns in which each column of the table stands, of a range two."""
        columns: list[Column] = []
        at: dict[int, tuple[int, ...]] = {}
        split = [_is_split(grid, n) for n in range(len(grid.heads))]
        for n, (head, kind) in enumerate(zip(grid.heads, grid.kinds, strict=True)):
            first = len(columns)
            columns += self._columns(head, kind, (widths or {}).get(n), split=split[n])
            at[n] = tuple(range(first, len(columns)))
        records = [
            Record(
                tuple(
                    x for n, c in enumerate(row.cells) for x in self._cells(c, grid.kinds[n], split=split[n])
                ),
                row.strong,
            )
            for row in grid.rows
        ]  # fmt: skip
        title = self.told(f"section.{name}")
        placed = add_table(
            self.book, title, title, columns, records, about=self._about(grid), notes=[*grid.notes, *notes]
        )  # fmt: skip
        return placed, at

    def _about(self, grid: grids.Grid) -> list[str]:
        if not any(k in grids.SUMS for k in grid.kinds):
            return []
        return [self.told("unit", unit=unit_name(self.told.found.currency, self.told.lang))]

    def _unit(self, head: str) -> str:
        unit = unit_name(self.told.found.currency, self.told.lang)
        return f"{head}{self.told('share', share=unit)}"

    def _columns(self, head: str, kind: str, width: int | None, *, split: bool) -> Iterator[Column]:
        places = digits(self.told.found.currency)
        if kind in ("text", "count"):
            yield Column(head, "count" if kind == "count" else "text", width=width)
            return
        as_ = "change" if kind == "change" else "money"
        heads = [head]
        if split:
            heads = [self.told(f"head.{k}", head=head) for k in ("least", "greatest")]
        for one in heads:
            yield Column(one, "change" if as_ == "change" else "money", places, width)

    def _cells(self, cell: grids.Cell, kind: str, *, split: bool) -> Iterator[SheetCell]:
        match cell:
            case grids.Ends(low, high):
                yield self._sum(low)
                if split:
                    yield self._end(high)
            case int() if kind == "money":
                yield self._sum(cell)
            case _:
                yield cell

    def _end(self, minor: int | None) -> SheetCell:
        return self.told("open-ended") if minor is None else self._sum(minor)

    def _sum(self, minor: int) -> Decimal:
        currency = self.told.found.currency
        return Money.of_minor(minor, currency).value

    # How a sheet becomes a chart.

    def chart(
        self,
        name: str,
        placed: Placed,
        columns: Sequence[tuple[tuple[int, ...], str]],
        rows: int,
        kind: str,
        label: int = 0,
    ) -> None:
        """A chart of columns of sums; where they are ranges, the least beside the greatest."""
        series = [
            Series(c, fill)
            for at, look in columns
            for c, fill in zip(at, _FILLS[look], strict=False)
        ]
        title = self.told(f"chart.{name}")
        unit = unit_name(self.told.found.currency, self.told.lang)
        limit = rows if kind == "column" else min(rows, MOST_BARS)
        self._draw(title, name, placed, series, limit, kind, unit, label)

    def _draw(
        self, title: str, name: str, placed: Placed, series: Sequence[Series], rows: int, kind: str, axis: str,
        label: int = 0,
    ) -> None:  # fmt: skip
        sheet = self.told("chart-sheet", name=self.told(f"section.{name}"))
        add_chart(
            self.book, sheet, title, placed, series, kind="column" if kind == "column" else "bar", label=label,
            axis=axis, rows=rows,
        )  # fmt: skip


def _is_split(grid: grids.Grid, at: int) -> bool:
    """Whether a column of sums has a least and a greatest."""
    cells = [row.cells[at] for row in grid.rows]
    return any(isinstance(c, grids.Ends) and c.high != c.low for c in cells)


def _brief(cell: grids.Cell) -> str:
    text = str(cell).split("\n")[0]
    return text if len(text) <= _BRIEF else text[: _BRIEF - 1] + "…"
