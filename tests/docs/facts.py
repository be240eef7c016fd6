"""The research notes under `docs/facts`, cut into what a policy can rest on, each with a name.

Names are an entry of `policies.md` (`CN-JS-TZ-2019`), a fact of `seed-jurisdictions.md` (`Z18-2`) or
one of its sources (`W12`) or sections (`6.7`), a row of `paid-cases.csv` (`PC039`) or of a table of awards
(`8.2/7`, `shapes/2`), or a seed (`seeds/002`).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from .made import DOCS

FACTS = DOCS / "facts"
_HEADING = re.compile(r"^#### (?P<name>\S+) - (?P<place>.+)$", re.M)
_FIELD = re.compile(r"^- (?P<key>[A-Z][\w ]*): (?P<text>.*)$", re.M)
_SECTION = re.compile(r"^#{2,3} (?P<number>[0-9]+(?:\.[0-9]+)?)\.? (?P<title>.+)$", re.M)
_SOURCE = re.compile(r"\b[SW][0-9]+\b")
_FACT = re.compile(r"[A-Z]{1,3}[0-9]{0,2}-?[0-9]{1,2}")
_RANGE = re.compile(
    r"(?P<head>[A-Z]{1,3}(?:[0-9]{2}-|-)?)(?P<low>[0-9]+)[–~](?P=head)?(?P<high>[0-9]+)\Z"
)


@dataclass(frozen=True)
class Note:
    """One piece of the notes: its text for looking figures up, and the addresses it gives."""

    name: str
    text: str  # without addresses, codes of shapes and the note's own heading
    urls: str
    place: str = ""
    shapes: tuple[str, ...] = ()
    confidence: str = ""


@cache
def entries() -> Mapping[str, Note]:
    """The entries of `policies.md`, in the order of the file."""
    text = (FACTS / "policies.md").read_text("utf-8")
    heads = list(_HEADING.finditer(text))
    ends = [h.start() for h in heads[1:]] + [len(text)]
    found = [
        _entry(h["name"], h["place"], text[h.end() : e]) for h, e in zip(heads, ends, strict=True)
    ]
    assert len({n.name for n in found}) == len(found)
    return {n.name: n for n in found}


def _entry(name: str, place: str, body: str) -> Note:
    fields = {m["key"]: m["text"] for m in _FIELD.finditer(body)}
    confidence, _, source = fields.pop("Confidence").partition(" Source: ")
    shapes = tuple(fields.pop("Shapes").split())
    text = "\n".join(f"{k}: {v}" for k, v in fields.items())
    return Note(name, _bare(text), f"{text}\n{source}", place, shapes, confidence.rstrip("."))


@cache
def seed_facts() -> Mapping[str, Note]:
    """Facts and sections of `seed-jurisdictions.md`, each with the rows of the sources that it names."""
    text = (FACTS / "seed-jurisdictions.md").read_text("utf-8")
    rows = [_cells(line) for line in text.splitlines() if line.startswith("| ")]
    sources = {r[0]: " | ".join(r[1:]) for r in rows if re.fullmatch(r"[SW][0-9]+", r[0])}
    found = {s: Note(s, _bare(text), text) for s, text in sources.items()}
    for row in rows:
        if len(row) == 4 and _FACT.fullmatch(row[0]) and row[0] not in sources:
            name, fact, source, confidence = row
            found[name] = _of_seed(name, fact, source, sources, confidence)
    heads = list(_SECTION.finditer(text))
    for i, head in enumerate(heads):
        after = [h for h in heads[i + 1 :] if not h["number"].startswith(head["number"] + ".")]
        end = after[0].start() if after else len(text)
        body = text[head.start() : end]
        title = head["title"].split("(")[0].strip()
        found[head["number"]] = _of_seed(head["number"], body, body, sources, "", title)
    return found


def _of_seed(
    name: str, body: str, source: str, sources: Mapping[str, str], confidence: str, place: str = ""
) -> Note:
    named = [sources[s] for s in dict.fromkeys(_SOURCE.findall(source)) if s in sources]
    text = "\n".join((body, source, *named))
    return Note(name, _bare(text), text, place, (), confidence)


@cache
def seeds() -> Mapping[str, Note]:
    """The source documents themselves, by the number they begin with."""
    out = {}
    for path in sorted((FACTS / "seeds").glob("*.txt")):
        text = re.sub(r"\s+", " ", path.read_text("utf-8"))
        out[f"seeds/{path.name[:3]}"] = Note(f"seeds/{path.name[:3]}", text, text)
    return out


@cache
def paid_cases() -> Mapping[str, Mapping[str, str]]:
    """The rows of `paid-cases.csv` by id."""
    with (FACTS / "paid-cases.csv").open(encoding="utf-8", newline="") as stream:
        return {row["id"]: row for row in csv.DictReader(stream)}


@cache
def notes() -> Mapping[str, Note]:
    """Everything that an edition can rest on, by name."""
    rows = {name: Note(name, _bare(text), text) for name, text in published().items()}
    return {**entries(), **seed_facts(), **seeds(), **rows}


def spread(names: Iterable[str]) -> list[str]:
    """Names with stretches written out.

    >>> spread(["K1–K3", "Z18-2", "Z18-4–6"])
    ['K1', 'K2', 'K3', 'Z18-2', 'Z18-4', 'Z18-5', 'Z18-6']
    """
    out: list[str] = []
    for name in names:
        stretch = _RANGE.match(name)
        if stretch is None:
            out.append(name)
        else:
            low, high = int(stretch["low"]), int(stretch["high"])
            out += [f"{stretch['head']}{n}" for n in range(low, high + 1)]
    return out


@cache
def published() -> Mapping[str, str]:
    """Every published award or sum that can be reckoned, by name, with what the notes say of it.

    `8.1/3` is the third row of that table in `seed-jurisdictions.md`, `shapes/2` the second row of
    section 4 of `shapes.md`.
    """
    out = {name: " | ".join(v for v in row.values() if v) for name, row in paid_cases().items()}
    text = (FACTS / "seed-jurisdictions.md").read_text("utf-8")
    for number in ("8.1", "8.2", "8.3"):
        body = text.split(f"### {number} ")[1].split("\n#")[0]
        out |= {f"{number}/{n}": row for n, row in enumerate(_rows(body), 1)}
    body = (FACTS / "shapes.md").read_text("utf-8").split("## 4. ")[1]
    out |= {f"shapes/{n}": row for n, row in enumerate(_rows(body), 1)}
    return out


def _rows(body: str) -> list[str]:
    lines = [line for line in body.splitlines() if line.startswith("|")]
    return [line.strip("| ") for line in lines[2:]]


def _cells(line: str) -> list[str]:
    return [c.strip() for c in line.strip().strip("|").split("|")]


def _bare(text: str) -> str:
    """A text without addresses, in which any number may stand."""
    return re.sub(r"https?://\S+", " ", text)
