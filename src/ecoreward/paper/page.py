"""How a template becomes a page: one HTML file with everything in it, for a screen and for A4.

Templates are in ``templates/``; each extends ``base.html``, which has the fonts and the print rules
and the blocks ``title``, ``style`` and ``body``. Whatever comes from a case or a policy is escaped;
a name that was not given is an error of ours, not an empty place on a paper.
"""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ecoreward.tables.problems import packages
from ecoreward.words import LOCALES, say, words_of

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).parent / "templates"
_HTML_LANG = {"zh": "zh-CN", "en": "en"}


def render(template: str, lang: str, **data: Any) -> str:
    """The page of a template, such as ``form.html``, in `lang` ("zh" or "en").

    In the template ``say(key, **fields)`` is a sentence of the catalogue, ``words(value)`` a value
    written for the language (`ecoreward.words.words_of`), ``lang`` the language and ``html_lang``
    its name in HTML. The same data gives the same bytes. Raises `ValueError` for a language that is
    not spoken here, `Problems` (``file.need-package``) when Jinja2 is not installed.
    """
    if lang not in LOCALES:
        raise ValueError(f"lang is one of {', '.join(LOCALES)}, not {lang}")
    page = _environment().get_template(template)
    return page.render(
        data,
        say=lambda key, /, **fields: say(key, lang, **fields),
        words=partial(words_of, lang=lang),
        lang=lang,
        html_lang=_HTML_LANG[lang],
    )


@cache
def _environment() -> Environment:
    with packages("", extra="paper"):
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    return Environment(
        loader=FileSystemLoader(_TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        newline_sequence="\n",
        auto_reload=False,
    )
