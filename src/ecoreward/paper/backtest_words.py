"""What a backtest says, in the sentences of one language: for the terminal, the page and the workbook alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ecoreward.engine.decision import Outcome
from ecoreward.explain.voice import voice_of
from ecoreward.money import Money, round_to, text_of
from ecoreward.paper.charts import Measure
from ecoreward.policy.edition import HELD
from ecoreward.tables.gains import Count
from ecoreward.words import say, words_of
from ecoreward.words.format import number
from ecoreward.workbench.backtest import Backtest, Cause, PaidLine, Sample, Under

FITTING = ("as-computed", "within-range")  # payments that the baseline gives


@dataclass(frozen=True, slots=True)
class Told:
    """A backtest, and the language to tell it in."""

    found: Backtest
    lang: str

    def __call__(self, key: str, /, **params: Any) -> str:
        """A sentence of the catalogue."""
        return say(f"backtest.{key}", self.lang, **params)

    @property
    def measure(self) -> Measure:
        """Sums, which are counted in minor units."""
        return Measure(self.lang, self.found.currency)

    def words(self, words: Any) -> str:
        """Words in this language."""
        return words_of(dict(words), self.lang)

    # What is compared.

    @property
    def title(self) -> str:
        """What this is, and of which place."""
        return self("title", place=dict(self.found.place))

    def under(self, one: Under) -> str:
        """A set of rules, by its title, document, id and first day."""
        if not one.edition:
            return self("own-day")
        parts = [one.edition]
        if one.first_day:
            parts.append(self("since", day=one.first_day))
        if one.status in HELD:
            parts.append(self(f"status.{one.status}"))
        about = self("joint").join(parts)
        document = f" {one.document}" if one.document and self.lang == "en" else one.document
        return self("under", title=one.title, document=document, about=about)

    @property
    def table(self) -> str:
        """The table, and how many of its rows were compared."""
        found = self.found
        text = self("table", table=found.table, count=found.cases)
        if found.bad:
            text += self("table-bad", count=found.bad)
        if found.outside:
            text += self("table-outside", count=found.outside)
        return text

    # What it comes to.

    @property
    def verdict(self) -> str:
        """That nothing changes, where nothing does; else nothing."""
        found = self.found
        if not found.cases:
            return self("no-case")
        if found.changed:
            return ""
        if found.only_words:
            return self("only-words" if found.wording else "no-difference")
        return self("moves-nothing")

    @property
    def costs(self) -> tuple[str, ...]:
        """What both sides cost, and by how much the draft costs more, at the least and at the greatest."""
        c = self.found.total
        out = [self("cost.both", before=self.before(c), after=self.after(c))]
        if c.open_ended:
            out.append(self("cost.open-ended", low=self.signed(c.change_low, c.before_low)))
        elif c.change_low != c.change_high:
            out.append(self(
                "cost.range", low=self.signed(c.change_low, c.before_low),
                high=self.signed(c.change_high, c.before_high),
            ))  # fmt: skip
        elif c.change_low:
            key = "cost.more" if c.change_low > 0 else "cost.less"
            size = self.measure.said(abs(c.change_low))
            if c.before_low == c.before_high:
                size += self.share(c.change_low, c.before_low)
            out.append(self(key, sum=size))
        elif self.found.changed:
            out.append(self("cost.same"))
        if c.before_endless or c.after_endless:
            out.append(self("cost.endless", before=c.before_endless, after=c.after_endless))
        return tuple(out)

    @property
    def counts(self) -> str:
        """How many gain, lose, stay the same, and cannot be told yet."""
        c = self.found.total
        return self(
            "counts", cases=c.rows, winner=c.winner, loser=c.loser, same=c.same, unclear=c.unclear
        )

    @property
    def paid(self) -> tuple[str, ...]:
        """What was paid, and how far the baseline gives it; nothing where the table does not say."""
        c = self.found.total
        if not c.with_paid:
            return ()
        lines = self.found.paid
        low = sum(x.low.minor for x in lines)
        high = sum(x.high.minor for x in lines)
        off = sum(x.rows for x in lines if x.reason not in FITTING)
        out = [self(
            "paid.sum", count=c.with_paid, paid=self.measure.said(c.paid), sum=self.measure.ranged(low, high)
        )]  # fmt: skip
        out.append(self("paid.off", count=off) if off else self("paid.none-off"))
        return tuple(out)

    # Sums.

    def before(self, count: Count) -> str:
        """What the baseline gives."""
        high = None if count.before_endless else count.before_high
        return self.measure.ranged(count.before_low, high)

    def after(self, count: Count) -> str:
        """What the draft gives."""
        high = None if count.after_endless else count.after_high
        return self.measure.ranged(count.after_low, high)

    def signed(self, change: int, base: int) -> str:
        """A change with its sign and its share of what it changes."""
        return self.measure.signed(change) + self.share(change, base)

    def share(self, change: int, base: int) -> str:
        """A change as a share in brackets; nothing where there was nothing before."""
        text = self.percent(change, base)
        return self("share", share=text) if text else ""

    def percent(self, change: int, base: int) -> str:
        """A change as a share of what it changes, to a tenth of a per cent; nothing where that is nothing."""
        if not base or not change:
            return ""
        near = round_to(abs(Fraction(100 * change, base)), Fraction(1, 10), "half-up")
        return f"{'+' if change > 0 else '-'}{number(text_of(near), self.lang)}%"

    def money(self, money: Money) -> str:
        """A sum."""
        return words_of(money.to_json(), self.lang)

    # Causes and reasons.

    def cause(self, cause: Cause, most: int, joint: str = "") -> str:
        """What causes a part of the change: `most` sentences of several, and how many there are."""
        said = [self.words(s) for s in cause.sentences]
        text = (joint or self("and")).join(said[:most])
        return text if len(said) <= most else self("and-more", text=text, count=len(said))

    def paid_reason(self, line: PaidLine) -> str:
        """How what was paid stands to the baseline."""
        text = self(f"paid.{line.reason}")
        return self("paid.other", text=text, edition=line.other) if line.other else text

    def rests_on(self, line: PaidLine) -> str:
        """The rules behind what the baseline gives, those of most cases first."""
        said = [self("times", name=dict(w), count=n) for w, n in line.rests_on]
        return voice_of(self.lang).list(said)

    def example_rows(self, line: PaidLine) -> str:
        """The numbers of some rows."""
        return ("、" if self.lang == "zh" else ", ").join(str(n) for n in line.examples)

    # Samples.

    def sample(self, sample: Sample) -> str:
        """A case by its row and name."""
        name = self("row", row=str(sample.row))
        return f"{name}{self('joint')}{sample.case}" if sample.case else name

    def result(self, data: Any) -> str:
        """How a decision comes out, and its sum."""
        if data is None:
            return self("no-decision")
        label = Outcome(data["outcome"]).label(self.lang)
        amount = data["amount"]
        if amount is not None and not Fraction(amount["value"]):
            return label
        return self("outcome-sum", outcome=label, sum=amount or data["range"])

    # How it was computed.

    @property
    def method(self) -> Iterator[str]:
        """What the figures rest on."""
        found, a = self.found, self.found.attribution
        yield self("how.sums")
        yield self("how.ends")
        if not found.baseline.edition:
            yield self("how.own-day")
        if a is not None:
            yield self("how.shapley", mixtures=a.mixtures, most=a.exact)
            if a.apart:
                yield self("how.apart", count=a.apart)
            if a.high is None:
                yield self("how.endless")
        yield self("how.presumed" if found.presume else "how.not-presumed")
        if found.ignored:
            yield self("how.ignored", names=list(found.ignored))
        yield self("how.never-paid")
