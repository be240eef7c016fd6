"""A small vocabulary to check expressions against."""

from __future__ import annotations

from ecoreward.feel.typed import BOOLEAN, DATE, INTEGER, MONEY, NUMBER, ListInfo, Scope, Type
from ecoreward.problems import Place

NAMES: dict[str, tuple[str, Type]] = {
    "fine": ("罚款", MONEY),
    "recovered": ("追回金额", MONEY),
    "deaths": ("核实死亡人数", INTEGER),
    "excess": ("超标倍数", NUMBER),
    "verified": ("查证属实", BOOLEAN),
    "real_name": ("实名举报", BOOLEAN),
    "grave": ("污染特别严重", BOOLEAN),
    "reported_on": ("举报日期", DATE),
    "accepted_on": ("受理日期", DATE),
    "channel": ("举报渠道", Type("choice", "channel")),
    "gravity": ("危害程度", Type("choice", "gravity")),
    "violations": ("违法行为", Type("set", "violations")),
    "awards": ("所获荣誉", Type("set", "awards")),
}
CODES = {
    "channel": {"wechat": "微信", "phone": "电话", "letter": "来信", "out-of-hours": "非工作时间"},
    "gravity": {"grave": "重大", "greater": "较大", "ordinary": "一般"},
    "violations": {
        "hazardous-waste-dumping": "非法倾倒危险废物",
        "hidden-outlet": "暗管排放",
        "falsified-monitoring": "篡改监测数据",
        "unlicensed-collection": "无证收集危险废物",
    },
    "awards": {"city": "市级荣誉"},
}
SCOPE = Scope(
    facts={code: kind for code, (_, kind) in NAMES.items()},
    spellings={s: code for code, (label, _) in NAMES.items() for s in (code, label)},
    codes={
        domain: {s: code for code, label in values.items() for s in (code, label)}
        for domain, values in CODES.items()
    },
    defined={"隐蔽": BOOLEAN, "基数": MONEY, "倍数": NUMBER},
    lists={"重大隐蔽行为": ListInfo("violations"), "网络渠道": ListInfo("channel")},
)


def place_for(source: str) -> Place:
    """The place of an expression that begins in column 13 of line 7."""
    return Place("试验.yaml", 7, 13, len(source), "      when: " + source)
