"""Limits and steps of a node: floor, then cap, then the decided figure, then `then` in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ecoreward.engine.logic import holds, measure
from ecoreward.engine.trace import Operand, StepTrace, operand, range_data, test_trace
from ecoreward.engine.values import YES, Num, Truth, add, hull, least, minus, most, number, times
from ecoreward.engine.world import World
from ecoreward.feel.typed import Expression
from ecoreward.money import RoundingMode, round_to
from ecoreward.policy.program import Cite, Node, Step


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something in the case that cannot be: reported as a problem after the evaluation."""

    code: str
    node: Node
    params: dict[str, object]
    certain: bool = True  # false where the node may not apply or not be reached
    key: str = ""  # what `decided` calls the node here


@dataclass(slots=True)
class Notes:
    """What an evaluation wants to say beside its result."""

    used: set[str] = field(default_factory=set)  # keys of `decided` that were used
    open_figures: dict[str, tuple[Node, Num]] = field(default_factory=dict)
    unranged: set[str] = field(default_factory=set)  # decided without a range to check against
    waiting: set[str] = field(default_factory=set)  # decided, but the range is not yet known
    complaints: list[Complaint] = field(default_factory=list)
    rounding: list[dict[str, object]] = field(default_factory=list)
    # Readings share children: what a node gave in a world is found once. Keys hold what they name.
    doubt: int = 0  # how many nodes around the present one may not apply
    seen: dict[tuple[int, int], tuple[Node, World, Any]] = field(default_factory=dict)
    # The worlds inside the rows of a fact, made once for each world around them.
    rows: dict[tuple[str, int], list[tuple[int, World, bool]]] = field(default_factory=dict)

    def complain(self, code: str, node: Node, params: dict[str, object], key: str = "") -> None:
        """Note what cannot be; certain only where the node certainly applies and is reached."""
        certain = self.doubt == 0
        self.complaints.append(Complaint(code, node, params, certain, key or node.id))


Ends = tuple[Num, Num | None]


def limited(
    node: Node, value: Num, ends: Ends | None, world: World, notes: Notes
) -> tuple[Num, list[StepTrace]]:
    """The amount of `node` after its limits, the authority's figure, and its steps.

    `ends` are the two ends of what the authority decides, each as far as it is known.
    """
    trail: list[StepTrace] = []
    floor = measure(node.floor.root, world) if node.floor else None
    cap = measure(node.cap.root, world) if node.cap else None
    if floor and cap and _above(floor, cap):
        notes.complain("case.floor-above-cap", node, _limits(floor, cap, world))
        return value, trail
    if floor is not None and node.floor is not None:
        value = _take(node, "floor", node.floor, value, most([value, floor]), world, trail)
    if cap is not None and node.cap is not None:
        value = _take(node, "cap", node.cap, value, least([value, cap]), world, trail)
    if ends is not None:
        value = _decide(node, value, _clamped(ends, floor, cap), world, notes, trail)
    for step in node.then:
        value = stepped(node.id, step, value, world, notes, trail, node.cite)
    return value, trail


def _clamped(ends: Ends, floor: Num | None, cap: Num | None) -> Ends:
    low, high = ends
    if floor is not None:
        low, high = most([low, floor]), None if high is None else most([high, floor])
    if cap is not None:
        low, high = least([low, cap]), cap if high is None else least([high, cap])
    return low, high


def _above(floor: Num, cap: Num) -> bool:
    return floor.low is not None and cap.high is not None and floor.low > cap.high


def _limits(floor: Num, cap: Num, world: World) -> dict[str, object]:
    currency = world.program.currency
    return {"floor": range_data(floor, currency), "cap": range_data(cap, currency)}


def _decide(
    node: Node, value: Num, ends: Ends, world: World, notes: Notes, trail: list[StepTrace]
) -> Num:
    settled = world.settled
    key = world.key(node.id)
    if key in settled.ends:
        return _end(value, settled.ends[key])
    if key not in settled.figures:
        if not value.point and key not in settled.rates:
            notes.open_figures[key] = (node, value)
        return value
    figure = settled.figures[key]
    notes.used.add(key)
    low, high = value.low, value.high
    if (low is not None and figure < low) or (high is not None and figure > high):
        params: dict[str, object] = {"range": range_data(value, world.program.currency)}
        notes.complain("case.decided-outside", node, params, key)
        return value
    if not _surely_inside(figure, ends):
        # Whether the figure may stand depends on facts that are missing: it must wait for them.
        notes.waiting.add(key)
        facts = frozenset(c for c in value.causes if c.kind == "fact")
        return Num(value.low, value.high, facts or value.causes)
    if ends[1] is None:
        notes.unranged.add(key)
    decided = Num(figure, figure)
    if world.tracing:
        shown = range_data(decided, world.program.currency)
        trail.append(
            StepTrace(
                "decided",
                "yes",
                Operand("", shown, "decided"),
                range_data(value, world.program.currency),
                shown,
                changed=True,
                cite=node.cite,
            )
        )
    return decided


def _surely_inside(figure: Fraction, ends: Ends) -> bool:
    low, high = ends
    above = low.high is not None and figure >= low.high
    return above and (high is None or (high.low is not None and figure <= high.low))


def _end(value: Num, end: str) -> Num:
    if end == "low":
        return Num(value.low, value.low) if value.low is not None else value
    return Num(value.high, value.high) if value.high is not None else value


def stepped(
    name: str,
    step: Step,
    value: Num,
    world: World,
    notes: Notes,
    trail: list[StepTrace],
    cite: Cite | None = None,
) -> Num:
    """An amount after one step; one whose condition is not known gives the hull of with and without."""
    asked: Truth = holds(step.when.root, world) if step.when else YES
    if not asked.true:
        done = value
    else:
        done = _apply(name, step, value, world, notes, cite, certain=asked.certain)
        if not asked.certain:
            done = hull([value, done], asked.causes)
    if world.tracing:
        trail.append(traced_step(step, asked, value, done, world, cite))
    return done


def traced_step(
    step: Step, asked: Truth, before: Num, after: Num, world: World, cite: Cite | None
) -> StepTrace:
    """A step as it came out."""
    currency = world.program.currency
    return StepTrace(
        step.kind,
        asked.word,
        operand(step.amount, step.amount.root, world) if step.amount else None,
        range_data(before, currency),
        range_data(after, currency),
        # Without an upper end what is taken away or multiplied does not show at the ends.
        (before.low, before.high) != (after.low, after.high)
        or (before.high is None and step.kind in ("minus", "times") and asked.true),
        test_trace(step.when, step.when.root, world) if step.when else None,
        step.cite or cite,
    )


def _apply(
    name: str,
    step: Step,
    value: Num,
    world: World,
    notes: Notes,
    cite: Cite | None,
    *,
    certain: bool,
) -> Num:
    if step.kind == "round":
        assert step.unit is not None
        return rounded(
            value, step.unit, step.mode, name, step.cite or cite, world, notes,
            stated=True, certain=certain,
        )  # fmt: skip
    assert step.amount is not None
    amount = measure(step.amount.root, world)
    if step.kind == "times":
        return times(value, amount)
    if step.kind == "minus":
        return most([add(value, minus(amount)), Num(0, 0)])
    return most([value, amount]) if step.kind == "floor" else least([value, amount])


def rounded(
    value: Num,
    unit: Fraction,
    mode: RoundingMode,
    node: str,
    cite: Cite | None,
    world: World,
    notes: Notes,
    *,
    stated: bool,
    certain: bool = True,
) -> Num:
    """Both ends rounded alike; what a rounding changed stands in the ledger."""
    low = None if value.low is None else round_to(Fraction(value.low), unit, mode)
    high = None if value.high is None else round_to(Fraction(value.high), unit, mode)
    after = number(low, high, value.causes)
    currency = world.program.currency
    for end, before, now in (("low", value.low, low), ("high", value.high, high)):
        if before is None or now is None or before == now or (value.point and end == "high"):
            continue
        notes.rounding.append(
            {
                "node": node,
                "end": "point" if value.point else end,
                "mode": mode,
                "unit": range_data(Num(unit, unit), currency),
                "before": range_data(Num(before, before), currency),
                "after": range_data(Num(now, now), currency),
                "difference": range_data(Num(now - before, now - before), currency),
                "rule": "policy" if stated else "engine",
                "certain": certain,
                "cite": cite,
            }
        )
    return after


def _take(
    node: Node,
    kind: str,
    limit: Expression,
    before: Num,
    after: Num,
    world: World,
    trail: list[StepTrace],
) -> Num:
    if world.tracing:
        currency = world.program.currency
        trail.append(
            StepTrace(
                kind,
                "yes",
                operand(limit, limit.root, world),
                range_data(before, currency),
                range_data(after, currency),
                (before.low, before.high) != (after.low, after.high),
                None,
                node.cite,
            )
        )
    return after
