"""Real processes: the entry points, pipes, what is imported, and how long a cold start takes."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.cli.conftest import ROOT

QINGYUAN = ("-j", "庆元县", "举报日期=2022-03-01", "罚款=120万", "查证属实=是", "违法行为=偷排漏排")
HEAVY = ("pydantic", "pydantic_core", "rich", "pygments", "markdown_it", "hypothesis", "click")


def process(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    more = {"PYTHONPATH": str(ROOT / "src"), "PYTHONDONTWRITEBYTECODE": "", **env}
    return subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, **more}, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("locale", ["C", "C.UTF-8", "zh_CN.GB18030"])
def test_python_m_in_any_locale(locale: str) -> None:
    done = process("-m", "ecoreward", "calc", *QINGYUAN, LC_ALL=locale, ECOREWARD_LANG="zh")
    assert (done.returncode, done.stderr) == (0, "")
    assert "予以奖励 60,000 元" in done.stdout


def test_exit_code_of_a_process() -> None:
    done = process("-m", "ecoreward", "calc", "nowhere.yaml", "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error[cli.no-file]")


def test_a_closed_pipe_is_quiet() -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "ecoreward", "schema", "policy"], stdout=write,
        stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        check=False,
    )  # fmt: skip
    os.close(write)
    assert done.stderr == ""
    assert done.returncode == 141


def _imported(code: str) -> set[str]:
    done = process(
        "-c", f"{code}\nimport sys; print(*{{m.partition('.')[0] for m in sys.modules}})"
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


def test_importing_the_package_is_light() -> None:
    found = _imported("import ecoreward")
    assert not found & {*HEAVY, "typer", "lark", "yaml", "babel"}


@pytest.mark.parametrize("flag", [(), ("--json",), ("--explain",)], ids=["line", "json", "explain"])
def test_calc_imports_nothing_heavy(flag: tuple[str, ...]) -> None:
    words = ["calc", *QINGYUAN, *flag]
    assert not _imported(f"from ecoreward.cli.app import run; run({words!r})") & set(HEAVY)
