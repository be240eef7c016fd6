"""How the amount came about: the award tree with formulas, limits, steps, articles and quotes."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ecoreward.explain.conditions import condition
from ecoreward.explain.operands import computed, operand
from ecoreward.explain.page import Item
from ecoreward.explain.voice import Data, Voice
from ecoreward.money import text_of

COMBINERS = ("highest", "sum", "first")


def tree(node: Data, voice: Voice) -> Item:
    """One node with all below it that applies or may apply."""
    return _node(node, voice, {}, counted=True)


def _node(node: Data, voice: Voice, seen: dict[str, Data], *, counted: bool) -> Item:
    title = voice.label(node["label"] or node["says"], node["id"])
    if node.get("row_of") and node["row_of"]["of"] > 1:
        title = row_title(title, node["row_of"], voice)
    if node["applies"] == "unknown":
        title = voice("node.maybe", label=title)
    text = voice("node.line", label=title, amount=voice.value(node["amount"]))
    text += voice.cite(node["cite"])
    if seen.get(node["id"]) == node:
        return Item(text + voice("node.as-above"))
    seen[node["id"]] = node
    notes = [*_conditions(node, voice), *_defined(node, voice), formula(node, voice)]
    notes += [line for s in node["steps"] if (line := step(s, voice))]
    if not counted:
        notes.append(voice("node.not-counted"))
    if node["quote"]:
        notes.append(voice("node.quote", quote=node["quote"]))
    live = [c for c in node["children"] if c["applies"] != "no"]
    children = tuple(
        _node(c, voice, seen, counted=node["kind"] != "highest" or child_key(c) in node["counted"])
        for c in live
    )
    return Item(text, tuple(n for n in notes if n not in ("", title)), children)


def child_key(node: Data) -> str:
    """How `counted` names a child: by its id, one copy of several by its row too."""
    row = node.get("row_of")
    return f"{node['id']}/{row['number']}" if row and row["of"] > 1 else str(node["id"])


def row_title(title: str, row: Data, voice: Voice) -> str:
    """A node inside `each`, with the row it was evaluated for."""
    return voice("node.row" if row["known"] else "node.any-row", label=title, number=row["number"])


def _conditions(node: Data, voice: Voice) -> list[str]:
    tests = [*(node.get("row") or ()), node["kinds"], node["condition"]]
    out = [condition(t, voice) for t in tests if t is not None]
    if node["says"] and node["label"] and node["says"] != node["label"]:
        out.insert(0, voice("node.says", says=voice.label(node["says"])))
    return out


def _defined(node: Data, voice: Voice) -> list[str]:
    """What a defined name in the formula stands for, where it is a sum of its own."""
    out = []
    for data in node["operands"]:
        inner = (data.get("items") or [None])[0]
        if data["origin"] == "defined" and inner is not None and inner.get("op"):
            label, value = voice.label(data["label"]), voice.value(data["value"])
            parts = operand(inner, voice)
            out.append(voice("formula.defined", label=label, parts=parts, value=value))
    return out


def formula(node: Data, voice: Voice) -> str:
    """The kind of the node in words, with its operands."""
    operands, value = node["operands"], voice.value(node["value"])
    match node["kind"]:
        case "fixed":
            if not operands or not computed(operands[0]):
                return voice("formula.fixed", value=value)
            return voice("formula.equals", left=operand(operands[0], voice), value=value)
        case "rate":
            return _rate(node, voice)
        case "up_to" | "band":
            ends = [operand(o, voice) if computed(o) else voice.value(o["value"]) for o in operands]
            if len(ends) == 1:
                return voice("formula.up-to", high=ends[0])
            return voice("formula.band", low=ends[0], high=ends[1])
        case "table":
            return voice("formula.table", by=voice.list(operand(o, voice) for o in operands))
        case "unstated":
            return voice("formula.unstated")
        case "readings":
            return voice(f"formula.readings-{node['settled'] or 'differ'}")
        case kind if kind in COMBINERS:
            return _combined(node, voice)
    return ""


def _rate(node: Data, voice: Voice) -> str:
    *rates, base = node["operands"]
    left = operand(base, voice)
    parts = [operand(r, voice, rate=True) for r in rates]
    value = node["value"]
    if len(parts) == 1:
        return voice("formula.rate", base=left, rate=parts[0], value=voice.value(value))
    chosen = _chosen(base["value"], value, voice)
    if chosen:
        return voice(
            "formula.rate-decided", base=left, rate=chosen, low=parts[0], high=parts[1],
            value=voice.value(value),
        )  # fmt: skip
    return voice(
        "formula.rate-open", base=left, low=parts[0], high=parts[1], value=voice.value(value)
    )


def _chosen(base: Data, value: Data, voice: Voice) -> str:
    """The rate the authority set: value by base, where both are known."""
    if not all(isinstance(v, Mapping) and "value" in v for v in (base, value)):
        return ""
    if not Fraction(base["value"]):
        return ""
    return voice.share(text_of(Fraction(value["value"]) / Fraction(base["value"])))


def _combined(node: Data, voice: Voice) -> str:
    """The combiner; for a sum of known amounts, the addition."""
    live = [c["amount"] for c in node["children"] if c["applies"] != "no"]
    how = voice(f"formula.{node['kind']}")
    exact = all(isinstance(a, Mapping) and "value" in a for a in live)
    if node["kind"] != "sum" or len(live) < 2 or not exact:
        return how
    total = " + ".join(voice.value(a) for a in live)
    return voice("formula.sum-of", how=how, parts=total, value=voice.value(node["value"]))


def step(data: Data, voice: Voice) -> str:
    """A limit, a factor, a rounding or the authority's figure; empty where it did not apply."""
    if data["applied"] == "no":
        return ""
    before, after = voice.value(data["before"]), voice.value(data["after"])
    if data["kind"] == "decided":
        text = voice("step.decided", value=after, range=before)
    elif data["changed"]:
        text = voice("step.changed", step=step_name(data, voice), before=before, after=after)
    else:
        text = voice("step.same", step=step_name(data, voice), value=before)
    if data["condition"]:
        key = "step.when" if data["applied"] == "yes" else "step.maybe"
        text = voice(key, step=text, condition=condition(data["condition"], voice))
    return text


def step_name(data: Data, voice: Voice) -> str:
    """The step itself: ``上限 100,000 元``."""
    by = operand(data["operand"], voice) if data["operand"] else ""
    return voice(f"step.{data['kind']}", by=by)
