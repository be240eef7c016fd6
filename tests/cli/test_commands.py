"""The commands around `calc`: forms, check, test, show, policies, schema, demo, help, usage errors."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ecoreward.cli.app import COMMANDS
from ecoreward.cli.help import WIDTH
from ecoreward.policy.folder import policies_in
from ecoreward.problems import display_width
from tests.cli.conftest import ROOT, Ecoreward

POLICIES = ROOT / "policies"
EVERY = sorted(key for key in policies_in(POLICIES)[0] if key != "vocabulary")
PATHS = [(c,) for c in COMMANDS] + [("new", "case"), ("new", "policy"), ()]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_help_has_every_text(ecoreward: Ecoreward, path: tuple[str, ...], lang: str) -> None:
    done = ecoreward(*path, "--help", "--lang", lang)
    assert (done.code, done.err) == (0, "")
    assert "cli." not in done.out, "a text is not in the catalogue"
    assert "--policies" in done.out
    head = done.out.split("\n\n例子")[0].split("\n\nExamples")[0]
    assert max(display_width(line) for line in head.splitlines()) <= WIDTH + 2
    chinese = re.search(r"[\u4e00-\u9fff]", head)
    assert bool(chinese) == (lang == "zh")


def test_no_words_at_all_is_help(ecoreward: Ecoreward) -> None:
    assert ecoreward() == ecoreward("--help")


def test_version(ecoreward: Ecoreward) -> None:
    assert ecoreward("--version").out.startswith("ecoreward ")


@pytest.mark.parametrize(
    ("words", "code", "word"),
    [
        (("clac",), "unknown-command", "calc"),
        (("new", "cases"), "unknown-command", "case"),
        (("new",), "missing-command", "policy"),
        (("calc", "--jsn"), "unknown-option", "--json"),
        (("--jsn", "calc"), "unknown-option", "--jsn"),
        (("calc", "-x"), "unknown-option", "-x"),
        (("calc", "-j"), "option-needs-value", "-j"),
        (("calc", "--json=yes"), "option-takes-none", "--json"),
        (("calc", "--lang"), "option-needs-value", "--lang"),
        (("calc", "--lang", "fr"), "bad-value", "fr"),
        (("calc", "--policies="), "option-needs-value", "--policies"),
        (("show",), "missing-argument", "--help"),
        (("show", "a", "b"), "extra-argument", "b"),
        (("schema", "polcy"), "bad-value", "policy"),
        (("schema", "--write", "nowhere"), "no-folder", "nowhere"),
        (("new", "case"), "option-needed", "-j"),
        (("new", "policy", "--name", "x"), "option-needed", "--code"),
        (("new", "policy", "--code", "12", "--name", "x"), "code-form", "12"),
        (("new", "policy", "--code", "331126", "--name", "a\nb"), "name-form", ""),
        (("explain", "--format", "html", "-j", "庆元县"), "bad-value", "html"),
        (("test", "nowhere.yaml"), "no-file", "nowhere"),
        (("check", "nowhere.yaml"), "no-file", "nowhere"),
        (("test", "."), "no-tests", "."),
        (("calc", "\udcff"), "not-utf-8", ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_usage_errors_are_ours(
    ecoreward: Ecoreward,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    code: str,
    word: str,
    lang: str,
) -> None:
    monkeypatch.setenv("ECOREWARD_LANG", lang)
    done = ecoreward(*words)
    assert (done.code, done.out) == (2, "")
    assert f"[cli.{code}]" in done.err
    assert word in done.err
    first = done.err.splitlines()[0]
    assert bool(re.search(r"[\u4e00-\u9fff]", first)) == (lang == "zh")
    assert "Usage" not in done.err
    assert "No such" not in done.err


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", EVERY)
def test_a_blank_case_is_a_valid_case(ecoreward: Ecoreward, name: str, lang: str) -> None:
    done = ecoreward("new", "case", "-j", name, "-o", "case.yaml", "--lang", lang)
    assert (done.code, done.err) == (0, "")
    [decision] = ecoreward("calc", "--json", "case.yaml").json
    # Where every quantity is presumed to be none, nothing filled in comes to no award.
    assert decision["outcome"] in ("undetermined", "unstated", "to_be_decided", "no_award")
    assert decision["jurisdiction"]["file"] == name
    Path("case.yaml").unlink()


def test_a_blank_case_asks_what_the_policy_reads(ecoreward: Ecoreward) -> None:
    text = ecoreward("new", "case", "-j", "庆元县").out
    asked = re.findall(r"^  ([^#\s].*):$", text, flags=re.M)
    assert asked == [
        "举报日期", "查证属实", "违法行为", "罚款",
        "污染特别严重", "社会影响特别恶劣", "已发布悬赏", "举报人同意精神奖励",
    ]  # fmt: skip
    assert "二（二）" in text
    assert "不填时推定为：否" in text
    assert "偷排漏排" in text
    for node in ("special", "bounty", "award", "重大隐蔽行为"):
        assert re.search(rf"^#   {node}:", text, flags=re.M), node


def test_a_blank_case_of_a_named_edition(ecoreward: Ecoreward) -> None:
    text = ecoreward("new", "case", "-j", "zhengzhou", "--edition", "zhengzhou-2017").out
    assert "\n版本: zhengzhou-2017\n" in text
    Path("a.yaml").write_text(text, encoding="utf-8")
    assert ecoreward("calc", "--json", "a.yaml").json[0]["edition"]["id"] == "zhengzhou-2017"
    assert ecoreward("new", "case", "-j", "zhengzhou", "--edition", "zhengzhou-1999").code == 2


def test_a_form_never_overwrites(ecoreward: Ecoreward) -> None:
    Path("mine.yaml").write_text("mine", encoding="utf-8")
    done = ecoreward("new", "case", "-j", "庆元县", "-o", "mine.yaml")
    assert (done.code, done.out) == (2, "")
    assert "cli.exists" in done.err
    assert Path("mine.yaml").read_text("utf-8") == "mine"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["庆元县", "a: b #c", '"quoted"', "No", "010"])
def test_a_new_policy_passes_check(ecoreward: Ecoreward, name: str, lang: str) -> None:
    folder = Path("mine")
    folder.mkdir()
    (folder / "vocabulary.yaml").write_bytes((POLICIES / "vocabulary.yaml").read_bytes())
    path = str(folder / "draft.yaml")
    done = ecoreward(
        "new", "policy", "--code", "331126", "--name", name, "-o", path, "--lang", lang
    )
    assert done.code == 0
    done = ecoreward("check", "mine", "--json")
    assert (done.code, done.json["errors"], done.json["editions"]) == (0, 0, 1), done.out
    words = ("-j", "331126", "--edition", "d331126-1", "--policies", "mine", "--json")
    [decision] = ecoreward("calc", *words).json
    assert decision["jurisdiction"]["name"] == name
    assert decision["outcome"] == "unstated"


def test_check_the_shipped_policies(ecoreward: Ecoreward) -> None:
    done = ecoreward("check", "--json")
    assert done.code == 0
    assert done.json["errors"] == 0
    assert done.json["files"] == len(EVERY) + 1
    assert done.json["editions"] >= len(EVERY)
    assert "0 个错误" in ecoreward("check").out


def _draft(text: str, name: str = "draft.yaml") -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def test_check_tells_everything_at_once(ecoreward: Ecoreward) -> None:
    text = ecoreward("new", "policy", "--code", "331126", "--name", "庆元县").out
    one = _draft(text.replace("award:\n", "awrd:\n", 1))
    two = _draft(text.replace("331126", "33112X", 1), "other.yaml")
    done = ecoreward("check", one, two)
    assert (done.code, done.err) == (1, "")
    for word in (
        "draft.yaml",
        "other.yaml",
        "policy.unknown-key",
        "policy.code-form",
        "检查了 2 个文件",
    ):
        assert word in done.out
    assert "policies/qingyuan" not in done.out
    data = ecoreward("check", one, two, "--json").json
    assert {"policy.unknown-key", "policy.code-form"} <= {p["code"] for p in data["problems"]}


def test_check_strict(ecoreward: Ecoreward) -> None:
    text = ecoreward("new", "policy", "--code", "331126", "--name", "庆元县").out
    name = _draft(text.replace("      cite: 待填", "      label: 奖励\n      cite: 待填"))
    done = ecoreward("check", name, "--json")
    assert (done.code, done.json["warnings"]) == (0, 1), done.out
    assert ecoreward("check", name, "--strict").code == 1


def test_check_one_shipped_file(ecoreward: Ecoreward) -> None:
    done = ecoreward("check", str(POLICIES / "qingyuan.yaml"), "--json")
    assert (done.code, done.json["files"], done.json["editions"]) == (0, 1, 1)


def test_test_the_shipped_policies(ecoreward: Ecoreward) -> None:
    done = ecoreward("test")
    assert (done.code, done.err) == (0, ""), done.out
    assert "没有测试案件的版本" not in done.out
    assert ecoreward("test", "--json").json["failed"] == 0


def test_a_failing_test_case_shows_both_sides(ecoreward: Ecoreward) -> None:
    text = (
        "- 案件: Q\n"
        "  事实: {举报日期: 2022-03-01, 查证属实: 是, 违法行为: [偷排漏排], 罚款: 120万}\n"
        "  预期: {结果: 待定, 金额: 5万, 范围: [0, 不限], 依据: [special]}\n"
    )
    done = ecoreward("test", _draft(text, "qingyuan.yaml"))
    assert (done.code, done.err) == (1, "")
    assert "未通过 qingyuan.yaml:1 案件 Q" in done.out
    assert "金额：预期 50,000 元，实际 60,000 元" in done.out
    assert "结果：预期 待定（缺事实），实际 予以奖励" in done.out
    assert "依据：预期 special，实际 share-of-fine" in done.out
    english = ecoreward("test", "qingyuan.yaml", "--lang", "en").out
    assert "amount: expected CNY 50,000, got CNY 60,000" in english
    [failure] = ecoreward("test", "qingyuan.yaml", "--json").json["failures"]
    assert failure["line"] == 1
    assert [d["key"] for d in failure["differences"]] == ["outcome", "amount", "range", "because"]


def test_show(ecoreward: Ecoreward) -> None:
    assert "5%" in ecoreward("show", "庆元县").out
    assert (
        "2018"
        not in ecoreward("show", "zhengzhou", "--edition", "zhengzhou-2017").out.split("\n")[0]
    )
    assert re.search("[a-z]{4}", ecoreward("show", "qingyuan", "--lang", "en").out)
    done = ecoreward("show", "zhengzhou", "--edition", "zhengzhou-201")
    assert (done.code, done.out) == (2, "")
    assert "`zhengzhou-2017`" in done.err
    assert ecoreward("show", "庆云县").code == 2


def test_policies_is_a_table(ecoreward: Ecoreward) -> None:
    lines = ecoreward("policies").out.splitlines()
    rows = lines[: lines.index("")]
    at = {
        display_width(row[: row.index(word)])
        for row, word in zip(rows[1:], _codes(rows[1:]), strict=True)
    }
    assert len(at) == 1, "the codes stand in one column"
    names = {r["file"] for r in ecoreward("policies", "--json").json}
    assert names == set(EVERY)


def _codes(rows: list[str]) -> list[str]:
    code = r"\b([0-9]{6}(-[A-Z]+)?|[A-Z]{2}(-[A-Z0-9]+)*)\b"
    return [m[0] for row in rows if (m := re.search(code, row))]


def test_schema_write(ecoreward: Ecoreward) -> None:
    Path("out").mkdir()
    assert ecoreward("schema", "--write", "out").code == 0
    for name in ("policy", "vocabulary", "case", "decision"):
        written = Path(f"out/{name}.schema.json").read_text("utf-8")
        assert written == ecoreward("schema", name).out
        assert json.loads(written)["$schema"].endswith("2020-12/schema")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_demo(ecoreward: Ecoreward, lang: str) -> None:
    done = ecoreward("demo", "--lang", lang)
    assert (done.code, done.err) == (0, "")
    assert "12,500" in done.out
    assert "人民币壹万贰仟伍佰元整" in done.out
    assert "500 至 10,000 元" in done.out if lang == "zh" else "500 to" in done.out
    assert "cli." not in done.out
