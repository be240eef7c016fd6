"""Parts of a row of a comparison: who, on which articles, with which facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ecoreward.engine.decide import jurisdiction_data
from ecoreward.engine.decision import Decision, Remark
from ecoreward.engine.trace import NodeTrace
from ecoreward.policy.edition import Edition, Jurisdiction
from ecoreward.policy.program import Cite
from ecoreward.policy.reader import Item, Scalar, Sequence
from ecoreward.policy.reader import Mapping as Items
from ecoreward.policy.vocabulary_types import Vocabulary, Words
from ecoreward.workbench.case_form import fact_uses
from ecoreward.workbench.comparison import Ground

Facts = tuple[tuple[Scalar, Item], ...]
_CAVEATS = (
    "start-unstated", "start-unstated-issued", "status-repealed", "edition-elsewhere",
    "edition-where-open",
)  # fmt: skip
_TOLD = (
    "gate-failed", "referred", "nothing-applies", "previous-edition", "next-edition",
    "elsewhere-edition", "parent-edition",
)  # fmt: skip


def who(file: str, known: Jurisdiction | None) -> Mapping[str, Any]:
    """A jurisdiction as data; of a file that cannot be read its name is all that is known."""
    if known is not None:
        return jurisdiction_data(known)
    return {"file": file, "code": "", "name": file, "label": {"zh": file, "en": file}}


def asked_facts(jurisdiction: Jurisdiction, edition: Edition) -> set[str]:
    """The facts that an edition asks; of rows, the column that it asks is enough."""
    facts = set(fact_uses(jurisdiction, edition.program, "zh"))
    known = jurisdiction.vocabulary.facts
    return facts | {n for n, f in known.items() if not facts.isdisjoint(f.columns)}


def told(decision: Decision) -> tuple[Remark, ...]:
    """The reasons that say more than the lists of what is missing and open, and doubts of its dates."""
    reasons = tuple(r for r in decision.reasons if r.code in _TOLD)
    return (*reasons, *(c for c in decision.caveats if c.code in _CAVEATS))


def grounds(decision: Decision) -> tuple[Ground, ...]:
    """The articles that the result rests on, in the order of the decision."""
    known: dict[str, tuple[Words, Cite | None]] = {}
    for trace in decision.trace:
        known |= {g.id: (g.reason, g.cite) for g in trace.gates}
        known |= {n.id: (n.label, n.cite) for n in _nodes(trace.award)}
    return tuple(_ground(id, *known[id]) for id in decision.because if id in known)


def _nodes(node: NodeTrace | None) -> Iterator[NodeTrace]:
    if node is not None:
        yield node
        for child in node.children:
            yield from _nodes(child)


def _ground(id: str, label: Words, cite: Cite | None) -> Ground:
    label = dict(label) or {"zh": id, "en": id}
    if cite is None:
        return Ground(id, label, "", "", "", "")
    return Ground(
        id, label, cite.article, cite.title or cite.source, cite.document, cite.confidence
    )


def without_money(facts: Facts, vocabulary: Vocabulary) -> tuple[Facts, dict[str, Words]]:
    """The facts without sums, those of rows too, and what was left out, with its words.

    A sum in another currency is no sum here: it is unknown, never converted.
    """
    kept: list[tuple[Scalar, Item]] = []
    left: dict[str, Words] = {}
    for key, item in facts:
        code = vocabulary.spellings.get(key.value, "")
        if code and vocabulary.facts[code].type.kind == "money":
            left[code] = vocabulary.facts[code].label
            continue
        if code and vocabulary.facts[code].columns and isinstance(item, Sequence):
            rows = []
            for row in item.items:
                if isinstance(row, Items):
                    inner, more = without_money(row.items, vocabulary)
                    left |= more
                    row = Items(inner, row.place)
                rows.append(row)
            item = Sequence(tuple(rows), item.place)
        kept.append((key, item))
    return tuple(kept), left
