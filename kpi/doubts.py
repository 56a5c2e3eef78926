"""Amounts that lack rows because nobody entered what they need, such as a year's working days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from peewee import SQL, Node, fn

from formula.evaluate import value
from kpi.amounts import Request
from kpi.bound import Bound
from kpi.period import Period
from kpi.source import Source
from kpi.statements import rows_in, subject_of
from language import say
from models.compiler import Scope
from models.lacking import among
from models.sql import grouped
from records.lacking import missing
from records.rows import StoredRow

Doubts = Mapping[Request, Mapping[int | None, str]]
"""The subjects of whose rows something cannot be told, and what is to be entered, by request."""


def doubtful(source: Source, requests: Iterable[Request]) -> Doubts:
    """Which subjects have rows that cannot be counted until something is entered."""
    by_bound: dict[Bound, list[Request]] = defaultdict(list)
    for request in dict.fromkeys(requests):
        by_bound[request.bound].append(request)
    found: dict[Request, Mapping[int | None, str]] = {}
    for bound, asked in by_bound.items():
        row = source.tables.model(bound.entity).alias(bound.entity)
        lacking = among(
            source.expressions,
            (bound.measure.value,),
            bound.predicate(),
            Scope((row,), source.context),
        )
        if lacking is not None:
            whole = Period.around_all([each.window for each in asked])
            # There is seldom any such row: one question instead of one for each month.
            if _rows(source, bound, row, lacking, whole):
                found |= {each: _told(source, bound, row, lacking, each.window) for each in asked}
    return found


def _rows(
    source: Source, bound: Bound, row: Any, lacking: Node, window: Period
) -> Mapping[int | None, int]:
    """The first doubtful row of each subject in a window."""
    subject = subject_of(source, bound.subject, row).alias("subject")
    query = rows_in(source, bound, row, (subject, fn.MIN(row.id)), window)
    return dict(query.where(grouped(lacking)).group_by(SQL("1")).tuples())


def _told(
    source: Source, bound: Bound, row: Any, lacking: Node, window: Period
) -> Mapping[int | None, str]:
    """What is to be entered for each subject."""
    found = _rows(source, bound, row, lacking, window)
    return {subject: _words(source, bound, id) for subject, id in found.items()}


def _words(source: Source, bound: Bound, id: int) -> str:
    """What a row needs that nobody entered."""
    context = source.context
    row = StoredRow(source.tables, bound.entity, id, lambda: context)
    for tree in (bound.predicate(), bound.measure.value):
        if tree is not None:
            _, lack = missing(context, partial(value, tree, row, context))
            if lack is not None:
                return lack()
    return say("Something that rows need is not entered yet.")
