"""Plain forms of numbers and days, a column at a time: digits, decimals, 1,200,000元, 120万, ISO dates.

Every function answers only where the answer is beyond doubt and leaves the rest empty: the reference
reader takes it from there. Integers only; a float is taken where it is the one nearest to a decimal of
the grid.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from ecoreward.engine.read_value import FIRST_DAY, LAST_DAY
from ecoreward.money import minor_unit
from ecoreward.tables.headers import Column, Plan
from ecoreward.tables.readings import HUNDREDTHS, grid_of

EPOCH = 719_163  # the ordinal of 1970-01-01
_MOST_DIGITS = 10  # eleven bare digits may be a person's number: the reference decides
_ROOM = 18  # digits that 64 bits hold whatever they are
_GROUPED = r"^(?:[0-9]{1,3}(?:,[0-9]{3}){1,3}|[0-9]{1,10})(?:\.[0-9]{1,6})?万?元?$"
_SURE = 10**15  # decimals of so many digits have one nearest float each


@dataclass(frozen=True, slots=True)
class Grid:
    """How a column of numbers stands on its grid."""

    shift: int  # the power of ten from a cell's number to the grid
    bare: bool  # whether a cell may have a unit of its own
    step: int = 1  # in steps of the grid
    low: int | None = None
    high: int | None = None


def grid(column: Column, plan: Plan) -> Grid | None:
    """The grid of a column of numbers; None where only the reference reads it."""
    unit = column.unit or 0
    if not column.fact:
        finest = (
            minor_unit(plan.currency) if column.key == "already_paid" else Fraction(1, HUNDREDTHS)
        )
        step = finest * HUNDREDTHS
        return (
            Grid(2 + unit, not unit, int(step))
            if step.denominator == 1
            else Grid(2 + unit, not unit)
        )
    spec = plan.spec(column)
    per = grid_of(spec)
    places = len(str(per)) - 1
    finest = minor_unit(plan.currency) if spec.type.kind == "money" else Fraction(1)
    ends = [None if e is None else e * per for e in (spec.low, spec.high)]
    if per != 10**places or any(e is not None and e.denominator != 1 for e in ends):
        return None
    step = max(spec.step or finest, Fraction(1, per)) * per
    if step.denominator != 1 or places + unit > _ROOM - 2:
        return None
    low, high = (None if e is None else int(e) for e in ends)
    return Grid(places + unit, not unit, int(step), low, high)


def plain_numbers(cells: pl.Series, grid: Grid) -> pl.Series:
    """The cells that are plain numbers of the grid; null where they are anything else.

    >>> plain_numbers(pl.Series(["12", "0.5", "1.005", "-1", "1,200", None]), Grid(2, True)).to_list()
    [1200, 50, None, None, None, None]
    """
    kind = cells.dtype
    if kind == pl.String:
        found = _digits(cells, grid)
    elif kind.is_integer():
        most = 10 ** min(_MOST_DIGITS, _ROOM - grid.shift)
        whole = cells.cast(pl.Int64, strict=False)
        found = where(whole, whole.is_between(0, most - 1)) * 10**grid.shift
    elif kind.is_float():
        found = _floats(cells, grid)
    elif kind.is_decimal():
        found = _decimals(cells, grid)
    else:
        return empty(len(cells))
    return _within(found, grid)


def _within(found: pl.Series, grid: Grid) -> pl.Series:
    """What lies on the steps and inside the bounds of the fact."""
    if grid.step > 1:
        found = where(found, found % grid.step == 0)
    if grid.low is not None:
        found = where(found, found >= grid.low)
    return found if grid.high is None else where(found, found <= grid.high)


def where(values: pl.Series, keep: pl.Series) -> pl.Series:
    """The values that are kept; null in place of the others."""
    return values.zip_with(keep, empty(len(values), values.dtype))


def empty(length: int, dtype: pl.DataType | type[pl.DataType] = pl.Int64) -> pl.Series:
    """A column of nulls."""
    return pl.Series("", [None], dtype=dtype).new_from_index(0, length)


def _digits(cells: pl.Series, grid: Grid) -> pl.Series:
    digits = min(_MOST_DIGITS, _ROOM - grid.shift)
    t = pl.col("t")
    plain = t.str.contains(rf"^[0-9]{{1,{digits}}}$")
    frame = cells.alias("t").to_frame()
    whole = frame.select(
        pl.when(plain).then(t).cast(pl.Int64, strict=False).alias("v") * 10**grid.shift
    )["v"]
    rest = cells.is_not_null() & whole.is_null()
    if not grid.shift or not rest.any():
        return whole
    at = rest.arg_true()
    form = rf"^[0-9]{{1,{digits}}}\.[0-9]{{1,{grid.shift}}}$"
    value = pl.when(t.str.contains(form)).then(_steps(t, grid.shift)).otherwise(None)
    return whole.scatter(at, frame[at].select(value.alias("v"))["v"])


def _steps(text: pl.Expr, places: int) -> pl.Expr:
    """Digits with a point, in steps of so many places; whatever else the text is gives null."""
    parts = text.str.splitn(".", 2).struct
    ends = [
        parts.field("field_0"),
        parts.field("field_1").fill_null("").str.pad_end(places, "0"),
    ]
    whole, part = (end.cast(pl.Int64, strict=False) for end in ends)
    per: int = 10**places
    return whole * per + part


def grouped_numbers(cells: pl.Series, grid: Grid) -> pl.Series:
    """Sums with grouping commas, 万 or 元; null where they are anything else.

    >>> grouped_numbers(pl.Series(["1,200,000.50元", "1.5万", "1,20"]), Grid(2, True)).to_list()
    [120000050, 1500000, None]
    """
    t = pl.col("t")
    bare = t.str.strip_suffix("元").str.strip_suffix("万").str.replace_all(",", "", literal=True)
    # 10 digits and 6 decimals are below 10^16: two more powers of ten still fit.
    fit = bare.str.splitn(".", 2).struct.field("field_0").str.len_bytes() <= _MOST_DIGITS
    millionths = pl.when(fit).then(_steps(bare, 6)).otherwise(None)
    unit = t.str.contains("万", literal=True)
    own = unit | t.str.ends_with("元")
    value = (
        pl.when(t.str.contains(_GROUPED) & (pl.lit(grid.bare) | ~own))
        .then(
            pl.when(unit)
            .then(_shifted(millionths, grid.shift - 2))
            .otherwise(_shifted(millionths, grid.shift - 6))
        )
        .otherwise(None)
    )
    found = cells.alias("t").to_frame().select(value.cast(pl.Int64).alias("v"))["v"]
    return _within(found, grid)


def _shifted(value: pl.Expr, power: int) -> pl.Expr:
    """A number times a power of ten; null where that is no integer or may not fit."""
    if power > 2:
        return pl.lit(None, dtype=pl.Int64)
    part: int = 10 ** abs(power)
    if power >= 0:
        return value * part
    return pl.when(value % part == 0).then(value // part).otherwise(None)


def _floats(cells: pl.Series, grid: Grid) -> pl.Series:
    """A float whose shortest decimal lies on the grid.

    Up to 15 digits, a decimal and its nearest float belong to each other alone, so that a float which
    is the nearest one to a decimal of the grid has this decimal as its shortest text.
    """
    if grid.shift > 15:
        return empty(len(cells))
    x, per = pl.col("x"), float(10**grid.shift)
    steps = (x * per).round(0)
    safe = x.is_finite() & (x >= 0) & (x < 10**_MOST_DIGITS) & (steps < _SURE)
    value = pl.when(safe & (steps / per == x)).then(steps).otherwise(None).cast(pl.Int64)
    return cells.alias("x").to_frame().select(value.alias("v"))["v"]


def _decimals(cells: pl.Series, grid: Grid) -> pl.Series:
    assert isinstance(cells.dtype, pl.Decimal)
    scale = cells.dtype.scale
    more = max(0, grid.shift - scale)
    digits = cells.to_physical().cast(pl.Int64, strict=False)
    most = 10 ** min(_MOST_DIGITS + scale, _ROOM - more)
    digits = where(digits, digits.is_between(0, most - 1))
    if scale > grid.shift:
        part: int = 10 ** (scale - grid.shift)
        return where(digits, digits % part == 0) // part
    whole: int = 10**more
    return digits * whole


def plain_days(cells: pl.Series) -> pl.Series:
    """Days as ordinals: ISO texts, dates and points of time; null where it is anything else.

    >>> plain_days(pl.Series(["2021-05-01", "2021-5", "2021-02-30"])).to_list()
    [737911, None, None]
    """
    kind = cells.dtype
    if kind == pl.String:
        iso = cells.str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
        days = where(cells, iso).str.to_date("%Y-%m-%d", strict=False)
    elif kind == pl.Date:
        days = cells
    elif isinstance(kind, pl.Datetime):
        days = cells.dt.date()
    else:
        return empty(len(cells))
    found = days.to_physical().cast(pl.Int64) + EPOCH
    return where(found, found.is_between(FIRST_DAY, LAST_DAY))
