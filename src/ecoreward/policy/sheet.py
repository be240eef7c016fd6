"""Read values out of a policy file's items, collecting every problem with its place.

All scalars are text until a key asks for a type; nothing here raises on bad input.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable
from collections.abc import Mapping as TMapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from ecoreward.feel.check import check_cell, check_expression
from ecoreward.feel.typed import Expression, Kind, Scope
from ecoreward.policy.keys import Table, example, meant, named, part
from ecoreward.policy.listed import Listed, line_with, listed, words
from ecoreward.policy.program import CONFIDENCE, Cite, Span
from ecoreward.policy.reader import Item, Mapping, Scalar, Sequence
from ecoreward.policy.vocabulary_types import Words
from ecoreward.policy.yaml_lines import shown
from ecoreward.problems import Place, Problem, Severity, nearest

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?\Z")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?\Z")
Fields = dict[str, Item]


class Sheet:
    """A collector of problems with readers for every kind of value."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def tell(
        self,
        code: str,
        place: Place,
        *,
        severity: Severity = "error",
        suggestions: Iterable[str] = (),
        related: Iterable[Place] = (),
        **params: object,
    ) -> None:
        """Note one problem; `what` names the part of the file it is about."""
        if isinstance(params.get("what"), str):
            params["what"] = part(str(params["what"]))
        self.problems.append(
            Problem(code, place, params, severity, tuple(suggestions), tuple(related))
        )

    def fields(self, item: Item | None, table: Table, what: str) -> Fields:
        """The entries of a mapping, unknown and missing keys reported."""
        if not isinstance(item, Mapping):
            if item is not None:
                self.tell("policy.want-mapping", item.place, what=what, example=example(what))
            return {}
        out: Fields = {}
        misspelt: set[str] = set()
        for key, value in item.items:
            if key.value in table:
                out[key.value] = value
            else:
                found = nearest(key.value, table) or named(key.value, table)
                misspelt |= set(found[:1])
                self.tell(
                    "policy.unknown-key", key.place, key=key.value, what=what,
                    keys=list(table), suggestions=found,
                )  # fmt: skip
        for name, key_ in table.items():
            if key_.required and name not in out and name not in misspelt:
                self.tell(
                    "policy.missing-key", item.place, key=name, what=what,
                    meaning={"zh": key_.zh, "en": key_.en}, example=example(what, name),
                )  # fmt: skip
        return out

    def entries(self, item: Item | None, what: str, plain: bool = False) -> tuple[Item, ...]:
        """The items of a list; where they may be `plain` words, also of one written as a text."""
        if isinstance(item, Sequence):
            return item.items
        if item is None:
            return ()
        found = words(item) if plain and isinstance(item, Scalar) else None
        if found is not None and isinstance(item, Scalar):
            self._as_list([found], what)
            return found.names
        written = item.place.text[item.place.column - 1 :].strip()
        example = f"- {shown(written)}" if written else "- …"
        self.tell("policy.want-list", item.place, what=what, example=example)
        return ()

    def _as_list(self, found: list[Listed], what: str) -> None:
        """What one line has of lists written as text, told at once with the whole line mended."""
        code = "policy.list-form-open" if any(f.open for f in found) else "policy.list-form"
        texts = [shown(f.item.value) for f in found]
        self.tell(code, found[0].item.place, what=what, text=texts, fixed=line_with(found))

    def pairs(self, item: Item | None, what: str) -> tuple[tuple[Scalar, Item], ...]:
        """The entries of a mapping with free keys."""
        if isinstance(item, Mapping):
            return item.items
        if item is not None:
            self.tell("policy.want-pairs", item.place, what=what, example=_entry_of(what))
        return ()

    def text(self, item: Item | None, what: str) -> str:
        """A scalar's text."""
        if isinstance(item, Scalar):
            if not item.value:
                self.tell("policy.empty-value", item.place, what=what)
            return item.value
        if item is not None:
            self.tell("policy.want-text", item.place, what=what)
        return ""

    def texts(self, item: Item | None, what: str) -> tuple[Scalar, ...]:
        """One text or a list of texts, with their places."""
        if isinstance(item, Scalar):
            return (item,) if self.text(item, what) else ()
        found = [i for i in self.entries(item, what) if self.text(i, what)]
        return tuple(i for i in found if isinstance(i, Scalar))

    def names(
        self, item: Item | None, what: str, known: Callable[[str], bool]
    ) -> tuple[Scalar, ...]:
        """Names, one or a list of them; several written as one text are told and taken apart."""
        out: list[Scalar] = []
        lines: dict[int, list[Listed]] = {}
        for scalar in self.texts(item, what):
            found = listed(scalar, isinstance(item, Scalar), known)
            out += found.names if found else (scalar,)
            if found:
                lines.setdefault(scalar.place.line, []).append(found)
        for together in lines.values():
            self._as_list(together, what)
        return tuple(out)

    def words(self, item: Item | None, what: str) -> Words:
        """A text in the law's language, or ``{zh, en}``."""
        if isinstance(item, Mapping):
            out = {}
            if not item.items:
                self.tell("policy.empty-value", item.place, what=what)
            for key, value in item.items:
                if key.value in ("zh", "en"):
                    out[key.value] = self.text(value, what)
                else:
                    self.tell("policy.words-key", key.place, key=key.value, what=what)
            return out if not out else {"zh": out.get("zh", out.get("en", "")), **out}
        text = self.text(item, what)
        return {"zh": text, "en": text} if text else {}

    def quote(self, fields: Fields) -> str:
        """The words of the source, where they are given."""
        return self.text(fields["quote"], "quote") if "quote" in fields else ""

    def boolean(self, item: Item | None, what: str, default: bool = False) -> bool:
        """``true`` or ``false``, and nothing else."""
        if item is None:
            return default
        text = self.text(item, what)
        if text in ("true", "false"):
            return text == "true"
        if text:
            self.tell("policy.want-boolean", item.place, what=what, text=text)
        return default

    def id(self, item: Item | None, what: str) -> str:
        """A kebab-case id."""
        text = self.text(item, what)
        if text and not _ID.match(text) and item is not None:
            self.tell("policy.id-form", item.place, id=text, cure=_kebab(text))
        return text

    def one_of(self, item: Item | None, names: Iterable[str], what: str, default: str) -> str:
        """One of a few words."""
        text = self.text(item, what)
        if not text:
            return default
        pool = list(names)
        if text not in pool and item is not None:
            self.tell(
                "policy.one-of", item.place, text=text, what=what, names=[meant(what, n) for n in pool],
                suggestions=nearest(text, pool),
            )  # fmt: skip
            return default
        return text

    def number(self, item: Item | None, what: str) -> Fraction | None:
        """A plain decimal number, exactly."""
        text = self.text(item, what)
        if not text:
            return None
        if _NUMBER.match(text) and len(text) <= 40:
            return Fraction(text)
        if item is not None:
            self.tell("policy.want-number", item.place, text=text, what=what)
        return None

    def days(self, item: Item | None, what: str) -> int | None:
        """``3 days``"""
        text = self.text(item, what)
        match = re.match(r"([1-9][0-9]{0,3}) days?\Z", text)
        if match:
            return int(match[1])
        if text and item is not None:
            digits = re.match(r"[0-9]+", text)
            self.tell(
                "policy.want-days",
                item.place,
                text=text,
                what=what,
                days=digits[0] if digits else "N",
            )
        return None

    def period(self, item: Item | None, what: str) -> tuple[int, str] | None:
        """``60 days`` or ``15 workdays``"""
        text = self.text(item, what)
        match = re.match(r"([1-9][0-9]{0,3}) (day|workday)s?\Z", text)
        if match:
            return int(match[1]), f"{match[2]}s"
        if text and item is not None:
            self.tell("policy.want-period", item.place, text=text, what=what)
        return None

    def span(self, item: Item | None, what: str) -> Span:
        """A day, a month or a year; ``unstated`` gives an open span."""
        text = self.text(item, what)
        if not text or text == "unstated" or item is None:
            return Span(None, None, "")
        span = span_of(text)
        if span is None:
            self.tell("policy.want-date", item.place, text=text, what=what)
            return Span(None, None, "")
        return span

    def cite(self, item: Item | None, above: Cite, sources: TMapping[str, str]) -> Cite:
        """An article, or ``{article, source, confidence}``; what is absent is inherited."""
        from ecoreward.policy.keys import CITE

        if item is None:
            return above
        if isinstance(item, Scalar):
            return replace(above, article=self.text(item, "cite"))
        found = self.fields(item, CITE, "cite")
        source = self.text(found.get("source"), "source") if "source" in found else above.source
        pool = list(sources)
        if source and source not in pool:
            self.tell(
                "policy.unknown-source", found["source"].place if "source" in found else item.place,
                source=source, suggestions=nearest(source, pool), names=pool or ["—"],
            )  # fmt: skip
        confidence = self.one_of(
            found.get("confidence"), CONFIDENCE, "confidence", above.confidence
        )
        article = (
            self.text(found.get("article"), "article") if "article" in found else above.article
        )
        title = sources.get(source, "") if source else above.title
        return Cite(article, confidence, source, above.document, title, above.inherited)  # type: ignore[arg-type]

    def expression(
        self, item: Item | None, what: str, scope: Scope, expect: tuple[Kind, ...]
    ) -> Expression | None:
        """A checked expression."""
        text = self.text(item, what)
        if not text or not isinstance(item, Scalar):
            return None
        found, problems = check_expression(text, inner_place(item), scope, expect)
        self.problems += problems
        return found

    def cell(self, item: Item | None, left: Expression, scope: Scope) -> Expression | None:
        """A checked table cell."""
        text = self.text(item, "in")
        if not text or not isinstance(item, Scalar):
            return None
        found, problems = check_cell(text, inner_place(item), left, scope)
        self.problems += problems
        return found


def inner_place(item: Scalar) -> Place:
    """Where the first character of a scalar's text stands, inside its quotes."""
    return item.place if item.plain else item.place.shifted(1, max(1, len(item.value)))


def _entry_of(what: str) -> str:
    """One right entry of a mapping with free names."""
    names = {"define": "重大违法: {kinds: [偷排漏排]}", "sources": example("source")}
    names |= {"facts": example("fact-spec"), "violations": example("term")}
    return names.get(what, "wechat: {zh: 微信, en: WeChat}")


def span_of(text: str) -> Span | None:
    """A day, a month or a year as a span of days; None when it is no date.

    >>> span_of("2021-02").high - span_of("2021-02").low
    27
    """
    match = _DATE.match(text)
    if not match:
        return None
    year, month, day = match[1], match[2], match[3]
    try:
        if day:
            n = date(int(year), int(month), int(day)).toordinal()
            return Span(n, n, text)
        if month:
            last = calendar.monthrange(int(year), int(month))[1]
            first = date(int(year), int(month), 1).toordinal()
            return Span(first, first + last - 1, text)
        return Span(date(int(year), 1, 1).toordinal(), date(int(year), 12, 31).toordinal(), text)
    except (ValueError, calendar.IllegalMonthError):
        return None


def _kebab(text: str) -> str:
    cured = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    return cured or "tier-500"
