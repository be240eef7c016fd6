"""What is still open on a form, with room to write, and why nothing may be paid while it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ecoreward.explain.todo import moves
from ecoreward.explain.voice import Data, Voice
from ecoreward.words import say

_STOPS = (
    "status-draft", "edition-not-in-force", "edition-elsewhere", "edition-not-known",
    "claim-unknown-forfeited", "payout-division", "shares-open",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Open:
    """A matter that somebody has to settle; `room` is what is left blank for it."""

    label: str
    article: str
    text: str
    room: Literal["figure", "choice", "answer", "consent"]
    options: tuple[str, ...] = ()


def open_items(data: Data, voice: Voice) -> list[Open]:
    """Figures, readings and lists to decide, facts to find, consents to get."""
    out = []
    for item in data["to_decide"]:
        label = voice.label(item["label"], item["node"])
        range_ = voice.value({"low": item["low"], "high": item["high"]}) if item["low"] else ""
        text = say(
            f"paper.form.open.{item['kind']}", voice.lang, range=range_, moves=moves(item, voice)
        )
        options: tuple[str, ...] = ()
        if item["kind"] == "reading":
            options = tuple(voice.label(o.get("says"), o["id"]) for o in item["options"])
        elif item["kind"] == "open":
            options = (voice("truth.yes"), voice("truth.no"))
        room: Literal["figure", "choice"] = "choice" if options else "figure"
        out.append(Open(label, _bare(voice.cite(item["cite"])), text, room, options))
    for item in data["missing"]:
        text = say("paper.form.open.fact", voice.lang, moves=moves(item, voice))
        out.append(Open(voice.label(item["label"]), "", text, "answer"))
    for item in data["approvals"]:
        label = voice.label(item["label"], item["id"])
        by = voice.label(item["by"])
        text = say(f"paper.form.approval.{item['state']}", voice.lang)
        if by:
            text += voice("approval.by", by=by)
        room_ = "answer" if item["state"] in ("consented", "refused") else "consent"
        out.append(Open(label, _bare(voice.cite(item["cite"])), text, room_))  # type: ignore[arg-type]
    return out


def why_not_payable(data: Data, voice: Voice) -> str:
    """Why nothing may be paid yet; empty where something may be, or nothing is due."""
    if data["payable"] is not None:
        return ""
    outcome, lang = data["outcome"], voice.lang
    stops = [c["text"][lang] for c in data["caveats"] if c["code"] in _STOPS]
    names: list[str] = []
    if outcome in ("to_be_decided", "unstated"):
        names = [voice.label(d["label"], d["node"]) for d in data["to_decide"]]
    elif data["missing"]:
        names = [voice.label(m["label"]) for m in data["missing"]]
    elif outcome == "pending_approval":
        names = [
            voice.label(a["label"], a["id"]) for a in data["approvals"] if a["state"] != "consented"
        ]
    key = outcome if outcome != "awarded" else "awarded-missing" if names else "awarded"
    text = say(f"paper.form.why.{key}", lang, names=list(dict.fromkeys(names)))
    if outcome == "awarded" and stops and not names:
        return voice.clauses(stops)
    return voice.clauses([text, *stops])


def _bare(cite: str) -> str:
    return cite.strip(" 〔〕[]")
