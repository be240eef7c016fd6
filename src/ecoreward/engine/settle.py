"""Match what the authority decided with what a program leaves open."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ecoreward.engine.case import Case, Decided
from ecoreward.engine.doubt import reading_ids
from ecoreward.engine.facts import world_of
from ecoreward.engine.private import close, hidden_key, word
from ecoreward.engine.python_data import MOST_PROBLEMS
from ecoreward.engine.run import run
from ecoreward.engine.values import Cause, Rows
from ecoreward.engine.world import Settled, World
from ecoreward.policy.expressions import lists_of, nodes_of
from ecoreward.policy.program import Band, Node, Program, Rate, Readings, Table, Unstated
from ecoreward.problems import Place, Problem, nearest


def settle(
    program: Program, case: Case, *, presume: bool
) -> tuple[Settled, tuple[Problem, ...], frozenset[str]]:
    """What is settled, what is wrong with it, and the keys that found no use ("": the single entry)."""
    nodes = {n.id: n for n in nodes_of(program.award)} | _row_nodes(program, case)
    settled = Settled()
    problems: list[Problem] = []
    unused: set[str] = set()
    for key, entry in case.decided.items():
        if key and len(problems) < MOST_PROBLEMS:
            settled = _named(settled, key, entry, program, nodes, problems)
    if "" in case.decided:
        single = case.decided[""]
        found = _open(program, case, settled, presume=presume, reading=bool(single.reading))
        if len(found) == 1:
            settled = _named(settled, found[0], single, program, nodes, problems)
        elif not found:
            unused.add("")
        else:
            problems.append(_ambiguous(single, found, nodes))
    for key in sorted(settled.members.keys() - lists_of(program.where, program)):
        without = {k: v for k, v in settled.members.items() if k != key}
        world = _world(program, case, replace(settled, members=without), presume=presume)
        if Cause("open", key) not in run(world).causes:
            unused.add(key)
    return settled, tuple(problems), frozenset(unused)


def _row_nodes(program: Program, case: Case) -> dict[str, Node]:
    """The nodes inside `each` by the keys of their copies: ``share/1``, ``share/2``."""
    out: dict[str, Node] = {}
    for node in nodes_of(program.award):
        rows = case.facts.get(node.each)
        if not isinstance(rows, Rows) or len(rows.rows) < 2:
            continue
        for inner in nodes_of(node):
            out |= {f"{inner.id}/{n}": inner for n in range(1, len(rows.rows) + 1)}
    return out


def _world(program: Program, case: Case, settled: Settled, *, presume: bool) -> World:
    return world_of(program, case.facts, settled, presume=presume, tracing=False)[0]


def _open(
    program: Program, case: Case, settled: Settled, *, presume: bool, reading: bool
) -> list[str]:
    """The nodes whose figure (or reading) is open in this case."""
    result = run(_world(program, case, settled, presume=presume))
    if reading:
        return sorted(c.name for c in result.causes if c.kind == "reading")
    return sorted(result.notes.open_figures)


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
        if not program.lists[key].open:
            problems.append(Problem("case.decided-closed-list", entry.place, {"list": key}))
            return settled
        if entry.answer is None:
            problems.append(Problem("case.decided-member", entry.place, {"list": key}))
            return settled
        return replace(settled, members={**settled.members, key: entry.answer})
    if key not in nodes:
        names = [*_settleable(nodes), *(n for n in program.lists if not n.startswith("@"))]
        problems.append(
            Problem(
                "case.decided-unknown",
                hidden_key(entry.place, key, names),
                {"key": word(key, names), "edition": program.id, "names": names or ["—"]},
                suggestions=close(key, names),
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
        key
        for key, n in nodes.items()
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
        where = case.decided.get(c.key or c.node.id, case.decided.get("", None))
        place = where.place if where is not None and c.code.startswith("case.decided") else file
        cite = c.node.cite.article if c.node.cite else ""
        label = c.node.label or {"zh": c.node.id, "en": c.node.id}
        # The figure stays unsaid: what stands there may be a number of a person.
        told = {k: v for k, v in c.params.items() if k != "figure"}
        params = {"node": c.node.id, "label": label, "article": cite or "—", **told}
        out.append(Problem(c.code, place, params, related=(c.node.place,)))
    return out
