"""The commands over a folder of policies with sub-folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Ecoreward
from tests.policy.test_folder import TREE, write


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return write(tmp_path / "policies", TREE)


def test_the_commands_take_the_tree(
    ecoreward: Ecoreward, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tree)
    here = ("--policies", ".")
    assert ecoreward("test", *here, "tests").out.startswith("2 件测试案件：2 件通过")
    for where in ("jiangsu/zhenjiang.yaml", str(tree / "jiangsu/zhenjiang.yaml"), "jiangsu"):
        done = ecoreward("check", where, *here)
        assert (done.code, "0 个错误" in done.out) == (0, True), done
    assert "jiangsu/taizhou" in ecoreward("policies", *here).out
    assert "900" in ecoreward("show", "jiangsu/zhenjiang", *here).out
    monkeypatch.chdir(tree / "jiangsu")
    done = ecoreward("check", "zhenjiang.yaml", "--policies", "..")
    assert (done.code, done.out) == (0, "检查了 1 个文件、1 个可用版本：0 个错误，0 个警告\n")
    monkeypatch.chdir(tree / "tests/jiangsu")
    assert ecoreward("test", "--policies", "../..", "taizhou.yaml").code == 0


@pytest.mark.parametrize(
    ("where", "line"),
    [("a.yaml", "policy"), ("jiangsu/a.yaml", "../policy"), ("us/ca/la.yaml", "../../policy")],
)
def test_a_new_file_finds_its_schema(
    ecoreward: Ecoreward, tree: Path, monkeypatch: pytest.MonkeyPatch, where: str, line: str
) -> None:
    monkeypatch.chdir(tree)
    (tree / where).parent.mkdir(parents=True, exist_ok=True)
    assert ecoreward("new", "policy", "--code", "321000", "--name", "扬州市", "-o", where).code == 0
    first = (tree / where).read_text("utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema={line}.schema.json"
