"""Columns that look like a person's identity are refused, by header and by content; never echoed.

Facts of the vocabulary and the case's own columns are never refused by their header. Content is looked
at in every batch: all texts that can hold such a number are found by Polars, and of those that are
distinct some hundreds a column go to the reference's own check.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import polars as pl

from ecoreward.engine.identity import looks_like_identity, looks_like_name
from ecoreward.problems import Place, Problem
from ecoreward.tables.source import Batch

_ZH = re.compile(
    "姓名|名字|身份证|证件号|手机|电话|联系方式|微信号|邮箱|住址|住所|家庭地址|联系地址|通讯地址|银行卡|卡号|账号|帐号|账户|帐户|开户|户名|护照|出生"
    "|(?:举报|投诉|联系|信访|领奖|收款|代领|申请|经办|签收|领款)人(?:名|信息|资料|$)"
)
_EN = re.compile(
    r"(?<![a-z])(?:(?:full|first|last|family|given|sur|reporters?'?s?|contact|person'?s?|payee|holder|account)[ _.-]*name"
    r"|name[ _.-]*of[ _.-]*(?:the[ _.-]*)?(?:reporter|person|payee|contact|holder)"
    r"|names?$|surname|reporter$|payee$|phones?|tele?phone|mobiles?|cell[ _.-]*phone|wechat|e-?mails?|passports?"
    r"|id[ _.-]*(?:card|number|no)|identity|identification|national[ _.-]*id|ssn"
    r"|bank|(?:bank|credit|debit)[ _.-]*card|card[ _.-]*(?:no|number)|accounts?(?:[ _.-]*(?:no|number))?|iban"
    r"|(?:home|postal|mailing|street)[ _.-]*address|address$|(?:date[ _.-]*of[ _.-]*)?birth(?:day|date)?)(?![a-z])"
)
# What contains such a word and is none: counts, what was found out at a company, and so on.
_NOT = re.compile(
    "人数|名单|是否|(?:file|sheet|column|table|policy|company|unit|place|city|region|fact|node)[ _.-]*name"
)
_SHORTEST = 11  # digits of a mobile number
_MOST = 400  # distinct texts of a column and batch that are looked at closely
_DIGIT = r"[\p{N}〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]"
# Signs for numbers above nine, and those for several digits at once.
_ODD_DIGIT = r"[\p{No}\p{Nl}㈠-㈩㉈-㉏㉑-㉟㊀-㊉㊱-㊿]"
_NAME = "^[\u3400-\u9fff]{2,4}$"
_PLACE = "[州市县区镇乡村街路盟旗省局厂站]$"
_NAMES_ARE = 0.8  # the share of names from which on a column is one of names
_FEW = 5


def identity_headers(
    name: str, headers: Sequence[str], letters: Sequence[str], known: Collection[str]
) -> tuple[Problem, ...]:
    """A problem for each header that stands for a person; `known` are those that have a meaning here.

    >>> found = identity_headers("a.csv", ["案件", "姓名", "Phone No"], "ABC", {"案件"})
    >>> [(p.params["column"], p.params["word"]) for p in found]
    [('B', '姓名'), ('C', 'phone')]
    """
    out = []
    for header, at in zip(headers, letters, strict=True):
        word = "" if header in known else _word(header)
        if word:
            params = {"column": at, "word": word}
            out.append(Problem("file.identity-header", Place(name), params))
        elif looks_like_identity(header):
            out.append(Problem("file.identity-as-header", Place(name), {"column": at}))
    return tuple(out)


def identity_cells(
    name: str,
    batch: Batch,
    letters: Sequence[str],
    *,
    known: Collection[str] = (),
    numbers: Collection[str] = (),
) -> tuple[Problem, ...]:
    """A problem for each column of a batch with a person's number or with names in it.

    `known` headers have a meaning here: their words are not taken for names. `numbers` are facts that
    are sums and counts, whose cells the reader of facts looks at: eleven digits may be a sum.
    """
    out = []
    for index, header in enumerate(batch.frame.columns):
        if header in numbers:
            continue
        texts = _texts(batch.frame.to_series(index))
        if texts is None:
            continue
        row = _number_in(texts)
        if row is not None:
            params = {"column": letters[index], "row": str(batch.first_row + row)}
            out.append(Problem("file.identity-cell", Place(name), params))
        elif header not in known and _names(texts):
            out.append(Problem("file.identity-names", Place(name), {"column": letters[index]}))
    return tuple(out)


def _word(header: str) -> str:
    """The word of ours that a header has in it, if it stands for a person."""
    folded = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", header.strip()).lower()
    if _NOT.search(folded):
        return ""
    found = _ZH.search(re.sub(r"\s", "", folded)) or _EN.search(folded)
    return found[0] if found else ""


def _texts(column: pl.Series) -> pl.Series | None:
    """The cells as texts, where they can hold a number of that length or a name."""
    if column.dtype == pl.String:
        return column
    if not column.dtype.is_integer() and not column.dtype.is_float():
        return None
    largest = column.abs().max() if len(column) > column.null_count() else None
    if not isinstance(largest, (int, float)) or largest < 10 ** (_SHORTEST - 1):
        return None
    return column.cast(pl.Int64, strict=False).cast(pl.String)


def _number_in(texts: pl.Series) -> int | None:
    """The first row found with a person's number."""
    column = pl.col("text")
    long = column.str.len_bytes() >= _SHORTEST
    enough = column.str.count_matches(_DIGIT) >= _SHORTEST
    frame = texts.alias("text").to_frame().with_row_index("row").filter(long)
    if not len(frame):
        return None
    odd = column.str.contains(_ODD_DIGIT) & (column.str.len_bytes() >= _SHORTEST)
    frame = frame.filter(enough | odd).unique("text", keep="first", maintain_order=True)
    if len(frame) > _MOST:
        # Plain numbers of persons first; of the rest some from all over.
        plain = frame.filter(column.str.replace_all(r"[^0-9Xx]", "").str.contains(_PLAIN))
        step = -(-len(frame) // _MOST)
        frame = pl.concat([plain.head(_MOST), frame.gather_every(step)])
    for row, text in frame.iter_rows():
        if looks_like_identity(text):
            return int(row)
    return None


_PLAIN = r"^(?:[1-8][0-9]{5}(?:19|20)[0-9]{9}[0-9Xx]|1[3-9][0-9]{9}|[34569][0-9]{15,18})$"


def _names(texts: pl.Series) -> bool:
    """Whether nearly all the distinct texts of a column may be names of persons."""
    distinct = texts.drop_nulls().head(_MOST).unique()
    if len(distinct) < _FEW:
        return False
    likely = distinct.filter(distinct.str.contains(_NAME) & ~distinct.str.contains(_PLACE))
    if len(likely) < _NAMES_ARE * len(distinct):
        return False
    return sum(map(looks_like_name, likely.to_list())) >= _NAMES_ARE * len(distinct)
