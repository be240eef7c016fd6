"""A folder of policies with sub-folders: which files are read, and what is never reached."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

import pytest

import ecoreward
from ecoreward import PolicyProblems
from ecoreward.policy import folder as rooms
from ecoreward.policy.folder import files_in, home_of, policies_in

VOCABULARY = (Path(__file__).parents[2] / "policies/vocabulary.yaml").read_text("utf-8")
HEAD = "ecoreward: 1\njurisdiction: {code: '%s', name: %s}\neditions:\n"
EDITION = """\
  - id: %s
    title: 举报奖励办法
    confidence: text
    in_force: {from: 2021-01-01}
    award: {id: award, for: 偷排漏排, fixed: %d}
"""
BELOW = HEAD % ("321200", "泰州市") + EDITION % ("tz", 700) + "    works_with: [jiangsu/jiangsu]\n"
ABOVE = HEAD % ("320000", "江苏省") + EDITION % ("js", 500)
EXTENDS = HEAD % ("321100", "镇江市") + (
    "  - {id: zj, title: 办法, confidence: text, in_force: {from: 2021-01-01},\n"
    "     extends: {edition: jiangsu/jiangsu@js, changes: [{set: award, fixed: 900}]}}\n"
)
CASE = "- {案件: A, 事实: {举报日期: 2022-03-01, 查证属实: 是, 违法行为: [偷排漏排]}, 预期: {金额: %d}}\n"
FACTS = {"举报日期": "2022-03-01", "查证属实": True, "违法行为": ["偷排漏排"]}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


TREE = {
    "vocabulary.yaml": VOCABULARY,
    "jiangsu/jiangsu.yaml": ABOVE,
    "jiangsu/taizhou.yaml": BELOW,
    "jiangsu/zhenjiang.yaml": EXTENDS,
    "tests/jiangsu/taizhou.yaml": CASE % 700,
    "tests/jiangsu/zhenjiang-2021.yaml": CASE % 900,
    "drafts/jiangsu/x.yaml": BELOW,
    ".git/x.yaml": "x",
    "jiangsu/.x.yaml": "x",
    "jiangsu/notes.txt": "x",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return write(tmp_path / "policies", TREE)


def codes(folder: Path) -> list[str]:
    return [p.code for p in ecoreward.load(folder).problems()]


def test_sub_folders_are_read(tree: Path) -> None:
    library = ecoreward.load(tree)
    assert library.problems() == ()
    assert library.files == ("jiangsu/jiangsu", "jiangsu/taizhou", "jiangsu/zhenjiang")
    assert [j.file for j in library.jurisdictions] == list(library.files)
    for name in ("jiangsu/taizhou", "taizhou", "321200", "泰州市"):
        decision = library.evaluate({"jurisdiction": name, "facts": FACTS})
        assert str(decision.amount) == "700.00 CNY"
        assert decision.receipt["policy"] == "jiangsu/taizhou@tz"
        assert "jiangsu/jiangsu" in [c.params.get("policy") for c in decision.caveats]


def test_editions_extend_those_of_a_file_in_a_folder(tree: Path) -> None:
    decision = ecoreward.load(tree).evaluate({"jurisdiction": "镇江市", "facts": FACTS})
    assert str(decision.amount) == "900.00 CNY"


def test_the_shipped_files_find_their_schemas() -> None:
    top = ecoreward.api.policies_folder()
    for key, path in policies_in(top)[0].items():
        kind = "vocabulary" if key == "vocabulary" else "policy"
        wanted = f"{'../' * key.count('/')}{kind}.schema.json"
        assert path.read_text("utf-8").splitlines()[0].endswith(f"$schema={wanted}"), key


def test_a_bad_file_in_a_folder_stops_nobody_else(tree: Path) -> None:
    write(tree, {"jiangsu/bad.yaml": "ecoreward：1\n"})
    library = ecoreward.load(tree)
    assert {Path(p.place.file).name for p in library.problems()} == {"bad.yaml"}
    assert library.evaluate({"jurisdiction": "泰州市", "facts": FACTS}).payable is not None
    with pytest.raises(PolicyProblems):
        library.jurisdiction("jiangsu/bad")


@pytest.mark.parametrize("name", ["jiangsu/out.yaml", "out"])
def test_no_link_leads_out(tree: Path, tmp_path: Path, name: str) -> None:
    outside = write(tmp_path / "outside", {"nanjing.yaml": BELOW.replace("321200", "320100")})
    target = outside / "nanjing.yaml" if name.endswith(".yaml") else outside
    (tree / name).symlink_to(target)
    library = ecoreward.load(tree)
    assert [p.code for p in library.problems()] == ["library.link"]
    assert "320100" not in {j.code for j in library.jurisdictions}


def test_a_link_inside_is_a_file_and_a_circle_ends(tree: Path) -> None:
    (tree / ".kept").mkdir()
    (tree / "jiangsu/taizhou.yaml").rename(tree / ".kept/t.yaml")
    (tree / "jiangsu/taizhou.yaml").symlink_to("../.kept/t.yaml")
    assert codes(tree) == []
    (tree / "jiangsu/round").symlink_to("..")
    (tree / "gone.yaml").symlink_to("nowhere.yaml")
    (tree / "self.yaml").symlink_to("self.yaml")
    assert sorted(codes(tree)) == ["library.link", "library.unreadable", "library.unreadable"]


def test_a_folder_that_is_a_link_itself(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tree)
    assert codes(tmp_path / "link") == []


def test_too_much_is_refused_whole(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "MOST_FILES", 3)
    library = ecoreward.load(tree)
    assert library.problems()[0].code == "library.too-many"
    assert library.files == ()
    with pytest.raises(PolicyProblems):
        library.jurisdiction("泰州市")
    monkeypatch.setattr(rooms, "MOST_FILES", 100)
    monkeypatch.setattr(rooms, "MOST_ENTRIES", 5)
    assert files_in(tree)[0] == ()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_cannot_be_opened_is_told(tree: Path) -> None:
    (tree / "jiangsu").chmod(0)
    found = codes(tree)
    (tree / "jiangsu").chmod(0o755)
    assert found == ["library.unreadable"]


def test_where_a_file_is_at_home(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert home_of(tree / "jiangsu/taizhou.yaml") == tree
    assert home_of(tree / "jiangsu") == tree
    assert home_of(tree) == tree
    assert home_of(tree / "drafts/jiangsu/x.yaml") == tree / "drafts/jiangsu"
    assert home_of(tree / "tests/jiangsu/taizhou.yaml") == tree / "tests/jiangsu"
    monkeypatch.chdir(tree)
    assert home_of(Path("jiangsu/taizhou.yaml")) == Path(".")
    assert rooms.key_of(PurePosixPath("a/b.c.yaml"), PurePosixPath("a")) == "b.c"
