"""`calc` and `explain`: cases in, amounts out; exit codes, streams, JSON, both languages."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Ecoreward

QINGYUAN = ("-j", "庆元县", "举报日期=2022-03-01", "罚款=120万", "查证属实=是", "违法行为=偷排漏排")
CASE = "案件: {id}\n地区: 庆元县\n事实: {{举报日期: 2022-03-01, 查证属实: 是, 违法行为: [偷排漏排], 罚款: {fine}}}\n"


def write(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def test_from_the_shell(ecoreward: Ecoreward) -> None:
    done = ecoreward("calc", *QINGYUAN)
    assert done == (0, "庆元县：予以奖励 60,000 元（人民币陆万元整）；应付 60,000 元\n", "")


def test_in_english(ecoreward: Ecoreward) -> None:
    words = (
        "reported_on=2022-03-01",
        "fine=1200000",
        "verified=yes",
        "violations=covert-discharge",
    )
    done = ecoreward("--lang", "en", "calc", "-j", "qingyuan", *words)
    assert done.code == 0
    assert done.out.startswith("Qingyuan")
    assert "CNY 60,000" in done.out
    assert done.out == ecoreward("calc", "-j", "331126", *words, "--lang=en").out


def test_the_language_of_the_environment(
    ecoreward: Ecoreward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ECOREWARD_LANG", "en_US.UTF-8")
    assert "CNY 60,000" in ecoreward("calc", *QINGYUAN).out
    assert "60,000 元" in ecoreward("calc", *QINGYUAN, "--lang", "zh").out


def test_a_missing_fact_gives_a_range_and_exit_0(ecoreward: Ecoreward) -> None:
    done = ecoreward("calc", *(w for w in QINGYUAN if "罚款" not in w))
    assert done.code == 0
    assert "0 至 100,000 元" in done.out
    assert "现在不能付款" in done.out
    assert "缺：罚款" in done.out


def test_full_width_input_is_folded(ecoreward: Ecoreward) -> None:
    words = (
        "举报日期＝２０２２年３月１日",
        "罚款＝１，２００，０００元",
        "查证属实＝是",
        "违法行为＝偷排漏排",
    )
    assert ecoreward("calc", "-j", "庆元县", *words).out == ecoreward("calc", *QINGYUAN).out


def test_decided_paid_and_the_id_of_the_case(ecoreward: Ecoreward) -> None:
    grave = (*QINGYUAN, "污染特别严重=是", "--case", "Q-1", "--json")
    done = ecoreward(
        "calc", *grave, "--decided", "special=400000", "--decided", "award=sum", "--paid", "10万"
    )
    [decision] = done.json
    assert decision["case"] == "Q-1"
    assert decision["amount"] == {"value": "460000.00", "currency": "CNY"}
    assert decision["already_paid"] == {"value": "100000.00", "currency": "CNY"}
    assert decision["payable"] == {"value": "360000.00", "currency": "CNY"}


def test_one_figure_for_the_one_open_node(ecoreward: Ecoreward) -> None:
    words = (
        "-j",
        "克拉玛依市",
        "举报日期=2021",
        "查证属实=是",
        "罚款=[10万..20万)",
        "--decided",
        "10000",
    )
    assert "10,000 元" in ecoreward("calc", *words).out


def test_json_is_the_contract(ecoreward: Ecoreward) -> None:
    words = [w for w in QINGYUAN if "罚款" not in w]
    done = ecoreward("calc", "--json", *words)
    [decision] = done.json
    assert decision["schema"] == "ecoreward.decision/1"
    assert decision["outcome"] == "undetermined"
    assert decision["amount"] is None
    assert decision["payable"] is None
    assert decision["range"] == {
        "low": {"value": "0.00", "currency": "CNY"},
        "high": {"value": "100000.00", "currency": "CNY"},
        "exact": True,
    }
    assert [m["fact"] for m in decision["missing"]] == ["fine"]
    assert ecoreward("calc", "--lang", "en", "--json", *words).out == done.out


def test_an_unbounded_range_has_no_high_end(ecoreward: Ecoreward) -> None:
    [decision] = ecoreward(
        "calc", "--json", "-j", "哈密市", "举报日期=2021-06-01", "查证属实=是", "举报人已申请=是"
    ).json
    assert decision["outcome"] == "unstated"
    assert decision["range"]["high"] is None


@pytest.mark.parametrize("form", ["yaml", "json", "english"])
def test_files_with_either_keys(ecoreward: Ecoreward, form: str) -> None:
    if form == "yaml":
        name = write("a.yaml", CASE.format(id="A", fine="120万"))
    elif form == "json":
        facts = {
            "举报日期": "2022-03-01",
            "查证属实": True,
            "违法行为": ["偷排漏排"],
            "罚款": 1200000,
        }
        name = write("a.json", json.dumps([{"案件": "A", "地区": "331126", "事实": facts}]))
    else:
        name = write(
            "a.yaml",
            "case: A\njurisdiction: qingyuan\nfacts: {reported_on: 2022-03-01, verified: true, "
            "violations: covert-discharge, fine: 1200000}\n",
        )
    [decision] = ecoreward("calc", "--json", name).json
    assert decision["case"] == "A"
    assert decision["payable"]["value"] == "60000.00"


def test_stdin(ecoreward: Ecoreward, monkeypatch: pytest.MonkeyPatch) -> None:
    data = io.TextIOWrapper(io.BytesIO(CASE.format(id="A", fine="120万").encode()))
    monkeypatch.setattr("sys.stdin", data)
    assert "A（庆元县）：予以奖励 60,000 元" in ecoreward("calc", "-").out


def test_several_cases_have_a_total(ecoreward: Ecoreward) -> None:
    first = write("a.yaml", CASE.format(id="A", fine="120万"))
    second = write("b.yaml", CASE.format(id="B", fine="20万"))
    open_ = write("c.yaml", CASE.format(id="C", fine=""))
    done = ecoreward("calc", first, second, open_)
    lines = done.out.splitlines()
    assert [x.split("（")[0] for x in lines[:3]] == ["A", "B", "C"]
    assert lines[3] == "合计应付 70,000 元（3 件中 2 件予以奖励）；1 件现在不能付款"


def test_the_awards_of_xinjiang_add_up(ecoreward: Ecoreward) -> None:
    done = ecoreward("calc", str(ROOT / "examples/xinjiang-2021/awards.yaml"))
    assert done.code == 0
    assert "合计应付 12,500 元（6 件中 6 件予以奖励）" in done.out


def test_nothing_on_stdout_when_one_case_fails(ecoreward: Ecoreward) -> None:
    good = write("good.yaml", CASE.format(id="A", fine="120万"))
    bad = write("bad.yaml", CASE.format(id="B", fine="很多") + "已付: 甲\n")
    done = ecoreward("calc", good, bad)
    assert done.code == 2
    assert done.out == ""
    assert "bad.yaml:3" in done.err
    assert "bad.yaml:4" in done.err
    assert "很多" not in done.err


def test_keep_going_gives_the_good_ones(ecoreward: Ecoreward) -> None:
    good = write("good.yaml", CASE.format(id="A", fine="120万"))
    bad = write("bad.yaml", CASE.format(id="B", fine="很多"))
    done = ecoreward("calc", "--keep-going", "--json", good, bad, "nowhere.yaml")
    assert done.code == 0
    assert [d["case"] for d in done.json] == ["A"]
    assert done.codes == ["cli.no-file", "case.want-money"]
    done = ecoreward("calc", "--keep-going", bad)
    assert (done.code, done.out) == (2, "")


def test_a_good_case_in_a_bad_file(ecoreward: Ecoreward) -> None:
    cases = [f"- {CASE.format(id=i, fine='120万')}".replace("\n", "\n  ").rstrip() for i in "AB"]
    name = write("both.yaml", "\n".join(cases).replace("地区", "地址", 1) + "\n")
    assert ecoreward("calc", name).code == 2
    done = ecoreward("calc", "--keep-going", name)
    assert done.code == 0
    assert done.out.startswith("B（庆元县）")


def test_unknown_jurisdiction(ecoreward: Ecoreward) -> None:
    done = ecoreward("calc", "-j", "庆云县", "罚款=1", "--json")
    assert (done.code, done.out) == (2, "")
    assert done.codes == ["library.unknown-jurisdiction"]
    assert "庆元县" in json.loads(done.err)[0]["suggestions"]


def test_unknown_fact_unless_ignored(ecoreward: Ecoreward) -> None:
    done = ecoreward("calc", *QINGYUAN, "weather=晴", "罚欵=120万", "天气=晴")
    assert (done.code, done.out) == (2, "")
    assert "weather" in done.err
    assert "罚欵" in done.err
    assert "天气" not in done.err  # it may be a person's name: only its length is told
    assert "2 字" in done.err
    assert ecoreward("calc", *QINGYUAN, "天气=晴", "--extra", "ignore").code == 0


def test_no_presume(ecoreward: Ecoreward) -> None:
    done = ecoreward("calc", *QINGYUAN, "--no-presume")
    assert "待定" in done.out


def test_identity_numbers_are_never_echoed(ecoreward: Ecoreward) -> None:
    number = "330102199001011234"
    tries = [
        ("calc", *QINGYUAN, "--case", number), ("calc", *QINGYUAN, f"{number}=1"),
        ("calc", *QINGYUAN, number), ("calc", *QINGYUAN, f"罚款={number}x"),
    ]  # fmt: skip
    for words in tries:
        done = ecoreward(*words)
        assert (done.code, done.out) == (2, "")
        assert number not in done.err
        assert done.err


def test_names_are_never_echoed(ecoreward: Ecoreward) -> None:
    name = "张伟国"
    tries = [
        ("calc", *QINGYUAN, "--case", name), ("calc", *QINGYUAN, f"{name}=1"), ("calc", *QINGYUAN, name),
        ("calc", *QINGYUAN, f"{name}=1", f"{name}=2"), ("calc", *QINGYUAN, "--edition", name),
        ("calc", *QINGYUAN, "--decided", f"{name}=1"), ("calc", "-j", name), ("calc", f"{name}=1"),
        ("calc", *QINGYUAN, "--decided", f"{name}=1", "--decided", f"{name}=2"),
        ("calc", *QINGYUAN, f"查证属实={name}"),
    ]  # fmt: skip
    for words in tries:
        for lang in ("zh", "en"):
            done = ecoreward(*words, "--lang", lang)
            assert (done.code, done.out) == (2, "")
            assert name not in done.err
            assert done.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), "cli.no-input"),
        (("--edition", "x", "a.yaml"), "cli.option-needs-j"),
        (("罚款=120万",), "cli.fact-without-j"),
        (("-j", "庆元县", "罚款"), "cli.not-a-fact"),
        (("-j", "庆元县", "-"), "cli.file-with-j"),
        (("-j", "庆元县", "罚款=1", "罚款=2"), "cli.fact-twice"),
        (("-j", "庆元县", "罚款=1", "fine=2"), "case.fact-twice"),
        (("-j", "庆元县", "--decided", "1", "--decided", "a=2"), "cli.decided-mixed"),
        (("-j", "庆元县", "--decided", "a=1", "--decided", "a=2"), "cli.decided-twice"),
        (("-j", "庆元县", "--extra", "perhaps"), "cli.bad-value"),
        (("-j", "庆元县", "--edition", "qingyuan-1999"), "case.unknown-edition"),
        (("nowhere.yaml",), "cli.no-file"),
        ((".",), "cli.is-folder"),
        (("--policies", "nowhere", "-j", "庆元县"), "library.no-folder"),
    ],
)
def test_what_is_wrong_with_the_command_line(
    ecoreward: Ecoreward, words: tuple[str, ...], code: str
) -> None:
    done = ecoreward("calc", "--json", *words)
    assert (done.code, done.out) == (2, "")
    assert code in done.codes
    for lang in ("zh", "en"):
        shown = ecoreward("calc", *words, "--lang", lang)
        assert (shown.code, shown.out) == (2, "")
        assert "cli." not in shown.err.replace(f"[{code}]", "")


def test_json_and_an_explanation_are_two_things(ecoreward: Ecoreward) -> None:
    done = ecoreward("calc", *QINGYUAN, "--json", "--explain")
    assert (done.code, done.out, done.codes) == (2, "", ["cli.not-together"])


def test_a_case_of_another_jurisdiction_survives_a_bad_policy(ecoreward: Ecoreward) -> None:
    folder = Path("mine")
    folder.mkdir()
    for name in ("vocabulary", "qingyuan"):
        (folder / f"{name}.yaml").write_bytes((ROOT / "policies" / f"{name}.yaml").read_bytes())
    (folder / "broken.yaml").write_text("ecoreward: 1\njurisdiction: [", encoding="utf-8")
    assert ecoreward("calc", *QINGYUAN, "--policies", "mine").code == 0


def test_an_error_of_ours_is_one_line(
    ecoreward: Ecoreward, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret 330102199001011234")

    monkeypatch.setattr("ecoreward.api.Library.evaluate", broken)
    done = ecoreward("calc", *QINGYUAN)
    assert (done.code, done.out) == (2, "")
    assert "cli.internal" in done.err
    assert "RuntimeError" in done.err
    assert "secret" not in done.err
    assert "Traceback" not in done.err
    monkeypatch.setattr("ecoreward.cli.shared.State.library", broken)
    done = ecoreward("calc", *QINGYUAN, "--json")
    assert done.codes == ["cli.internal"]


def test_interrupted(ecoreward: Ecoreward, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ecoreward.cli.shared.State.library", interrupted)
    assert ecoreward("calc", *QINGYUAN) == (130, "", "")


def test_explain_is_calc_in_full(ecoreward: Ecoreward) -> None:
    done = ecoreward("explain", *QINGYUAN)
    assert done.code == 0
    assert "5%" in done.out
    assert ecoreward("calc", "--explain", *QINGYUAN).out == done.out
    assert ecoreward("explain", "--format", "markdown", *QINGYUAN).out != done.out


def test_explain_reads_a_saved_decision(ecoreward: Ecoreward) -> None:
    saved = write("saved.json", ecoreward("calc", "--json", *QINGYUAN).out)
    whole, told = ecoreward("explain", *QINGYUAN), ecoreward("explain", saved)
    # A decision alone does not say what would change it; what `explain --json` wrote does.
    head, rest = whole.out.split("怎样会不同\n")
    assert told.out == head + rest.split("\n\n", 1)[1]
    saved = write("whole.json", ecoreward("explain", "--json", *QINGYUAN).out)
    assert ecoreward("explain", saved) == whole
    assert "罚款再加 800,000 元（达到 2,000,000 元） → 奖励多 40,000 元，为 100,000 元" in whole.out
    broken = write("broken.json", '{"schema": "ecoreward.decision/1"}')
    done = ecoreward("explain", broken)
    assert (done.code, done.out) == (2, "")
    assert "cli.bad-decision" in done.err
    [data] = ecoreward("explain", "--json", *QINGYUAN).json
    for changes in ("x", 1, [1], [{}], ["x"]):
        damaged = write("damaged.json", json.dumps({**data, "changes": changes}))
        assert "cli.bad-decision" in ecoreward("explain", damaged).err


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"\xff\xfe", "案件: 甲".encode("gb18030"), b"a: &a [*a]", b"[" * 5000, b"x" * 1_200_000,
     b'{"schema": "ecoreward.decision/1"', b"- 1", b"\x00" * 100, b'{"case": "\\ud800"}'],
    ids=range(11),
)  # fmt: skip
@pytest.mark.parametrize("command", ["calc", "explain"])
def test_no_file_ends_in_a_traceback(ecoreward: Ecoreward, data: bytes, command: str) -> None:
    Path("x.yaml").write_bytes(data)
    done = ecoreward(command, "x.yaml")
    assert (done.code, done.out) == (2, "")
    assert done.err
    assert "cli.internal" not in done.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--edition", "qingyuan-2021", "举报日期=2010-01-01"), "现在不能付款；注意：案件指明用"),
        (("举报日期=2022", "--decided", "3万"), "注意：案件给了裁量数额，但没有待裁量的项"),
        (
            (
                "举报日期=2022",
                "污染特别严重=是",
                "--decided",
                "award=sum",
                "--decided",
                "special=600",
            ),
            "应付",
        ),
    ],
)
def test_what_may_stop_a_payment_stands_on_the_line(
    ecoreward: Ecoreward, words: tuple[str, ...], told: str
) -> None:
    done = ecoreward(
        "calc", "-j", "庆元县", "罚款=120万", "查证属实=是", "违法行为=偷排漏排", *words
    )
    assert done[0] == 0
    assert told in done[1]


def test_rules_that_are_not_computed_are_counted_before_paying(ecoreward: Ecoreward) -> None:
    facts = (
        "实名举报=是",
        "首位举报人=是",
        "查证属实=是",
        "违法行为=工业生产噪声",
        "联合举报人数=3",
    )
    done = ecoreward("calc", "-j", "河南省", "举报日期=2018-03-01", *facts)
    assert "；3 人分；另有 4 项来源有规定而没有计入，付款前须人工核对" in done[1]


def test_consent_is_named_on_the_line(ecoreward: Ecoreward) -> None:
    facts = ("举报日期=2022", "查证属实=是", "违法行为=偷排漏排", "罚款=20万", "污染特别严重=是")
    words = ("--decided", "special=20万", "--decided", "award=sum")
    done = ecoreward("calc", "-j", "浙江省", *facts, *words)
    assert "须经同意：特别奖励报同级政府同意" in done[1]
    refused = ecoreward("calc", "-j", "浙江省", *facts, "同级政府同意=否", *words)
    assert "未获同意：特别奖励报同级政府同意" in refused[1]
