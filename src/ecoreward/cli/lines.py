"""A decision in one line, the line below several of them, and rows in columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ecoreward.cli.shared import clean
from ecoreward.problems import display_width
from ecoreward.words import say, words_of

if TYPE_CHECKING:
    from ecoreward.engine.decision import Decision, Missing
    from ecoreward.money import Money


# Reasons short and telling enough for the line: the gate that failed, the editions around the day.
_SHORT = (
    "gate-failed", "referred", "previous-edition", "next-edition", "no-file", "elsewhere-edition",
    "parent-edition",
)  # fmt: skip

# Caveats that may decide whether to pay at all: they stand on the line itself.
_URGENT = (
    "edition-not-in-force", "status-draft", "status-what_if", "status-repealed", "decided-unused",
    "decided-unused-node", "decided-waiting", "decided-unranged", "limits-clash",
    "edition-elsewhere", "edition-where-open", "edition-not-known", "known-on", "beside-too",
    "beside-open", "beside-unanswered", "two-editions-possible", "referred-circle",
)  # fmt: skip


def summary(name: str, decision: Decision, lang: str) -> str:
    """Who, how it came out, how much, and what is still open."""
    where = clean(str(decision.jurisdiction["label"].get(lang) or decision.jurisdiction["name"]))
    head = say("cli.line.who", lang, case=clean(name), where=where) if name else where
    text = say(
        "cli.line.sum", lang, head=head, outcome=decision.outcome.label(lang), sum=_sum(decision)
    )
    if lang == "zh" and decision.amount and decision.amount.minor:
        text += _capital(decision.amount)
    if decision.already_paid.minor:
        text += say("cli.line.paid", lang, paid=decision.already_paid.to_json())
    if decision.overpaid.minor:
        text += say("cli.line.overpaid", lang, sum=decision.overpaid.to_json())
    if decision.payable is None:
        text += say("cli.line.not-payable", lang)
    elif decision.payable.minor or decision.outcome == "awarded" or decision.already_paid.minor:
        text += say("cli.line.payable", lang, payable=decision.payable.to_json())
    if decision.missing:
        text += say(
            "cli.line.missing", lang, facts=[missing_text(m, lang) for m in decision.missing]
        )
    if decision.to_decide:
        text += say("cli.line.to-decide", lang, nodes=[dict(t.label) for t in decision.to_decide])
    open_approvals = [a for a in decision.approvals if a["state"] != "consented"]
    if decision.outcome == "pending_approval" and open_approvals:
        refused = any(a["state"] == "refused" for a in open_approvals)
        key = "cli.line.refused" if refused else "cli.line.approval"
        text += say(key, lang, names=[dict(a["label"]) for a in open_approvals])
    if len(decision.shares) > 1:
        text += say("cli.line.shared", lang, count=len(decision.shares))
    reasons = [r.text(lang) for r in decision.reasons if r.code in _SHORT]
    text += say("cli.line.because", lang, texts=reasons) if reasons else ""
    by_hand = sum(c.code == "not-modelled" for c in decision.caveats)
    if by_hand and decision.payable is not None and decision.payable.minor:
        text += say("cli.line.by-hand", lang, count=by_hand)
    urgent = [c.text(lang) for c in decision.caveats if c.code in _URGENT]
    return clean(text + (say("cli.line.note", lang, texts=urgent) if urgent else ""))


def total(decisions: Sequence[Decision], lang: str) -> str:
    """What is payable over all cases, paid in stages too, and how many cases cannot be paid yet."""
    awarded = [d for d in decisions if d.outcome == "awarded"]
    staged = [d for d in decisions if d.outcome != "awarded" and d.payable and d.payable.minor]
    sums = sums_of(d.payable for d in (*awarded, *staged))
    open_ = sum(d.payable is None for d in decisions)
    text = say("cli.line.total", lang, sums=sums or ["0"], count=len(awarded), all=len(decisions))
    return text + (say("cli.line.total-open", lang, count=open_) if open_ else "")


def sums_of(amounts: Iterable[Money | None]) -> list[Mapping[str, str]]:
    """One sum a currency; currencies never mix."""
    found: dict[str, Money] = {}
    for amount in amounts:
        if amount is not None:
            known = found.get(amount.currency)
            found[amount.currency] = amount if known is None else known + amount
    return [m.to_json() for m in found.values()]


def _sum(decision: Decision) -> Any:
    if decision.amount is not None:
        return decision.amount.to_json()
    high = decision.range.high
    return {"low": decision.range.low.to_json(), "high": high.to_json() if high else None}


def _capital(amount: Money) -> str:
    from ecoreward.explain import capital

    return f"（人民币{capital(amount)}）" if amount.currency == "CNY" else ""


def missing_text(missing: Missing, lang: str) -> str:
    """A fact, and what it could move."""
    if missing.moves is None or not missing.moves.minor:
        return words_of(dict(missing.label), lang)
    key = "cli.line.moves-at-most" if missing.at_most else "cli.line.moves"
    return say(key, lang, fact=dict(missing.label), sum=missing.moves.to_json())


def table(rows: list[dict[str, str]], right: Collection[str] = ()) -> list[str]:
    """Rows in columns as wide as they are shown: a Chinese character takes two places.

    >>> table([{"a": "地区", "b": "x"}, {"a": "abc", "b": "y"}])
    ['地区  x', 'abc   y']
    >>> table([{"a": "5"}, {"a": "50"}], right=["a"])
    [' 5', '50']
    """
    names = list(rows[0])
    wide = {n: max(display_width(r[n]) for r in rows) for n in names}
    lines = []
    for row in rows:
        cells = []
        for n in names:
            space = " " * (wide[n] - display_width(row[n]))
            cells.append(space + row[n] if n in right else row[n] + space)
        lines.append("  ".join(cells).rstrip())
    return lines
