"""The statement that fetches a group of aggregates in one scan, by stretch of time and subject."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from peewee import SQL, NodeList, PostgresqlDatabase, Value, fn

from formula.evaluate import Context
from formula.tree import Path, Typed
from kpi.aggregates import AGGREGATES
from kpi.bound import ALL, Bound, same
from kpi.period import Period
from models.expressions import Expressions
from models.names import column_of, quoted
from models.sql import sql, written_once
from models.tables import Tables

MOST_RANGES = 36
"""Of more months each one's own range would make the statement too long for SQLite."""

IN_RANGE = 'SELECT {} AS "period", {} AS "subject", {} FROM {} WHERE {} AND {} GROUP BY 2'


@dataclass(frozen=True, slots=True)
class Source:
    """Where amounts come from: the tables, and how formulas become SQL.

    `only` is the one subject whose rows are read, where there is one.
    """

    tables: Tables
    expressions: Expressions
    context: Context
    only: int | None = None


def grain_of(bound: Bound) -> str:
    """What a statement groups by; rows without a date are one lump."""
    return AGGREGATES[bound.measure.function].grain if bound.date else "lump"


def statement(
    source: Source, first: Bound, row: Any, columns: Sequence[Any], windows: Sequence[Period]
) -> Any:
    """Every aggregate of a group in one scan; `first` has the date and the people of all.

    A range of an index for each month needs no month computed for each row, and twelve small
    sorts are cheaper than one large one. Without an index each range would be a scan of its own.
    """
    whose = subject_of(source, first.subject, row)
    months = {month for window in windows for month in window.each_month()}
    if len(months) > MOST_RANGES or not _by_ranges(source, first):
        span = Period.around_all(windows)
        when = _when(source, first, row, span).alias("period")
        selected = rows_in(source, first, row, (when, whose.alias("subject"), *columns), span)
        return selected.group_by(SQL("1"), SQL("2"))
    if source.tables.sqlite:
        # The plus keeps SQLite from walking the index of people for the sake of their order,
        # where the index by date holds everything that is asked.
        whose = NodeList((SQL("+"), whose), glue="")
    return _ranges(source, first, row, (whose, columns), sorted(months, key=lambda m: m.first))


def _ranges(
    source: Source,
    first: Bound,
    row: Any,
    selected: tuple[Any, Sequence[Any]],
    months: Iterable[Period],
) -> Any:
    """The aggregates of each month with its own range, one after the other.

    Only the days of the range are written anew for each: all else is the same text.
    """
    written = partial(written_once, source.tables.database)
    whose, columns = written(selected[:1]), written(selected[1])
    countable = written((_countable(source, first, row),))
    table = SQL(f"{quoted(row.model._meta.table_name)} AS {quoted(first.entity)}")
    selects = []
    for month in months:
        when, within = Value(month.start.isoformat()), first.rows_in(month) or ALL
        days = written((source.expressions.condition(within, row, source.context),))
        selects.append(sql(IN_RANGE, when, whose, columns, table, countable, days))
    return NodeList(selects, glue=" UNION ALL ")


def _by_ranges(source: Source, first: Bound) -> bool:
    """Whether a date that an index leads to tells the months."""
    if grain_of(first) != "month" or not isinstance(first.date, Path) or len(first.date.steps) != 1:
        return False
    entity = source.tables.schema.entities[first.entity]
    column = column_of(entity, first.date.steps[0].field)
    return bool(column) and any(
        index.table == first.entity and index.columns[0] == column
        for index in source.tables.indexes
    )


def rows_in(source: Source, first: Bound, row: Any, selected: tuple[Any, ...], span: Period) -> Any:
    """The aggregates of the rows in a span, ungrouped."""
    within, where = first.rows_in(span), _countable(source, first, row)
    if within is not None:
        where &= source.expressions.condition(within, row, source.context)
    return row.select(*selected).where(where)


def _countable(source: Source, first: Bound, row: Any) -> Any:
    """Which rows count, whenever: those that are not deleted, of one subject if one is asked."""
    where = row.deleted_at.is_null()
    if source.only is not None and first.subject is not None:
        mine = same(first.subject, source.only)
        where &= source.expressions.condition(mine, row, source.context)
    return where


def _when(source: Source, bound: Bound, row: Any, span: Period) -> Any:
    """The day or the month of a row; a month by its first day, or on SQLite by any day of it."""
    grain = grain_of(bound)
    if bound.date is None or grain == "window":
        return SQL("''")
    value = source.expressions.value(bound.date, row, source.context)
    if isinstance(source.tables.database, PostgresqlDatabase):
        if grain == "day":
            return fn.TO_CHAR(value, "YYYY-MM-DD")
        begun = (
            value - SQL(f"INTERVAL '{span.starts_on - 1} days'") if span.starts_on > 1 else value
        )
        return fn.TO_CHAR(begun, f"YYYY-MM-{span.starts_on:02}")
    if grain == "month" and span.starts_on == 1:
        return NodeList((fn.SUBSTR(value, 1, 7), SQL("|| '-01'")))
    return fn.SUBSTR(value, 1, 10)


def subject_of(source: Source, subject: Typed | None, row: Any) -> Any:
    """Whose a row is; nobody's in particular at company level."""
    return (
        SQL("NULL") if subject is None else source.expressions.value(subject, row, source.context)
    )
