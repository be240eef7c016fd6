"""Run a backtest: one table under a baseline and a draft, counted up batch by batch, with the change laid to its causes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from ecoreward.explain.differences import Sentences, wording
from ecoreward.policy.diff.differences import of_pair
from ecoreward.policy.diff.matching import matched
from ecoreward.policy.edition import Edition as Compiled
from ecoreward.policy.edition import Jurisdiction
from ecoreward.policy.vocabulary_types import Vocabulary
from ecoreward.problems import Problem
from ecoreward.workbench.backtest import Backtest
from ecoreward.workbench.backtest_counts import DIMENSIONS, Counts
from ecoreward.workbench.backtest_paid import Paid
from ecoreward.workbench.backtest_samples import Samples
from ecoreward.workbench.backtest_words import LANGS, VOICES, Speech, under
from ecoreward.workbench.causes import Causes

if TYPE_CHECKING:
    import polars as pl

    from ecoreward.api import Edition, Library
    from ecoreward.tables.source import Source

MOST_BAD = 20  # rows without a decision that are told one by one


def _nobody(_rows: object) -> None:
    """Whom rows are told to unless somebody asks."""


def backtest(
    library: Library,
    draft: Edition,
    baseline: Edition | None,
    source: Source,
    *,
    presume: bool = True,
    exact: int | None = None,
    size: int = 0,
    told: Callable[[int], None] = _nobody,
    each: Callable[[pl.DataFrame], None] = _nobody,
) -> Backtest:
    """A draft against a baseline (None: each case under the edition of its day) over a table of cases.

    The draft may be an edition of any library: of a file in no folder, or with values set otherwise. Rows of other places
    are counted and left out. A column of what was paid (已付) is held against the baseline. Raises `TableProblems` for a
    table that cannot be read. `exact` is the most causes that have a share each; None lets the table decide. `each` is
    given the rows of every batch that both sides decide: those of `tables.both`, with `class`, the changes and `reason`.
    """
    from ecoreward.tables import gains
    from ecoreward.tables.both import Side, open_both
    from ecoreward.tables.source import filed

    code = draft.jurisdiction.code
    where = baseline.jurisdiction if baseline is not None else library.jurisdiction(code)
    old, new = _joined(library, where, draft)
    before = old.jurisdiction_of(where.file)
    after = new.jurisdiction_of(draft.jurisdiction.file)
    named = before.edition(baseline.id) if baseline is not None else None
    wanted = after.edition(draft.id)
    assert wanted is not None
    both = open_both(
        source,
        Side(old, before, named.id if named else ""),
        Side(new, after, wanted.id),
        presume=presume,
        **({"size": size} if size else {}),
    )
    both.before.told = told
    base = named or _latest(before)
    pair = matched(base.program, wanted.program)
    found = of_pair(pair)
    causes = Causes(base, wanted, pair, found, presume, exact) if named is not None else None
    speech = Speech(before, after, named, wanted)
    counts, paid, samples = (
        Counts(speech, gains.Count()),
        Paid(before, named, presume),
        Samples(both.plan),
    )
    outside = bad = 0
    bad_rows: list[tuple[int, str, Problem]] = []
    for pairs in both.pairs():
        outside += pairs.outside
        bad += len({b.row for b in pairs.bad})
        bad_rows += [(b.row, b.column, b.problem) for b in pairs.bad[: MOST_BAD - len(bad_rows)]]
        if pairs.frame.height:
            frame = gains.with_reason(gains.with_month(gains.classed(pairs.frame)))
            each(frame)
            counts.add(frame, pairs.kinds)
            paid.add(frame, pairs)
            samples.add(frame, pairs)
        if causes is not None:
            causes.add(pairs)
    said = [{x: Sentences(pair, VOICES[x]).of(d) for x in LANGS} for d in found]
    words = [wording(base, wanted, pair, VOICES[x]) for x in LANGS]
    by_key = dict(zip([d.key for d in found], said, strict=True))
    return Backtest(
        place=before.label, code=before.code, currency=before.currency, table=filed(source.name),
        baseline=under(named, before), draft=under(wanted, after),
        cases=counts.total.rows, bad=bad, outside=outside, total=counts.total,
        by={d: counts.told(d) for d in DIMENSIONS},
        paid=paid.told(speech),
        uncaught={s: counts.caught_by_none(s) for s in ("before", "after")},
        open_items={s: counts.open_items(s) for s in ("before", "after")},
        differences=tuple(said),
        wording=tuple(dict(zip(LANGS, both_, strict=True)) for both_ in zip(*words, strict=True)),
        attribution=causes.attribution(by_key, before.currency) if causes is not None else None,
        samples=tuple(samples.whole((old, before, named), (new, after, wanted), presume)),
        changes=tuple(sorted(counts.changes.items())),
        bad_rows=tuple(bad_rows), warnings=both.before.warnings, ignored=both.before.ignored,
        presume=presume,
    )  # fmt: skip


def _latest(where: Jurisdiction) -> Compiled:
    pool = [e for e in where.editions if e.status != "draft"] or list(where.editions)
    return pool[-1]


def _joined(library: Library, where: Jurisdiction, draft: Edition) -> tuple[Library, Library]:
    """Both libraries with one vocabulary for the place, so that a table is typed once."""
    one, two = where.vocabulary, draft.jurisdiction.vocabulary
    facts = {**one.facts, **two.facts}
    same = one.facts == two.facts and one.terms == two.terms
    words = two if same else Vocabulary(facts, {**one.terms, **two.terms})

    def with_words(lib: Library, place: Jurisdiction) -> Library:
        editions = tuple(
            replace(e, program=replace(e.program, vocabulary=words)) for e in place.editions
        )
        return lib.with_jurisdiction(replace(place, vocabulary=words, editions=editions))

    return with_words(library, where), with_words(draft.library, draft.jurisdiction)
