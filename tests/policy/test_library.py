"""A folder of policies: what is found, what is told, and that one bad file stops nobody else."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

import ecoreward
from ecoreward import PolicyProblems

POLICIES = Path(__file__).parents[2] / "policies"
GOOD = {"vocabulary.yaml", "qingyuan.yaml", "karamay.yaml"}
FACTS = {"举报日期": "2022-03-01", "查证属实": True, "违法行为": ["偷排漏排"], "罚款": "120万"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in GOOD:
        (tmp_path / name).write_bytes((POLICIES / name).read_bytes())
    return tmp_path


def codes(folder: Path) -> list[str]:
    return [p.code for p in ecoreward.load(folder).problems()]


def test_the_shipped_policies_have_no_problem() -> None:
    assert ecoreward.load().problems() == ()


@pytest.mark.parametrize("name", ["qingyuan", "331126", "庆元县", "Qingyuan County"])
def test_a_jurisdiction_has_several_names(name: str) -> None:
    assert ecoreward.load().jurisdiction(name).code == "331126"


def test_an_unknown_jurisdiction_names_the_nearest() -> None:
    with pytest.raises(PolicyProblems) as caught:
        ecoreward.load().jurisdiction("庆园县")
    (problem,) = caught.value.items
    assert problem.code == "library.unknown-jurisdiction"
    assert "庆元县" in problem.suggestions


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "yaml.empty"),
        ("jurisdiction: {name: 某县}".encode(), "policy.missing-key"),
        ("名称: 某某县生态环境局举报奖励办法".encode("gb18030"), "yaml.gb18030"),
        (b"a: &a [x, x]\nb: [*a, *a]\n", "yaml.alias"),
        (b"x: " + b"y" * 5_000_000, "yaml.too-big"),
        (
            b"ecoreward: 2\njurisdiction: {code: '000000', name: x}\neditions: []\n",
            "policy.language",
        ),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "yaml.binary"),
        (b"[" * 50_000, "yaml.too-deep"),
    ],
)
def test_a_bad_file_is_told_and_stops_nobody_else(folder: Path, content: bytes, code: str) -> None:
    (folder / "bad.yaml").write_bytes(content)
    library = ecoreward.load(folder)
    found = [p for p in library.problems() if p.severity == "error"]
    assert code in {p.code for p in found}
    assert {Path(p.place.file).name for p in found} == {"bad.yaml"}
    decision = library.evaluate({"jurisdiction": "庆元县", "facts": FACTS})
    assert str(decision.payable) == "60000.00 CNY"
    with pytest.raises(PolicyProblems):
        library.jurisdiction("bad")


def test_a_missing_vocabulary_is_told_once(folder: Path) -> None:
    (folder / "vocabulary.yaml").unlink()
    assert codes(folder) == ["library.no-vocabulary"]


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(PolicyProblems) as caught:
        ecoreward.load(tmp_path / "nowhere")
    assert [p.code for p in caught.value.items] == ["library.no-folder"]


def test_two_files_for_one_code_are_an_error_in_both(folder: Path) -> None:
    text = (folder / "karamay.yaml").read_text("utf-8")
    (folder / "again.yaml").write_text(text, "utf-8")
    found = [p for p in ecoreward.load(folder).problems() if p.code == "library.same-code"]
    assert {Path(p.place.file).name for p in found} == {"karamay.yaml", "again.yaml"}


def test_two_editions_of_one_scheme_on_one_day_show_both_places(folder: Path) -> None:
    text = (folder / "qingyuan.yaml").read_text("utf-8")
    head, edition = text.split("editions:\n")
    twin = edition.replace("id: qingyuan-2021", "id: qingyuan-twin")
    (folder / "qingyuan.yaml").write_text(f"{head}editions:\n{edition}\n{twin}", "utf-8")
    (problem,) = [p for p in ecoreward.load(folder).problems() if p.code == "policy.two-editions"]
    assert problem.related[0].line < problem.place.line


def test_crlf_and_comments_do_not_change_the_digest(folder: Path) -> None:
    before = ecoreward.load(folder).jurisdiction("karamay").digest
    text = (folder / "karamay.yaml").read_text("utf-8")
    (folder / "karamay.yaml").write_bytes(("# 一句话\n" + text).replace("\n", "\r\n").encode())
    assert ecoreward.load(folder).jurisdiction("karamay").digest == before


def test_threads_get_the_same_answer() -> None:
    library = ecoreward.load()
    found: list[str] = []

    def work() -> None:
        decision = library.evaluate({"jurisdiction": "庆元县", "facts": FACTS})
        found.append(str(decision.to_json()))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_small_files_that_ask_for_great_work_are_refused(folder: Path) -> None:
    doubling = "".join(f"      d{i}: d{i - 1} + d{i - 1}\n" for i in range(1, 60))
    chain = "".join(f"      d{i}: d{i - 1} + 罚款\n" for i in range(1, 400))
    reading = "{id: x%d%s, says: 甲, combine: sum}"
    award, closing = "", ""
    for level in range(14):
        options = ", ".join(reading % (level, c) for c in "abc")
        award += f"{{id: n{level}, readings: [{options}], of: [{{id: k{level}, fixed: 1}}, "
        closing += "]}"
    nested = award + "{id: last, fixed: 1}" + closing
    head = (
        'ecoreward: 1\njurisdiction: {code: "650299", name: 某地}\neditions:\n'
        "  - id: x\n    title: x\n    confidence: text\n    in_force: {from: 2020-01-01}\n"
    )
    bodies = {
        "policy.expression-too-large": f"    define:\n      d0: 罚款 * 2\n{doubling}    award: {{fixed: d59}}\n",
        "policy.define-too-deep": f"    define:\n      d0: 罚款 * 2\n{chain}    award: {{fixed: d399}}\n",
        "policy.too-much-work": f"    award: {nested}\n",
    }
    for code, body in bodies.items():
        (folder / "heavy.yaml").write_text(head + body, "utf-8")
        assert code in codes(folder)


def test_a_file_takes_the_place_of_the_one_with_its_code(folder: Path, tmp_path: Path) -> None:
    library = ecoreward.load(folder)
    text = (POLICIES / "qingyuan.yaml").read_text("utf-8").replace("5%", "6%")
    draft = tmp_path / "drafts" / "mine.yaml"
    draft.parent.mkdir()
    draft.write_text(text, encoding="utf-8")
    with_draft = library.with_file(draft)
    case = {"jurisdiction": "qingyuan", "facts": FACTS}
    assert str(library.evaluate(case).amount) == "60000.00 CNY"
    assert str(with_draft.evaluate(case).amount) == "72000.00 CNY"
    assert with_draft.problems() == ()
    found = with_draft.jurisdiction_in(draft)
    assert (found.file, found.code) == ("mine", "331126")
    assert [j.file for j in with_draft.jurisdictions] == ["karamay", "mine"]
    again = with_draft.with_file(draft)
    assert (
        again.jurisdiction("mine") == again.jurisdiction("qingyuan") == again.jurisdiction_in(draft)
    )


def test_a_draft_may_extend_the_file_whose_place_it_takes(folder: Path, tmp_path: Path) -> None:
    library = ecoreward.load(folder)
    draft = tmp_path / "drafts" / "qingyuan.yaml"
    draft.parent.mkdir()
    draft.write_text(
        "ecoreward: 1\n"
        "jurisdiction: {code: '331126', name: 庆元县}\n"
        "chosen_by: {fact: 举报日期, stated: false}\n"
        "editions:\n"
        "  - {id: new, title: 草案, confidence: text, status: draft, in_force: {from: unstated},\n"
        "     extends: {edition: qingyuan@qingyuan-2021, changes: [{set: share-of-fine, cap: 5万}]}}\n",
        encoding="utf-8",
    )
    case = {"jurisdiction": "qingyuan", "edition": "new", "facts": FACTS}
    assert str(library.with_file(draft).evaluate(case).amount) == "50000.00 CNY"


def test_a_file_of_a_new_place_stands_beside_the_others(folder: Path, tmp_path: Path) -> None:
    library = ecoreward.load(folder)
    text = (POLICIES / "qingyuan.yaml").read_text("utf-8").replace("331126", "331199")
    text = text.replace("庆元", "别处").replace("Qingyuan", "Elsewhere")
    draft = tmp_path / "drafts" / "qingyuan.yaml"  # a file name that is taken
    draft.parent.mkdir()
    draft.write_text(text, encoding="utf-8")
    with_draft = library.with_file(draft)
    assert [j.file for j in with_draft.jurisdictions] == ["karamay", "qingyuan", "qingyuan-draft"]
    assert with_draft.jurisdiction_in(draft).name == "别处县"
    assert with_draft.jurisdiction("qingyuan").code == "331126"


def test_a_file_that_cannot_be_read_is_told_where_it_is_used(folder: Path, tmp_path: Path) -> None:
    library = ecoreward.load(folder)
    with pytest.raises(PolicyProblems) as caught:
        library.with_file(tmp_path / "nowhere.yaml").jurisdiction_in(tmp_path / "nowhere.yaml")
    assert [p.code for p in caught.value.items] == ["library.unreadable"]
    with pytest.raises(PolicyProblems):
        library.jurisdiction_in(tmp_path / "other.yaml")
    assert library.with_file(tmp_path / "nowhere.yaml").jurisdiction("qingyuan").code == "331126"
