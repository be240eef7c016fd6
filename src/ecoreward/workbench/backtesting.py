"""Run a backtest: one table under a baseline and a draft, counted up batch by batch, with the change laid to its causes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ecoreward.engine.decision import Outcome
from ecoreward.explain.differences import Sentences, wording
from ecoreward.explain.voice import voice_of
from ecoreward.money import Money, minor_unit
from ecoreward.policy.diff.differences import Difference, of_pair
from ecoreward.policy.diff.matching import Pair, matched
from ecoreward.policy.edition import Edition as Compiled
from ecoreward.policy.edition import Jurisdiction
from ecoreward.policy.vocabulary_types import Vocabulary, Words
from ecoreward.problems import Problem, Problems
from ecoreward.words import say
from ecoreward.workbench.backtest import Backtest, Group, Line, PaidLine, Sample, Under
from ecoreward.workbench.causes import Causes

if TYPE_CHECKING:
    import polars as pl

    from ecoreward.api import Edition, Library
    from ecoreward.tables.both import Both, Pairs
    from ecoreward.tables.gains import Count
    from ecoreward.tables.source import Source

LANGS = ("zh", "en")
MOST_LINES = 20  # lines of a dimension; the others are taken together
MOST_BAD = 20  # rows without a decision that are told one by one
EXAMPLES = 3  # samples of each kind
MOST_CHANGES = 20_000  # different changes of a sum that are told apart
_REST = "…"
_SAYS = {lang: voice_of(lang) for lang in LANGS}
DIMENSIONS = ("month", "category", "violation", "before", "after", "outcome")


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
    from ecoreward.tables.both import Side, open_both

    where = (baseline or draft).jurisdiction
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
    bench = _Bench(both, old, new, before, after, named, wanted, each)
    base = named or _latest(before)
    pair = matched(base.program, wanted.program)
    found = of_pair(pair)
    causes = Causes(base, wanted, pair, found, presume, exact) if named is not None else None
    for pairs in both.pairs():
        bench.add(pairs)
        if causes is not None:
            causes.add(pairs)
    return bench.result(source.name, pair, found, causes)


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


@dataclass(slots=True)
class _PaidCount:
    count: Count
    rests: Counter[str] = field(default_factory=Counter)
    rows: list[int] = field(default_factory=list)


@dataclass
class _Bench:
    """Everything that is counted while a table goes by."""

    both: Both
    old: Library
    new: Library
    before: Jurisdiction
    after: Jurisdiction
    named: Compiled | None
    draft: Compiled
    each: Callable[[pl.DataFrame], None] = _nobody

    def __post_init__(self) -> None:
        from ecoreward.tables.gains import Count

        self.total = Count()
        self.lines: dict[str, dict[Any, Count]] = {d: {} for d in DIMENSIONS}
        self.uncaught: dict[str, dict[Any, Count]] = {"before": {}, "after": {}}
        self.open: dict[str, Counter[str]] = {"before": Counter(), "after": Counter()}
        self.paid: dict[tuple[str, str], _PaidCount] = {}
        self.changes: Counter[int] = Counter()
        self.kinds: dict[Any, str] = {}
        self.outside = self.bad = 0
        self.bad_rows: list[tuple[int, str, Problem]] = []
        self.picked: dict[Group, list[tuple[Any, int, dict[str, Any]]]] = defaultdict(list)

    def add(self, pairs: Pairs) -> None:
        """Count a batch."""
        from ecoreward.tables import gains

        self.outside += pairs.outside
        self.bad += len({b.row for b in pairs.bad})
        for b in pairs.bad[: MOST_BAD - len(self.bad_rows)]:
            self.bad_rows.append((b.row, b.column, b.problem))
        if not pairs.frame.height:
            return
        frame = gains.with_reason(gains.with_month(gains.classed(pairs.frame)))
        self.each(frame)
        for _, count in gains.counted(frame, ()):
            self.total.add(count)
        levels = pairs.kinds
        for name, by in (
            ("month", "month"), ("violation", "kinds"), ("before", "before_because"), ("after", "after_because"),
        ):  # fmt: skip
            for (key,), count in gains.counted(frame, (by,)):
                _into(self.lines[name], self._kinds(levels, key) if by == "kinds" else key, count)
        for (key,), count in gains.counted(frame, ("kinds",)):
            _into(self.lines["category"], self._category(levels, key), count)
        for key, count in gains.counted(frame, ("before_outcome", "after_outcome")):
            _into(self.lines["outcome"], key, count)
        self._uncaught(frame, levels)
        self._open(frame)
        self._change(frame)
        self._paid(frame, pairs)
        self._pick(frame, pairs)

    def _kinds(self, levels: Sequence[Any], key: Any) -> tuple[str, ...]:
        level = levels[key] if key is not None else ()
        return tuple(sorted(level)) if isinstance(level, frozenset) else ()

    def _category(self, levels: Sequence[Any], key: Any) -> tuple[str, ...]:
        terms = self.before.vocabulary.terms
        media = {terms[c].medium for c in self._kinds(levels, key) if c in terms}
        return tuple(sorted(m for m in media if m))

    def _uncaught(self, frame: pl.DataFrame, levels: Sequence[Any]) -> None:
        """Cases that no rule applies to: nothing is awarded, and no rule or condition is the reason."""
        import polars as pl

        from ecoreward.tables import gains
        from ecoreward.tables.both import code_of

        code = code_of(Outcome.NO_AWARD)
        for side in ("before", "after"):
            rows = frame.filter(
                (pl.col(f"{side}_outcome") == code) & (pl.col(f"{side}_because") == "")
            )
            for (key,), count in gains.counted(rows, ("kinds",)):
                _into(self.uncaught[side], self._kinds(levels, key), count)

    def _open(self, frame: pl.DataFrame) -> None:
        for side in ("before", "after"):
            for text, number in frame[f"{side}_open"].value_counts(sort=True).iter_rows():
                for item in filter(None, text.split(";")):
                    self.open[side][item] += number

    def _change(self, frame: pl.DataFrame) -> None:
        import polars as pl

        known = frame.filter(
            (pl.col("before_low") == pl.col("before_high"))
            & (pl.col("after_low") == pl.col("after_high"))
        )
        for change, number in known["change_low"].value_counts(sort=True).iter_rows():
            self.changes[change] += number
        if len(self.changes) > MOST_CHANGES:  # told to the hundred from here on
            step = int(100 / minor_unit(self.before.currency))
            whole: Counter[int] = Counter()
            for change, number in self.changes.items():
                whole[(2 * change + step) // (2 * step) * step] += number
            self.changes = whole

    def _paid(self, frame: pl.DataFrame, pairs: Pairs) -> None:
        import polars as pl

        from ecoreward.tables import gains

        known = frame.filter(pl.col("reason").is_not_null())
        if not known.height:
            return
        off = known.filter(gains.differs(known))
        others = self._others(off, pairs)
        if others is not None:
            known = known.join(others, on="row", how="left", maintain_order="left")
        else:
            known = known.with_columns(pl.lit(None, dtype=pl.String).alias("other"))
        for key, count in gains.counted(known, ("reason", "other")):
            name = (str(key[0]), str(key[1] or ""))
            one = self.paid.setdefault(name, _PaidCount(gains.Count()))
            one.count.add(count)
        for reason, other, because, rows, number in (
            known.group_by("reason", "other", "before_because", maintain_order=True)
            .agg(pl.col("row").head(EXAMPLES).alias("first"), pl.len())
            .iter_rows()
        ):
            one = self.paid[str(reason), str(other or "")]
            one.rests[because] += number
            one.rows += rows[: EXAMPLES - len(one.rows)]

    def _others(self, off: pl.DataFrame, pairs: Pairs) -> pl.DataFrame | None:
        """For rows whose payment the baseline does not give, another edition of the place that gives just that."""
        import polars as pl

        from ecoreward.tables.both import alone

        if not off.height:
            return None
        used = {self.named.id} if self.named is not None else set()
        found: pl.DataFrame | None = None
        left = off.select("row", "paid")
        rows = left["row"]
        for edition in self.before.editions:
            if edition.id in used or edition.status == "draft" or not left.height:
                continue
            sums = alone(self.before, edition, pairs.groups, rows, presume=self.both.presume)
            hit = left.join(sums, on="row").filter(
                (pl.col("low") == pl.col("high")) & (pl.col("paid") == pl.col("low"))
            )
            hit = hit.select("row", pl.lit(edition.id).alias("other"))
            found = hit if found is None else pl.concat([found, hit])
            left = left.join(hit, on="row", how="anti")
        return found

    def _pick(self, frame: pl.DataFrame, pairs: Pairs) -> None:
        """Rows worth a look, kept with what they say."""
        import polars as pl

        from ecoreward.tables import gains
        from ecoreward.tables.record import case_data

        rows: dict[Group, pl.DataFrame] = {}
        for name, code in (
            ("winner", gains.WINNER),
            ("loser", gains.LOSER),
            ("unclear", gains.UNCLEAR),
        ):
            rows[name] = frame.filter(pl.col("class") == code)  # type: ignore[index]
        rows["differs"] = frame.filter(gains.differs(frame))
        for group, some in rows.items():
            size = (
                pl.col("change_high").abs()
                if group != "unclear"
                else pl.col("after_high") - pl.col("after_low")
            )
            if group == "differs":
                size = (pl.col("paid") - pl.col("before_low")).abs()
            best = some.with_columns(size.fill_null(2**62).alias("#size")).sort(
                ["#size", "row"], descending=[True, False]
            )
            kept = self.picked[group]
            # One example of each way in which it comes about, the greatest first.
            ways = ["before_because", "after_because"]
            few = best.unique(ways, keep="first", maintain_order=True).head(EXAMPLES)
            for one in few.iter_rows(named=True):
                at = one["row"] - pairs.batch.first_row
                data, _ = case_data(pairs.batch.frame, at, self.both.plan)
                kept.append(
                    ((-one["#size"], one["row"], (one[ways[0]], one[ways[1]])), one["paid"], data)
                )
            kept.sort(key=lambda k: k[0][:2])
            seen: set[Any] = set()
            first = [k for k in kept if not (k[0][2] in seen or seen.add(k[0][2]))]  # type: ignore[func-returns-value]
            self.picked[group] = first[:EXAMPLES]

    # The result.

    def result(
        self, table: str, pair: Pair, found: Sequence[Difference], causes: Causes | None
    ) -> Backtest:
        """All that was counted, in words."""
        currency = self.before.currency
        said = [{x: Sentences(pair, _SAYS[x]).of(d) for x in LANGS} for d in found]
        base = self.named or _latest(self.before)
        words = [wording(base, self.draft, pair, _SAYS[lang]) for lang in LANGS]
        by_key = dict(zip([d.key for d in found], said, strict=True))
        attribution = causes.attribution(by_key, currency) if causes is not None else None
        return Backtest(
            place=self.before.label, code=self.before.code, currency=currency, table=table,
            baseline=_under(self.named, self.before), draft=_under(self.draft, self.after),
            cases=self.total.rows, bad=self.bad, outside=self.outside, total=self.total,
            by={d: self._told(d) for d in DIMENSIONS},
            paid=self._paid_lines(),
            uncaught={s: self._lines(f, self._kind_words, "violation") for s, f in self.uncaught.items()},
            open_items={s: self._open_words(s, c) for s, c in self.open.items()},
            differences=tuple(said),
            wording=tuple(dict(zip(LANGS, pairs, strict=True)) for pairs in zip(*words, strict=True)),
            attribution=attribution, samples=tuple(self._samples()),
            changes=tuple(sorted(self.changes.items())),
            bad_rows=tuple(self.bad_rows), warnings=self.both.before.warnings, ignored=self.both.before.ignored,
            presume=self.both.presume,
        )  # fmt: skip

    def _told(self, dimension: str) -> tuple[Line, ...]:
        words: dict[str, Callable[[Any], Words]] = {
            "month": _month, "category": self._media_words, "violation": self._kind_words,
            "before": lambda k: self._rule_words("before", k), "after": lambda k: self._rule_words("after", k),
            "outcome": _outcomes,
        }  # fmt: skip
        return self._lines(self.lines[dimension], words[dimension], dimension)

    def _lines(
        self, found: Mapping[Any, Count], words: Callable[[Any], Words], dimension: str
    ) -> tuple[Line, ...]:
        """The lines of a dimension: months in order, all else by cases; beyond a score the rest together."""
        from ecoreward.tables.gains import Count

        together: dict[str, tuple[Words, Count]] = {}
        for key, count in found.items():
            label = words(key)
            name = key if isinstance(key, str) and dimension == "month" else label["zh"]
            _, known = together.setdefault(name, (label, Count()))
            known.add(count)
        if dimension == "month":
            order = sorted(together.items())
        else:
            order = sorted(together.items(), key=lambda x: (-x[1][1].rows, x[0]))
        lines = [Line(name, label, count) for name, (label, count) in order]
        if len(lines) <= MOST_LINES or dimension == "month":
            return tuple(lines)
        rest = Count()
        for line in lines[MOST_LINES - 1 :]:
            rest.add(line.count)
        many = len(lines) - MOST_LINES + 1
        label = _both_langs(lambda lang: say("backtest.rest", lang, count=many))
        return (*lines[: MOST_LINES - 1], Line(_REST, label, rest))

    def _kind_words(self, codes: tuple[str, ...]) -> Words:
        if not codes:
            return _both_langs(lambda lang: say("backtest.nameless", lang))
        vocabulary = self.before.vocabulary
        return _both_langs(
            lambda lang: _SAYS[lang].list(_SAYS[lang].label(vocabulary.label(c), c) for c in codes)
        )

    def _media_words(self, media: tuple[str, ...]) -> Words:
        if not media:
            return _both_langs(lambda lang: say("backtest.no-category", lang))
        return _both_langs(
            lambda lang: _SAYS[lang].list(say(f"backtest.medium.{m}", lang) for m in media)
        )

    def _rule_words(self, side: str, ids: str | None) -> Words:
        """What sums rest on, in words."""
        if not ids:
            return _both_langs(lambda lang: say("backtest.no-rule", lang))
        return _both_langs(lambda lang: self._speakers[side, lang].said_of(ids))

    @property
    def _speakers(self) -> dict[tuple[str, str], _Speaking]:
        return {
            (side, lang): _Speaking(where, edition, lang)
            for side, where, edition in (
                ("before", self.before, self.named), ("after", self.after, self.draft),
            )
            for lang in LANGS
        }  # fmt: skip

    def _open_words(self, side: str, found: Counter[str]) -> tuple[tuple[Words, int], ...]:
        order = sorted(found.items(), key=lambda x: (-x[1], x[0]))
        return tuple((self._rule_words(side, name), number) for name, number in order)

    def _paid_lines(self) -> tuple[PaidLine, ...]:
        from ecoreward.tables.gains import PAID

        order = sorted(self.paid.items(), key=lambda x: (PAID.index(x[0][0]), x[0][1]))

        def money(minor: int) -> Money:
            return Money.of(minor * minor_unit(self.before.currency), self.before.currency)

        return tuple(
            PaidLine(
                reason, other, one.count.rows, money(one.count.paid), money(one.count.before_low),
                money(one.count.before_high),
                tuple(
                    (self._rule_words("before", ids), n)
                    for ids, n in sorted(one.rests.items(), key=lambda x: (-x[1], x[0]))[:5]
                ),
                tuple(one.rows),
            )
            for (reason, other), one in order
        )  # fmt: skip

    def _samples(self) -> Iterator[Sample]:
        for group in ("winner", "loser", "unclear", "differs"):
            for (_, row, _), paid, data in self.picked.get(group, ()):
                name = str(data.get("case", ""))
                one = self._decision(self.old, self.before, self.named, data)
                two = self._decision(self.new, self.after, self.draft, data)
                money = None
                if paid is not None:
                    money = Money.of(paid * minor_unit(self.before.currency), self.before.currency)
                yield Sample(row, name, group, one, two, money)

    def _decision(
        self,
        library: Library,
        where: Jurisdiction,
        edition: Compiled | None,
        data: Mapping[str, Any],
    ) -> Mapping[str, Any] | None:
        case = {**data, "jurisdiction": where.exactly("en")}
        case.pop("edition", None)
        case.pop(
            "already_paid", None
        )  # what is compared is the award, not what is left to pay of it
        if edition is not None:
            case["edition"] = edition.id
        try:
            return library.evaluate(case, presume=self.both.presume, extra="ignore").to_json()
        except Problems:
            return None


@dataclass(frozen=True, slots=True)
class _Speaking:
    """The words of an edition for ids of what sums rest on; of any edition of the place where none is named."""

    where: Jurisdiction
    edition: Compiled | None
    lang: str

    def said_of(self, ids: str) -> str:
        """Ids in words, with their articles."""
        from ecoreward.tables.spoken import Speaker

        speaker = Speaker(lambda _: self.where, self.lang)
        pool = [self.edition] if self.edition is not None else list(reversed(self.where.editions))
        known = next(
            (e for e in pool if set(ids.split(";")) <= set(speaker.words("", e.id))), pool[0]
        )
        return speaker.said("", known.id, ids)


def _into(lines: dict[Any, Count], key: Any, count: Count) -> None:
    from ecoreward.tables.gains import Count

    lines.setdefault(key, Count()).add(count)


def _both_langs(said: Callable[[str], str]) -> Words:
    return {lang: said(lang) for lang in LANGS}


def _month(key: str | None) -> Words:
    if key is None:
        return _both_langs(lambda lang: say("backtest.no-month", lang))
    return {"zh": f"{key[:4]}年{int(key[5:])}月", "en": key}


def _outcomes(key: tuple[int, int]) -> Words:
    from ecoreward.tables.both import outcome_of

    def name(code: int, lang: str) -> str:
        found = Outcome(outcome_of(code))
        if found in (Outcome.UNDETERMINED, Outcome.TO_BE_DECIDED, Outcome.UNSTATED):
            return say("backtest.open", lang)
        return found.label(lang)

    def said(lang: str) -> str:
        one, two = name(key[0], lang), name(key[1], lang)
        return one if one == two else say("backtest.from-to", lang, before=one, after=two)

    return _both_langs(said)


def _under(edition: Compiled | None, where: Jurisdiction) -> Under:
    if edition is None:
        return Under("", "", "", "", "", "", where.digest)
    p = edition.program
    start, end = edition.start.text, edition.end.text
    return Under(p.id, p.title, p.document, start, end, edition.status, where.digest)
