"""Lists: a page of records with titles and totals in a handful of statements.

One statement counts and sums, one reads the page as plain tuples with the titles of
links as scalar sub-selects, and one more is needed for each column of many links.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from operator import and_
from typing import Any

from peewee import Case, fn

from language import say
from models.compiler import Scope
from models.lacking import lack
from models.sql import grouped, sql
from records.grants import condition
from records.query import Query, filter_condition, path, unknown
from records.record import Page, Record
from records.refusals import FieldProblem, Forbidden, Refused
from records.search import search_condition
from records.session import Session
from records.showing import label
from records.slots import RecordColumns
from records.titles import link_titles
from records.visibility import in_lists, probed
from schema.objects import Entity, Field

Condition = Callable[[Any], Any]
"""An extra condition that another package brings: the model's alias to an expression."""


def find(session: Session, entity: str, query: Query, extra: Condition | None = None) -> Page:
    """The page of records that a query asks for and that somebody may read."""
    declared = session.entity(entity)
    listing = Listing(session, declared, query, extra)
    if not query.counted:
        found = tuple(listing.page())
        return Page(found, len(found), query.number, query.limit)
    total, totals = listing.counted()
    records = tuple(listing.page()) if total else ()
    return Page(records, total, query.number, query.limit, totals)


def count(session: Session, entity: str, query: Query, extra: Condition | None = None) -> int:
    """How many records a query finds."""
    return Listing(session, session.entity(entity), query, extra).counted()[0]


def among(ids: Iterable[int]) -> Condition:
    """The condition that picks records by their ids."""
    wanted = list(ids)
    return lambda model: model.id.in_(wanted)


class Listing:
    """One list about to be read: its condition, its columns, its order."""

    def __init__(
        self,
        session: Session,
        entity: Entity,
        query: Query,
        extra: Condition | None = None,
        fields: Iterable[Field] | None = None,
    ) -> None:
        self.session = session
        self.entity = entity
        self.query = query
        self.extra = extra
        self.model = session.model(entity.name)
        self.where = self._where()
        self.fields = self._fields() if fields is None else list(fields)

    def _where(self) -> Any:
        session, entity, query, model = self.session, self.entity, self.query, self.model
        tests = [self._granted(), model.deleted_at.is_null(not query.deleted)]
        tests += [filter_condition(session, entity, model, wanted) for wanted in query.filters]
        tests.append(search_condition(session, entity, model, query.search))
        if query.where is not None:
            tests.append(session.condition(query.where.tree, model))
        if self.extra is not None:
            tests.append(self.extra(model))
        return reduce(and_, [test for test in tests if test is not None])

    def _granted(self) -> Any:
        actions = ("read", "restore") if self.query.deleted else ("read",)
        found = [
            condition(self.session, action, self.entity.name, self.model) for action in actions
        ]
        if any(test is False for test in found):
            raise Forbidden(say("You may not see these records."))
        tests = [test for test in found if test is not True]
        return reduce(and_, tests) if tests else None

    def _fields(self) -> list[Field]:
        names = self.query.columns
        if names is None:
            found = [in_lists(self.session, self.entity, n) for n in self.entity.list.columns]
            return [field for field in found if field is not None]
        return [self._asked(name, in_lists) for name in dict.fromkeys(names)]

    def _asked(self, name: str, rule: Callable[..., Field | None]) -> Field:
        field = rule(self.session, self.entity, name)
        if field is None:
            raise Refused([FieldProblem(name, unknown(name))])
        return field

    def counted(self) -> tuple[int, dict[str, Any]]:
        """How many rows there are and the sums over all of them, in one statement.

        There is no sum where a row lacks what nobody entered.
        """
        fields = [self._asked(name, probed) for name in self.query.totals]
        sums = [self._sum(field) for field in fields]
        row = self.model.select(fn.COUNT(self.model.id), *sums).where(self.where).tuples().first()
        decode = self.session.expressions.decoded
        found = {
            field.name: decode(field.kind, raw) for field, raw in zip(fields, row[1:], strict=True)
        }
        return row[0], found

    def _sum(self, field: Field) -> Any:
        found = fn.SUM(self._value(field)).coerce(False)
        if field.formula is None:
            return found
        scope = Scope((self.model,), self.session.context)
        lacking = lack(self.session.expressions, path(self.entity, field), scope)
        if lacking is None:
            return found
        text = "(CASE WHEN MAX(CASE WHEN {} THEN 1 ELSE 0 END) = 1 THEN NULL ELSE {} END)"
        return grouped(sql(text, lacking, found))

    def page(self) -> Iterator[Record]:
        """The records of the page; only their ids are sorted and skipped over."""
        return self._read(self._page_ids, self._ordered)

    def every(self, *order: Any) -> Iterator[Record]:
        """All the records, in an order that the caller gives."""
        model = self.model
        return self._read(
            lambda columns: model.select(model.id, *columns).where(self.where),
            lambda query: query.order_by(*order),
        )

    def _read(self, select: Callable[..., Any], order: Callable[..., Any]) -> Iterator[Record]:
        columns = RecordColumns(self.session, self.entity, self.fields)
        return columns.records(list(order(select(columns.columns)).tuples()))

    def _page_ids(self, columns: list[Any]) -> Any:
        model, query = self.model, self.query
        ids = self._ordered(model.select(model.id).where(self.where))
        ids = ids.limit(query.limit).offset((query.number - 1) * query.limit).alias("page")
        return model.select(model.id, *columns).join(ids, on=(model.id == ids.c.id))

    def _ordered(self, query: Any) -> Any:
        names = self.query.sort or self._declared_sort()
        orders = [order for name in names for order in self._order(name)]
        return query.order_by(*orders, self.model.id.desc())

    def _declared_sort(self) -> tuple[str, ...]:
        # Nobody asked for it, so an order by what may not be seen is just left out.
        return tuple(
            name
            for name in self.entity.list.sort
            if probed(self.session, self.entity, name.lstrip("-")) is not None
        )

    def _order(self, name: str) -> Iterator[Any]:
        field = self._asked(name.lstrip("-"), probed)
        for expression in self._sort_keys(field):
            if field.name in ("id", "created_at", "updated_at"):
                yield expression.desc() if name.startswith("-") else expression.asc()
            elif name.startswith("-"):
                yield expression.desc(nulls="LAST")
            else:
                yield expression.asc(nulls="LAST")

    def _sort_keys(self, field: Field) -> list[Any]:
        if field.type == "link" and field.to:
            titles = link_titles(self.session, self.entity, field, self.model)
            return [grouped(column) for column in titles.columns()[: len(titles.trees)]]
        if field.type in ("links", "lines"):
            message = say("{field} cannot be sorted by.", field=label(field))
            raise Refused([FieldProblem(field.name, message)])
        if field.type == "choice" and not field.multiple:
            places = tuple((key, place) for place, key in enumerate(field.options))
            return [Case(self._value(field), places, None)] if places else []
        return [self._value(field)]

    def _value(self, field: Field) -> Any:
        if field.name in self.model._meta.fields:
            return getattr(self.model, field.name)
        return self.session.value(path(self.entity, field), self.model)
