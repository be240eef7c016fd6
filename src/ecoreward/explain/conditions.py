"""A condition in words with both operands: ``罚款 48,000 元，未达到 50,000 元``."""

from __future__ import annotations

from collections.abc import Mapping

from ecoreward.explain.operands import operand
from ecoreward.explain.voice import Data, Voice

OPS = {">": "gt", ">=": "ge", "<": "lt", "<=": "le", "=": "eq", "!=": "ne"}


def condition(test: Data, voice: Voice) -> str:
    """How a test came out; empty where it has nothing to say."""
    match test["kind"]:
        case "fact":
            return operand(test["left"], voice)
        case "compare":
            return _compare(test, voice)
        case "within":
            return _within(test, voice)
        case "member" | "has":
            return _listed(test, voice)
        case "and" | "or" | "if":
            return voice.clauses(dict.fromkeys(condition(i, voice) for i in telling(test)))
        case "not":
            return condition(test["items"][0], voice)
        case "defined":
            inner = voice.clauses(condition(i, voice) for i in test["items"])
            outer = operand(test["left"], voice)
            return voice("test.because", outer=outer, inner=inner) if inner else outer
    return "" if test["text"] in ("", "-") else test["text"]


def telling(test: Data) -> list[Data]:
    """The parts that make the result: of a failed `and` those that failed, of an `or` all."""
    items: list[Data] = list(test["items"])
    kind, result = test["kind"], test["result"]
    if kind == "if":
        chosen = {"yes": items[1:2], "no": items[2:3]}.get(items[0]["result"], items[1:])
        return [items[0], *chosen]
    decisive = {("and", "no"): "no", ("or", "yes"): "yes"}.get((kind, result))
    if decisive is None and result == "unknown":
        decisive = "unknown"
    return [i for i in items if i["result"] == decisive] or items if decisive else items


def interval(test: Data, voice: Voice) -> str:
    """A unary test in words: ``100,000 元（含）至 200,000 元（不含）``."""
    if test["op"] != "in":
        return voice(f"unary.{OPS[test['op']]}", value=voice.value(test["value"]))
    low, high = test["low"], test["high"]
    ends = {}
    for side, end in (("low", low), ("high", high)):
        if end is not None:
            key = "interval.closed" if test[f"{side}_closed"] else "interval.open"
            ends[side] = voice(key, value=voice.value(end))
    if low is None:
        return voice("unary.le" if test["high_closed"] else "unary.lt", value=voice.value(high))
    if high is None:
        return voice("unary.ge" if test["low_closed"] else "unary.gt", value=voice.value(low))
    return voice("interval.both", **ends)


def _compare(test: Data, voice: Voice) -> str:
    left, right, result = test["left"], test["right"], test["result"]
    value = right["value"]
    if isinstance(value, Mapping) and "codes" in value and right["origin"] == "written":
        if result == "yes" and test["op"] == "=":
            return operand(left, voice)
        return voice(
            f"test.is.{_flip(test, '!=')}", left=operand(left, voice), right=voice.codes(value)
        )
    dates = isinstance(value, Mapping) and ("date" in value or _dates(left["value"]))
    kind = "day" if dates else "test"
    return voice(
        f"{kind}.{OPS[test['op']]}.{result}", left=operand(left, voice), right=_right(test, voice)
    )


def _right(test: Data, voice: Voice) -> str:
    """A number written beside a sum of money is a sum of money."""
    right, left = test["right"], test["left"]["value"]
    value = right["value"]
    if isinstance(value, Mapping) and "number" in value and isinstance(left, Mapping):
        currency = left.get("currency") or (left.get("low") or {}).get("currency")
        if currency:
            return voice.value({"value": value["number"], "currency": currency})
    return operand(right, voice, rate="%" in right["text"])


def _dates(value: Data) -> bool:
    if not isinstance(value, Mapping):
        return False
    return "date" in value or any("date" in (value.get(k) or {}) for k in ("low", "high"))


def _flip(test: Data, negative: str) -> str:
    """The answer to the question without its `not`."""
    result = test["result"]
    if test["op"] != negative or result == "unknown":
        return str(result)
    return "no" if result == "yes" else "yes"


def _within(test: Data, voice: Voice) -> str:
    left = operand(test["left"], voice)
    right = test.get("right")
    if right is None:
        return left
    spans = voice("or").join(interval(t, voice) for t in right["value"]["tests"])
    return voice(f"test.within.{_flip(test, 'not in')}", left=left, right=spans)


def _listed(test: Data, voice: Voice) -> str:
    left, right = operand(test["left"], voice), test["right"]
    mode = test["op"].removeprefix("has ")
    if test["kind"] == "member":
        mode, result = "any", _flip(test, "not in")
    elif mode == "none":
        mode, result = "any", _flip(test, "has none")
    else:
        result = test["result"]
    if right["text"]:
        named = voice("listed.name", name=voice.label(right["label"]))
        return voice(f"listed.{mode}.{result}", left=left, right=named)
    if mode == "any" and len(right["value"]["codes"]) == 1:
        if result == "yes" and test["left"]["value"] == right["value"]:
            return left
        return voice(f"test.is.{result}", left=left, right=voice.codes(right["value"]))
    return voice(f"kinds.{mode}.{result}", left=left, right=voice.codes(right["value"]))
