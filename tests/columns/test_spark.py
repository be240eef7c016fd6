"""Spark gives the same integers as the reference evaluator and as Polars, by expressions and by its workers."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import ecoreward
from ecoreward.columns import polars_engine, spark_engine
from ecoreward.columns.decide import lower, reads
from ecoreward.columns.derive import closure
from ecoreward.columns.graph import Graph, Node, inputs, reached
from ecoreward.columns.plan import Plan, plan
from ecoreward.columns.shape import Shape
from ecoreward.engine.case import Case
from ecoreward.engine.values import Choice, Num, SetOf, Truth
from ecoreward.money import text_of
from ecoreward.tables.outcome import output_of
from ecoreward.tables.problems import TableProblems
from ecoreward.tables.run import Options, open_run
from ecoreward.tables.source import open_source
from ecoreward.tables.spark_frame import decide
from ecoreward.tables.spark_parts import Limits
from ecoreward.tables.spark_run import run_spark
from ecoreward.tables.spark_session import session
from ecoreward.tables.spoken import Speaker
from ecoreward.tables.tally import Tally
from tests.columns.agree import by_reference, of_table
from tests.columns.cases import for_table

pyspark_sql = pytest.importorskip("pyspark.sql")
# Known from Spark itself: a socket that its gateway leaves to the collector.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

LIBRARY = ecoreward.load()
FILES = ("zhengzhou", "zhejiang", "hangzhou", "henan", "korea/korea")
EACH = 16  # cases of each edition
ALL = Limits(rows=1)
Row = dict[str, Any]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """One local Spark for all tests."""
    made = session("local[2]")
    made.conf.set("spark.sql.shuffle.partitions", "2")
    made.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "400")
    yield made
    made.stop()


# The printer.


def sample_inputs(found: Plan, nodes: Sequence[Node], rows: int) -> dict[str, list[Any]]:
    """Values of each input, its bounds among them."""
    rng = random.Random(5)
    out: dict[str, list[Any]] = {}
    for node in inputs(nodes):
        low, high = max(node.low, -(10**13)), min(node.high, 10**13)
        ends = [False, True] if node.boolean else [low, high, (low + high) // 2]
        span = min(high - low, 5_000_000)
        more = [
            bool(rng.getrandbits(1)) if node.boolean else low + rng.randint(0, span)
            for _ in range(rows - len(ends))
        ]
        out[str(node.value)] = [*ends, *more]
    assert set(out) == set(found.inputs)
    return out


def same(spark: Any, outputs: Mapping[str, Node], rows: int = 60) -> None:
    """Spark and Polars give the same columns for a graph."""
    found = plan(outputs)
    values = sample_inputs(found, reached(outputs.values()), rows)
    frame = pl.DataFrame(values)
    lazy = polars_engine.evaluated(frame.lazy(), polars_engine.expressions(found))
    want = lazy.collect(optimizations=polars_engine.OPTIONS).rows()
    named = frame.rename(spark_engine.input_name)
    table = spark.createDataFrame(named.rows(), named.columns).coalesce(1)
    # What comes from a list may be null to Spark; what comes to a graph never is.
    texts = [
        f"coalesce({spark_engine.quoted(n)}, {'false' if t == pl.Boolean else '0L'}) AS {spark_engine.quoted(n)}"
        for n, t in named.schema.items()
    ]
    got = spark_engine.evaluated(table.selectExpr(*texts), found).collect()
    assert [tuple(r) for r in got] == [tuple(r) for r in want]


def test_every_operation_is_that_of_polars(spark: Any) -> None:
    g = Graph()
    a, b, yes = g.column("a", -1000, 1000), g.column("b", 0, 10**9), g.flag("yes")
    signed = g.sub(a, b)
    mask = g.column("m#0", 0, 2**62 - 1)
    outputs = {
        "lt": g.lt(a, b), "eq": g.eq(a, b), "add": g.add(a, b), "sub": signed,
        "mul": g.mul(a, b), "min": g.min_(a, b), "max": g.max_(a, b),
        "down": g.div(signed, 7), "plain": g.div(b, 1000), "tie": g.div(g.add(g.mul(a, g.number(2)), g.number(5)), 10),
        "if": g.if_(g.and_(yes, g.lt(a, b)), a, signed), "bit": g.bit(mask, 61), "first": g.bit(mask, 0),
        "or": g.or_(yes, g.not_(g.eq(a, b))), "not": g.not_(yes),
        "bits": g.bitor(g.if_(yes, g.number(4), g.zero), g.if_(g.lt(a, g.zero), g.number(2), g.zero)),
        "literal": g.number(-5), "true": g.yes,
    }  # fmt: skip
    same(spark, outputs)


@pytest.mark.parametrize(
    ("file", "id", "full"),
    [("hangzhou", "hangzhou-2021", False), ("zhejiang", "zhejiang-2021", True)],
)
def test_the_graph_of_a_large_policy_is_that_of_polars(
    spark: Any, file: str, id: str, full: bool
) -> None:
    where = LIBRARY.jurisdiction_of(file)
    edition = where.edition(id)
    assert edition is not None
    facts = closure(where.vocabulary, reads(edition.program))
    shape = Shape(dict.fromkeys(facts, "some" if full else "given"), sharp=not full)
    lowered = lower(edition, shape)
    same(spark, {n: x for n, x in lowered.outputs.items() if n != "node"})


# A user's own DataFrame.


def made_cases() -> list[Case]:
    """Cases of all the editions, ties and sums beyond 64 bits among them."""
    out = []
    for file in FILES:
        where = LIBRARY.jurisdiction_of(file)
        for number, edition in enumerate(where.editions):
            out += for_table(edition, where, 11 + number, EACH)
    return out


def pointed(case: Case) -> Case:
    """A case without ranges, as native types have none."""
    facts = {n: v for n, v in case.facts.items() if not isinstance(v, Num) or v.point}
    return replace(case, facts=facts)


def native(case: Case) -> Row:
    """The cells of a case as native values."""
    out: Row = {"jurisdiction": case.jurisdiction, "edition": case.edition or None}
    decided = case.decided.get("")
    out["decided"] = None if decided is None else plain(decided.amount)
    out["already_paid"] = plain(case.already_paid) if case.already_paid else None
    for name, value in case.facts.items():
        out[name] = cell(name, value)
    return out


def cell(name: str, value: Any) -> Any:
    match value:
        case Truth():
            return value.true
        case Choice():
            return min(value.codes)
        case SetOf():
            return sorted(value.must)
        case Num() if is_day(name):
            return date.fromordinal(int(value.low))
        case Num():
            return plain(value.low)
    raise AssertionError(value)


def is_day(name: str) -> bool:
    return any(
        w.vocabulary.facts[name].type.kind == "date"
        for w in map(LIBRARY.jurisdiction_of, FILES)
        if name in w.vocabulary.facts
    )


def plain(number: Fraction | int | None) -> Decimal:
    return Decimal(text_of(Fraction(number or 0)))


def kind(values: Sequence[Any]) -> str:
    """The Spark type of a column."""
    one = next(v for v in values if v is not None)
    if isinstance(one, bool):
        return "BOOLEAN"
    if isinstance(one, list):
        return "ARRAY<STRING>"
    if isinstance(one, date):
        return "DATE"
    if isinstance(one, Decimal):
        return "DECIMAL(20,3)"
    return "STRING"


def user_frame(spark: Any, rows: Sequence[Row]) -> Any:
    names = sorted({n for r in rows for n in r if any(x.get(n) is not None for x in rows)})
    data = [(i, *(r.get(n) for n in names)) for i, r in enumerate(rows)]
    kinds = [f"`{n}` {kind([r.get(n) for r in rows])}" for n in names]
    return spark.createDataFrame(data, ", ".join(["id INT", *kinds])).coalesce(2)


@pytest.fixture(scope="module")
def found(spark: Any) -> tuple[list[Case], list[Any]]:
    """All cases as one table of native types, decided: by expressions what these can say."""
    cases = [pointed(c) for c in made_cases()]
    frame = user_frame(spark, [native(c) for c in cases])
    out = decide(frame, LIBRARY, keep=["id"], limits=ALL, extra="ignore")
    return cases, sorted(out.collect(), key=lambda r: r["id"])


def agrees(row: Any, case: Case) -> bool:
    """Whether a row of decisions is the reference's answer; without one there is a problem."""
    want = by_reference(case, LIBRARY.jurisdiction_of(case.jurisdiction), None)
    if row["outcome"] is None or want is None:
        return row["outcome"] is None and row["problem"] is not None and want is None
    return of_table(row.asDict()) == want


def test_a_national_table_agrees_row_by_row(found: tuple[list[Case], list[Any]]) -> None:
    cases, rows = found
    assert [r["id"] for r in rows] == list(range(len(cases)))
    wrong = [i for i, (r, c) in enumerate(zip(rows, cases, strict=True)) if not agrees(r, c)]
    assert not wrong, (len(wrong), cases[wrong[0]], rows[wrong[0]])
    by = Counter(r["by"] for r in rows)
    assert by[0] > 5, by
    assert by[1] > 30, by
    assert by[2] > 10, by


def test_the_workers_alone_say_the_same(spark: Any, found: tuple[list[Case], list[Any]]) -> None:
    """Texts of any form, ranges among them, go the way of a run over a file."""
    cases = [sayable(c) for c in made_cases()[::3]]
    rows = [in_words(c) for c in cases]
    names = sorted({n for r in rows for n in r})
    data = [(f"{i}", *(r.get(n) for n in names)) for i, r in enumerate(rows)]
    texts = spark.createDataFrame(data, ", ".join(f"`{n}` STRING" for n in ["id", *names]))
    out = decide(texts.coalesce(2), LIBRARY, keep=["id"], extra="ignore")
    got = {int(r["id"]): r for r in out.collect()}
    assert len(got) == len(cases)
    wrong = [i for i, c in enumerate(cases) if not agrees(got[i], c)]
    assert not wrong, (len(wrong), cases[wrong[0]], got[wrong[0]])


def in_words(case: Case) -> dict[str, str]:
    """The cells of a case as texts."""
    out = {"jurisdiction": case.jurisdiction, "edition": case.edition}
    decided = case.decided.get("")
    if decided is not None:
        out["decided"] = text_of(decided.amount or Fraction(0))
    if case.already_paid:
        out["already_paid"] = text_of(case.already_paid)
    for name, value in case.facts.items():
        if isinstance(value, Num) and not value.point:
            out[name] = between(name, value)
            continue
        found = cell(name, value)
        if isinstance(found, bool):
            found = "是" if found else "否"
        if isinstance(found, list):
            found = ";".join(found)
        out[name] = str(found)
    return out


def between(name: str, value: Num) -> str:
    def end(number: Fraction | int) -> str:
        return (
            date.fromordinal(int(number)).isoformat() if is_day(name) else text_of(Fraction(number))
        )

    if value.high is None:
        return f">={end(value.low or 0)}"
    return f"<={end(value.high)}" if value.low is None else f"[{end(value.low)}..{end(value.high)}]"


def sayable(case: Case) -> Case:
    """A case without empty sets: an empty cell is one that says nothing."""
    facts = {n: v for n, v in case.facts.items() if not isinstance(v, SetOf) or v.must}
    return replace(case, facts=facts)


# A run over files.

ROWS = (
    "案件,地区,举报日期,查证属实,违法行为,罚款（万元）,已付",
    "A1,庆元县,2022-03-01,是,偷排漏排,120,",
    "A2,庆元县,2022-03-01,否,偷排漏排,120,",
    'A3,庆元县,2022-03,是,"偷排漏排;燃放烟花爆竹",[1..5],100',
    "A4,庆元县,2022-03-01,是,偷排漏排,许多,",
    "A5,庆元县,2022-03-01,,偷排漏排,3.5,",
    "A6,zhengzhou,2019-05-01,是,燃放烟花爆竹,,",
    "A7,没有的县,2019-05-01,是,燃放烟花爆竹,,",
    "A8,庆元县,2022-03-01,是,偷排漏排,7,1",
)


def totals(tally: Tally) -> dict[str, Any]:
    """What two engines must agree on."""
    out = tally.to_json()
    return {k: v for k, v in out.items() if k not in ("evaluated_by", "left_to_reference", "blank")}


def by_polars(path: Path, options: Options) -> tuple[Tally, list[Row]]:
    run = open_run(open_source(str(path)), LIBRARY, options)
    frames = [
        output_of(p, run.plan, Speaker(run.tables.place, "en"), keep=False) for p in run.parts()
    ]
    return run.tally, pl.concat(frames).drop("row").to_dicts()


def lines_of(path: Path) -> None:
    head, *rows = [r.split(",") for r in ROWS if '"' not in r]
    lines = [json.dumps(dict(zip(head, r, strict=True)), ensure_ascii=False) for r in rows]
    path.write_text("\n".join(lines), "utf-8")


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_a_file_gives_the_totals_and_rows_of_polars(
    spark: Any, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"cases{suffix}"
    if suffix == ".csv":
        path.write_text("\ufeff" + "\n".join(ROWS) + "\n", "utf-8")
    else:
        lines_of(path)
    tally, rows = by_polars(path, Options())
    out = tmp_path / "out.parquet"
    got = run_spark(str(path), LIBRARY, Options(), output=str(out), lang="en")
    assert totals(got) == totals(tally)
    assert got.bad == 2
    assert sum(got.left.values()) == sum(tally.left.values())
    assert sorted(pl.read_parquet(out / "*.parquet").to_dicts(), key=str) == sorted(rows, key=str)
    side = pl.read_csv(tmp_path / "out.bad.csv" / "*.csv")
    assert sorted(side["case"]) == ["A4", "A7"]
    assert set(side.columns) == {"case", "column", "found", "reason", "code"}
    assert not list(tmp_path.glob(".*ecoreward-part"))


def test_native_parquet_goes_by_expressions(spark: Any, tmp_path: Path) -> None:
    rng = random.Random(3)
    rows = 3000
    frame = pl.DataFrame(
        {
            "case": [f"K-{i}" for i in range(rows)],
            "jurisdiction": ["qingyuan" if i % 4 else "zhengzhou" for i in range(rows)],
            "reported_on": [date(2022, 3, 1 + i % 28) if i % 50 else None for i in range(rows)],
            "verified": [bool(rng.getrandbits(2)) for _ in range(rows)],
            "violations": [rng.choice(["偷排漏排", "燃放烟花爆竹", "偷排漏排;燃放烟花爆竹"]) for _ in range(rows)],
            "fine": [Decimal(rng.randrange(10**9)).scaleb(-2) for _ in range(rows)],
            "note": list(range(rows)),
        },
        schema_overrides={"fine": pl.Decimal(14, 2), "note": pl.Int32},
    )  # fmt: skip
    path = tmp_path / "cases.parquet"
    frame.write_parquet(path)
    tally, rows_of_polars = by_polars(path, Options())
    out = tmp_path / "out.jsonl"
    got = run_spark(str(path), LIBRARY, Options(), output=str(out), lang="en", limits=ALL)
    assert totals(got) == totals(tally)
    assert got.by["columns"] > rows / 2
    lines = [json.loads(x) for f in out.glob("*.json") for x in f.read_text("utf-8").splitlines()]
    assert {x["case"]: x["outcome"] for x in lines} == {x["case"]: x["outcome"] for x in rows_of_polars}  # fmt: skip


def codes(error: pytest.ExceptionInfo[TableProblems]) -> list[str]:
    return [p.code for p in error.value.items]


def test_columns_that_cannot_be_taken_are_problems(spark: Any) -> None:
    frame = spark.sql(
        "SELECT 1 AS id, 'qingyuan' AS jurisdiction, CAST(1 AS DOUBLE) AS fine, current_timestamp() AS reported_on"
    )
    with pytest.raises(TableProblems) as bad:
        decide(frame, LIBRARY)
    assert codes(bad) == ["file.spark-float", "file.spark-timestamp"]
    right = frame.select("id", "jurisdiction")
    for keep, code in ((["low"], "file.spark-no-column"), (["id"], "file.spark-name-taken")):
        named = right.withColumnRenamed("id", "by") if code.endswith("taken") else right
        with pytest.raises(TableProblems) as bad:
            decide(named, LIBRARY, keep=["by"] if named is not right else keep)
        assert codes(bad) == [code]
    with pytest.raises(TableProblems) as bad:
        decide(right.withColumn("姓名", right.id), LIBRARY)
    assert "column.identity" in codes(bad)
    named = decide(right, LIBRARY, keep=["id"], prefix="eco_")
    assert named.columns[:2] == ["id", "eco_outcome"]


def test_files_that_cannot_be_read_are_problems(spark: Any, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("案件,地区\n1,庆元县\n".encode("gb18030"))
    (tmp_path / "b.csv").write_text("案件,地区,x\n1,庆元县,张伟\n", "utf-8")
    (tmp_path / "c.csv").write_text("案件,地区,备注\n1,庆元县,13800138000\n", "utf-8")
    (tmp_path / "d.csv").write_text("案件,地区,罚款\n1,庆元县,许多\n2,庆元县,1,2\n", "utf-8")
    for name, code in (
        ("a.csv", "file.spark-encoding"), ("none.csv", "file.no-file"), ("x.xlsx", "file.spark-format"),
        ("c.csv", "file.identity-cell"), ("d.csv", "file.spark-bad-row"),
    ):  # fmt: skip
        with pytest.raises(TableProblems) as bad:
            run_spark(str(tmp_path / name), LIBRARY, Options(strict=True))
        assert codes(bad) == [code], name
    assert run_spark(str(tmp_path / "d.csv"), LIBRARY, Options()).bad == 2
    with pytest.raises(TableProblems) as bad:
        run_spark(
            str(tmp_path / "d.csv"), LIBRARY, Options(), output=str(tmp_path / "no" / "o.csv")
        )
    assert codes(bad) == ["file.cannot-write"]


def test_a_cell_with_a_line_break_is_one_cell(spark: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        '案件,地区,违法行为\n1,庆元县,"偷排漏排\n燃放烟花爆竹"\n2,庆元县,偷排漏排\n', "utf-8"
    )
    assert totals(run_spark(str(path), LIBRARY, Options())) == totals(by_polars(path, Options())[0])


def test_where_there_is_no_java_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from pyspark.sql import SparkSession

    monkeypatch.setattr(SparkSession, "getActiveSession", lambda: None)
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(TableProblems) as bad:
        session()
    assert codes(bad) == ["file.spark-no-java"]
    assert "Java 17" in bad.value.items[0].help("en")
