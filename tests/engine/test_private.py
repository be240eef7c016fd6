"""Texts that look like a person, and plausible case numbers that do not; which names may be shown."""

from __future__ import annotations

import pytest

from ecoreward.engine.identity import is_id, looks_like_identity, name_in_id, number_is_identity
from ecoreward.engine.private import close, is_slip, shows, word

CASE_IDS = (
    "KLMY-2021-01", "QY-2022-0007", "20210501-001", "2021-05-01-0001", "202112140001", "豫环罚〔2021〕12号",
    "ALT-2021-0512-3", "650200-20210501-0001", "650200202105010001", "650200210501001", "20180501-00012",
    "20180501-00012345", "2021-0130-0001-0002", "ZZ-20180514-00123", "20180514153012", "20210514153012123", "20210514-999-000123",
    "2021-05-14-00100-0123", "2021-05-15-001", "12369-20210501-0003", "12345-2021-05-01-000123",
    "HN-2018-13-000001", "202105150001", "2021051500012", "20210515000123", "克环奖字（2021）第15号",
    "阿环罚〔2020〕1-138号", "KL-01", "甲", "A1B2C3", "550e8400-e29b-41d4-a716-446655440000", "2019-1-15",
    "ZJ/2020/0315", "杭环罚〔2020〕第1号", "郑环举报2018-0005", "石河子-2021-1", "FY2021Q3#17", "2017121500123",
    "330100201905150012", "2021年第138号", "QY-too-much", "信访20210514-18", "WLMQ-20191231-9999",
    "豫环罚〔二〇二一〕一二号", "温生态罚2021-3", "克拉玛依-01", "郑州市高新区黄河路2021-1", "克拉玛依市生态环境局2021-7",
    "金华市-2021-1",
)  # fmt: skip
NUMBERS = (
    "13800138000", "20210501-001-13800138000", "0-13800138000", "138.0013.8000", "138_0013_8000",
    "138\u200b00138000", "138\u00ad0013\u00ad8000", "138\u31640013\u31648000", "2021110101199003078888",
    "202105010001110101199003078888", "１３８００１３８０００", "+8613800138000", "+86-138-0013-8000",
    "008613800138000", "86.138.00138000", "138/0013/8000", "138-0013-80002021", "(138)00138000",
    "138·0013·8000", "1-3-8-0-0-1-3-8-0-0-0",
    "2021-13800138000", "202113800138000", "2021050113800138000", "20210513800138000", "2021-05-138-0013-8000",
    "KL13800138000", "KL-13800138000-1", "①③⑧00138000", "١٣٨٠٠١٣٨٠٠٠", "一三八〇〇一三八〇〇〇",
    "013800138000", "110101199003074219", "11010119900307123X", "11010119900307123x", "110101-19900307-1233",
    "110101.1990.0307.1233", "KL330102199001011234Z", "110101900307123", "330102900101123", "110101 900307 123",
    "6222021234567890123", "6222-0212-3456-7890-128", "4111111111111111", "4111.1111.1111.1111",
)  # fmt: skip


@pytest.mark.parametrize("text", CASE_IDS)
def test_a_case_number_is_no_person(text: str) -> None:
    assert is_id(text)
    assert not looks_like_identity(text)
    assert not name_in_id(text)


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_of_a_person(text: str) -> None:
    assert looks_like_identity(text)


@pytest.mark.parametrize(
    "text", ["张伟国", "张伟", "欧阳锋", "张·伟国", "张 伟 国", "KL-张伟国-01", "王秀英2021", "举报人张伟国", "张伟国案",
             "张伟国查证属实"]
)  # fmt: skip
def test_a_name_in_a_case_number(text: str) -> None:
    assert name_in_id(text)


@pytest.mark.parametrize("text", ["", "a\nb", "a\u200bb", "a@b.cn", "x" * 65, "a\ud800", "a\x00"])
def test_no_form_of_a_case_number(text: str) -> None:
    assert not is_id(text)


def test_a_great_sum_can_be_written() -> None:
    for text in (
        "13800138000",
        " 13800138000.00 ",
        "[13800138000..13900139000]",
        "110101199003074219",
    ):
        assert number_is_identity(text)
    for text in ("138亿", "13,800,138,000", "13800138000元", "1380013.80", "120万", "20210501"):
        assert not number_is_identity(text)
    assert not number_is_identity("15000000000", mobiles=False)  # usual in VND
    assert number_is_identity("110101199003074219", mobiles=False)


NAMES = (
    "罚款",
    "罚金",
    "查证属实",
    "举报渠道",
    "首位举报人",
    "查实",
    "Reporting channel",
    "reported_on",
    "微信",
)


@pytest.mark.parametrize(
    "text", ["罚欵", "查证熟实", "举报渠到", "Reportng channel", "reported-on", "far-cap", "fine2", "微信群", "罚款"]
)  # fmt: skip
def test_a_slip_is_shown(text: str) -> None:
    assert shows(text, NAMES)
    assert word(text, NAMES) == text


@pytest.mark.parametrize(
    "text",
    ["张伟国", "张伟", "李实", "王金", "欧阳锋", "张伟国罚款", "罚款张伟国", "举报人张伟", "查证张实国属实", "Zhang Wei",
     "Reporting channel Li Na", "138001", "a138001", "x" * 41, "13800138000", "罚\u200b款", "罚款\n", "", "a\ud800"],
)  # fmt: skip
def test_what_may_be_a_person_is_not_shown(text: str) -> None:
    assert not shows(text, NAMES)
    assert word(text, NAMES) != text
    assert not is_slip(text, NAMES)


def test_suggestions_are_known_names() -> None:
    assert close("罚欵", NAMES) == ("罚款", "罚金")
    assert close("x" * 100_000, NAMES) == ()
    assert close("张伟国", NAMES) == ()
