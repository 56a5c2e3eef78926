"""Whether rows lack what nobody entered: SQL that asks where a formula's value cannot be told.

A value that is empty because an argument is empty is known to be empty. One that is empty
though everything was given, such as the working days of a year that is not entered, is not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeAlias

from peewee import Node

from formula.tree import Apply, Bands, Children, Given, Path, Rate, Typed
from models.aggregates import conditions
from models.compiler import Scope, in_query, source_of
from models.expressions import Expressions
from models.sql import certain, column, negated, sql

Lack: TypeAlias = Node | None
"""A condition that is never unknown; None where nothing can ever lack."""


def lack(compiler: Expressions, tree: Typed, scope: Scope) -> Lack:
    """Whether a node's value, as far as it is asked for, lacks what nobody entered."""
    made = LACKS.get(type(tree))
    return made(compiler, tree, scope) if made else None


def either(lacks: Sequence[Lack]) -> Lack:
    """Whether one of several lacks something."""
    found = [each for each in lacks if each is not None]
    if len(found) < 2:
        return found[0] if found else None
    return sql("(" + " OR ".join("{}" for _ in found) + ")", *found)


def where(condition: Node | None, lacking: Lack) -> Lack:
    """What lacks where a condition holds; None is a condition that always does."""
    if lacking is None or condition is None:
        return lacking
    return sql("({} AND {})", certain(condition), lacking)


def among(compiler: Expressions, value: Sequence[Typed | None], condition: Typed | None,
          scope: Scope) -> Lack:  # fmt: skip
    """Whether a row lacks the condition that picks it, or is picked and lacks a value."""
    values = either([lack(compiler, tree, scope) for tree in value if tree is not None])
    if condition is None:
        return values
    picked = None if values is None else compiler.truth(condition, scope)
    return either([lack(compiler, condition, scope), where(picked, values)])


def _path(compiler: Expressions, tree: Path, scope: Scope) -> Lack:
    """A computed field on the way lacks what its own formula lacks."""
    source = source_of(tree, scope)
    if not in_query(source):
        return None
    found: list[Lack] = []
    for at, step in enumerate(tree.steps):
        declared = compiler.schema.entities[step.entity].fields.get(step.field)
        if declared is None or declared.formula is None:
            continue
        formula = declared.formula.tree
        if at == 0:
            found.append(lack(compiler, formula, scope.alone(source)))
            continue
        target = compiler.tables.model(step.entity).alias()
        inner = lack(compiler, formula, scope.alone(target))
        if inner is not None:
            key = compiler.followed(source, tree.steps[:at], scope)
            found.append(_exists(target, [sql("({} = {})", column(target, "id"), key), inner]))
    return either(found)


def _exists(target: Any, conditions: Sequence[Node]) -> Node:
    picked = target.select(sql("1"))
    for condition in conditions:
        picked = picked.where(condition)
    return sql("(EXISTS {})", picked)


def _children(compiler: Expressions, tree: Children, scope: Scope) -> Lack:
    """Rows that belong to the row, of which one lacks something."""
    child = compiler.tables.model(tree.entity).alias()
    inner = among(compiler, (tree.value, tree.on), tree.where, scope.inside(child))
    if inner is None:
        return None
    tied = Children(tree.kind, tree.span, tree.function, tree.entity, tree.link, None, None)
    return _exists(child, [*conditions(compiler, tied, child, scope), inner])


def _given(compiler: Expressions, tree: Given, scope: Scope) -> Lack:
    return lack(compiler, tree.part, scope.given(tree.settings))


def _bands(compiler: Expressions, tree: Bands, scope: Scope) -> Lack:
    steps = (node for _, *pair in tree.steps for node in pair)
    nodes = (tree.value, *steps, tree.otherwise)
    return either([lack(compiler, node, scope) for node in nodes if node is not None])


def _apply(compiler: Expressions, tree: Apply, scope: Scope) -> Lack:
    special = APPLIED.get(tree.name)
    if special is not None:
        return special(compiler, tree, scope)
    return either([lack(compiler, argument, scope) for argument in tree.arguments])


def _asks_calendar(compiler: Expressions, tree: Apply, scope: Scope) -> Lack:
    """Empty though every argument was given."""
    given = [compiler.piece(argument, scope) for argument in tree.arguments]
    filled = " AND ".join("{} IS NOT NULL" for _ in given)
    here = sql(f"({filled} AND ({{}}) IS NULL)", *given, compiler.piece(tree, scope))
    return either([here, *(lack(compiler, argument, scope) for argument in tree.arguments)])


def _rate(compiler: Expressions, tree: Rate, scope: Scope) -> Lack:
    """No rate of the day or before, or an amount whose currency nobody said."""
    asked = sql("({} IS NOT NULL)", compiler.piece(tree.day, scope))
    here = sql("({} AND ({}) IS NULL)", asked, compiler.piece(tree, scope))
    return either([here, lack(compiler, tree.currency, scope)])


def _convert(compiler: Expressions, tree: Apply, scope: Scope) -> Lack:
    """The rates of an amount that is there."""
    amount, _, day, result = tree.arguments
    given = sql("({} IS NOT NULL)", compiler.piece(amount, scope))
    return either([lack(compiler, day, scope), where(given, lack(compiler, result, scope)),
                   lack(compiler, amount, scope)])  # fmt: skip


def _if(compiler: Expressions, tree: Apply, scope: Scope) -> Lack:
    """The condition, or the branch that it chooses."""
    condition, *branches = tree.arguments
    lacks = [lack(compiler, branch, scope) for branch in branches]
    chosen: list[Lack] = []
    if any(each is not None for each in lacks):
        holds = compiler.truth(condition, scope)
        chosen = [
            where(side, each) for side, each in zip((holds, negated(holds)), lacks, strict=False)
        ]
    return either([lack(compiler, condition, scope), *chosen])


def _coalesce(compiler: Expressions, tree: Apply, scope: Scope) -> Lack:
    """The first value, and each later one that is needed."""
    found: list[Lack] = []
    before: list[Node] = []
    for argument in tree.arguments:
        lacking = lack(compiler, argument, scope)
        if lacking is not None and before:
            empty = " AND ".join("({}) IS NULL" for _ in before)
            lacking = where(sql(f"({empty})", *before), lacking)
        found.append(lacking)
        before.append(compiler.piece(argument, scope))
    return either(found)


def _joined(open_when: Callable[[Node], Node]) -> Callable[[Expressions, Apply, Scope], Lack]:
    """Conditions of which another one may decide by itself, whatever this one would say."""

    def made(compiler: Expressions, tree: Apply, scope: Scope) -> Lack:
        """One of them lacks something, and none of the others decides."""
        lacks = [lack(compiler, argument, scope) for argument in tree.arguments]
        some = either(lacks)
        if some is None:
            return None
        undecided: list[Node] = []
        for argument, lacking in zip(tree.arguments, lacks, strict=True):
            leaves_open = open_when(compiler.truth(argument, scope))
            found = either([lacking, leaves_open])
            undecided += [] if found is None else [found]
        return sql("(" + " AND ".join("{}" for _ in undecided) + " AND {})", *undecided, some)

    return made


APPLIED: Mapping[str, Callable[[Expressions, Apply, Scope], Lack]] = MappingProxyType(
    {
        "workdays_between": _asks_calendar,
        "add_workdays": _asks_calendar,
        "is_workday": _asks_calendar,
        "convert": _convert,
        "if": _if,
        "coalesce": _coalesce,
        "and": _joined(certain),
        "or": _joined(negated),
    }
)
"""Operations that ask for what somebody enters, and those that do not need every argument."""

LACKS: Mapping[type, Callable[[Expressions, Any, Scope], Lack]] = MappingProxyType(
    {
        Path: _path,
        Children: _children,
        Given: _given,
        Bands: _bands,
        Rate: _rate,
        Apply: _apply,
    }
)
