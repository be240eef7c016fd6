"""The way to a sum in a few lines: what was counted, with its formula, its limits and its article.

What `explain` lays out as a tree, for a cell of a sheet or a line of a list.
"""

from __future__ import annotations

from ecoreward.explain.around import titles
from ecoreward.explain.conditions import condition
from ecoreward.explain.todo import because
from ecoreward.explain.tree import COMBINERS, formula, row_title, step
from ecoreward.explain.voice import Data, Voice


def path(data: Data, voice: Voice) -> tuple[str, ...]:
    """The lines of a decision, as plain data; where nothing was counted, why not.

    >>> import ecoreward
    >>> from ecoreward.explain.voice import voice_of
    >>> facts = {"查证属实": True, "违法行为": ["偷排漏排"], "罚款": 5_000_000}
    >>> decision = ecoreward.load().edition("庆元县").evaluate(facts)
    >>> print(*path(decision.to_json(), voice_of("zh")), sep="\\n")
    罚款比例奖励：罚款 5,000,000 元 × 5% = 250,000 元；上限 100,000 元：250,000 元 → 100,000 元〔二（二）〕
    """
    lines = list(because(data, voice))
    editions = data["trace"]["editions"]
    known = titles(data)
    for trace in editions:
        award = trace["award"]
        if award is None or award["applies"] == "no" or data["outcome"] == "not_eligible":
            continue
        found = list(dict.fromkeys(_lines(award, voice)))
        if len(editions) > 1 and found:
            lines.append(voice.title(known.get(trace["edition"], "") or trace["edition"]))
        cites = ["", *(cite for _, cite in found)]
        lines += [
            text + cite if cite != before else text
            for (text, cite), before in zip(found, cites, strict=False)
        ]
    return tuple(lines)


def _lines(node: Data, voice: Voice) -> list[tuple[str, str]]:
    """A line and its article for each node that has a formula of its own, those below it first."""
    live = [c for c in node["children"] if c["applies"] != "no"]
    counted = [c for c in live if node["kind"] != "highest" or _key(c) in node["counted"]]
    below = [line for c in counted or live for line in _lines(c, voice)]
    steps = [line for s in node["steps"] if (line := step(s, voice))]
    parts = [] if node["children"] and not _tells(node, live) else [formula(node, voice)]
    parts += steps
    if not any(parts):
        return below
    label = voice.label(node["label"] or node["says"], node["id"])
    if node.get("row_of") and node["row_of"]["of"] > 1:
        label = row_title(label, node["row_of"], voice)
    if node["applies"] == "unknown":
        label = voice("node.maybe", label=label)
    row = voice.clauses(condition(t, voice) for t in node.get("row") or ())
    text = voice.clauses([row, *parts])
    line = label if text == label else voice("node.line", label=label, amount=text)
    return [*below, (line, voice.cite(node["cite"]))]


def _tells(node: Data, live: list[Data]) -> bool:
    """Whether how the parts are put together says anything: of one part, or of a table's row, it does not."""
    if node["kind"] == "readings":
        return not node["settled"]
    return node["kind"] in COMBINERS and len(live) > 1


def _key(node: Data) -> str:
    row = node.get("row_of")
    return f"{node['id']}/{row['number']}" if row and row["of"] > 1 else str(node["id"])
