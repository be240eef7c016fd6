"""What an edition gives, in a few words of either language: sums, bands, shares, limits, ends, dates."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from ecoreward.money import Money, text_of
from ecoreward.policy.edition import Edition
from ecoreward.words import say, words_of

from .atlas_ends import Ends
from .atlas_glance import Formula, Glance, Limits, Share

FORMULA: dict[Formula, tuple[str, str]] = {
    "share": ("按罚款等的比例", "a share of the fine or the like"),
    "ladder": ("按查处结果或者罚款分步", "steps by outcome or fine"),
    "list": ("按行为定额", "a fixed sum by kind"),
    "band": ("幅度之内由主管部门定", "a band, set by the authority"),
    "unknown": ("怎样定没有见到", "how it is set was not seen"),
}
MOST = 6  # sums that are listed one by one


def number(value: Fraction) -> str:
    """A number with its thousands.

    >>> number(Fraction(1200000)), number(Fraction(5, 2))
    ('1,200,000', '2.5')
    """
    text = text_of(value)
    whole, dot, rest = text.partition(".")
    return f"{int(whole):,}{dot}{rest}" if whole.isdigit() else text


def money(value: Fraction, currency: str, lang: str) -> str:
    """A sum with its currency."""
    return words_of(Money.of(value, currency).to_json(), lang)


def sums(values: Iterable[Fraction], currency: str, lang: str) -> str:
    """Several sums, the currency once."""
    every = sorted(values)
    if len(every) > MOST:
        span = stretch(Ends(every[0], every[-1]), currency, lang)
        return f"{span}共 {len(every)} 个数" if lang == "zh" else f"{len(every)} sums, {span}"
    if len(every) == 1:
        return money(every[0], currency, lang)
    text = ("、" if lang == "zh" else ", ").join(number(v) for v in every)
    unit = money(Fraction(0), currency, lang).replace("0", "").strip()
    return f"{text} {unit}" if lang == "zh" else f"{unit} {text}"


def stretch(ends: Ends, currency: str, lang: str) -> str:
    """From one sum to another."""
    high = None if ends.high is None else Money.of(ends.high, currency).to_json()
    return words_of({"low": Money.of(ends.low, currency).to_json(), "high": high}, lang)


def at_a_glance(g: Glance, currency: str, lang: str) -> str:
    """The award in a few words."""
    zh = lang == "zh"
    out: list[str] = []
    if g.fixed:
        out.append(("定额 " if zh else "fixed ") + sums(g.fixed, currency, lang))
    for unit in g.units:
        of = stretch(Ends(unit.low, unit.high), currency, lang)
        each = f"按数量，每个 {of}" if zh else f"{of} for each"
        out.append(each + _limits(unit.limits, currency, lang))
    for band in g.bands:
        if band.low:
            of = stretch(band, currency, lang)
            out.append(f"{of}之间" if zh else f"between {of.replace(' to ', ' and ')}")
        elif band.high is not None:
            of = money(band.high, currency, lang)
            out.append(f"至多 {of}" if zh else f"up to {of}")
    out += _shares(g.shares, currency, lang)
    out += _unseen(g, currency, lang)
    if g.times:
        of = ("、" if zh else ", ").join(text_of(t) for t in g.times)
        out.append(f"可乘以 {of}" if zh else f"times {of} for some")
    if g.floors:
        out.append(("合计不低于 " if zh else "in all at least ") + sums(g.floors, currency, lang))
    if g.caps:
        out.append(("合计不超过 " if zh else "in all at most ") + sums(g.caps, currency, lang))
    return ("；" if zh else "; ").join(out)


def _limits(limits: Limits, currency: str, lang: str) -> str:
    """The limits of one entry, to stand behind it."""
    zh = lang == "zh"
    out = []
    if limits.floor:
        of = money(limits.floor, currency, lang)
        out.append(f"最低 {of}" if zh else f"at least {of}")
    if limits.cap:
        of = money(limits.cap, currency, lang)
        out.append(f"最高 {of}" if zh else f"at most {of}")
    text = ("、" if zh else ", ").join(out)
    return "" if not out else f"（{text}）" if zh else f" ({text})"


def _shares(shares: Iterable[Share], currency: str, lang: str) -> list[str]:
    zh = lang == "zh"
    by_base: dict[tuple[str, Limits], list[str]] = {}
    for s in shares:
        by_base.setdefault((s.base[lang], s.limits), []).append(_rate(s, lang))
    out = []
    for (base, limits), rates in by_base.items():
        of = ("、" if zh else ", ").join(dict.fromkeys(rates))
        shown = f"{base}的 {of}" if zh else f"{of} of the {base[0].lower()}{base[1:]}"
        out.append(shown + _limits(limits, currency, lang))
    return out


def _rate(s: Share, lang: str) -> str:
    low, high = f"{text_of(s.low * 100)}%", f"{text_of(s.high * 100)}%"
    if s.low == s.high:
        return low
    if not s.low:
        return f"至多 {high}" if lang == "zh" else f"up to {high}"
    return f"{low} 至 {high}" if lang == "zh" else f"{low} to {high}"


def _unseen(g: Glance, currency: str, lang: str) -> list[str]:
    """What was not seen, with the limits that are known of it."""
    zh = lang == "zh"
    if not g.unseen:
        return []
    bounded = [u for u in g.unseen if u.floor or u.cap]
    more = g.fixed or g.units or g.bands or g.shares
    out = []
    for limits in bounded:
        if limits.floor and limits.cap:
            of = stretch(Ends(limits.floor, limits.cap), currency, lang)
        elif limits.cap:
            of = ("至多 " if zh else "up to ") + money(limits.cap, currency, lang)
        else:
            assert limits.floor
            of = money(limits.floor, currency, lang) + ("起" if zh else " and more")
        out.append(f"{of}，怎样分没有见到" if zh else f"{of}, how it is divided was not seen")
    if len(bounded) < len(g.unseen):
        more = more or bounded
        out.append(
            ("有的金额没有见到" if zh else "some sums were not seen") if more
            else ("金额没有见到" if zh else "the sums were not seen")
        )  # fmt: skip
    return out


def smallest_to_largest(g: Glance, currency: str, lang: str) -> str:
    """The ends of an award that is given at all."""
    zh = lang == "zh"
    if g.ends is None:
        return "没有见到" if zh else "not seen"
    low, high = g.ends
    if high is None:
        least = money(low, currency, lang) if low else ""
        if g.unknown:
            more = (
                ("起，上限没有见到", ", limit not seen")
                if low
                else ("上限没有见到", "limit not seen")
            )
        else:
            more = ("起，不封顶", " and more, no limit") if low else ("不封顶", "no limit")
        return least + more[not zh]
    if low == high:
        return money(high, currency, lang)
    if not low:
        return (
            f"至多 {money(high, currency, lang)}" if zh else f"up to {money(high, currency, lang)}"
        )
    return stretch(g.ends, currency, lang)


def dates(edition: Edition, lang: str) -> str:
    """When an edition is in force, as far as its source says."""
    zh = lang == "zh"
    start, issued = edition.start.text, edition.issued.text
    if start:
        first = f"{start} 起" if zh else f"from {start}"
    elif issued:
        first = f"{issued} 印发" if zh else f"issued {issued}"
    else:
        first = "日期没有见到" if zh else "no date seen"
    last = edition.own_end.text or edition.end.text
    until = (f"，到 {last}" if zh else f", to {last}") if last else ""
    if not until and edition.replaced_by:
        until = f"，由 `{edition.replaced_by}` 接替" if zh else f", then `{edition.replaced_by}`"
    return first + until


def confidence(word: str, lang: str) -> str:
    """How far a source can be trusted."""
    return say(f"cli.policies.confidence.{word}", lang)


def status(word: str, lang: str) -> str:
    """Draft, trial and so on; empty where it is simply in force."""
    return "" if word == "in_force" else say(f"cli.policies.status.{word}", lang)
