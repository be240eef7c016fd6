"""What stands below each key, by the table of keys: a file can be walked without compiling it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ecoreward.policy import keys
from ecoreward.policy.keys import Table


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value may be: a mapping of known or of free keys, a list, an expression.

    `keys` are the known keys in their order; `inside` names the shape of a list's items or of the
    values under free keys; `reads` says how a text is read ("" is no expression).
    """

    keys: Table | None = None
    inside: str = ""
    free: bool = False
    reads: str = ""  # expression, cell or nothing


ANYTHING = Shape()
# What a change adds or alters may be any entry with an id: the keys of all of them.
_ENTRY: Table = {**keys.ROW, **{k: v for t in (keys.GATE, keys.APPROVAL, keys.HONOUR)
                                for k, v in t.items() if k not in keys.ROW}}  # fmt: skip

_EXPRESSION = Shape(reads="expression")
# By the word that a key `takes`; what is not here holds nothing that could be walked into.
_SHAPES: dict[str, Shape] = {
    "file": Shape(keys.FILE),
    "vocabulary": Shape(keys.VOCABULARY),
    "jurisdiction": Shape(keys.JURISDICTION),
    "chosen_by": Shape(keys.CHOSEN_BY),
    "editions": Shape(inside="edition"),
    "edition": Shape(keys.EDITION),
    "in_force": Shape(keys.IN_FORCE),
    "sources": Shape(inside="source", free=True),
    "source": Shape(keys.SOURCE),
    "extends": Shape(keys.EXTENDS),
    "changes": Shape(inside="change"),
    "change-add": Shape(keys.CHANGE_ADD),
    "change-drop": Shape(keys.CHANGE_DROP),
    "change-set": Shape({**keys.CHANGE_SET, **_ENTRY}),
    "entry": Shape(_ENTRY),
    "define": Shape(inside="defined-or-list", free=True),
    "defined": Shape(keys.DEFINED, reads="expression"),
    "list": Shape(keys.LIST),
    "gates": Shape(inside="gate"),
    "gate": Shape(keys.GATE),
    "referrals": Shape(inside="referral"),
    "referral": Shape(keys.REFERRAL),
    "nodes": Shape(inside="node"),
    "node": Shape(keys.NODE),
    "readings": Shape(inside="reading"),
    "reading": Shape(keys.READING),
    "table": Shape(keys.TABLE),
    "rows": Shape(inside="row"),
    "row": Shape(keys.ROW),
    "steps": Shape(inside="step"),
    "step": Shape(keys.STEP),
    "round": Shape(keys.ROUND),
    "approvals": Shape(inside="approval-entry"),
    "approval-entry": Shape(keys.APPROVAL),
    "honours": Shape(inside="honour"),
    "honour": Shape(keys.HONOUR),
    "handling": Shape(keys.HANDLING),
    "sharing": Shape(keys.SHARING),
    "payouts": Shape(inside="payout"),
    "payout": Shape(keys.PAYOUT),
    "claim": Shape(keys.CLAIM),
    "pays": Shape(inside="pay"),
    "pay": Shape(keys.PAYS),
    "reclaim": Shape(keys.RECLAIM, reads="expression"),
    "cite": Shape(keys.CITE),
    "facts": Shape(inside="fact-spec", free=True),
    "fact-spec": Shape(keys.FACT),
    "values": Shape(inside="value", free=True),
    "value": Shape(keys.VALUE),
    "terms": Shape(inside="term", free=True),
    "term": Shape(keys.TERM),
    "expression": _EXPRESSION,
    "condition": _EXPRESSION,
    "approval": _EXPRESSION,
    "amount": _EXPRESSION,
    "pair": Shape(inside="amount"),
    "rate": Shape(inside="amount", reads="expression"),
    "expressions": Shape(inside="expression", reads="expression"),
    "cells": Shape(inside="cell", reads="cell"),
    "cell": Shape(reads="cell"),
}


def shape_of(takes: str, names: Collection[str] = ()) -> Shape:
    """The shape of what a key takes; `names` are the keys of the mapping that stands there.

    >>> shape_of("defined-or-list", ["kinds"]) == shape_of("list")
    True
    """
    if takes == "defined-or-list":
        takes = "defined" if "value" in names or not names else "list"
    if takes == "change":
        takes = next((f"change-{kind}" for kind in ("add", "drop") if kind in names), "change-set")
    return _SHAPES.get(takes, ANYTHING)


def below(shape: Shape, key: str | None) -> str:
    """What the value under `key` takes, or an item of a list (None); empty where nothing is known.

    >>> below(shape_of("node"), "when"), below(shape_of("nodes"), None)
    ('condition', 'node')
    """
    if key is None:
        return "" if shape.free or shape.keys else shape.inside
    if shape.free:
        return shape.inside
    return shape.keys[key].takes if shape.keys and key in shape.keys else ""


def root_of(names: Collection[str]) -> str:
    """Whether a file with these keys at its top is a policy, the vocabulary, or something else.

    >>> root_of(["ecoreward", "jurisdiction", "editions"]), root_of(["案件"])
    ('file', '')
    """
    if "editions" in names or ("jurisdiction" in names and "ecoreward" in names):
        return "file"
    return "vocabulary" if "violations" in names and "facts" in names else ""
