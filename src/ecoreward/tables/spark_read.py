"""Files as Spark tables: Parquet with its types; CSV and JSON Lines as texts, every cell as it was written."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from ecoreward.columns.spark_engine import quoted
from ecoreward.tables.header_row import unique
from ecoreward.tables.problems import fail, letter, shown
from ecoreward.tables.read_jsonl import BadLineError, flat, keys_of
from ecoreward.tables.source import JSON_LINES, TEXT

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

FORMATS = (*TEXT, ".parquet", *JSON_LINES)
BAD = "#bad"  # the code of what is wrong with a whole record
RECORD = "file.spark-record"
PARTS = 32  # of a file that had to be read in one piece
_HEADER_LINES = 50  # that headers with line breaks may take
_LINE = "STRUCT<code: STRING, cells: ARRAY<STRING>>"


@dataclass(frozen=True, slots=True)
class Found:
    """A table with its headers; `marked`: its last column is `BAD`."""

    frame: DataFrame
    headers: tuple[str, ...]
    marked: bool = False


def read(spark: SparkSession, table: str) -> Found:
    """The table of a path that all of Spark can reach: a file, or a folder of files of one kind."""
    suffix = next((s for s in FORMATS if table.lower().rstrip("/").endswith(s)), "")
    if suffix == ".parquet":
        frame = spark.read.parquet(table)
        return Found(frame, tuple(frame.columns))
    if suffix in TEXT:
        return _csv(spark, table, "\t" if suffix == ".tsv" else ",")
    if suffix in JSON_LINES:
        return _jsonl(spark, table)
    raise fail("file.spark-format", table, names=list(FORMATS))


def _csv(spark: SparkSession, table: str, delimiter: str) -> Found:
    lines = spark.read.text(table)
    odd = "pmod(length(value) - length(replace(value, '\"', '')), 2) = 1"
    checked = lines.selectExpr(
        f"coalesce(bool_or({odd}), false) AS broken",
        "coalesce(bool_and(is_valid_utf8(value)), true) AS valid",
    ).first()
    if checked is None or not checked.valid:
        raise fail("file.spark-encoding", table)
    headers = _headers(table, [r.value for r in lines.take(_HEADER_LINES)], delimiter)
    names = [f"c{i}" for i in range(len(headers))]
    schema = ", ".join(f"{quoted(n)} STRING" for n in [*names, BAD])
    frame = (
        spark.read.schema(schema)
        .option("header", True)
        .option("sep", delimiter)
        .option("quote", '"')
        .option("escape", '"')
        .option("mode", "PERMISSIVE")
        .option("columnNameOfCorruptRecord", BAD)
        .option("columnPruning", False)
        .option("multiLine", bool(checked.broken))  # a cell with a line break: one task a file
        .option("maxCharsPerColumn", -1)
        .csv(table)
    )
    if checked.broken:
        frame = frame.repartition(PARTS)
    ragged = f"if({quoted(BAD)} IS NULL, NULL, '{RECORD}') AS {quoted(BAD)}"
    return Found(frame.selectExpr(*map(quoted, names), ragged), headers, True)


def _headers(table: str, lines: Sequence[str], delimiter: str) -> tuple[str, ...]:
    if not lines:
        raise fail("file.empty", table)
    first = [lines[0].removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"), *lines[1:]]
    row = next(csv.reader([f"{line}\n" for line in first], delimiter=delimiter), [])
    headers = tuple(h.strip() for h in row)
    return unique(shown(table), headers, tuple(letter(i) for i in range(len(headers))))


def _jsonl(spark: SparkSession, table: str) -> Found:
    from pyspark.sql.functions import arrow_udf  # type: ignore[attr-defined]

    lines = spark.read.option("lineSep", "\n").text(table).where("trim(value) != ''")
    shapes = lines.select(arrow_udf(_shapes, "ARRAY<STRING>")("value").alias("keys"))
    keys = {k.strip(): None for r in sorted(shapes.distinct().collect()) for k in r.keys}
    if not keys:
        raise fail("file.no-objects" if lines.limit(1).count() else "file.no-rows", table)
    headers = tuple(keys)
    headers = unique(shown(table), headers, tuple(str(i + 1) for i in range(len(headers))))

    def read(batches: Iterator[pa.Array]) -> Iterator[pa.Array]:
        return _cells(headers, batches)

    line = arrow_udf(read, _LINE).asNondeterministic()("value").alias("line")
    cells = [f"line.cells[{i}] AS {quoted(f'c{i}')}" for i in range(len(headers))]
    frame = lines.select(line).selectExpr(*cells, f"line.code AS {quoted(BAD)}")
    return Found(frame, headers, True)


def _shapes(lines: pa.Array) -> pa.Array:
    return pa.array([list(keys_of(t.encode())) for t in lines.to_pylist()], pa.list_(pa.string()))


def _cells(headers: Sequence[str], batches: Iterator[pa.Array]) -> Iterator[pa.Array]:
    for lines in batches:
        codes: list[str | None] = []
        cells: list[list[str | None]] = []
        for text in lines.to_pylist():
            code, found = _cells_of(text.encode())
            codes.append(code)
            cells.append([found.get(h) for h in headers])
        yield pa.StructArray.from_arrays(
            [pa.array(codes, pa.string()), pa.array(cells, pa.list_(pa.string()))],
            ["code", "cells"],
        )


def _cells_of(line: bytes) -> tuple[str | None, dict[str, str | None]]:
    try:
        return None, flat(line)
    except BadLineError:
        return RECORD, {}
