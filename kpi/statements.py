"""The statement that fetches a group of aggregates in one scan, by stretch of time and subject."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from peewee import SQL, NodeList, PostgresqlDatabase, Value, fn

from formula.tree import Path, Typed
from kpi.aggregates import AGGREGATES, Selected
from kpi.alike import alike
from kpi.bound import ALL, Bound, same
from kpi.period import Period
from kpi.scans import Rows, Scan, columns_of, one_step, two_steps
from kpi.source import Source
from models.names import column_of
from models.sql import written_once

MOST_RANGES = 36
"""Of more months each one's own range would make the statement too long for SQLite."""


def grain_of(bound: Bound) -> str:
    """What a statement groups by; rows without a date are one lump."""
    return AGGREGATES[bound.measure.function].grain if bound.date else "lump"


def statement(
    source: Source, first: Bound, selected: Sequence[Selected], windows: Sequence[Period]
) -> Any:
    """Every aggregate of a group in one scan; `first` has the date and the people of all.

    A range of an index for each month needs no month computed for each row, and twelve small
    sorts are cheaper than one large one. Without an index each range would be a scan of its own.
    """
    row = source.tables.model(first.entity).alias(first.entity)
    whose = subject_of(source, first.subject, row)
    rows = Rows(source, first.entity, row, whose, _countable(source, first, row))
    months = {month for window in windows for month in window.each_month()}
    if len(months) > MOST_RANGES or not _by_ranges(source, first):
        span = Period.around_all(windows)
        when = _when(source, first, row, span).alias("period")
        columns = (when, whose.alias("subject"), *columns_of(rows, selected))
        return rows_in(source, first, row, columns, span).group_by(SQL("1"), SQL("2"))
    return _ranges(rows, first, selected, sorted(months, key=lambda m: m.first))


def _ranges(
    rows: Rows, first: Bound, selected: Sequence[Selected], months: Iterable[Period]
) -> Any:
    """The aggregates of each month with its own range, one after the other.

    Only the days of the range are written anew for each: all else is the same text.
    """
    source = rows.source
    if source.tables.sqlite:
        # The plus keeps SQLite from walking the index of people for the sake of their order,
        # where the index by date holds everything that is asked.
        rows = rows._replace(whose=NodeList((SQL("+"), rows.whose), glue=""))
    kinds = alike(source.tables.schema, first.entity, selected)
    scan = one_step(rows, selected) if kinds is None else two_steps(rows, selected, kinds)
    written = partial(written_once, source.tables.database)
    scan = Scan(written((scan.before,)), scan.after)
    selects = []
    for month in months:
        within = first.rows_in(month) or ALL
        days = written((source.expressions.condition(within, rows.row, source.context),))
        selects.append(scan.of(Value(month.start.isoformat()), days))
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
