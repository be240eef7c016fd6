"""Command lines that cannot be carried out, each with a name; the name is its golden file."""

from __future__ import annotations

CASE = """\
- 案件: QY-1
  地区: 庆元县
  事实: {举报日期: 2022-03-01, 查证属实: 是, 违法行为: [偷排漏排], 罚款: 120万}
"""
POLICY = """\
ecoreward: 1
jurisdiction: {code: "331126", name: %s, aliases: [老城]}
editions:
  - id: one
    title: 举报奖励办法
    confidence: text
    in_force: {from: 2021-11-14}
    award: {id: award, for: 扬尘, fixed: 500}
"""
PLACE = "{0}, label: {{zh: {0}, en: Yuhua District}}"
VOCABULARY = """\
ecoreward: 1
facts:
  reported_on: {type: date, label: {zh: 举报日期, en: Reported on}}
  violations: {type: set, of: violations, label: {zh: 违法行为, en: Violations}}
violations:
  dust: {label: {zh: 扬尘, en: Dust}}
"""
ABOVE = """\
ecoreward: 1
jurisdiction: {code: "%s", name: %s}
editions:
  - id: one
    title: 举报奖励办法
    confidence: text
    in_force: {from: 2021-11-14}
    extends: {edition: %s}
"""
DRAFT = (POLICY % "丙县").replace("331126", "331199")
# The files that stand in the folder where the commands are run.
FILES: dict[str, str] = {
    "案件.yaml": CASE,
    "测试.yaml": f"""\
{CASE}
{CASE}  预期: {{金额: 6万}}
  expect: {{amount: 60000}}
{CASE}  预期: [予以奖励]
{CASE}  预期: {{金钱: 6万}}
{CASE}  预期: {{金额: 6万, amount: 60000}}
{CASE}  预期: {{结果: 给钱}}
{CASE}  预期: {{金额: 很多}}
{CASE}  预期: {{范围: 6万}}
{CASE}  预期: {{缺少: [天气]}}
{CASE}  预期: {{错误: [case.want-money]}}
""",
    "结果.json": '{"schema": "ecoreward.decision/1"}\n',
    "新区/说明.txt": "还没有写\n",
    "同码/vocabulary.yaml": VOCABULARY,
    "同码/a.yaml": POLICY % "甲县",
    "同码/b.yaml": POLICY % "乙县",
    "同名/vocabulary.yaml": VOCABULARY,
    "同名/a.yaml": POLICY % "甲县",
    "同名/b.yaml": (POLICY % "乙县").replace("331126", "331127"),
    "上级/vocabulary.yaml": VOCABULARY,
    "上级/a.yaml": "ecoreward：1\n",
    "上级/b.yaml": ABOVE % ("331127", "乙县", "a@one"),
    "上级/c.yaml": ABOVE % ("331128", "丙县", "b@one"),
    "分省/vocabulary.yaml": VOCABULARY,
    "分省/hebei/yuhua.yaml": POLICY % PLACE.format("石家庄市裕华区"),
    "分省/hunan/yuhua.yaml": (POLICY % PLACE.format("长沙市雨花区")).replace("331126", "430111"),
    "太深/vocabulary.yaml": VOCABULARY,
    "太深/a/b/c/d/e/f/g/县.yaml": POLICY % "甲县",
    "草案.yaml": DRAFT,
    "好测试.yaml": CASE + "  预期: {金额: 6万}\n",
    "案件.csv": "案件,罚款\nA-1,120万\n",
    "实发.csv": "案件,罚款,已发放,实发奖金,领取人身份证号\nA-1,120万,6万,6万,\n",
}
BACKTEST = ["backtest", "zhengzhou-2018", "--cases", "案件.csv"]
COMMANDS: dict[str, list[str]] = {
    "unknown-command": ["clac", "案件.yaml"],
    "missing-command": ["new"],
    "unknown-code": ["problem", "policy.row-gap"],
    "workbook-only-new": ["workbook", "试算.xlsx", "--edition", "qingyuan-2021"],
    "workbook-only-back": ["workbook", "庆元县", "--draft", "草案.yaml"],
    "workbook-name": ["workbook", "试算.xlsm"],
    "unknown-option": ["calc", "--jsn", "案件.yaml"],
    "option-needs-value": ["calc", "-j"],
    "option-takes-none": ["calc", "--json=yes", "案件.yaml"],
    "option-needed": ["new", "case"],
    "option-needs-j": ["calc", "--edition", "qingyuan-2021", "案件.yaml"],
    "not-together": ["calc", "--explain", "--json", "案件.yaml"],
    "bad-value": ["schema", "polcy"],
    "missing-argument": ["show"],
    "extra-argument": ["show", "庆元县", "2021", "年"],
    "no-input": ["calc"],
    "ask-no-place": ["ask"],
    "fact-without-j": ["calc", "罚款=5万"],
    "not-a-fact": ["calc", "-j", "庆元县", "罚款5万"],
    "file-with-j": ["calc", "-j", "庆元县", "案件.yaml"],
    "fact-twice": ["calc", "-j", "庆元县", "罚款=1万", "罚款=2万"],
    "decided-mixed": ["calc", "-j", "庆元县", "--decided", "5万", "--decided", "special=3万"],
    "decided-twice": ["calc", "-j", "庆元县", "--decided", "special=5万", "--decided", "special=3万"],
    "form-suffix": ["form", "案件.yaml", "-o", "审批表.docx"],
    "bad-reporter": [
        "explain", "--reporter", "3", "-j", "河南省", "举报日期=2018-03-01", "实名举报=是", "首位举报人=是",
        "查证属实=是", "违法行为=可视范围内锅炉炉窑烟尘严重污染", "联合举报人数=2",
    ],
    "no-file": ["calc", "案子.yaml"],
    "no-folder": ["schema", "--write", "政策"],
    "is-folder": ["calc", "新区"],
    "cannot-read": ["calc", "案件.yaml/一.yaml"],
    "cannot-write": ["new", "case", "-j", "庆元县", "-o", "没有/案件.yaml"],
    "exists": ["new", "case", "-j", "庆元县", "-o", "案件.yaml"],
    "no-tests": ["test", "新区"],
    "bad-decision": ["explain", "结果.json"],
    "code-form": ["new", "policy", "--code", "3311", "--name", "庆元县"],
    "name-form": ["new", "policy", "--code", "331126", "--name", "庆元\n县"],
    "test-file": ["test", "测试.yaml"],
    "facts-or-file": ["compare", "罚款=1万", "案件.yaml"],
    "fmt-nothing": ["fmt", "新区"],
    "stdin-alone": ["fmt", "-", "案件.yaml"],
    "not-a-file": ["fmt", "/dev/null"],
    "test-min": ["test", "--coverage", "--min", "101", "好测试.yaml"],
    "test-no-case": ["test", "--edition", "草案.yaml", "好测试.yaml"],
    "test-not-together": ["test", "--edition", "草案.yaml", "--coverage", "好测试.yaml"],
    "extends": ["check", "上级"],
    "unknown-jurisdiction": ["show", "庆园县"],
    "no-vocabulary": ["check", "新区"],
    "no-policies": ["policies", "--policies", "政策"],
    "same-code": ["check", "同码"],
    "ambiguous": ["show", "老城", "--policies", "同名"],
    "ambiguous-path": ["show", "Yuhua", "--policies", "分省"],
    "ambiguous-label": ["show", "yuhua district", "--policies", "分省"],
    "unknown-path": ["show", "hebei/yuhau", "--policies", "分省"],
    "too-deep": ["check", "太深"],
    "want-count": ["sample", "合成.csv", "--rows", "很多"],
    "run-onto-itself": ["run", "案件.csv", "-j", "庆元县", "-o", "案件.csv"],
    "which-row": ["explain", "案件.csv"],
    "bad-row": ["explain", "案件.csv", "--row", "A-1"],
    "no-parameter": ["whatif", "案件.csv", "--set", "qingyuan-2021.share-of-fines.rate=8%"],
    "rate-form": ["whatif", "案件.csv", "--set", "qingyuan-2021.share-of-fine.rate=8"],
    "setting-form": ["whatif", "案件.csv", "--set", "8%"],
    "setting-person": ["whatif", "案件.csv", "--set", "qingyuan-2021.share-of-fine.cap=13800138000"],
    "two-places": ["backtest", "zhengzhou-2018", "--baseline", "qingyuan-2021", "--cases", "案件.csv"],
    "sweep-form": ["whatif", "案件.csv", "--sweep", "qingyuan-2021.share-of-fine.rate=10%:3%:1%"],
    "sweep-long": ["whatif", "案件.csv", "--sweep", "qingyuan-2021.share-of-fine.cap=1:10万:1"],
    "whose-setting": ["whatif", "案件.csv", "--set", "qingyuan-2031.share-of-fine.rate=8%"],
    "whatif-nothing": ["whatif", "案件.csv"],
    "save-one": ["whatif", "--sweep", "qingyuan-2021.share-of-fine.rate=5%,8%", "--save", "新草案.yaml"],
    "output-kind": ["whatif", "案件.csv", "--set", "qingyuan-2021.share-of-fine.rate=8%", "-o", "试算.docx"],
    "no-edition": ["diff", "qingyuan-2021", "qingyuan-2022"],
    "one-table": ["compare", "案件.csv", "案件.csv"],
    "for-a-table": ["compare", "-j", "庆元县", "罚款=120万", "--latest"],
    "for-one-case": ["compare", "案件.csv", "-j", "庆元县", "--paid", "1万"],
    "backtest-output": ["backtest", "qingyuan-2021", "--cases", "案件.csv", "-o", "报告.pdf"],
    "edition-slip": ["backtest", "qingyuan-2012", "--cases", "案件.csv"],
    "no-baseline": ["backtest", "qingyuan-2021", "--cases", "案件.csv"],
    "set-twice": [
        "backtest", "qingyuan-2021", "--cases", "案件.csv", "--set", "qingyuan-2021.share-of-fine.rate=8%",
        "--set", "qingyuan-2021.share-of-fine.rate=9%",
    ],
    "set-elsewhere": [
        "backtest", "zhengzhou-2018", "--cases", "案件.csv", "--set", "zhengzhou-2017.tier-500.fixed=600",
    ],
    "no-column": [*BACKTEST, "--paid", "实发金额"],
    "paid-is-fact": [*BACKTEST, "--paid", "罚款"],
    "paid-twice": [*BACKTEST[:-1], "实发.csv", "--paid", "实发奖金"],
    "paid-identity": [*BACKTEST[:-1], "实发.csv", "--paid", "领取人身份证号"],
    "fail-on": [*BACKTEST, "--fail-on", "looser"],
    "fail-on-cost": [*BACKTEST, "--fail-on", "cost>很多"],
    "edition-of-several": ["backtest", "one", "--cases", "案件.csv", "--policies", "分省"],
    "want-share": ["sample", "合成.csv", "--missing", "110%"],
}  # fmt: skip
