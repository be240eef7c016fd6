"""What a comparison over a table says of each place, in words: sums, differences, sources, and what is open."""

from __future__ import annotations

from ecoreward.money import Money
from ecoreward.words import say, words_of
from ecoreward.workbench.table_comparison import PlaceResult, TableComparison, Total

COLUMNS = (
    "number", "name", "total", "difference", "awarded", "mean", "median", "uncertain", "no-policy",
)  # fmt: skip


def cells(number: int, place: PlaceResult, lang: str) -> dict[str, str]:
    """A row of the table of places: a text for each of `COLUMNS`."""
    whole = place.total is not None
    return {
        "number": numbered(number, place),
        "name": place.name(lang),
        "total": total_text(place.total, lang),
        "difference": difference_text(place, lang),
        "awarded": f"{place.awarded:,}" if whole else "—",
        "mean": money_text(place.mean, lang),
        "median": money_text(place.median, lang),
        "uncertain": f"{place.uncertain:,}" if whole else "—",
        "no-policy": f"{place.no_policy:,}" if whole else "—",
    }


def numbered(number: int, place: PlaceResult) -> str:
    """The number of a place, with a star for the cases' own."""
    return f"{'*' if place.own else ''}{number}"


def money_text(sum_: Money | None, lang: str) -> str:
    """A sum in words, or a dash."""
    return "—" if sum_ is None else words_of(sum_.to_json(), lang)


def total_text(total: Total | None, lang: str) -> str:
    """A total in words, as a range where it is none."""
    if total is None:
        return "—"
    high = total.high.to_json() if total.high else None
    return words_of({"low": total.low.to_json(), "high": high}, lang)


def difference_text(place: PlaceResult, lang: str) -> str:
    """By how much a place gives more or less, over how many cases."""
    change = place.difference
    if place.own or change is None or not change.cases:
        return "—"
    text = money_text(change.sum, lang)
    sign = "+" if change.sum.minor > 0 else ""
    text = sign + text if lang == "zh" else text.replace(" ", f" {sign}", 1)
    return say("compare.over-cases", lang, sum=text, count=change.cases)


def edition_texts(place: PlaceResult, lang: str) -> list[str]:
    """The editions that decide, their documents, and how far their sources can be trusted."""
    out = []
    for use in place.editions:
        document = use.edition.get("document") or ""
        key = "cli.compare.document" if document else "cli.compare.title"
        title = say(key, lang, title=use.edition["title"], document=document).lstrip("：: ")
        trust = say(f"cli.policies.confidence.{use.confidence}", lang)
        out.append(say("compare.edition", lang, title=title, trust=trust, count=use.cases))
    return out


def open_texts(place: PlaceResult, lang: str, most: int) -> list[str]:
    """What leaves sums open, with the number of cases; facts that the table has no column for say so."""
    out: list[str] = []
    for item in place.open[:most]:
        key = "open-fact" if item.kind == "fact" and not item.column else "open-item"
        out.append(say(f"compare.{key}", lang, label=dict(item.label), count=item.cases))
    if len(place.open) > most:
        out.append(say("compare.open-more", lang, count=len(place.open) - most))
    return out


def note_texts(place: PlaceResult, lang: str) -> list[str]:
    """What a reader must know of a total."""
    texts = [note.text(lang) for note in (*place.obstacles, *place.notes)]
    return texts + [p.message(lang) for p in place.problems if not place.obstacles]


def foot_texts(found: TableComparison, lang: str) -> list[str]:
    """What the figures of a comparison mean."""
    out = []
    if any(place.own for place in found.places):
        out.append(say("compare.own-mark", lang))
    if any(place.difference is not None for place in found.places):
        out.append(say("compare.about-difference", lang))
    if any(place.mean is not None for place in found.places):
        out.append(say("compare.about-mean", lang))
    if found.ignored:
        out.append(say("cli.run.ignored", lang, names=list(found.ignored)))
    return out
