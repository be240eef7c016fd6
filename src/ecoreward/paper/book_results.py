"""The results of a what-if workbook: each case today and with the values to try, and how the sum came about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ecoreward.engine.decision import Decision
from ecoreward.explain.path import path
from ecoreward.explain.voice import Voice
from ecoreward.money import digits
from ecoreward.paper.book_frame import (
    EDGE,
    HEAD,
    SOFT,
    STALE,
    Page,
    begin,
    heads,
    high,
    money,
    printed,
    short,
)
from ecoreward.paper.book_inputs import BLANK, CHECKED
from ecoreward.paper.book_inputs import HEAD as CASE_HEAD
from ecoreward.paper.sheets import Book as Sheets
from ecoreward.tables.problems import letter
from ecoreward.workbench.book import Book
from ecoreward.workbench.book_names import PARAMS, header, sheet_name
from ecoreward.workbench.book_run import Result, Sum, Totals, totals

_WIDTHS = {
    "case": 18, "edition": 15, "outcome": 13, "today_low": 13, "today_high": 13, "payable": 13,
    "then_low": 13, "then_high": 13, "more_low": 13, "more_high": 13, "path": 50, "open": 26, "state": 8,
}  # fmt: skip
_RANGED = ("today_high", "then_high", "more_high")
_SUMS = ("today_low", "today_high", "payable", "then_low", "then_high", "more_low", "more_high")
_HEAD = 2
_TOP = _HEAD + 2  # the first case, below the totals


@dataclass(frozen=True, slots=True)
class _Forms:
    """The number formats of a currency."""

    sum: str
    more: str


def results(book: Book, sheets: Sheets, voice: Voice, title: str) -> None:
    """One row a case, the totals above them."""
    ranged = any(_is_range(d) for r in book.results for d in (r.both or ()))
    editions = {_edition(r.today.decision) for r in book.results if r.today.decision is not None}
    columns = [c for c in _WIDTHS if ranged or c not in _RANGED]
    if len(editions) < 2:
        columns.remove("edition")
    page = begin(sheets, "results", [_WIDTHS[c] for c in columns], title)
    forms = _forms(book)
    one = "" if ranged else ".one"
    names = [
        page.say(f"result.{c}{one}")
        if c in _SUMS and c != "payable"
        else header("result", c, page.lang)
        for c in columns
    ]
    heads(page, _HEAD, names)
    look = {"valign": "top", **EDGE}
    for n, found in enumerate(book.results):
        _row(page, _TOP + n, found, columns, book, voice, forms, look)
    _total(page, columns, book, forms)
    last = _TOP + max(0, len(book.results) - 1)
    _state(page, columns, book)
    page.sheet.freeze_panes(_TOP, 1)
    printed(page, _HEAD, last, len(columns) - 1)


def _forms(book: Book) -> _Forms:
    places = digits(book.edition.program.currency)
    plain = "#,##0" + ("." + "0" * places if places else "")
    return _Forms(plain, f"+{plain};-{plain};{plain[4:]}")


def _edition(decision: Decision) -> str:
    """The edition by which a case is decided."""
    return str(decision.edition["id"]) if decision.edition else "—"


def _is_range(decision: Decision) -> bool:
    return decision.range.high is None or decision.range.low != decision.range.high


def _row(
    page: Page,
    row: int,
    found: Result,
    columns: Sequence[str],
    book: Book,
    voice: Voice,
    forms: _Forms,
    look: dict[str, Any],
) -> None:
    cells = _cells(page, found, voice)
    shown = [short(str(cells.get(c) or ""), w) for c, w in zip(columns, page.widths, strict=True)]
    for n, name in enumerate(columns):
        if name in _SUMS:
            form = forms.more if name.startswith("more") else forms.sum
            more: dict[str, Any] = (
                {"bold": True} if name.startswith("more") and cells.get(name) else {}
            )
            money(page, row, n, cells.get(name), form, **look, **more)
        elif name != "state":
            page.text(row, n, shown[n], **look)
    at = columns.index("state")
    page.sheet.write_formula(
        row, at, _stale(page, row, book), page.look(font_color="#C00000", **look), ""
    )
    high(page, row, shown)


def _cells(page: Page, found: Result, voice: Voice) -> dict[str, Any]:
    """The cells of a case by the names of columns; sums as decimals."""
    out: dict[str, Any] = {"case": found.row.case or page.say("result.unnamed")}
    today, then = found.today.decision, found.then.decision
    words = [
        page.say("result.failed") if d is None else d.outcome.label(page.lang)
        for d in (today, then)
    ]
    out["outcome"] = words[0] if words[0] == words[1] else " → ".join(words)
    for side, decision in (("today", today), ("then", then)):
        if decision is not None:
            out[f"{side}_low"] = decision.range.low.value
            high = decision.range.high
            out[f"{side}_high"] = page.say("result.endless") if high is None else high.value
    if today is not None:
        out["edition"] = _edition(today)
        out["payable"] = None if today.payable is None else today.payable.value
    if today is not None and then is not None:
        out["more_low"] = then.range.low.value - today.range.low.value
        if today.range.high is not None and then.range.high is not None:
            out["more_high"] = then.range.high.value - today.range.high.value
    out["path"] = _way(page, today, then, voice)
    problems = [f"{p.place.file.rpartition(' ')[2]} {p.message(page.lang)}" for p in found.problems]
    out["open"] = "\n".join([*problems, *(_open(then, voice) if then is not None else ())])
    return out


def _way(page: Page, today: Decision | None, then: Decision | None, voice: Voice) -> str:
    """How the sum came about; both ways, one below the other, where they differ."""
    sides = (then,) if then is today else (today, then)
    ways = ["\n".join(path(d.to_json(), voice)) if d is not None else "" for d in sides]
    ways = [ways[0], ways[-1]]
    if ways[0] == ways[1] or not ways[0] or not ways[1]:
        return ways[1] or ways[0]
    return "\n".join((page.say("result.now"), ways[0], page.say("result.tried"), ways[1]))


def _open(decision: Decision, voice: Voice) -> list[str]:
    """What is missing or has to be decided before anything can be paid."""
    out = [
        voice("todo.fact", fact=voice.label(m.label), moves=_moves(m, voice))
        for m in decision.missing
    ]
    for item in decision.to_decide:
        label = voice.label(item.label, item.node)
        low = item.low.to_json() if item.low is not None else None
        high = item.high.to_json() if item.high is not None else None
        ends = voice.value({"low": low, "high": high}) if low else ""
        out.append(
            voice(f"todo.{item.kind}", label=label, cite="", range=ends, moves=_moves(item, voice))
        )
    for consent in decision.approvals:
        if consent["state"] not in ("given", "not_needed"):
            label = voice.label(consent["label"], consent["id"])
            out.append(voice(f"approval.{consent['state']}", label=label))
    return out


def _moves(item: Any, voice: Voice) -> str:
    if item.unbounded:
        return voice("moves.unbounded")
    if item.moves is None:
        return voice("moves.unknown")
    key = "moves.at-most" if item.at_most else "moves.exactly"
    return voice(key, sum=voice.value(item.moves.to_json()))


def _total(page: Page, columns: Sequence[str], book: Book, forms: _Forms) -> None:
    """The totals, as formulas that go on adding up when somebody hides or deletes a row."""
    row = _HEAD + 1
    found = totals(book.results, book.edition.program.currency)
    look: dict[str, Any] = {"bold": True, "bg_color": HEAD, **EDGE}
    payable = sum(
        (p.value for r in book.results if r.today.decision and (p := r.today.decision.payable)),
        Decimal(0),
    )
    sums: dict[str, Decimal | None] = {"payable": payable}
    for name, one in (("today", found.today), ("then", found.then), ("more", found.difference)):
        sums |= _ends(name, one)
    for n, name in enumerate(columns):
        if name == "case":
            page.text(row, n, _heading(page, found), **look)
        elif name in _SUMS:
            value = sums.get(name)
            form = forms.more if name.startswith("more") else forms.sum
            if value is None:
                page.text(row, n, page.say("result.endless"), align="right", **look)
                continue
            span = f"{letter(n)}{_TOP + 1}:{letter(n)}{_TOP + max(1, len(book.results))}"
            cell = page.look(num_format=form, **look)
            page.sheet.write_formula(row, n, f"=SUM({span})", cell, value)
        else:
            page.text(row, n, "", **look)
    high(page, row, [_heading(page, found)])


def _heading(page: Page, found: Totals) -> str:
    key = "result.total-failed" if found.failed else "result.total"
    return page.say(key, count=found.count, failed=found.failed)


def _ends(name: str, one: Sum) -> dict[str, Decimal | None]:
    high = one.high.value if one.high is not None else None
    return {f"{name}_low": one.low.value, f"{name}_high": high}


def _stale(page: Page, row: int, book: Book) -> str:
    """Whether the inputs of a case, or any parameter, are not those of the result."""
    at = CASE_HEAD + 1 + (row - _TOP) + 1
    status = letter(len(book.columns) + len(book.notes))
    cases = f"'{sheet_name('cases', page.lang)}'!{status}{at}"
    stale = page.say("stale")  # of a case that was deleted, too
    return f'=IFERROR(IF(OR({cases}<>"",{_params(page, book)}>0),"{stale}",""),"{stale}")'


def _params(page: Page, book: Book) -> str:
    """How many parameters are not those of the results."""
    name, last = sheet_name("params", page.lang), 3 + len(book.settings)
    tried, used = (letter(PARAMS.index(k)) for k in ("tried", "last"))
    left, right = (f"'{name}'!${c}$4:${c}${last}" for c in (tried, used))
    return f'SUMPRODUCT(--({left}&""<>{right}&""))'


def _state(page: Page, columns: Sequence[str], book: Book) -> None:
    """Stale rows are marked, and the line above says what has to be calculated again."""
    at = letter(columns.index("state"))
    last = _TOP + max(1, len(book.results)) - 1
    rule = {
        "type": "formula", "criteria": f'=${at}{_TOP + 1}<>""', "format": page.look(bg_color=STALE),
    }  # fmt: skip
    page.sheet.conditional_format(_TOP, 0, last, len(columns) - 1, rule)
    cases = f"'{sheet_name('cases', page.lang)}'!"
    status = letter(len(book.columns) + len(book.notes))
    first = CASE_HEAD + 2
    marked = (
        first + len(book.rows) + BLANK
    )  # the first row below those that say whether they changed
    beyond = f"{cases}A{marked}:{letter(len(book.columns) - 1)}{marked + CHECKED}"
    counts = (
        f'COUNTIF({at}{_TOP + 1}:{at}{last + 1},"?*")',
        f'COUNTIF({cases}{status}{first}:{status}{marked - 1},"?*")',
        f"COUNTA({beyond})",
        _params(page, book),
    )
    stale, fresh = page.say("results.stale"), page.say("results.fresh")
    formula = f'=IFERROR(IF({"+".join(counts)}>0,"{stale}","{fresh}"),"{stale}")'
    look = page.look(font_color=SOFT)
    page.sheet.write_formula(1, 0, formula, look, page.say("results.fresh"))
