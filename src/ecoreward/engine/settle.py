"""Match what the authority decided with what a program leaves open."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ecoreward.engine.case import Case, Decided
from ecoreward.engine.doubt import reading_ids
from ecoreward.engine.facts import world_of
from ecoreward.engine.run import run
from ecoreward.engine.world import Settled
from ecoreward.policy.expressions import nodes_of
from ecoreward.policy.program import Band, Node, Program, Rate, Readings, Table, Unstated
from ecoreward.problems import Place, Problem, nearest


def settle(
    program: Program, case: Case, *, presume: bool
) -> tuple[Settled, tuple[Problem, ...], bool]:
    """What is settled, what is wrong with it, and whether the single figure found no use."""
    nodes = {n.id: n for n in nodes_of(program.award)}
    settled = Settled()
    problems: list[Problem] = []
    unused = False
    for key, entry in case.decided.items():
        if key == "":
            continue
        settled = _named(settled, key, entry, program, nodes, problems)
    if "" in case.decided:
        single = case.decided[""]
        found = _open_figures(program, case, settled, presume=presume)
        if len(found) == 1:
            settled = _figure(settled, found[0], single, nodes, problems)
        elif not found:
            unused = True
        else:
            problems.append(_ambiguous(single, found, nodes))
    return settled, tuple(problems), unused


def _open_figures(program: Program, case: Case, settled: Settled, *, presume: bool) -> list[str]:
    world, _ = world_of(program, case.facts, settled, presume=presume, tracing=False)
    return sorted(run(world).notes.open_figures)


def _ambiguous(entry: Decided, found: list[str], nodes: dict[str, Node]) -> Problem:
    shown = [
        {
            "zh": f"{n}（{nodes[n].label.get('zh', n)}）",
            "en": f"{n} ({nodes[n].label.get('en') or nodes[n].label.get('zh', n)})",
        }
        for n in found
    ]
    params = {"nodes": shown, "first": found[0]}
    return Problem("case.decided-ambiguous", entry.place, params)


def _named(
    settled: Settled,
    key: str,
    entry: Decided,
    program: Program,
    nodes: dict[str, Node],
    problems: list[Problem],
) -> Settled:
    if key in program.lists and not key.startswith("@"):
        if entry.answer is None:
            problems.append(Problem("case.decided-member", entry.place, {"list": key}))
            return settled
        return replace(settled, members={**settled.members, key: entry.answer})
    if key not in nodes:
        names = [*_settleable(nodes), *(n for n in program.lists if not n.startswith("@"))]
        problems.append(
            Problem(
                "case.decided-unknown",
                entry.place,
                {"key": key, "edition": program.id, "names": names or ["—"]},
                suggestions=nearest(key, names),
            )
        )
        return settled
    ids = reading_ids(program, key)
    if ids:
        if entry.reading not in ids:
            problems.append(
                Problem(
                    "case.decided-reading",
                    entry.place,
                    {"node": key, "ids": list(ids), "first": ids[0]},
                    suggestions=nearest(entry.reading, ids),
                )
            )
            return settled
        return replace(settled, readings={**settled.readings, key: entry.reading})
    return _figure(settled, key, entry, nodes, problems)


def _settleable(nodes: dict[str, Node]) -> list[str]:
    return [
        n.id
        for n in nodes.values()
        if isinstance(n.body, (Band, Unstated, Readings))
        or (isinstance(n.body, Rate) and n.body.high is not None)
        or (isinstance(n.body, Table) and n.body.other)
    ]


def _figure(
    settled: Settled, key: str, entry: Decided, nodes: dict[str, Node], problems: list[Problem]
) -> Settled:
    node = nodes[key]
    if key not in _settleable(nodes):
        problems.append(Problem("case.decided-not-open", entry.place, {"node": key}))
        return settled
    if entry.rate is not None and isinstance(node.body, Rate):
        return replace(settled, rates={**settled.rates, key: entry.rate})
    if entry.amount is None:
        problems.append(Problem("case.decided-kind", entry.place, {"node": key}))
        return settled
    return replace(settled, figures={**settled.figures, key: Fraction(entry.amount)})


def complaint_problems(notes_complaints: list, case: Case, file: Place) -> list[Problem]:  # type: ignore[type-arg]
    """Complaints of an evaluation as problems with place, node, range and article."""
    out = []
    for c in notes_complaints:
        where = case.decided.get(c.node.id, case.decided.get("", None))
        place = where.place if where is not None and c.code.startswith("case.decided") else file
        cite = c.node.cite.article if c.node.cite else ""
        label = c.node.label or {"zh": c.node.id, "en": c.node.id}
        params = {"node": c.node.id, "label": label, "article": cite or "—", **c.params}
        out.append(Problem(c.code, place, params, related=(c.node.place,)))
    return out
