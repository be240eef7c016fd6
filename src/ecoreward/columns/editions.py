"""Which edition each row falls under: the reference's choice, made once for each stretch of days.

Between two days on which something begins or ends the choice is the same, so the reference evaluator is
asked once a stretch. Where a condition of the case itself decides (`where`), the condition is a graph.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ecoreward.columns import values as v
from ecoreward.columns.context import Context, Unsupported
from ecoreward.columns.decide import Lowered
from ecoreward.columns.derive import world as world_of
from ecoreward.columns.graph import fits, reached
from ecoreward.columns.logic import holds
from ecoreward.columns.shape import Shape
from ecoreward.engine.case import Case
from ecoreward.engine.choose import cuts, falls
from ecoreward.engine.select import select
from ecoreward.engine.values import Num
from ecoreward.policy.edition import Edition, Jurisdiction
from ecoreward.policy.expressions import facts_of
from ecoreward.policy.schemes import Role, roles


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from `first` on (to the day before the next stretch) with one choice of edition.

    `edition` is certain; `asked` are editions of which a condition of the case decides. With neither,
    no edition is in force, unless `reference` leaves the choice to the reference evaluator.
    """

    first: int
    edition: Edition | None = None
    asked: tuple[Edition, ...] = ()
    reference: bool = False


def stretches(jurisdiction: Jurisdiction, *, presume: bool) -> tuple[Stretch, ...]:
    """The choice of edition over all days."""
    of = roles(jurisdiction.editions)
    pool = [e for e in jurisdiction.editions if e.status != "draft" and of[e.id] != "named"]
    starts = [1, *sorted(d for d in cuts(tuple(pool)) if d > 1)]
    return tuple(_stretch(first, jurisdiction, pool, of, presume) for first in starts)


def _stretch(
    first: int,
    jurisdiction: Jurisdiction,
    pool: Sequence[Edition],
    of: Mapping[str, Role],
    presume: bool,
) -> Stretch:
    day = Num(first, first)
    asked = [e for e in pool if falls(e, day).true]
    main = [e for e in asked if of[e.id] == "main"]
    if any(e.program.where is not None for e in asked):
        if all(falls(e, day).certain for e in main):
            return Stretch(first, asked=tuple(main))
        return Stretch(first, reference=True)
    case = Case("", jurisdiction.code, facts={jurisdiction.chosen_by: day})
    found = select(case, jurisdiction, presume=presume)
    if found.conflict is not None:
        return Stretch(first, reference=True)
    if found.single is not None:
        return Stretch(first, edition=found.single)
    return Stretch(first, reference=bool(found.main))


def lower_where(edition: Edition, shape: Shape) -> Lowered:
    """Whether an edition is in force for a row: `in` and `open`, with `hard` as elsewhere."""
    program = edition.program
    if program.where is None:
        raise Unsupported("no condition")
    ctx = Context(program, shape)
    world = world_of(ctx, facts_of([program.where], program))
    found = holds(program.where.root, world, ctx)
    g = ctx.g
    outputs = {"in": found.true, "open": v.open_(g, found), "hard": g.or_(*ctx.hard)}
    if not fits(reached(outputs.values())):
        raise Unsupported("sums beyond 64 bits")
    masks = {f: tuple(tuple(c) for c in columns) for f, columns in ctx.masks.items()}
    return Lowered(
        edition, shape, outputs, (), tuple(ctx.causes), masks, ctx.most,
        frozenset(facts_of([program.where], program)),
    )  # fmt: skip
