"""Additive parts fetched from the database: one statement per entity, date and subject.

Months are the smallest grain; a year to date is the sum of its months. What does not
add up over months is asked per day (the last value) or per window (distinct counts).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from peewee import SQL, NodeList, PostgresqlDatabase, Value, fn

from formula.evaluate import Context
from formula.tree import Typed
from kpi.bound import Bound, same
from kpi.columns import Amount, Column, Place, Rows, by_time
from kpi.period import Period
from models.expressions import Expressions
from models.tables import Tables

Request = tuple[Bound, Period]
Amounts = Mapping[int | None, Amount]
"""An aggregate's amount by subject."""


@dataclass(frozen=True, slots=True)
class Aggregate:
    """How an aggregate is selected and how the parts of several months are merged.

    `grain` is month, day or window; `columns` gives the expressions besides the row
    count; `merge` takes the decoded parts in order of time and the row count.
    """

    grain: str
    columns: Callable[[Any, Any], tuple[Any, ...]]
    merge: Callable[[Sequence[tuple[Any, ...]], int], Decimal | None]


def _filtered(function: Any, where: Any) -> Any:
    return function if where is None else function.filter(where)


def _known(parts: Iterable[tuple[Any, ...]], at: int = 0) -> list[Any]:
    return [part[at] for part in parts if part[at] is not None]


def _average(parts: Sequence[tuple[Any, ...]], rows: int) -> Decimal | None:
    count = sum(_known(parts, 1))
    return sum(_known(parts), Decimal(0)) / count if count else None


def _last(parts: Sequence[tuple[Any, ...]], rows: int) -> Decimal | None:
    known = _known(parts)
    return known[-1] if known else None


AGGREGATES: Mapping[str, Aggregate] = {
    "count": Aggregate("month", lambda value, where: (), lambda parts, rows: Decimal(rows)),
    "exists": Aggregate(
        "month", lambda value, where: (), lambda parts, rows: Decimal(1 if rows else 0)
    ),
    "sum": Aggregate(
        "month",
        lambda value, where: (_filtered(fn.SUM(value), where),),
        lambda parts, rows: sum(_known(parts), Decimal(0)),
    ),
    "avg": Aggregate(
        "month",
        lambda value, where: (
            _filtered(fn.SUM(value), where),
            _filtered(fn.COUNT(value), where),
        ),
        _average,
    ),
    "min": Aggregate(
        "month",
        lambda value, where: (_filtered(fn.MIN(value), where),),
        lambda parts, rows: min(_known(parts), default=None),
    ),
    "max": Aggregate(
        "month",
        lambda value, where: (_filtered(fn.MAX(value), where),),
        lambda parts, rows: max(_known(parts), default=None),
    ),
    "last": Aggregate("day", lambda value, where: (_filtered(fn.SUM(value), where),), _last),
    "count_distinct": Aggregate(
        "window",
        lambda value, where: (_filtered(fn.COUNT(fn.DISTINCT(value)), where),),
        lambda parts, rows: sum(_known(parts), Decimal(0)),
    ),
}


SINGLE = frozenset(("count", "sum"))
"""Aggregates that are what one stretch of time says, without anything to merge."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where amounts come from: the tables, and how formulas become SQL.

    `only` is the one subject whose rows are read, where there is one.
    """

    tables: Tables
    expressions: Expressions
    context: Context
    only: int | None = None


def fetch(source: Source, requests: Iterable[Request]) -> dict[Request, Amounts]:
    """Every requested amount by subject, in as few statements as the grains allow."""
    groups: dict[tuple[Any, ...], list[Request]] = defaultdict(list)
    for request in dict.fromkeys(requests):
        groups[_group(request)].append(request)
    found: dict[Request, Amounts] = {}
    for asked in groups.values():
        found |= _fetch_group(source, asked)
    return found


def _group(request: Request) -> tuple[Any, ...]:
    """What may share a statement: the same rows in the same order of time."""
    bound, window = request
    grain = _grain(bound)
    return (bound.entity, bound.date, bound.subject, grain, window if grain == "window" else None)


def _grain(bound: Bound) -> str:
    """What a statement groups by; rows without a date are one lump."""
    return AGGREGATES[bound.measure.function].grain if bound.date else "lump"


def _fetch_group(source: Source, asked: list[Request]) -> dict[Request, Amounts]:
    bounds = list(dict.fromkeys(bound for bound, _ in asked))
    windows = [window for _, window in asked]
    span = Period.spanning(
        min(windows, key=lambda w: w.first), max(windows, key=lambda w: w.first + w.months)
    )
    first = bounds[0]
    row = source.tables.model(first.entity).alias(first.entity)
    columns, places = _layout(source, bounds, row)
    statement = _statement(source, first, row, columns, span)
    found = source.tables.database.execute(statement).fetchall()
    stretches = by_time(found)
    inside = {window: _inside(window, stretches) for window in {window for _, window in asked}}
    return {
        (bound, window): _merged(bound, inside[window], places[bound]) for bound, window in asked
    }


def _layout(
    source: Source, bounds: list[Bound], row: Any
) -> tuple[list[Any], Mapping[Bound, Place]]:
    """The columns that the aggregates need, each once, and where each aggregate finds its own."""
    columns: list[Any] = []
    known: dict[Any, tuple[int, ...]] = {}

    def placed(key: Any, made: Callable[[], Iterable[Any]]) -> tuple[int, ...]:
        """Where in a row the columns stand that a key names, made when they are new."""
        if key not in known:
            before = len(columns)
            columns.extend(made())
            known[key] = tuple(range(before + 2, len(columns) + 2))
        return known[key]

    places = {}
    for bound in bounds:
        only, measure = bound.predicate(), bound.measure
        where = source.expressions.condition(only, row, source.context) if only else None
        value = measure.value and source.expressions.value(measure.value, row, source.context)
        count = placed(only, partial(_counted, where))
        made = partial(AGGREGATES[measure.function].columns, value, where)
        values = placed((measure.function, measure.value, only), made)
        places[bound] = Place(count[0], values, _decoder(source, bound))
    return columns, places


def _counted(where: Any) -> tuple[Any, ...]:
    return (_filtered(fn.COUNT(SQL("*")), where),)


def _statement(source: Source, first: Bound, row: Any, columns: list[Any], span: Period) -> Any:
    """Every aggregate of a group in one scan, by stretch of time and subject.

    SQLite sorts what it groups: a range of an index for each month leaves it twelve small
    sorts in the place of one large one. The plus keeps it from walking the index of people
    for the sake of their order, where the index by date holds everything that is asked.
    """
    ranged = first.date is not None and _grain(first) == "month"
    subject = subject_of(source, first.subject, row)
    if not ranged or isinstance(source.tables.database, PostgresqlDatabase):
        selected = (
            _when(source, first, row, span).alias("period"),
            subject.alias("subject"),
            *columns,
        )
        return rows_in(source, first, row, selected, span).group_by(SQL("1"), SQL("2"))
    unordered = NodeList((SQL("+"), subject), glue="").alias("subject")
    months = [
        rows_in(
            source,
            first,
            row,
            (Value(month.start.isoformat()).alias("period"), unordered, *columns),
            month,
        ).group_by(SQL("2"))
        for month in span.each_month()
    ]
    return _union(months)


def _union(selects: list[Any]) -> Any:
    """Statements one after the other, as one."""
    whole = selects[0]
    for each in selects[1:]:
        whole = whole.union_all(each)
    return whole


def rows_in(source: Source, first: Bound, row: Any, selected: tuple[Any, ...], span: Period) -> Any:
    """The aggregates of the rows in a span, ungrouped."""
    within = first.rows_in(span)
    where = row.deleted_at.is_null()
    if within is not None:
        where &= source.expressions.condition(within, row, source.context)
    if source.only is not None and first.subject is not None:
        mine = same(first.subject, source.only)
        where &= source.expressions.condition(mine, row, source.context)
    return row.select(*selected).where(where)


def _when(source: Source, bound: Bound, row: Any, span: Period) -> Any:
    """The day or the month of a row; a month by its first day."""
    grain = _grain(bound)
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
    return fn.SUBSTR(value, 1, 10)


def subject_of(source: Source, subject: Typed | None, row: Any) -> Any:
    """Whose a row is; nobody's in particular at company level."""
    return (
        SQL("NULL") if subject is None else source.expressions.value(subject, row, source.context)
    )


def _decoder(source: Source, bound: Bound) -> Callable[[Any], Any]:
    """How what an aggregate selected becomes a value, decided once for all rows."""
    function = bound.measure.function
    if function == "count_distinct":
        return Decimal
    kind = bound.measure.value.kind if bound.measure.value else bound.measure.kind
    decode = source.expressions.decoded

    def decoded(raw: Any) -> Any:
        """The value that was selected, whole numbers as decimals too."""
        value = decode(kind, raw)
        return Decimal(value) if isinstance(value, int) else value

    return decoded


def _inside(window: Period, stretches: Mapping[str, Rows]) -> list[Rows]:
    """The rows of the stretches that lie in a window, in order of time."""
    return [
        stretches[when]
        for when in sorted(stretches)
        if not when or window.contains(date.fromisoformat(when))
    ]


def _merged(bound: Bound, inside: list[Rows], place: Place) -> Amounts:
    """The aggregate of one window by subject, from the stretches that lie in it."""
    function = bound.measure.function
    if len(inside) == 1 and function in SINGLE:
        return Column(inside[0], place)
    by_subject: dict[int | None, list[tuple[tuple[Any, ...], int]]] = defaultdict(list)
    for rows in inside:
        for subject, columns in rows.items():
            if count := columns[place.count]:
                by_subject[subject].append((place.parts(columns), count))
    merge = AGGREGATES[function].merge
    return {subject: _amount(merge, found, function) for subject, found in by_subject.items()}


def _amount(merge: Any, found: list[tuple[tuple[Any, ...], int]], function: str) -> Amount:
    rows = found[-1][1] if function == "last" else sum(count for _, count in found)
    return Amount(merge([values for values, _ in found], rows), rows)
