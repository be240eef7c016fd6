"""The public library: load policies, put a case to them, get a decision.

A business "no" is never an exception, a bad case is never an outcome.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ecoreward.analysis.checks import check_edition
from ecoreward.engine.candidates import decide_by_date, decide_named
from ecoreward.engine.case import Case
from ecoreward.engine.change import Change
from ecoreward.engine.changes import changes
from ecoreward.engine.decision import Decision
from ecoreward.engine.identity import looks_like_identity
from ecoreward.engine.private import close, is_slip, shows, value_at, word
from ecoreward.engine.putting import Putting
from ecoreward.engine.questions import Question, questions
from ecoreward.engine.read_case import Raw, cases_of, read_cases
from ecoreward.engine.referral import followed
from ecoreward.engine.type_case import typed
from ecoreward.engine.type_facts import Extra
from ecoreward.engine.world import Light
from ecoreward.policy.edition import MAIN, WHAT_IF, Jurisdiction
from ecoreward.policy.edition import Edition as CompiledEdition
from ecoreward.policy.library import Shelf, open_folder, open_texts
from ecoreward.policy.naming import folded
from ecoreward.policy.parameters import Parameter, parameters
from ecoreward.policy.policy_file import policy_bytes
from ecoreward.policy.program import Target
from ecoreward.policy.reader import Scalar
from ecoreward.policy.tree import is_code
from ecoreward.policy.vocabulary_types import Vocabulary
from ecoreward.policy.what_if import with_values
from ecoreward.problems import CaseProblems, Place, PolicyProblems, Problem

if TYPE_CHECKING:
    import polars as pl

    from ecoreward.columns.answers import Answer
    from ecoreward.columns.fast import FastEdition

CaseInput = Mapping[str, Any] | Raw


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of a jurisdiction's rules, ready to evaluate facts."""

    library: Library
    jurisdiction: Jurisdiction
    compiled: CompiledEdition

    @property
    def id(self) -> str:
        """The edition's id."""
        return self.compiled.id

    def evaluate(
        self,
        facts: Mapping[str, Any],
        *,
        decided: Any = None,
        already_paid: Any = None,
        case: str = "",
        presume: bool = True,
        extra: Extra = "error",
    ) -> Decision:
        """The decision on these facts under this edition, whatever the date.

        `facts` has the names of the vocabulary (English or Chinese); absent is unknown. Sums are
        int, Decimal or str, never float. Raises `CaseProblems` with every problem of the facts.

        >>> import ecoreward
        >>> edition = ecoreward.load().edition("qingyuan", "qingyuan-2021")
        >>> facts = {"fine": 1_200_000, "verified": True, "violations": ["偷排漏排"]}
        >>> edition.evaluate(facts).payable
        Money('60000.00', 'CNY')
        """
        data = self._case(facts, decided, already_paid, case)
        return self.library.evaluate(data, presume=presume, extra=extra)

    def changes(
        self,
        facts: Mapping[str, Any],
        *,
        decided: Any = None,
        already_paid: Any = None,
        case: str = "",
        presume: bool = True,
        extra: Extra = "error",
    ) -> tuple[Change, ...]:
        """What would change the decision on these facts under this edition; as `Library.changes`."""
        data = self._case(facts, decided, already_paid, case)
        return self.library.changes(data, presume=presume, extra=extra)

    def evaluate_table(
        self, frame: pl.DataFrame, *, presume: bool = True, extra: Extra = "error"
    ) -> pl.DataFrame:
        """A data frame of cases, decided under this edition: one row for each row, in order.

        Columns are facts by any of their names, as in a table for `ecoreward run`; sums are whole
        numbers, decimals or texts. The result has `jurisdiction`, `edition`, `outcome`, exact sums
        (`amount`, `low`, `high`, `payable`, `overpaid`, `currency`), `because`, `open`, and for a row that
        cannot be decided `problem`. Raises `TableProblems` for columns that cannot be read.

        >>> import ecoreward, polars as pl
        >>> frame = pl.DataFrame({"查证属实": [True, True], "违法行为": ["偷排漏排"] * 2, "罚款": [1_200_000, None]})
        >>> found = ecoreward.load().edition("qingyuan").evaluate_table(frame)
        >>> [(str(p), o) for p, o in zip(found["payable"], found["outcome"])]
        [('60000.00', 'awarded'), ('None', 'undetermined')]
        """
        from ecoreward.tables.problems import packages

        with packages("table"):
            from ecoreward.tables.of_frame import decided
            from ecoreward.tables.run import Options

        options = Options(self.jurisdiction.exactly("en"), self.id, presume, extra)
        return decided(frame, self.library, options)

    def fast(self, facts: Iterable[str], *, presume: bool = True) -> FastEdition:
        """This edition for many cases that give exactly these facts, by any of their names.

        Reading a case is apart from deciding it, so a system that keeps its records typed pays for the
        call alone. Raises `ValueError` for a name that is no fact, or where columns cannot say the edition.

        >>> import ecoreward
        >>> from ecoreward.columns.decide import OUTCOMES
        >>> fast = ecoreward.load().edition("qingyuan").fast(["fine", "verified", "violations"])
        >>> record = fast.record({"fine": "120万", "verified": "是", "violations": ["偷排漏排"]})
        >>> found = dict(zip(fast.outputs, fast.decide(record.values)))
        >>> found["payable"], OUTCOMES[found["outcome"]].value, fast.answer(record).because
        (6000000, 'awarded', ('share-of-fine',))
        """
        from ecoreward.columns.fast import compiled_for

        spellings = self.jurisdiction.vocabulary.spellings
        codes = [spellings.get(name, "") for name in facts]
        if not all(codes):
            raise ValueError("fast() takes names of facts")

        def read(given: Mapping[str, Any]) -> Case:
            return self.library._typed(
                self.library.case(self._case(given, None, None, "")), "error"
            )[0]

        def whole(case: Case) -> Decision:
            where, named = self.jurisdiction, self.compiled
            return decide_named(case, where, named, presume=presume)

        return compiled_for(self.compiled, self.jurisdiction, codes, read, whole, presume=presume)

    def _case(
        self, facts: Mapping[str, Any], decided: Any, already_paid: Any, case: str
    ) -> dict[str, Any]:
        return {
            "case": case,
            "jurisdiction": self.jurisdiction.exactly("en"),
            "edition": self.id,
            "facts": facts,
            "decided": decided,
            "already_paid": already_paid,
        }


class Library:
    """All policies of a folder. Thread-safe once loaded; keeps no state between cases."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        # Filled once a file, on first use; a second thread at worst does the same work again.
        self._checked: dict[str, tuple[Jurisdiction | None, tuple[Problem, ...]]] = {}

    def __reduce__(self) -> tuple[object, ...]:
        """A library can be sent to another process: it goes as the texts of its policies."""
        return Library, (self._shelf,)

    @property
    def jurisdictions(self) -> tuple[Jurisdiction, ...]:
        """Every jurisdiction that could be read, by path, without its editions."""
        found = (f.jurisdiction for f in self._shelf.files.values())
        return tuple(j for j in found if j is not None)

    @property
    def files(self) -> tuple[str, ...]:
        """Every policy file as its path below the folder, in order, those with errors too."""
        return tuple(self._shelf.files)

    def file(self, name: str) -> str:
        """The file of a jurisdiction, by any of its names, errors or not.

        Exact are its path (`jiangsu/taizhou`), division code and full Chinese name; a short name
        will do while one file has it. Raises `PolicyProblems` when there is none, or several.
        """
        key, problem = self._shelf.names.find(name if isinstance(name, str) else "")
        if key is None:
            assert problem is not None
            asked = str(problem.params["name"])
            shown = is_code(asked) and not looks_like_identity(asked)
            shown = shown or bool(self.files_named(asked))
            shown = shown or is_slip(folded(asked), map(folded, self._shelf.names.written))
            known = asked if shown else word(asked, self._shelf.names.written)
            raise PolicyProblems([replace(problem, params={**problem.params, "name": known})])
        return key

    def files_named(self, name: str) -> tuple[str, ...]:
        """Every file that a name may mean, errors or not: several, where it is a short name of several."""
        return self._shelf.names.meant(name)

    @property
    def vocabulary(self) -> Vocabulary:
        """The facts and the taxonomy. Raises `PolicyProblems` when the vocabulary cannot be used."""
        if self._shelf.vocabulary is None:
            raise PolicyProblems(self._shelf.vocabulary_problems)
        return self._shelf.vocabulary

    def problems(self) -> tuple[Problem, ...]:
        """Every error and warning of every file, in order of file, line and column."""
        found = [*self._shelf.folder_problems, *self._shelf.vocabulary_problems]
        for key in self._shelf.files:
            found += self._everything(key)[1]
        unique = {(p.code, str(p.place), str(dict(p.params))): p for p in found}
        return tuple(
            sorted(unique.values(), key=lambda p: (p.place.file, p.place.line, p.place.column))
        )

    def jurisdiction(self, name: str) -> Jurisdiction:
        """A jurisdiction with its editions, by any of its names, as `file` takes them.

        Raises `PolicyProblems` when there is none or several, or when its file has errors.
        """
        return self._usable(self.file(name))

    def jurisdiction_of(self, file: str) -> Jurisdiction:
        """The jurisdiction of a file, as `files` and `Jurisdiction.file` have it.

        A short name may stand for several files; this is always the one. Raises `PolicyProblems`
        when there is no such file, or when it has errors.
        """
        if file not in self._shelf.files:
            raise PolicyProblems([Problem("library.unreadable", Place(file))])
        return self._usable(file)

    def _usable(self, key: str) -> Jurisdiction:
        """The jurisdiction of a file without errors."""
        found, problems = self._everything(key)
        errors = [p for p in problems if p.severity == "error"]
        if found is None or errors:
            raise PolicyProblems(errors)
        return found

    def with_file(self, path: str | Path) -> Library:
        """This library with one more policy file, such as a draft that is in no folder yet.

        It is read where it stands, with this library's vocabulary, and takes the place of the file
        for the same division code (it answers to that file's name, and may extend its editions),
        or stands beside the others. Nothing raises here: what is wrong with it is told where it is
        used, as for any other file.
        """
        return Library(self._shelf.with_file(str(path), policy_bytes(Path(path))))

    def jurisdiction_in(self, path: str | Path) -> Jurisdiction:
        """The jurisdiction of one policy file, by the path under which the library has it.

        Raises `PolicyProblems` when the library has no such file, or when the file has errors.
        """
        key = self._shelf.key_of(str(path))
        if not key:
            raise PolicyProblems([Problem("library.unreadable", Place(str(path)))])
        return self._usable(key)

    def text_of(self, file: str) -> str:
        """The YAML text of a policy file by its path below the folder (`jiangsu/taizhou`); empty where it cannot be read."""
        found = self._shelf.files.get(file)
        return "" if found is None else self._shelf.text_of(found.path)

    def parameters(self, jurisdiction: str, edition: str | None = None) -> tuple[Parameter, ...]:
        """Everything written in an edition that may be tried otherwise, in the order of its rules.

        Raises as `edition` does.

        >>> import ecoreward
        >>> found = ecoreward.load().parameters("qingyuan")
        >>> [(p.address, p.text, p.says["en"]) for p in found if p.node == "share-of-fine" and p.kind == "rate"]
        [('qingyuan-2021.share-of-fine.rate', '5%', 'the rate')]
        """
        named = self.edition(jurisdiction, edition)
        item = self._shelf.written(named.jurisdiction.file, named.id)
        return () if item is None else parameters(named.compiled, item)

    def with_settings(self, jurisdiction: str, settings: Mapping[str, str]) -> Library:
        """This library with other values in a jurisdiction's editions, by address, to try them.

        A value is written as in the policy (`8%`, `10万`, a condition, a date); it takes the place of
        what stands there, and the language's own checks say what is wrong with it. Nothing can be paid
        on an edition with changed values. Raises `PolicyProblems`.

        >>> import ecoreward
        >>> tried = ecoreward.load().with_settings("qingyuan", {"qingyuan-2021.share-of-fine.rate": "8%"})
        >>> facts = {"verified": True, "violations": ["偷排漏排"], "fine": 500_000}
        >>> found = tried.edition("qingyuan").evaluate(facts)
        >>> str(found.amount), found.payable
        ('40000.00 CNY', None)
        """
        where = self.jurisdiction(jurisdiction)
        shelf, ids, problems = with_values(self._shelf, where, settings)
        if problems:
            raise PolicyProblems([_address_shown(p) for p in problems])
        tried = Library(shelf)
        found = tried.jurisdiction_of(where.file)
        editions = tuple(
            replace(e, status=WHAT_IF) if e.id in ids and e.status != "draft" else e
            for e in found.editions
        )
        return tried.with_jurisdiction(replace(found, editions=editions))

    def with_jurisdiction(self, jurisdiction: Jurisdiction) -> Library:
        """This library with a compiled jurisdiction in the place of its own for the same file."""
        out = Library(self._shelf)
        out._checked = {**self._checked, jurisdiction.file: (jurisdiction, ())}
        return out

    def edition(self, jurisdiction: str, id: str | None = None) -> Edition:
        """An edition by its id; without one, the jurisdiction's latest, of its general rule where it has one.

        Raises `PolicyProblems` when there is none of that id.
        """
        found = self.jurisdiction(jurisdiction)
        if id is None:
            pool = [e for e in found.editions if e.status != "draft"] or list(found.editions)
            general = [e for e in pool if e.scheme == MAIN] or pool
            return Edition(self, found, general[-1])
        compiled = found.edition(id) if isinstance(id, str) else None
        if compiled is None:
            raise PolicyProblems(
                [_unknown_edition(found, id if isinstance(id, str) else "", Place(""))]
            )
        return Edition(self, found, compiled)

    def evaluate(
        self,
        case: CaseInput,
        *,
        presume: bool = True,
        extra: Extra = "error",
        known_on: str | date | None = None,
    ) -> Decision:
        """The decision on one case.

        `case` has the keys of a case file (`case jurisdiction edition known_on facts decided
        already_paid`, or the Chinese ones). With `known_on` (a day; it goes before the case's own)
        only the rules that were known on that day count. Raises `CaseProblems` with every problem of the case (an unknown
        jurisdiction too), `PolicyProblems` when the jurisdiction's file has errors.

        >>> import ecoreward
        >>> d = ecoreward.load().evaluate({
        ...     "case": "demo", "jurisdiction": "庆元县",
        ...     "facts": {"举报日期": "2022-03-01", "查证属实": "是", "违法行为": ["偷排漏排"], "罚款": "500万"},
        ... })
        >>> d.outcome.value, str(d.payable)
        ('awarded', '100000.00 CNY')
        """
        raw = self._raw(case, known_on)
        decision = self._decide(*self._typed(raw, extra), presume=presume)
        return self._referred(decision, raw, presume=presume)

    def evaluate_many(
        self,
        cases: Iterable[CaseInput],
        *,
        presume: bool = True,
        extra: Extra = "error",
        known_on: str | date | None = None,
    ) -> list[Answer]:
        """One answer for each case, in order: outcome, sums, what is payable, and what they rest on.

        Many times faster than `evaluate`, and the same: a case that cannot be decided has its problems
        in its place, and `Answer.decision()` is the whole decision of any of them.

        >>> import ecoreward
        >>> facts = {"举报日期": "2022-03-01", "查证属实": "是", "违法行为": ["偷排漏排"]}
        >>> found = ecoreward.load().evaluate_many([
        ...     {"jurisdiction": "庆元县", "facts": {**facts, "罚款": "120万"}},
        ...     {"jurisdiction": "庆元县", "facts": {**facts, "罚款": "许多"}},
        ... ])
        >>> str(found[0].payable), found[0].because, found[1].problems[0].code
        ('60000.00 CNY', ('share-of-fine',), 'case.want-money')
        """
        return list(self._answers(cases, presume=presume, extra=extra, known_on=known_on))

    def evaluate_table(
        self, frame: pl.DataFrame, *, presume: bool = True, extra: Extra = "error"
    ) -> pl.DataFrame:
        """A data frame of cases of any places and days; as `Edition.evaluate_table`, with a column for the jurisdiction."""
        from ecoreward.tables.problems import packages

        with packages("table"):
            from ecoreward.tables.of_frame import decided
            from ecoreward.tables.run import Options

        return decided(frame, self, Options(presume=presume, extra=extra))

    def answer(self, case: CaseInput, *, presume: bool = True) -> Answer:
        """The reference evaluator's answer to one case, in brief; a case that cannot be decided has problems.

        >>> import ecoreward
        >>> ecoreward.load().answer({"jurisdiction": "庆元县", "facts": {}}).problems
        ()
        """
        from ecoreward.columns.answers import of_decision, refused

        try:
            read, where, named = self._typed(self.case(case), "error")
            decision = self._decide(read, where, named, presume=presume, light="because")
        except (CaseProblems, PolicyProblems) as bad:
            return refused("", bad)
        return of_decision(decision, where)

    def _answers(
        self,
        cases: Iterable[CaseInput],
        *,
        presume: bool,
        extra: Extra,
        known_on: str | date | None,
    ) -> Iterator[Answer]:
        from ecoreward.columns.answers import Asked, answers, refused

        def ask(case: CaseInput) -> Asked | Answer:
            raw = self._raw(case, known_on)
            try:
                read, where, named = self._typed(raw, extra)
            except (CaseProblems, PolicyProblems) as bad:
                return refused(raw.id, bad)

            def whole() -> Decision:
                decision = self._decide(read, where, named, presume=presume)
                return self._referred(decision, raw, presume=presume)

            def brief() -> Decision:
                return self._decide(read, where, named, presume=presume, light="because")

            return Asked(read, where, named, whole, brief)

        return answers((partial(ask, case) for case in cases), presume=presume)

    def changes(
        self,
        case: CaseInput,
        *,
        presume: bool = True,
        extra: Extra = "error",
        known_on: str | date | None = None,
    ) -> tuple[Change, ...]:
        """What would change the decision: every single fact that, alone, brings another outcome or sum.

        Each change says what it brings, exactly: put to `evaluate`, the changed case gives it. Of a
        number, a sum or a date there is the nearest value that makes a difference, on either side,
        and the next at which the rule itself turns. Raises as `evaluate` does.

        >>> import ecoreward
        >>> found = ecoreward.load().changes({
        ...     "jurisdiction": "庆元县",
        ...     "facts": {"举报日期": "2022-03-01", "查证属实": "否", "违法行为": ["偷排漏排"], "罚款": "120万"},
        ... })
        >>> [(c.fact, c.direction, str(c.then.amount)) for c in found if c.group == "authority"]
        [('verified', 'up', '60000.00 CNY')]
        """
        return changes(self._putting(self._raw(case, known_on), presume=presume, extra=extra))

    def questions(
        self,
        case: CaseInput,
        *,
        presume: bool = True,
        extra: Extra = "error",
        known_on: str | date | None = None,
    ) -> tuple[Question, ...]:
        """What can still move the money, most first: the next question to ask is the first one.

        Facts that are missing or known as a range, consents to be given, presumptions that would
        move the money (`presumed`), and last what the authority has to decide (`decides`). What
        cannot move anything is not asked. Raises as `evaluate` does.

        >>> import ecoreward
        >>> asked = ecoreward.load().questions({
        ...     "jurisdiction": "庆元县", "facts": {"举报日期": "2022-03-01", "违法行为": ["偷排漏排"]},
        ... })
        >>> [(q.fact, str(q.moves)) for q in asked if not q.presumed]
        [('fine', '100000.00 CNY'), ('verified', '100000.00 CNY')]
        """
        from ecoreward.explain.asking import matters

        putting = self._putting(self._raw(case, known_on), presume=presume, extra=extra)
        asked = questions(putting, putting.ask(putting.case, False))
        where, editions = putting.jurisdiction, putting.editions
        return tuple(
            q
            if q.decides
            else replace(q, matters=matters(q.fact.rsplit("/", 1)[-1], where, editions))
            for q in asked
        )

    def _raw(self, case: CaseInput, known_on: str | date | None) -> Raw:
        """A case as it was written, with the day on which the rules were known where one is given."""
        raw = self.case(case)
        if known_on is None:
            return raw
        text = known_on.isoformat() if isinstance(known_on, date) else known_on
        return replace(raw, known_on=Scalar(text, Place("")))

    def _putting(self, raw: Raw, *, presume: bool, extra: Extra) -> Putting:
        """The case, ready to be put again with one fact changed."""
        read, jurisdiction, edition = self._typed(raw, extra)

        def ask(changed: Case, light: bool) -> Decision:
            return self._decide(changed, jurisdiction, edition, presume=presume, light=light)

        return Putting(read, jurisdiction, ask, presume)

    def _decide(
        self,
        case: Case,
        jurisdiction: Jurisdiction,
        edition: CompiledEdition | None,
        *,
        presume: bool,
        light: Light = False,
    ) -> Decision:
        """The decision in the case's own jurisdiction, under the edition that it names, if any."""
        if edition is not None:
            return decide_named(case, jurisdiction, edition, presume=presume, light=light)
        above = self._above(jurisdiction)
        return decide_by_date(case, jurisdiction, above, presume=presume, light=light)

    def _typed(self, raw: Raw, extra: Extra) -> tuple[Case, Jurisdiction, CompiledEdition | None]:
        """A case with its types, whose rules it is put to, and the edition that it names."""
        if extra not in ("error", "ignore"):
            raise ValueError(f'extra is "error" or "ignore", not {extra!r}')
        jurisdiction, unusable = self._jurisdiction_of(raw)
        currency = jurisdiction.currency if jurisdiction else "CNY"
        vocabulary = jurisdiction.vocabulary if jurisdiction else self.vocabulary
        read, problems = typed(raw, vocabulary, currency, extra)
        found = [*unusable, *problems]
        compiled = None
        if jurisdiction is not None and raw.edition:
            compiled = jurisdiction.edition(raw.edition)
            if compiled is None:
                found.append(_unknown_edition(jurisdiction, raw.edition, raw.place))
        if read is None or jurisdiction is None or found:
            # A name that is not known is the case's mistake; a file with errors is not.
            broken = any(not p.code.startswith("library.") for p in unusable) and raw.jurisdiction
            raise (PolicyProblems if broken else CaseProblems)(found)
        return read, jurisdiction, compiled

    def _referred(self, decision: Decision, raw: Raw, *, presume: bool) -> Decision:
        """The decision with the result of the same case where it is referred to."""

        def put(target: Target) -> Decision:
            there = replace(raw, jurisdiction=self._exactly(target.file), edition="", decided=None)
            return self._decide(*self._typed(there, "ignore"), presume=presume)

        return followed(decision, put)

    def _exactly(self, file: str) -> str:
        """A name that means a file alone."""
        who = self._shelf.files[file].jurisdiction
        return file if who is None else who.exactly("en")

    def _jurisdiction_of(self, raw: Raw) -> tuple[Jurisdiction | None, tuple[Problem, ...]]:
        """The jurisdiction of a case, or what is wrong with it."""
        if not raw.jurisdiction:
            told = any(_about_jurisdiction(p) for p in raw.problems)
            return None, () if told else (Problem("case.no-jurisdiction", raw.place),)
        try:
            bare = self._shelf.tree.without_file(raw.jurisdiction)
            if bare is not None:
                return replace(bare, vocabulary=self.vocabulary), ()
            return self.jurisdiction(raw.jurisdiction), ()
        except PolicyProblems as bad:
            place = raw.jurisdiction_place
            names = self._shelf.names
            known = names.meant(raw.jurisdiction)
            if not known and not shows(raw.jurisdiction, names.written):
                place = value_at(place)
            return None, tuple(_at(p, place) for p in bad.items)

    def read(self, data: bytes | str, file: str = "") -> tuple[Raw, ...]:
        """The cases of a case file (YAML or JSON), each with its own problems to be told by `evaluate`.

        Raises `CaseProblems` when the file cannot be read as cases.
        """
        raws, problems = read_cases(data, file, names=self._facts)
        errors = [p for p in problems if p.severity == "error"]
        if errors:
            raise CaseProblems(errors)
        return raws

    def case(self, case: CaseInput) -> Raw:
        """A case as it was written, before it meets a policy.

        Raises `CaseProblems` when the data is no case.
        """
        if isinstance(case, Raw):
            return case
        raws, problems = cases_of(case, names=self._facts)
        errors = [p for p in problems if p.severity == "error"]
        if errors or len(raws) != 1:
            raise CaseProblems(errors or [Problem("case.one-case")])
        return raws[0]

    def _facts(self) -> tuple[str, ...]:
        """Every spelling of a fact: the keys that a problem may show."""
        known = self._shelf.vocabulary
        return tuple(known.spellings) if known is not None else ()

    def _everything(self, key: str) -> tuple[Jurisdiction | None, tuple[Problem, ...]]:
        if key not in self._checked:
            found, problems = self._shelf.compiled(key)
            more = [p for e in found.editions for p in check_edition(e)] if found else []
            self._checked[key] = (found, (*problems, *more))
        return self._checked[key]

    def _above(self, jurisdiction: Jurisdiction) -> tuple[Jurisdiction, ...]:
        heads = self._shelf.tree.above(jurisdiction)
        found = (self._shelf.compiled(head.file)[0] for head in heads)
        return tuple(j for j in found if j is not None)


def _about_jurisdiction(problem: Problem) -> bool:
    """Whether a problem of a case's keys already says what is wrong with its jurisdiction."""
    return not {"地区", "jurisdiction"}.isdisjoint(
        {_zh(problem.params.get("key")), *problem.suggestions}
    )


def _address_shown(problem: Problem) -> Problem:
    """A problem of an address, which is the user's own words, shown where it may be."""
    asked = str(problem.params["address"])
    shown = not looks_like_identity(asked)
    known = asked if shown else word(asked, problem.suggestions)
    return replace(problem, params={**problem.params, "address": known})


def _zh(key: Any) -> str:
    return str(key.get("zh", "")) if isinstance(key, Mapping) else str(key)


def _at(problem: Problem, place: Place) -> Problem:
    """A problem with a name stands where the case is, when it has no place of its own."""
    if problem.place.file:
        return problem
    return Problem(
        problem.code, place, problem.params, problem.severity, problem.suggestions, problem.related
    )


def _unknown_edition(jurisdiction: Jurisdiction, id: str, place: Place) -> Problem:
    names = [e.id for e in jurisdiction.editions]
    params = {
        "edition": word(id, names), "jurisdiction": dict(jurisdiction.label), "names": names or ["—"]
    }  # fmt: skip
    return Problem("case.unknown-edition", place, params, suggestions=close(id, names))


def policies_folder() -> Path:
    """The shipped policies: in the package when installed, beside `src` in a checkout."""
    inside = Path(__file__).parent / "policies"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "policies"


def load(path: str | Path | None = None) -> Library:
    """All policies of a folder; without one, the shipped policies.

    Reading never raises for bad files: `Library.problems()` has what is wrong, and only a case that
    needs a bad file fails. Raises `PolicyProblems` when the folder does not exist.
    """
    folder = policies_folder() if path is None else Path(path)
    if not folder.is_dir():
        raise PolicyProblems(
            [Problem("library.no-folder", Place(str(folder)), {"folder": str(folder)})]
        )
    return Library(open_folder(folder))


def load_texts(texts: Mapping[str, str]) -> Library:
    """A library from texts by key, for drafts that are in no file: ``{"vocabulary": …, "mine": …}``."""
    return Library(open_texts({s: (f"{s}.yaml", t) for s, t in texts.items()}))
