"""One language to speak in: sentences from the catalogue, amounts, shares, articles and lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ecoreward.money import text_of
from ecoreward.words import LOCALES, say, words_of

Data = Any  # plain JSON data of a decision
_ROW = re.compile(r"-row-(\d+|otherwise)$")
_UNNAMED = re.compile(r"award(-\d+)*$")


@dataclass(frozen=True, slots=True)
class Voice:
    """Calling it says the sentence of a key, such as ``head.awarded``."""

    lang: str

    def __call__(self, key: str, /, **params: Any) -> str:
        """The sentence of `key`, its parameters written for this language."""
        return say(f"explain.{key}", self.lang, **params)

    def value(self, data: Data) -> str:
        """Plain data as words: an amount, a range, a date, codes, an answer, or not known."""
        if isinstance(data, Mapping):
            if data.get("unknown"):
                return self("unknown")
            if "truth" in data:
                return self(f"truth.{data['truth']}")
        return words_of(data, self.lang)

    def share(self, number: str, written: str = "") -> str:
        """A rate as a share of a hundred, as a thousandth where the policy writes it so."""
        rate = Fraction(number)
        if written.endswith("‰"):
            return f"{text_of(rate * 1000)}‰"
        percent = text_of(rate * 100)
        return text_of(rate) if "/" in percent else f"{percent}%"

    def label(self, words: Mapping[str, str] | None, id: str = "") -> str:
        """A label in this language; where a node has none, what it is."""
        text = (words or {}).get(self.lang) or (words or {}).get("zh") or ""
        if text and text != id:
            return text
        if row := _ROW.search(id):
            other = row.group(1) == "otherwise"
            return self("label.otherwise") if other else self("label.row", number=row.group(1))
        return self("label.award") if _UNNAMED.fullmatch(id) else id

    def title(self, title: str, document: str = "") -> str:
        """The title of a document, in Chinese within 《》, with its number."""
        text = title if "《" in title else self("basis.title", title=title)
        return self("basis.document", title=text, document=document) if document else text

    def article(self, cite: Data) -> str:
        """The article, with its document where it is not the edition's own."""
        if not cite or not cite.get("article"):
            return ""
        article = str(cite["article"])
        if cite.get("source"):
            # The source's own title; the edition's number is not the source's.
            return f"{cite.get('title') or cite['source']} {article}"
        if cite.get("inherited"):
            return f"{self.title(cite.get('title') or cite['inherited'])}{article}"
        return article

    def cite(self, cite: Data) -> str:
        """The article in brackets."""
        article = self.article(cite)
        return self("cite", article=article) if article else ""

    def list(self, parts: Iterable[str]) -> str:
        """Words one after the other."""
        return self("comma").join(p for p in parts if p)

    def clauses(self, parts: Iterable[str]) -> str:
        """Clauses one after the other."""
        return self("semicolon").join(p for p in parts if p)

    def codes(self, data: Data) -> str:
        """The codes of a choice, a set or a list, in words."""
        found = data.get("codes", ()) if isinstance(data, Mapping) else ()
        return self.list(words_of(c, self.lang) for c in found) or self("none")


def voice_of(lang: str) -> Voice:
    """The voice of a language. Raises `ValueError` for one that is not spoken here."""
    if lang not in LOCALES:
        raise ValueError(f"lang is one of {', '.join(LOCALES)}, not {lang}")
    return Voice(lang)
