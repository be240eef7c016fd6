"""One record of a table as a case: what the reference evaluator takes, and what `explain` shows."""

from __future__ import annotations

from typing import Any

import polars as pl

from ecoreward.problems import Problem
from ecoreward.tables.headers import Plan
from ecoreward.tables.readings import cell_data
from ecoreward.tables.texts import as_texts, cell_of


def case_data(
    batch: pl.DataFrame, index: int, plan: Plan
) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """The case of a record, its facts by code, units of headers multiplied in; cells that are empty left out.

    >>> import ecoreward
    >>> from ecoreward.tables.headers import plan_headers
    >>> frame = pl.DataFrame({"地区": ["庆元县"], "罚款（万元）": [1.5], "查证属实": [None]})
    >>> plan, _ = plan_headers(frame.columns, ecoreward.load().vocabulary)
    >>> case_data(frame, 0, plan)
    ({'jurisdiction': '庆元县', 'facts': {'fine': '15000元'}}, ())
    """
    case: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    problems: list[Problem] = []
    for column in plan.columns:
        if column.key == "synthetic":
            continue
        cells = batch[column.header][index : index + 1]
        texts = as_texts(cells)
        cell = cell_of(cells[0]) if texts is None else texts[0]
        if isinstance(cell, pl.Series):
            cell = cell.to_list()
        data, problem = cell_data(column, plan, cell)
        if problem is not None:
            problems.append(problem)
        elif data is not None and column.fact:
            facts[column.fact] = data
        elif data is not None:
            case[column.key] = data
    return {**case, "facts": facts}, tuple(problems)
