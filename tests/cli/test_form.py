"""`form` and `explain --for reporter`: where the cases come from, where the paper goes."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import ROOT, Ecoreward

QINGYUAN = ("-j", "庆元县", "举报日期=2022-03-01", "查证属实=是", "违法行为=偷排漏排", "罚款=120万")
CASES = """\
- 案件: QY-1
  地区: 庆元县
  事实: {举报日期: 2022-03-01, 查证属实: 是, 违法行为: [偷排漏排], 罚款: 120万}
- 案件: ZZ-1
  地区: 郑州市
  事实: {举报日期: 2018-09-01, 查证属实: 是, 违法行为: [黑渣土车]}
"""


def test_a_form_is_written_and_never_over_another(ecoreward: Ecoreward) -> None:
    done = ecoreward("form", *QINGYUAN, "-o", "a.html")
    assert (done.code, done.out, done.err) == (0, "已写入 a.html\n", "")
    page = Path("a.html").read_text("utf-8")
    assert "人民币（大写）：<b>陆万元整</b>" in page.replace("</span><b>", "<b>")
    again = ecoreward("form", *QINGYUAN, "-o", "a.html")
    assert again.code == 2
    assert "cli.exists" in again.err
    assert Path("a.html").read_text("utf-8") == page
    # Without a file it goes to stdout, the same.
    assert ecoreward("form", *QINGYUAN).out == page


def test_a_saved_decision_gives_the_same_form(ecoreward: Ecoreward) -> None:
    Path("d.json").write_text(ecoreward("calc", "--json", *QINGYUAN).out, encoding="utf-8")
    assert ecoreward("form", "d.json").out == ecoreward("form", *QINGYUAN).out
    assert (
        ecoreward("form", "d.json", "--lang", "en").out
        == ecoreward("form", *QINGYUAN, "--lang", "en").out
    )


def test_a_broken_saved_decision_is_a_problem(ecoreward: Ecoreward) -> None:
    Path("d.json").write_text('{"schema": "ecoreward.decision/1"}', encoding="utf-8")
    done = ecoreward("form", "d.json", "-o", "a.html")
    assert (done.code, done.out) == (2, "")
    assert "cli.bad-decision" in done.err
    assert not Path("a.html").exists()


def test_several_cases_of_a_file_are_several_forms(ecoreward: Ecoreward) -> None:
    Path("a.yaml").write_text(CASES, encoding="utf-8")
    page = ecoreward("form", "a.yaml").out
    assert page.count('<section class="form">') == 2
    assert page.index("QY-1") < page.index("ZZ-1")


def test_a_case_that_fails_stops_the_others_unless_told_to_go_on(ecoreward: Ecoreward) -> None:
    Path("a.yaml").write_text(CASES.replace("120万", "许多"), encoding="utf-8")
    done = ecoreward("form", "a.yaml", "-o", "a.html")
    assert (done.code, done.out) == (2, "")
    assert not Path("a.html").exists()
    done = ecoreward("form", "a.yaml", "-o", "a.html", "--keep-going")
    assert done.code == 0
    assert "case.want-money" in done.err
    assert Path("a.html").read_text("utf-8").count('<section class="form">') == 1


def test_a_row_of_a_table(ecoreward: Ecoreward) -> None:
    table = str(ROOT / "examples" / "tables" / "cases-2022.xlsx")
    page = ecoreward("form", table, "-j", "庆元县", "--row", "2", "--extra", "ignore").out
    assert page.count('<section class="form">') == 1
    assert "cli.which-row" in ecoreward("form", table, "-j", "庆元县").err


def test_only_html_and_pdf(ecoreward: Ecoreward) -> None:
    done = ecoreward("form", *QINGYUAN, "-o", "a.docx")
    assert (done.code, done.out) == (2, "")
    assert "cli.form-suffix" in done.err


def test_a_pdf(ecoreward: Ecoreward) -> None:
    try:
        import weasyprint  # noqa: F401
    except OSError:
        pytest.skip("Pango is not installed")
    assert ecoreward("form", *QINGYUAN, "-o", "a.pdf").out == "已写入 a.pdf\n"
    assert ecoreward("form", *QINGYUAN, "-o", "b.pdf").code == 0
    assert Path("a.pdf").read_bytes().startswith(b"%PDF-")
    assert Path("a.pdf").read_bytes() == Path("b.pdf").read_bytes()


@pytest.mark.parametrize("package", ["jinja2", "weasyprint"])
def test_what_is_not_installed_is_named(
    ecoreward: Ecoreward, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    from ecoreward.paper import page

    real = builtins.__import__

    def refuse(module: str, *args: Any, **kwargs: Any) -> Any:
        if module.partition(".")[0] == package:
            raise ModuleNotFoundError(module, name=module)
        return real(module, *args, **kwargs)

    page._environment.cache_clear()
    monkeypatch.setattr(builtins, "__import__", refuse)
    done = ecoreward("form", *QINGYUAN, "-o", "a.pdf")
    monkeypatch.undo()
    assert (done.code, done.out) == (2, "")
    extra = {"jinja2": "ecoreward[paper]", "weasyprint": "ecoreward[pdf]"}[package]
    assert extra in done.err
    assert package in done.err
    assert "Traceback" not in done.err


def test_explain_for_the_reporter(ecoreward: Ecoreward) -> None:
    done = ecoreward("explain", "--for", "reporter", *QINGYUAN)
    assert done.code == 0
    assert "陆万元整" in done.out
    assert "1,200,000" not in done.out
    assert "5%" not in done.out
    assert "1,200,000" in ecoreward("explain", *QINGYUAN).out  # as before
    assert (
        ecoreward("explain", "--for", "office", *QINGYUAN).out
        == ecoreward("explain", *QINGYUAN).out
    )
    markdown = ecoreward("explain", "--for", "reporter", "--format", "markdown", *QINGYUAN).out
    assert markdown.startswith("# 庆元县")


def test_explain_for_one_of_several(ecoreward: Ecoreward) -> None:
    words = (
        "-j", "河南省", "举报日期=2018-03-01", "实名举报=是", "首位举报人=是", "查证属实=是",
        "违法行为=可视范围内锅炉炉窑烟尘严重污染", "联合举报人数=3",
    )  # fmt: skip
    assert "166.67" in ecoreward("explain", "--reporter", "1", *words).out
    last = ecoreward("explain", "--reporter", "3", *words).out
    assert "166.66" in last
    assert "166.67" not in last
    assert "另行告知" in ecoreward("explain", "--for", "reporter", *words).out
    for wrong in ("0", "4", "x", "²"):
        done = ecoreward("explain", "--reporter", wrong, *words)
        assert (done.code, done.out) == (2, "")
        assert "cli.bad-reporter" in done.err


def test_explain_for_the_reporter_of_a_row(ecoreward: Ecoreward) -> None:
    table = str(ROOT / "examples" / "tables" / "cases-2022.xlsx")
    words = (table, "-j", "庆元县", "--row", "2", "--extra", "ignore", "--for", "reporter")
    assert "本说明只写可以告知举报人的内容" in ecoreward("explain", *words).out


def test_data_are_for_the_office(ecoreward: Ecoreward) -> None:
    for words in (("--for", "reporter"), ("--reporter", "1")):
        done = ecoreward("explain", "--json", *words, *QINGYUAN)
        assert (done.code, done.out) == (2, "")
        assert done.codes == ["cli.not-together"]
    assert "cli.bad-value" in ecoreward("explain", "--for", "press", *QINGYUAN).err
