"""Forms as PDF: how they lie on A4, the same bytes, and what is said where a PDF cannot be made."""

from __future__ import annotations

import builtins
import os
from pathlib import Path
from typing import Any

import pytest

from ecoreward.paper.form import approval_form
from ecoreward.paper.page import render
from ecoreward.paper.pdf import pdf
from ecoreward.problems import Problems, render_all
from ecoreward.tables.problems import fail
from tests.paper.test_form import CASES, data, library

PROBLEMS = Path(__file__).parent / "golden_pdf"


def weasyprint() -> Any:
    """The library, where this machine has what it needs."""
    try:
        import weasyprint
    except OSError:
        pytest.skip("Pango is not installed")
    return weasyprint


def pages_of(page: str) -> list[str]:
    """The text of each sheet."""
    document = weasyprint().HTML(string=page).render()
    return ["".join(_texts(p._page_box)) for p in document.pages]


def _texts(box: Any) -> list[str]:
    out = []
    for inner in box.descendants():
        if hasattr(inner, "text"):
            out.append(inner.text)
    return out


@pytest.mark.parametrize(
    "name", ["share-of-fine", "share-of-fine-capped", "fixed", "not-verified", "to-be-decided", "undetermined", "joint",
             "decided", "by-share", "claim"]
)  # fmt: skip
def test_an_ordinary_form_is_one_sheet(name: str) -> None:
    assert len(pages_of(approval_form(data(name)))) == 1


def long_case() -> dict[str, Any]:
    rows = [{"违法行为": "暗管排放", "罚款": f"{n}万"} for n in range(11, 41)]
    facts = {"举报日期": "2010-05-01", "指明隐蔽方式的准确位置": "是", "违法事项": rows}
    return library().evaluate({"jurisdiction": "东莞市", "facts": facts}).to_json()


def test_a_long_form_repeats_its_headers_and_keeps_the_signatures_together() -> None:
    sheets = pages_of(approval_form(long_case()))
    assert len(sheets) > 3
    rows = [s for s in sheets if "× 80%" in s]
    assert len(rows) > 1
    assert all("依据的事实和算式" in s for s in rows)
    signed = [s for s in sheets if "承办人" in s or "分管领导" in s or "本表由规则计算生成" in s]
    assert len(signed) == 1
    assert all(
        w in signed[0] for w in ("承办人", "审核", "财务", "分管领导", "日期", "本表由规则计算生成")
    )
    # Something of the form stands with them, so that the sheet cannot be taken for another's.
    assert signed[0].index("承办人") > 20


def test_the_same_bytes_and_no_day_in_them() -> None:
    weasyprint()
    pages = [approval_form(data("fixed"))]
    first = pdf(pages)
    assert first.startswith(b"%PDF-")
    assert pdf(pages) == first
    assert b"CreationDate" not in first
    assert b"ModDate" not in first


def test_each_form_counts_its_own_pages() -> None:
    library_ = weasyprint()
    one, two = approval_form(data("fixed")), approval_form(long_case())
    count = len(library_.HTML(string=two).render().pages)
    assert pdf([one, two]).count(b"/Type /Page\n") in (0, count + 1)
    assert f"1 / {count}" in pages_of(two)[0]
    assert "1 / 1" in pages_of(one)[0]


def hold(name: str, lang: str, problems: Problems) -> None:
    text = render_all(problems.items, lang) + "\n"
    path = PROBLEMS / f"{name}.{lang}.txt"
    if os.environ.get("ECOREWARD_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text("utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("name", "error"),
    [("package", ModuleNotFoundError("no", name="weasyprint")), ("library", OSError("no pango"))],
)
def test_what_is_missing_is_named_with_a_way_round(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    error: Exception,
    lang: str,
) -> None:
    real = builtins.__import__

    def refuse(module: str, *args: Any, **kwargs: Any) -> Any:
        if module == "weasyprint":
            print("advice of its own")
            raise error
        return real(module, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(Problems) as told:
        pdf(["<p>1</p>"], "审批表.pdf")
    monkeypatch.undo()
    assert capsys.readouterr() == ("", "")
    hold(name, lang, told.value)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_sign_without_a_font_is_told(lang: str) -> None:
    weasyprint()
    with pytest.raises(Problems) as told:
        pdf(["<p>甲\U000e0fff\U0010fffd</p>"], "审批表.pdf")
    assert told.value.items[0].code == "file.pdf-font"
    assert "\U0010fffd" in render_all(told.value.items, lang)
    hold("font", lang, fail("file.pdf-font", "审批表.pdf", signs="䶮𬱟"))


def test_no_old_golden_stays() -> None:
    names = {f"{n}.{x}.txt" for n in ("package", "library", "font") for x in ("zh", "en")}
    assert {p.name for p in PROBLEMS.iterdir()} == names


def test_nothing_is_fetched() -> None:
    weasyprint()
    assert pdf(
        [
            '<p>1</p><img src="file:///etc/hostname"><link rel=stylesheet href="http://a.example/b.css">'
        ]
    )


def test_the_base_of_every_page_prints() -> None:
    weasyprint()
    assert pdf([render("base.html", "zh")]).startswith(b"%PDF-")
    assert CASES
