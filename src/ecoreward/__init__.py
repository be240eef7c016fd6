"""EcoReward: reward rules as YAML, cases in, exact amounts with a cited trace out.

>>> import ecoreward
>>> library = ecoreward.load()
>>> decision = library.evaluate({
...     "jurisdiction": "庆元县",
...     "facts": {"举报日期": "2022-03-01", "查证属实": True, "违法行为": "偷排漏排", "罚款": "120万"},
... })
>>> str(decision.payable)
'60000.00 CNY'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecoreward.version import __version__

if TYPE_CHECKING:
    from ecoreward.api import Edition, Library, load, load_texts
    from ecoreward.engine.change import Change
    from ecoreward.engine.decision import Decision, Outcome, Range
    from ecoreward.engine.questions import Question
    from ecoreward.explain import explain as explanation
    from ecoreward.money import Money
    from ecoreward.problems import CaseProblems, PolicyProblems, Problem, Problems
    from ecoreward.workbench.compare import compare
    from ecoreward.workbench.comparison import Comparison

__all__ = [
    "CaseProblems",
    "Change",
    "Comparison",
    "Decision",
    "Edition",
    "Library",
    "Money",
    "Outcome",
    "PolicyProblems",
    "Problem",
    "Problems",
    "Question",
    "Range",
    "__version__",
    "compare",
    "explanation",
    "load",
    "load_texts",
]

_HOMES = {
    "CaseProblems": "problems", "PolicyProblems": "problems", "Problem": "problems",
    "Problems": "problems", "Money": "money", "Decision": "engine.decision",
    "Outcome": "engine.decision", "Range": "engine.decision", "Edition": "api", "Library": "api",
    "load": "api", "load_texts": "api", "compare": "workbench.compare",
    "Comparison": "workbench.comparison", "Change": "engine.change", "Question": "engine.questions",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that importing the package stays light."""
    from importlib import import_module

    if name == "explanation":  # not `explain`: that is the room's name
        return import_module("ecoreward.explain").explain
    if name not in _HOMES:
        raise AttributeError(f"module 'ecoreward' has no attribute {name!r}")
    return getattr(import_module(f"ecoreward.{_HOMES[name]}"), name)
