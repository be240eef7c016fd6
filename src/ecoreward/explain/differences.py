"""The differences of two editions in sentences that a director reads: ``上限由 5 万元提高到 10 万元``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction

from ecoreward.explain.articles import how, step_text
from ecoreward.explain.page import Item
from ecoreward.explain.rules import Rules
from ecoreward.explain.terms import approvals, claim, payout, pays, reclaim, rounding, sharing
from ecoreward.explain.voice import Voice
from ecoreward.feel import typed as t
from ecoreward.money import text_of
from ecoreward.policy.diff.differences import Difference
from ecoreward.policy.diff.matching import Pair
from ecoreward.policy.diff.tree import ROOT, frames, rules
from ecoreward.policy.edition import Edition
from ecoreward.policy.program import Cite, Combine, KindList, Node, Step
from ecoreward.policy.vocabulary_types import Words

MOST_KINDS = 8  # kinds of violation that a sentence names
_SECTIONS: dict[str, Callable[[Rules], Iterator[Item]]] = {
    "rounding": rounding, "approvals": approvals, "claim": claim, "sharing": sharing, "payout": payout,
    "pays": pays, "reclaim": reclaim,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sentences:
    """The words for the differences of a pair of editions."""

    pair: Pair
    voice: Voice

    @property
    def before(self) -> Rules:
        """The words of the baseline."""
        return Rules(self.pair.base, self.voice)

    @property
    def after(self) -> Rules:
        """The words of the draft."""
        return Rules(self.pair.draft, self.voice)

    def of(self, difference: Difference) -> str:
        """A difference in one sentence, with the article of the draft, else of the baseline."""
        match difference.kind:
            case "value":
                return self._value(difference)
            case "moved":
                return self._moved(difference)
            case "open":
                return self._open(difference)
            case "added":
                return self(
                    "added",
                    name=self._name(difference.node, new=True),
                    how=self._how(difference.after, self.after),
                )
            case "removed":
                return self(
                    "removed",
                    name=self._name(difference.node),
                    how=self._how(difference.before, self.before),
                )
            case "frame":
                return self._frame(difference)
            case "gate" | "gate-added" | "gate-removed":
                return self._gate(difference)
            case "definition":
                return self._definition(difference)
            case _:
                return self._section(difference)

    def __call__(self, key: str, **params: object) -> str:
        return self.voice(f"diff.{key}", **params)

    def _name(self, id: str, *, new: bool = False) -> str:
        """A rule by its label before, and by the one it has now where that is another; `new`: an id of the draft."""
        named = [n for n in frames(self.pair.base_frame) if n.id == id]
        if named and not new:  # a rule of the draft may have the id that a frame had
            bare = id == ROOT and not named[0].label
            return self("whole" if bare else "name", name=self.voice.label(named[0].label, id))
        before = rules(self.pair.base_frame).get(id)
        after = rules(self.pair.draft_frame).get(self.pair.rules.get(id, id))
        found = [self.voice.label(r.node.label, r.node.id) for r in (before, after) if r]
        names = list(dict.fromkeys(found))
        if len(names) == 2:
            return self("renamed", old=names[0], new=names[1])
        return self("name", name=names[0] if names else self.voice("label.award"))

    def _names(self, ids: Iterable[str]) -> str:
        return self.voice.list(self._name(i, new=True) for i in ids)

    def _cite(self, id: str, *, new: bool = False) -> str:
        """The article of a rule in the draft, else in the baseline."""
        whole = {n.id: n for n in frames(self.pair.base_frame)}.get(id)
        if whole is not None and not new:
            parts = {n.id: n for n in frames(self.pair.draft_frame)}
            part = parts.get(self.pair.frames.get(id, ""))
            return self._cited((part.cite if part is not None else None) or whole.cite)
        after = rules(self.pair.draft_frame).get(self.pair.rules.get(id, id))
        rule = after or rules(self.pair.base_frame).get(id)
        return self._cited(rule.node.cite if rule is not None else None)

    def _cited(self, cite: Cite | None) -> str:
        return self.voice.cite(asdict(cite)) if cite is not None else ""

    def _value(self, d: Difference) -> str:
        name, part = self._name(d.node), self._part(d)
        one, two = self._words(d.before, d, self.before), self._words(d.after, d, self.after)
        if d.field == "how" and not self._known(d.node):
            name = self("name", name=self.voice("label.award"))
        if not one or not two:
            key = "part-added" if two else "part-removed"
            text = self(key, name=name, part=part, value=two or one)
        else:
            key = "changed"
            old, new = _number(d.before), _number(d.after)
            if old is not None and new is not None:
                key = "raised" if new > old else "lowered"
            gap = " " if key != "changed" and (one[-1].isascii() or self.voice.lang == "en") else ""
            text = self(key, name=name, part=part, before=one + gap, after=two)
        return text + self._cite(d.node)

    def _known(self, id: str) -> bool:
        return any(n.id == id and n.label for n in frames(self.pair.base_frame))

    def _part(self, d: Difference) -> str:
        if d.field.startswith("row-"):
            return self("part.row", number=d.field.removeprefix("row-"))
        if d.field in ("high", "low"):
            old = rules(self.pair.base_frame).get(d.node)
            if old is not None and old.node.kind == "up_to":
                return self("part.up-to")
        return self(f"part.{d.field}")

    def _words(self, value: object, d: Difference, words: Rules) -> str:
        """One side of a changed part; empty where it has none."""
        match value:
            case None | ():
                return ""
            case t.Expression():
                return self._expression(value, words, rate=d.field.startswith("rate"))
            case Node():
                return self._how(value, words)
            case KindList():
                return words.kinds(value)
            case tuple():
                return self.voice.clauses(step_text(s, words) for s in value if isinstance(s, Step))
        if d.field == "how":
            return self.voice(f"formula.{str(value).lower()}")
        if d.field == "body":
            side = (
                self.pair.base_frame if words.program is self.pair.base else self.pair.draft_frame
            )
            id = d.node if side is self.pair.base_frame else self.pair.rules.get(d.node, d.node)
            rule = rules(side).get(id)
            return self._how(rule.node, words) if rule is not None else ""
        return str(value)

    def _expression(self, value: t.Expression, words: Rules, *, rate: bool = False) -> str:
        amount = _number(value)
        if amount is not None and value.type.kind == "money":
            return self.amount(amount, words)
        return words.words(value, rate)

    def amount(self, amount: Fraction, words: Rules) -> str:
        """A round sum as people say it: 10 万元."""
        currency, round_ = words.program.currency, (amount / 1_000).denominator == 1
        if self.voice.lang == "zh" and currency == "CNY" and amount >= 10_000 and round_:
            return self("wan", number=text_of(amount / 10_000))
        return self.voice.value({"value": text_of(amount), "currency": words.program.currency})

    def _how(self, node: Node, words: Rules) -> str:
        """How a rule is computed, with its conditions and limits."""
        body = node.body
        amount = getattr(body, "amount", None)
        text = (
            self._expression(amount, words)
            if isinstance(amount, t.Expression)
            else how(node, words)
        )
        parts = [text]
        parts += [
            self(f"limit.{k}", amount=self._expression(x, words))
            for k, x in (("floor", node.floor), ("cap", node.cap))
            if x
        ]
        parts += [step_text(s, words) for s in node.then]
        parts += [self("limit.when", condition=words.words(node.when))] if node.when else []
        return self.voice.clauses(parts)

    def _moved(self, d: Difference) -> str:
        known = sorted(d.codes)
        terms = {**self.pair.base.vocabulary.terms, **self.pair.draft.vocabulary.terms}
        named = [
            self.voice.label(terms[c].label if c in terms else {}, c) for c in known[:MOST_KINDS]
        ]
        kinds = self.voice.list(named)
        if len(known) > MOST_KINDS:
            kinds = self("and-more", kinds=kinds, count=len(known))
        gone = [i for i in d.sources if i not in d.targets]
        come = [i for i in d.targets if i not in d.sources]
        if gone and come:
            return self(
                "moved", kinds=kinds, before=self._names(gone), after=self._names(come)
            ) + self._cite(come[0], new=True)
        if come:
            key = "listed-too" if d.sources else "listed"
            return self(key, kinds=kinds, after=self._names(come)) + self._cite(come[0], new=True)
        key = "unlisted-but" if d.targets else "unlisted"
        return self(key, kinds=kinds, before=self._names(gone), after=self._names(d.targets))

    def _open(self, d: Difference) -> str:
        was = bool(d.before is not None and d.before.open)
        now = bool(d.after is not None and d.after.open)
        key = "opened" if now and not was else "closed" if was and not now else "outside"
        new = d.before is None
        return self(key, name=self._name(d.node, new=new)) + self._cite(d.node, new=new)

    def _frame(self, d: Difference) -> str:
        sides = [
            self._frame_words(f, w) for f, w in ((d.before, self.before), (d.after, self.after))
        ]
        text = self("frame", before=sides[0], after=sides[1])
        for switch in sorted(d.switches):
            kind, _, id = switch.partition(".")
            gates = self.pair.base.gates if kind == "gate-removed" else self.pair.draft.gates
            for gate in gates if kind in ("gate-removed", "gate-added") else ():
                if gate.id == id:
                    words = self.before if kind == "gate-removed" else self.after
                    text += self(f"with-{kind}", condition=words.words(gate.when))
        return text

    def _frame_words(self, frame: Node, words: Rules) -> str:
        """How the rules are put together, in one line."""
        parts = []
        for node in frames(frame):
            text = (
                self.voice(f"formula.{node.body.how}")
                if isinstance(node.body, Combine)
                else self.voice("formula.readings")
            )
            if node.when is not None:
                text = self("frame-when", condition=words.words(node.when), how=text)
            parts.append(text)
        return self("frame-then").join(parts)

    def _gate(self, d: Difference) -> str:
        one = self.before.gate(d.before) if d.before is not None else ""
        two = self.after.gate(d.after) if d.after is not None else ""
        gate = d.after or d.before
        return self(d.kind, before=one, after=two) + self._cited(gate.cite)

    def _definition(self, d: Difference) -> str:
        if isinstance(d.before, KindList) and isinstance(d.after, KindList):
            domain = d.before.domain
            come = self.after.codes(d.after.codes - d.before.codes, domain)
            gone = self.before.codes(d.before.codes - d.after.codes, domain)
            parts = [self("list-added", kinds=come)] if come else []
            parts += [self("list-removed", kinds=gone)] if gone else []
            if not parts:
                parts = [self("opened" if d.after.open else "closed", name="")]
            return self("definition", name=self("name", name=d.node), how=self.voice.clauses(parts))
        name = self("name", name=self.voice.label(getattr(d.after, "label", None), d.node))
        one, two = (
            w.words(x.value) if hasattr(x, "value") else ""
            for w, x in ((self.before, d.before), (self.after, d.after))
        )
        return self("changed", name=name, part=self("part.value"), before=one, after=two)

    def _section(self, d: Difference) -> str:
        part = self(f"section.{d.node}")
        sides = []
        for value, words in ((d.before, self.before), (d.after, self.after)):
            if isinstance(value, t.Expression):
                sides.append(words.words(value))
            elif d.node in _SECTIONS:
                sides.append(self.voice.clauses(i.text for i in _SECTIONS[d.node](words)))
            else:
                sides.append("")
        one, two = sides
        if one and two:
            return self("section-changed", part=part, before=one, after=two)
        if one or two:
            return self("section-added" if two else "section-removed", part=part, text=two or one)
        return self("section-other", part=part)


def _number(value: object) -> Fraction | None:
    """The number of a constant."""
    if isinstance(value, t.Expression) and isinstance(value.root, t.Const):
        found = value.root.value
        return found if isinstance(found, Fraction) else None
    return None


def wording(before: Edition, after: Edition, pair: Pair, voice: Voice) -> tuple[str, ...]:
    """What differs in words and names alone: titles, days, names of rules, articles. None of it moves a sum."""

    def say(key: str, **params: object) -> str:
        return voice(f"diff.words.{key}", **params)

    out: list[str] = []
    one, two = before.program, after.program
    pairs = (
        ("title", one.title, two.title), ("document", one.document, two.document),
        ("start", before.start.text, after.start.text), ("end", before.end.text, after.end.text),
    )  # fmt: skip
    for key, a, b in pairs:
        if a != b:
            silent = say("unstated")
            out.append(say(key, before=a or silent, after=b or silent))
    labels: list[str] = []
    ids: list[str] = []
    articles = 0
    old, new = rules(pair.base_frame), rules(pair.draft_frame)
    nodes = [(old[a].node, new[b].node) for a, b in pair.rules.items()]
    gates = {g.id: g for g in two.gates}
    known: list[tuple[str, Words, Cite | None, str, Words, Cite | None]] = [
        *((a.id, a.label, a.cite, b.id, b.label, b.cite) for a, b in nodes),
        *(
            (g.id, g.reason, g.cite, new_.id, new_.reason, new_.cite)
            for g in one.gates
            if (new_ := gates.get(pair.gates.get(g.id, ""))) is not None
        ),
    ]
    for id, label, cite, id2, label2, cite2 in known:
        if dict(label) != dict(label2):
            one_, two_ = voice.label(label, id), voice.label(label2, id2)
            if one_ == two_:  # only the words of the other language changed
                tongue = "en" if voice.lang == "zh" else "zh"
                one_, two_ = label.get(tongue, id), label2.get(tongue, id2)
            labels.append(say("renamed", before=one_, after=two_))
        if id != id2:
            ids.append(say("id", before=id, after=id2))
        articles += (cite.article if cite else "") != (cite2.article if cite2 else "")
    lists = _renamed(pair)
    out += [*labels, *ids, *(say("list", before=a, after=b) for a, b in lists)]
    return (*out, *([say("articles", count=articles)] if articles else []))


def _renamed(pair: Pair) -> list[tuple[str, str]]:
    """Lists and definitions that say the same under another name."""
    out = []
    for old, new in ((pair.base.lists, pair.draft.lists), (pair.base.defined, pair.draft.defined)):
        gone = {
            n: pair.before.of(x) for n, x in old.items() if n not in new and not n.startswith("@")
        }
        come = {
            pair.after.of(x): n for n, x in new.items() if n not in old and not n.startswith("@")
        }
        out += [(n, come[what]) for n, what in gone.items() if what in come]
    return out
