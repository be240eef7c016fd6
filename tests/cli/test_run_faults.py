"""What ends a run early leaves the old results or none: kill -9 at any point, Ctrl-C, a full disk."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ecoreward.tables.source import open_source
from tests.cli.conftest import ROOT, Ecoreward

ROWS, BAD = 40_000, 400
OLD = "old results\n"


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty thousand cases, one in a hundred with a sum that cannot be read."""
    path = tmp_path_factory.mktemp("cases") / "案件.csv"
    lines = [
        f"A-{i},庆元县,2022-03-01,是,偷排漏排,{'许多' if i % 100 == 0 else i}" for i in range(ROWS)
    ]
    path.write_text(
        "\n".join(["案件,地区,举报日期,查证属实,违法行为,罚款", *lines, ""]), encoding="utf-8"
    )
    return path


def started(table: Path, out: Path, *more: str) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "ecoreward", "run", str(table), "-o", str(out), *more]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env)


def length(path: Path) -> int:
    return sum(b.frame.height for b in open_source(str(path)).batches(100_000))


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_kill_at_any_point(table: Path, tmp_path: Path, suffix: str) -> None:
    out, side = tmp_path / f"结果{suffix}", tmp_path / "结果.bad.csv"
    begun = time.monotonic()
    with started(table, out) as process:
        assert process.wait() == 1
    whole = time.monotonic() - begun
    assert (length(out), length(side)) == (ROWS - BAD, BAD)
    made = (out.read_bytes(), side.read_bytes())
    chance = random.Random(suffix)
    for _ in range(4):
        for path in (out, side):
            path.write_text(OLD)
        with started(table, out) as process:
            time.sleep(whole * (0.4 + 0.65 * chance.random()))
            process.send_signal(signal.SIGKILL)
            process.wait()
        for path, new in zip((out, side), made, strict=True):
            assert path.read_bytes() in (OLD.encode(), new)
    with started(table, out) as process:
        assert process.wait() == 1
    assert sorted(os.listdir(tmp_path)) == sorted([out.name, side.name])  # the leftovers are gone
    assert (out.read_bytes(), side.read_bytes()) == made


def test_interrupt_is_130_and_nothing_is_half_written(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "结果.csv"
    out.write_text(OLD)
    with started(table, out, "--engine", "reference") as process:  # long enough to be interrupted
        time.sleep(2.5)
        process.send_signal(signal.SIGINT)
        assert process.wait() == 130
        assert process.stderr is not None
        assert b"Traceback" not in process.stderr.read()
    assert out.read_text() == OLD
    assert os.listdir(tmp_path) == [out.name]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    where = tmp_path / "small"
    where.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(where)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False)
    except OSError:
        pytest.skip("there is no mount here")
    if done.returncode:
        pytest.skip("mounting takes root")
    try:
        yield where
    finally:
        subprocess.run(["umount", str(where)], check=True)


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".xlsx"])
def test_a_full_disk(ecoreward: Ecoreward, table: Path, small_disk: Path, suffix: str) -> None:
    out = small_disk / f"结果{suffix}"
    out.write_text(OLD)
    done = ecoreward("run", str(table), "-o", str(out), "--json")
    assert (done.code, done.out, done.codes) == (2, "", ["file.disk-full"])
    assert out.read_text() == OLD
    assert os.listdir(small_disk) == [out.name]


def test_a_full_disk_for_the_side_file(
    ecoreward: Ecoreward, table: Path, tmp_path: Path, small_disk: Path
) -> None:
    (small_disk / "rest").write_bytes(b"x" * 1_040_000)
    out = tmp_path / "结果.csv"
    done = ecoreward(
        "run", str(table), "-o", str(out), "--bad", str(small_disk / "b.csv"), "--json"
    )
    assert (done.code, done.codes) == (2, ["file.disk-full"])
    assert not out.exists()
