"""What Zhengzhou published of its awards under the rules of 2018: how many of each sum, and the totals.

The city reports counts of each sum, added up since the beginning, so that the difference of two reports
has the counts of the time between them. Sources, as in the atlas of published awards:

- to 31 August 2018: 956 of 500 yuan, 27 of 1,000, 6 of 5,000, 61 of 10 (https://news.dahe.cn/2018/09-13/375364.html)
- to November 2019: 1,219, 38, 12 and 466 (https://public.zhengzhou.gov.cn/D250410X/4952013.jhtml)
- to October 2020: 1,430, 46, 14 and 584 (city monthly bulletin, stored without an address)
- January to October 2023: 74 of 500, 17 of 1,000, 93 of 10 (https://public.zhengzhou.gov.cn/D250410X/7934181.jhtml)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from ecoreward.policy.vocabulary_types import Vocabulary
from ecoreward.tables.sample_words import Wording, picked

JURISDICTION = {"zh": "郑州市", "en": "zhengzhou"}
EDITION = "zhengzhou-2018"
CLUE = 10
# A report counts awards and does not name the violations: one kind of each group stands for it.
KIND = MappingProxyType(
    {500: "smoking-vehicle", 1000: "industrial-waste-water", 5000: "falsified-monitoring-data", CLUE: "dust"}
)  # fmt: skip
_NOTE = {
    "zh": "公布的是每档的件数；违法行为是该档的代表",
    "en": "counts of each sum were published; the violation stands for its group",
}


@dataclass(frozen=True, slots=True)
class Report:
    """One report: its name in the atlas, the awards by their sum, and the total in yuan (or a stretch)."""

    name: str
    counts: Mapping[int, int]
    total: tuple[int, int]

    @property
    def awards(self) -> int:
        """How many awards it counts."""
        return sum(self.counts.values())


REPORTS = (
    Report("8.2/6", MappingProxyType({500: 956, 1000: 27, 5000: 6, 10: 61}), (535_000, 536_000)),
    Report("PC039", MappingProxyType({500: 1219, 1000: 38, 5000: 12, 10: 466}), (712_160, 712_160)),
    Report("PC040", MappingProxyType({500: 1430, 1000: 46, 5000: 14, 10: 584}), (836_840, 836_840)),
    Report("8.2/10", MappingProxyType({500: 74, 1000: 17, 10: 93}), (54_930, 54_930)),
)


def published(
    vocabulary: Vocabulary, name: str = "PC040", lang: str = "zh", *, native: bool = False
) -> pl.DataFrame:
    """The counts of one report as a table of cases; put to the rules of 2018 they give its total.

    >>> import ecoreward
    >>> table = published(ecoreward.load().vocabulary, "8.2/10")
    >>> table.height, table.columns[:4]
    (184, ['案件编号', '地区', '版本', '举报渠道'])
    """
    report = next(r for r in REPORTS if r.name == name)
    words = Wording(vocabulary, lang, native)
    sums = [s for s, count in report.counts.items() for _ in range(count)]
    clue = pl.Series("", [s == CLUE for s in sums])
    only = clue.replace_strict([True, False], [0, None], return_dtype=pl.UInt32)
    wechat = words.value(vocabulary.facts["channel"], "wechat")
    yes = where_clue(words.answers(clue), clue)
    number = pl.Series(
        "", [f"PUB-{name.replace('/', '-')}-{n:04d}" for n in range(1, len(sums) + 1)]
    )
    columns = {
        words.key("case"): number,
        words.key("jurisdiction"): [JURISDICTION[lang]] * len(sums),
        words.key("edition"): [EDITION] * len(sums),
        words.fact("channel"): picked([wechat], only),
        words.fact("on_site_media"): yes,
        words.fact("helped_inspection"): yes,
        words.fact("verified"): words.answers(~clue),
        words.fact("violations"): [words.term(KIND[s]) for s in sums],
        words.key("note"): [_NOTE[lang]] * len(sums),
    }
    return pl.DataFrame(columns)


def where_clue(values: pl.Series, clue: pl.Series) -> pl.Series:
    """What only a report by WeChat that earns the clue award says; elsewhere nothing was told."""
    return values.zip_with(
        clue, pl.Series("", [None], dtype=values.dtype).new_from_index(0, len(clue))
    )
