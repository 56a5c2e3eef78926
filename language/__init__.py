"""The words of the engine in the language of whoever reads them.

English text is the key. A translation stands in `language/<locale>/<package>.po`;
zh_TW falls back on zh_CN put into traditional script.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from opencc import OpenCC

LOCALES: Mapping[str, str] = {"zh_CN": "简体中文", "zh_TW": "繁體中文", "en": "English"}
"""Every language of the screens and how it calls itself."""

DEFAULT = "zh_CN"
_current: ContextVar[str] = ContextVar("locale", default=DEFAULT)


def current() -> str:
    """The language that `say` speaks now."""
    return _current.get()


def use(locale: str) -> None:
    """Let `say` speak a language from now on in this thread or task."""
    _current.set(locale if locale in LOCALES else DEFAULT)


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Let `say` speak a language inside a `with` block."""
    token = _current.set(locale if locale in LOCALES else DEFAULT)
    try:
        yield
    finally:
        _current.reset(token)


def say(text: str, /, **values: Any) -> str:
    """A text in the current language, its `{names}` filled in.

    >>> with speaking("en"):
    ...     say("{count} records", count=3)
    '3 records'
    """
    words = translated(text, _current.get())
    return words.format(**values) if values else words


@cache
def translated(text: str, locale: str) -> str:
    """A text in a language, or the English text where nobody translated it."""
    found = catalog(locale).get(text)
    if found or locale != "zh_TW":
        return found or text
    simplified = catalog("zh_CN").get(text)
    return traditional(simplified) if simplified else text


@cache
def traditional(text: str) -> str:
    """A simplified Chinese text in the script and words of Taiwan.

    >>> traditional("软件")
    '軟體'
    """
    return str(_converter().convert(text))


@cache
def catalog(locale: str) -> Mapping[str, str]:
    """Every translated text of a language, from all its files."""
    texts: dict[str, str] = {}
    for file in sorted((Path(__file__).parent / locale).glob("*.po")):
        with file.open("rb") as stream:
            texts |= {str(m.id): str(m.string) for m in read_po(stream) if m.id and m.string}
    return texts


@cache
def _converter() -> OpenCC:
    return OpenCC("s2twp")
