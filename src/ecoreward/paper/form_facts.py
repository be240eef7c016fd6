"""The facts on a form: what is established, and where each comes from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from ecoreward.explain.voice import Data, Voice
from ecoreward.words import say

# The name of a row, in the label of one of its facts: 罚款（违法事项第 2 项）, Fine (Offences, no. 2).
_OF_ROW = re.compile(r"(?P<fact>.*)(?:（(?P<zh>[^（）]*第 \d+ 项)）| \((?P<en>[^()]*no\. \d+)\))")


@dataclass(frozen=True, slots=True)
class Known:
    """A fact, or a row of a case with all that is stated in it."""

    label: str
    value: str
    source: str


def facts(data: Data, voice: Voice) -> list[Known]:
    """Every fact that is known, in the order of the vocabulary; those of rows stand apart."""
    moved = {p["fact"]: p["moves"] for p in data["presumed"]}
    out = []
    for fact in data.get("facts") or ():
        if fact["origin"] == "missing" or "/" in fact["fact"]:
            continue
        source = say(f"paper.form.origin.{fact['origin']}", voice.lang)
        moves = moved.get(fact["fact"])
        if fact["origin"] == "presumed" and moves and any(c in "123456789" for c in moves["value"]):
            sum_ = voice.value(moves)
            source = say("paper.form.origin.presumed-moves", voice.lang, sum=sum_)
        out.append(Known(voice.label(fact["label"]), _value(fact, voice), source))
    return out


def fact_rows(data: Data, voice: Voice) -> list[Known]:
    """One line for each row of the case, such as one of several offences, with what is stated in it."""
    found = [f for f in data.get("facts") or () if "/" in f["fact"]]
    out = []
    for _, group in groupby(found, key=lambda f: f["fact"].rsplit("/", 1)[0]):
        row = list(group)
        names = [_OF_ROW.fullmatch(voice.label(f["label"])) for f in row]
        stated = [
            voice(
                "operand.is",
                label=name["fact"] if name else voice.label(f["label"]),
                value=_value(f, voice),
            )
            for f, name in zip(row, names, strict=True)
            if f["origin"] in ("given", "range")
        ]
        label = next((n["zh"] or n["en"] for n in names if n), row[0]["fact"].rsplit("/", 1)[0])
        source = say("paper.form.origin.given", voice.lang)
        out.append(Known(label, voice.clauses(stated), source))
    return out


def _value(fact: Data, voice: Voice) -> str:
    value = fact["value"]
    if isinstance(value, Mapping) and "codes" in value:
        return voice.codes(value)
    if fact["fact"].rsplit("/", 1)[-1] == "share" and "number" in value:
        return voice.share(value["number"])
    return voice.value(value)
