"""Amounts that lack rows because nobody entered the working days of a year that they need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from peewee import Node

from formula.tree import Typed
from kpi.amounts import Request, Source, rows_in, subject_of
from kpi.bound import Bound
from kpi.period import Period
from models.assumed import Assumed, counts_workdays
from models.sql import FALSE, TRUE, grouped, sql

Doubts = Mapping[Request, frozenset[int | None]]
"""The subjects of whose rows something cannot be told, by request."""


def doubtful(source: Source, requests: Iterable[Request]) -> Doubts:
    """Which subjects have rows that cannot be counted until a year is entered."""
    by_bound: dict[Bound, list[Request]] = defaultdict(list)
    for request in dict.fromkeys(requests):
        by_bound[request[0]].append(request)
    schema = source.tables.schema
    found: dict[Request, frozenset[int | None]] = {}
    for bound, asked in by_bound.items():
        if any(counts_workdays(schema, tree) for tree in _trees(bound)):
            windows = [window for _, window in asked]
            whole = Period.spanning(
                min(windows, key=lambda w: w.first), max(windows, key=lambda w: w.first + w.months)
            )
            # There is seldom any such row: one question instead of one for each month.
            if _subjects(source, bound, whole):
                found |= {each: _subjects(source, bound, each[1]) for each in asked}
    return found


def _trees(bound: Bound) -> list[Typed]:
    return [tree for tree in (bound.measure.value, bound.predicate()) if tree is not None]


def _subjects(source: Source, bound: Bound, window: Period) -> frozenset[int | None]:
    """The subjects of the doubtful rows in a window."""
    row = source.tables.model(bound.entity).alias(bound.entity)
    subject = subject_of(source, bound.subject, row).alias("subject")
    query = rows_in(source, bound, row, (subject,), window).where(_doubt(source, bound, row))
    return frozenset(id for (id,) in query.distinct().tuples())


def _doubt(source: Source, bound: Bound, row: Any) -> Any:
    """That a row's value, or whether it counts at all, only lacks days of the calendar."""
    assumed, context = Assumed(source.tables), source.context
    counts: Node = TRUE
    unsure: Node = FALSE
    predicate, value = bound.predicate(), bound.measure.value
    if predicate is not None:
        counts = source.expressions.condition(predicate, row, context)
        unsure = _lacking(counts, assumed.condition(predicate, row, context))
    if value is None:
        return grouped(unsure)
    lacking = _lacking(
        source.expressions.value(value, row, context), assumed.value(value, row, context)
    )
    return grouped(sql("({} OR ({} AND {}))", unsure, counts, lacking))


def _lacking(known: Node, assumed: Node) -> Node:
    return sql("(({}) IS NULL AND ({}) IS NOT NULL)", known, assumed)
