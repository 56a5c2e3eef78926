"""What the address of a list asks for, read and checked against what may be seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

from admin import visit
from admin.address import Address, Pairs, encoded
from admin.columns import Column, known_fields, list_columns, sort_of, totals_of
from admin.filters import Condition, asked_of, condition_of
from admin.pager import page_of, size_of
from records.query import Query
from schema.objects import Field

LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as it was asked for."""

    address: Address
    fields: Mapping[str, Field]
    columns: tuple[Column, ...]
    conditions: tuple[Condition, ...]
    search: str
    sort: tuple[str, ...]
    page: int
    size: int
    totals: tuple[str, ...]

    def query(self, **changes: Any) -> Query:
        """What to ask the gate for."""
        asked = {
            "search": self.search,
            "filters": tuple(c.filter for c in self.conditions if c.filter),
            "sort": self.sort,
            "page": self.page,
            "size": self.size,
            "columns": tuple(column.name for column in self.columns),
            "totals": self.totals,
        }
        return Query(**{**asked, **changes})

    @property
    def query_text(self) -> str:
        """What a view would keep of this list, as a query."""
        return encoded(self.address.lasting)

    @property
    def kept_beside_search(self) -> Pairs:
        """What a new search leaves as it is."""
        return self.address.without("q", "with").pairs

    @property
    def kept_beside_columns(self) -> Pairs:
        """What other columns leave as it is."""
        return self.address.without("col", "with").pairs

    @property
    def usual_columns(self) -> str:
        """The same list with the declared columns."""
        return str(self.address.without("col"))

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.search or any(c.asked for c in self.conditions))


def listing(view: Any) -> Listing:
    """A list of a view's entity, from the request's address."""
    args = request.args
    fields = readable_fields(view)
    columns = list_columns(view.entity, fields, args.getlist("col"))
    return Listing(
        Address.of(view.url("list"), args),
        fields,
        columns,
        conditions(fields, args),
        args.get("q", "").strip()[:LONGEST_SEARCH],
        sort_of(view.entity, fields, args.get("sort", "")),
        page_of(args.get("page", "")),
        size_of(args.get("size", "")),
        totals_of(view.entity, columns),
    )


def readable_fields(view: Any) -> dict[str, Field]:
    """Every field that whoever asks may see in this entity's lists."""
    return known_fields(view.gate.fields(view.entity.name), view.schema.people)


def conditions(fields: Mapping[str, Field], args: Any) -> tuple[Condition, ...]:
    """The conditions of an address, in the order of the fields."""
    today = visit.now().date()
    asked = ((field, asked_of(args, field.name)) for field in fields.values())
    return tuple(condition_of(field, found, today) for field, found in asked if found)
