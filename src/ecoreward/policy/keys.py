"""Every key a policy file may use: what it takes and what it means, in Chinese and English.

One table gives the reader its messages, the editor its completion (JSON Schema) and the
reference its entries. `takes` names how the value is read.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Key(NamedTuple):
    """One key of one kind of mapping."""

    takes: str
    zh: str
    en: str
    required: bool = False


Table = dict[str, Key]

# What a key takes that is a list of entries, each with a dash of its own.
LISTED = frozenset({
    "editions", "gates", "approvals", "honours", "nodes", "readings", "rows", "steps", "words_list",
    "payouts", "pays", "referrals", "changes",
})  # fmt: skip

FILE: Table = {
    "ecoreward": Key("integer", "语言版本，现为 1", "language version, 1 today", True),
    "jurisdiction": Key("jurisdiction", "本文件属于哪个地区", "whose rules these are", True),
    "chosen_by": Key("chosen_by", "按哪个日期选用版本", "which date picks the edition"),
    "facts": Key(
        "facts",
        "只有本文件用到的事实，写法同词汇表",
        "facts that only this file uses, as in the vocabulary",
    ),
    "violations": Key(
        "terms", "只有本文件用到的违法行为，写法同词汇表", "violations that only this file uses"
    ),
    "editions": Key("editions", "历次版本，每个有起止日期", "the dated editions", True),
}
JURISDICTION: Table = {
    "code": Key("code", "GB/T 2260 六位行政区划代码，加引号；不用它的地方写 ISO 3166-2 代码",
                "division code of GB/T 2260, six digits, quoted; elsewhere the code of ISO 3166-2", True),
    "name": Key("text", "地区全称", "full name", True),
    "label": Key("words", "中英文名称", "name in Chinese and English"),
    "parent": Key("code", "上级区划代码；不写则由代码推出", "parent's code; follows from the code unless written"),
    "currency": Key("text", "币种（ISO 4217），不写为 CNY", "currency (ISO 4217), CNY unless written"),
    "aliases": Key("texts", "其他通用名称", "other common names"),
}  # fmt: skip
CHOSEN_BY: Table = {
    "fact": Key("fact", "选用版本所依据的日期事实", "the date fact that picks the edition", True),
    "stated": Key("boolean", "来源是否写明按此日期", "whether the source says so"),
    "cite": Key("cite", "条款", "the article"),
}
EDITION: Table = {
    "id": Key("id", "版本编号，英文小写加连字符", "id of the edition, kebab-case", True),
    "title": Key("text", "文件名称", "title of the document", True),
    "document": Key("text", "文号", "document number"),
    "url": Key("text", "来源网址", "address of the source"),
    "issued": Key("date", "印发日期（日、月或年）", "day, month or year of issue"),
    "confidence": Key("confidence", "来源可靠程度", "how far the source can be trusted", True),
    "status": Key("status", "状态", "status"),
    "in_force": Key("in_force", "施行起止", "when it is in force", True),
    "replaced_by": Key("text", "被哪个版本取代", "the edition that replaces it"),
    "scheme": Key("id", "同一地区的不同制度，不写为 main", "one of several schemes, main unless written"),
    "instead_of": Key("id", "施行期间代替哪个制度", "the scheme that is not asked while this edition is in force"),
    "beside": Key("id", "与哪个制度同时有效、分别计算", "the scheme beside which this edition has a result of its own"),
    "sources": Key("sources", "另外的来源", "other documents it rests on"),
    "extends": Key("extends", "以另一份规定的版本为基础，写明改动", "builds on an edition of another policy, with changes"),
    "define": Key("define", "名单与命名的表达式", "lists and named expressions"),
    "requires": Key("gates", "必须满足的条件", "conditions that must hold"),
    "excludes": Key("gates", "不予奖励的情形", "conditions that rule an award out"),
    "refers": Key("referrals", "应移送别的地区处理的情形", "when the matter goes to another jurisdiction"),
    "award": Key("node", "奖励怎样计算", "how the award is found", True),
    "round": Key("round", "最后一次取整", "the one rounding at the end"),
    "approvals": Key("approvals", "须经同意的情形", "when another body must agree"),
    "honours": Key("honours", "精神奖励", "rewards that are not money"),
    "sharing": Key("sharing", "多人举报时怎样分", "how joint reporters share"),
    "payout": Key("payouts", "发放时对每个人的限额、扣除", "limits and deductions on what each is paid"),
    "staged": Key("boolean", "分阶段发放：已经确定的先付", "paid in stages: what is certain is paid first"),
    "claim": Key("claim", "申领期限", "the time to claim"),
    "pays": Key("pays", "由谁、以什么形式发放，不影响金额", "who pays and how, never in the money"),
    "reclaim": Key("reclaim", "在什么情形下追回", "when what was paid is taken back"),
    "handling": Key("handling", "办理时限，不影响金额", "days the authority gives itself, never in the money"),
    "works_with": Key("texts", "与哪些文件配合使用", "files this one works with"),
    "unstated": Key("words_list", "来源没有写明、也没有补写的内容", "what the source does not say"),
    "not_modelled": Key(
        "words_list", "来源有规定、本文件没有计入，须人工核对的内容",
        "what the source states and this file does not compute: to be checked by hand",
    ),
    "note": Key("text", "起草人的备注", "a drafter's note"),
}  # fmt: skip
EXTENDS: Table = {
    "edition": Key(
        "text",
        "作为基础的版本，写成 文件@版本编号；同一文件只写编号",
        "the edition it builds on, FILE@ID; of the same file the id alone",
        True,
    ),
    "changes": Key("changes", "依次进行的改动", "the changes, in order"),
}
CHANGE_ADD: Table = {
    "add": Key("entry", "加上的一项", "the entry to add", True),
    "in": Key(
        "text",
        "加到哪一项里面（最后），或 requires、excludes、refers、approvals、honours",
        "inside which entry (last), or requires, excludes, refers, approvals, honours",
    ),
    "before": Key("text", "加在哪一项之前", "before which entry"),
    "after": Key("text", "加在哪一项之后", "after which entry"),
}
CHANGE_DROP: Table = {"drop": Key("text", "去掉哪一项", "which entry to drop", True)}
CHANGE_SET: Table = {
    "set": Key(
        "text",
        "改哪一项；其余的键代替原来的，写 null 为删去",
        "which entry; the other keys replace its own, null removes one",
        True,
    )
}
IN_FORCE: Table = {
    "from": Key("date", "施行第一天；来源未写时填 unstated", "first day; unstated where the source is silent", True),
    "to": Key("date", "施行最后一天（含）", "last day, included"),
    "where": Key("condition", "只对哪些案件施行：地点、流域、对象", "for which cases only: places, basins, matters"),
}  # fmt: skip
SOURCE: Table = {
    "title": Key("text", "来源名称", "title of the source", True),
    "document": Key("text", "文号", "document number"),
    "url": Key("text", "网址", "address"),
    "note": Key("text", "说明", "note"),
}
LIST: Table = {
    "fact": Key("fact", "名单属于哪个事实，不写为违法行为", "the fact it lists, violations unless written"),
    "kinds": Key("texts", "名单中的各项", "what the list holds", True),
    "not": Key("texts", "明确不在名单内的各项", "what is certainly not in it"),
    "open": Key("boolean", "来源有“等”字：名单外的由主管部门认定", "the text says 等: the authority decides outside it"),
    "label": Key("words", "名称", "name"),
    "cite": Key("cite", "条款", "the article"),
    "quote": Key("text", "原文", "the words of the source"),
}  # fmt: skip
DEFINED: Table = {
    "value": Key("expression", "表达式", "the expression", True),
    "label": Key("words", "名称", "name"),
    "cite": Key("cite", "条款", "the article"),
    "quote": Key("text", "原文", "the words of the source"),
}
GATE: Table = {
    "id": Key("id", "编号", "id"),
    "when": Key("condition", "条件", "the condition", True),
    "reason": Key("words", "不符合时怎样说明理由", "what to say when it fails", True),
    "cite": Key("cite", "条款", "the article"),
    "quote": Key("text", "原文", "the words of the source"),
}
REFERRAL: Table = {
    "id": Key("id", "编号", "id"),
    "when": Key("condition", "条件", "the condition", True),
    "to": Key("place", "移送到哪里：parent、区划代码或政策文件名", "where: parent, a division code or a policy file", True),
    "reason": Key("words", "移送的理由", "why it goes there", True),
    "cite": Key("cite", "条款", "the article"),
    "quote": Key("text", "原文", "the words of the source"),
}  # fmt: skip
KINDS: Table = {
    "fixed": Key("amount", "固定金额", "a fixed amount"),
    "band": Key("pair", "由主管部门在两个金额之间确定", "the authority decides between two amounts"),
    "up_to": Key("amount", "由主管部门在 0 与此金额之间确定", "the authority decides up to this amount"),
    "rate": Key(
        "rate", "比例，配合 base；写两个比例时由主管部门确定",
        "a share of `base`; two: the authority decides between them",
    ),
    "table": Key("table", "分档表：恰有一行成立", "a table: exactly one row holds"),
    "highest": Key("nodes", "取最高的一项", "the highest of several"),
    "sum": Key("nodes", "各项相加", "the sum of several"),
    "first": Key("nodes", "取第一个适用的", "the first that applies"),
    "readings": Key("readings", "来源可作几种理解", "the source can be read in several ways"),
    "unstated": Key("words", "有此奖励而来源未载金额", "the award exists, its figure is not known"),
}  # fmt: skip
NODE: Table = {
    "id": Key(
        "id", "编号，英文小写加连字符，本版本内唯一", "id, kebab-case, unique in the edition"
    ),
    "label": Key("words", "名称", "name"),
    "cite": Key("cite", "条款；不写则同上级", "the article; inherited from above"),
    "quote": Key("text", "原文", "the words of the source"),
    "for": Key("kinds", "适用于哪些违法行为", "for which violations"),
    "when": Key("condition", "适用条件", "when it applies"),
    "each": Key(
        "fact",
        "对这个事实的每一项各算一次，由上一级合并",
        "once for each row of this fact, combined by the entry above",
    ),
    **KINDS,
    "base": Key("amount", "比例的基数", "what the rate is taken of"),
    "of": Key("nodes", "几种理解共有的子项", "the children that the readings share"),
    "floor": Key("amount", "下限", "not less than"),
    "cap": Key("amount", "上限", "not more than"),
    "then": Key("steps", "限额之后依次进行的步骤", "steps after the limits, in order"),
    "local": Key(
        "pair",
        "下级沿用本项时，金额可以改为本规定的几成到几成，如 [50%, 150%]",
        "what others that build on it may set its amounts to, such as [50%, 150%]",
    ),
    "note": Key("text", "起草人的备注", "a drafter's note"),
}
READING: Table = {
    "id": Key("id", "这种理解的编号", "id of the reading", True),
    "says": Key("words", "这种理解是什么意思", "what this reading says", True),
    "combine": Key("combine", "共有的子项怎样合并", "how the shared children combine"),
    **{k: v for k, v in NODE.items() if k not in ("id", "of", "note", "local")},
}
TABLE: Table = {
    "by": Key("expressions", "按什么分档", "what the rows go by", True),
    "edges": Key("edges", "分界值属于哪一档：from 属较高的一档，to 属较低的一档，unstated 来源未写",
                 "which row has a boundary: from (the higher row), to (the lower row), unstated"),
    "rows": Key("rows", "各档，由低到高", "the rows, from low to high", True),
    "otherwise": Key("node", "各档都不成立时", "when no row holds"),
}  # fmt: skip
ROW: Table = {
    "to": Key("amount", "本档的上端", "the upper end of this row"),
    "in": Key("cells", "本档的条件", "the test of this row"),
    **NODE,
}
STEPS = ("times", "minus", "floor", "cap", "round")  # a step has exactly one of them
STEP: Table = {
    "times": Key("amount", "乘以", "multiply by"),
    "minus": Key("amount", "减去，减到 0 为止", "take away, down to 0"),
    "floor": Key("amount", "不低于", "not less than"),
    "cap": Key("amount", "不高于", "not more than"),
    "round": Key("round", "取整", "round"),
    "when": Key("condition", "在什么条件下", "only when"),
    "cite": Key("cite", "条款", "the article"),
}
ROUND: Table = {
    "to": Key("number", "取整到多少元，如 1、10、0.01", "the unit, such as 1, 10, 0.01", True),
    "mode": Key("mode", "方式", "the mode"),
    "cite": Key("cite", "条款", "the article"),
}
APPROVAL: Table = {
    "id": Key("id", "编号", "id", True),
    "label": Key("words", "名称", "name", True),
    "when": Key("approval", "条件；可用 奖励金额", "the condition; may use award"),
    "with": Key("text", "只在此项计入时", "only when this node counts"),
    "consent": Key("fact", "表示已同意的事实", "the fact that says it is given", True),
    "by": Key("words", "由谁同意", "who agrees"),
    "cite": Key("cite", "条款", "the article"),
    "quote": Key("text", "原文", "the words of the source"),
}
HONOUR: Table = {
    "id": Key("id", "编号", "id", True),
    "label": Key("words", "名称", "name", True),
    "with": Key("text", "只在此项计入时", "only when this node counts"),
    "when": Key("condition", "条件", "the condition"),
    "cite": Key("cite", "条款", "the article"),
    "quote": Key("text", "原文", "the words of the source"),
}
HANDLING: Table = {
    "urgent": Key("days", "紧急举报的天数，如 3 days", "days for urgent reports, such as 3 days"),
    "important": Key("days", "重要举报的天数", "days for important reports"),
    "ordinary": Key("days", "一般举报的天数", "days for ordinary reports"),
    "from": Key("fact", "从哪个日期算起", "the date they run from", True),
    "cite": Key("cite", "条款", "the article"),
    "quote": Key("text", "原文", "the words of the source"),
}
SHARINGS = ("equal", "by_share", "together")  # a sharing has exactly one of them
SHARING: Table = {
    "equal": Key(
        "sharing_equal",
        "平均分配；写明零头归谁（first）",
        "equal shares; who gets the odd unit (first)",
    ),
    "by_share": Key(
        "boolean", "按主管部门给各人定的分配比例；写 true",
        "by the share that the authority sets for each reporter; true",
    ),
    "together": Key(
        "sharing_together", "一案一份，由谁领取、怎样分", "one sum; who collects it, how it is divided"
    ),
    "when": Key("condition", "在什么条件下这样分", "only when"),
    "cite": Key("cite", "条款", "the article"),
    "quote": Key("text", "原文", "the words of the source"),
}  # fmt: skip
PAYOUT: Table = {
    "label": Key("words", "名称", "name"),
    **STEP,
    "per": Key("per", "对每个人（reporter），还是对各人合计（case，只用于 cap）",
               "on each reporter, or on all together (case, with cap only)"),
}  # fmt: skip
CLAIM: Table = {
    "within": Key("period", "期限，如 60 days、15 workdays", "the period, such as 60 days or 15 workdays", True),
    "after": Key("fact", "从哪个日期的次日起算", "the date from whose next day it runs", True),
    "by": Key("fact", "哪个日期是申领的日期，不写为申领日期", "the date of the claim, claimed_on unless written"),
    "late": Key("late", "逾期的后果", "what being late means"),
    "cite": Key("cite", "条款", "the article"),
    "quote": Key("text", "原文", "the words of the source"),
}  # fmt: skip
PAYS: Table = {
    "by": Key("words", "由谁发放", "who pays"),
    "means": Key("words", "以什么形式发放", "in what form"),
    "tax": Key("tax", "税款怎样处理", "how tax is dealt with"),
    "at_least": Key("amount", "这种形式至少占多少", "the least share paid in this form"),
    "when": Key(
        "approval", "条件；可用 奖励金额、发放金额", "the condition; may use award and payout"
    ),
    "cite": Key("cite", "条款", "the article"),
    "quote": Key("text", "原文", "the words of the source"),
}
RECLAIM: Table = {
    "when": Key("condition", "在什么情形下追回", "when what was paid is taken back", True),
    "reason": Key("words", "怎样说明理由", "what to say for it"),
    "cite": Key("cite", "条款", "the article"),
    "quote": Key("text", "原文", "the words of the source"),
}
CITE: Table = {
    "source": Key("text", "sources 中的来源", "one of `sources`"),
    "article": Key("text", "条款", "the article"),
    "confidence": Key("confidence", "可靠程度", "confidence"),
}
VOCABULARY: Table = {
    "ecoreward": Key("integer", "语言版本", "language version", True),
    "facts": Key("facts", "事实", "facts", True),
    "media": Key("any", "环境要素的名称", "names of the media"),
    "acts": Key("any", "行为方式的名称", "names of the acts"),
    "violations": Key("terms", "违法行为分类", "taxonomy of violations", True),
}
FACT: Table = {
    "type": Key("fact_type", "类型", "type", True),
    "of": Key("text", "集合取自哪个分类", "the taxonomy of a set"),
    "label": Key("words", "名称", "name", True),
    "aliases": Key("texts", "其他写法", "other spellings"),
    "columns": Key("texts", "多项的每一项可以填哪些事实", "the facts that each row gives"),
    "description": Key("words", "说明", "description"),
    "unit": Key("words", "单位", "unit"),
    "min": Key("number", "最小值", "least value"),
    "max": Key("number", "最大值", "greatest value"),
    "step": Key("number", "最小间隔", "smallest step"),
    "presume": Key("presume", "未填时推定为", "what is presumed when absent"),
    "implied_by": Key("condition", "由什么推出", "what implies it"),
    "excludes": Key("texts", "与什么事实不能同时为是", "what cannot also be so"),
    "settled_by": Key("settled_by", "由谁确定", "who settles it"),
    "about": Key("about", "说的是谁", "whom it is about"),
    "fixed": Key(
        "boolean",
        "事后谁也不能改变，如举报日期、举报渠道、违法行为",
        "nobody can change it after the event: the day, the channel, the violation",
    ),
    "values": Key("values", "可选的值", "the values of a choice"),
}
VALUE: Table = {
    "zh": Key("text", "中文", "Chinese", True),
    "en": Key("text", "英文", "English", True),
    "aliases": Key("texts", "其他写法", "other spellings"),
}
TERM: Table = {
    "label": Key("words", "名称", "name", True),
    "aliases": Key("texts", "其他写法", "other spellings"),
    "broader": Key("texts", "上位类", "broader terms"),
    "medium": Key("text", "环境要素", "medium"),
    "act": Key("text", "行为方式", "act"),
    "description": Key("words", "说明", "description"),
}


def tables() -> dict[str, Table]:
    """Every table of keys by its name.

    >>> "NODE" in tables(), "PARTS" in tables()
    (True, False)
    """
    return {
        name: table for name, table in globals().items()
        if name.isupper() and isinstance(table, dict)
        and all(isinstance(key, Key) for key in table.values())
    }  # fmt: skip


# What a message calls the parts that have no key of their own; all else is its key in backticks.
PARTS: dict[str, dict[str, str]] = {
    "file": {"zh": "文件最外层", "en": "the top level of the file"},
    "edition": {"zh": "版本", "en": "an edition"},
    "change": {"zh": "`changes` 的一项", "en": "an entry of `changes`"},
    "node": {"zh": "奖励项", "en": "an award entry"},
    "reading": {"zh": "`readings` 的一项", "en": "an entry of `readings`"},
    "row": {"zh": "分档表的一档", "en": "a row of the table"},
    "list": {"zh": "名单", "en": "a list"},
    "define-entry": {"zh": "`define` 的一项", "en": "an entry of `define`"},
    "requires-entry": {"zh": "`requires` 的一项", "en": "an entry of `requires`"},
    "excludes-entry": {"zh": "`excludes` 的一项", "en": "an entry of `excludes`"},
    "refers-entry": {"zh": "`refers` 的一项", "en": "an entry of `refers`"},
    "approval": {"zh": "`approvals` 的一项", "en": "an entry of `approvals`"},
    "honour": {"zh": "`honours` 的一项", "en": "an entry of `honours`"},
    "source": {"zh": "`sources` 的一项", "en": "an entry of `sources`"},
    "payout-step": {"zh": "`payout` 的一步", "en": "a step of `payout`"},
    "pays-entry": {"zh": "`pays` 的一项", "en": "an entry of `pays`"},
    "step": {"zh": "`then` 的一步", "en": "a step of `then`"},
    "value": {"zh": "`values` 的一项", "en": "an entry of `values`"},
    "term": {"zh": "`violations` 的一项", "en": "an entry of `violations`"},
    "vocabulary": {"zh": "词汇表", "en": "the vocabulary"},
}

# What the words of a closed list mean, by key.
MEANINGS: dict[str, dict[str, tuple[str, str]]] = {
    "confidence": {
        "text": ("见到条文原文", "the text was seen"),
        "second-hand": ("出自转述", "told at second hand"),
        "cut": ("原文不完整", "the text was cut"),
        "press": ("出自新闻报道", "from the press"),
        "inferred": ("推断得来", "inferred"),
    },
    "status": {
        "in_force": ("现行", "in force"),
        "trial": ("试行", "on trial"),
        "draft": ("征求意见稿，只在点名时用", "used only when named"),
        "repealed": ("已废止", "repealed"),
    },
    "settled_by": {
        "case": ("案卷自带", "the case file has it"),
        "authority": ("主管部门查明", "the authority finds it"),
        "consent": ("某人或某机关同意", "somebody consents"),
    },
    "about": {
        "matter": (
            "案情、被举报人或者办理机关，不告知举报人",
            "the matter, the offender or the authority; not told to the reporter",
        ),
        "reporter": (
            "举报和举报人本身，可以告知举报人",
            "the report and its maker; may be told to the reporter",
        ),
    },
    "edges": {
        "from": ("分界值属较高的一档", "a boundary belongs to the higher row"),
        "to": ("分界值属较低的一档", "a boundary belongs to the lower row"),
        "unstated": ("来源未写", "the source does not say"),
    },
    "mode": {
        "half-up": ("四舍五入", "halves up"),
        "half-even": ("四舍六入五成双", "halves to even"),
        "down": ("舍去", "always down"),
        "up": ("进一", "always up"),
    },
    "sharing": {
        "equal": ("平均分配", "equal shares"),
        "by_share": ("按主管部门确定的比例分配", "by the shares that the authority sets"),
        "together": ("一案一份，不在各人之间分", "one sum, not divided"),
    },
    "together": {
        "representative": ("由代表领取", "the representative collects it"),
        "agreed": ("由各人自行商定", "they divide it among themselves"),
        "unstated": ("来源未写", "the source does not say"),
    },
    "late": {
        "forfeited": ("视为放弃", "the award is forfeited"),
        "unstated": ("来源未写后果", "the source does not say"),
    },
    "tax": {
        "withheld": ("发放时代扣", "withheld when paid"),
        "included": ("金额已含税", "included in the amount"),
    },
    "per": {
        "reporter": ("对每个人", "on each reporter"),
        "case": ("对各人合计，先到先得", "on all together, first reporters first"),
    },
    "equal": {
        "first": ("零头归排在前面的举报人", "the first reporters get the odd fen"),
        "unstated": ("来源未写", "the source does not say"),
    },
}


def meant(what: str, name: str) -> str | dict[str, str]:
    """A word of a closed list with what it means.

    >>> meant("mode", "down")["en"], meant("combine", "sum")
    ('down (always down)', 'sum')
    """
    found = MEANINGS.get(what, {}).get(name)
    return {"zh": f"{name}（{found[0]}）", "en": f"{name} ({found[1]})"} if found else name


# A right line for a key that is missing or wrong, by `part.key` or by key.
EXAMPLES = {
    "ecoreward": "ecoreward: 1",
    "jurisdiction": 'jurisdiction: {code: "331126", name: 庆元县}',
    "editions": "editions: [{id: qingyuan-2021, …}]",
    "chosen_by": "chosen_by: {fact: 举报日期, stated: true}",
    "code": 'code: "331126"', "name": "name: 庆元县", "fact": "fact: 举报日期",
    "id": "id: tier-500", "edition.id": "id: qingyuan-2021", "title": "title: 关于……的通知",
    "confidence": "confidence: text", "in_force": "in_force: {from: 2021-11-14}",
    "in_force.from": "from: 2021-11-14", "award": "award: {fixed: 5000}",
    "kinds": "kinds: [偷排漏排]", "define-entry.value": "value: 罚款 * 5%", "when": "when: 查证属实",
    "reason": "reason: 举报事项未经查实", "says": "says: 各项相加", "by": "by: 罚款",
    "rows": "rows: [{to: 10万, fixed: 5000}, {fixed: 1万}]", "round.to": "to: 1",
    "label": "label: {zh: 中文名称, en: English name}", "consent": "consent: 同级政府同意",
    "handling.from": "from: 受理日期", "claim.within": "within: 60 days", "claim.after": "after: 通知日期",
    "reclaim.when": "when: 举报内容不实", "payout-step": "{times: 80%}", "pays-entry": "{means: 银行转账}",
    "claim": "claim: {within: 60 days, after: 通知日期}", "reclaim": "reclaim: never",
    "type": "type: money", "zh": "zh: 微信", "en": "en: WeChat",
    "facts": "facts: {fine: {type: money, label: {zh: 罚款, en: Fine}}}",
    "violations": "violations: {dust: {label: {zh: 扬尘, en: Dust}}}",
    "node": "{id: tier-500, fixed: 500}", "edition": "id: qingyuan-2021",
    "table": "table: {by: 罚款, edges: unstated, rows: […]}", "step": "{times: 2}",
    "round": "round: {to: 1}", "cite": "cite: {source: press, article: 第三条}",
    "extends": "extends: {edition: henan@henan-2016}", "edition.extends": "extends: {edition: henan@henan-2016}",
    "extends.edition": "edition: henan@henan-2016",
    "handling": "handling: {urgent: 3 days, from: 受理日期}", "sharing": "sharing: equal",
    "requires-entry": "{when: 查证属实, reason: 举报事项未经查实}",
    "excludes-entry": "{when: 监管人员或其亲属, reason: 监管人员不予奖励}",
    "refers-entry": "{when: 由上级查处, to: parent, reason: 由上级查处的，由上级奖励}",
    "refers-entry.to": "to: parent", "refers-entry.reason": "reason: 由上级查处的，由上级奖励",
    "approval": "{id: leader, label: 须经批准, consent: 同级政府同意}",
    "honour": "{id: honour, label: 精神奖励}", "source": "press: {title: 报道标题}",
    "reading": "{id: added, says: 各项相加, combine: sum}", "define-entry": "{value: 罚款 * 5%}",
    "term": "dust: {label: {zh: 扬尘, en: Dust}}",
    "fact-spec": "fine: {type: money, label: {zh: 罚款, en: Fine}}",
}  # fmt: skip


# What else people call a key in Chinese, where its meaning does not begin so.
_CALLED = {
    "cite": ("出处", "依据", "条文", "法条"), "quote": ("引文", "原句"), "label": ("标签", "名字"),
    "when": ("条件", "适用", "情形"), "for": ("违法行为", "对象"), "fixed": ("金额", "定额", "奖励"),
    "band": ("幅度", "区间"), "up_to": ("最高", "不超过"), "cap": ("最高", "封顶", "不超过"), "floor": ("最低", "保底"),
    "rate": ("百分比",), "title": ("标题", "名称"), "in_force": ("施行", "有效期", "生效"), "from": ("开始", "起"),
    "to": ("结束", "止", "截止"), "reason": ("理由", "原因"), "requires": ("条件",), "note": ("说明",),
    "name": ("名称", "地区", "名字"), "award": ("奖励",), "kinds": ("内容", "项目"), "table": ("分档", "档次"), "rows": ("档",),
}  # fmt: skip


def named(word: str, table: Table) -> tuple[str, ...]:
    """The keys of a table that a Chinese word may have meant.

    >>> named("条款", NODE), named("文号", EDITION), named("xyz", NODE)
    (('cite',), ('document',), ())
    """
    if word.isascii():
        return ()
    first = {name: re.split("[，；：（、。]", key.zh, maxsplit=1)[0] for name, key in table.items()}
    exact = [n for n in table if word == first[n] or word in _CALLED.get(n, ())]
    return tuple(exact or [n for n in table if word in first[n]])[:3]


def part(what: str) -> dict[str, str]:
    """How a message calls a part of a file.

    >>> part("cap")["en"], part("node")["en"]
    ('`cap`', 'an award entry')
    """
    return PARTS.get(what) or {"zh": f"`{what}` ", "en": f"`{what}`"}


def written(what: str, key: str) -> str:
    """A right line for a key in a part, where one is known.

    >>> written("in_force", "from"), written("file", "xyz")
    ('from: 2021-11-14', '')
    """
    return EXAMPLES.get(f"{what}.{key}") or EXAMPLES.get(key, "")


def example(what: str, key: str = "") -> str:
    """A right line: of a part, or of a key in a part.

    >>> example("round", "to"), example("edition", "title")
    ('to: 1', 'title: 关于……的通知')
    """
    if not key:
        return EXAMPLES.get(what, f"{what}: …")
    return written(what, key) or f"{key}: …"
