"""Decide one case under one edition: evaluate, weigh what is open, name the outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ecoreward.engine import after, remarks
from ecoreward.engine.case import Case
from ecoreward.engine.claim import Claimed, claim_data, claimed
from ecoreward.engine.decision import Decision, Outcome, Presumed, Range, Remark, Trace
from ecoreward.engine.doubt import Doubt, glance, weigh
from ecoreward.engine.established import established
from ecoreward.engine.evidence import Support, supports, weakest
from ecoreward.engine.facts import Contradiction, silence, world_of
from ecoreward.engine.force import not_in_force
from ecoreward.engine.paying import paying
from ecoreward.engine.payout import Again
from ecoreward.engine.receipt import receipt
from ecoreward.engine.rows import value_of
from ecoreward.engine.run import Run, forfeited, run
from ecoreward.engine.settle import complaint_problems, settle
from ecoreward.engine.sharing import share_problems
from ecoreward.engine.steps import Complaint
from ecoreward.engine.trace import to_json, value_data
from ecoreward.engine.unknown import unknown
from ecoreward.engine.values import NO, YES, Num, Truth, Value, negate
from ecoreward.engine.world import Light, Settled, World
from ecoreward.feel.typed import Fact
from ecoreward.money import Money
from ecoreward.policy.edition import HELD, Edition, Jurisdiction
from ecoreward.policy.expressions import beside, facts_of, parts, reads
from ecoreward.policy.program import Program
from ecoreward.problems import CaseProblems, Problem


@dataclass(frozen=True, slots=True)
class Question:
    """A case put to an edition, with all that an answer needs.

    `light` asks for outcome, sums and what is payable only: no trace, no words, nothing weighed
    that cannot change the outcome. It is what a search puts a few hundred times; "because" keeps the
    trace, for the ids that the sum rests on.
    """

    case: Case
    jurisdiction: Jurisdiction
    edition: Edition
    presume: bool = True
    light: Light = False

    @property
    def program(self) -> Program:
        """The edition's program."""
        return self.edition.program


def decide(question: Question, extra: tuple[Remark, ...] = ()) -> Decision:
    """The decision of a case under one edition.

    Raises `CaseProblems` when the case contradicts itself or a decided figure cannot be.
    """
    case, program = question.case, question.program
    settled, problems, unused = settle(program, case, presume=question.presume)
    world, clashes = world_of(
        program, case.facts, settled, presume=question.presume, tracing=question.light is not True
    )
    found = [*problems, *(_clash(c, case, program) for c in clashes)]
    outcome_run = run(world)
    complaints = _unique(outcome_run.notes.complaints)
    # What may not apply cannot stop a case: knowing less must not turn an answer into an error.
    sure = [c for c in complaints if c.certain or c.code.startswith("case.decided")]
    found += complaint_problems(sure, case, case.place)
    found += share_problems(world, case)
    if found:
        raise CaseProblems(found)
    extra = (*extra, *(_may_fail(c) for c in complaints))
    claim = claimed(world)
    if claim is not None and claim.forfeits:
        outcome_run = forfeited(outcome_run)
    doubt = _doubt(outcome_run, world, question)
    return _assemble(question, world, outcome_run, doubt, claim, extra, unused=unused)


def _unique(complaints: list[Complaint]) -> list[Complaint]:
    """A node under several readings complains once."""
    return list({(c.code, c.node.id): c for c in complaints}.values())


def _may_fail(complaint: Complaint) -> Remark:
    label = dict(complaint.node.label) or {"zh": complaint.node.id, "en": complaint.node.id}
    return Remark("limits-clash", complaint.node.id, {"node": label})


def _clash(clash: Contradiction, case: Case, program: Program) -> Problem:
    words = program.vocabulary
    facts, label = words.facts, words.label(clash.fact)
    if clash.rule == "implied":
        params: dict[str, Any] = {"fact": label, "rule": clash.other}
        rule = facts[clash.fact.rsplit("/", 1)[-1]].implied_by
        named = [n.name for n in parts(rule.root) if isinstance(n, Fact)] if rule else []
        places = tuple(case.at(n) for n in dict.fromkeys(named) if n in case.places)
        code = "case.contradiction-implied"
        return Problem(code, case.at(clash.fact), params, related=places)
    other = words.label(clash.other)
    if clash.rule in ("rows", "count"):
        params = {"fact": label, "rows": other}
        code = "case.contradiction-rows" if clash.rule == "rows" else "case.contradiction-count"
        return Problem(code, case.at(clash.fact), params, related=(case.at(clash.other),))
    return Problem(
        "case.contradiction", case.at(clash.fact), {"fact": label, "other": other},
        related=(case.at(clash.other),),
    )  # fmt: skip


def _doubt(result: Run, world: World, question: Question) -> Doubt:
    """Weigh the open items: each completion is a case of its own, evaluated by the same evaluator."""
    if result.final.point:
        return Doubt((), exact=True)
    unsaid = silence(question.program, presume=question.presume)

    def trial(facts: Mapping[str, Value], settled: Settled) -> Num | None:
        given = {**question.case.facts, **facts}
        tried, clashes = world_of(question.program, given, settled, tracing=False, unsaid=unsaid)
        if clashes:
            return None
        answer = run(tried)
        return None if answer.notes.complaints else answer.final

    look = glance if question.light else weigh
    return look(result.final, result.causes, world, trial)


def _again(question: Question) -> Again:
    """The world of the case with more facts, for what follows the award."""
    unsaid = silence(question.program, presume=question.presume)

    def world(facts: Mapping[str, Value], settled: Settled) -> World | None:
        given = {**question.case.facts, **facts}
        tried, clashes = world_of(
            question.program, given, settled, presume=question.presume, tracing=False, unsaid=unsaid
        )
        return None if clashes else tried

    return world


def _assemble(
    question: Question,
    world: World,
    result: Run,
    doubt: Doubt,
    claim: Claimed | None,
    extra: tuple[Remark, ...],
    *,
    unused: frozenset[str],
) -> Decision:
    case, program = question.case, question.program
    currency = program.currency
    final = result.final
    amount = Money.of(Fraction(final.low or 0), currency) if final.point else None
    missing, to_decide = remarks.open_items(doubt, result, world)
    approvals = after.approvals(world, result)
    outcome = _outcome(result, amount, bool(missing), to_decide, approvals, claim)
    pay = paying(
        world, result, outcome, claim, Money.of(case.already_paid, currency), _again(question),
        consented=all(a["state"] == "consented" for a in approvals),
        held=question.edition.status in HELD or not_in_force(question, world),
    )  # fmt: skip
    missing = (*missing, *pay.missing)
    failed = result.referred or result.failed
    because = result.award.because if result.gate.true else tuple(g.id for g in failed)
    if result.gate.true and result.gate.false:
        because = (*because, *(g.id for g in program.gates if _uncertain(g.id, result)))
    path: tuple[Support, ...] = ()
    caveats = reasons = extra
    if not question.light:
        path = supports(program, result, late=outcome is Outcome.FORFEITED)
        caveats += remarks.caveats(
            question.edition, question.jurisdiction, path, result, case, world,
            unused=unused, exact=doubt.exact,
            after=(*pay.remarks, *remarks.of_claim(claim, outcome)),
        )  # fmt: skip
        reasons = remarks.reasons(
            outcome, result, world, missing, to_decide, approvals, because, claim
        )
    return Decision(
        case=case.id,
        jurisdiction=jurisdiction_data(question.jurisdiction),
        edition=edition_data(question.edition),
        outcome=outcome,
        amount=amount,
        range=_range(final, currency, exact=doubt.exact),
        already_paid=Money.of(case.already_paid, currency),
        payable=pay.payable,
        overpaid=pay.overpaid,
        confidence=weakest(path, program),
        because=because,
        missing=missing,
        to_decide=to_decide,
        presumed=()
        if question.light or outcome is Outcome.FORFEITED
        else _presumed(question, world, final),
        caveats=caveats,
        reasons=reasons,
        shares=pay.shares,
        payouts=pay.payouts,
        pays=pay.pays,
        staged=pay.staged,
        claim=claim_data(claim, result.at_stake, world),
        reclaim=pay.reclaim,
        deadlines=after.deadlines(world),
        approvals=approvals,
        honours=after.honours(world, result),
        rounding=(*(to_json(r) for r in result.notes.rounding), *pay.rounding),
        facts=() if question.light else established(world, question.jurisdiction.chosen_by),
        candidates=(),
        chosen=(),
        beside=(),
        referred_to=None,
        trace=(Trace(program.id, result.gates, result.award.trace),),
        receipt={}
        if question.light
        else receipt(
            question.jurisdiction, program, case, presume=question.presume, years=world.years
        ),
    )


def _uncertain(gate: str, result: Run) -> bool:
    return any(g.id == gate and g.passed == "unknown" for g in result.gates)


def _range(final: Num, currency: str, *, exact: bool) -> Range:
    high = None if final.high is None else Money.of(final.high, currency)
    return Range(Money.of(final.low or 0, currency), high, exact)


def _outcome(
    result: Run,
    amount: Money | None,
    facts_missing: bool,
    to_decide: tuple[Any, ...],
    approvals: tuple[Mapping[str, Any], ...],
    claim: Claimed | None,
) -> Outcome:
    if result.referred:
        return Outcome.REFERRED
    if not result.gate.true:
        return Outcome.NOT_ELIGIBLE
    if claim is not None and claim.forfeits:
        return Outcome.FORFEITED
    if amount is not None and not amount.minor:
        return Outcome.NO_AWARD
    if amount is None:
        if facts_missing or not to_decide:
            return Outcome.UNDETERMINED
        if any(t.kind == "unstated" for t in to_decide):
            return Outcome.UNSTATED
        return Outcome.TO_BE_DECIDED
    if any(a["state"] != "consented" for a in approvals):
        return Outcome.PENDING_APPROVAL
    return Outcome.AWARDED


def _presumed(question: Question, world: World, final: Num) -> tuple[Any, ...]:
    """Each presumption that the result rests on, with what the other value would move."""
    if not question.presume:
        return ()
    out = []
    currency = question.program.currency
    unsaid = silence(question.program)
    for name in _presumable(question.program, world):
        if world.origins.get(name) != "presumed":
            continue
        spec = world.program.vocabulary.spec(name)
        now = value_of(name, world)
        other: Value = unknown(spec, world.program.vocabulary)
        if isinstance(now, Truth) and now in (YES, NO):
            other = negate(now)
        given = {**question.case.facts, name: other}
        tried, clashes = world_of(
            question.program, given, world.settled, tracing=False, unsaid=unsaid
        )
        answer = run(tried)
        if clashes or answer.notes.complaints:
            continue
        moves = _difference(final, answer.final)
        if moves == 0:
            continue
        out.append(
            Presumed(
                name,
                spec.label,
                value_data(now, spec.type, world),
                None if moves is None else Money.of(moves, currency),
                moves is None,
            )
        )
    listed = {p.fact for p in out}
    for name in sorted(_beside(question.program) - listed):
        if world.origins.get(name) == "presumed":
            spec = world.program.vocabulary.facts[name]
            value = value_data(world.facts[name], spec.type, world)
            # What a payout reads can move what is paid, and by how much is not tried here.
            paid = name in _paid(question.program)
            out.append(Presumed(name, spec.label, value, None if paid else Money.of(0, currency)))
    out.sort(key=lambda p: (p.moves is not None, -(p.moves.minor if p.moves else 0), p.fact))
    return tuple(out)


def _presumable(program: Program, world: World) -> list[str]:
    """The facts that can move the money, and their columns in rows."""
    read = reads(program)
    columns = [n for n in world.origins if "/" in n and n.rsplit("/", 1)[1] in read]
    return sorted(read) + sorted(columns)


def _paid(program: Program) -> frozenset[str]:
    """Facts that the steps of a payout read: what is paid, and not the award, rests on them."""
    steps = [s.step for s in program.payout]
    asked = [e for s in steps for e in (s.amount, s.when) if e is not None]
    return facts_of(asked, program)


def _beside(program: Program) -> frozenset[str]:
    """Facts that decide something beside the sum: who shares it, and who must agree."""
    names = {n.name for e in beside(program) for n in parts(e.root) if isinstance(n, Fact)}
    if program.sharing is not None:
        names.add(program.sharing.count)
    return frozenset(names)


def _difference(a: Num, b: Num) -> Fraction | None:
    if (a.high is None) != (b.high is None):
        return None
    low = abs(Fraction(a.low or 0) - Fraction(b.low or 0))
    if a.high is None or b.high is None:
        return low
    return max(low, abs(Fraction(a.high) - Fraction(b.high)))


def jurisdiction_data(jurisdiction: Jurisdiction) -> dict[str, Any]:
    """Who the policy is for, as it stands in a decision."""
    return {
        "file": jurisdiction.file,
        "code": jurisdiction.code,
        "name": jurisdiction.name,
        "label": dict(jurisdiction.label),
    }


def edition_data(edition: Edition) -> dict[str, Any]:
    """The edition as it stands in a decision."""
    program = edition.program
    return {
        "id": program.id,
        "title": program.title,
        "document": program.document,
        "status": edition.status,
        "first_day": edition.start.text or "unstated",
        "last_day": edition.end.text,
    }
