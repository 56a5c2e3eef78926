"""One search over everything that whoever asks may read, and over the menu."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import jsonify, request, url_for
from flask_admin import expose
from pypinyin import Style, lazy_pinyin

from admin import menu, visit
from admin.page import Page
from admin.words import text
from records.query import Query
from schema.objects import Entity

EACH = 5
SUGGESTED = 12
SECONDS = 1.5
"""A search over many entities stops there and shows what it has."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found: a page of the menu or a record."""

    title: str
    detail: str
    href: str
    icon: str


class Search(Page):
    """The search of the top bar: as a page, and as suggestions while typing."""

    def __init__(self) -> None:
        super().__init__(endpoint="search", url="/search")

    @expose("/")
    def page(self) -> Any:
        """Everything found, by entity."""
        words = asked()
        groups = list(hits_by_entity(words)) if words else []
        pages = list(page_hits(words)) if words else []
        return self.render("admin/search.html", search_text=words, groups=groups, pages=pages)

    @expose("/found.json")
    def found(self) -> Any:
        """The first few, for the list under the search field."""
        words = asked()
        found = list(page_hits(words))[:4] if words else []
        for _, hits, _ in hits_by_entity(words) if words else ():
            found += hits[: SUGGESTED - len(found)]
            if len(found) >= SUGGESTED:
                break
        return jsonify([{"title": h.title, "detail": h.detail, "href": h.href} for h in found])


def asked() -> str:
    """What is looked for."""
    return request.args.get("q", "").strip()[:100]


def page_hits(words: str) -> Iterator[Hit]:
    """Pages of the menu whose name, pinyin or initials match."""
    wanted = words.casefold()
    for group in menu.menu():
        for item in group.items:
            if any(wanted in form for form in forms(item.label)):
                yield Hit(item.label, group.label, item.href, group.icon)


@cache
def forms(label: str) -> tuple[str, ...]:
    """How a label may be typed: as it is, in pinyin, by initials.

    >>> forms("文件")
    ('文件', 'wenjian', 'wj')
    """
    pinyin = "".join(lazy_pinyin(label)).casefold()
    initials = "".join(lazy_pinyin(label, style=Style.FIRST_LETTER)).casefold()
    return tuple(dict.fromkeys((label.casefold(), pinyin, initials)))


def hits_by_entity(words: str) -> Iterator[tuple[Entity, list[Hit], str]]:
    """Records by entity in menu order, and where the rest of each is listed."""
    until = time.monotonic() + SECONDS
    for entity in menu.entities():
        if time.monotonic() > until:
            return
        found = visit.gate().find(entity.name, Query(search=words, size=EACH, columns=())).records
        if found:
            rest = url_for("entity.list", entity=entity.name, q=words)
            yield entity, [record_hit(entity, record) for record in found], rest


def record_hit(entity: Entity, record: Any) -> Hit:
    """A record that was found."""
    href = url_for("entity.record", entity=entity.name, id=record.id)
    return Hit(record.title, text(entity.label), href, entity.icon or "document")
