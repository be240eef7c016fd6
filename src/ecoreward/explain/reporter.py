"""The explanation that may be handed to the person who reported: sum, articles, what to do, by when.

It is put together from what may be told (`told`), not cut out of the whole explanation, so that what
nobody thought of is left out. Left out are the offender's data (the fine, what was found of the
enterprise, and every figure from which they could be computed back), the officers' (discretion,
approvals, presumptions they check, the payer's budget), the other reporters' shares, and the digest of
the case: by it a guess at the fine could be tried.
"""

from __future__ import annotations

from collections.abc import Sequence

from ecoreward.engine.identity import fit_as_id
from ecoreward.explain.answer import basis
from ecoreward.explain.around import honour
from ecoreward.explain.changes import on_their_side
from ecoreward.explain.own_share import Own, own_of
from ecoreward.explain.page import Item, Page, Section
from ecoreward.explain.paid import claim, form_of_pay
from ecoreward.explain.todo import in_full
from ecoreward.explain.told import Told, code, in_play, is_leaf, told_of
from ecoreward.explain.tree import formula, step, step_name
from ecoreward.explain.voice import Data, Voice

_SUM = ("awarded", "pending_approval")
_OVER = ("not_eligible", "no_award", "no_policy", "referred", "forfeited")


def for_reporter(
    data: Data, voice: Voice, changes: Sequence[Data] | None = None, reporter: int | None = None
) -> Page:
    """A decision, as plain data, for its reporter; of several, for the one of this number.

    Raises `ValueError` where there is no reporter of that number.
    """
    told, own = told_of(data), own_of(data, reporter)
    lines = [*_reasons(data, told, voice)]
    if data["edition"]:
        lines.append(basis(data["edition"], voice))
    lines += _payment(data, own, voice)
    sections = [
        _articles(data, told, own, voice),
        Section(voice("reporter.title.do"), _to_do(data, told, own, voice), "numbers"),
        Section(voice("reporter.title.wait"), _waiting(data, told, own, voice)),
        Section(voice("reporter.title.pays"), _pays(data, own, voice)),
        Section(voice("title.honours"), tuple(honour(h, voice) for h in data["honours"])),
    ]
    if changes is not None:
        sums = all(told.nothing_hidden(t["award"]) for t in _awards(data)) and own.number == 1
        sections.append(on_their_side(changes, told.own, voice, sums=sums))
    return Page(_head(data, own, told, voice), tuple(lines), (*sections, _end(data, voice)))


def _awards(data: Data) -> list[Data]:
    return [t for t in data["trace"]["editions"] if t["award"] is not None]


def _head(data: Data, own: Own, told: Told, voice: Voice) -> str:
    place = voice.label(data["jurisdiction"]["label"]) or data["jurisdiction"]["name"]
    if data["case"] and fit_as_id(data["case"]):
        place = voice("head.case", place=place, case=data["case"])
    outcome = data["outcome"]
    if outcome not in _SUM:
        key = f"reporter.head.{outcome}" if data["jurisdiction"]["file"] else "head.no_file"
        result = voice(key)
        band = _band(data, own, told, voice)
        return voice("head.line", place=place, result=f"{result}{band}")
    key = "untold" if own.sum is None else own.kind
    sum_ = voice(f"reporter.sum.{key}", sum="" if own.sum is None else in_full(own.sum, voice))
    result = voice(f"reporter.head.{outcome}", sum=sum_)
    return voice("head.line", place=place, result=result)


def _band(data: Data, own: Own, told: Told, voice: Voice) -> str:
    """The range the rule leaves, where nothing of the offender's is in it and it is one person's."""
    openly = bool(_awards(data)) and all(told.openly(t["award"]) for t in _awards(data))
    if data["outcome"] != "to_be_decided" or own.number != 1 or not openly:
        return ""
    return voice("reporter.band", range=voice.value(data["range"]))


def _reasons(data: Data, told: Told, voice: Voice) -> list[str]:
    """Why there is nothing, as far as that may be told: the article always, the ground where it may."""
    out = []
    codes = {r["code"] for r in data["reasons"]}
    if data["outcome"] in ("not_eligible", "referred"):
        for gate in (g for t in data["trace"]["editions"] for g in t["gates"]):
            if gate["passed"] != "no" or (gate.get("to") is None) == (
                data["outcome"] == "referred"
            ):
                continue
            cite, reason = voice.cite(gate["cite"]), voice.label(gate["reason"])
            if reason and told.test(gate["condition"]):
                out.append(voice("because.gate", reason=reason, cite=cite))
            else:
                out.append(voice("reporter.because.article", cite=cite))
    for reason in data["reasons"]:
        if reason["code"] == "claim-late":
            params = reason["params"]
            cite = voice("cite", article=params["article"]) if params["article"] != "—" else ""
            words = {k: params[k] for k in ("after", "within", "unit")}
            out.append(voice("because.claim-late", cite=cite, **words))
    out += [voice(f"because.{c}") for c in ("nothing-applies", "award-zero") if c in codes]
    return list(dict.fromkeys(out))


def _payment(data: Data, own: Own, voice: Voice) -> list[str]:
    """What can be paid to this reporter now."""
    if data["outcome"] in _OVER:
        return []
    if data["payable"] is None:
        return [voice("reporter.payment.none")]
    if own.payable is None:
        return [voice("reporter.payment.untold")]
    if own.kind != "share" and own.paid is not None:
        sums = {"paid": voice.value(own.paid), "sum": in_full(own.payable, voice)}
        return [voice("reporter.payment.rest", **sums)]
    return [voice("reporter.payment.now", sum=in_full(own.payable, voice))]


def _articles(data: Data, told: Told, own: Own, voice: Voice) -> Section:
    """The rule's entries by which the sum was found; with the figures where all of them may be told."""
    awards = _awards(data) if data["outcome"] not in _OVER else []
    openly = bool(awards) and all(told.openly(t["award"]) for t in awards)
    # Of shares, the sum of all tells the others' from one's own.
    shown, sure = openly and own.kind != "share", data["outcome"] in _SUM
    nodes = (n for t in awards for n in _told_nodes(t["award"], told))
    sum_ = data["amount"] if sure and own.kind != "share" else None
    items = dict.fromkeys(_article(n, told, sum_, voice, openly=shown) for n in nodes)
    found = tuple(i for i in items if i.text)
    if found and not openly:
        found = (*found, Item(voice("reporter.hidden")))
    return Section(voice("reporter.title.articles"), found)


def _told_nodes(node: Data, told: Told) -> list[Data]:
    """The entries in play from the top down to where one may not be told; that stays under the last."""
    children = {id(c) for c in node["children"]}
    if node["applies"] == "no" or not told.chosen(node):
        return []
    below = [n for c in in_play(node) if id(c) in children for n in _told_nodes(c, told)]
    return [node, *below]


def _article(node: Data, told: Told, sum_: Data, voice: Voice, *, openly: bool) -> Item:
    text = voice.label(node["label"], "") if node["label"] else ""
    cite = voice.cite(node["cite"])
    if not text and not (cite and is_leaf(node)):
        return Item("")
    if not openly and any(c.isdigit() for c in text):
        text = ""  # 罚款的 15%: from a figure in a name, too, others can be reckoned back
    text = text or voice("label.award")
    if node["applies"] == "unknown":
        text = voice("node.maybe", label=text)
    if not openly:
        return Item(text + cite, tuple(_limits(node, told, sum_, voice)))
    notes = [formula(node, voice)] if is_leaf(node) and node["kind"] != "fixed" else []
    steps = [s for s in node["steps"] if s["kind"] != "decided" and s["changed"]]
    notes += [step_name(s, voice) if sum_ is None else step(s, voice) for s in steps]
    if isinstance(node["amount"], dict) and "value" in node["amount"]:
        text = voice("node.line", label=text, amount=voice.value(node["amount"]))
    return Item(text + cite, tuple(n for n in notes if n))


def _limits(node: Data, told: Told, sum_: Data, voice: Voice) -> list[str]:
    """A written limit that the sum has come to: the sum says as much itself."""
    return [
        voice("reporter.limit", limit=step_name(s, voice))
        for s in node["steps"]
        if s["kind"] in ("cap", "floor") and s["applied"] == "yes" and s["changed"]
        and s["operand"]["origin"] == "written" and s["operand"]["value"] == sum_
        and told.test(s["condition"])
    ]  # fmt: skip


def _to_do(data: Data, told: Told, own: Own, voice: Voice) -> tuple[Item, ...]:
    """What the reporter can say, agree to, claim or has to give back."""
    if data["outcome"] in ("no_policy", "referred"):
        return ()
    asked = _asked(data, told, own)
    out = [voice("reporter.do.say", fact=voice.label(m["label"])) for m in asked]
    out += [voice("reporter.do.consent", fact=voice.label(f["label"])) for f in _consents(data)]
    if data["claim"] and data["claim"]["state"] in ("open", "unknown"):
        out += [i.text for i in claim(data, voice)]
    back = data["reclaim"]
    if back and back["state"] == "yes" and own.number == 1 and own.paid is not None:
        cite = voice.cite(back["cite"])
        out.append(voice("reporter.do.give-back", sum=voice.value(back["sum"]), cite=cite))
    return tuple(Item(t) for t in dict.fromkeys(out))


def _waiting(data: Data, told: Told, own: Own, voice: Voice) -> tuple[Item, ...]:
    """That something is still with the authority; not what."""
    out = []
    if len(_asked(data, told, own)) < len(data["missing"]):
        out.append(voice("reporter.wait.facts"))
    if data["to_decide"]:
        out.append(voice("reporter.wait.decide"))
    if data["outcome"] == "pending_approval":
        out.append(voice("reporter.wait.approve"))
    return tuple(Item(t) for t in out)


def _asked(data: Data, told: Told, own: Own) -> list[Data]:
    """The missing facts that the reporter can tell."""
    return [m for m in data["missing"] if code(m["fact"]) in told.own and own.is_mine(m["fact"])]


def _consents(data: Data) -> list[Data]:
    """The reporter's own consents that are not given yet and that something depends on."""
    waiting = {a["fact"] for a in data["approvals"] if a["state"] in ("needed", "possible")}
    possible = any(h["state"] == "possible" for h in data["honours"])
    return [
        f for f in data.get("facts") or ()
        if f["settled_by"] == "consent" and f["about"] == "reporter" and f["origin"] == "missing"
        and data["outcome"] not in _OVER and (possible or f["fact"] in waiting)
    ]  # fmt: skip


def _pays(data: Data, own: Own, voice: Voice) -> tuple[Item, ...]:
    """By whom and in what form it is paid, without the sums."""
    if data["outcome"] in _OVER:
        return ()
    found = (p for p in data["pays"] if own.is_paid_by(p))
    return tuple(Item(form_of_pay(p, voice) + voice.cite(p["cite"])) for p in found)


def _end(data: Data, voice: Voice) -> Section:
    receipt = data["receipt"]
    line = voice(
        "reporter.receipt", policy=receipt["policy"], policy_digest=receipt["policy_digest"][:12] or "—",
        engine=receipt["engine"],
    )  # fmt: skip
    return Section("", (Item(voice("reporter.note")), Item(line)), "lines")
