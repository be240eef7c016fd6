"""By which names a policy file is found, which are exact, and what is said of those that are not."""

from __future__ import annotations

import pytest
from tests.policy.test_folder import CASE, EDITION, FACTS, VOCABULARY

import ecoreward
from ecoreward import Library, PolicyProblems
from ecoreward.problems import render_all
from ecoreward.workbench.case_tests import read_tests

HEAD = "ecoreward: 1\njurisdiction: {code: '%s', name: %s, label: {zh: %s, en: %s}%s}\neditions:\n"


def text(code: str, name: str, zh: str, en: str, more: str = "", fixed: int = 500) -> str:
    return HEAD % (code, name, zh, en, more) + EDITION % (f"e{code}", fixed)


TEXTS = {
    "vocabulary": VOCABULARY,
    "hebei/yuhua": text("130108", "石家庄市裕华区", "裕华区", "Yuhua District"),
    "hunan/yuhua": text("430111", "长沙市雨花区", "雨花区", "Yuhua District"),
    "qingyuan": text("331126", "庆元县", "庆元", "Qingyuan County", fixed=600),
    "guangdong/qingyuan": text("441800", "清远市", "清远", "Qingyuan", fixed=700),
    "nanjing/gulou": text("320106", "鼓楼区", "南京鼓楼", "Gulou", ", aliases: [下关, 庆元县]"),
    "fuzhou/gulou": text("350102", "鼓楼区", "福州鼓楼", "Gulou"),
    "jiangsu/taizhou": text("321200", "泰州市", "泰州", "Taizhou"),
}


@pytest.fixture
def library() -> Library:
    found = ecoreward.load_texts(TEXTS)
    assert found.problems() == ()
    return found


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("hebei/yuhua", "hebei/yuhua"),
        ("430111", "hunan/yuhua"),
        ("长沙市雨花区", "hunan/yuhua"),
        ("雨花区", "hunan/yuhua"),
        ("taizhou", "jiangsu/taizhou"),
        ("TaiZhou", "jiangsu/taizhou"),
        ("Jiangsu/Taizhou", "jiangsu/taizhou"),
        ("qingyuan county", "qingyuan"),
        ("下关", "nanjing/gulou"),
        ("庆元县", "qingyuan"),  # another's alias, but the full name of this one
        ("guangdong/qingyuan", "guangdong/qingyuan"),
    ],
)
def test_names(library: Library, name: str, file: str) -> None:
    assert library.file(name) == file


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("yuhua", ["hebei/yuhua", "hunan/yuhua"]),
        ("YUHUA DISTRICT", ["hebei/yuhua", "hunan/yuhua"]),
        ("qingyuan", ["guangdong/qingyuan", "qingyuan"]),  # the path of one, but of one word
        ("Qingyuan", ["guangdong/qingyuan", "qingyuan"]),
        ("鼓楼区", ["fuzhou/gulou", "nanjing/gulou"]),
    ],
)
def test_an_ambiguous_name_lists_all(library: Library, name: str, files: list[str]) -> None:
    assert list(library.files_named(name)) == files
    for ask in (library.file, library.jurisdiction, library.edition):
        with pytest.raises(PolicyProblems) as caught:
            ask(name)
        (problem,) = caught.value.items
        assert problem.code == "library.ambiguous"
        for lang in ("zh", "en"):
            told = render_all([problem], lang)
            for file in files:
                who = library.jurisdiction_of(file)
                assert all(part in told for part in (name, file, who.code, who.name))


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("hebei/yuhau", "hebei/yuhua"),
        ("taizou", "taizhou"),
        ("441801", "441800"),
        ("Yuhua Distict", "Yuhua District"),
        ("长沙市雨化区", "长沙市雨花区"),
        ("泰洲市", "泰州市"),
        ("TAIZHUO", "taizhou"),
    ],
)
def test_the_nearest_of_all_kinds(library: Library, name: str, near: str) -> None:
    with pytest.raises(PolicyProblems) as caught:
        library.file(name)
    (problem,) = caught.value.items
    assert problem.code == "library.unknown-jurisdiction"
    assert near in problem.suggestions


def test_what_a_file_is_called_finds_it_alone(library: Library) -> None:
    for who in library.jurisdictions:
        for lang in ("zh", "en"):
            assert library.file(who.exactly(lang)) == who.file
        assert library.jurisdiction_of(who.file).code == who.code
    called = {j.file: (j.exactly("zh"), j.exactly("en")) for j in library.jurisdictions}
    assert called["qingyuan"] == ("庆元县", "331126")
    assert called["fuzhou/gulou"] == ("fuzhou/gulou", "fuzhou/gulou")
    assert called["jiangsu/taizhou"] == ("泰州市", "jiangsu/taizhou")


def test_an_edition_is_its_own_whatever_its_name(library: Library) -> None:
    decision = library.edition("331126").evaluate(FACTS)
    assert str(decision.amount) == "600.00 CNY"
    rows = ecoreward.compare(library, {"facts": FACTS}).rows
    assert len(rows) == len(TEXTS) - 1
    assert {str(r.amount) for r in rows} == {"500.00 CNY", "600.00 CNY", "700.00 CNY"}


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("tests/qingyuan.yaml", "331126"),
        ("/x/policies/tests/guangdong/qingyuan-2020.yaml", "441800"),
        ("policies\\tests\\jiangsu\\taizhou.yaml", "321200"),
        ("jiangsu/taizhou.yaml", "321200"),
        ("taizhou.yaml", "321200"),
        ("tests/2020/qingyuan.yaml", "331126"),  # no folder of policies
    ],
)
def test_a_test_file_is_named_after_its_policy(library: Library, path: str, code: str) -> None:
    (found,), problems = read_tests(library, path, CASE % 0)
    assert problems == ()
    assert library.jurisdiction(found.raw.jurisdiction).code == code


@pytest.mark.parametrize("path", ["tests/jiangsu/qingyuan.yaml", "gulou.yaml", "other.yaml"])
def test_a_test_file_is_never_put_to_another_place(library: Library, path: str) -> None:
    (found,), _ = read_tests(library, path, CASE % 0)
    assert found.raw.jurisdiction == ""
