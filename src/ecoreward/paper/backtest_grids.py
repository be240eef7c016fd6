"""The tables of a backtest: cells as figures, which the terminal, the page and the workbook write each in its way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ecoreward.money import digits
from ecoreward.paper.backtest_words import Told
from ecoreward.tables.gains import Count
from ecoreward.workbench.backtest import Line

Kind = Literal["text", "figure", "count", "money", "range", "change"]
SUMS = ("figure", "money", "range", "change")


@dataclass(frozen=True, slots=True)
class Ends:
    """The least and the greatest of a sum, in minor units; `high` None: no upper end."""

    low: int
    high: int | None


Cell: TypeAlias = str | int | Ends | None
REST = "…"  # the key of the line that has the rest together
SIDES = ("before", "after")
MOST_MONTHS = 18  # months that are told one by one in a chart or on a terminal; else years


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of a table; `strong` is the line below the others."""

    cells: tuple[Cell, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: what its columns are called, and what stands in them."""

    heads: tuple[str, ...]
    kinds: tuple[Kind, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


def sum_text(told: Told, minor: int, *, signed: bool = False) -> str:
    """A sum in main units, exactly, without its unit; the digits after the point are all there or none."""
    places = digits(told.found.currency)
    whole, rest = divmod(abs(minor), 10**places)
    text = f"{whole:,}" + (f".{rest:0{places}d}" if rest else "")
    return ("-" if minor < 0 else "+" if signed and minor else "") + text


def ends_text(told: Told, ends: Ends, *, signed: bool = False) -> str:
    """A range in main units; of a change the least and the greatest side by side, which is no range."""
    low = sum_text(told, ends.low, signed=signed)
    if ends.high == ends.low:
        return low
    if ends.high is None:
        return f"{low} / {told('open-ended')}" if signed else told("from", low=low)
    high = sum_text(told, ends.high, signed=signed)
    return f"{low} / {high}" if signed else told("to", low=low, high=high)


def of_lines(
    told: Told, name: str, lines: Sequence[Line], *, total: bool = True, most: int | None = None
) -> Grid:
    """Cases and sums by month, kind or rule, with the total; beyond `most` lines the rest in one."""
    shown = lines if most is None else short_lines(told, lines, most)
    rows = [Row(_cells(told.words(x.label), x.count)) for x in shown]
    if total:
        rows.append(Row(_cells(told("total"), told.found.total), strong=True))
    heads = (told(f"head.{name}"), *(told(f"head.{k}") for k in _LINE_HEADS))
    return Grid(heads, ("text", "count", "count", "count", "range", "range", "change"), tuple(rows))


def short_lines(told: Told, lines: Sequence[Line], most: int) -> tuple[Line, ...]:
    """Lines beyond `most` taken together in the last one."""
    if len(lines) <= most:
        return tuple(lines)
    rest = Count()
    for line in lines[most - 1 :]:
        rest.add(line.count)
    return (*lines[: most - 1], Line(REST, {told.lang: told("others")}, rest))


def told_apart(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Lines without the one that has the rest together, which would dwarf the others in a chart."""
    return tuple(x for x in lines if x.key != REST)


def glance(told: Told) -> Grid:
    """What the baseline gives, what the draft gives and the change, at the least and at the greatest."""
    c = told.found.total
    ranged = len(ends_of(c)) > 1
    rows = [
        Row((
            told(f"row.{name}" if ranged else "row.sum"), _end(told, one), _end(told, two),
            _end(told, change, signed=True),
            "—" if one is None or change is None else told.percent(change, one) or "—",
        ))
        for name, one, two, change in ends_of(c)
    ]  # fmt: skip
    heads = ("", *(told(f"head.{k}") for k in ("before", "after", "change", "share")))
    return Grid(heads, ("text", "figure", "figure", "figure", "figure"), tuple(rows))


def ends_of(c: Count) -> list[tuple[str, int | None, int | None, int | None]]:
    """The least and, where they differ, the greatest of both sides and of the change; None has no upper end."""
    low = ("least", c.before_low, c.after_low, c.change_low)
    high = (
        "greatest",
        None if c.before_endless else c.before_high,
        None if c.after_endless else c.after_high,
        None if c.open_ended else c.change_high,
    )
    ranged = (c.before_low, c.after_low) != high[1:3]
    return [low, high] if ranged else [low]


def _end(told: Told, minor: int | None, *, signed: bool = False) -> str:
    return told("open-ended") if minor is None else sum_text(told, minor, signed=signed)


def two_ends(cell: Cell) -> bool:
    """Whether a cell has a least and a greatest."""
    return isinstance(cell, Ends) and cell.high is not None and cell.high != cell.low


_LINE_HEADS = ("cases", "winner", "loser", "before", "after", "change")


def _cells(label: str, c: Count) -> tuple[Cell, ...]:
    before = Ends(c.before_low, None if c.before_endless else c.before_high)
    after = Ends(c.after_low, None if c.after_endless else c.after_high)
    change = Ends(c.change_low, None if c.open_ended else c.change_high)
    return (label, c.rows, c.winner, c.loser, before, after, change)


def by_year(told: Told, lines: Iterable[Line]) -> tuple[Line, ...]:
    """Months taken together by years; those without one stay."""
    years: dict[str, Count] = {}
    kept: list[Line] = []
    for line in lines:
        if line.key[:4].isdigit():
            years.setdefault(line.key[:4], Count()).add(line.count)
        else:
            kept.append(line)
    found = [Line(y, {told.lang: told("year", year=y)}, c) for y, c in sorted(years.items())]
    return (*found, *kept)


def months(told: Told) -> tuple[str, tuple[Line, ...]]:
    """Months, or years where there are many: the name of the dimension, and its lines."""
    lines = told.found.by["month"]
    return ("year", by_year(told, lines)) if len(lines) > MOST_MONTHS else ("month", lines)


def causes(told: Told, *, most: int, joint: str = "") -> Grid | None:
    """Each cause with its share, those without one left out; the sum is the whole change.

    Of a cause that is several differences `most` are named, with `joint` between them.
    """
    found, a = told.found, told.found.attribution
    if a is None:
        return None
    rows, silent = [], 0
    open_ended = a.high is None or found.total.open_ended
    for cause in a.causes:
        low, high = cause.low.minor, None if cause.high is None else cause.high.minor
        if not low and not high and cause.high is not None:
            silent += len(cause.sentences)
            continue
        rows.append(Row((told.cause(cause, most, joint), Ends(low, high))))
    if a.apart and (a.apart_low.minor or a.apart_high.minor):
        ends = Ends(a.apart_low.minor, None if open_ended else a.apart_high.minor)
        rows.append(Row((told("cause.apart", count=a.apart), ends)))
    c = found.total
    whole = Ends(c.change_low, None if open_ended else c.change_high)
    rows.append(Row((told("total"), whole), strong=True))
    notes = (told("cause.silent", count=silent),) if silent else ()
    return Grid((told("head.cause"), told("head.change")), ("text", "change"), tuple(rows), notes)


def uncaught(told: Told) -> Grid:
    """The kinds of cases that no rule applies to, under either side."""
    lines = told.found.uncaught
    sides = [[(told.words(x.label), x.count.rows) for x in told_apart(lines[s])] for s in SIDES]
    rest = [sum(x.count.rows for x in lines[s] if x.key == REST) for s in SIDES]
    return _both(told, "violation", sides, rest)


def open_items(told: Told) -> Grid:
    """What is open, and in how many cases, under either side."""
    sides = [[(told.words(w), n) for w, n in told.found.open_items[side]] for side in SIDES]
    return _both(told, "open", sides)


def _both(
    told: Told,
    name: str,
    sides: Sequence[Sequence[tuple[str, int]]],
    rest: Sequence[int] = (),
) -> Grid:
    """Numbers of cases under the one and the other, those with most first and the `rest` last."""
    one, two = (dict(side) for side in sides)
    labels = dict.fromkeys([*one, *two])
    order = sorted(labels, key=lambda x: (-max(one.get(x, 0), two.get(x, 0)), x))
    rows = [Row((x, one.get(x, 0), two.get(x, 0))) for x in order]
    rows += [Row((told("others"), *rest))] if any(rest) else []
    heads = (told(f"head.{name}"), told("head.cases-before"), told("head.cases-after"))
    return Grid(heads, ("text", "count", "count"), tuple(rows))


def short(told: Told, grid: Grid, most: int) -> Grid:
    """A table of numbers of cases whose last lines are taken together."""
    if len(grid.rows) <= most:
        return grid
    left = grid.rows[most - 1 :]
    sums = [sum(c for r in left if isinstance(c := r.cells[n], int)) for n in (1, 2)]
    rows = (*grid.rows[: most - 1], Row((told("others"), *sums)))
    return Grid(grid.heads, grid.kinds, rows, grid.notes)


def paid(told: Told) -> Grid:
    """What was paid against the baseline, with the reason and rows to look at."""
    rows = tuple(
        Row((
            told.paid_reason(x), x.rows, x.paid.minor, Ends(x.low.minor, x.high.minor), told.rests_on(x),
            told.example_rows(x),
        ))
        for x in told.found.paid
    )  # fmt: skip
    heads = tuple(
        told(f"head.{k}") for k in ("paid-reason", "cases", "paid", "before", "rests-on", "rows")
    )
    return Grid(heads, ("text", "count", "money", "range", "text", "text"), rows)


def bad_rows(told: Told) -> Grid:
    """The first rows without a decision, and why."""
    rows = tuple(
        Row((str(row), column, problem.message(told.lang)))
        for row, column, problem in told.found.bad_rows
    )
    heads = (told("head.row"), told("head.column"), told("head.why"))
    return Grid(heads, ("text", "text", "text"), rows)
