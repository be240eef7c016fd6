"""When two parts of editions say the same: words, articles, ids and names do not count, what they compute does."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from ecoreward.feel import typed as t
from ecoreward.policy.program import KindList, Node, Program, Reading, Unstated

# What describes a part and never moves a decision.
_WORDS = frozenset(("place", "span", "cite", "quote", "label", "reason", "id", "source", "by", "means", "note"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sense:
    """The meaning of parts of one program; `common` names stand for themselves, others for what they say."""

    program: Program
    common: frozenset[str] = frozenset()

    def of(self, value: Any) -> Hashable:
        """A value that is equal for parts that compute the same."""
        match value:
            case None | str() | int():
                return (type(value).__name__, value)
            case t.Expression():
                return self.of(value.root)
            case t.Defined(name=name):
                found = self.program.defined.get(name)
                if name in self.common or found is None:
                    return ("defined", name)
                return self.of(found.value)
            case t.Has() | t.Member() if value.listing:
                mode = value.mode if isinstance(value, t.Has) else str(value.negated)
                return (type(value).__name__, mode, self.of(value.left), self._list(value.listing))
            case KindList():
                return ("list", value.domain, value.codes, value.outside, value.open)
            case Unstated():
                return ("unstated",)
            case Reading():
                return self.of(value.node)
            case tuple() | list():
                return tuple(self.of(v) for v in value)
            case frozenset():
                return value
            case Mapping():
                return tuple(sorted((str(k), self.of(v)) for k, v in value.items()))
        if is_dataclass(value):
            names = [f.name for f in fields(value) if f.name not in _WORDS]
            own = (
                ("local",) if isinstance(value, Node) else ()
            )  # what others may set, not what this says
            return (
                type(value).__name__,
                *(self.of(getattr(value, n)) for n in names if n not in own),
            )
        return (type(value).__name__, value)

    def _list(self, name: str) -> Hashable:
        found = self.program.lists.get(name)
        return ("list", name) if name in self.common or found is None else self.of(found)


def common_names(base: Program, draft: Program) -> frozenset[str]:
    """Names that both editions define: where these differ it is the definition that does, not what uses it."""
    return frozenset(
        n for n in {*base.lists, *base.defined}
        if not n.startswith("@") and (n in draft.lists or n in draft.defined)
    )  # fmt: skip
