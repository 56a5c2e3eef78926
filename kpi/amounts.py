"""Additive parts fetched from the database: one statement per entity, date and subject.

Months are the smallest grain; a year to date is the sum of its months. What does not
add up over months is asked per day (the last value) or per window (distinct counts).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from formula.tree import Typed
from kpi.aggregates import AGGREGATES, COUNT, SINGLE, Selected
from kpi.bound import Bound
from kpi.columns import Amount, Column, Lines, Place, Read, by_time, decimals
from kpi.period import Period
from kpi.source import Source
from kpi.statements import grain_of, statement


class Request(NamedTuple):
    """An aggregate in a window; not `counted` where nobody asks how many rows it is made of."""

    bound: Bound
    window: Period
    counted: bool = True


Amounts = Mapping[int | None, Amount]
"""An aggregate's amount by subject."""

Asked = tuple[Bound, bool]
"""An aggregate, and whether its rows are counted."""


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
    bound, window, _ = request
    grain = grain_of(bound)
    return (bound.entity, bound.date, bound.subject, grain, window if grain == "window" else None)


def _fetch_group(source: Source, asked: list[Request]) -> dict[Request, Amounts]:
    aggregates = list(dict.fromkeys((bound, counted) for bound, _, counted in asked))
    windows = list(dict.fromkeys(window for _, window, _ in asked))
    first = asked[0].bound
    selected, places = _layout(source, aggregates)
    found = source.tables.database.execute(statement(source, first, selected, windows))
    stretches = by_time(found.fetchall())
    inside = {window: _inside(window, stretches) for window in windows}
    return {
        request: _merged(
            request.bound, inside[request.window], places[request.bound, request.counted]
        )
        for request in asked
    }


def _layout(
    source: Source, aggregates: Sequence[Asked]
) -> tuple[Sequence[Selected], Mapping[Asked, Place]]:
    """The columns that the aggregates need, each once, and where each aggregate finds its own."""
    known: dict[Selected, int] = {}

    def place(function: str, value: Typed | None, where: Typed | None) -> int:
        """Where in a row a column stands, behind its stretch of time and its subject."""
        return known.setdefault(Selected(function, value, where), len(known) + 2)

    places = {}
    for bound, counted in aggregates:
        only, measure = bound.predicate(), bound.measure
        count = place(COUNT, None, only) if counted else None
        functions = AGGREGATES[measure.function].functions
        values = tuple(place(function, measure.value, only) for function in functions)
        places[bound, counted] = Place(count, values, _decoder(source, bound))
    return tuple(known), places


def _decoder(source: Source, bound: Bound) -> Read:
    """How what an aggregate selected becomes values, decided once for all rows."""
    function = bound.measure.function
    if function == "count_distinct":
        return decimals
    kind = bound.measure.value.kind if bound.measure.value else bound.measure.kind
    return source.expressions.amounts(kind)


def _inside(window: Period, stretches: Mapping[str, Lines]) -> list[Lines]:
    """The rows of the stretches that lie in a window, in order of time."""
    return [
        stretches[when]
        for when in sorted(stretches)
        if not when or window.contains(date.fromisoformat(when))
    ]


def _merged(bound: Bound, inside: list[Lines], place: Place) -> Amounts:
    """The aggregate of one window by subject, from the stretches that lie in it."""
    function = bound.measure.function
    if len(inside) == 1 and function in SINGLE:
        return Column(inside[0], place)
    by_subject: dict[int | None, list[tuple[tuple[Any, ...], int]]] = defaultdict(list)
    for stretch in inside:
        for columns in stretch.rows:
            count = place.rows(columns)
            if count or place.count is None:
                by_subject[columns[1]].append((place.parts(columns), count))
    merge = AGGREGATES[function].merge
    return {subject: _amount(merge, found, function) for subject, found in by_subject.items()}


def _amount(merge: Any, found: list[tuple[tuple[Any, ...], int]], function: str) -> Amount:
    rows = found[-1][1] if function == "last" else sum(count for _, count in found)
    return Amount(merge([values for values, _ in found], rows), rows)
