"""What kills a run leaves the old output or none: kill -9 at any moment, and a full disk."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from ecoreward.tables.problems import TableProblems
from ecoreward.tables.sink import open_sink
from ecoreward.tables.source import open_source

WRITE = """
import sys
import polars as pl
from ecoreward.tables.sink import open_sink
frame = pl.DataFrame({"a": [f"{i}" * 9 for i in range(2000)], "n": list(range(2000))})
with open_sink(sys.argv[1], lang="zh", headers=["案件", "n"], table="results") as sink:
    print("open", flush=True)
    for _ in range(int(sys.argv[2])):
        sink.write(frame)
    print("written", flush=True)
print("done", flush=True)
"""
SIZE = {".csv": 200, ".xlsx": 15, ".parquet": 200, ".jsonl": 100}


def start(name: str, batches: int) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", WRITE, name, str(batches)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    return process


def fill(name: str, frame: pl.DataFrame) -> None:
    with open_sink(name, lang="zh", headers=["a"], table="results") as sink:
        for _ in range(20):
            sink.write(frame)


def length(name: str) -> int:
    return sum(len(b.frame) for b in open_source(name).batches(10_000))


@pytest.mark.parametrize("suffix", SIZE)
@pytest.mark.parametrize("there", [False, True])
def test_kill_at_any_moment(tmp_path: Path, suffix: str, there: bool) -> None:
    path = tmp_path / f"a{suffix}"
    batches = SIZE[suffix]
    if there:
        with open_sink(str(path), lang="zh", headers=["a"]) as sink:
            sink.write(pl.DataFrame({"a": ["old"]}))
    old = path.read_bytes() if there else None
    begun = time.monotonic()
    with start(str(path), batches) as process:
        assert process.wait() == 0
    whole = time.monotonic() - begun
    assert length(str(path)) == batches * 2000
    chance = random.Random(suffix)
    for _ in range(5):
        path.unlink()
        if old is not None:
            path.write_bytes(old)
        with start(str(path), batches) as process:
            time.sleep(chance.random() * whole)
            process.send_signal(signal.SIGKILL)
            process.wait()
        if not path.exists():
            assert old is None
            path.write_bytes(b"x")
        elif path.read_bytes() != old:
            assert length(str(path)) == batches * 2000
    with open_sink(str(path), lang="zh", headers=["a"]) as sink:
        sink.write(pl.DataFrame({"a": ["new"]}))
    assert os.listdir(tmp_path) == [path.name]  # the leftovers are gone


def test_kill_while_a_database_is_written(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    with open_sink(url, lang="zh", headers=["a"], table="results") as sink:
        sink.write(pl.DataFrame({"a": ["old"]}))
    chance = random.Random(1)
    for _ in range(5):
        with start(url, 200) as process:
            time.sleep(chance.random() * 0.5)
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert length(url) in (1, 400_000)


def test_interrupt(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    with start(str(path), 100_000) as process:
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        process.wait()
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.csv"]


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


@pytest.mark.parametrize("suffix", SIZE)
def test_a_full_disk(small_disk: Path, suffix: str) -> None:
    path = small_disk / f"a{suffix}"
    with open_sink(str(path), lang="zh", headers=["a"]) as sink:
        sink.write(pl.DataFrame({"a": ["old"]}))
    old = path.read_bytes()
    chance = random.Random(1)
    frame = pl.DataFrame({"a": [f"{chance.random()}" for _ in range(20_000)]})
    with pytest.raises(TableProblems) as told:
        fill(str(path), frame)
    assert told.value.items[0].code == "file.disk-full"
    assert path.read_bytes() == old
    assert os.listdir(small_disk) == [path.name]


def test_a_full_disk_with_a_database(small_disk: Path) -> None:
    url = f"sqlite:///{small_disk / 'a.db'}"
    with open_sink(url, lang="zh", headers=["a"], table="results") as sink:
        sink.write(pl.DataFrame({"a": ["old"]}))
    frame = pl.DataFrame({"a": [f"{i:0100}" for i in range(20_000)]})
    with pytest.raises(TableProblems) as told:
        fill(url, frame)
    assert told.value.items[0].code == "file.disk-full"
    assert length(url) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    pipe = tmp_path / "案件.csv"
    os.mkfifo(pipe)
    with pytest.raises(TableProblems) as bad:
        open_source(str(pipe))
    assert [p.code for p in bad.value.items] == ["file.unreadable"]
