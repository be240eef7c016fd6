"""Pages of HTML as one PDF, by WeasyPrint; the same pages give the same bytes where the fonts are the same."""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout

from ecoreward.tables.problems import fail


def pdf(pages: Sequence[str], name: str = "") -> bytes:
    """The bytes of a PDF with these pages of HTML, one after the other, each with page numbers of its own.

    `name` is the file that a problem names. Raises `Problems`: ``file.pdf-package`` when WeasyPrint
    is not installed, ``file.pdf-library`` when a library of the system that it needs is not,
    ``file.pdf-font`` when no font has the signs of the page.
    """
    weasyprint = _weasyprint(name)
    out = io.BytesIO()
    with _signs_without_font() as missing, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own dependencies, for later versions
        # A page has everything in it: nothing is fetched, from the network or from the disk.
        nowhere = weasyprint.urls.URLFetcher(allowed_protocols=())
        documents = [weasyprint.HTML(string=page, url_fetcher=nowhere).render() for page in pages]
        every = [page for document in documents for page in document.pages]
        documents[0].copy(every).write_pdf(out)
    if missing:
        raise fail("file.pdf-font", name, signs="".join(sorted(missing))[:8])
    return out.getvalue()


def _weasyprint(name: str):  # type: ignore[no-untyped-def]
    """The library; where a library below it is missing, it would print its own advice."""
    try:
        with redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import weasyprint
            import weasyprint.urls
    except ImportError as error:
        package = (error.name or "weasyprint").partition(".")[0]
        raise fail("file.pdf-package", name, package=package) from None
    except OSError:
        raise fail("file.pdf-library", name) from None
    return weasyprint


@contextmanager
def _signs_without_font() -> Iterator[set[str]]:
    """The signs for which no font was found while the block ran."""
    found: set[str] = set()

    class Listening(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if "notdef" in str(record.msg) and isinstance(record.args, tuple) and record.args:
                found.add(str(record.args[0]))

    logger, handler = logging.getLogger("weasyprint"), Listening()
    before = logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield found
    finally:
        logger.removeHandler(handler)
        logger.propagate = before
