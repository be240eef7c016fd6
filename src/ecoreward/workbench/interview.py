"""A case by question and answer: asks only what can still move the money, most first.

Nothing is read or written here: `step` gives what to show, `answer` takes what was typed. What a
person types goes through the same door as a case file and gets the same problems.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ecoreward.engine.case import Case, Decided
from ecoreward.engine.questions import Question
from ecoreward.engine.read_case import cases_of
from ecoreward.engine.rows import with_columns
from ecoreward.engine.type_case import typed
from ecoreward.engine.values import Rows
from ecoreward.policy.cost import MOST_ROWS
from ecoreward.problems import CaseProblems, Problem, Problems, render_all
from ecoreward.words import say
from ecoreward.workbench.ask_text import asked, at_place, explained, head
from ecoreward.workbench.case_text import case_data

if TYPE_CHECKING:
    from ecoreward.api import Library
    from ecoreward.engine.decision import Decision
    from ecoreward.policy.edition import Jurisdiction

_BACK = {"<", "＜", "返回", "back"}
_STOP = {"q", "Q", "ｑ", "退出", "quit"}
_HELP = {"?", "？", "help", "说明"}
_NONE = {"无", "没有", "none"}


@dataclass(frozen=True, slots=True)
class _State:
    """What is known after an answer, and what nobody knows."""

    case: Case
    jurisdiction: Jurisdiction | None = None
    skipped: frozenset[str] = frozenset()


@dataclass
class Interview:
    """One walk through a case. `start` is a case that is known in part."""

    library: Library
    lang: str
    start: Case = field(default_factory=lambda: Case("", ""))
    jurisdiction: Jurisdiction | None = None
    presume: bool = True
    stopped: bool = False

    def __post_init__(self) -> None:
        self._states = [_State(self.start, self.jurisdiction)]
        self._questions: dict[int, tuple[Question, ...]] = {}

    @property
    def _now(self) -> _State:
        return self._states[-1]

    @property
    def case(self) -> Case:
        """The case so far."""
        return self._now.case

    @property
    def place(self) -> Jurisdiction | None:
        """Whose rules it is put to, once that is known."""
        return self._now.jurisdiction

    def decision(self) -> Decision | None:
        """How the case stands; None while the place is not known."""
        state = self._now
        if state.jurisdiction is None:
            return None
        return self._put(state)

    def step(self) -> str | None:
        """What to ask now, in words; None when nothing is left that moves the money."""
        if self.stopped:
            return None
        if self._now.jurisdiction is None:
            return at_place(self.lang)
        question = self.question()
        return None if question is None else asked(question, self.lang)

    def answer(self, text: str) -> str:
        """Take what was typed; what to say to it."""
        word = text.strip()
        if word in _STOP:
            self.stopped = True
            return ""
        if word in _BACK:
            return self._back()
        if word in _HELP:
            return self._explain()
        try:
            return self._take(word)
        except Problems as bad:
            return render_all(bad.items, self.lang)

    def _back(self) -> str:
        if len(self._states) == 1:
            return say("cli.ask.first", self.lang)
        self._questions.pop(len(self._states), None)
        self._states.pop()
        decision = self.decision()
        return "" if decision is None else head(decision, self.lang)

    def _explain(self) -> str:
        if self._now.jurisdiction is None:
            names = [j.label.get(self.lang) or j.name for j in self.library.jurisdictions]
            return say("cli.ask.places", self.lang, names=names)
        question = self.question()
        return "" if question is None else explained(question, self.lang)

    def _take(self, word: str) -> str:
        state = self._now
        if state.jurisdiction is None:
            if not word:
                return say("cli.ask.need-place", self.lang)
            return self._go(replace(state, jurisdiction=self.library.jurisdiction(word)))
        question = self.question()
        assert question is not None
        if not word:
            self._states.append(replace(state, skipped=state.skipped | {question.fact}))
            return ""
        return self._go(replace(state, case=self._with(question, word, state)))

    def _go(self, state: _State) -> str:
        """On to the next state, when the case holds together there."""
        decision = self._put(state)
        self._states.append(state)
        return head(decision, self.lang)

    def _put(self, state: _State) -> Decision:
        return self.library.evaluate(self._data(state), presume=self.presume)

    def _data(self, state: _State) -> dict[str, Any]:
        assert state.jurisdiction is not None
        return case_data(state.case, state.jurisdiction)

    def question(self) -> Question | None:
        """The first question that nobody said they cannot answer; the date before all others."""
        state, depth = self._now, len(self._states)
        if state.jurisdiction is None:
            return None
        if depth not in self._questions:
            found = self.library.questions(self._data(state), presume=self.presume)
            self._questions[depth] = found
        left = [q for q in self._questions[depth] if q.fact not in state.skipped]
        date = [q for q in left if q.fact == state.jurisdiction.chosen_by]
        return next(iter(date or left), None)

    def _with(self, question: Question, word: str, state: _State) -> Case:
        """The case with one answer more. Raises `CaseProblems` as for a case file."""
        facts = state.case.facts
        if question.type == "rows":
            return replace(state.case, facts={**facts, question.fact: _rows(question, word)})
        name = question.fact.rsplit("/", 1)[-1]  # of a row: the fact that its column is
        kind = "decided" if question.decides else "facts"
        read = self._read(
            {kind: {question.fact if question.decides else name: _chosen(question, word)}}
        )
        if question.decides:
            return replace(state.case, decided={**self._named(state), **read.decided})
        if name != question.fact:
            rows = question.fact.split("/")[0]
            known = facts[rows]
            assert isinstance(known, Rows)
            column = {question.fact: read.facts[name]} if name in read.facts else {}
            changed = with_columns(known, rows, column)
            return replace(state.case, facts={**facts, rows: changed})
        return replace(state.case, facts={**facts, **read.facts})

    def _read(self, data: dict[str, Any]) -> Case:
        """What was typed, read as a case file would be."""
        where = self._now.jurisdiction
        assert where is not None
        raws, problems = cases_of(data, names=tuple)
        if not raws:
            raise CaseProblems(problems)
        read, found = typed(raws[0], where.vocabulary, where.currency)
        if read is None:
            raise CaseProblems(found)
        return read

    def _named(self, state: _State) -> dict[str, Decided]:
        """What was decided, each entry with its key; a single figure has none in its file."""
        decided = dict(state.case.decided)
        single = decided.pop("", None)
        if single is None:
            return decided
        bare = self._put(replace(state, case=replace(state.case, decided=decided)))
        kinds = ("reading",) if single.reading else ("figure", "unstated")
        keys = [d.node for d in bare.to_decide if d.kind in kinds]
        if len(keys) != 1:
            params = {"nodes": keys or ["—"], "first": keys[0] if keys else "—"}
            raise CaseProblems([Problem("case.decided-ambiguous", single.place, params)])
        return {**decided, keys[0]: single}


def _rows(question: Question, word: str) -> Rows:
    """As many rows as were named, nothing known of them yet."""
    number = unicodedata.normalize("NFKC", word)
    if not re.fullmatch("[0-9]{1,3}", number) or not 1 <= int(number) <= MOST_ROWS:
        raise CaseProblems([Problem("case.want-number", params={"fact": question.label})])
    return Rows(tuple({} for _ in range(int(number))))


def _chosen(question: Question, word: str) -> Any:
    """An answer by its number in the list that was shown, or as it was typed."""
    if question.type not in ("choice", "set"):
        return word
    if question.type == "set" and word in _NONE:
        return []
    codes = [str(v["code"]) for v in question.values]
    words = {str(w) for v in question.values for w in v.values()}
    parts = [p.strip() for p in re.split(r"[,，;；\s]", word)] if question.type == "set" else [word]
    if not any(parts):
        raise CaseProblems([Problem("case.unknown-term", params={"fact": question.label})])
    picked = []
    for part in parts:
        number = unicodedata.normalize("NFKC", part)
        if (
            not re.fullmatch("[0-9]{1,2}", number)
            or part in words
            or not 1 <= int(number) <= len(codes)
        ):
            return word
        picked.append(codes[int(number) - 1])
    return picked if question.type == "set" else picked[0]
