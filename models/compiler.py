"""What the pieces of the formula compiler know of each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import peewee
from peewee import Node

from formula.evaluate import Context, Row
from formula.kinds import Kind
from formula.tree import Literal, Path, Setting, Span, Step, Typed
from models.dialect import Dialect
from models.tables import Tables

Source: TypeAlias = peewee.ModelAlias | type[peewee.Model] | Row | None
"""Where a row's fields come from: a table of the query, or a record at hand."""

NO_SPAN = Span(0, 0)


class NotOnRows(ValueError):
    """A tree that asks for figures, which rows do not have."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows around a piece of a formula, the nearest first, and what is known."""

    rows: tuple[Source, ...]
    context: Context

    def given(self, settings: tuple[tuple[str, Any], ...]) -> Scope:
        """The same scope with other values of some settings."""
        return Scope(self.rows, self.context.given(settings))

    def inside(self, row: Source) -> Scope:
        """The scope of a row that belongs to the nearest one."""
        return Scope((row, *self.rows), self.context)

    def alone(self, row: Source) -> Scope:
        """The scope of a row by itself, as a computed field of it sees things."""
        return Scope((row,), self.context)


class Compiler(Protocol):
    """What operators, functions and aggregates ask of the compiler."""

    tables: Tables
    dialect: Dialect

    def piece(self, tree: Typed, scope: Scope) -> Node:
        """The value of a node; a number has the decimals of the node's kind."""

    def truth(self, tree: Typed, scope: Scope) -> Node:
        """A node as a condition, which may be unknown where it does not hold."""

    def fitted(self, tree: Typed, kind: Kind, scope: Scope) -> Node:
        """The value of a node as another kind."""

    def settled(self, piece: Node, source: Kind, target: Kind) -> Node:
        """A number rounded to the decimals of another kind of number."""

    def field(self, row: Source, step: Step, scope: Scope) -> Node:
        """A field of a row of the query."""

    def followed(self, row: Source, steps: tuple[Step, ...], scope: Scope) -> Node:
        """The value at the end of steps from a row of the query."""


def in_query(source: Source) -> bool:
    """Whether a row's fields are columns, not values at hand."""
    return isinstance(source, peewee.ModelAlias) or peewee.is_model(source)


def source_of(path: Path, scope: Scope) -> Source:
    """The row that a path starts from."""
    return scope.context.me if path.root == "me" else scope.rows[path.outer]


def at_hand(path: Path, row: Any) -> Any:
    """The value of a path from a record at hand."""
    for step in path.steps[:-1]:
        row = row and row.follow(step.field)
    if row is None:
        return None
    return row.get(path.steps[-1].field) if path.steps else row.id


def known_value(tree: Literal | Setting, scope: Scope) -> Any:
    """The value of a literal or a setting."""
    return tree.value if isinstance(tree, Literal) else scope.context.setting.get(tree.key)
