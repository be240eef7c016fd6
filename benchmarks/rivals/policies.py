"""What every rival of one policy shares: the lists, the numbers of outcomes and nodes, the columns.

A list of violations is a bit mask over the codes that occur in the tables of the policy, the terms
that count as the listed ones included. An outcome is a number, an amount is in fen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

NOT_ELIGIBLE, NO_AWARD, AWARDED, OPEN = range(4)
# `OPEN` is what no column of figures settles: the authority decides. Its amount is -1, its node 0.
OUTCOMES = {"not_eligible": 0, "no_award": 1, "awarded": 2, "to_be_decided": 3, "undetermined": 3}
NO_AMOUNT = -1


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy as the rivals take it: `nodes` are numbered from 1, 0 is none."""

    name: str
    jurisdiction: str
    edition: str
    codes: tuple[str, ...]
    lists: dict[str, tuple[str, ...]]
    nodes: tuple[str, ...]
    flags: tuple[str, ...]  # yes-or-no facts
    money: tuple[str, ...] = ()
    dates: tuple[str, ...] = ("reported_on",)
    choices: tuple[str, ...] = ()
    days: tuple[date, date] = (date(2021, 1, 1), date(2024, 12, 31))

    def mask(self, *codes: str) -> int:
        """The bits of some codes."""
        return sum(1 << self.codes.index(c) for c in set(codes))

    def list_mask(self, name: str) -> int:
        """The bits of one list."""
        return self.mask(*self.lists[name])


_CLUE = (
    "construction-dust", "uncovered-lorry", "road-pollution", "straw-burning", "restaurant-fumes",
    "fireworks",
)  # fmt: skip
_ZZ_500 = (
    "construction-dust", "smoking-vehicle", "unlicensed-waste-lorry", "small-coal-boiler",
    "open-air-spray-painting", "fireworks", "straw-burning", "waste-burning", "restaurant-fumes",
    "open-air-barbecue", "barbecue-without-fume-control", "black-odorous-water",
    "unlawful-river-outfall",
)  # fmt: skip
_ZZ_1000 = (
    "industrial-waste-water", "phosphorus-waste-water", "industrial-waste-gas",
    "industrial-solid-waste-discharge",
)  # fmt: skip
_ZZ_5000 = (
    "refusing-emergency-controls", "falsified-monitoring-data", "tampered-online-monitoring",
    "unlicensed-fuel-point", "unlicensed-petrol-station", "hidden-pipe-discharge",
)  # fmt: skip
_ZJ = (
    "evading-supervision", "covert-discharge", "idle-or-removed-facility",
    "falsified-monitoring-data", "tampered-online-monitoring", "polluted-land-reclamation",
    "polluting-farmland", "industrial-solid-waste", "sludge-dumping", "medical-waste",
    "hazardous-waste-dumping", "drinking-water-zone-outfall", "hidden-pipe-discharge",
)  # fmt: skip
_T_500 = (
    "construction-dust", "smoking-vehicle", "unlicensed-waste-lorry", "small-coal-boiler",
    "open-air-spray-painting", "straw-burning", "serious-straw-burning", "restaurant-fumes",
)  # fmt: skip
_T_5000 = (
    "falsified-monitoring-data", "tampered-online-monitoring", "hidden-pipe-discharge",
    "hazardous-waste-dumping",
)  # fmt: skip


def _once(*codes: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))


ZHENGZHOU = Policy(
    name="zhengzhou",
    jurisdiction="zhengzhou",
    edition="zhengzhou-2018",
    codes=_once(*_ZZ_500, *_ZZ_1000, *_ZZ_5000, *_CLUE, "noise", "litter", "illegal-fishing"),
    lists={"tier-5000": _ZZ_5000, "tier-1000": _ZZ_1000, "tier-500": _ZZ_500, "clue": _CLUE},
    nodes=("tier-5000", "tier-1000", "tier-500", "clue"),
    flags=("verified", "on_site_media", "helped_inspection"),
    choices=("channel",),
    days=(date(2018, 6, 1), date(2025, 8, 10)),
)
ZHEJIANG = Policy(
    name="zhejiang",
    jurisdiction="zhejiang",
    edition="zhejiang-2021",
    codes=_once(*_ZJ, "noise", "restaurant-fumes", "smoking-vehicle", "fireworks", "litter"),
    lists={"seven": _ZJ},
    nodes=("must-be-verified", "share-of-fine", "detention", "arrest", "conviction"),
    flags=(
        "verified", "detained", "arrest_approved", "convicted", "ownerless_radioactive_source",
        "especially_grave_pollution", "especially_bad_social_effect", "bounty_published",
    ),
    money=("fine",),
)  # fmt: skip
TWELVE = Policy(
    name="twelve",
    jurisdiction="twelve",
    edition="twelve",
    codes=_once(*_T_500, *_ZZ_1000, *_T_5000, "noise", "fireworks", "litter", "open-air-barbecue"),
    lists={"tier-5000": _T_5000, "tier-1000": _ZZ_1000, "tier-500": _T_500},
    nodes=(
        "must-be-verified", "must-be-first", "in-time", "no-staff",
        "share-of-fine", "share-of-gain", "tier-5000", "tier-1000", "tier-500",
    ),
    flags=(
        "verified", "first_reporter", "agency_staff_or_relative", "insider", "convicted",
        "arrest_approved", "detained", "transferred_to_police", "detailed_help", "real_name",
        "emergency_averted",
    ),
    money=("fine", "illegal_gain", "direct_loss"),
    dates=("reported_on", "accepted_on"),
)  # fmt: skip
POLICIES = {p.name: p for p in (ZHENGZHOU, ZHEJIANG, TWELVE)}
CHANNELS = ("wechat", "hotline-12369", "hotline-12345", "web", "app", "letter", "visit", "other")
WECHAT = 0

ROOT = Path(__file__).parents[2]


def library_texts() -> dict[str, str]:
    """The texts of the three policies and the vocabulary, for `ecoreward.load_texts`."""
    shipped = ROOT / "policies"
    texts = {
        n: (shipped / f"{n}.yaml").read_text("utf-8")
        for n in ("vocabulary", "zhengzhou", "zhejiang")
    }
    return {**texts, "twelve": (ROOT / "benchmarks" / "twelve" / "policy.yaml").read_text("utf-8")}
