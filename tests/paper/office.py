"""LibreOffice, driven without a window: a workbook is opened, changed cell by cell, saved as .xlsx.

A Basic macro in a profile of its own does it, so that nothing but Calc itself is needed.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
needs_office = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice is not installed (Debian: libreoffice-calc)"
)
_PATIENCE = 180  # seconds: a macro with a mistake waits for somebody to read its message
_DOCTYPE = '<!DOCTYPE {0} PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "{1}.dtd">'
_LIBRARY = f"""<?xml version="1.0" encoding="UTF-8"?>
{_DOCTYPE.format("library:library", "library")}
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false"><library:element library:name="Edit"/></library:library>
"""
_LIBRARIES = f"""<?xml version="1.0" encoding="UTF-8"?>
{_DOCTYPE.format("library:libraries", "libraries")}
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
<library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple"
 library:link="false"/></library:libraries>
"""
_MODULE = f"""<?xml version="1.0" encoding="UTF-8"?>
{_DOCTYPE.format("script:module", "module")}
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Edit"
 script:language="StarBasic">%s</script:module>
"""
_MACRO = """Function Form(doc, text)
Dim locale As New com.sun.star.lang.Locale
Form = doc.NumberFormats.queryKey(text, locale, False)
If Form = -1 Then Form = doc.NumberFormats.addNew(text, locale)
End Function
Sub Main
Dim opened(0) As New com.sun.star.beans.PropertyValue
opened(0).Name = "Hidden"
opened(0).Value = True
doc = StarDesktop.loadComponentFromURL("{source}", "_blank", 0, opened())
{edits}
Dim saved(0) As New com.sun.star.beans.PropertyValue
saved(0).Name = "FilterName"
saved(0).Value = "Calc MS Excel 2007 XML"
doc.storeToURL("{target}", saved())
doc.close(True)
End Sub
"""


def resaved(folder: Path, files: list[Path]) -> list[Path]:
    """The files, opened and saved by LibreOffice as they are."""
    target = folder / "saved"
    _run(
        folder,
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(target),
        *map(str, files),
    )
    return [target / f.name for f in files]


def changed(folder: Path, source: Path, edits: list[str]) -> Path:
    """A file after lines of Basic on `doc`, saved by LibreOffice."""
    basic = folder / "profile/user/basic"
    (basic / "Standard").mkdir(parents=True, exist_ok=True)
    target = folder / "changed.xlsx"
    macro = _MACRO.format(source=source.as_uri(), target=target.as_uri(), edits="\n".join(edits))
    for _ in range(2):  # the first start of a profile may only make the profile
        (basic / "script.xlc").write_text(_LIBRARIES, encoding="utf-8")
        (basic / "Standard/script.xlb").write_text(_LIBRARY, encoding="utf-8")
        (basic / "Standard/Edit.xba").write_text(_MODULE % escape(macro), encoding="utf-8")
        _run(folder, "macro:///Standard.Edit.Main")
        if target.exists():
            return target
    raise AssertionError("LibreOffice did not save the file")


def typed(sheet: str, cell: str, text: str) -> str:
    """The line that enters a text as a person types it: Calc makes of it what it likes."""
    return _cell(sheet, cell) + f'.FormulaLocal = "{text}"'


def number(sheet: str, cell: str, value: float, form: str = "0.00%") -> str:
    """The lines that put a number with a format of its own."""
    there = _cell(sheet, cell)
    return f'{there}.Value = {value}\n{there}.NumberFormat = Form(doc, "{form}")'


def _cell(sheet: str, cell: str) -> str:
    return f'doc.Sheets.getByName("{sheet}").getCellRangeByName("{cell}")'


def _run(folder: Path, *words: str) -> None:
    assert SOFFICE is not None
    profile = (folder / "profile").as_uri()
    command = [
        SOFFICE,
        "--headless",
        "--norestore",
        "--nologo",
        f"-env:UserInstallation={profile}",
        *words,
    ]
    # In a session of its own: what is started is a script, and the program behind it has to end with it.
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    ) as process:
        try:
            said, _ = process.communicate(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    assert process.returncode == 0, said
