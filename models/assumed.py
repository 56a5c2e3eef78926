"""Formulas as SQL as if every day's working days were known, to find out where they are not."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from peewee import Node

from formula.kinds import BOOLEAN
from formula.tree import Apply, Path, Typed
from formula.walk import walk
from models import values
from models.compiler import Scope
from models.expressions import Expressions
from models.sql import sql
from schema.objects import Schema


class Assumed(Expressions):
    """Any value in the place of one that only lacks a day of the calendar."""

    def piece(self, tree: Typed, scope: Scope) -> Node:
        """The value of a node; empty only where an argument is."""
        if isinstance(tree, Apply) and tree.name in ASSUMED:
            return ASSUMED[tree.name](self, tree, scope)
        return super().piece(tree, scope)


def _difference(compiler: Expressions, tree: Apply, scope: Scope) -> Node:
    first, second = values.dates(compiler, tree, scope)
    known = values.workdays_between(compiler, tree, scope)
    return _unless(known, compiler.dialect.whole(sql("0")), first, second)


def _later(compiler: Expressions, tree: Apply, scope: Scope) -> Node:
    day, count = values.dates(compiler, tree, scope)
    return _unless(values.add_workdays(compiler, tree, scope), day, day, count)


def _worked(compiler: Expressions, tree: Apply, scope: Scope) -> Node:
    (day,) = values.dates(compiler, tree, scope)
    no = compiler.dialect.literal(BOOLEAN, False)
    return _unless(values.is_workday(compiler, tree, scope), no, day)


def _unless(known: Node, instead: Node, *given: Node) -> Node:
    """A value, or another one where it is empty though everything was given."""
    empty = " OR ".join("{} IS NULL" for _ in given)
    text = f"(CASE WHEN {empty} THEN NULL ELSE COALESCE({{}}, {{}}) END)"
    return sql(text, *given, known, instead)


ASSUMED: Mapping[str, Callable[[Expressions, Apply, Scope], Node]] = {
    "workdays_between": _difference,
    "add_workdays": _later,
    "is_workday": _worked,
}


def counts_workdays(schema: Schema, tree: Typed) -> bool:
    """Whether a formula, or a computed field that it reads, asks the calendar."""
    for node, _ in walk(tree):
        if isinstance(node, Apply) and node.name in ASSUMED:
            return True
        if isinstance(node, Path) and any(
            (field := schema.entities[step.entity].fields.get(step.field)) is not None
            and field.formula is not None
            and counts_workdays(schema, field.formula.tree)
            for step in node.steps
        ):
            return True
    return False
