"""The digest of a policy file: of what it says, whatever the order of keys and the layout."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from ecoreward.policy.reader import Item, Mapping, Scalar


def digest_of(item: Item) -> str:
    """SHA-256 of what a file says, apart from comments, spacing, line ends and the order of keys."""
    text = json.dumps(_plain(item), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def combined(digests: list[str]) -> str:
    """One digest for a file and the files that its editions extend."""
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def _plain(item: Item) -> Any:
    if isinstance(item, Scalar):
        return item.value
    if isinstance(item, Mapping):
        return {k.value: _plain(v) for k, v in item.items}
    return [_plain(i) for i in item.items]
