"""Compile what follows the award: claim, sharing, payout, who pays, and what is taken back."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import cast

from ecoreward.feel.numbers import value_of
from ecoreward.feel.typed import MONEY, Expression, Kind, Scope, Type
from ecoreward.policy import keys
from ecoreward.policy.after import Claim, Division, PayoutStep, Pays, Reclaim, Sharing, Together
from ecoreward.policy.load_bench import NUMBER, Bench, step
from ecoreward.policy.load_define import fact
from ecoreward.policy.program import Cite, Gate
from ecoreward.policy.reader import Item, Mapping, Scalar
from ecoreward.policy.sheet import Fields
from ecoreward.words import say

BOOLEAN: tuple[Kind, ...] = ("boolean",)
CLAIMED = "claimed_on"
RECLAIM = "reclaim"  # the id of the gate that it is
# Names of sums that are known only once the award is found.
AWARD = {"award": "award", "奖励金额": "award"}
PAYOUT = {"payout": "payout", "发放金额": "payout"}


def with_sums(scope: Scope, *names: dict[str, str]) -> Scope:
    """A scope that also knows the award, or what one reporter is paid."""
    facts, spellings = dict(scope.facts), dict(scope.spellings)
    for spelled in names:
        facts |= {code: Type(MONEY.kind) for code in spelled.values()}
        spellings |= spelled
    return replace(scope, facts=facts, spellings=spellings)


def claim_of(bench: Bench, item: Item | None, above: Cite) -> Claim | None:
    """``claim: {within: 60 days, after: 通知日期, late: forfeited}``"""
    if item is None:
        return None
    sheet = bench.sheet
    fields = sheet.fields(item, keys.CLAIM, "claim")
    within = sheet.period(fields.get("within"), "within")
    start = fact(bench, fields.get("after"), ("date",))
    by = fact(bench, fields["by"], ("date",)) if "by" in fields else CLAIMED
    if "by" not in fields and CLAIMED not in bench.vocabulary.facts:
        sheet.tell("policy.no-claim-fact", item.place, fact=CLAIMED)
        by = ""
    if by and by == start:
        sheet.tell("policy.claim-same-day", fields["after"].place)
    late = sheet.one_of(fields.get("late"), ("forfeited", "unstated"), "late", "unstated")
    cite = bench.cite(fields.get("cite"), above, item)
    if within is None or not start or not by:
        return None
    return Claim(within[0], within[1], start, by, late, cite, sheet.quote(fields))  # type: ignore[arg-type]


def sharing_of(bench: Bench, item: Item | None, above: Cite) -> Sharing | None:
    """``sharing: equal``, or one of its forms with a condition and a citation."""
    if item is None:
        return None
    sheet = bench.sheet
    if isinstance(item, Scalar):
        how = sheet.one_of(item, keys.SHARINGS, "sharing", "")
        built = Sharing(cast(Division, how), cite=above) if how else None
    else:
        built = _sharing(bench, item, above)
    if built is not None:
        _needs(bench, built, item)
    return built


def _sharing(bench: Bench, item: Item, above: Cite) -> Sharing | None:
    sheet = bench.sheet
    fields = sheet.fields(item, keys.SHARING, "sharing")
    if not isinstance(item, Mapping):
        return None
    forms = [k for k in keys.SHARINGS if k in fields]
    if len(forms) != 1:
        sheet.tell("policy.sharing-form", item.place, names=list(keys.SHARINGS))
        return None
    how = cast(Division, forms[0])
    odd = together = ""
    if how == "equal":
        odd = sheet.one_of(fields["equal"], ("first", "unstated"), "equal", "unstated")
    elif how == "together":
        together = sheet.one_of(
            fields["together"], ("representative", "agreed", "unstated"), "together", "unstated"
        )
    elif not sheet.boolean(fields["by_share"], "by_share", default=True):
        sheet.tell("policy.by-share-true", fields["by_share"].place)
    when = (
        sheet.expression(fields["when"], "when", bench.scope, BOOLEAN) if "when" in fields else None
    )
    cite = bench.cite(fields.get("cite"), above, item)
    return Sharing(
        how, cast(Together, together or "unstated"), odd_stated=odd == "first", when=when,
        cite=cite, quote=sheet.quote(fields),
    )  # fmt: skip


def _needs(bench: Bench, built: Sharing, item: Item) -> None:
    """The facts of the vocabulary that a form of sharing reads."""
    facts = bench.vocabulary.facts
    counted = facts.get(built.count)
    if counted is None or counted.type.kind != "integer":
        bench.sheet.tell("policy.no-sharing-fact", item.place, fact=built.count)
    share = facts.get(built.share)
    if built.how == "by_share" and (share is None or share.type.kind != "number"):
        bench.sheet.tell("policy.no-share-fact", item.place, fact=built.share)


def payout_of(bench: Bench, item: Item | None, above: Cite) -> tuple[PayoutStep, ...]:
    """Steps on what each reporter is paid, in order."""
    if item is None:
        return ()
    sheet, out = bench.sheet, []
    scope = with_sums(bench.scope, AWARD)
    for entry in sheet.entries(item, "payout"):
        fields = sheet.fields(entry, keys.PAYOUT, "payout-step")
        built = step(bench, entry, fields, above, scope)
        per = sheet.one_of(fields.get("per"), ("reporter", "case"), "per", "reporter")
        if per == "case" and built is not None and built.kind != "cap":
            sheet.tell("policy.per-case-cap", fields["per"].place, kind=built.kind)
        label = sheet.words(fields.get("label"), "label") if "label" in fields else {}
        if built is not None:
            out.append(PayoutStep(built, label, together=per == "case"))
    if not sheet.entries(item, "payout") and not isinstance(item, (Scalar, Mapping)):
        sheet.tell("policy.empty-list", item.place, what="payout")
    return tuple(out)


def pays_of(bench: Bench, item: Item | None, above: Cite) -> tuple[Pays, ...]:
    """Who pays and how."""
    sheet, out = bench.sheet, []
    scope = with_sums(bench.scope, AWARD, PAYOUT)
    for entry in sheet.entries(item, "pays"):
        fields = sheet.fields(entry, keys.PAYS, "pays-entry")
        said = [k for k in ("by", "means", "tax", "at_least") if k in fields]
        if isinstance(entry, Mapping) and not said:
            sheet.tell("policy.pays-nothing", entry.place)
        if "at_least" in fields and "means" not in fields:
            sheet.tell("policy.at-least-of-what", fields["at_least"].place)
        words = {k: sheet.words(fields[k], k) if k in fields else {} for k in ("by", "means")}
        tax = sheet.one_of(fields.get("tax"), ("withheld", "included"), "tax", "")
        least = _share(bench, fields)
        when = (
            sheet.expression(fields["when"], "when", scope, BOOLEAN) if "when" in fields else None
        )
        cite = bench.cite(fields.get("cite"), above, entry)
        out.append(Pays(words["by"], words["means"], tax, least, when, cite, sheet.quote(fields)))  # type: ignore[arg-type]
    return tuple(out)


def _share(bench: Bench, fields: Fields) -> Expression | None:
    """`at_least`: a share, above 0 and at most the whole."""
    if "at_least" not in fields:
        return None
    found = bench.sheet.expression(fields["at_least"], "at_least", bench.scope, NUMBER)
    value = value_of(found.root) if found is not None else None
    if isinstance(value, Fraction) and not 0 < value <= 1:
        bench.sheet.tell("policy.at-least-share", fields["at_least"].place)
        return None
    return found


def reclaim_of(bench: Bench, item: Item | None, above: Cite) -> Reclaim | None:
    """``never``, a condition, or ``{when, reason, cite}``"""
    if item is None:
        return None
    sheet = bench.sheet
    place = item.place
    if isinstance(item, Scalar) and item.value == "never":
        return Reclaim(cite=above, place=place)
    fields: Fields = {"when": item}
    if isinstance(item, Mapping):
        fields = sheet.fields(item, keys.RECLAIM, "reclaim")
    when = sheet.expression(fields.get("when"), "when", bench.scope, BOOLEAN)
    reason = sheet.words(fields["reason"], "reason") if "reason" in fields else _default_reason()
    cite = bench.cite(fields.get("cite"), above, item)
    if when is None:
        return None
    bench.claim_id(RECLAIM, place)
    bench.beside.add(RECLAIM)
    return Reclaim(when, reason, cite, sheet.quote(fields), place)


def _default_reason() -> dict[str, str]:
    return {lang: say("decision.reclaim-reason", lang) for lang in ("zh", "en")}


def reclaim_gate(rule: Reclaim | None) -> tuple[Gate, ...]:
    """Where what was paid is taken back, nothing is due: a gate like any other."""
    if rule is None or rule.when is None:
        return ()
    return (Gate(RECLAIM, "excludes", rule.when, rule.reason, rule.cite, rule.quote, rule.place),)
