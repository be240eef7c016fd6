"""One run of the command line, in this process, with what it wrote."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ecoreward.cli.app import run

ROOT = Path(__file__).parents[2]


class Done(NamedTuple):
    """Exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What stdout has, as data."""
        return json.loads(self.out)

    @property
    def codes(self) -> list[str]:
        """The codes of the problems on stderr, where these are JSON."""
        return [p["code"] for p in json.loads(self.err)]


Ecoreward = Callable[..., Done]


@pytest.fixture
def ecoreward(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Ecoreward:
    """Run the words of a command line in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ECOREWARD_LANG", raising=False)

    def call(*words: str) -> Done:
        code = run(list(words))
        out, err = capsys.readouterr()
        return Done(code, out, err)

    return call
