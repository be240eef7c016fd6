"""What a draft would change: each test case under today's policy and under the draft, side by side.

The expectations of the cases are not used. What is payable is not compared: a draft is never paid
from, so its amounts and ranges stand for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ecoreward.engine.decision import Decision, Outcome
from ecoreward.engine.read_case import Raw
from ecoreward.money import Money
from ecoreward.policy.vocabulary_types import Words
from ecoreward.problems import Place, Problem, Problems
from ecoreward.workbench.case_tests import NOTHING, CaseTest

if TYPE_CHECKING:
    from ecoreward.api import Edition, Library

Data = Any  # plain data, which `words_of` can write in both languages


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not the same under the draft, both values as data with their words.

    `key` is one of outcome, amount, range, because, missing, to_decide; `more` is by how much an
    amount grows (negative where it shrinks), where both are known in one currency.
    """

    key: str
    before: Data
    after: Data
    more: Money | None = None

    def to_json(self) -> dict[str, Any]:
        """As data."""
        more = self.more.to_json() if self.more is not None else None
        return {"key": self.key, "before": self.before, "after": self.after, "more": more}


@dataclass(frozen=True, slots=True)
class Side:
    """A case under one policy: its decision, or the problems that keep it from having one."""

    decision: Decision | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseDifference:
    """A case that comes out differently, or that one side cannot decide."""

    case: str
    place: Place
    edition: str  # of today's decision; empty where its date leaves several
    changes: tuple[Change, ...]
    before: tuple[Problem, ...] = ()
    after: tuple[Problem, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As data."""
        return {
            "case": self.case,
            "file": self.place.file,
            "line": self.place.line,
            "edition": self.edition,
            "changes": [c.to_json() for c in self.changes],
            "problems": {
                "before": [p.to_json() for p in self.before],
                "after": [p.to_json() for p in self.after],
            },
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """All cases of a jurisdiction under today's policy and under a draft.

    `cases` were compared; `no_policy` more have no edition today and were not. `asked` are the facts
    that only the draft lacks, each with how many cases lack it: these cases say nothing about the
    draft until the fact is filled in. The sums, one a currency, are over the `sums` cases whose
    amount both sides know.
    """

    cases: int
    no_policy: int
    differences: tuple[CaseDifference, ...]
    asked: tuple[tuple[Words, int], ...]
    sums: int
    before: tuple[Money, ...]
    after: tuple[Money, ...]

    @property
    def changed(self) -> tuple[CaseDifference, ...]:
        """The cases that both sides decide, differently."""
        return tuple(d for d in self.differences if d.changes)

    @property
    def undecided(self) -> tuple[CaseDifference, ...]:
        """The cases that one side cannot decide, or not for the same reason."""
        return tuple(d for d in self.differences if not d.changes)

    @property
    def same(self) -> int:
        """How many cases come out the same."""
        return self.cases - len(self.differences)

    def to_json(self) -> dict[str, Any]:
        """As data."""
        return {
            "cases": self.cases,
            "changed": len(self.changed),
            "undecided": len(self.undecided),
            "same": self.same,
            "no_policy": self.no_policy,
            "asked": [{"label": dict(label), "cases": count} for label, count in self.asked],
            "sums": {
                "cases": self.sums,
                "before": [m.to_json() for m in self.before],
                "after": [m.to_json() for m in self.after],
            },
            "differences": [d.to_json() for d in self.differences],
        }


def draft_edition(library: Library, path: str, id: str = "") -> Edition:
    """An edition of a policy file that stands in no library yet; without `id`, the last written.

    Raises `PolicyProblems` when the file has errors or has no edition of that id.
    """
    known = library.with_file(path)
    found = known.jurisdiction_in(path)
    last = max(found.editions, key=lambda e: e.place.line)
    return known.edition(found.exactly("en"), id or last.id)


def compare(library: Library, draft: Edition, tests: Iterable[CaseTest]) -> Comparison:
    """Put the cases of the draft's jurisdiction to `library` as they say, and to the draft by name."""
    cases = no_policy = 0
    differences: list[CaseDifference] = []
    both: list[tuple[Decision, Decision]] = []
    for test in tests:
        raw = test.raw
        if not _is_of(library, draft, raw.jurisdiction):
            continue
        before = _decided(library, raw)
        if before.decision is not None and before.decision.outcome is Outcome.NO_POLICY:
            no_policy += 1
            continue
        cases += 1
        named = replace(raw, jurisdiction=draft.jurisdiction.exactly("en"), edition=draft.id)
        after = _decided(draft.library, named, ignore=True)
        found = _difference(raw, before, after)
        if found is not None:
            differences.append(found)
        if before.decision is not None and after.decision is not None:
            both.append((before.decision, after.decision))
    known = [(b.amount, a.amount) for b, a in both if b.amount is not None and a.amount is not None]
    return Comparison(
        cases, no_policy, tuple(differences), _asked(both), len(known),
        _sums(b for b, _ in known), _sums(a for _, a in known),
    )  # fmt: skip


def _asked(pairs: Iterable[tuple[Decision, Decision]]) -> tuple[tuple[Words, int], ...]:
    """The facts that only the draft lacks, those of most cases first."""
    labels: dict[str, Words] = {}
    counts: Counter[str] = Counter()
    for before, after in pairs:
        known = {m.fact for m in before.missing}
        for one in after.missing:
            if one.fact not in known:
                labels[one.fact] = one.label
                counts[one.fact] += 1
    return tuple((labels[f], n) for f, n in sorted(counts.items(), key=lambda i: (-i[1], i[0])))


def _is_of(library: Library, draft: Edition, name: str) -> bool:
    """Whether a case calls the draft's jurisdiction by this name, in the draft or today."""
    same = {j.file for j in library.jurisdictions if j.code == draft.jurisdiction.code}
    return not (
        same.isdisjoint(library.files_named(name))
        and draft.jurisdiction.file not in draft.library.files_named(name)
    )


def _decided(library: Library, raw: Raw, *, ignore: bool = False) -> Side:
    """One case under one policy; what the draft's own facts do not have, it does not ask."""
    try:
        return Side(library.evaluate(raw, extra="ignore" if ignore else "error"))
    except Problems as bad:
        return Side(problems=bad.items)
    except Exception as error:  # a defect of ours in one case must not hide the others
        return Side(problems=(Problem("cli.internal", raw.place, {"kind": type(error).__name__}),))


def _difference(raw: Raw, before: Side, after: Side) -> CaseDifference | None:
    one, two = before.decision, after.decision
    if one is None or two is None:
        codes = [[p.code for p in side.problems] for side in (before, after)]
        if codes[0] == codes[1]:
            return None
        return CaseDifference(raw.id, raw.place, _id(one), (), before.problems, after.problems)
    changes = tuple(_changes(one, two))
    return CaseDifference(raw.id, raw.place, _id(one), changes) if changes else None


def _id(decision: Decision | None) -> str:
    edition = decision.edition if decision is not None else None
    return str(edition["id"]) if edition else ""


def _changes(one: Decision, two: Decision) -> Iterator[Change]:
    """What differs, in the order a person asks for it."""
    if one.outcome != two.outcome:
        yield Change("outcome", _outcome(one), _outcome(two))
    if one.amount != two.amount:
        yield Change("amount", _money(one.amount), _money(two.amount), _more(one, two))
    if (one.range.low, one.range.high) != (two.range.low, two.range.high):
        yield Change("range", _range(one), _range(two))
    if set(one.because) != set(two.because):
        yield Change("because", list(one.because) or NOTHING, list(two.because) or NOTHING)
    for key, read in (("missing", _missing), ("to_decide", _to_decide)):
        before, after = read(one), read(two)
        if before.keys() != after.keys():
            yield Change(key, list(before.values()) or NOTHING, list(after.values()) or NOTHING)


def _outcome(decision: Decision) -> Data:
    return {lang: decision.outcome.label(lang) for lang in ("zh", "en")}


def _missing(decision: Decision) -> dict[str, Data]:
    return {m.fact: dict(m.label) for m in decision.missing}


def _to_decide(decision: Decision) -> dict[str, Data]:
    return {t.node: _named(t.node, t.label) for t in decision.to_decide}


def _named(id: str, label: Mapping[str, str]) -> dict[str, str]:
    """A node in words with its id, which tells two of one label apart."""
    zh = label.get("zh", "")
    if zh in ("", id):
        return {"zh": id, "en": id}
    return {"zh": f"{zh}（{id}）", "en": f"{label.get('en') or zh} ({id})"}


def _money(money: Money | None) -> Data:
    return NOTHING if money is None else money.to_json()


def _range(decision: Decision) -> Data:
    high = decision.range.high
    return {"low": decision.range.low.to_json(), "high": high.to_json() if high else None}


def _more(one: Decision, two: Decision) -> Money | None:
    """By how much the amount grows, where that is known in one currency."""
    before, after = one.amount, two.amount
    if before is None or after is None or before.currency != after.currency:
        return None
    return after - before


def _sums(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """One sum a currency; currencies never mix."""
    found: dict[str, Money] = {}
    for money in amounts:
        known = found.get(money.currency)
        found[money.currency] = money if known is None else known + money
    return tuple(found.values())
