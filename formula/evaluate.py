"""The value of a typed tree on one record."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal, localcontext
from functools import partial
from types import MappingProxyType
from typing import Any, Protocol

from formula.aggregate import AGGREGATE
from formula.functions import PERIODIC
from formula.operations import COMPARE, LAZY, PURE, settled
from formula.tree import (
    Apply,
    Bands,
    Children,
    Figure,
    Given,
    Literal,
    Measure,
    Path,
    Rate,
    Setting,
    Typed,
)

PRECISION = 100
"""Digits kept inside a formula, so that only the declared scales round."""


class Row(Protocol):
    """A record as a formula sees it."""

    @property
    def id(self) -> int | None:
        """The record's number; None before it is stored."""

    def get(self, field: str) -> Any:
        """A field's value, computed ones too; a link's is an id, several are a tuple."""

    def follow(self, field: str) -> Row | None:
        """The record that a link points at."""

    def children(self, entity: str, link: str) -> Iterable[Row]:
        """The rows of an entity whose link is this record; of all when link is ""."""


class Calendar(Protocol):
    """Which days are worked."""

    def number(self, day: date) -> int | None:
        """The running count of working days up to and including a day, if known."""

    def is_workday(self, day: date) -> bool | None:
        """Whether a day is worked, if known."""

    def nth(self, number: int) -> date | None:
        """The first day that has a running count, if known."""


def no_rates(currency: str | None, day: date) -> Decimal | None:
    """Answer that nobody knows any exchange rate."""
    return None


class FigureNeeded(LookupError):
    """A tree that needs figures was evaluated where there are none."""


def no_figures(tree: Typed) -> Any:
    """Answer that one record has no figures."""
    raise FigureNeeded(f"{type(tree).__name__} has no value on one record")


@dataclass(frozen=True, slots=True)
class Context:
    """What a formula may know beside the record.

    `answer` gives the value of a Measure, a Figure, or an Apply of a function in
    `functions.PERIODIC`; on a record there is none. `rate` gives what a currency is worth
    on a day, None where no rate of the day or before is known.
    """

    me: Row | None
    today: date
    now: datetime
    setting: Mapping[str, Any]
    roles: frozenset[str]
    calendar: Calendar
    answer: Callable[[Typed], Any] = field(default=no_figures)
    rate: Callable[[str | None, date], Decimal | None] = field(default=no_rates)

    def given(self, settings: Iterable[tuple[str, Any]]) -> Context:
        """The same with other values of some settings."""
        return replace(self, setting=ChainMap(dict(settings), dict(self.setting)))


Rows = tuple[Row | None, ...]


def value(tree: Typed, row: Row | None, context: Context, outer: Rows = ()) -> Any:
    """The value of a formula on a record; None when it is empty.

    `outer` are the rows around it, the nearest first, for a link's `where`.
    """
    with localcontext(prec=PRECISION):
        return _value(tree, (row, *outer), context)


def holds(tree: Typed, row: Row | None, context: Context, outer: Rows = ()) -> bool:
    """Whether a condition is true on a record; empty is not."""
    return value(tree, row, context, outer) is True


def _value(tree: Typed, rows: Rows, context: Context) -> Any:
    """The value of one node."""
    return _NODES[type(tree)](tree, rows, context)


def _literal(tree: Literal, rows: Rows, context: Context) -> Any:
    """What was written."""
    return tree.value


def _setting(tree: Setting, rows: Rows, context: Context) -> Any:
    """What the administrator set."""
    return context.setting.get(tree.key)


def _given(tree: Given, rows: Rows, context: Context) -> Any:
    """A part with other values of settings."""
    return _value(tree.part, rows, context.given(tree.settings))


def _path(tree: Path, rows: Rows, context: Context) -> Any:
    """Follow the links, then read the last field."""
    row = context.me if tree.root == "me" else rows[tree.outer]
    for step in tree.steps[:-1]:
        row = row and row.follow(step.field)
    if row is None:
        return None
    return row.get(tree.steps[-1].field) if tree.steps else row.id


def _apply(tree: Apply, rows: Rows, context: Context) -> Any:
    """An operator or function, rounded to the scale of its kind."""
    if tree.name in PERIODIC:
        return context.answer(tree)
    operands = [partial(_value, argument, rows, context) for argument in tree.arguments]
    if tree.name in LAZY:
        return settled(LAZY[tree.name](operands), tree.kind)
    return settled(PURE[tree.name](context, *(operand() for operand in operands)), tree.kind)


def _rate(tree: Rate, rows: Rows, context: Context) -> Any:
    """What a currency is worth; whoever keeps the table answers."""
    day = _value(tree.day, rows, context)
    found = None if day is None else context.rate(_value(tree.currency, rows, context), day)
    return settled(found, tree.kind)


def _children(tree: Children, rows: Rows, context: Context) -> Any:
    """An aggregate over the rows that belong to this one."""
    here = rows[0]
    found = here.children(tree.entity, tree.link) if here is not None else ()
    kept = (
        (row, *rows)
        for row in found
        if tree.where is None or _value(tree.where, (row, *rows), context) is True
    )
    pairs = (
        (
            _value(tree.value, inner, context) if tree.value is not None else True,
            _value(tree.on, inner, context) if tree.on is not None else None,
        )
        for inner in kept
    )
    return settled(AGGREGATE[tree.function](pairs), tree.kind)


def _bands(tree: Bands, rows: Rows, context: Context) -> Any:
    """The value of the first step whose comparison holds; empty fits no step."""
    measured = _value(tree.value, rows, context)
    if measured is None:
        return None
    for operator, limit, result in tree.steps:
        if COMPARE[operator](measured, _value(limit, rows, context)):
            return settled(_value(result, rows, context), tree.kind)
    otherwise = tree.otherwise
    return None if otherwise is None else settled(_value(otherwise, rows, context), tree.kind)


def _figure(tree: Measure | Figure, rows: Rows, context: Context) -> Any:
    """Whoever knows the figures answers."""
    return context.answer(tree)


_NODES: Mapping[type, Callable[..., Any]] = MappingProxyType(
    {
        Literal: _literal,
        Setting: _setting,
        Given: _given,
        Rate: _rate,
        Path: _path,
        Apply: _apply,
        Children: _children,
        Bands: _bands,
        Measure: _figure,
        Figure: _figure,
    }
)
