"""How the rows of one stretch of time are added up: in one step, or rows that are alike first.

The first step of two counts and adds up the rows of each kind, the second asks the conditions
of kinds instead of rows. It names the kinds' table like the entity's, so that what it asks of a
column reads the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from peewee import SQL, Node

from formula.tree import Typed
from kpi.aggregates import AGAIN, COUNT, DISTINCT, Selected
from kpi.alike import Alike
from kpi.source import Source
from models.compiler import Scope
from models.expressions import Expressions
from models.names import quoted
from models.sql import certain, column, listed, sql
from models.tables import Tables

ALL_ROWS = SQL("*")


class Scan(NamedTuple):
    """A statement's text between the stretch of time that it names and its days, and behind."""

    before: Node
    after: Node

    def of(self, when: Node, days: Node) -> Node:
        """The aggregates of the rows of some days, by subject."""
        return sql('SELECT {} AS "period", {} {} {}', when, self.before, days, self.after)


class Rows(NamedTuple):
    """The rows that are added up: their table, whose they are, and which of them count."""

    source: Source
    entity: str
    row: Any
    whose: Node
    countable: Node

    @property
    def table(self) -> Node:
        """The rows' table under the name of their entity."""
        return SQL(f"{quoted(self.row.model._meta.table_name)} AS {self.name}")

    @property
    def name(self) -> str:
        """The entity, as the statement calls it."""
        return quoted(self.entity)


def one_step(rows: Rows, selected: Sequence[Selected]) -> Scan:
    """Every condition asked of every row."""
    columns = listed(columns_of(rows, selected))
    text = '{} AS "subject", {} FROM {} WHERE {} AND'
    return Scan(sql(text, rows.whose, columns, rows.table, rows.countable), SQL("GROUP BY 2"))


def two_steps(rows: Rows, selected: Sequence[Selected], alike: Alike) -> Scan:
    """Rows that are alike added up, then the conditions asked of the sums."""
    answers = {asked: f"_answer_{n}" for n, asked in enumerate(alike.conditions, 1)}
    added = dict.fromkeys(map(_whole, selected))
    sums = {one: f"_{one.function.lower()}_{n}" for n, one in enumerate(added, 1)}
    kinds = _kinds(rows, alike.columns, answers)
    first = listed((*kinds, *_sums(rows, sums)))
    second = listed(_again(rows, selected, answers, sums))
    text = '"_subject" AS "subject", {} FROM (SELECT {} AS "_subject", {} FROM {} WHERE {} AND'
    before = sql(text, second, rows.whose, first, rows.table, rows.countable)
    places = ", ".join(str(n) for n in range(1, len(kinds) + 2))
    return Scan(before, SQL(f"GROUP BY {places}) AS {rows.name} GROUP BY 2"))


def _whole(one: Selected) -> Selected:
    """What the first step adds up for a column: all of a kind, whatever the condition."""
    return one._replace(where=None)


def _kinds(rows: Rows, columns: Sequence[str], answers: Mapping[Typed, str]) -> list[Node]:
    """What rows that are alike have in common: columns, and answers to conditions."""
    source, row = rows.source, rows.row
    found = [_named(column(row, name), name) for name in columns]
    for asked, name in answers.items():
        answer = source.expressions.condition(asked, row, source.context)
        found.append(_named(certain(answer), name))
    return found


def _sums(rows: Rows, sums: Mapping[Selected, str]) -> Iterator[Node]:
    """The sums of a kind; PostgreSQL adds INTEGERs up to a BIGINT, but BIGINTs to a NUMERIC."""
    for piece, (one, name) in zip(columns_of(rows, tuple(sums)), sums.items(), strict=True):
        yield _named(sql("CAST({} AS INTEGER)", piece) if one.function == COUNT else piece, name)


def _again(
    rows: Rows,
    selected: Sequence[Selected],
    answers: Mapping[Typed, str],
    sums: Mapping[Selected, str],
) -> Iterator[Node]:
    """The columns, each from the sums of all kinds that meet its condition; no kind has no rows."""
    source, row = rows.source, rows.row
    known = {asked: column(row, name) for asked, name in answers.items()}
    knowing = _Knowing(source.tables, known)
    for one in selected:
        where = one.where and knowing.condition(one.where, row, source.context)
        again = _of_those(_call(AGAIN[one.function], column(row, sums[_whole(one)])), where)
        yield sql("COALESCE({}, 0)", again) if one.function == COUNT else again


def columns_of(rows: Rows, selected: Sequence[Selected]) -> list[Node]:
    """Columns of a statement, each of the rows that meet its condition."""
    expressions, row, context = rows.source.expressions, rows.row, rows.source.context

    @cache
    def condition(where: Typed) -> Node:
        """A condition, written once for all columns that have it."""
        return expressions.condition(where, row, context)

    def value(tree: Typed | None) -> Node:
        """What is added up; rows without a value are counted."""
        return ALL_ROWS if tree is None else expressions.value(tree, row, context)

    return [
        _of_those(_call(one.function, value(one.value)), one.where and condition(one.where))
        for one in selected
    ]


def _call(function: str, value: Node) -> Node:
    return sql("COUNT(DISTINCT {})" if function == DISTINCT else f"{function}({{}})", value)


def _of_those(call: Node, condition: Node | None) -> Node:
    return call if condition is None else sql("{} FILTER (WHERE {})", call, condition)


def _named(piece: Node, name: str) -> Node:
    return sql(f"{{}} AS {quoted(name)}", piece)


class _Knowing(Expressions):
    """Formulas over rows of which some conditions have been answered: a column each."""

    def __init__(self, tables: Tables, answers: Mapping[Typed, Node]) -> None:
        super().__init__(tables)
        self._answers = answers

    def truth(self, tree: Typed, scope: Scope) -> Node:
        """The column of an answer; any other condition is made of its parts."""
        known = self._answers.get(tree)
        return super().truth(tree, scope) if known is None else known
