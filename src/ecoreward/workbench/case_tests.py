"""Cases with what is expected of them: read, run against a Library, and compared. Pure functions.

A test file is a list of cases, each with ``expect`` (``预期``): what is not named there is not
compared. `because` names ids that must be among the decision's; all other keys are compared whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ecoreward.engine.decision import Decision, Outcome
from ecoreward.engine.read_case import Raw, read_cases
from ecoreward.engine.read_value import Unreadable, amount
from ecoreward.money import Money
from ecoreward.policy import reader
from ecoreward.policy.naming import last_part
from ecoreward.policy.reader import Item, Scalar, Sequence
from ecoreward.problems import Place, Problem, Problems, nearest

if TYPE_CHECKING:
    from ecoreward.api import Library
    from ecoreward.policy.vocabulary_types import Vocabulary

EXPECT = {"expect": "expect", "预期": "expect"}
KEYS = {
    "outcome": "outcome", "结果": "outcome",
    "amount": "amount", "金额": "amount",
    "range": "range", "范围": "range",
    "payable": "payable", "应付": "payable",
    "because": "because", "依据": "because",
    "missing": "missing", "缺少": "missing",
    "shares": "shares", "分配": "shares",
    "payouts": "payouts", "发放": "payouts",
    "overpaid": "overpaid", "多付": "overpaid",
    "error": "error", "错误": "error",
}  # fmt: skip
_NONE = ("", "null", "none", "无", "空")
_NO_LIMIT = (*_NONE, "不限", "no limit")
Data = Any  # plain data, which `words_of` can write in both languages


@dataclass(frozen=True, slots=True)
class Expected:
    """One expectation: its key, and what is expected in the form that is compared."""

    key: str
    value: Any
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class CaseTest:
    """A case and what is expected of it."""

    raw: Raw
    expected: tuple[Expected, ...]

    @property
    def place(self) -> Place:
        """Where the case stands."""
        return self.raw.place


@dataclass(frozen=True, slots=True)
class Difference:
    """An expectation that was not met, both sides as data that can be said in either language."""

    key: str
    expected: Data
    actual: Data
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Result:
    """How one test came out. `problems` are those of the case, where none was expected."""

    test: CaseTest
    differences: tuple[Difference, ...] = ()
    problems: tuple[Problem, ...] = ()
    edition: str = ""  # of the decision

    @property
    def passed(self) -> bool:
        """Whether everything is as expected."""
        return not self.differences and not self.problems


@dataclass(frozen=True, slots=True)
class Report:
    """All results, and what is wrong with the test files themselves."""

    results: tuple[Result, ...]
    problems: tuple[Problem, ...]

    @property
    def failed(self) -> tuple[Result, ...]:
        """The tests that did not pass."""
        return tuple(r for r in self.results if not r.passed)

    @property
    def passed(self) -> bool:
        """Whether all tests could be read and passed."""
        return not self.failed and not any(p.severity == "error" for p in self.problems)


See = Callable[[Decision], None]


def run_files(
    library: Library, files: Iterable[tuple[str, bytes]], see: See | None = None
) -> Report:
    """Read and run the tests of several files; a file that cannot be read hides no other.

    `see` is shown every decision as it comes, right or wrong; the report keeps none of them.
    """
    results: list[Result] = []
    problems: list[Problem] = []
    for path, data in files:
        tests, found = read_tests(library, path, data)
        problems += found
        results += [run_test(library, t, see) for t in tests]
    return Report(tuple(results), tuple(problems))


def read_tests(
    library: Library, path: str, data: bytes | str
) -> tuple[tuple[CaseTest, ...], tuple[Problem, ...]]:
    """The tests of one file, and everything wrong with it."""
    vocabulary = library.vocabulary
    raws, found = read_cases(data, path, EXPECT, lambda: vocabulary.spellings)
    problems = list(found)
    default = _named_after(library, path)
    tests = []
    for raw in raws:
        known = raw if raw.jurisdiction else replace(raw, jurisdiction=default)
        expected = _expected(raw, _vocabulary_of(library, known.jurisdiction), problems)
        if expected is None:
            continue
        tests.append(CaseTest(known, expected))
    return tuple(tests), tuple(problems)


def _vocabulary_of(library: Library, jurisdiction: str) -> Vocabulary:
    """The words of the policy a case is for, its own facts among them."""
    try:
        return library.jurisdiction(jurisdiction).vocabulary
    except Problems:  # told when the case is put to it
        return library.vocabulary


def _named_after(library: Library, path: str) -> str:
    """The policy a test file is named after: ``zhengzhou-2018.yaml``, ``tests/jiangsu/taizhou.yaml``.

    Of several it is the one whose path fits furthest. A bare file name may stand for a policy in a
    folder, where only one has it.
    """
    whole = path.replace("\\", "/").rpartition(".")[0]
    folder = whole.rpartition("tests/")[2].rpartition("/")[0]
    inside = [f for f in library.files if folder and f.startswith(f"{folder}/")]
    fits = [f for f in inside or library.files if _fits(whole, f)]
    if not fits and "/" not in whole:
        names = {last_part(f) for f in library.files if _fits(whole, last_part(f))}
        same = [f for f in library.files if last_part(f) == max(names, key=len, default="")]
        fits = same if len(same) == 1 else []
    file = max(fits, key=lambda f: (f.count("/"), len(f)), default="")
    return next((j.exactly("en") for j in library.jurisdictions if j.file == file), file)


def _fits(whole: str, file: str) -> bool:
    """Whether the last parts of a path are those of a file, perhaps with more behind a hyphen."""
    folders, _, name = file.rpartition("/")
    above, _, stem = whole.rpartition("/")
    named = stem == name or stem.startswith(f"{name}-")
    return named and (not folders or f"/{above}".endswith(f"/{folders}"))


def _expected(
    raw: Raw, vocabulary: Vocabulary, problems: list[Problem]
) -> tuple[Expected, ...] | None:
    before = len(problems)
    if len(raw.rest) != 1:
        code = "cli.test-expect-twice" if raw.rest else "cli.test-no-expect"
        problems.append(Problem(code, raw.rest[1][0].place if raw.rest else raw.place))
        return None
    item = raw.rest[0][1]
    if not isinstance(item, reader.Mapping) or not item.items:
        problems.append(Problem("cli.test-expect-kind", item.place, {"keys": _names()}))
        return None
    out: dict[str, Expected] = {}
    for key, value in item.items:
        name = KEYS.get(key.value.strip(), "")
        if not name:
            params = {"key": key.value, "keys": _names()}
            problems.append(
                Problem(
                    "cli.test-unknown-key", key.place, params, suggestions=nearest(key.value, KEYS)
                )
            )
        elif name in out:
            problems.append(Problem("cli.test-key-twice", key.place, {"key": key.value}))
        else:
            try:
                found = _READERS[name](value, vocabulary)
            except _Bad as bad:
                params = {"key": key.value, **bad.params}
                place = bad.place or value.place
                problems.append(Problem(bad.code, place, params, suggestions=bad.suggestions))
            else:
                out[name] = Expected(name, found, key.place)
    return tuple(out.values()) if len(problems) == before else None


def _names() -> Data:
    """The keys of `expect`, in the words of each language."""
    zh = "、".join(k for k in KEYS if not k.isascii())
    return {"zh": zh, "en": ", ".join(k for k in KEYS if k.isascii())}


class _Bad(Exception):
    """An expectation that cannot be read."""

    def __init__(
        self,
        code: str,
        place: Place | None = None,
        suggestions: tuple[str, ...] = (),
        **params: Any,
    ) -> None:
        super().__init__(code)
        self.code, self.place, self.params, self.suggestions = code, place, params, suggestions


def outcomes() -> Mapping[str, Outcome]:
    """Every spelling of an outcome: its code, its words in both languages, and these cut short.

    >>> outcomes()["to_be_decided"].value
    'to_be_decided'
    """
    out: dict[str, Outcome] = {}
    for o in Outcome:
        out[o.value] = o
        for lang in ("zh", "en"):
            label = o.label(lang)
            out.setdefault(label, o)
            out.setdefault(label.replace("(", "（").split("（")[0].strip(), o)
    return out


def _text(item: Item) -> str:
    if not isinstance(item, Scalar):
        raise _Bad("cli.test-want-text")
    return item.value.strip()


def _outcome(item: Item, _: Vocabulary) -> Outcome:
    text, known = _text(item), outcomes()
    if text not in known:
        names = {lang: [o.label(lang) for o in Outcome] for lang in ("zh", "en")}
        shown = {"zh": "、".join(names["zh"]), "en": ", ".join(names["en"])}
        raise _Bad("cli.test-outcome", suggestions=nearest(text, known), text=text, names=shown)
    return known[text]


def _sum(item: Item, none: tuple[str, ...] = _NONE) -> Fraction | None:
    text = _text(item)
    if text.lower() in none:
        return None
    try:
        return amount(text)
    except Unreadable:
        raise _Bad("cli.test-want-sum", item.place) from None


def _amount(item: Item, _: Vocabulary) -> Fraction | None:
    return _sum(item)


def _range(item: Item, _: Vocabulary) -> tuple[Fraction, Fraction | None]:
    items = _items(item)
    if len(items) != 2:
        raise _Bad("cli.test-want-range")
    low, high = _sum(items[0]), _sum(items[1], _NO_LIMIT)
    return low or Fraction(0), high


def _items(item: Item) -> tuple[Item, ...]:
    if isinstance(item, Sequence):
        return item.items
    return (item,) if isinstance(item, Scalar) and item.value.strip() else ()


def _because(item: Item, _: Vocabulary) -> tuple[str, ...]:
    return tuple(_text(i) for i in _items(item))


def _missing(item: Item, vocabulary: Vocabulary) -> frozenset[str]:
    out = set()
    for one in _items(item):
        text = _text(one)
        code = vocabulary.spellings.get(text)
        if code is None:
            raise _Bad("cli.test-fact", one.place, nearest(text, vocabulary.spellings), text=text)
        out.add(code)
    return frozenset(out)


def _shares(item: Item, _: Vocabulary) -> tuple[Fraction, ...]:
    found = [_sum(i) for i in _items(item)]
    if None in found:
        raise _Bad("cli.test-want-sum")
    return tuple(f for f in found if f is not None)


def _error(item: Item, _: Vocabulary) -> str:
    text = _text(item)
    if not text:
        raise _Bad("cli.test-want-text")
    return text


_READERS: Mapping[str, Callable[[Item, Vocabulary], Any]] = {
    "outcome": _outcome, "amount": _amount, "range": _range, "payable": _amount,
    "because": _because, "missing": _missing, "shares": _shares, "payouts": _shares,
    "overpaid": _amount, "error": _error,
}  # fmt: skip


def run_test(library: Library, test: CaseTest, see: See | None = None) -> Result:
    """Put one case to its policy and compare."""
    expected = {e.key: e for e in test.expected}
    try:
        decision = library.evaluate(test.raw)
    except Problems as bad:
        if "error" not in expected:
            return Result(test, problems=bad.items)
        return Result(test, _codes(expected["error"], [p.code for p in bad.items]))
    except Exception as error:  # a defect of ours in one case must not hide the other tests
        found = Problem("cli.internal", test.place, {"kind": type(error).__name__})
        return Result(test, problems=(found,))
    if see is not None:
        see(decision)
    vocabulary = _vocabulary_of(library, test.raw.jurisdiction)
    differences = [d for e in test.expected if (d := _compare(e, decision, vocabulary))]
    edition = str(decision.edition["id"]) if decision.edition else ""
    return Result(test, tuple(differences), edition=edition)


def _codes(expected: Expected, codes: list[str]) -> tuple[Difference, ...]:
    if expected.value in codes:
        return ()
    return (Difference("error", expected.value, codes, expected.place),)


def _compare(e: Expected, decision: Decision, vocabulary: Vocabulary) -> Difference | None:
    currency = decision.range.low.currency
    wanted, actual = _sides(e, decision, currency)
    same = set(wanted) <= set(actual) if e.key == "because" else wanted == actual
    if same:
        return None
    return Difference(
        e.key, _data(e.key, wanted, currency, vocabulary),
        _data(e.key, actual, currency, vocabulary), e.place,
    )  # fmt: skip


def _sides(e: Expected, d: Decision, currency: str) -> tuple[Any, Any]:
    """What is expected and what came out, in one form."""
    match e.key:
        case "outcome":
            return e.value, d.outcome
        case "amount":
            return e.value, _exact(d.amount)
        case "payable":
            return e.value, _exact(d.payable)
        case "range":
            return e.value, (_exact(d.range.low), _exact(d.range.high))
        case "because":
            return e.value, d.because
        case "missing":
            return e.value, frozenset(m.fact for m in d.missing)
        case "overpaid":
            return e.value, _exact(d.overpaid)
        case "shares":
            return e.value, tuple(_exact(s) for s in d.shares)
        case "payouts":
            return e.value, tuple(_known(p["amount"]) for p in d.payouts)
    return e.value, ""


def _exact(money: Money | None) -> Fraction | None:
    return None if money is None else Fraction(money.value)


def _known(sum_: Mapping[str, Any]) -> Fraction | None:
    """What a reporter is paid; None while it is a range."""
    return Fraction(sum_["value"]) if "value" in sum_ else None


def _data(key: str, value: Any, currency: str, vocabulary: Vocabulary) -> Data:
    match key:
        case "outcome":
            return {"zh": value.label("zh"), "en": value.label("en")}
        case "amount" | "payable" | "overpaid":
            return _money(value, currency)
        case "range":
            return {
                "low": _money(value[0], currency),
                "high": None if value[1] is None else _money(value[1], currency),
            }
        case "missing":
            return [dict(vocabulary.label(f)) for f in sorted(value)] or NOTHING
        case "shares" | "payouts":
            return [_money(s, currency) for s in value] or NOTHING
        case "because":
            return list(value) or NOTHING
    return value or {"zh": "算出了结果", "en": "a decision"}


NOTHING = {"zh": "无", "en": "none"}


def _money(value: Fraction | None, currency: str) -> Data:
    if value is None:
        return NOTHING
    try:
        return Money.of(value, currency).to_json()
    except ValueError:  # finer than the minor unit: the expectation as it was written
        return str(value)
