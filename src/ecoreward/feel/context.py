"""What all checks of one expression share: its text, its names, and the findings so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ecoreward.feel import tree, typed
from ecoreward.feel.findings import Finding, Fix, with_fixes
from ecoreward.feel.tree import Span
from ecoreward.feel.typed import Kind, Node, Scope, Type
from ecoreward.problems import Place, Problem, Severity

Words = Mapping[str, str]

KINDS: Mapping[str, Words] = {
    "boolean": {"zh": "是/否", "en": "yes or no"},
    "integer": {"zh": "整数", "en": "a whole number"},
    "number": {"zh": "数", "en": "a number"},
    "money": {"zh": "金额", "en": "a sum of money"},
    "date": {"zh": "日期", "en": "a date"},
    "choice": {"zh": "单选", "en": "a choice"},
    "set": {"zh": "多选", "en": "a set"},
    "rows": {"zh": "多项", "en": "rows"},
}


def kind_words(kind: Kind) -> Words:
    """The kind in both languages, as data that a problem can carry."""
    return KINDS[kind]


@dataclass(slots=True)
class Context:
    """One check of one expression. `infer` gives the typed node, or None after a finding."""

    source: str
    scope: Scope
    infer: Callable[[tree.Tree], Node | None]
    found: list[Finding] = field(default_factory=list)
    outside: tuple[Node, str] | None = None  # a cell's left side, which has a text of its own

    def report(
        self,
        code: str,
        span: Span,
        suggestions: tuple[str, ...] = (),
        severity: Severity = "error",
        **params: Any,
    ) -> None:
        """Note a finding about the characters of `span`."""
        self.found.append(Finding(code, *span, params, suggestions, severity))

    def text(self, node: tree.Tree | Node) -> str:
        """The words of a node as written, without brackets around all of it."""
        if self.outside is not None and node is self.outside[0]:
            return self.outside[1]
        text = self.source[node.span[0] : node.span[1]].strip()
        while text.startswith("(") and text.endswith(")") and _one_pair(text):
            text = text[1:-1].strip()
        return text

    def with_replaced(self, span: Span, new: str) -> Fix:
        """A correction, to be shown in the whole expression."""
        return Fix(*span, new)

    def problems(self, place: Place) -> tuple[Problem, ...]:
        """All findings as problems of an expression that begins at `place`."""
        found = with_fixes(self.source, self.found)
        return tuple(f.problem(self.source, place) for f in found)

    def fact_named(self, name: str) -> str | None:
        """The code of the fact with this spelling."""
        return self.scope.spellings.get(name)

    def spelling_in(self, domain: str) -> str:
        """A fact whose values come from `domain`, in the spelling a drafter would use."""
        codes = [c for c, t in self.scope.facts.items() if t.domain == domain]
        if not codes:
            return domain
        code = domain if domain in codes else codes[0]
        return self.spelling(code)

    def spelling(self, code: str) -> str:
        """The spelling of a fact that a drafter would use: Chinese when there is one."""
        names = [s for s, c in self.scope.spellings.items() if c == code]
        return next((n for n in names if not n.isascii()), code)

    def labels(self, domain: str) -> tuple[str, ...]:
        """One spelling for each value of the list, Chinese when there is one."""
        best: dict[str, str] = {}
        for spelling, code in self.scope.codes.get(domain, {}).items():
            if code not in best or (best[code].isascii() and not spelling.isascii()):
                best[code] = spelling
        return tuple(best.values())

    def domains_of(self, value: str) -> list[str]:
        """The lists that know this value."""
        return [d for d, values in self.scope.codes.items() if value in values]


def _one_pair(text: str) -> bool:
    depth = 0
    for i, c in enumerate(text):
        depth += (c == "(") - (c == ")")
        if depth == 0:
            return i == len(text) - 1
    return False


def numeric(t: Type) -> bool:
    """Whether sums can be done with it."""
    return t.kind in ("integer", "number", "money")


def plain(t: Type) -> bool:
    """A number that is not money."""
    return t.kind in ("integer", "number")


def constant(node: Node) -> bool:
    """Whether the node is made of literals only."""
    match node:
        case typed.Const():
            return True
        case typed.Negate(item=item):
            return constant(item)
        case typed.Arith(left=left, right=right):
            return constant(left) and constant(right)
        case typed.Call(args=args):
            return all(constant(a) for a in args)
        case _:
            return False
