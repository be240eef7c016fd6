"""How loading grows with the number of policies: copies of the shipped ones, each a place of its own."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from ecoreward.policy.folder import VOCABULARY, policies_in

SIZES = (12, 25, 50, 100, 200, 400)
# A county, and the province above it: these two are in every folder.
FIRST = ("qingyuan", "zhejiang")
CASE = ["庆元县", "举报日期=2022-03-01", "罚款=120万", "查证属实=是", "违法行为=偷排漏排"]
_CODE = re.compile(r'^  code: "(\d{6})"$', re.M)
_NAMES = re.compile(r"^  (?:name|label|aliases): .*\n", re.M)


class Grown(NamedTuple):
    """What one size took: CPU seconds of whole processes."""

    files: int
    heads: float
    calc: float
    everything: float


def grow(folder: Path, source: Path, count: int) -> None:
    """Fill a folder with the vocabulary and `count` policies; the first ones are those of the source."""
    policies = policies_in(source)[0]
    shutil.copy(policies.pop(VOCABULARY), folder)
    # What extends another file would need its copy by name; there are enough of the others.
    texts = {k: p.read_text("utf-8") for k, p in policies.items()}
    alone = [k for k, t in texts.items() if "extends:" not in t and _CODE.search(t)]
    alone.sort(key=lambda k: (k not in FIRST, k))
    for key in texts if count >= len(texts) else alone[:count]:
        path = folder / f"{key}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(texts[key], encoding="utf-8")
    for number in range(max(0, count - len(texts))):
        key = alone[number % len(alone)]
        code = f"{900_000 + number}"
        path = folder / "copies" / f"{code}.yaml"
        path.parent.mkdir(exist_ok=True)
        text = _CODE.sub(f'  code: "{code}"', texts[key], count=1)
        head, _, rest = text.partition("\neditions:")
        head = _NAMES.sub("", head + "\n").replace(
            f'  code: "{code}"\n', f'  code: "{code}"\n  name: 第{code}号地\n'
        )
        path.write_text(f"{head}editions:{rest}", encoding="utf-8")


def growth(source: Path, process: Callable[[list[str]], float]) -> list[Grown]:
    """The heads of a folder, one case, and everything compiled and checked, for each size."""
    here = [sys.executable, "-m", "ecoreward"]
    heads = "import ecoreward, sys; ecoreward.load(sys.argv[1]).jurisdictions"
    found = []
    with tempfile.TemporaryDirectory() as name:
        for count in SIZES:
            folder = Path(name) / str(count)
            folder.mkdir()
            grow(folder, source, count)
            found.append(
                Grown(
                    count,
                    process([sys.executable, "-c", heads, str(folder)]),
                    process([*here, "calc", "--policies", str(folder), "-j", *CASE]),
                    process([*here, "check", str(folder)]),
                )
            )
    return found


def table(rows: list[Grown]) -> list[str]:
    """The lines of the page."""
    first = rows[0]
    lines = [
        "## 政策多了 · More policies",
        "",
        "现有的政策各抄成另外的地区。读文件夹只读每份的开头，算一件只把用到的文件读完并编译；`check` 全部读完、编译、检查。",
        "括号里是与第一行的比值。",
        "",
        "Copies of the shipped policies, each a place of its own. A folder is read by its heads only, a case compiles the",
        "files that it needs; `check` reads, compiles and checks all. In brackets the ratio to the first row.",
        "CPU 秒，整个进程 · CPU seconds of the whole process.",
        "",
        "| 政策 · policies | 只读开头 · heads | `calc` 一件 · one case | `check` 全部 · all |",
        "| ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        cells = [
            f"{now:.2f} ({now / then:.2f})" for now, then in zip(row[1:], first[1:], strict=True)
        ]
        lines.append(f"| {row.files} | {' | '.join(cells)} |")
    return lines
