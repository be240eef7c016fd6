"""What stands on one side of a test or in a formula: its name, its value, where it comes from."""

from __future__ import annotations

from collections.abc import Sequence

from ecoreward.explain.voice import Data, Voice

_SIGNS = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "}
_BINDS = {"+": 1, "-": 1, "*": 2, "/": 2}


def operand(data: Data, voice: Voice, rate: bool = False) -> str:
    """An operand in words: ``罚款 1,200,000 元``, ``5%``, ``30,000 元 × 核实死亡人数 2``."""
    if data["fact"]:
        return voice("origin." + _origin(data), text=named(data, voice))
    value, items = data["value"], data.get("items") or ()
    if data["origin"] == "defined" and data.get("label"):
        return named(data, voice)
    if data.get("op") and items:
        return compound(
            data["op"], [_part(data["op"], i, n, voice) for n, i in enumerate(items)], voice
        )
    if rate and isinstance(value, dict) and "number" in value:
        return voice.share(value["number"], data["text"])
    if unknown(data):
        return voice("operand.unknown", text=data["text"])
    return voice.value(value)


def named(data: Data, voice: Voice) -> str:
    """Name and value: codes and answers after a colon, quantities after a space."""
    label = voice.label(data["label"])
    if unknown(data):
        return voice("operand.unknown", text=label)
    value = data["value"]
    if "codes" in value:
        return voice("operand.is", label=label, value=voice.codes(value))
    key = "operand.is" if "truth" in value else "operand.amount"
    return voice(key, label=label, value=voice.value(value))


def compound(op: str, parts: Sequence[str], voice: Voice) -> str:
    """A sum, a product, or one of the few functions."""
    if op in _SIGNS and len(parts) == 2:
        return _SIGNS[op].join(parts)
    if op == "-":
        return f"−{parts[0]}"
    if op in ("days_between", "workdays_between"):
        return voice(f"call.{op}", first=parts[0], second=parts[1])
    return voice(f"call.{op}", items=voice.list(parts))


def binds(op: str, within: str, position: int) -> bool:
    """Whether a part with `op` needs brackets inside `within`."""
    if op not in _BINDS or within not in _BINDS:
        return False
    return _BINDS[op] < _BINDS[within] or (position > 0 and _BINDS[op] == _BINDS[within]
                                           and within in "-/")  # fmt: skip


def unknown(data: Data) -> bool:
    """Whether nothing is known of an operand's value."""
    value = data["value"]
    if data["origin"] == "missing":
        return True
    return value is None or (isinstance(value, dict) and (
        bool(value.get("unknown")) or value.get("truth") == "unknown"))  # fmt: skip


def computed(data: Data) -> bool:
    """Whether the operand is more than a written value, so that the way to it is worth showing."""
    return bool(data.get("op") or data["fact"] or data["origin"] == "defined")


def _part(within: str, item: Data, position: int, voice: Voice) -> str:
    text = operand(item, voice, rate=within == "*" and "%" in item["text"])
    return voice("brackets", text=text) if binds(item.get("op") or "", within, position) else text


def _origin(data: Data) -> str:
    origin = data["origin"]
    return origin if origin in ("presumed", "derived") else "given"
