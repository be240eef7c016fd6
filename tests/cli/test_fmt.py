"""`ecoreward fmt`: what is written, what is told, and what is never touched."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Ecoreward

MESSY = "ecoreward:   1\neditions:\n- title: t   # 名称\n  id: a\n"
NEAT = "ecoreward: 1\neditions:\n  - id: a\n    title: t   # 名称\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.yaml"
    path.write_text(MESSY, encoding="utf-8")
    return path


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Something on standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), "utf-8"))


def test_a_file_is_written_in_place_once(ecoreward: Ecoreward, file: Path) -> None:
    file.chmod(0o640)
    done = ecoreward("fmt", "a.yaml")
    assert (done.code, done.err) == (0, "")
    assert done.out == "已排版 a.yaml\n1 个文件：1 个已改，0 个不用改\n"
    assert file.read_text("utf-8") == NEAT
    assert file.stat().st_mode & 0o777 == 0o640
    before = file.stat()
    done = ecoreward("fmt", "a.yaml", "--lang", "en")
    assert (done.code, done.out) == (0, "files: 1, changed: 0, as they should be: 1\n")
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert [p.name for p in file.parent.iterdir()] == ["a.yaml"]


def test_check_changes_nothing(ecoreward: Ecoreward, file: Path) -> None:
    done = ecoreward("fmt", "--check", "a.yaml")
    assert (done.code, done.err) == (1, "")
    assert done.out == "需要排版 a.yaml\n1 个文件：1 个需要改，0 个不用改\n"
    assert file.read_text("utf-8") == MESSY
    file.write_text(NEAT, encoding="utf-8")
    assert ecoreward("fmt", "--check", "a.yaml").code == 0


def test_diff_shows_and_changes_nothing(ecoreward: Ecoreward, file: Path) -> None:
    file.write_bytes(MESSY.replace("\n", "\r\n").encode()[:-2])
    done = ecoreward("fmt", "--diff", "a.yaml", "--lang", "en")
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "--- a.yaml\n+++ a.yaml\n@@ -1,4 +1,4 @@\n"
        "-ecoreward:   1\\r\n-editions:\\r\n-- title: t   # 名称\\r\n-  id: a\n"
        "\\ No newline at end of file\n"
        "+ecoreward: 1\n+editions:\n+  - id: a\n+    title: t   # 名称\n"
        "files: 1, to be changed: 1, as they should be: 0\n"
    )
    assert b"\r\n" in file.read_bytes()
    assert ecoreward("fmt", "--diff", "--check", "a.yaml").code == 1


def test_stdin_goes_to_stdout(ecoreward: Ecoreward, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, MESSY)
    assert ecoreward("fmt", "-") == (0, NEAT, "")
    typed(monkeypatch, NEAT)
    assert ecoreward("fmt", "-") == (0, NEAT, "")
    typed(monkeypatch, MESSY)
    assert ecoreward("fmt", "-", "--check") == (1, "需要排版 -\n", "")
    typed(monkeypatch, "ecoreward: 1\necoreward: 2\n")
    done = ecoreward("fmt", "-")
    assert (done.code, done.out) == (1, "")
    assert "yaml.duplicate-key" in done.err
    assert ecoreward("fmt", "-", "a.yaml").code == 2


def test_a_bad_file_is_told_and_hides_no_other(ecoreward: Ecoreward, file: Path) -> None:
    bad = "ecoreward: 1\nname：x\n"
    (file.parent / "bad.yaml").write_text(bad, encoding="utf-8")
    done = ecoreward("fmt", "bad.yaml", "a.yaml", "--lang", "en")
    assert done.code == 1
    assert done.out == (
        "formatted a.yaml\nfiles: 2, changed: 1, as they should be: 0\n"
        "not formatted: 1, for the reasons on stderr\n"
    )
    assert "bad.yaml:2:5" in done.err
    assert "name：x" in done.err  # a policy may be shown
    assert (file.parent / "bad.yaml").read_text("utf-8") == bad


def test_a_problem_of_a_case_shows_no_value(ecoreward: Ecoreward, file: Path) -> None:
    file.write_text("- 案件: a\n  备注：张伟国 13800138000\n", encoding="utf-8")
    done = ecoreward("fmt", "a.yaml")
    assert done.code == 1
    assert "a.yaml:2:5" in done.err
    assert "备注" in done.err
    assert "张" not in done.err
    assert "138" not in done.err


def test_a_folder_is_its_policies_and_their_cases(ecoreward: Ecoreward, file: Path) -> None:
    for name in (
        "mine/a.yaml",
        "mine/b.yml",
        "mine/tests/c.yaml",
        "mine/deep/d.yaml",
        "mine/drafts/no.yaml",
        "mine/.deep/no.yaml",
        "mine/no.txt",
    ):
        path = file.parent / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(MESSY, encoding="utf-8")
    done = ecoreward("fmt", "mine")
    names = [str(Path("mine") / n) for n in ("a.yaml", "b.yml", "deep/d.yaml", "tests/c.yaml")]
    assert done.out.splitlines()[:-1] == [f"已排版 {n}" for n in names]
    for name in ("mine/drafts/no.yaml", "mine/.deep/no.yaml"):
        assert (file.parent / name).read_text("utf-8") == MESSY
    assert ecoreward("fmt", "--policies", "mine").out == "4 个文件：0 个已改，4 个不用改\n"


def test_the_shipped_files_are_formatted(ecoreward: Ecoreward) -> None:
    done = ecoreward("fmt", "--check")
    assert (done.code, done.err) == (0, "")
    count = len(list((ROOT / "policies").rglob("*.yaml")))
    assert done.out == f"{count} 个文件：0 个需要改，{count} 个不用改\n"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_we_generate_is_formatted(ecoreward: Ecoreward, lang: str) -> None:
    ecoreward("new", "case", "-j", "庆元县", "-o", "case.yaml", "--lang", lang)
    words = ("--code", "331126", "--name", "庆元县", "-o", "policy.yaml", "--lang", lang)
    ecoreward("new", "policy", *words)
    done = ecoreward("fmt", "--check", "case.yaml", "policy.yaml", "--lang", "en")
    assert (done.code, done.out) == (0, "files: 2, to be changed: 0, as they should be: 2\n")


def test_a_link_is_not_replaced_by_a_file(ecoreward: Ecoreward, file: Path) -> None:
    link = file.parent / "link.yaml"
    link.symlink_to(file)
    done = ecoreward("fmt", "link.yaml")
    assert done.code == 1
    assert "cli.is-link" in done.err
    assert str(file) in done.err
    assert link.is_symlink()
    assert file.read_text("utf-8") == MESSY
    assert ecoreward("fmt", "--check", "link.yaml").code == 1  # looking is no harm
    file.write_text(NEAT, encoding="utf-8")
    assert ecoreward("fmt", "link.yaml").code == 0  # nothing to do


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("nowhere.yaml",), "no-file"),
        (("pipe",), "not-a-file"),
        (("-", "a.yaml"), "stdin-alone"),
        (("empty",), "fmt-nothing"),
        (("--policies", "nowhere"), "no-folder"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_cannot_be_done_is_said(
    ecoreward: Ecoreward, file: Path, words: tuple[str, ...], code: str, lang: str
) -> None:
    os.mkfifo(file.parent / "pipe")
    (file.parent / "empty").mkdir()
    done = ecoreward("fmt", *words, "--lang", lang)
    assert (done.code, done.out) == (2, "")
    assert f"{code}]" in done.err


def test_a_file_changed_meanwhile_is_left_alone(file: Path) -> None:
    from ecoreward.cli.rewrite import rewrite
    from ecoreward.problems import Problems

    with pytest.raises(Problems) as bad:
        rewrite(str(file), NEAT, b"what was read before")
    assert [p.code for p in bad.value.items] == ["cli.changed-meanwhile"]
    assert file.read_text("utf-8") == MESSY


def test_a_failed_write_leaves_nothing_behind(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ecoreward.cli.rewrite import rewrite
    from ecoreward.problems import Problems

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(Problems) as bad:
        rewrite(str(file), NEAT, MESSY.encode())
    assert [p.code for p in bad.value.items] == ["cli.cannot-write"]
    assert [p.name for p in file.parent.iterdir()] == ["a.yaml"]
    assert file.read_text("utf-8") == MESSY
