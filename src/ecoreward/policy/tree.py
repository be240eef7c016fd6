"""The tree of jurisdictions: codes, what stands above a code, and whom `refers` names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ecoreward.policy.edition import Jurisdiction
from ecoreward.policy.program import Target

# GB/T 2260, or ISO 3166-2, with a part of one's own for what is below (441802-LONGTANG, KR-11-DONGJAK).
_CODE = re.compile(r"(?:[0-9]{6}(?:-[A-Z0-9]{1,12})?|[A-Z]{2}(?:-[A-Z0-9]{1,12}){0,3})\Z")
CODE_PATTERN = "^([0-9]{6}(-[A-Z0-9]{1,12})?|[A-Z]{2}(-[A-Z0-9]{1,12}){0,3})$"
PARENT = "parent"


def is_code(text: str) -> bool:
    """Whether a text has the form of a code.

    >>> is_code("331126"), is_code("KR-41"), is_code("US"), is_code("kr-41"), is_code("33112")
    (True, True, True, False, False)
    >>> is_code("441802-LONGTANG")
    True
    """
    return bool(_CODE.match(text))


def above_code(code: str) -> tuple[str, ...]:
    """The codes above a code, nearest first, as the code itself tells.

    >>> above_code("331126"), above_code("330000"), above_code("KR-11-DONGJAK")
    (('331100', '330000'), (), ('KR-11', 'KR'))
    >>> above_code("441802-LONGTANG")
    ('441802', '441800', '440000')
    """
    if code[:6].isdigit():
        found = (code[:6], code[:4] + "00", code[:2] + "0000")
        return tuple(c for c in dict.fromkeys(found) if c != code)
    parts = code.split("-")
    return tuple("-".join(parts[:n]) for n in range(len(parts) - 1, 0, -1))


def currency_of(code: str) -> str:
    """The currency to offer for a code: CNY by GB/T 2260, else that of its territory, or XXX, which is none.

    >>> currency_of("331126"), currency_of("KR-41"), currency_of("ZZ")
    ('CNY', 'KRW', 'XXX')
    """
    from babel.numbers import get_territory_currencies

    if code[:1].isdigit():
        return "CNY"
    # A fixed day: what is offered must not change with the day on which it is asked for.
    found = get_territory_currencies(code[:2], start_date=date(2025, 1, 1))
    return str(found[0]) if found else "XXX"


@dataclass(frozen=True, slots=True)
class Tree:
    """The jurisdictions of a library, each without its editions."""

    heads: tuple[Jurisdiction, ...]

    def of_code(self, code: str) -> tuple[Jurisdiction, ...]:
        """The jurisdictions with this code: one, where the files are as they should be."""
        return tuple(j for j in self.heads if code and j.code == code)

    def codes_above(self, who: Jurisdiction) -> tuple[str, ...]:
        """The codes above, nearest first: by the written parent, else by the code.

        >>> from ecoreward.policy.edition import Jurisdiction
        >>> Tree(()).codes_above(Jurisdiction("qingyuan", "331126", "庆元县", {}, "CNY"))
        ('331100', '330000')
        """
        out: list[str] = []
        todo = [who.parent] if who.parent else list(above_code(who.code))
        while todo:
            code = todo.pop(0)
            if not code or code in out or code == who.code:
                continue
            out.append(code)
            written = [j.parent for j in self.of_code(code) if j.parent]
            todo = written or todo or list(above_code(code))
        return tuple(out)

    def above(self, who: Jurisdiction) -> tuple[Jurisdiction, ...]:
        """The jurisdictions above that have a file, nearest first."""
        return tuple(j for code in self.codes_above(who) for j in self.of_code(code))

    def without_file(self, code: str) -> Jurisdiction | None:
        """A jurisdiction that has a code and no file, where one above it has a file; else None."""
        if not is_code(code) or self.of_code(code):
            return None
        bare = Jurisdiction("", code, code, {"zh": code, "en": code}, "CNY")
        above = self.above(bare)
        if not above:
            return None
        return Jurisdiction("", code, code, bare.label, above[0].currency)

    def target(self, who: Jurisdiction, to: str) -> Target | None:
        """Whom `to` names: the parent, a code, or a file of the library; None where there is none."""
        if to == PARENT:
            codes = self.codes_above(who)
            return self._of_code(to, codes[0]) if codes else None
        if is_code(to):
            return self._of_code(to, to)
        # A draft answers to the name of the file whose place it takes.
        pool = (
            *(j for j in self.heads if j.file == to),
            *(j for j in self.heads if to in j.aliases),
        )
        found = next(iter(pool), None)
        return None if found is None else Target(to, found.code, found.file, found.label)

    def _of_code(self, written: str, code: str) -> Target:
        for found in self.of_code(code):
            return Target(written, code, found.file, found.label)
        return Target(written, code, "", {"zh": code, "en": code})

    def circles(self) -> tuple[tuple[Jurisdiction, ...], ...]:
        """The jurisdictions that stand above themselves by what is written as `parent`, each circle once."""
        out: list[tuple[Jurisdiction, ...]] = []
        told: set[str] = set()
        for head in self.heads:
            path: list[Jurisdiction] = []
            at: Jurisdiction | None = head
            while at is not None and at.parent and at not in path:
                path.append(at)
                at = next(iter(self.of_code(at.parent)), None)
            if at is not None and at in path and at.file not in told:
                circle = tuple(path[path.index(at) :])
                told |= {j.file for j in circle}
                out.append(circle)
        return tuple(out)

    def files(self) -> Iterable[str]:
        """The names of the files."""
        return (j.file for j in self.heads)
