"""``ecoreward whatif``: a case or a table under values set otherwise, along a sweep, or under a draft."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ecoreward.cli import inputs as i
from ecoreward.cli.lines import table
from ecoreward.cli.shared import State, clean, fail, out, out_json, state_of, tell
from ecoreward.words import say, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecoreward.api import Library
    from ecoreward.engine.decision import Decision
    from ecoreward.workbench.trials import Trial
    from ecoreward.workbench.whatif import TablePoint, TableWhatIf, Total

SUFFIXES = (".html", ".xlsx", ".csv", ".parquet")


def command(
    ctx: typer.Context,
    inputs: i.Inputs = None,
    jurisdiction: i.Jurisdiction = None,
    edition: i.Edition = None,
    sets: Annotated[list[str] | None, typer.Option("--set")] = None,
    sweeps: Annotated[list[str] | None, typer.Option("--sweep")] = None,
    draft: Annotated[str | None, typer.Option("--draft")] = None,
    output: Annotated[str | None, typer.Option("-o", "--output")] = None,
    save: Annotated[str | None, typer.Option("--save")] = None,
    sheet: Annotated[str | None, typer.Option("--sheet")] = None,
    from_table: Annotated[str | None, typer.Option("--table")] = None,
    no_presume: i.NoPresume = False,
    as_json: i.AsJson = False,
) -> int:
    """Texts are in the catalogue."""
    state = state_of(ctx)
    library = state.library()
    words = list(inputs or ())
    tried = _trials(library, sets or [], sweeps or [], draft, jurisdiction, edition)
    if tried is None:
        return _listed(library, words, jurisdiction, edition, state, as_json=as_json)
    place, trials = tried
    if save is not None:
        _save(place, trials, save)
    for trial in trials[:1]:
        for address in trial.nothing:
            _aside(say("cli.whatif.nothing", state.lang, address=clean(address)))
    if len(words) == 1 and i.is_table(words[0]):
        source = (words[0], sheet, from_table)
        return _table(
            library,
            source,
            place,
            edition,
            trials,
            output,
            state,
            as_json=as_json,
            presume=not no_presume,
        )
    if not words and save is not None:
        return 0
    if output is not None:
        raise fail("cli.for-a-table", option="-o")
    return _case(
        library, words, place, edition, trials, state, as_json=as_json, presume=not no_presume
    )


def _aside(text: str) -> None:
    typer.echo(text, err=True)


def _trials(
    library: Library,
    sets: Sequence[str],
    sweeps: Sequence[str],
    draft: str | None,
    place: str | None,
    edition: str | None,
) -> tuple[str, tuple[Trial, ...]] | None:
    """Whose rules are tried, and every point; None where nothing is to be tried."""
    from ecoreward.workbench.drafts import draft_edition
    from ecoreward.workbench.trials import Trial, place_of, setting, sweep, trials

    if draft is not None:
        if sets or sweeps:
            raise fail("cli.not-together", a="--draft", b="--set")
        found = draft_edition(library, draft, edition or "")
        today = library.jurisdiction(found.jurisdiction.code)  # what it takes the place of
        trial = Trial((), found.library, found.id, clean(Path(draft).name))
        return today.exactly("en"), (trial,)
    if not sets and not sweeps:
        return None
    addresses = [*(setting(s)[0] for s in sets), *(sweep(s)[0] for s in sweeps)]
    for n, address in enumerate(addresses):
        if address in addresses[:n]:
            raise fail("cli.set-twice", address=clean(address))
    file = place or place_of(library, addresses[0].partition(".")[0])
    if not file:
        raise fail("cli.whose-setting", address=clean(addresses[0]))
    return file, trials(library, file, sets, sweeps, edition=edition or "")


def _save(place: str, trials: Sequence[Trial], path: str) -> None:
    """The policy with the values as a draft, for one setting of each."""
    from ecoreward.cli.shared import write_new

    if len(trials) != 1 or trials[0].draft:
        raise fail("cli.save-one")
    library = trials[0].library
    write_new(path, library.text_of(library.file(place)))


def _listed(
    library: Library,
    words: Sequence[str],
    place: str | None,
    edition: str | None,
    state: State,
    *,
    as_json: bool,
) -> int:
    """Every parameter of an edition, by address, so that one can be chosen."""
    name = place or (words[0] if len(words) == 1 else "")
    if not name:
        raise fail("cli.whatif-nothing")
    if i.is_table(name) or i.is_path(name):
        raise fail("cli.whatif-nothing")
    found = library.parameters(name, edition)
    lang = state.lang
    if as_json:
        out_json([
            {"address": p.address, "value": p.text, "kind": p.kind, "rule": dict(p.label), "says": dict(p.says),
             "article": p.cite.article if p.cite else ""}
            for p in found
        ])  # fmt: skip
        return 0
    head = {
        c: say(f"cli.whatif.column.{c}", lang)
        for c in ("address", "value", "says", "rule", "article")
    }
    rows = [
        {
            "address": p.address, "value": _short(p.text), "says": p.says[lang],
            "rule": clean(p.label.get(lang) or p.label.get("zh", "")) or "—",
            "article": clean(p.cite.article if p.cite else "") or "—",
        }
        for p in found
    ]  # fmt: skip
    out("\n".join(table([head, *rows], right=())))
    return 0


def _short(text: str, most: int = 36) -> str:
    return clean(text if len(text) <= most else text[: most - 1] + "…")


def _case(
    library: Library,
    words: Sequence[str],
    place: str,
    edition: str | None,
    trials: Sequence[Trial],
    state: State,
    *,
    as_json: bool,
    presume: bool,
) -> int:
    from ecoreward.workbench.whatif import whatif_case

    answers = i.Answers(state.names)
    spoken = any(i.is_fact(w) and not i.is_path(w) for w in words)
    raws = i.read_all(
        words, i.Words(place if spoken else None, edition if spoken else None), answers
    )
    if answers.errors or not raws:
        tell(answers.problems, state.lang, as_data=as_json)
        return 2
    found = [whatif_case(library, raw, trials, presume=presume) for raw in raws]
    if as_json:
        out_json([f.to_json() for f in found])
        return 0
    lang, blocks = state.lang, []
    heads = _heads(trials, lang)
    for one in found:
        head = {c: say(f"cli.whatif.case.{c}", lang) for c in ("tried", "outcome", "sum", "change")}
        rows = [{"tried": say("cli.whatif.today", lang), **_decided(one.today, lang), "change": ""}]
        rows += [
            {
                "tried": clean(p.trial.name(lang, bare=bool(heads))),
                **_decided(p.decision, lang),
                "change": _moved(one.today, p.decision, lang),
            }
            for p in one.points
        ]
        name = [say("cli.compare.head", lang, case=clean(one.today.case))] if one.today.case else []
        blocks.append("\n".join([*name, *heads, *table([head, *rows], right=("sum", "change"))]))
    out("\n\n".join(blocks))
    out("\n" + say("cli.whatif.foot", lang))
    return 0


def _heads(trials: Sequence[Trial], lang: str) -> list[str]:
    """What is set, said once above the values where all trials set the same."""
    from ecoreward.workbench.trials import headed

    names = {a: t.names.get(a, {}).get(lang, "") for t in trials for a in headed(trials)}
    return [
        say("cli.whatif.head", lang, name=clean(n) or clean(a), address=clean(a))
        for a, n in names.items()
    ]


def _decided(decision: Decision, lang: str) -> dict[str, str]:
    high = decision.range.high.to_json() if decision.range.high else None
    shown = words_of({"low": decision.range.low.to_json(), "high": high}, lang)
    return {"outcome": decision.outcome.label(lang), "sum": shown}


def _moved(today: Decision, then: Decision, lang: str) -> str:
    """By how much a sum moves; of ranges, by their ends."""
    ends = [(today.range.low, then.range.low), (today.range.high, then.range.high)]
    if any(a is None or b is None or a.currency != b.currency for a, b in ends):
        same = (today.range.low, today.range.high) == (then.range.low, then.range.high)
        return "—" if same else say("cli.whatif.other", lang)
    moves = [signed(b - a, lang) for a, b in ends if a is not None and b is not None]
    return _change(moves[0], moves[1], any(a != b for a, b in ends), lang)


def _change(low: str, high: str, moved: bool, lang: str) -> str:
    """The changes of both ends; a dash where there is none."""
    if not moved:
        return "—"
    return low if low == high else say("cli.whatif.to", lang, low=low, high=high)


def signed(money: Any, lang: str) -> str:
    """A change of a sum with its sign."""
    if not money.value:
        return words_of(money.to_json(), lang)
    mark = "+" if money.value > 0 else "−"
    return mark + words_of(
        money.to_json()
        if money.value > 0
        else (type(money)(-money.value, money.currency)).to_json(),
        lang,
    )


def _table(
    library: Library,
    source: tuple[str, str | None, str | None],
    place: str,
    edition: str | None,
    trials: Sequence[Trial],
    output: str | None,
    state: State,
    *,
    as_json: bool,
    presume: bool,
) -> int:
    from ecoreward.cli.progress import Progress
    from ecoreward.tables.problems import packages

    name, sheet, from_table = source
    if output is not None:
        if Path(output).suffix.lower() not in SUFFIXES:
            raise fail("cli.output-kind", path=clean(output), names=list(SUFFIXES))
        if Path(output).exists() and Path(name).exists() and Path(output).samefile(name):
            raise fail("cli.run-onto-itself", path=clean(output))
    with packages(name):
        from ecoreward.tables.source import open_source
    from ecoreward.workbench.whatif import whatif_table

    opened = open_source(name, sheet=sheet, query_table=from_table)
    with Progress(opened, state.lang) as progress:
        found = whatif_table(
            library,
            opened,
            trials,
            place=place,
            edition=edition or "",
            presume=presume,
            told=progress.at,
        )
    tell(found.warnings, state.lang, as_data=as_json)
    if found.ignored and not as_json:
        _aside(say("cli.run.ignored", state.lang, names=[clean(h) for h in found.ignored]))
    if output is not None:
        from ecoreward.paper.whatif import write

        write(found, output, state.lang)
    if as_json:
        out_json(found.to_json())
    else:
        out("\n".join(lines(found, state.lang)))
    return 1 if found.bad else 0


def lines(found: TableWhatIf, lang: str) -> list[str]:
    """What a table comes to today and under every trial."""
    count = f"{found.today.cases:,}"
    top = [say("cli.whatif.cases", lang, count=count)]
    if found.outside:
        top.append(say("cli.whatif.outside", lang, count=f"{found.outside:,}"))
    if found.bad:
        top.append(say("cli.whatif.bad", lang, count=f"{found.bad:,}"))
        top += [
            f"  {say('cli.whatif.bad-row', lang, row=r, reason=clean(p.message(lang)))}"
            for r, _, p in found.bad_rows[:5]
        ]
    heads = _heads([p.trial for p in found.points], lang)
    columns = ("tried", "sum", "change", "more", "less", "open")
    head = {c: say(f"cli.whatif.table.{c}", lang) for c in columns}
    today = {
        "tried": say("cli.whatif.today", lang),
        "sum": _sum(found.today, lang),
        "open": f"{found.today.open:,}",
    }
    rows = [{**dict.fromkeys(columns, ""), **today}]
    rows += [_point(p, lang, bare=bool(heads)) for p in found.points]
    shown = table([head, *rows], right=("sum", "change", "more", "less", "open"))
    still = [p for p in found.points if not p.moved]
    foot = (
        [
            say(
                "cli.whatif.still",
                lang,
                names=[clean(p.trial.name(lang, bare=bool(heads))) for p in still],
            )
        ]
        if still
        else []
    )
    return [*top, *heads, "", *shown, "", *foot, say("cli.whatif.foot", lang)]


def _sum(total: Total, lang: str) -> str:
    if total.endless:
        return say("cli.whatif.endless", lang, low=total.low.to_json(), count=f"{total.endless:,}")
    return words_of({"low": total.low.to_json(), "high": total.high.to_json()}, lang)


def _point(point: TablePoint, lang: str, *, bare: bool) -> dict[str, str]:
    low = signed(point.low, lang)
    if point.high is None:
        change = say("cli.whatif.to", lang, low=low, high=say("whatif.endless", lang))
    else:
        moved = bool(point.low.value or point.high.value)
        change = _change(low, signed(point.high, lang), moved, lang)
    return {
        "tried": clean(point.trial.name(lang, bare=bare)), "sum": _sum(point.total, lang), "change": change,
        "more": f"{point.more:,}", "less": f"{point.less:,}", "open": f"{point.total.open:,}",
    }  # fmt: skip
