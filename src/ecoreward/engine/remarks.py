"""Reasons and caveats of a decision, and the ranked lists of what is open. Data, not prose."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from ecoreward.engine.case import Case
from ecoreward.engine.claim import Claimed
from ecoreward.engine.decision import Missing, Outcome, Remark, ToDecide
from ecoreward.engine.doubt import Doubt, Move
from ecoreward.engine.evidence import Support, weakest
from ecoreward.engine.force import known_on, named, outside
from ecoreward.engine.run import Run
from ecoreward.engine.trace import range_data, to_json
from ecoreward.engine.values import Num
from ecoreward.engine.world import World
from ecoreward.money import Money, RoundingMode, minor_unit, round_to
from ecoreward.policy.edition import HELD, Edition, Jurisdiction
from ecoreward.policy.expressions import nodes_of
from ecoreward.policy.program import EDGES, Cite, Node, Program, Readings, Table
from ecoreward.policy.vocabulary_types import Words
from ecoreward.words import say

Data = Mapping[str, Any]


def open_items(
    doubt: Doubt, result: Run, world: World
) -> tuple[tuple[Missing, ...], tuple[ToDecide, ...]]:
    """What is missing and what is to be decided, each with what it could move, most first."""
    moving = [m for m in doubt.moves if m.amount is None or m.amount > 0]
    if not moving and not result.final.point:
        moving = list(doubt.moves)
    missing = tuple(missing_of(m, world) for m in moving if m.cause.kind in _FOUND)
    to_decide = tuple(_to_decide(m, result, world) for m in moving if m.cause.kind not in _FOUND)
    return missing, to_decide


# What somebody has to find out; everything else is the authority's to decide.
_FOUND = ("fact", "calendar")


def calendar_words(years: str) -> Words:
    """A year, or a stretch of years, whose official days off are not known."""
    return {lang: say("decision.calendar-year", lang, years=years) for lang in ("zh", "en")}


def _sum(move: Move, currency: str) -> Money | None:
    return None if move.amount is None else Money.of(Fraction(move.amount), currency)


def missing_of(move: Move, world: World) -> Missing:
    """A fact or a calendar year that is not known, with what it could move."""
    name = move.cause.name
    moves = _sum(move, world.program.currency)
    if move.cause.kind == "calendar":
        label = calendar_words(name)
        return Missing(f"calendar/{name}", label, moves, move.at_most, move.amount is None)
    label = world.program.vocabulary.label(name)
    return Missing(name, label, moves, move.at_most, move.amount is None)


def _to_decide(move: Move, result: Run, world: World) -> ToDecide:
    kind, name = move.cause
    program = world.program
    moves = _sum(move, program.currency)
    if kind == "open":
        listing = program.lists[name]
        options: tuple[Data, ...] = ({"id": "yes"}, {"id": "no"})
        label = listing.label or {"zh": name, "en": name}
        return ToDecide("open", name, label, None, None, options, to_json(listing.cite),
                        moves, move.at_most, move.amount is None)  # fmt: skip
    id, _, number = name.partition("/")
    node = next(n for n in nodes_of(program.award) if n.id == id)
    label = node.label or {"zh": id, "en": id}
    if number:
        label = {k: f"{v} #{number}" for k, v in label.items()}
    cite = to_json(node.cite)
    if kind == "reading":
        return ToDecide("reading", name, label, None, None, _options(node), cite,
                        moves, move.at_most, move.amount is None)  # fmt: skip
    value = result.notes.open_figures.get(name, (node, Num(0, None)))[1]
    data = range_data(value, program.currency)
    low = _limit(value.low, program.currency, "up")
    high = _limit(value.high, program.currency, "down")
    return ToDecide(str(kind), name, label, low, high, ({"range": data},), cite,
                    moves, move.at_most, move.amount is None)  # fmt: skip


def _limit(end: Fraction | int | None, currency: str, inwards: RoundingMode) -> Money | None:
    """An end of a figure's range, inwards to the minor unit when it is finer, never below 0."""
    if end is None:
        return None
    return Money.of(
        round_to(max(Fraction(end), Fraction(0)), minor_unit(currency), inwards), currency
    )


def _options(node: Node) -> tuple[Data, ...]:
    match node.body:
        case Readings(options=options):
            return tuple({"id": o.id, "says": dict(o.says)} for o in options)
        case Table():
            return tuple({"id": id, "says": dict(says)} for id, says in EDGES.items())
    return ()


def _article(cite: Cite | None) -> str:
    return cite.article if cite is not None and cite.article else "—"


def _label(node: Any) -> Words:
    label: Words = getattr(node, "label", None) or getattr(node, "reason", None) or {}
    return label or {"zh": node.id, "en": node.id}


def reasons(
    outcome: Outcome,
    result: Run,
    world: World,
    missing: tuple[Missing, ...],
    to_decide: tuple[ToDecide, ...],
    approvals: tuple[Data, ...],
    because: tuple[str, ...],
    claim: Claimed | None = None,
) -> tuple[Remark, ...]:
    """Why this outcome."""
    program = world.program
    out: list[Remark] = []
    open_gates = {g.id for g in result.gates if g.passed == "unknown"}
    for gate in program.gates:
        params: dict[str, Any] = {"reason": dict(gate.reason), "article": _article(gate.cite)}
        if gate.to is not None:
            params["jurisdiction"] = dict(gate.to.label) or gate.to.written
            if gate in result.referred:
                out.append(Remark("referred", gate.id, params))
            elif gate in result.failed or (gate.id in open_gates and not result.referred):
                out.append(Remark("refer-open", gate.id, params))
        elif gate in result.failed and not result.referred:
            out.append(Remark("gate-failed", gate.id, params))
    if outcome is Outcome.NOT_ELIGIBLE and result.at_stake.high != 0:
        at_stake = _spoken(result.at_stake, program.currency)
        out.append(
            Remark("at-stake", program.award.id if program.award else "", {"range": at_stake})
        )
    if outcome is Outcome.FORFEITED and claim is not None:
        params = {**_claim_words(claim, program), "sum": _spoken(result.at_stake, program.currency)}
        out.append(Remark("claim-late", "claim", params))
    if outcome is Outcome.NO_AWARD:
        applied = result.award.applies.true
        out.append(Remark("award-zero" if applied else "nothing-applies", "award"))
    for m in missing:
        moves = m.moves.to_json() if m.moves else None
        code = "fact-missing-unbounded" if m.unbounded else "fact-missing"
        if m.at_most and not m.unbounded:
            code = "fact-missing-at-most"
        if m.moves is None and not m.unbounded:
            code = "fact-missing-division"
        out.append(Remark(code, m.fact, {"fact": dict(m.label), "moves": moves}))
    out += [_open_remark(d) for d in to_decide]
    if outcome in (Outcome.AWARDED, Outcome.PENDING_APPROVAL):
        nodes = {n.id: n for n in nodes_of(program.award)}
        for id in because:
            if id in nodes:
                node = nodes[id]
                params = {"node": dict(_label(node)), "article": _article(node.cite)}
                out.append(Remark("rests-on", id, params))
    if outcome is Outcome.PENDING_APPROVAL:
        for a in approvals:
            if a["state"] != "consented":
                article = (a["cite"] or {}).get("article") or "—"
                out.append(
                    Remark(
                        "approval-refused" if a["state"] == "refused" else "approval-needed",
                        a["id"],
                        {"approval": a["label"], "article": article},
                    )
                )
    return tuple(out)


def _open_remark(d: ToDecide) -> Remark:
    article = (d.cite or {}).get("article") or "—"
    params: dict[str, Any] = {"node": dict(d.label), "article": article}
    if d.kind == "figure":
        low = d.low.to_json() if d.low else None
        params["range"] = {"low": low, "high": d.high.to_json() if d.high else None}
    if d.kind == "reading":
        params["says"] = [_zh_en(o) for o in d.options]
    return Remark(f"open-{d.kind}", d.node, params)


def _zh_en(option: Data) -> Any:
    return option.get("says") or option["id"]


def _spoken(value: Num, currency: str) -> Any:
    return range_data(value, currency)


def caveats(
    edition: Edition,
    jurisdiction: Jurisdiction,
    path: tuple[Support, ...],
    result: Run,
    case: Case,
    world: World,
    *,
    unused: frozenset[str],
    exact: bool,
    after: tuple[Remark, ...] = (),
) -> tuple[Remark, ...]:
    """What a reader must know beside the result."""
    program = edition.program
    out: list[Remark] = []
    confidence = weakest(path, program)
    if confidence != "text":
        labels = {
            s.label.get("zh", ""): dict(s.label) for s in path if s.cite.confidence == confidence
        }
        names = list(labels.values()) or [{"zh": program.title, "en": program.title}]
        out.append(Remark(f"confidence-{confidence}", "", {"nodes": names}))
    if not jurisdiction.chosen_stated and not case.edition:
        label = dict(program.vocabulary.label(jurisdiction.chosen_by))
        out.append(Remark("chosen-by-unstated", "", {"fact": label}))
    if not edition.start_stated:
        issued = edition.issued.text or None
        code = "start-unstated-issued" if issued else "start-unstated"
        out.append(Remark(code, "", {"issued": issued or ""}))
    if case.edition and outside(edition, case.facts.get(jurisdiction.chosen_by)):
        label = dict(program.vocabulary.label(jurisdiction.chosen_by))
        out.append(Remark("edition-not-in-force", "", {"fact": label, "title": program.title}))
    if case.edition:
        out += named(edition, case, world)
    if case.known_on is not None:
        out.append(known_on(case.known_on))
    if edition.status in (*HELD, "repealed"):
        out.append(Remark(f"status-{edition.status}", "", {"title": program.title}))
    if "" in unused:
        out.append(Remark("decided-unused", "", {}))
    for key in sorted(case.decided):
        idle = key not in result.notes.used and key not in world.settled.members
        if key and (idle or key in unused):
            out.append(Remark("decided-unused-node", key, {"key": key}))
    for node in sorted(result.notes.waiting):
        out.append(Remark("decided-waiting", node, {}))
    for node in sorted(result.notes.unranged):
        out.append(Remark("decided-unranged", node, {}))
    out += _rounding(result)
    out += after
    for other in program.works_with:
        out.append(Remark("works-with", "", {"policy": other}))
    if not exact:
        out.append(Remark("range-not-tight", "", {}))
    out += [Remark("not-modelled", "", {"text": dict(words)}) for words in program.not_modelled]
    out += [Remark("gap", "", {"text": dict(words)}) for words in program.unstated]
    return tuple(out)


def of_claim(claim: Claimed | None, outcome: Outcome) -> tuple[Remark, ...]:
    """What a reader must know of a claim that is late, or may be."""
    if claim is None or outcome in (Outcome.NOT_ELIGIBLE, Outcome.NO_AWARD, Outcome.FORFEITED):
        return ()
    if claim.state == "late":
        return (Remark("claim-late-unstated", "claim", {}),)
    if claim.state == "unknown":
        return (Remark(f"claim-unknown-{claim.rule.late}", "claim", {}),)
    return ()


def _claim_words(claim: Claimed, program: Program) -> dict[str, Any]:
    return {
        "after": dict(program.vocabulary.label(claim.rule.start)),
        "within": claim.rule.within,
        "unit": {lang: say(f"decision.unit-{claim.rule.unit}", lang) for lang in ("zh", "en")},
        "article": _article(claim.rule.cite),
    }


def _rounding(result: Run) -> list[Remark]:
    """A rounding that no source states is the engine's, and says so."""
    return [
        Remark("engine-rounding", str(r["node"]), {"before": r["before"], "after": r["after"]})
        for r in result.notes.rounding
        if r["rule"] == "engine"
    ]
