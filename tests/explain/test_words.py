"""The catalogue of this room: both languages hold the same keys with the same parameters."""

from __future__ import annotations

import ast
import re
import string
import subprocess
import sys
from pathlib import Path

from babel.messages.pofile import read_po

import ecoreward.explain
from ecoreward.words import say
from ecoreward.words.compile import LOCALE, compiled
from ecoreward.words.format import words_of

ROOM = Path(ecoreward.explain.__file__).parent
FILES = {lang: LOCALE / lang / "LC_MESSAGES" / "explain.po" for lang in ("zh_CN", "en")}


def sentences(lang: str) -> dict[str, str]:
    with FILES[lang].open("rb") as source:
        return {str(m.id): str(m.string) for m in read_po(source) if m.id}


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_the_same_things() -> None:
    zh, en = sentences("zh_CN"), sentences("en")
    assert list(zh) == list(en)
    assert all(zh.values())
    assert all(en.values())
    # 人民币大写 is for Chinese only.
    differ = {k for k in zh if holes(zh[k]) != holes(en[k])}
    assert differ == {"explain.head.capital"}


def test_compiled_as_written() -> None:
    for file in FILES.values():
        assert file.with_suffix(".mo").read_bytes() == compiled(file)


def test_every_key_in_the_code_is_in_the_catalogue() -> None:
    keys = sentences("zh_CN")
    for path in ROOM.glob("*.py"):
        for found in re.finditer(r'voice\(\s*(f?)"([a-z._-]+)(\{?)', path.read_text("utf-8")):
            formatted, key, cut = found.groups()
            full = f"explain.{key}"
            assert (
                any(k.startswith(full) for k in keys)
                if formatted or cut or full.endswith(".")
                else full in keys
            ), full


def test_no_sentence_stands_in_the_code() -> None:
    chinese = re.compile(r"[一-鿿]")
    allowed = {"capital.py": "零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整人民币大写"}
    for path in ROOM.glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        docs = {
            id(n.body[0].value) for n in ast.walk(tree)
            if isinstance(n, (ast.Module, ast.FunctionDef, ast.ClassDef))
            and n.body and isinstance(n.body[0], ast.Expr)
        }  # fmt: skip
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in docs
            ):
                found = set(chinese.findall(node.value))
                assert found <= set(allowed.get(path.name, "")), (path.name, node.value)


def test_import_stays_light() -> None:
    code = (
        "import sys, ecoreward.explain;"
        "print([m for m in ('babel', 'lark', 'pydantic', 'yaml', 'rich') if m in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"


def test_amounts_are_never_rounded() -> None:
    for text, zh, en in (
        ("9999.999", "9,999.999 元", "CNY 9,999.999"),
        ("10000/3", "10,000/3 元", "CNY 10,000/3"),
        ("0.005", "0.005 元", "CNY 0.005"),
        ("1234567.50", "1,234,567.50 元", "CNY 1,234,567.50"),
    ):
        amount = {"value": text, "currency": "CNY"}
        assert words_of(amount, "zh") == zh
        assert words_of(amount, "en") == en


def test_every_sentence_can_be_said() -> None:
    for key, text in sentences("zh_CN").items():
        for lang in ("zh", "en"):
            assert say(key, lang, **dict.fromkeys(holes(text), "x"))
