"""Spark beside Polars over the same Parquet: the same totals, and how long each takes.

``python -m benchmarks.spark [ROWS] [POLICY ...]``; 10,000,000 rows take some minutes on two cores. `--workers` sends
all rows to the Python workers, as for tables of texts.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import polars as pl

import ecoreward
from benchmarks.rivals.data import make
from benchmarks.rivals.policies import library_texts
from ecoreward.tables.run import Options, open_run
from ecoreward.tables.source import open_source
from ecoreward.tables.spark_parts import Limits
from ecoreward.tables.spark_run import run_spark
from ecoreward.tables.spark_session import session
from ecoreward.tables.tally import Tally

CHUNK = 1_000_000
POLICIES = ("zhengzhou", "zhejiang")


def write(policy: str, rows: int, folder: Path) -> str:
    """A folder of Parquet with native types: dates, decimals, booleans, texts parted by semicolons."""
    epoch = date(1970, 1, 1).toordinal()
    for part, start in enumerate(range(0, rows, CHUNK)):
        table = make(policy, min(CHUNK, rows - start), seed=part)
        p = table.policy
        sets = pl.Series([";".join(sorted(s)) for s in table.levels["violations"]])
        frame = table.frame.with_columns(
            *((pl.col(n) - epoch).cast(pl.Int32).cast(pl.Date) for n in p.dates),
            *(
                (pl.col(n).cast(pl.Decimal(18, 2)) * pl.lit("0.01").cast(pl.Decimal(3, 2)))
                .cast(pl.Decimal(15, 2))
                .alias(n)
                for n in p.money
            ),
            *(pl.Series(table.levels[n]).gather(table.frame[n]).alias(n) for n in p.choices),
            sets.gather(table.frame["violations"]).alias("violations"),
            pl.lit(p.jurisdiction).alias("jurisdiction"),
        )
        frame.write_parquet(folder / f"part-{part:04}.parquet")
    return p.jurisdiction


def by_polars(library: ecoreward.Library, folder: Path) -> Tally:
    """The totals of all files, one after another."""
    tally = Tally()
    for file in sorted(folder.glob("*.parquet")):
        run = open_run(open_source(str(file)), library, Options())
        run.tally = tally
        for _ in run.parts():
            pass
    return tally


def main(arguments: list[str]) -> None:
    """Print a line for each policy."""
    flags = [a for a in arguments if a.startswith("--")]
    words = [a for a in arguments if not a.startswith("--")]
    rows = int(words[0].replace(",", "")) if words else CHUNK
    library = ecoreward.load_texts(library_texts())
    limits = Limits(parts=0) if "--workers" in flags else Limits()
    session(memory="3g").range(1).count()
    for policy in words[1:] or POLICIES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name, f"{policy}.parquet")
            folder.mkdir()
            write(policy, rows, folder)
            start = time.perf_counter()
            ours = by_polars(library, folder)
            middle = time.perf_counter()
            theirs = run_spark(str(folder), library, Options(), limits=limits)
            end = time.perf_counter()
            same = {k: v for k, v in ours.to_json().items() if k not in ("evaluated_by",)}
            other = {k: v for k, v in theirs.to_json().items() if k not in ("evaluated_by",)}
            print(
                f"{policy}: {rows:,} rows, Polars {middle - start:.1f} s, Spark {end - middle:.1f} s, "
                f"totals {'equal' if same == other else 'DIFFERENT'}, by {dict(theirs.by)}",
                flush=True,
            )
            if same != other:
                print(same, other, sep="\n")
                raise SystemExit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
