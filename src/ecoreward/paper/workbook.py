"""The Excel what-if workbook that finance staff and drafters pass around and feed back: data in, bytes out.

Every sheet has the policy's name above it, frozen headers, and prints on A4. The same data gives the same
bytes; nothing is locked.
"""

from __future__ import annotations

from ecoreward.explain.voice import voice_of
from ecoreward.paper import book_inputs, book_pages
from ecoreward.paper.book_results import results
from ecoreward.paper.sheets import finish, open_book
from ecoreward.words import say
from ecoreward.workbench.book import Book
from ecoreward.workbench.book_names import sheet_name


def workbook(book: Book, lang: str) -> bytes:
    """The workbook, in `lang` ("zh" or "en").

    Raises `Problems` (``file.need-package``) where XlsxWriter is not installed.

    >>> import ecoreward
    >>> from ecoreward.workbench.book import new_book
    >>> data = workbook(new_book(ecoreward.load(), "庆元县", None, [], "zh"), "zh")
    >>> data[:2], len(data) > 10_000
    (b'PK', True)
    """
    voice = voice_of(lang)
    place = voice.label(book.where.label, book.where.name)
    program = book.edition.program
    name = voice.title(program.title, program.document)
    sheets = open_book(lang, say("book.title.name", lang, place=place))

    def title(key: str) -> str:
        params = {
            "sheet": sheet_name(key, lang),
            "place": place,
            "title": name,
            "edition": program.id,
        }
        return say("book.title.sheet", lang, **params)

    named = {book_inputs.list_name(c, lang): c.values for c in book.columns if c.values}
    lists = list(named.items())
    order = sheets.book
    book_pages.guide(book, sheets, voice, title("guide"))
    # The lists have to be known where the drop-downs are made; their sheet stands later.
    spans = book_pages.spans(lists, lang)
    book_inputs.cases(book, sheets, spans, title("cases"))
    results(book, sheets, voice, title("results"))
    book_inputs.params(book, sheets, voice, title("params"))
    book_pages.rules(book, sheets, voice, title("rules"))
    book_pages.terms(sheets, lists, title("terms"))
    book_pages.source(book, sheets, title("source"))
    book_inputs.last_inputs(book, sheets, title("last"))
    order.get_worksheet_by_name(sheet_name("cases", lang)).activate()
    return finish(sheets)
