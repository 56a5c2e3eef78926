"""How a value is shown, by field type: on a list, on a record page, in a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from flask import url_for
from markupsafe import Markup, escape

from admin import visit
from admin.words import text
from language import say
from schema.objects import Entity, Field
from schema.questions import is_year

EMPTY = Markup('<span class="faint" aria-label="{}">–</span>')
PHASES = frozenset(("idle", "run", "wait", "ok", "end", "bad"))


@dataclass(frozen=True, slots=True)
class Shown:
    """A value about to be shown: its field, its title if it is a link, its language."""

    field: Field
    value: Any
    title: Any
    locale: str
    entity: Entity | None = None


def cell(field: Field, value: Any, title: Any, locale: str, entity: Entity | None = None) -> Markup:
    """A value of a field as markup; `entity` gives states their phase and files their door."""
    if value is None or value == "" or value == ():
        return EMPTY.format(say("Empty"))
    return CELLS[field.type](Shown(field, value, title, locale, entity))


def plain(field: Field, value: Any, title: Any, locale: str) -> str:
    """A value of a field as a person would write it, without markup."""
    if value is None or value == "" or value == ():
        return ""
    return PLAIN[field.type](Shown(field, value, title, locale))


def badge(entity: Entity, value: str, locale: str) -> Markup:
    """A state as word, shape and colour."""
    state = entity.workflow.states.get(value) if entity.workflow else None
    phase, label = (state.phase, text(state.label, locale)) if state else ("idle", value)
    return Markup('<span class="badge {}">{}</span>').format(
        phase if phase in PHASES else "idle", label
    )


def number_text(value: Any, decimals: int) -> str:
    """A number with its thousands marked and its decimals complete.

    >>> number_text(Decimal("1238600.5"), 2)
    '1,238,600.50'
    """
    return f"{value:,.{decimals}f}"


def percent_text(value: Decimal, decimals: int, trimmed: bool = True) -> str:
    """A fraction as a percentage; untrimmed, figures under each other line up.

    >>> percent_text(Decimal("0.9600"), 4), percent_text(Decimal("0.96"), 4, trimmed=False)
    ('96%', '96.00%')
    """
    text = f"{value * 100:,.{max(decimals - 2, 0)}f}"
    return (text.rstrip("0").rstrip(".") if trimmed and "." in text else text) + "%"


def _text(shown: Shown) -> str:
    return str(shown.value)


def _number(shown: Shown) -> str:
    return number_text(shown.value, shown.field.decimals)


def _integer(shown: Shown) -> str:
    return f"{shown.value:d}" if is_year(shown.field) else f"{shown.value:,d}"


def _percent(shown: Shown) -> str:
    return percent_text(Decimal(shown.value), shown.field.decimals)


def _boolean(shown: Shown) -> str:
    return say("Yes") if shown.value else say("No")


def _date(shown: Shown) -> str:
    value: date = shown.value
    return f"{value:%Y-%m-%d}"


def _month(shown: Shown) -> str:
    value: date = shown.value
    return f"{value:%Y-%m}"


def _datetime(shown: Shown) -> str:
    value: datetime = shown.value
    return f"{value:%Y-%m-%d %H:%M}"


def _time(shown: Shown) -> str:
    value: time = shown.value
    return f"{value:%H:%M}"


def _option(shown: Shown, key: str) -> str:
    label = shown.field.options.get(key)
    return text(label, shown.locale) if label else key


def _choice(shown: Shown) -> str:
    keys = shown.value if shown.field.multiple else (shown.value,)
    return say(", ").join(_option(shown, key) for key in keys)


def _link(shown: Shown) -> str:
    return str(shown.title or f"#{shown.value}")


def _links(shown: Shown) -> str:
    return say(", ").join(str(title) for title in shown.title or ())


def _lines(shown: Shown) -> str:
    return say("{count} lines", count=len(shown.value))


def _file(shown: Shown) -> str:
    return str(shown.title or say("File"))


PLAIN: Mapping[str, Callable[[Shown], str]] = MappingProxyType(
    {
        "string": _text, "text": _text, "email": _text, "phone": _text, "url": _text,
        "sequence": _text, "integer": _integer, "decimal": _number, "money": _number,
        "percent": _percent, "boolean": _boolean, "date": _date, "month": _month, "time": _time,
        "datetime": _datetime, "choice": _choice, "link": _link, "links": _links,
        "lines": _lines, "file": _file, "image": _file,
    }
)  # fmt: skip
"""Field type to its text."""


def _words(shown: Shown) -> Markup:
    return escape(PLAIN[shown.field.type](shown))


def _prose(shown: Shown) -> Markup:
    return Markup('<span class="prose">{}</span>').format(shown.value)


def _lined_up(shown: Shown) -> str:
    return percent_text(Decimal(shown.value), shown.field.decimals, trimmed=False)


FIGURES: Mapping[str, Callable[[Shown], str]] = MappingProxyType({**PLAIN, "percent": _lined_up})
"""Figures as they stand under each other."""


def _figure(shown: Shown) -> Markup:
    words = FIGURES[shown.field.type](shown)
    return Markup('<span class="neg">{}</span>').format(words) if shown.value < 0 else escape(words)


def _share(shown: Shown) -> Markup:
    """A computed share gets a bar; a rate that somebody typed does not."""
    if shown.field.formula is None or not 0 <= shown.value <= 1:
        return _figure(shown)
    return Markup(
        '<svg class="bar" viewBox="0 0 64 6" aria-hidden="true"><rect width="64" height="6" rx="3"/>'
        '<rect width="{}" height="6" rx="3"/></svg><span class="pct">{}</span>'
    ).format(f"{float(shown.value) * 64:.1f}", _lined_up(shown))


def _answer(shown: Shown) -> Markup:
    style = "yes" if shown.value else "faint"
    return Markup('<span class="{}">{}</span>').format(style, _boolean(shown))


def _day(shown: Shown) -> Markup:
    return Markup('<time class="tab" datetime="{}">{}</time>').format(
        shown.value.isoformat(), PLAIN[shown.field.type](shown)
    )


def _options(shown: Shown) -> Markup:
    workflow = shown.entity.workflow if shown.entity else None
    if shown.entity and workflow and workflow.field == shown.field.name:
        return badge(shown.entity, shown.value, shown.locale)
    if not shown.field.multiple:
        return escape(_choice(shown))
    tags = (Markup('<span class="tag">{}</span>').format(_option(shown, k)) for k in shown.value)
    return Markup(" ").join(tags)


def door(entity: str, key: int, words: str) -> Markup:
    """The title of a record, as a link if its entity may be read."""
    if not visit.may("read", entity):
        return escape(words)
    href = url_for("entity.record", entity=entity, id=key)
    return Markup('<a href="{}">{}</a>').format(href, words)


def _record(shown: Shown) -> Markup:
    return door(shown.field.to, shown.value, _link(shown))


def _records(shown: Shown) -> Markup:
    pairs = zip(shown.value, shown.title or (), strict=False)
    return Markup(escape(say(", "))).join(door(shown.field.to, key, text) for key, text in pairs)


def _attached(shown: Shown) -> Markup:
    if shown.entity is None:
        return escape(_file(shown))
    href = url_for("entity.file", entity=shown.entity.name, file=shown.value)
    if shown.field.type == "image":
        return Markup(
            '<a href="{0}"><img class="thumb" src="{0}" alt="{1}" loading="lazy"></a>'
        ).format(href, _file(shown))
    return Markup('<a href="{}">{}</a>').format(href, _file(shown))


def _mail(shown: Shown) -> Markup:
    return Markup('<a href="mailto:{0}">{0}</a>').format(shown.value)


def _call(shown: Shown) -> Markup:
    digits = "".join(c for c in shown.value if c.isdigit() or c == "+")
    return Markup('<a class="tab" href="tel:{}">{}</a>').format(digits, shown.value)


def _site(shown: Shown) -> Markup:
    if urlsplit(shown.value).scheme not in ("http", "https"):
        return escape(shown.value)
    return Markup('<a href="{0}" target="_blank" rel="noopener noreferrer">{0}</a>').format(
        shown.value
    )


CELLS: Mapping[str, Callable[[Shown], Markup]] = MappingProxyType(
    {
        "string": _words, "text": _prose, "email": _mail, "phone": _call, "url": _site,
        "sequence": _words, "integer": _figure, "decimal": _figure, "money": _figure,
        "percent": _share, "boolean": _answer, "date": _day, "month": _day, "time": _day,
        "datetime": _day, "choice": _options, "link": _record, "links": _records,
        "lines": _words, "file": _attached, "image": _attached,
    }
)  # fmt: skip
"""Field type to its markup."""

NUMERIC = frozenset(("integer", "decimal", "money", "percent"))
"""Types that stand on the right so that their digits line up."""
