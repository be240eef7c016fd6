"""Columns that hold a person's numbers although nothing asks for them: refused before anything is kept."""

from __future__ import annotations

import polars as pl

from ecoreward.engine.identity import looks_like_identity
from ecoreward.problems import Place, Problem
from ecoreward.tables.headers import Plan
from ecoreward.tables.texts import as_texts

_DIGIT = r"[\d〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]"
_FEWEST = 11  # shorter numbers are nobody's
_MOST = 5_000  # distinct cells of a batch that are looked at; they are alike in a column


def personal_columns(batch: pl.DataFrame, plan: Plan, file: str = "") -> tuple[Problem, ...]:
    """The columns without a meaning here in which cells look like a person's numbers.

    Cells of columns with a meaning are refused one by one as they are read.

    >>> import ecoreward
    >>> from ecoreward.tables.headers import plan_headers
    >>> frame = pl.DataFrame({"备注": ["13800138000"], "罚款": ["1"]})
    >>> plan, _ = plan_headers(frame.columns, ecoreward.load().vocabulary)
    >>> [(p.code, p.params["number"]) for p in personal_columns(frame, plan)]
    [('column.personal', 1)]
    """
    found = []
    for header in plan.ignored:
        texts = as_texts(batch[header])
        if texts is None:
            continue
        many = texts.str.count_matches(_DIGIT) >= _FEWEST
        if any(looks_like_identity(t) for t in texts.filter(many).unique().head(_MOST)):
            params = {"number": batch.columns.index(header) + 1}
            found.append(Problem("column.personal", Place(file), params))
    return tuple(found)
