"""Generated Python and Polars give the same whole numbers for the same graph: tens of thousands of rows a policy.

That a graph says what the reference evaluator says is shown beside (`test_agree`); here every printer of
the graph is held to every other, on rows with ties, missing facts, ranges and empty sets.
"""

from __future__ import annotations

import os

import polars as pl
import pytest

import ecoreward
from ecoreward.columns.batch import graph_of
from ecoreward.columns.decide import lower, reads
from ecoreward.columns.frame_in import input_of
from ecoreward.columns.polars_engine import OPTIONS, evaluated
from ecoreward.columns.shape import Mode, Shape
from ecoreward.columns.source import compiled
from ecoreward.policy.edition import Edition
from tests.columns.cases import columns_of

ROWS = int(os.environ.get("ECOREWARD_ROWS", "10000"))
LIBRARY = ecoreward.load()
PAIRS = [(f, e.id) for f in LIBRARY.files for e in LIBRARY.jurisdiction_of(f).editions]


@pytest.mark.parametrize(("file", "edition"), PAIRS)
def test_every_printer_of_a_graph_gives_the_same_rows(file: str, edition: str) -> None:
    where = LIBRARY.jurisdiction_of(file)
    found = where.edition(edition)
    assert found is not None
    frame, levels = columns_of(found, seed=len(edition), rows=ROWS)
    for shape in shapes(found, frame):
        _same(found, frame if not shape.sharp else filled(frame, shape), levels, shape)


def shapes(edition: Edition, frame: pl.DataFrame) -> list[Shape]:
    """All facts known without ranges, and all of them open in some rows."""
    specs = edition.program.vocabulary.facts
    facts = [n for n in sorted(reads(edition.program)) if n in frame.columns]
    full: dict[str, Mode] = {n: "part" if f"{n}:range" in frame.columns else "some" for n in facts}
    assert all(specs[n].type.kind != "rows" for n in facts)
    known = Shape(dict.fromkeys(facts, "given"), paid=True, sharp=True)
    return [known, Shape(full, decided=True, paid=True)]


def filled(frame: pl.DataFrame, shape: Shape) -> pl.DataFrame:
    """The rows with every fact known."""
    known = frame.select([c for c in frame.columns if ":" not in c])
    return known.drop_nulls(list(shape.facts)) if shape.facts else known


def _same(
    edition: Edition, frame: pl.DataFrame, levels: dict[str, list[object]], shape: Shape
) -> None:
    if not frame.height:
        return
    graph = graph_of(lower(edition, shape))
    for name in shape.facts:
        if name in levels:
            graph.masks.grow(name, levels[name])  # type: ignore[arg-type]
    outputs = {n: graph.lowered.outputs[n] for n in graph.plan.outputs}
    run = compiled(outputs, asking=shape.sharp)
    inputs = pl.DataFrame([input_of(n, frame, graph.masks) for n in graph.plan.inputs])
    if not inputs.width:
        return
    by_polars = evaluated(inputs.lazy(), graph.printed).collect(optimizations=OPTIONS)
    rows = zip(*(inputs[n].to_list() for n in run.inputs), strict=True)
    by_python = list(map(run.function, rows))
    assert by_polars.select(run.outputs).rows() == by_python
