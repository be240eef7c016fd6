"""Which policy file a name means: some names are exact and win, short ones work while one file has them.

Exact are a path below the folder (`jiangsu/taizhou`), a division code and a full Chinese name. A file
at the top of the folder has a path of one word, which others may share: it is a short name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ecoreward.policy.edition import Jurisdiction
from ecoreward.problems import Place, Problem, nearest

Heads = Mapping[str, Jurisdiction | None]
_Index = dict[str, dict[str, None]]  # name → the files that have it, in order


@dataclass(frozen=True, slots=True)
class Names:
    """The names of all files of a folder."""

    heads: Heads
    exact: Mapping[str, Mapping[str, None]]
    short: Mapping[str, Mapping[str, None]]  # by `folded`
    written: frozenset[str]  # every name, as it is written

    def meant(self, name: str) -> tuple[str, ...]:
        """The files that a name may mean: one, where it is as it should be."""
        return tuple(self.exact.get(name, ())) or tuple(self.short.get(folded(name), ()))

    def find(self, name: str) -> tuple[str | None, Problem | None]:
        """The file that a name means; or the problem with the name."""
        keys = self.meant(name)
        if len(keys) == 1:
            return keys[0], None
        if keys:
            files = [_candidate(key, self.heads[key]) for key in keys]
            return None, Problem("library.ambiguous", Place(""), {"name": name, "files": files})
        return None, Problem(
            "library.unknown-jurisdiction", Place(""), {"name": name},
            suggestions=self._nearest(name),
        )  # fmt: skip

    def _nearest(self, name: str) -> tuple[str, ...]:
        """The names most like one, whatever the capitals, as they are written."""
        as_written = {folded(n): n for n in sorted(self.written)}
        return tuple(as_written[n] for n in nearest(folded(name), as_written))

    def called(self, key: str) -> dict[str, str]:
        """What a file is called in either language, by a name that means it alone."""
        who = self.heads[key]
        code, name = (who.code, who.name) if who is not None else ("", "")
        return {
            "zh": next((n for n in (name, key, code) if self._means(n, key)), key),
            "en": next((n for n in (key, code, name) if self._means(n, key)), key),
        }

    def _means(self, name: str, key: str) -> bool:
        return bool(name) and self.meant(name) == (key,)


def names_of(heads: Heads) -> Names:
    """The names of files, by key; a file whose head cannot be read has its path."""
    exact: _Index = {}
    short: _Index = {}
    for key, who in heads.items():
        for name in _exact(key, who):
            exact.setdefault(name, {})[key] = None
        for name in _short(key, who):
            short.setdefault(folded(name), {})[key] = None
    written = {n for key, who in heads.items() for n in (*_exact(key, who), *_short(key, who))}
    return Names(heads, exact, short, frozenset(written))


def called_here(heads: Heads) -> dict[str, Jurisdiction | None]:
    """The jurisdictions, each knowing what it is called here."""
    names = names_of(heads)
    return {
        key: None if who is None else replace(who, called=names.called(key))
        for key, who in heads.items()
    }


def folded(name: str) -> str:
    """A short name as it is looked up: capitals do not matter.

    >>> folded("Qingyuan County"), folded("庆元县")
    ('qingyuan county', '庆元县')
    """
    return name.casefold()


def last_part(key: str) -> str:
    """The file name of a key, without its folders."""
    return key.rpartition("/")[2]


def _exact(key: str, who: Jurisdiction | None) -> Iterator[str]:
    own = (key,) if "/" in key else ()
    yield from (n for n in (*own, *((who.code, who.name) if who is not None else ())) if n)


def _short(key: str, who: Jurisdiction | None) -> Iterator[str]:
    yield from (key, last_part(key))
    if who is None:
        return
    for name in (*who.label.values(), *who.aliases):
        if name:
            yield name
    # A draft answers to the path of the file whose place it takes, and so to its last part.
    yield from (last_part(name) for name in who.aliases if last_part(name))


def _candidate(key: str, who: Jurisdiction | None) -> dict[str, str]:
    """A file as one to choose from: path, code and name."""
    if who is None:
        return {"zh": key, "en": key}
    label = who.label.get("en") or who.name
    both = label if label == who.name else f"{label} {who.name}"
    return {
        "zh": f"{key}（{'，'.join(n for n in (who.code, who.name) if n)}）",
        "en": f"{key} ({', '.join(n for n in (who.code, both) if n)})",
    }
