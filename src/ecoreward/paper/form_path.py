"""The way to the sum as rows of a table: step, article, operands, result; what counts comes last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ecoreward.explain.around import titles
from ecoreward.explain.conditions import condition
from ecoreward.explain.told import in_play, is_leaf
from ecoreward.explain.tree import formula, row_title, step_name
from ecoreward.explain.voice import Data, Voice
from ecoreward.words import say


@dataclass(frozen=True, slots=True)
class Row:
    """A step of the calculation; `heading` where it only names the edition of those that follow."""

    step: str
    article: str = ""
    how: tuple[str, ...] = ()
    result: str = ""
    heading: bool = False


def path(data: Data, voice: Voice) -> list[Row]:
    """Every condition, figure, limit and combination on the way, in the order of the calculation."""
    out: list[Row] = []
    several = len(data["trace"]["editions"]) > 1
    for trace in data["trace"]["editions"]:
        if several:
            title = titles(data).get(trace["edition"], "")
            name = voice.title(title) if title else trace["edition"]
            out.append(Row(name, heading=True))
        out += [_gate(g, voice) for g in trace["gates"]]
        shut = any(g["passed"] == "no" for g in trace["gates"])
        if trace["award"] is not None and not shut:
            out += _node(trace["award"], voice, None, {})
    return out


def _gate(gate: Data, voice: Voice) -> Row:
    name = say(f"paper.form.gate.{gate['kind']}", voice.lang)
    result = say(f"paper.form.gate.{gate['kind']}.{gate['passed']}", voice.lang)
    return Row(name, _article(gate["cite"], voice), (condition(gate["condition"], voice),), result)


def _node(node: Data, voice: Voice, row: Data, seen: dict[str, Data]) -> Iterator[Row]:
    """What is below first, then the node's own figure, then its limits and steps.

    `row` is the row of the case that the nodes above stand for; `seen` has what was worked before:
    what several readings share is worked once.
    """
    live, row = _live(node), node.get("row_of") or row
    key = f"{node['id']}/{row['number'] if row else 0}"
    if node["applies"] == "no" or seen.get(key) == node:
        return
    seen[key] = node
    for child in live:
        yield from _node(child, voice, row, seen)
    if is_leaf(node) or len(live) != 1 or node["settled"] == "decided":
        tests = [*(node.get("row") or ()), node["kinds"], node["condition"]]
        how = [condition(t, voice) for t in tests if t is not None]
        if node["settled"] == "decided":
            says = [voice.label(c["says"] or c["label"], c["id"]) for c in live]
            how.append(say("paper.form.step.reading", voice.lang, says=voice.list(says)))
        else:
            how.append(formula(node, voice))
        name = _title(node, row, voice)
        said = tuple(dict.fromkeys(h for h in how if h not in ("", name)))
        yield Row(name, _article(node["cite"], voice), said, voice.value(node["value"]))
    for one in node["steps"]:
        if one["applied"] == "no":
            continue
        how = [condition(one["condition"], voice)] if one["condition"] else []
        moved = {"before": voice.value(one["before"]), "after": voice.value(one["after"])}
        how.append(
            say(f"paper.form.step.{'moved' if one['changed'] else 'same'}", voice.lang, **moved)
        )
        if one["applied"] == "unknown":
            how.append(say("paper.form.step.maybe", voice.lang))
        decided = one["kind"] == "decided"
        name = say("paper.form.step.decided", voice.lang) if decided else step_name(one, voice)
        cite = one.get("cite") or node["cite"]
        yield Row(name, _article(cite, voice), tuple(how), voice.value(one["after"]))


def _live(node: Data) -> list[Data]:
    own = {id(c) for c in node["children"]}
    return [c for c in in_play(node) if id(c) in own]


def _title(node: Data, row: Data, voice: Voice) -> str:
    title = voice.label(node["label"] or node["says"], node["id"])
    if row and row["of"] > 1:
        title = row_title(title, row, voice)
    return voice("node.maybe", label=title) if node["applies"] == "unknown" else title


def _article(cite: Data, voice: Voice) -> str:
    """The article without the brackets that it has in running text."""
    if not isinstance(cite, Mapping):
        return ""
    left, _, right = voice("cite", article="\0").partition("\0")
    return voice.cite(cite).removeprefix(left).removesuffix(right)
