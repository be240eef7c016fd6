"""Compile the catalogues: ``python -m ecoreward.words.compile`` after a .po file changed."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"


def compiled(po: Path) -> bytes:
    """The bytes of the .mo file for this .po file, the same on any machine."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with po.open("rb") as source:
        catalog = read_po(source, abort_invalid=True)
    # Babel would write the present time: the same source must give the same bytes on any day.
    catalog.creation_date = catalog.revision_date = datetime(2000, 1, 1, tzinfo=UTC)
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def main() -> None:
    """Write every .mo beside its .po."""
    for po in sorted(LOCALE.rglob("*.po")):
        po.with_suffix(".mo").write_bytes(compiled(po))


if __name__ == "__main__":
    main()
