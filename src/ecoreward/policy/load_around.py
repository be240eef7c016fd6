"""Compile what stands around the award: gates, approvals, honours, handling, rounding."""

from __future__ import annotations

from ecoreward.feel.typed import Kind
from ecoreward.policy import keys
from ecoreward.policy.load_after import AWARD, with_sums
from ecoreward.policy.load_bench import Bench, rounding
from ecoreward.policy.load_define import fact
from ecoreward.policy.program import (
    Approval,
    Cite,
    Gate,
    Handling,
    Honour,
    Rounding,
    Target,
)
from ecoreward.policy.reader import Item
from ecoreward.policy.sheet import Fields
from ecoreward.policy.tree import PARENT
from ecoreward.problems import nearest

BOOLEAN: tuple[Kind, ...] = ("boolean",)


def gates_of(bench: Bench, item: Item | None, kind: str, above: Cite) -> tuple[Gate, ...]:
    sheet = bench.sheet
    out = []
    for number, entry in enumerate(sheet.entries(item, kind), 1):
        fields = sheet.fields(entry, keys.GATE, f"{kind}-entry")
        id = sheet.id(fields["id"], "id") if "id" in fields else f"{kind}-{number}"
        bench.claim_id(id, entry.place)
        bench.beside.add(id)
        when = sheet.expression(fields.get("when"), "when", bench.scope, BOOLEAN)
        cite = bench.cite(fields.get("cite"), above, entry)
        reason = sheet.words(fields.get("reason"), "reason")
        if when is not None:
            out.append(Gate(id, kind, when, reason, cite, bench.sheet.quote(fields), entry.place))  # type: ignore[arg-type]
    return tuple(out)


def referrals_of(bench: Bench, item: Item | None, above: Cite) -> tuple[Gate, ...]:
    """``refers: [{when, to, reason}]``: gates that let the matter through where it stays here."""
    sheet, out = bench.sheet, []
    for number, entry in enumerate(sheet.entries(item, "refers"), 1):
        fields = sheet.fields(entry, keys.REFERRAL, "refers-entry")
        id = sheet.id(fields["id"], "id") if "id" in fields else f"refers-{number}"
        bench.claim_id(id, entry.place)
        bench.beside.add(id)
        when = sheet.expression(fields.get("when"), "when", bench.scope, BOOLEAN)
        cite = bench.cite(fields.get("cite"), above, entry)
        reason = sheet.words(fields.get("reason"), "reason")
        to = _target(bench, fields.get("to"))
        if when is not None and to is not None:
            quote = sheet.quote(fields)
            out.append(Gate(id, "refers", when, reason, cite, quote, entry.place, to))
    return tuple(out)


def _target(bench: Bench, item: Item | None) -> Target | None:
    name = bench.sheet.text(item, "to")
    if not name or item is None:
        return None
    found, names = bench.find(name) if bench.find else (Target(name), ())
    if found is None:
        if name == PARENT:
            bench.sheet.tell("policy.refers-no-parent", item.place)
        else:
            near = nearest(name, names)
            bench.sheet.tell("policy.refers-unknown", item.place, to=name, suggestions=near)
    return found


def _with(bench: Bench, fields: Fields) -> str:
    if "with" not in fields:
        return ""
    name = bench.sheet.text(fields["with"], "with")
    names = [i for i in bench.ids if i not in bench.beside]
    if name and name not in names:
        bench.sheet.tell(
            "policy.unknown-node", fields["with"].place, node=name, names=names or ["—"],
            suggestions=nearest(name, names),
        )  # fmt: skip
    return name


def _own_id(bench: Bench, fields: Fields) -> str:
    """The id of an approval or honour, in the same space as those of nodes and gates."""
    id = bench.sheet.id(fields.get("id"), "id")
    if id and id not in bench.ids:
        bench.beside.add(id)
    if id:
        bench.claim_id(id, fields["id"].place)
    return id


def approvals_of(bench: Bench, item: Item | None, above: Cite) -> tuple[Approval, ...]:
    sheet, out = bench.sheet, []
    scope = with_sums(bench.scope, AWARD)
    for entry in sheet.entries(item, "approvals"):
        fields = sheet.fields(entry, keys.APPROVAL, "approval")
        when = (
            sheet.expression(fields["when"], "when", scope, BOOLEAN) if "when" in fields else None
        )
        by = sheet.words(fields.get("by"), "by") if "by" in fields else {}
        out.append(
            Approval(
                _own_id(bench, fields), sheet.words(fields.get("label"), "label"), when,
                _with(bench, fields), fact(bench, fields.get("consent"), ("boolean",)), by,
                bench.cite(fields.get("cite"), above, entry), bench.sheet.quote(fields),
                entry.place,
            )
        )  # fmt: skip
    return tuple(out)


def honours_of(bench: Bench, item: Item | None, above: Cite) -> tuple[Honour, ...]:
    sheet, out = bench.sheet, []
    for entry in sheet.entries(item, "honours"):
        fields = sheet.fields(entry, keys.HONOUR, "honour")
        when = (
            sheet.expression(fields["when"], "when", bench.scope, BOOLEAN)
            if "when" in fields
            else None
        )
        out.append(
            Honour(
                _own_id(bench, fields), sheet.words(fields.get("label"), "label"), when,
                _with(bench, fields), bench.cite(fields.get("cite"), above, entry),
                bench.sheet.quote(fields), entry.place,
            )
        )  # fmt: skip
    return tuple(out)


def handling_of(bench: Bench, item: Item | None, above: Cite) -> Handling | None:
    if item is None:
        return None
    sheet = bench.sheet
    fields = sheet.fields(item, keys.HANDLING, "handling")
    start = fact(bench, fields.get("from"), ("date",))
    days: dict[str, int] = {
        name: n
        for name in ("urgent", "important", "ordinary")
        if name in fields and (n := sheet.days(fields[name], name)) is not None
    }
    return Handling(start, days, bench.cite(fields.get("cite"), above, item))


def rounding_of(bench: Bench, item: Item | None, above: Cite) -> Rounding | None:
    if item is None:
        return None
    rule = rounding(bench, item)
    if rule is None:
        return None
    fields = bench.sheet.fields(item, keys.ROUND, "round")
    return Rounding(
        rule[0],
        rule[1],
        stated=True,
        cite=bench.cite(fields.get("cite"), above, item),
    )
