"""Put one case to every jurisdiction and edition.

Each row is an evaluation of its own, by date or under a named edition; a policy with errors, or
one that the case cannot be put to, has a row that says so and hides no other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from ecoreward.api import CaseInput, Library
from ecoreward.engine.read_case import Raw
from ecoreward.engine.type_case import typed
from ecoreward.policy.edition import Jurisdiction
from ecoreward.policy.vocabulary_types import Vocabulary, Words
from ecoreward.problems import CaseProblems, PolicyProblems, Problem
from ecoreward.workbench.compare_parts import who
from ecoreward.workbench.compare_rows import Put, Visit
from ecoreward.workbench.comparison import Comparison, Note, Row, in_order


def compare(
    library: Library,
    case: CaseInput,
    jurisdictions: Iterable[str] | None = None,
    *,
    all_editions: bool = False,
    presume: bool = True,
) -> Comparison:
    """One case under every jurisdiction, each with the edition in force on the case's day.

    `jurisdictions` limits it to some, by any of their names; the case's own is always among the
    rows. `all_editions` adds those of other days and drafts, as if they were in force. What was
    decided and paid in the case counts under its own edition only. A case may name no jurisdiction.
    Raises `CaseProblems` with everything wrong with the case (a fact that no policy knows, too),
    `PolicyProblems` for a jurisdiction that does not exist or a vocabulary that cannot be used.

    >>> import ecoreward
    >>> facts = {"举报日期": "2022-03-01", "查证属实": True, "违法行为": "偷排漏排", "罚款": "120万"}
    >>> case = {"jurisdiction": "庆元县", "facts": facts}
    >>> found = ecoreward.compare(ecoreward.load(), case, ["浙江省", "杭州市"])
    >>> [(row.edition["id"], str(row.amount)) for row in found.rows]
    [('qingyuan-2021', '60000.00 CNY'), ('hangzhou-2021', '80000.00 CNY'), ('zhejiang-2021', '60000.00 CNY')]
    """
    raw = library.case(case)
    own = _own_file(library, raw)
    files = files_of(library, jurisdictions, own)
    desk = _Desk(library, raw, own, all_editions, presume)
    problems = desk.problems()
    if problems:
        raise CaseProblems(problems)
    rows = [row for file in files for row in desk.rows(file)]
    return Comparison(raw.id, own, desk.currency, in_order(rows, desk.currency))


def _own_file(library: Library, raw: Raw) -> str:
    """The file of the case's own jurisdiction; a wrong name is the case's mistake."""
    if not raw.jurisdiction:
        return ""
    try:
        return library.file(raw.jurisdiction)
    except PolicyProblems:
        library.evaluate(raw, extra="ignore")  # raises with the place in the case
        raise


def files_of(library: Library, names: Iterable[str] | None, own: str) -> list[str]:
    """The files to put the case to, its own first; every unknown name is told."""
    found = [own] if own else []
    problems: list[Problem] = []
    for name in library.files if names is None else names:
        try:
            found.append(library.file(name) if names is not None else name)
        except PolicyProblems as bad:
            problems += bad.items
    if problems:
        raise PolicyProblems(problems)
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class _Desk:
    """A case on its way through the policies."""

    library: Library
    raw: Raw
    own: str
    all_editions: bool
    presume: bool

    @cached_property
    def heads(self) -> dict[str, Jurisdiction]:
        """Every jurisdiction whose file could be read, with its editions where these are good."""
        found = {j.file: j for j in self.library.jurisdictions}
        for file in found:
            try:
                found[file] = self.library.jurisdiction_of(file)
            except PolicyProblems:
                continue
        return found

    @cached_property
    def currency(self) -> str:
        """The currency of the case's sums."""
        return self.heads[self.own].currency if self.own in self.heads else "CNY"

    @cached_property
    def vocabularies(self) -> tuple[Vocabulary, ...]:
        """The shared vocabulary, and those of files that declare facts of their own."""
        own = (j.vocabulary for j in self.heads.values() if j.editions)
        return (self.library.vocabulary, *(v for v in own if v is not self.library.vocabulary))

    @cached_property
    def labels(self) -> dict[str, Words]:
        """Every spelling of a fact that any policy knows, with its words."""
        return {
            s: v.facts[code].label for v in self.vocabularies for s, code in v.spellings.items()
        }

    def problems(self) -> list[Problem]:
        """What is wrong with the case itself, whatever it is put to."""
        found = self._strange()
        try:
            if self.own:
                self.library.evaluate(self.raw, presume=self.presume, extra="ignore")
                return found
        except CaseProblems as bad:
            found += bad.items
            return sorted(found, key=lambda p: (p.place.line, p.place.column))
        except PolicyProblems:  # has a row of its own
            pass
        tried = [typed(self.raw, v, self.currency, "ignore")[1] for v in self.vocabularies]
        return [*found, *(tried[0] if all(tried) else ())]

    def _strange(self) -> list[Problem]:
        """Facts that no policy knows."""
        strange = tuple(f for f in self.raw.facts if f[0].value not in self.labels)
        only = replace(self.raw, facts=strange, decided=None, already_paid=None, problems=())
        found = typed(only, self.library.vocabulary, self.currency)[1]
        # What is not a slip may be a fact of a file that cannot be read.
        whole = set(self.library.files) == {j.file for j in self.heads.values() if j.editions}
        return [p for p in found if whole or p.suggestions or p.code != "case.unknown-fact"]

    def rows(self, file: str) -> list[Row]:
        """The rows of one jurisdiction, the edition that the case falls under first."""
        head = self.heads.get(file)
        own = file == self.own
        try:
            found = self.library.jurisdiction_of(file)
        except PolicyProblems as bad:
            errors = [p for p in bad.items if p.severity == "error"]
            note = Note("policy-errors", {"count": len(errors)})
            currency = head.currency if head else ""
            return [Row(who(file, head), own, None, "unknown", currency, obstacles=(note,),
                        problems=bad.items)]  # fmt: skip
        put = Put(
            self.library, self.raw, self.currency, self.labels, self.all_editions, self.presume
        )
        return Visit(put, found, own).rows()
