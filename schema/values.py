"""The small values that every declaration is made of: places, labels, formulas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from types import MappingProxyType
from typing import Any

from formula.tree import Typed

DEFAULT_LOCALE = "zh_CN"

LOCALES = ("zh_CN", "zh_TW", "en")


def nothing() -> Mapping[str, Any]:
    """An empty mapping that nobody can fill."""
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a file: 1-based line and column, and where it ends."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


NOWHERE = Span("", 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Label:
    """A text in one or more languages; `text(locale)` falls back to the default."""

    texts: Mapping[str, str]

    def text(self, locale: str = DEFAULT_LOCALE) -> str:
        """The text in a language, or in the one that was declared."""
        return (
            self.texts.get(locale)
            or self.texts.get(DEFAULT_LOCALE)
            or next(iter(self.texts.values()), "")
        )

    def __str__(self) -> str:
        """The text in the default language."""
        return self.text()


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as it was written and as it is understood."""

    text: str
    tree: Typed
    span: Span = attribute(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Template:
    """A record's title: texts and paths in turn, `"{number} {document.title}"`.

    Each part is a str (literal) or a Formula (a path).
    """

    text: str
    parts: tuple[str | Formula, ...]
