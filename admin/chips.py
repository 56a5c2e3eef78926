"""The conditions of a list as chips that read as a sentence and can be changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

from admin import visit
from admin.asking import Listing
from admin.filters import FILTERS, PREFIX, Asked, said
from admin.words import text
from records.query import Filter, Query
from records.record import Page
from schema.objects import Field

UNCHIPPED = frozenset(("id",))
FEW = 5
"""Declared conditions that always have a chip; the others wait behind one."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A condition as a chip: its words, and what its popover needs to ask again."""

    field: Field
    label: str
    said: str
    fault: str
    asked: Asked
    macro: str
    titles: Mapping[str, str]
    cleared: str
    kept: tuple[tuple[str, str], ...]
    new: bool = False

    @property
    def name(self) -> str:
        """The key of its values in addresses."""
        return PREFIX + self.field.name


def chips(view: Any, asked: Listing, page: Page) -> Iterator[Chip]:
    """The declared conditions and every other that is asked, as chips."""
    found = {condition.field.name: condition for condition in asked.conditions}
    added = [name for name in request.args.getlist("with") if name in asked.fields]
    for name in dict.fromkeys((*always(view, asked), *found, *added)):
        field, condition = asked.fields[name], found.get(name)
        current = condition.asked if condition else Asked()
        titles = link_titles(view, field, current, page)
        yield Chip(
            field,
            text(field.label),
            said(field, current, titles) if current and not condition_fault(condition) else "",
            condition_fault(condition),
            current,
            FILTERS[field.type].macro,
            titles,
            str(asked.address.without(*keys_of(name), *(("with",) if name in added else ()))),
            asked.address.without(*keys_of(name), "with").pairs,
            new=name in added and not current,
        )


def always(view: Any, asked: Listing) -> list[str]:
    """The fields whose chips are there even while nothing is asked."""
    return [name for name in view.entity.list.filters if name in asked.fields][:FEW]


def condition_fault(condition: Any) -> str:
    """Why a condition was not understood."""
    return condition.fault if condition else ""


def keys_of(name: str) -> tuple[str, str, str]:
    """The keys of a field's condition in addresses."""
    return f"{PREFIX}{name}", f"{PREFIX}{name}.from", f"{PREFIX}{name}.to"


def link_titles(view: Any, field: Field, asked: Asked, page: Page) -> dict[str, str]:
    """Names of the records that a condition names: from the page, else from the gate."""
    if field.type not in ("link", "links") or not asked.values:
        return {}
    known = {
        str(record.values.get(field.name)): str(record.titles.get(field.name))
        for record in page.records
        if record.titles.get(field.name) and field.type == "link"
    }
    missing = [int(v) for v in asked.values if v.isdigit() and v not in known and len(v) < 18]
    if missing and visit.may("read", field.to):
        query = Query(filters=(Filter("id", "in", tuple(missing)),), size=len(missing))
        named = view.gate.find(field.to, query).records
        known |= {str(record.id): record.title for record in named}
    return {value: known[value] for value in asked.values if value in known}


def more_conditions(asked: Listing, view: Any) -> list[tuple[str, str]]:
    """Fields without a chip: label, and the address where they have one."""
    shown = {*always(view, asked), *request.args.getlist("with")}
    shown |= {condition.field.name for condition in asked.conditions} | UNCHIPPED
    names = dict.fromkeys((*view.entity.list.filters, *asked.fields))
    return [
        (text(asked.fields[name].label), str(asked.address.adding("with", name)))
        for name in names
        if name in asked.fields and name not in shown
    ]


def choosable(asked: Listing) -> list[tuple[str, str, bool]]:
    """Every field that can be a column: name, label, whether it is one now."""
    shown = [column.name for column in asked.columns]
    names = [*shown, *(name for name in asked.fields if name not in shown)]
    return [(name, text(asked.fields[name].label), name in shown) for name in names]
