"""Why what did not apply did not apply, with both operands of each test that failed."""

from __future__ import annotations

from collections.abc import Iterator

from ecoreward.explain.conditions import condition
from ecoreward.explain.operands import operand
from ecoreward.explain.page import Item
from ecoreward.explain.tree import row_title, step_name
from ecoreward.explain.voice import Data, Voice


def why_not(node: Data, voice: Voice) -> tuple[Item, ...]:
    """One line for each node and step that did not apply, once however many readings share it."""
    lines = dict.fromkeys([*_nodes(node, voice), *_steps(node, voice)])
    return tuple(Item(t) for t in lines)


def walk(node: Data) -> Iterator[Data]:
    """The node and all below it."""
    yield node
    for child in node["children"]:
        yield from walk(child)


def _nodes(root: Data, voice: Voice) -> Iterator[str]:
    live = {_key(n) for n in walk(root) if n["applies"] != "no"}
    for node in walk(root):
        if node["applies"] != "no" or _key(node) in live:
            continue
        reason = _reason(node, voice)
        if reason:
            label = voice.label(node["label"] or node["says"], node["id"])
            if node.get("row_of") and node["row_of"]["of"] > 1:
                label = row_title(label, node["row_of"], voice)
            yield voice("whynot.line", label=label, cite=voice.cite(node["cite"]), reason=reason)


def _key(node: Data) -> tuple[str, int]:
    row = node.get("row_of")
    return node["id"], row["number"] if row else 0


def _reason(node: Data, voice: Voice) -> str:
    if not node["reached"]:
        return voice("whynot.not-reached")
    failed = [t for t in (node["kinds"], node["condition"]) if t and t["result"] == "no"]
    if failed:
        return voice.clauses(condition(t, voice) for t in failed)
    if node["kind"] == "table" and not node["children"]:
        by = voice.list(operand(o, voice) for o in node["operands"])
        return voice("whynot.no-row", by=by)
    return ""


def _steps(root: Data, voice: Voice) -> Iterator[str]:
    for node in walk(root):
        for data in node["steps"]:
            if data["applied"] == "no" and data["condition"]:
                label = voice.label(node["label"] or node["says"], node["id"])
                yield voice(
                    "whynot.step", label=label, step=step_name(data, voice),
                    cite=voice.cite(data["cite"]), reason=condition(data["condition"], voice),
                )  # fmt: skip
