"""What stands around the award: gates, presumptions, roundings, shares, days, honours, caveats."""

from __future__ import annotations

from itertools import groupby

from ecoreward.explain.conditions import condition
from ecoreward.explain.page import Item, Section
from ecoreward.explain.paid import sections
from ecoreward.explain.todo import moves
from ecoreward.explain.voice import Data, Voice
from ecoreward.explain.whynot import walk


def gates(trace: Data, voice: Voice) -> tuple[Item, ...]:
    """Each gate with its test; where it failed or may fail, what that means."""
    out = []
    for gate in trace["gates"]:
        to = gate.get("to")
        text = voice(
            f"gate.{gate['kind']}.{gate['passed']}", condition=condition(gate["condition"], voice),
            place=voice.label(to["label"], to["written"]) if to else "",
        )  # fmt: skip
        reason = voice.label(gate["reason"])
        key = "gate.refers.reason" if to else "gate.reason"
        note = voice(key, reason=reason) if gate["passed"] != "yes" and reason else ""
        out.append(Item(text + voice.cite(gate["cite"]), (note,) if note else ()))
    return tuple(out)


def before(data: Data, voice: Voice) -> list[Section]:
    """Between the tree and the caveats: presumptions, roundings, shares, days, honours."""
    presumed = tuple(
        Item(
            voice(
                "presumed.line",
                fact=voice.label(p["label"]),
                value=voice.value(p["value"]),
                moves=moves(p, voice),
            )
        )
        for p in data["presumed"]
    )
    rounding = roundings(data, voice)
    shares = _shares(data["shares"], voice)
    days = tuple(Item(deadline(d, voice)) for d in data["deadlines"])
    honours = tuple(honour(h, voice) for h in data["honours"])
    return [
        Section(voice("title.presumed"), presumed),
        Section(voice("title.rounding"), rounding),
        Section(voice("title.shares"), shares),
        *sections(data, voice),
        Section(voice("title.deadlines"), days),
        Section(voice("title.honours"), honours),
        Section(voice("title.candidates"), _candidates(data, voice)),
    ]


def honour(item: Data, voice: Voice) -> Item:
    """A reward that is not money, given or possible."""
    text = voice(f"honour.{item['state']}", label=voice.label(item["label"]))
    return Item(text + voice.cite(item["cite"]))


def _shares(shares: Data, voice: Voice) -> tuple[Item, ...]:
    """One line for each run of equal shares."""
    out, first = [], 1
    for amount, run in groupby(shares):
        last = first + len(list(run)) - 1
        key = "share.line" if first == last else "share.several"
        text = voice(key, number=first, first=first, last=last, sum=voice.value(amount))
        out.append(Item(text))
        first = last + 1
    return tuple(out)


def roundings(data: Data, voice: Voice) -> tuple[Item, ...]:
    """One line for each rounding; reporters whose sums are rounded alike share one."""
    names = {
        n["id"]: voice.label(n["label"] or n["says"], n["id"])
        for t in data["trace"]["editions"]
        if t["award"]
        for n in walk(t["award"])
    }
    out = []
    for _, run in groupby(data["rounding"], key=_alike):
        alike = list(run)
        node = alike[0]["node"]
        name = names.get(node, node)
        if node.startswith("reporters/"):
            _, first, what = node.split("/")
            last = alike[-1]["node"].split("/")[1]
            key = f"rounding.{what}" if len(alike) == 1 else f"rounding.{what}-several"
            name = voice(key, number=first, first=first, last=last)
        out.append(Item(_rounding(alike[0], name, voice)))
    return tuple(out)


def _alike(item: Data) -> str:
    rows, _, rest = item["node"].partition("/")
    what = rest.partition("/")[2]
    return str({**item, "node": what}) if rows == "reporters" else str(item)


def _rounding(item: Data, name: str, voice: Voice) -> str:
    text = voice(
        "rounding.line",
        node=name,
        before=voice.value(item["before"]),
        after=voice.value(item["after"]),
        difference=signed(item["difference"], voice),
        unit=voice.value(item["unit"]),
        mode=voice(f"mode.{item['mode']}"),
        rule=voice(f"rounding.{item['rule']}"),
    )
    text += voice.cite(item["cite"]) if item["rule"] == "policy" else ""
    return text if item["certain"] else voice("rounding.maybe", text=text)


def signed(amount: Data, voice: Voice) -> str:
    """A difference with its sign."""
    value = amount["value"]
    size = voice.value({**amount, "value": value.removeprefix("-")})
    return f"−{size}" if value.startswith("-") else f"+{size}"


def deadline(item: Data, voice: Voice) -> str:
    """A day that the authority gives itself, or the days it has."""
    cite = voice.cite(item["cite"])
    if item["due"]:
        return voice("deadline.due", due=item["due"], days=item["days"], cite=cite)
    days = [
        voice("deadline.days", urgency=voice(f"urgency.{u}"), days=n)
        for u, n in item["by_urgency"].items()
    ]
    facts = voice.list(voice.label(m["label"]) for m in item["missing"])
    return voice("deadline.open", days=voice.list(days), facts=facts, cite=cite)


def titles(data: Data) -> dict[str, str]:
    """The titles of the candidate editions, by id."""
    return {c["edition"]: c["title"] for c in data["candidates"] if c["edition"]}


def _candidates(data: Data, voice: Voice) -> tuple[Item, ...]:
    known, out = titles(data), []
    for c in data["candidates"]:
        if not c["edition"]:
            out.append(Item(voice("candidate.none")))
            continue
        result = voice(f"head.{c['outcome']}", sum=voice.value(c["range"]))
        key = "candidate.until" if c["last_day"] else "candidate.since"
        days = voice(key, first=day(c["first_day"], voice), last=c["last_day"])
        title = known.get(c["edition"], "")
        name = (
            voice("candidate.name", title=voice.title(title), id=c["edition"])
            if title
            else c["edition"]
        )
        out.append(Item(voice("candidate.line", name=name, days=days, result=result)))
    return tuple(out)


def day(text: str, voice: Voice) -> str:
    """A day, or that the source does not give one."""
    return voice("day.unstated") if text in ("", "unstated") else text


def caveats(data: Data, voice: Voice) -> tuple[Item, ...]:
    """What a reader must know beside the result; what stands beside has a section of its own."""
    told = [c for c in data["caveats"] if c["code"] != "beside-too"]
    return tuple(Item(c["text"][voice.lang]) for c in told)


def after(data: Data, voice: Voice) -> list[Section]:
    """The caveats, and last the receipt."""
    receipt = data["receipt"]
    line = voice(
        "receipt",
        policy=receipt["policy"],
        policy_digest=receipt["policy_digest"][:12] or "—",
        case_digest=receipt["case_digest"][:12],
        engine=receipt["engine"],
    )
    return [
        Section(voice("title.caveats"), caveats(data, voice)),
        Section("", (Item(line),), "lines"),
    ]
