"""``ecoreward run --engine spark``: a table that Spark can reach, decided by all its machines; its totals, and its rows."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ecoreward.columns.frame_out import OUTCOME_NAMES
from ecoreward.columns.spark_engine import quoted
from ecoreward.engine.decision import Outcome
from ecoreward.money import digits
from ecoreward.problems import Place, Problem
from ecoreward.tables.outcome import COLUMNS, SUMS, bad_headers, headers
from ecoreward.tables.problems import TableProblems, fail, packages
from ecoreward.tables.run import Options, Rules, open_run
from ecoreward.tables.source import JSON_LINES, TEXT
from ecoreward.tables.spark_session import session
from ecoreward.tables.spoken import Speaker
from ecoreward.tables.tally import BY, Sums, Tally

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

    from ecoreward.tables.spark_frame import Table
    from ecoreward.tables.spark_parts import Limits

_TOTALS = ("low", "high", "payable", "overpaid")
_HALF = 2**31  # sums are put together of two halves, which 64 bits hold for 4 milliards of rows
# Columns without a meaning that no person can stand in; others are looked at, cell by cell, by the workers.
_HARMLESS = ("boolean", "tinyint", "smallint", "int", "date", "timestamp_ntz", "timestamp")
_NO_ROW = tuple(name for name in COLUMNS if name != "row")


def run_spark(
    table: str | DataFrame,
    library: Rules,
    options: Options,
    *,
    output: str | None = None,
    master: str | None = None,
    lang: str = "zh",
    limits: Limits | None = None,
) -> Tally:
    """The totals of a table; with `output` its decisions too, as a folder of files of the kind that its name says.

    Rows without a decision are told in a folder beside it, `NAME.bad.csv`. Raises `TableProblems`.
    """
    with packages("", "spark"):
        from ecoreward.tables.spark_frame import LIMITS, results, united
    suffix = _suffix(output)
    with _told(table if isinstance(table, str) else "DataFrame"):
        spark = session(master) if isinstance(table, str) else table.sparkSession
        found = _table(spark, table, library, options)
        case = next((c for c in found.run.plan.columns if c.key == "case"), None)
        at = None if case is None else found.frame.columns.index(case.header)
        found = replace(found, keep=() if at is None else (at,))
        safe = _safe(found)
        chosen = limits or LIMITS
        parts = results(
            found, library, options, chosen if safe else replace(chosen, parts=0), case=True
        )
        if at is not None:
            parts = [p.withColumnRenamed(f"c{at}", "case") for p in parts]
        if output is None:
            return _checked(_tally(parts), parts, options, found.run.source.name)
        from pyspark import StorageLevel

        out = united(parts).persist(StorageLevel.DISK_ONLY)
        try:
            tally = _checked(_tally([out]), [out], options, found.run.source.name)
            speaker = Speaker(found.run.tables.place, lang)
            decisions = _readable(out, speaker, sorted(tally.sums), has_case=at is not None)
            _write(decisions, output, suffix)
            if tally.bad:
                _write(_bad(out, lang, has_case=at is not None), _side(output), ".csv")
            return tally
        finally:
            out.unpersist()


def _table(spark: SparkSession, table: str | DataFrame, library: Rules, options: Options) -> Table:
    """A table with its headers understood."""
    from ecoreward.tables.spark_frame import NAME, Table, refuse
    from ecoreward.tables.spark_read import Found, read
    from ecoreward.tables.spark_workers import Headers

    if isinstance(table, str):
        name, found = table, read(spark, table)
    else:
        name, found = NAME, Found(table, tuple(table.columns))
    run = open_run(Headers(name, found.headers), library, options)
    names = [*found.headers, *(["#bad"] if found.marked else [])]
    frame = found.frame.toDF(*names)
    refuse(frame, run, floats=True)
    cells = tuple(range(len(found.headers)))
    return Table(frame, run, cells, (), len(cells) if found.marked else None)


def _safe(table: Table) -> bool:
    """Whether no column without a meaning can hold a person's number or name."""
    ignored = set(table.run.plan.ignored)
    return all(
        f.dataType.simpleString() in _HARMLESS
        for f in table.frame.schema.fields
        if f.name in ignored
    )


def _tally(parts: Sequence[DataFrame]) -> Tally:
    """The totals, in one job. Each part is added up by itself: of most, all but the outcome is the same in every row."""
    from pyspark.sql import functions as f

    from ecoreward.tables.spark_frame import united

    sums: list[Column] = [f.expr("count(1) AS many"), f.expr("count_if(high IS NULL) AS endless")]
    for name in _TOTALS:
        sums.append(f.expr(f"sum(shiftright({name}, 31)) AS {name}_high"))
        sums.append(f.expr(f"sum({name} & {_HALF - 1}L) AS {name}_low"))
    tally = Tally()
    keys = ("outcome", "edition", "by", "currency", "left")
    for row in united([p.groupBy(*keys).agg(*sums) for p in parts]).collect():
        if row["left"] is not None:
            tally.left.update({k: n * row["many"] for k, n in json.loads(row["left"]).items()})
        if row["outcome"] is None:
            tally.bad += row["many"]
            continue
        _add(tally, row.asDict())
    return tally


def _add(tally: Tally, row: Mapping[str, Any]) -> None:
    many = int(row["many"])
    tally.rows += many
    tally.outcomes[OUTCOME_NAMES[row["outcome"]]] += many
    tally.editions[row["edition"] or ""] += many
    tally.by[BY[row["by"]]] += many
    sums = tally.sums.setdefault(row["currency"], Sums())
    for name in _TOTALS:
        whole = (row[f"{name}_high"] or 0) * _HALF + (row[f"{name}_low"] or 0)
        setattr(sums, name, getattr(sums, name) + whole)
    sums.endless += int(row["endless"])


def _checked(tally: Tally, parts: Sequence[DataFrame], options: Options, name: str) -> Tally:
    """The totals; with `strict` a bad row is an error."""
    if not (options.strict and tally.bad):
        return tally
    first = parts[-1].where("problems IS NOT NULL").selectExpr("problems[0] AS p").first()
    assert first is not None
    reason = {"zh": first.p.zh, "en": first.p.en}
    params = {"column": first.p.column or "—", "reason": reason}
    raise TableProblems([Problem("file.spark-bad-row", Place(name), params)])


def _readable(
    out: DataFrame, speaker: Speaker, currencies: Iterable[str], *, has_case: bool
) -> DataFrame:
    """Decisions as people read them, as `outcome.readable` has them, without the row's number."""
    from pyspark.sql import functions as f

    coarse = [c for c in currencies if digits(c) != 2]
    words = f.array(*(f.lit(Outcome(name).label(speaker.lang)) for name in OUTCOME_NAMES))
    said = _said(out.where("outcome IS NOT NULL"), speaker)
    made = {
        "case": f.col("case") if has_case else f.lit(None).cast("STRING"),
        "jurisdiction": f.col("said.place"),
        "outcome": f.get(words, f.expr("CAST(outcome AS INT)")),
        "amount": _money("if(low <=> high, low, NULL)", coarse),
        **{name: _money(name, coarse) for name in SUMS if name != "amount"},
        "because": f.col("said.because"),
        "open": f.col("said.open"),
        "ids": f.col("because"),
    }
    labels = headers(speaker.lang)
    columns = [made.get(n, f.col(n)).alias(labels[n]) for n in _NO_ROW]
    return said.select(*columns)


def _said(out: DataFrame, speaker: Speaker) -> DataFrame:
    """Decisions with the words for their ids, which are found once for each text of ids."""
    from pyspark.sql import functions as f

    keys = ("place", "edition", "because", "open")
    few = out.select("place", f.expr("coalesce(edition, '') AS edition"), "because", "open")
    rows = [
        (
            (r.place, r.edition, r.because, r.open),
            (
                speaker.name(r.place),
                speaker.said(r.place, r.edition, r.because),
                speaker.said(r.place, r.edition, r.open),
            ),
        )
        for r in few.distinct().collect()
    ]
    texts = ", ".join(f"{name}: STRING" for name in keys)
    schema = f"key STRUCT<{texts}>, said STRUCT<place: STRING, because: STRING, open: STRING>"
    table = f.broadcast(out.sparkSession.createDataFrame(rows, schema))
    key = f.expr("struct(place, coalesce(edition, '') AS edition, because, open)")
    return out.withColumn("key", key).join(table, "key", "left")


def _money(minor: str, currencies: Iterable[str]) -> Column:
    """Minor units as an exact decimal of main units."""
    from pyspark.sql import functions as f

    by = f.lit(1)
    for currency in currencies:
        by = f.when(f.col("currency") == currency, f.lit(10 ** (2 - digits(currency)))).otherwise(
            by
        )
    hundredths = f.expr(f"CAST({minor} AS DECIMAL(20,0))") * by.cast("DECIMAL(3,0)")
    return (hundredths * f.expr("CAST(0.01 AS DECIMAL(3,2))")).cast("DECIMAL(38,2)")


def _bad(out: DataFrame, lang: str, *, has_case: bool) -> DataFrame:
    """The rows without a decision: the case, where, what kind of value was wanted, and why."""
    names = [headers(lang)["case"], *bad_headers(lang)[1:]]
    values = ["case", "p.column", f"p.kind_{lang}", f"p.{lang}", "p.code"]
    case = "case" if has_case else "CAST(NULL AS STRING) AS case"
    told = out.where("problems IS NOT NULL").selectExpr(case, "explode(problems) AS p")
    return told.selectExpr(*(f"{v} AS {quoted(n)}" for v, n in zip(values, names, strict=True)))


def _suffix(output: str | None) -> str:
    known = (".parquet", *TEXT, *JSON_LINES)
    if output is None:
        return ""
    suffix = next((s for s in known if output.lower().endswith(s)), "")
    if not suffix:
        raise fail("file.spark-format", output, names=list(known))
    return suffix


def _side(output: str) -> str:
    return f"{output.rpartition('.')[0]}.bad.csv"


def _write(frame: DataFrame, output: str, suffix: str) -> None:
    """A folder of files, there as a whole when all of it is written."""
    if "://" in output:
        _save(frame, output, suffix)  # Spark itself marks a whole folder, by `_SUCCESS`
        return
    target = Path(os.path.realpath(output))
    if not target.parent.is_dir():
        raise fail("file.cannot-write", output)
    part = tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.", suffix=".ecoreward-part")
    try:
        _save(frame, str(Path(part, "new")), suffix)
        if target.exists():
            os.replace(target, Path(part, "old"))
        os.replace(Path(part, "new"), target)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _save(frame: DataFrame, path: str, suffix: str) -> None:
    writer = frame.write.mode("errorifexists")
    if suffix == ".parquet":
        writer.parquet(path)
    elif suffix in JSON_LINES:
        writer.option("ignoreNullFields", False).json(path)
    else:
        # What a spreadsheet would take for a formula is made harmless, as in any CSV of ours.
        writer = _harmless(frame).write.mode("errorifexists")
        writer = writer.option("header", True).option("escape", '"')
        writer.option("sep", "\t" if suffix == ".tsv" else ",").csv(path)


def _harmless(frame: DataFrame) -> DataFrame:
    """What `safe_cells` does, said for Spark."""

    def cell(name: str, kind: str) -> str:
        text = quoted(name)
        if kind != "string":
            return text
        begins = f"substr({text}, 1, 1) IN ('=', '+', '-', '@', chr(9), chr(13), chr(10), '＝', '＋', '－', '＠')"
        number = f"regexp_replace({text}, '^[+-]?[0-9]+([.][0-9]+)?', '') = ''"
        return f"if({begins} AND NOT {number}, concat(chr(39), {text}), {text}) AS {text}"

    return frame.selectExpr(*(cell(f.name, f.dataType.simpleString()) for f in frame.schema.fields))


@contextmanager
def _told(name: str) -> Iterator[None]:
    """What goes wrong inside Spark, told as problems."""
    from pyspark.errors import PySparkException

    from ecoreward.tables.spark_workers import MARK

    try:
        yield
    except PySparkException as error:
        text = str(error)
        if MARK in text:
            raise TableProblems(_problems(text.partition(MARK)[2])) from None
        condition = error.getCondition() or type(error).__name__
        if condition.startswith("PATH_NOT_FOUND"):
            raise fail("file.no-file", name) from None
        raise fail("file.spark-failed", name, condition=condition) from None


def _problems(text: str) -> list[Problem]:
    """The problems that a worker raised."""
    found, _ = json.JSONDecoder().raw_decode(text)
    return [
        Problem(p["code"], Place(p["file"]), p["params"], p["severity"], tuple(p["suggestions"]))
        for p in found
    ]
