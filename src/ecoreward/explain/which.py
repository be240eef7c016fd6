"""Why this edition: the one that applies, those that do not and why, and what comes of others."""

from __future__ import annotations

from ecoreward.explain.conditions import condition
from ecoreward.explain.page import Item, Section
from ecoreward.explain.voice import Data, Voice

# In force or known of, but not applied: what a reader may ask after.
_LOST = ("not_named", "replaced_by_campaign", "elsewhere", "not_known_then", "other_scheme")
_ALIVE = ("chosen", "beside")


def which(data: Data, voice: Voice) -> list[Section]:
    """The edition in one line where no other was in question, else each with its reason; then others' results.

    Decisions stored by earlier versions do not say why.
    """
    entries = data.get("chosen", ())
    alive = [c for c in entries if c["state"] in _ALIVE]
    lost = [c for c in entries if c["state"] in _LOST]
    lines = tuple(_line(c, voice) for c in (*alive, *lost))
    title = "which" if any(c["state"] == "chosen" for c in alive) else "which-others"
    results = tuple(_beside(b, voice) for b in data.get("beside", ()))
    return [
        Section(voice(f"title.{title}"), lines),
        Section(voice("title.beside"), results),
    ]


def name(title: str, id: str, voice: Voice) -> str:
    """An edition by its title and id."""
    return voice("candidate.name", title=voice.title(title), id=id) if title else id


def _line(entry: Data, voice: Voice) -> Item:
    state = entry["state"] if entry["state"] in _ALIVE else "lost"
    why = entry["because"]["text"][voice.lang]
    text = voice(f"which.{state}", name=name(entry["title"], entry["edition"], voice), why=why)
    test = entry["where"]
    shown = test and (state != "lost" or entry["state"] == "elsewhere")
    notes = (voice("which.case", condition=condition(test, voice)),) if shown else ()
    return Item(text, notes)


def _beside(item: Data, voice: Voice) -> Item:
    result = (
        voice("which.no-result")
        if item["outcome"] is None
        else voice(f"head.{item['outcome']}", sum=voice.value(item["range"]))
    )
    title = name(item["title"], item["edition"], voice)
    text = voice(f"which.result-{item['applies']}", name=title, result=result)
    return Item(text, (voice("which.by-name", id=item["edition"]),))


def referred(data: Data, voice: Voice) -> list[str]:
    """What comes of the case where it is referred to, and where that sends it in turn."""
    out, found = [], data.get("referred_to")
    while found:
        place = voice.label(found["jurisdiction"]["label"]) or found["jurisdiction"]["name"]
        result = voice(f"head.{found['outcome']}", sum=voice.value(found["range"]))
        key = "referred.result" if found["title"] else "referred.open"
        title = name(found["title"], found["edition"], voice)
        out.append(voice(key, place=place, title=title, result=result))
        found = found.get("referred_to")
    return out
