"""CEL, by both of its runtimes for Python: `cel-python` (in Python) and `cel-expr-python` (in C++).

CEL has whole numbers and whole division, so sums are exact; it has no bits, no `min` and no names
for a part, so lists come as flags and the sums of a policy go through several expressions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.rivals.data import Table
from benchmarks.rivals.plain_cases import cases, names

Case = dict[str, Any]
Compile = Callable[[str, dict[str, str]], Callable[[Case], Any]]


def _least(a: str, b: str) -> str:
    return f"({a} < {b} ? {a} : {b})"


ZHENGZHOU = """
verified && on_5000 ? [2, 500000, 1] : verified && on_1000 ? [2, 100000, 2]
: verified && on_500 ? [2, 50000, 3]
: by_wechat && on_site_media && helped_inspection && any_kind
  ? (on_clue ? [2, 1000, 4] : [3, -1, 0])
: [1, 0, 0]"""
ZHEJIANG_OPEN = """
!verified ? [0, 0, 1]
: ownerless_radioactive_source || especially_grave_pollution || especially_bad_social_effect
  || bounty_published ? [3, -1, 0]
: !any_kind ? [1, 0, 0] : []"""
ZHEJIANG_TOTAL = f"""
{_least("(fine + 10) / 20", "10000000")} + (detained ? 500000 : 0)
+ (arrest_approved ? 1000000 : 0) + (convicted ? 1000000 : 0)"""
ZHEJIANG = """
total == 0 ? [1, 0, 0] : total > 10000000 || !on_seven ? [3, -1, 0]
: [2, total, fine > 0 ? 2 : detained ? 3 : arrest_approved ? 4 : 5]"""
TWELVE_GATES = """
!verified ? [0, 0, 1] : !first_reporter ? [0, 0, 2] : accepted_on - reported_on > 60 ? [0, 0, 3]
: agency_staff_or_relative ? [0, 0, 4] : !(on_5000 || on_1000 || on_500) ? [1, 0, 0] : []"""
TWELVE_PARTS = f"""
[({_least("fine * 5", "1000000000")} * (insider ? 2 : 1) + 5000) / 10000 * 10000,
 illegal_gain > 0 ? (illegal_gain * 3 < 2000000 ? 2000000
   : {_least("illegal_gain * 3", "500000000")}) : -1,
 on_5000 ? 50000000 : on_1000 ? 10000000 : 5000000,
 (convicted ? 200000000 : arrest_approved ? 100000000 : detained ? 50000000
   : transferred_to_police ? 20000000 : 0)
 + (detailed_help ? {_least("fine", "200000000")} : 0) + (real_name ? 2000000 : 0)
 + (emergency_averted ? {_least("direct_loss * 2", "500000000")} : 0)]"""
TWELVE = """
[2, ((total < 2000000000 ? total : 2000000000) + 5000) / 10000 * 100,
 share == best ? 5 : gain == best ? 6 : on_5000 ? 7 : on_1000 ? 8 : 9]"""


def _in_python(text: str, types: dict[str, str]) -> Callable[[Case], Any]:
    import celpy

    environment = celpy.Environment()
    found: Callable[[Case], Any] = environment.program(environment.compile(text)).evaluate
    return found


def _in_cpp(text: str, types: dict[str, str]) -> Callable[[Case], Any]:
    from cel_expr_python import cel

    kinds = {"bool": cel.Type.BOOL, "int": cel.Type.INT}
    environment = cel.NewEnv(variables={n: kinds[t] for n, t in types.items()})
    evaluate = environment.compile(text).eval
    return lambda case: evaluate(data=case).plain_value()


def _function(policy: str, types: dict[str, str], compiled: Compile, number: Any) -> Any:
    if policy == "zhengzhou":
        return compiled(ZHENGZHOU, types)
    if policy == "zhejiang":
        early, total = compiled(ZHEJIANG_OPEN, types), compiled(ZHEJIANG_TOTAL, types)
        last = compiled(ZHEJIANG, {**types, "total": "int"})

        def zhejiang(case: Case) -> Any:
            return early(case) or last({**case, "total": total(case)})

        return zhejiang
    gates, parts = compiled(TWELVE_GATES, types), compiled(TWELVE_PARTS, types)
    last = compiled(TWELVE, {**types, "total": "int", "share": "int", "gain": "int", "best": "int"})

    def twelve(case: Case) -> Any:
        found = gates(case)
        if not found:
            share, gain, tier, extra = parts(case)
            best = max(share, gain, tier)
            more = {"share": share, "gain": gain, "best": best, "total": number(best + extra)}
            found = last({**case, **more})
        return found

    return twelve


def prepare(table: Table, *, runtime: str = "python") -> tuple[Callable[[Any], Any], Sequence[Any]]:
    """The function and ready mappings; `runtime` is "python" or "c++"."""
    found = cases(table, flags=True)
    policy = table.policy
    whole = set(policy.money) | set(policy.dates)
    types = {n: "int" if n in whole else "bool" for n in names(policy, flags=True)}
    if runtime == "c++":
        return _function(policy.name, types, _in_cpp, int), found
    from celpy import celtypes

    made = {"int": celtypes.IntType, "bool": celtypes.BoolType}
    values = [{n: made[types[n]](v) for n, v in c.items()} for c in found]
    return _function(policy.name, types, _in_python, celtypes.IntType), values


def rows(raw: Sequence[Any]) -> list[tuple[int, int, int]]:
    """What the answers hold, read after the measurement."""
    return [tuple(int(v) for v in r) for r in raw]
