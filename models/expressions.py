"""Formulas as SQL: a typed tree over many rows, with every value bound."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from peewee import Node

from formula.evaluate import Context
from formula.kinds import BOOLEAN, Kind, link
from formula.tree import Apply, Bands, Children, Given, Literal, Path, Rate, Setting, Step, Typed
from models.aggregates import aggregated
from models.compiler import (
    NO_SPAN,
    NotOnRows,
    Scope,
    Source,
    at_hand,
    in_query,
    known_value,
    source_of,
)
from models.conditions import CONDITIONS
from models.dialect import WHOLE, Dialect
from models.dialect_postgres import PostgresDialect
from models.dialect_sqlite import SqliteDialect
from models.members import id_list, is_id_list
from models.names import column_of, quoted
from models.sql import NULL, certain, column, grouped, sql
from models.tables import Tables
from models.values import VALUES, banded
from schema.types import system_fields


class Expressions:
    """Turns typed trees into SQL over the tables of a rulebook."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.schema = tables.schema
        self.dialect: Dialect = SqliteDialect() if tables.sqlite else PostgresDialect()

    def value(
        self, tree: Typed, row: Source, context: Context, outer: tuple[Source, ...] = ()
    ) -> Node:
        """The value of a formula for each row, to be read with `decoded`.

        `row` is a model or an alias of one that the query selects from. `outer` are the
        rows around it, the nearest first: of the query too, or records at hand.
        """
        return grouped(self.piece(tree, Scope((row, *outer), context)))

    def condition(
        self, tree: Typed, row: Source, context: Context, outer: tuple[Source, ...] = ()
    ) -> Node:
        """A condition for WHERE; where it is unknown it does not hold.

        Put NOT in the formula, never around the condition.
        """
        return grouped(self.truth(tree, Scope((row, *outer), context)))

    def path(self, entity: str, text: str, row: Source, context: Context) -> Node:
        """The value that names like `customer.region.name` lead to from a row."""
        return self.value(self.path_tree(entity, text), row, context)

    def path_tree(self, entity: str, text: str) -> Path:
        """The typed path of names joined by dots."""
        steps: list[Step] = []
        kind = link(entity)
        for name in text.split("."):
            steps.append(Step(kind.entity, name))
            kind = self.kind_of(kind.entity, name)
        return Path(kind, NO_SPAN, "row", 0, entity, tuple(steps))

    def kind_of(self, entity: str, field: str) -> Kind:
        """The kind of a field, system fields included."""
        declared = self.schema.entities[entity].fields.get(field)
        if declared is not None:
            return declared.kind
        people = self.schema.people
        return system_fields(people.entity if people else "")[field]

    def decoded(self, kind: Kind, raw: Any) -> Any:
        """The Python value of what an expression of a kind selected."""
        return self.dialect.decoded(kind, raw)

    def amounts(self, kind: Kind) -> Callable[[Iterable[Any]], list[Any]]:
        """How many values of a kind are decoded together, whole numbers as decimals too."""
        return self.dialect.amounts(kind)

    def piece(self, tree: Typed, scope: Scope) -> Node:
        """The value of a node; a number has the decimals of the node's kind."""
        made: Any = PIECES.get(type(tree))
        if made is None:
            raise NotOnRows(f"{type(tree).__name__} has no value in a row")
        return made(self, tree, scope)

    def truth(self, tree: Typed, scope: Scope) -> Node:
        """A node as a condition, which may be unknown where it does not hold."""
        if isinstance(tree, Apply) and tree.name in CONDITIONS:
            return CONDITIONS[tree.name](self, tree, scope)
        if isinstance(tree, Given):
            return self.truth(tree.part, scope.given(tree.settings))
        if isinstance(tree, Children) and tree.function == "exists":
            return self.piece(tree, scope)
        return sql("({} = {})", self.piece(tree, scope), self.dialect.literal(BOOLEAN, True))

    def fitted(self, tree: Typed, kind: Kind, scope: Scope) -> Node:
        """The value of a node as another kind: its decimals, or a date's midnight."""
        if isinstance(tree, Literal | Setting) and kind.numeric:
            return self.dialect.literal(kind, known_value(tree, scope))
        if tree.kind.name == "empty":
            return NULL
        return self.converted(self.piece(tree, scope), tree.kind, kind)

    def converted(self, piece: Node, source: Kind, target: Kind) -> Node:
        """A piece of one kind as a piece of another."""
        if source.numeric and target.numeric:
            return self.settled(piece, source, target)
        if (source.name, target.name) == ("date", "datetime"):
            return self.dialect.moment_of(piece)
        if (source.name, target.name) == ("datetime", "date"):
            return self.dialect.date_of(piece)
        return piece

    def settled(self, piece: Node, source: Kind, target: Kind) -> Node:
        """A number rounded to the decimals of another kind of number."""
        aligned = self.dialect.aligned(piece, source.scale, target.scale)
        became_whole = target.name in WHOLE and source.name not in WHOLE
        return self.dialect.whole(aligned) if became_whole else aligned

    def field(self, row: Source, step: Step, scope: Scope) -> Node:
        """A field of a row of the query; a computed one is its formula."""
        entity = self.schema.entities[step.entity]
        declared = entity.fields.get(step.field)
        if declared is not None and declared.formula is not None:
            return self.fitted(declared.formula.tree, declared.kind, scope.alone(row))
        if declared is not None and is_id_list(declared.kind):
            return id_list(self, row, step)
        return column(row, column_of(entity, step.field))

    def followed(self, row: Source, steps: tuple[Step, ...], scope: Scope) -> Node:
        """The value at the end of steps from a row of the query; its id without any."""
        if not steps:
            return column(row, "id")
        return self._beyond(self.field(row, steps[0], scope), steps[1:], scope)

    def of_linked(self, key: Node, steps: tuple[Step, ...], context: Context) -> Node:
        """The value at the end of steps from the record with an id."""
        return grouped(self._beyond(key, steps, Scope((), context)))

    def _beyond(self, found: Node, steps: tuple[Step, ...], scope: Scope) -> Node:
        for step in steps:
            found = self._looked_up(found, step, scope)
        return found

    def _looked_up(self, id: Node, step: Step, scope: Scope) -> Node:
        """A field of the record with an id, as a scalar sub-select."""
        model = self.tables.model(step.entity)
        entity = self.schema.entities[step.entity]
        plain = step.field not in entity.fields or entity.fields[step.field].formula is None
        name = column_of(entity, step.field) if plain else ""
        if name:
            # Written out: Peewee would take most of a page's time to make the same text.
            # The name of the table is seen inside only, and nothing inside needs another.
            table = quoted(model._meta.table_name)
            return sql(f'(SELECT "of"."{name}" FROM {table} AS "of" WHERE "of"."id" = {{}})', id)
        target = model.alias()
        value = self.field(target, step, scope)
        return target.select(value).where(sql("({} = {})", column(target, "id"), id))


def literal_piece(compiler: Expressions, tree: Literal | Setting, scope: Scope) -> Node:
    """A value that is known before the query runs."""
    return compiler.dialect.literal(tree.kind, known_value(tree, scope))


def given_piece(compiler: Expressions, tree: Given, scope: Scope) -> Node:
    """A part with other values of settings."""
    return compiler.piece(tree.part, scope.given(tree.settings))


def path_piece(compiler: Expressions, tree: Path, scope: Scope) -> Node:
    """A field of a row of the query, or the value of a record at hand."""
    source = source_of(tree, scope)
    if in_query(source):
        return compiler.followed(source, tree.steps, scope)
    return compiler.dialect.literal(tree.kind, at_hand(tree, source))


def rate_piece(compiler: Expressions, tree: Rate, scope: Scope) -> Node:
    """What a currency is worth on a day; nothing is worth nothing."""
    return sql("NULLIF({}, 0)", compiler.piece(tree.newest, scope))


def apply_piece(compiler: Expressions, tree: Apply, scope: Scope) -> Node:
    """An operator or function; a condition as a value is never unknown."""
    if tree.name in CONDITIONS:
        return certain(CONDITIONS[tree.name](compiler, tree, scope))
    made = VALUES.get(tree.name)
    if made is None:
        raise NotOnRows(f"{tree.name}() has no value in a row")
    return made(compiler, tree, scope)


PIECES = {
    Literal: literal_piece,
    Setting: literal_piece,
    Given: given_piece,
    Path: path_piece,
    Apply: apply_piece,
    Children: aggregated,
    Rate: rate_piece,
    Bands: banded,
}
