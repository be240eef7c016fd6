"""LibYAML and the parser in pure Python read the same: every text, every place, every problem."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from tests.policy.messy import Messy

from ecoreward.policy.reader import Item, Mapping, Scalar, read
from ecoreward.problems import Problem

ROOT = Path(__file__).parents[2]
GOOD = sorted(
    [*(ROOT / "policies").rglob("*.yaml"), *(ROOT / "docs/cookbook").glob("*.yaml"),
     *(ROOT / "examples").rglob("*.yaml")]
)  # fmt: skip
JUNK = ["", ":", "：", "- ", "{", "}", "[", "]", '"', "'", "#", "\t", "&a", "*a", "!x", "> ", "|\n",
        "null", "~", "\x00", "\ufeff", "🙂", "\r", "\x85", "--- ", "...\n", "@", "`", "\n", "  "]  # fmt: skip

pytestmark = pytest.mark.skipif(not yaml.__with_libyaml__, reason="there is no LibYAML")


def whole(item: Item | None) -> Any:
    """An item with its places, which do not count when items are compared."""
    if item is None:
        return None
    if isinstance(item, Scalar):
        return item, item.place
    if isinstance(item, Mapping):
        return item.place, [(whole(k), whole(v)) for k, v in item.items]
    return item.place, [whole(i) for i in item.items]


def both(
    data: bytes | str, monkeypatch: pytest.MonkeyPatch
) -> list[tuple[Any, tuple[Problem, ...]]]:
    found = []
    for native in (True, False):
        monkeypatch.setattr(yaml, "__with_libyaml__", native)
        item, problems = read(data, "a.yaml")
        found.append((whole(item), problems))
    return found


@pytest.mark.parametrize("path", GOOD, ids=lambda p: str(p.relative_to(ROOT)))
def test_real_files(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = both(path.read_bytes(), monkeypatch)
    assert one == two


@pytest.mark.parametrize("seed", range(3))
def test_as_badly_written_as_yaml_allows(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in GOOD[seed::6]:
        item, _ = read(path.read_bytes(), path.name)
        assert item is not None
        text = Messy(Random(f"{path.name} {seed}")).text(item)
        if "?" in text:  # pure Python alone does not take one in an unquoted text within brackets
            continue
        one, two = both(text, monkeypatch)
        assert one == two, path


def test_damaged_texts_that_both_accept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a text is no YAML the parsers stop at places of their own; what they read is the same."""
    random = Random(4)
    same = 0
    for path in GOOD:
        text = path.read_text("utf-8")[:2_500]
        for _ in range(random.randint(1, 2)):
            at = random.randint(0, len(text))
            text = text[:at] + random.choice(JUNK) + text[at + random.choice([0, 0, 1, 5]) :]
        one, two = both(text, monkeypatch)
        if one[0] is not None and two[0] is not None:
            assert one == two, path
            same += 1
    assert same > len(GOOD) // 5
