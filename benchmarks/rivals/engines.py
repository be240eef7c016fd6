"""All rivals by name, in the order of the tables; what is not installed is left out with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from benchmarks.rivals.data import Table
from benchmarks.rivals.ours import CASES, COLUMNS, Columns, OneByOne

POLARS = ("Polars", "Polars, streaming")
NUMBA = "numba, one thread"
PYTHON = "Python by hand"


def _over(module: str, **options: Any) -> Columns:
    def prepare(table: Table, threads: int) -> Callable[[], Any]:
        found: Callable[[], Any] = _module(module).prepare(table, **options)
        return found

    return Columns(prepare)


def _module(name: str) -> Any:
    return import_module(f"benchmarks.rivals.{name}")


def _duckdb(table: Table, threads: int) -> Callable[[], Any]:
    found: Callable[[], Any] = _module("by_duckdb").prepare(table, threads=threads)
    return found


def _each(
    module: str, most: int, read: str = "rows", prepare: str = "prepare", **options: Any
) -> OneByOne:
    def made(table: Table) -> tuple[Callable[[Any], Any], Sequence[Any]]:
        function, inputs = getattr(_module(module), prepare)(table, **options)
        return function, inputs

    def rows(policy: Any, raw: Any) -> Any:
        return getattr(_module(module), read, list)(raw)

    return OneByOne(made, rows, most)


# name → (package it needs, engine)
OVER_COLUMNS: dict[str, tuple[str, Columns]] = {
    **{name: ("polars", engine) for name, engine in COLUMNS.items()},
    POLARS[0]: ("polars", _over("by_polars")),
    POLARS[1]: ("polars", _over("by_polars", streaming=True)),
    NUMBA: ("numba", _over("by_numba")),
    "numba, all threads": ("numba", _over("by_numba", parallel=True)),
    "DuckDB": ("duckdb", Columns(_duckdb)),
    "pandas": ("pandas", _over("by_pandas")),
    "OpenFisca": ("openfisca_core", _over("by_openfisca")),
}
ONE_BY_ONE: dict[str, tuple[str, OneByOne]] = {
    **{name: ("polars", engine) for name, engine in CASES.items()},
    PYTHON: ("polars", _each("by_python", 200_000)),
    "zen-engine, expressions": ("zen", _each("by_zen", 20_000)),
    "zen-engine, expressions, trace": ("zen", _each("by_zen", 20_000, trace=True)),
    "zen-engine, table": ("zen", _each("by_zen", 20_000, form="table")),
    "zen-engine, table, trace": ("zen", _each("by_zen", 20_000, form="table", trace=True)),
    "rule-engine": ("rule_engine", _each("by_rule_engine", 20_000, "case_rows")),
    "CEL in C++ (cel-expr-python)": (
        "cel_expr_python", _each("by_cel", 20_000, runtime="c++")
    ),
    "CEL in Python (cel-python)": ("celpy", _each("by_cel", 1_000, runtime="python")),
    "OpenFisca, one case": (
        "openfisca_core", _each("by_openfisca", 1_000, "case_rows", "prepare_cases")
    ),
}  # fmt: skip


def missing(package: str) -> bool:
    """Whether a package is not installed."""
    return find_spec(package) is None


# What a rival cannot say, and what was done about it.
CANNOT: dict[str, dict[str, str]] = {
    "zen-engine": {
        "sets": "no bit masks (a search in a list each time): whether a case is on a list is given ready",
        "rounding": "decimals of 28 digits, exact here; no whole division, `floor(a / b)`; results as JSON numbers",
        "unknown": "no",
    },
    "rule-engine": {
        "sets": "bit masks",
        "rounding": "decimals of 28 digits, `//`: exact here",
        "unknown": "no; an expression cannot name a part, so sums go through Python",
    },
    "CEL": {
        "sets": "no bit masks without an extension: whether a case is on a list is given ready",
        "rounding": "int64, whole division: exact; overflow is an error",
        "unknown": "no; no names for a part and no `min`, so sums go through Python",
    },
    "OpenFisca": {
        "sets": "no sets: whether a case is on a list is given ready",
        "rounding": "int32, else float32: amounts end at 21,474,836.47 yuan and wrap silently; int64 by hand within",
        "unknown": "no; a formula gives one variable, so the three share their work by hand",
    },
    "DuckDB": {"sets": "bit masks", "rounding": "int64, `//`: exact; overflow is an error", "unknown": "NULL, not ranges"},
    "pandas": {"sets": "bit masks", "rounding": "int64, `//`: exact; wraps silently", "unknown": "no"},
    "Polars": {"sets": "bit masks", "rounding": "int64, `//`: exact; wraps silently", "unknown": "null, not ranges"},
    "numba": {"sets": "bit masks", "rounding": "int64, `//`: exact; wraps silently", "unknown": "no"},
}  # fmt: skip


def cannot() -> list[str]:
    """`CANNOT` as a Markdown table."""
    out = ["| engine | sets | rounding | what is not known |", "| --- | --- | --- | --- |"]
    return out + [
        f"| {n} | {c['sets']} | {c['rounding']} | {c['unknown']} |" for n, c in CANNOT.items()
    ]
