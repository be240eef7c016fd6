"""The approval form 审批表: one decision on one A4 page, ready to be signed and filed.

It is made from the decision alone, so a stored one gives the same paper. It has no person's data: the
reporters are counted, not named, and a case number that looks like a person's is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ecoreward.engine.identity import fit_as_id
from ecoreward.explain.around import deadline, honour, roundings
from ecoreward.explain.capital import capital
from ecoreward.explain.page import Item
from ecoreward.explain.paid import claim, form_of_pay, reclaim
from ecoreward.explain.todo import because
from ecoreward.explain.voice import Data, Voice, voice_of
from ecoreward.paper.form_facts import fact_rows, facts
from ecoreward.paper.form_open import open_items, why_not_payable
from ecoreward.paper.form_path import path
from ecoreward.paper.form_people import people
from ecoreward.paper.page import render
from ecoreward.words import say

if TYPE_CHECKING:
    from ecoreward.engine.decision import Decision

SIGNED_BY = ("handled", "checked", "finance", "head")
_JOINED = ("gap", "not-modelled")
_UNPAID = ("not_eligible", "no_award", "forfeited", "no_policy", "referred")


def approval_form(decision: Decision | Mapping[str, Any], lang: str = "zh") -> str:
    """The form of one decision, or of its `to_json()`, as a page of HTML to print.

    Raises `ValueError` for a language that is not spoken here, `Problems` (``file.need-package``)
    when Jinja2 is not installed.

    >>> import ecoreward
    >>> edition = ecoreward.load().edition("qingyuan")
    >>> facts = {"罚款": "120万", "查证属实": "是", "违法行为": "偷排漏排"}
    >>> "陆万元整" in approval_form(edition.evaluate(facts))
    True
    """
    return approval_forms([decision], lang)


def approval_forms(decisions: Sequence[Decision | Mapping[str, Any]], lang: str = "zh") -> str:
    """The forms of several decisions in one page of HTML, each on paper of its own; as `approval_form`."""
    voice = voice_of(lang)
    data = [d if isinstance(d, Mapping) else d.to_json() for d in decisions]
    return render("form.html", lang, forms=[_form(d, voice) for d in data], signed_by=SIGNED_BY)


def _form(data: Data, voice: Voice) -> dict[str, Any]:
    """All that a form says, in the order in which it says it."""
    nothing = data["outcome"] in _UNPAID
    return {
        "unit": voice.label(data["jurisdiction"]["label"]) or data["jurisdiction"]["name"],
        "case": _case(data, voice),
        "basis": _basis(data, voice),
        "outcome": say(f"decision.outcome.{data['outcome']}", voice.lang),
        "reasons": _reasons(data, voice),
        "sum": _sum(data["amount"], voice),
        "range": voice.value(data["range"]),
        "yuan": data["range"]["low"]["currency"] == "CNY",
        "paid": _sum(data["already_paid"], voice),
        "overpaid": _sum(data["overpaid"], voice) if _some(data["overpaid"]) else None,
        "payable": _sum(data["payable"], voice),
        "staged": bool(data["staged"]) and data["amount"] is None,
        "why_not": why_not_payable(data, voice),
        "facts": facts(data, voice),
        "fact_rows": fact_rows(data, voice),
        "facts_known": "facts" in data,
        "path": path(data, voice),
        "open": open_items(data, voice),
        "people": [] if nothing else people(data, voice),
        "after": _after(data, voice),
        "caveats": [*(i.text for i in roundings(data, voice)), *_caveats(data, voice)],
        "receipt": _receipt(data, voice),
    }


def _reasons(data: Data, voice: Voice) -> tuple[str, ...]:
    """Why there is nothing to pay; what might have been paid otherwise has no place on a form."""
    told = [r for r in data["reasons"] if r["code"] != "at-stake"]
    return because({**data, "reasons": told}, voice)


def _case(data: Data, voice: Voice) -> str:
    """The case number; what looks like a person's is not printed."""
    if data["case"] and not fit_as_id(data["case"]):
        return say("paper.form.case-hidden", voice.lang)
    return str(data["case"])


def _basis(data: Data, voice: Voice) -> str:
    edition = data["edition"]
    if not edition:
        titles = [voice.title(c["title"]) for c in data["candidates"] if c["title"]]
        key = "paper.form.basis-open" if titles else "paper.form.basis-none"
        return say(key, voice.lang, titles=voice.list(titles))
    key = "until" if edition["last_day"] else "since"
    if edition["first_day"] in ("", "unstated"):
        key = "unstated"
    days = {"first": edition["first_day"], "last": edition["last_day"]}
    title = voice.title(edition["title"], edition["document"])
    since = say(f"paper.form.{key}", voice.lang, **days)
    return say("paper.form.basis", voice.lang, title=title, since=since, id=edition["id"])


def _sum(amount: Data, voice: Voice) -> dict[str, str] | None:
    """An amount in figures with every digit of its minor unit, and in words where it is in yuan."""
    if amount is None:
        return None
    yuan = amount["currency"] == "CNY"
    whole, _, part = amount["value"].partition(".")
    digits = f"{int(whole):,}" + (f".{part}" if part else "")
    figures = f"¥{digits}" if yuan and voice.lang == "zh" else f"{amount['currency']} {digits}"
    return {"figures": figures, "words": capital(amount) if yuan else ""}


def _some(amount: Data) -> bool:
    return any(c in "123456789" for c in amount["value"])


def _after(data: Data, voice: Voice) -> list[str]:
    """Claim, form of payment, days and honours: what the papers beside the payment need."""
    items: list[Item] = [*claim(data, voice), *reclaim(data, voice)]
    if data["outcome"] not in _UNPAID:
        items += [Item(form_of_pay(p, voice) + voice.cite(p["cite"])) for p in data["pays"]]
    items += [Item(deadline(d, voice)) for d in data["deadlines"] if d["due"]]
    return [i.text for i in (*items, *(honour(h, voice) for h in data["honours"]))]


def _caveats(data: Data, voice: Voice) -> list[str]:
    """What must be known beside the result; all that the source leaves open in one line."""
    out = [
        c["text"][voice.lang].replace("`", "")
        for c in data["caveats"]
        if c["code"] not in ("beside-too", *_JOINED)
    ]
    for code in _JOINED:
        said = [voice.label(c["params"]["text"]) for c in data["caveats"] if c["code"] == code]
        if said:
            out.append(say(f"decision.{code}", voice.lang, text=voice.clauses(said)))
    return out


def _receipt(data: Data, voice: Voice) -> str:
    receipt = data["receipt"]
    return say(
        "paper.form.receipt", voice.lang, policy=receipt["policy"],
        policy_digest=receipt["policy_digest"][:12] or "—", case_digest=receipt["case_digest"][:12],
        engine=receipt["engine"],
    )  # fmt: skip
