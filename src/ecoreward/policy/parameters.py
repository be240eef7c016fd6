"""The parameters of an edition: everything written in it that somebody may want to try otherwise, each with an address.

They come in the order of the policy, which is the order in which its rules are tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from ecoreward.policy import keys
from ecoreward.policy.addresses import Path, addresses
from ecoreward.policy.edition import Edition
from ecoreward.policy.expressions import nodes_of
from ecoreward.policy.program import Cite
from ecoreward.policy.reader import Item, Scalar, Sequence
from ecoreward.policy.reader import Mapping as Written
from ecoreward.policy.vocabulary_types import Words
from ecoreward.words import say

Kind = Literal["amount", "rate", "number", "condition", "date", "period", "list", "choice"]

# What describes a rule and never moves a decision, and what names another entry.
_WORDS = frozenset(
    ("id", "label", "cite", "quote", "note", "says", "reason", "title", "document", "url", "issued",
     "confidence", "status", "sources", "unstated", "not_modelled", "works_with", "extends",
     "replaced_by", "scheme", "instead_of", "beside", "means", "with", "consent", "fact", "tax")
)  # fmt: skip
_ENDS = ("band", "rate", "local")  # pairs: the lower end, then the upper one
_LISTED = ("for", "kinds", "not")
_KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("fixed", "up_to", "band", "base", "floor", "cap", "minus"), "amount"),
    **dict.fromkeys(("rate", "times", "local"), "rate"),
    **dict.fromkeys(("when", "where", "in", "value", "by", "at_least"), "condition"),
    **dict.fromkeys(_LISTED, "list"),
    **dict.fromkeys(("within", "urgent", "important", "ordinary"), "period"),
}  # fmt: skip
_KEYS = (keys.ROW, keys.READING, keys.STEP, keys.GATE, keys.LIST, keys.DEFINED, keys.TABLE, keys.PAYOUT,
         keys.ROUND, keys.IN_FORCE, keys.CLAIM, keys.PAYS, keys.SHARING, keys.HANDLING, keys.EDITION)  # fmt: skip
_LOW: Words = {"zh": "下端", "en": "lower end"}
_HIGH: Words = {"zh": "上端", "en": "upper end"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something written in an edition: `text` stands at `address`, an entry's id and the keys below it.

    `address` is like `qingyuan-2021.share-of-fine.rate`; `label` names the entry, `says` the key, both in words;
    `cite` is the article. `item` is what was read, with its place in the file that it stands in.
    """

    address: str
    node: str
    key: str
    kind: Kind
    text: str
    label: Words
    says: Words
    cite: Cite | None
    item: Scalar | Sequence

    @property
    def file(self) -> str:
        """The path of the file in which it is written: for what is inherited that of the parent."""
        return self.item.place.file


def parameters(edition: Edition, written: Written) -> tuple[Parameter, ...]:
    """Every parameter of an edition; `written` is the edition as it was read, with what it extends."""
    known = _words(edition)
    ids = {path: id for id, path in addresses(written)}
    return tuple(
        Parameter(
            ".".join(x for x in (edition.id, node, key) if x), node, key, _kind(key), _text(item),
            *_named(known, node, key), item,
        )
        for node, key, item in _walk(written, (), "", "", ids)
    )  # fmt: skip


def _walk(
    item: Item, path: Path, node: str, key: str, ids: Mapping[Path, str]
) -> Iterator[tuple[str, str, Scalar | Sequence]]:
    """(entry, keys below it joined by dots, what is written) of everything below."""
    if path in ids:
        node, key = ids[path], ""
    last = key.rpartition(".")[2]
    if isinstance(item, Scalar):
        if (
            key
            and item.value
            and not (last == "readings" or (last.isdigit() and "readings" in key))
        ):
            yield node, key, item
        return
    if isinstance(item, Sequence):
        if last in _LISTED:
            yield node, key, item
            return
        for n, entry in enumerate(item.items):
            pair = last in _ENDS and len(item.items) == 2
            step = ("low", "high")[n] if pair else f"{n + 1}"
            yield from _walk(entry, (*path, n), node, _joined(key, step), ids)
        return
    for name, value in item.items:
        if name.value in _WORDS or (name.value == "by" and isinstance(value, Written)):
            continue
        yield from _walk(value, (*path, name.value), node, _joined(key, name.value), ids)


def _joined(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name


def _text(item: Scalar | Sequence) -> str:
    if isinstance(item, Scalar):
        return item.value
    return "[" + ", ".join(i.value if isinstance(i, Scalar) else "…" for i in item.items) + "]"


def _kind(key: str) -> Kind:
    parts = [p for p in key.split(".") if not p.isdigit() and p not in ("low", "high")]
    last = parts[-1]
    if last in ("from", "to") and parts[0] == "in_force":
        return "date"
    if last == "to":
        return "number" if "round" in parts else "amount"
    return _KINDS.get(last, "choice")


def _named(
    known: Mapping[str, tuple[Words, Cite | None]], node: str, key: str
) -> tuple[Words, Words, Cite | None]:
    """The label of an entry, the words of a key and the article."""
    parts = key.split(".")
    name = node
    if parts[0] == "define" and len(parts) > 1:
        name, parts = parts[1], parts[2:] or parts
    label, cite = known.get(name, ({}, None))
    words = [p for p in parts if not p.isdigit() and p not in ("low", "high")]
    says = [_says(w) for w in words[-1:]]
    end = {"low": _LOW, "high": _HIGH}.get(parts[-1])
    whole = {
        lang: (" " if lang == "en" else "").join(w[lang] for w in (*says, *([end] if end else ())))
        for lang in ("zh", "en")
    }  # fmt: skip
    return label, whole, cite


# Keys that have a short name of their own in sentences; of the others the reference's first words will do.
_SHORT = {
    "fixed": "fixed", "up_to": "up-to", "band": "band", "rate": "rate", "base": "base", "when": "when",
    "floor": "floor", "cap": "cap", "for": "for", "value": "value",
}  # fmt: skip


def _says(key: str) -> Words:
    """A key in words."""
    if key in _SHORT:
        return {x: say(f"explain.diff.part.{_SHORT[key]}", x) for x in ("zh", "en")}
    for table in _KEYS:
        if key in table:
            return {
                x: re.split(r"[，；：;,:（(]", getattr(table[key], x))[0].strip()
                for x in ("zh", "en")
            }
    return {"zh": key, "en": key}


def _words(edition: Edition) -> dict[str, tuple[Words, Cite | None]]:
    """The label and the article of every entry of an edition."""
    program = edition.program
    found: dict[str, tuple[Words, Cite | None]] = {}
    for node in nodes_of(program.award):
        found[node.id] = (node.label, node.cite)
    for gate in program.gates:
        found[gate.id] = (gate.reason, gate.cite)
    found |= {a.id: (a.label, a.cite) for a in program.approvals}
    found |= {h.id: (h.label, h.cite) for h in program.honours}
    found |= {n: (x.label or {"zh": n, "en": n}, x.cite) for n, x in program.lists.items()}
    found |= {n: (x.label or {"zh": n, "en": n}, x.cite) for n, x in program.defined.items()}
    return found
