"""The words of made tables: headers, answers and terms in the language asked for, as `headers` reads them back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from ecoreward.engine.private import BOTH
from ecoreward.policy.vocabulary_types import FactSpec, Vocabulary

SYNTHETIC = {"zh": "合成数据", "en": "synthetic"}
SENTENCE = {
    "zh": "合成数据：按种子随机生成，不是真实案件",
    "en": "synthetic: drawn at random from a seed, no real case",
}
_ANSWERS = {"zh": ("否", "是"), "en": ("no", "yes")}
_PARTED = re.compile(r"[,，;；、|｜\n]")


@dataclass(frozen=True)
class Wording:
    """How a table is worded. `native` tables hold yes or no as such, others as words."""

    vocabulary: Vocabulary
    lang: str = "zh"
    native: bool = False

    def key(self, key: str) -> str:
        """The header of one of a case's own keys, or of the mark of made data."""
        label = SYNTHETIC if key == "synthetic" else BOTH[key]
        return {"case": "案件编号"}.get(key, label["zh"]) if self.lang == "zh" else label["en"]

    def fact(self, fact: str) -> str:
        """The header of a fact."""
        return self.vocabulary.facts[fact].label.get(self.lang, fact)

    def term(self, code: str) -> str:
        """A violation as it can stand beside others in one cell."""
        term = self.vocabulary.terms[code]
        label = term.label.get(self.lang, code)
        return code if _PARTED.search(label) else label

    def value(self, spec: FactSpec, code: str) -> str:
        """A value of a choice."""
        return spec.values[code].get(self.lang, code)

    def answers(self, yes: pl.Series) -> pl.Series:
        """A column of yes and no."""
        if self.native:
            return yes
        return picked(_ANSWERS[self.lang], yes.cast(pl.Int64))


def picked(texts: Sequence[str] | Iterable[str], at: pl.Series) -> pl.Series:
    """The texts at these places; null where there is none."""
    return pl.Series("", list(texts), dtype=pl.String).gather(at.cast(pl.UInt32))
