"""What a sum rests on and what is open, in words: labels and articles of the edition, for people to read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from ecoreward.policy.edition import Edition, Jurisdiction
from ecoreward.policy.expressions import nodes_of
from ecoreward.policy.program import Cite
from ecoreward.policy.vocabulary_types import Words

Place = Callable[[str], Jurisdiction | None]
_JOIN = {"zh": "；", "en": "; "}
_ARTICLE = {"zh": "〔{}〕", "en": " [{}]"}


@dataclass(slots=True)
class Speaker:
    """The words of editions, found once for each text of ids."""

    place: Place
    lang: str
    known: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)

    def column(self, frame: pl.DataFrame, name: str) -> pl.Series:
        """The ids of a column, in words."""
        keys = frame.select(
            pl.col("place"), pl.col("edition").fill_null(""), pl.col(name).alias("ids")
        )
        few = keys.unique(maintain_order=True)
        said = [self.said(place, edition, ids) for place, edition, ids in few.iter_rows()]
        if few.height == 1:
            return pl.Series([said[0]], dtype=pl.String).new_from_index(0, frame.height)
        table = few.with_columns(words=pl.Series(said, dtype=pl.String))
        return keys.join(table, on=["place", "edition", "ids"], how="left", maintain_order="left")[
            "words"
        ]

    def places(self, frame: pl.DataFrame) -> pl.Series:
        """The places of rows, by their names."""
        keys = frame["place"]
        files = keys.unique(maintain_order=True)
        names = [self.name(file) for file in files.to_list()]
        return keys.replace_strict(files, pl.Series(names, dtype=pl.String), return_dtype=pl.String)

    def name(self, file: str) -> str:
        """The name of a place, by its file."""
        where = self.place(file)
        return file if where is None else self._label(where.label, where.name)

    def said(self, place: str, edition: str, ids: str) -> str:
        """Ids, with semicolons between them, in words."""
        if not ids:
            return ""
        words = self.words(place, edition)
        return _JOIN[self.lang].join(self._one(name, words) for name in ids.split(";"))

    def _one(self, name: str, words: dict[str, str]) -> str:
        base, _, number = name.partition("/")
        if name in words:
            return words[name]
        found = words.get(base, base)
        return (
            f"{found} #{number}" if number.isdigit() else words.get(name.rsplit("/", 1)[-1], name)
        )

    def words(self, place: str, edition: str) -> dict[str, str]:
        """The words of every id of an edition, and of every fact."""
        if (place, edition) not in self.known:
            where = self.place(place)
            found = where.edition(edition) if where is not None else None
            self.known[place, edition] = {} if where is None else self._words(where, found)
        return self.known[place, edition]

    def _words(self, where: Jurisdiction, edition: Edition | None) -> dict[str, str]:
        out = {n: self._label(f.label, n) for n, f in where.vocabulary.facts.items()}
        if edition is None:
            return out
        program = edition.program
        out |= {n: self._label(x.label, n) for n, x in program.lists.items()}
        for gate in program.gates:
            out[gate.id] = self._label(gate.reason, gate.id) + self._article(gate.cite)
        for node in nodes_of(program.award):
            out[node.id] = self._label(node.label, node.id) + self._article(node.cite)
        return out

    def _label(self, words: Words, name: str) -> str:
        return words.get(self.lang) or words.get("zh") or name

    def _article(self, cite: Cite | None) -> str:
        return _ARTICLE[self.lang].format(cite.article) if cite is not None and cite.article else ""
