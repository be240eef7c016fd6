"""The first line, and who has to do what before anything is paid."""

from __future__ import annotations

from ecoreward.explain.capital import capital
from ecoreward.explain.page import Item, Section
from ecoreward.explain.paid import claim, reclaim
from ecoreward.explain.voice import Data, Voice


def head(data: Data, voice: Voice) -> str:
    """Who, which case, how it came out, and the sum or range."""
    place = voice.label(data["jurisdiction"]["label"]) or data["jurisdiction"]["name"]
    if data["case"]:
        place = voice("head.case", place=place, case=data["case"])
    amount = data["amount"]
    shown = voice.value(data["range"]) if amount is None else in_full(amount, voice)
    key = data["outcome"] if data["jurisdiction"]["file"] else "no_file"
    result = voice(f"head.{key}", sum=shown)
    return voice("head.line", place=place, result=result)


def in_full(amount: Data, voice: Voice) -> str:
    """An amount, in Chinese with 人民币大写."""
    text = voice.value(amount)
    if voice.lang == "zh" and amount["currency"] == "CNY" and _some(amount):
        return voice("head.capital", sum=text, capital=capital(amount))
    return text


def because(data: Data, voice: Voice) -> tuple[str, ...]:
    """The reasons that are not told elsewhere: a failed gate, the sum at stake, no rule that day."""
    told = ("rests-on", "fact-missing", "open-", "approval-")
    out = []
    for reason in data["reasons"]:
        params = reason["params"]
        if reason["code"] == "gate-failed":
            text = voice.label(params["reason"])
            article = params["article"]
            cite = voice("cite", article=article) if article != "—" else ""
            out.append(voice("because.gate", reason=text, cite=cite))
        elif reason["code"] == "at-stake":
            out.append(voice("because.at-stake", sum=voice.value(params["range"])))
        elif reason["code"] == "claim-late":
            cite = voice("cite", article=params["article"]) if params["article"] != "—" else ""
            words = {k: params[k] for k in ("after", "within", "unit")}
            out.append(voice("because.claim-late", cite=cite, **words))
            out.append(voice("because.forfeited", sum=voice.value(params["sum"])))
        elif reason["code"] in ("nothing-applies", "award-zero"):
            out.append(voice(f"because.{reason['code']}"))
        elif not reason["code"].startswith((*told, "date-missing")):
            out.append(reason["text"][voice.lang])
    return tuple(out)


def to_do(data: Data, voice: Voice) -> list[Section]:
    """Facts to find, figures and readings to decide, consents to get, and what is payable."""
    missing = [voice("todo.fact", fact=voice.label(m["label"]), moves=moves(m, voice))
               for m in data["missing"]]  # fmt: skip
    decide = tuple(_decide(d, voice) for d in data["to_decide"])
    consents = tuple(Item(_approval(a, voice)) for a in data["approvals"])
    return [
        Section(voice("title.missing"), tuple(Item(t) for t in missing), "numbers"),
        Section(voice("title.decide"), decide, "numbers"),
        Section(voice("title.approvals"), consents, "bullets"),
        Section(
            "", (*claim(data, voice), Item(payment(data, voice)), *reclaim(data, voice)), "lines"
        ),
    ]


def moves(item: Data, voice: Voice) -> str:
    """What an open item could move."""
    if item["unbounded"]:
        return voice("moves.unbounded")
    if item["moves"] is None:
        return voice("moves.unknown")
    key = "moves.at-most" if item.get("at_most") else "moves.exactly"
    return voice(key, sum=voice.value(item["moves"]))


def _decide(item: Data, voice: Voice) -> Item:
    label, cite = voice.label(item["label"], item["node"]), voice.cite(item["cite"])
    end = moves(item, voice)
    notes: tuple[str, ...] = ()
    range = voice.value({"low": item["low"], "high": item["high"]}) if item["low"] else ""
    if item["kind"] == "reading":
        notes = tuple(
            voice("todo.option", says=voice.label(o.get("says"), o["id"]), id=o["id"])
            for o in item["options"]
        )
    text = voice(f"todo.{item['kind']}", label=label, cite=cite, range=range, moves=end)
    if item["node"] != label:
        text = voice("todo.key", text=text, key=item["node"])
    return Item(text, notes)


def _approval(item: Data, voice: Voice) -> str:
    text = voice(f"approval.{item['state']}", label=voice.label(item["label"], item["id"]))
    by = voice.label(item["by"])
    if by:
        text += voice("approval.by", by=by)
    return text + voice.cite(item["cite"])


def payment(data: Data, voice: Voice) -> str:
    """What may be paid now, what was paid, and what was paid too much."""
    paid, over, payable = data["already_paid"], data["overpaid"], data["payable"]
    sums = {"paid": voice.value(paid), "over": voice.value(over)}
    before = _some(paid)
    if data["outcome"] == "no_policy" and not before:
        return voice("payment.no-policy")
    if data["outcome"] == "referred" and not before:
        return voice("payment.referred")
    if payable is None:
        return voice("payment.none-paid" if before else "payment.none", **sums)
    sums["sum"] = in_full(payable, voice)
    if _some(over):
        return voice("payment.over", **sums)
    if data["staged"] and data["amount"] is None:
        return voice("payment.staged-rest" if before else "payment.staged", **sums)
    return voice("payment.rest" if before else "payment.all", **sums)


def _some(amount: Data) -> bool:
    return any(c in "123456789" for c in amount["value"])
