"""Whether a text looks like a person: identity, mobile and bank card numbers, Chinese names.

Numbers are sought in the text as written and again without any separators; a case number is told
from them by its dates: years of births end at 2012, case numbers begin after that.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from itertools import accumulate

_CJK = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Signs that take no room: format characters and the letters that are drawn as nothing.
_INVISIBLE = re.compile("[\u115f\u1160\u3164\uffa0\u034f\u180b-\u180e\ufe00-\ufe0f]")
_DIGITS_IN_WORDS = str.maketrans(
    "〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "001234567891123456789"
)
_PROVINCES = frozenset(
    f"{n}"
    for n in (*range(11, 16), 21, 22, 23, *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66),
              71, 81, 82, 83, 91)
)  # fmt: skip
_LAST_BIRTH = 2012
_ID18 = re.compile(r"(?=([1-9][0-9]{5})((?:19|20)[0-9]{6})[0-9]{3}[0-9Xx])")
_ID15 = re.compile(r"([1-9][0-9]{5})([3-9][0-9]{5})[0-9]{3}")
_MOBILE = re.compile(
    r"(?=(1(?:3[0-9]|4[014-9]|5[0-35-9]|6[2567]|7[0-8]|8[0-9]|9[0-35-9])[0-9]{8}))"
)
_MOBILE_RUN = re.compile(r"(?:0|(?:00)?86)?1[3-9][0-9]{9}")
# As mobile numbers are usually divided; 0130 and 0131 are days.
_MOBILE_344 = re.compile(r"(?<!0)1[3-9][0-9][\W_]+[0-9]{4}[\W_]+[0-9]{4}")
_CARD = re.compile(r"[34569][0-9]{15,18}")
_DAY = r"20[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_STAMP = re.compile(
    rf"{_DAY}(?:[01][0-9]|2[0-3])[0-5][0-9](?:[0-5][0-9])?|{_DAY}|20[0-9]{{2}}(?:0[1-9]|1[0-2])"
)

# One-sign surnames, in the order of the Hundred Family Surnames and then those of today's registers.
_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞"
    "熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓"
    "郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫"
    "宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉"
    "宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧"
    "殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公肖闫付仝覃代岳苑战洛宫佟"
    "鹿粟覃昂冼线税阳雪青楚贠冀晋帅原檀门初来才果矫逢奉苟母仁由肇琚麦庹寸者展邝揭揣尧茆漆亓佴伞沐泮旷苌修官宝斯海"
    "薜岩闻召种泥丛续达但滕衣撒锺鈕銭張劉陳楊黃趙吳孫馬羅鄭謝許馮鄧韓葉蕭陸閻蔣蘇盧賈潘"
)  # fmt: skip
_COMPOUND = re.compile(
    "欧阳|司马|上官|诸葛|夏侯|东方|尉迟|皇甫|公孙|慕容|令狐|宇文|长孙|司徒|司空|端木|百里|呼延|南宫|西门|独孤|轩辕|澹台|公冶|宗政|濮阳|淳于"
    "|单于|太叔|申屠|仲孙|钟离|鲜于|闾丘|拓跋|完颜|纳兰|赫连|第五|歐陽|司馬"
)
# What offices write in case numbers, and how places end: 郑环罚, 豫生态, 石河子.
_OFFICE = re.compile(
    "[环罚案字号第举报访信奖局处年月日度期批件卷态监执管急审告复办立受转督察函令决人]+|石河子|马鞍山"
)
_PLACE_ENDS = "州市县区镇乡村街路滩港湾口店庄屯堡寨界岛站厂所队矿"
# In a longer text only the most usual surnames tell: 张伟国查证属实, but not 黄河路.
_NAME_WITHIN = re.compile(
    f"(?:[王李张刘陈杨赵黄吴徐孙胡朱郭罗郑谢韩唐冯董萧曹袁邓傅沈彭吕卢蒋蔡贾魏薛阎潘杜戴钟汪姜范姚谭廖邹熊陆郝崔邱秦顾侯邵][{_CJK}]"
    f"|{_COMPOUND.pattern})[^\\W0-9A-Za-z_{_PLACE_ENDS}省]"
)
_ID_FORM = re.compile(r"[\w \-./\\〔〕（）()\[\]【】《》#:：·、,，+&№]{1,64}")


def looks_like_identity(text: str) -> bool:
    """Whether a text looks like a person's number, however it is divided.

    >>> looks_like_identity("KLMY-2021-01"), looks_like_identity("20210501-001-0001")
    (False, False)
    >>> looks_like_identity("13800138000"), looks_like_identity("0-138.0013_8000")
    (True, True)
    """
    for folded in dict.fromkeys((_folded(text), _folded(text).translate(_DIGITS_IN_WORDS))):
        if len(re.findall("[0-9]", folded)) < 11:
            continue
        for part in re.findall(r"[0-9](?:[\W_]*[0-9])*(?:[\W_]*[Xx])?", folded):
            groups = re.findall("[0-9]+", part)
            if _holds_number(re.sub(r"[\W_]", "", part)) or _divided_mobile(groups):
                return True
            if _MOBILE_344.search(part) or any(_holds_mobile(g) for g in groups):
                return True
    return False


def looks_like_name(text: str) -> bool:
    """Whether a word by itself may be a Chinese name: two to four signs, a surname first.

    >>> looks_like_name("张伟国"), looks_like_name("罚欵")
    (True, False)
    """
    if not re.fullmatch(f"[{_CJK}]{{2,4}}", text):
        return False
    return bool(_COMPOUND.match(text)) or (len(text) < 4 and text[0] in _SURNAMES)


def name_in_id(text: str) -> bool:
    """Whether a case number seems to be, or to hold, a person's name.

    >>> name_in_id("张伟国"), name_in_id("KL-张伟国-01")
    (True, True)
    >>> name_in_id("豫环罚〔2021〕12号"), name_in_id("石河子-2021-1"), name_in_id("甲")
    (False, False, False)
    """
    joined = re.sub(r"[\W_]", "", _folded(text))
    if re.fullmatch(f"[{_CJK}]{{2,4}}", joined):
        return True
    for run in re.findall(f"[{_CJK}]+", joined):
        for part in _OFFICE.split(run):
            whole = len(part) in (3, 4) and looks_like_name(part) and part[-1] not in _PLACE_ENDS
            if whole or (len(part) > 3 and _NAME_WITHIN.search(part)):
                return True
    return False


def is_id(text: str) -> bool:
    """Whether a text has the form of a case number: up to 64 letters, digits and common signs.

    >>> is_id("豫环罚〔2021〕12号"), is_id("a\\nb"), is_id("x" * 65)
    (True, False, False)
    """
    return _ID_FORM.fullmatch(text) is not None


def fit_as_id(text: str) -> bool:
    """Whether a text may stand as a case number: of that form, and nothing of a person's in it.

    >>> fit_as_id("KL-01"), fit_as_id("张伟国"), fit_as_id("13800138000")
    (True, False, False)
    """
    return is_id(text) and not looks_like_identity(text) and not name_in_id(text)


def number_is_identity(text: str, *, mobiles: bool = True) -> bool:
    """Whether what stands as a number is a person's: bare digits, without grouping or unit.

    A great sum can still be written: with grouping, in 万 or 亿, or with 元.

    >>> number_is_identity("13800138000"), number_is_identity("13,800,138,000"), number_is_identity("138亿")
    (True, False, False)
    """
    folded = _folded(text)
    for run in re.findall(
        r"(?<![0-9,])(?<![0-9]\.)([0-9]{11,})(?:\.0+)?(?!\.?[0-9,万亿千百元圆])", folded
    ):
        if looks_like_identity(run) and (mobiles or len(run) > 13):
            return True
    return False


def _folded(text: str) -> str:
    """Full-width and other digits as 0-9, signs that take no room left out."""
    out = []
    for sign in unicodedata.normalize("NFKC", text):
        digit = unicodedata.digit(sign, None)
        if digit is not None:
            out.append(str(digit))
        elif unicodedata.category(sign) not in ("Cf", "Mn", "Me") and not _INVISIBLE.match(sign):
            out.append(sign)
    return "".join(out)


def _holds_number(run: str) -> bool:
    """Whether a run of digits (X may be last) is or holds an identity or bank card number."""
    old = _ID15.fullmatch(run)
    return (
        any(_person(m[1], m[2]) for m in _ID18.finditer(run))
        or (old is not None and _person(old[1], "19" + old[2]))
        or _is_card(run)
    )


def _holds_mobile(run: str) -> bool:
    """Whether digits without anything between them are or hold a mobile number."""
    return _MOBILE_RUN.fullmatch(run) is not None or any(
        not _of_a_stamp(run, m.start()) for m in _MOBILE.finditer(run)
    )


def _person(division: str, born: str) -> bool:
    return division[:2] in _PROVINCES and int(born[:4]) <= _LAST_BIRTH and _is_day(born)


def _is_day(text: str) -> bool:
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return False
    return True


def _of_a_stamp(run: str, at: int) -> bool:
    """Whether a place in a run of digits belongs to a date: what begins there is no mobile number."""
    for stamp in _STAMP.finditer(run):
        if stamp.start() < at < stamp.end():
            timed = stamp.end() - stamp.start() >= 12
            return timed or len(run) - at != 11 or at - stamp.start() not in (4, 6)
    return False


def _divided_mobile(groups: list[str]) -> bool:
    """Whether neighbouring groups of digits make up a mobile number, and none of them is a date's."""
    joined = "".join(groups)
    cuts = [0, *accumulate(len(g) for g in groups)]
    days = [m for m in _STAMP.finditer(joined) if {m.start(), m.start() + 8} <= set(cuts)]
    for first, start in enumerate(cuts):
        for end in cuts[first + 2 :]:
            if end - start > 15:
                break
            dated = any(m.start() < start < m.end() for m in days)
            if not dated and _MOBILE_RUN.fullmatch(joined[start:end]):
                return True
    return False


def _is_card(run: str) -> bool:
    if not _CARD.fullmatch(run) or (run[:2] in _PROVINCES and _STAMP.match(run, 6)):
        return False
    if run.startswith("62"):
        return True
    odd = sum(int(d) for d in run[-1::-2])
    even = sum(sum(divmod(2 * int(d), 10)) for d in run[-2::-2])
    return (odd + even) % 10 == 0
