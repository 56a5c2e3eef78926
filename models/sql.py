"""Small pieces of SQL: text with places for other pieces, values always bound."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest
from typing import Any

import peewee


def sql(text: str, *pieces: peewee.Node) -> peewee.Node:
    """A piece of SQL with other pieces put where `{}` stands.

    The text is the engine's own and never a user's; values go in as `bound`.
    """
    parts = text.split("{}")
    nodes: list[Any] = []
    for part, piece in zip_longest(parts, pieces):
        nodes += [peewee.SQL(part)] if piece is None else [peewee.SQL(part), piece]
    return peewee.NodeList(nodes, glue="")


def bound(value: Any) -> peewee.Node:
    """A parameter, sent as it is whatever it is compared with."""
    return peewee.Value(value, converter=False, unpack=False)


def listed(pieces: Iterable[peewee.Node]) -> peewee.Node:
    """Pieces with commas between them."""
    return peewee.NodeList(list(pieces), glue=", ")


def column(source: Any, name: str) -> peewee.Node:
    """A column as the database has it, without Peewee's conversions."""
    return peewee.Column(source, name)


TRUE = sql("(1 = 1)")
FALSE = sql("(1 = 0)")
NULL = sql("NULL")


def certain(condition: peewee.Node) -> peewee.Node:
    """A condition that is false where it would be unknown."""
    return sql("COALESCE({}, FALSE)", condition)


def negated(condition: peewee.Node) -> peewee.Node:
    """True wherever a condition does not hold, unknown included."""
    return sql("(NOT COALESCE({}, FALSE))", condition)


def grouped(piece: peewee.Node) -> peewee.NodeList:
    """A piece that Peewee's operators, aliases and orders work on."""
    return peewee.NodeList([piece], glue="")


def written_once(database: peewee.Database, pieces: Iterable[peewee.Node]) -> peewee.Node:
    """Selected columns as text, for a statement that says them many times.

    Peewee takes longer to write hundreds of aggregates than a database to compute them.
    """
    context = database.get_sql_context()
    with context.scope_normal(converter=None, subquery=True):
        text, values = context.sql(listed(pieces)).query()
    return peewee.SQL(text, values)
