"""What an edition takes from others: whose document an inherited entry cites, and what a child may set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import cast

from ecoreward.feel.check import check_expression
from ecoreward.feel.typed import Const, Expression, Scope
from ecoreward.money import text_of
from ecoreward.policy.changes import Local
from ecoreward.policy.extend import Extended
from ecoreward.policy.load_bench import Home
from ecoreward.policy.program import CONFIDENCE, Cite, Confidence, Extends, Source
from ecoreward.policy.reader import Item, Scalar
from ecoreward.policy.reader import Mapping as ItemMapping
from ecoreward.policy.sheet import Fields, Sheet, inner_place


def homes_of(
    sheet: Sheet, fields: Fields, sources: Mapping[str, Source], entry: Extended
) -> dict[str, Home]:
    """The document behind the entries that an edition writes ("") and behind those it inherits."""
    level = sheet.one_of(fields.get("confidence"), CONFIDENCE, "confidence", "text")
    confidence = cast(Confidence, level)
    document = sheet.text(fields.get("document"), "document") if "document" in fields else ""
    titles = {id: source.title for id, source in sources.items()}
    homes = {"": Home(Cite("", confidence, "", document), titles)}
    for ref, item in entry.parents:
        level = _text(item.get("confidence"))
        known: Confidence = next((c for c in CONFIDENCE if c == level), "text")
        document, title = _text(item.get("document")), _text(item.get("title"))
        cite = Cite("", known, "", document, title, ref)
        homes[ref] = Home(cite, {**_titles(item.get("sources")), **titles})
    return homes


def _text(item: Item | None) -> str:
    return item.value if isinstance(item, Scalar) else ""


def _titles(item: Item | None) -> dict[str, str]:
    if not isinstance(item, ItemMapping):
        return {}
    return {k.value: _text(v.get("title")) for k, v in item.items if isinstance(v, ItemMapping)}


def extends_of(entry: Extended) -> Extends | None:
    """What the edition builds on and changes, for a reader; None where it stands alone."""
    if not entry.parents:
        return None
    refs = tuple(ref for ref, _ in entry.parents)
    titles = tuple(_text(item.get("title")) for _, item in entry.parents)
    return Extends(refs, titles, tuple((c.kind, c.id, c.keys) for c in entry.changes))


def bounded(sheet: Sheet, scope: Scope, found: Iterable[Local]) -> None:
    """Tell every amount that a child sets outside what its parent allows."""
    for local in found:
        new = _constant(local.new, scope) if local.new else None
        old = _constant(local.old, scope) if local.old else None
        shares = [_constant(i, scope) for i in local.bounds.items if isinstance(i, Scalar)]
        unfit = len(shares) != 2 or None in shares or new is None or old is None
        if unfit or local.new is None or local.old is None or new is None or old is None:
            sheet.tell(
                "policy.local-unchecked", local.place, severity="warning", id=local.id,
                related=[local.bounds.place],
            )  # fmt: skip
            continue
        low, high = (Fraction(s or 0) * old for s in shares)
        if not low <= new <= high:
            sheet.tell(
                "policy.local-outside", local.new.place, id=local.id, new=local.new.value, old=local.old.value,
                low=_said(low, local.old), high=_said(high, local.old), related=[local.old.place, local.bounds.place],
            )  # fmt: skip


def _said(value: Fraction, like: Scalar) -> str:
    """A bound as the parent writes its own amount: a share as a share."""
    return f"{text_of(value * 100)}%" if like.value.endswith("%") else text_of(value)


def _constant(item: Scalar, scope: Scope) -> Fraction | None:
    expression: Expression | None
    expression, _ = check_expression(item.value, inner_place(item), scope, None)
    root = expression.root if expression else None
    if not isinstance(root, Const) or isinstance(root.value, (bool, str)):
        return None
    return Fraction(root.value)
