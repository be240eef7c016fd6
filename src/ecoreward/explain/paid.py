"""Claimed, paid out, in what form, and taken back: what a finance officer does after the sum is known."""

from __future__ import annotations

from itertools import groupby

from ecoreward.explain.page import Item, Section
from ecoreward.explain.tree import step
from ecoreward.explain.voice import Data, Voice

_NOTHING = ("not_eligible", "no_award", "no_policy", "referred")


def claim(data: Data, voice: Voice) -> tuple[Item, ...]:
    """Until when the award must be claimed, or how the claim stands."""
    found = data["claim"]
    if not found or data["outcome"] in _NOTHING:
        return ()
    period = voice(
        f"claim.{found['unit']}", fact=voice.label(found["after"]["label"]), number=found["within"]
    )
    until = voice("claim.until", due=found["due"]) if found["due"] else ""
    text = voice(f"claim.{found['state']}", period=period, until=until)
    if found["state"] in ("open", "unknown"):
        text += voice(f"claim.late-{found['late']}")
    facts = [voice.label(m["label"]) for m in found["missing"]]
    facts += [voice("claim.calendar", years=y) for y in found["calendar"]]
    if facts:
        text += voice("claim.missing", facts=voice.list(facts))
    return (Item(text + voice.cite(found["cite"])),)


def reclaim(data: Data, voice: Voice) -> tuple[Item, ...]:
    """Whether what was paid, or was paid too much, is to be given back."""
    found = data["reclaim"]
    if not found or not _some(found["sum"]):
        return ()
    reason = voice.label(found["reason"])
    state = found["state"]
    if state == "no" and reason:
        state = "only"
    text = voice(f"reclaim.{state}", sum=voice.value(found["sum"]), reason=reason)
    return (Item(text + voice.cite(found["cite"])),)


def sections(data: Data, voice: Voice) -> list[Section]:
    """What each reporter is paid, and in what form."""
    pays = tuple(_pay(p, voice) for p in data["pays"])
    return [
        Section(voice("title.payouts"), _payouts(data["payouts"], voice)),
        Section(voice("title.pays"), pays),
    ]


def _payouts(payouts: Data, voice: Voice) -> tuple[Item, ...]:
    """One line for each run of reporters who are paid alike, with the steps between."""
    out = []
    for _, run in groupby(payouts, key=lambda p: {k: v for k, v in p.items() if k != "reporter"}):
        alike = list(run)
        first, last = alike[0]["reporter"], alike[-1]["reporter"]
        key = (
            "payout.one"
            if len(payouts) == 1
            else "payout.line"
            if first == last
            else "payout.several"
        )
        text = voice(
            key, number=first, first=first, last=last,
            share=voice.value(alike[0]["share"]), sum=voice.value(alike[0]["amount"]),
        )  # fmt: skip
        out.append(Item(text, tuple(payout_steps(alike[0]["steps"], voice))))
    return tuple(out)


def payout_steps(steps: Data, voice: Voice) -> list[str]:
    """The limits and deductions between a share and what is paid of it."""
    out = []
    for one in steps:
        text = step(one, voice)
        if not text:
            continue
        if one["per"] == "case":
            text = voice("payout.together", step=text)
        label = voice.label(one["label"])
        out.append(
            (voice("payout.step", label=label, step=text) if label else text)
            + voice.cite(one["cite"])
        )
    return out


def form_of_pay(item: Data, voice: Voice) -> str:
    """Who pays, by what means, and the tax, as far as the source says."""
    parts = [voice("pays.by", by=voice.label(item["by"]))] if item["by"] else []
    if item["means"]:
        key = "pays.at-least" if item["at_least"] else "pays.means"
        rate = voice.share(item["at_least"]["number"]) if item["at_least"] else ""
        parts.append(voice(key, means=voice.label(item["means"]), rate=rate))
    if item["tax"]:
        parts.append(voice(f"pays.tax-{item['tax']}"))
    text = voice.clauses(parts)
    return voice("pays.maybe", text=text) if item["state"] == "unknown" else text


def _pay(item: Data, voice: Voice) -> Item:
    text = form_of_pay(item, voice)
    many = len(item["reporters"]) > 1 or any(r["reporter"] > 1 for r in item["reporters"])
    notes = []
    for least, run in groupby(item["reporters"], key=lambda r: r["least"]):
        numbers = [r["reporter"] for r in run]
        if least is not None and "value" in least:
            key = (
                "pays.least-several"
                if len(numbers) > 1
                else "pays.least-of"
                if many
                else "pays.least"
            )
            notes.append(
                voice(
                    key,
                    number=numbers[0],
                    first=numbers[0],
                    last=numbers[-1],
                    sum=voice.value(least),
                )
            )
    return Item(text + voice.cite(item["cite"]), tuple(notes))


def _some(amount: Data) -> bool:
    return any(c in "123456789" for c in amount["value"])
