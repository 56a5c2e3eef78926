"""Aggregates over the rows that belong to a row, as correlated sub-selects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from peewee import Node

from formula.kinds import Kind, link
from formula.tree import Children, Path
from models.compiler import NO_SPAN, Compiler, Scope
from models.sql import column, sql

ROW_ITSELF = Path(link(""), NO_SPAN, "row", 0, "", ())
"""The id of the nearest row."""


def aggregated(compiler: Compiler, tree: Children, scope: Scope) -> Node:
    """An aggregate over a row's child rows; those in the recycle bin do not count."""
    child = compiler.tables.model(tree.entity).alias()
    inner = scope.inside(child)
    picked = child.select(SELECTED[tree.function](compiler, tree, inner))
    for condition in conditions(compiler, tree, child, scope):
        picked = picked.where(condition)
    return FINISHED.get(tree.function, _as_it_is)(compiler, tree, inner, picked)


def conditions(compiler: Compiler, tree: Children, child: Any, scope: Scope) -> list[Node]:
    """What picks the child rows."""
    found = [sql("({} IS NULL)", column(child, "deleted_at"))]
    if tree.link:
        mine = compiler.piece(ROW_ITSELF, scope)
        found.append(sql("({} = {})", column(child, f"{tree.link}_id"), mine))
    if tree.where is not None:
        found.append(compiler.truth(tree.where, scope.inside(child)))
    return found


def _value(compiler: Compiler, tree: Children, inner: Scope) -> Node:
    assert tree.value is not None
    return compiler.piece(tree.value, inner)


def _fitted(compiler: Compiler, tree: Children, inner: Scope) -> Node:
    assert tree.value is not None
    return compiler.fitted(tree.value, tree.kind, inner)


def _kind(tree: Children) -> Kind:
    assert tree.value is not None
    return tree.value.kind


def _count(compiler: Compiler, tree: Children, inner: Scope) -> Node:
    return sql("COUNT(*)")


def _one(compiler: Compiler, tree: Children, inner: Scope) -> Node:
    return sql("1")


def _count_distinct(compiler: Compiler, tree: Children, inner: Scope) -> Node:
    return sql("COUNT(DISTINCT {})", _value(compiler, tree, inner))


def _sum(compiler: Compiler, tree: Children, inner: Scope) -> Node:
    total = sql("COALESCE(SUM({}), 0)", _value(compiler, tree, inner))
    settled = compiler.settled(total, _kind(tree), tree.kind)
    # PostgreSQL adds integers up to a NUMERIC.
    return compiler.dialect.whole(settled) if tree.kind.name in ("integer", "days") else settled


def _average(compiler: Compiler, tree: Children, inner: Scope) -> Node:
    total, count = (
        sql(f"{name}({{}})", _value(compiler, tree, inner)) for name in ("SUM", "COUNT")
    )
    mean = compiler.dialect.quotient(total, _kind(tree).scale, count, 0)
    return compiler.settled(mean, Kind("number", scale=8), tree.kind)


def _extreme(function: str) -> Callable[[Compiler, Children, Scope], Node]:
    def selected(compiler: Compiler, tree: Children, inner: Scope) -> Node:
        return sql(f"{function}({{}})", _fitted(compiler, tree, inner))

    return selected


def _plain(compiler: Compiler, tree: Children, inner: Scope) -> Node:
    return _fitted(compiler, tree, inner)


def _as_it_is(compiler: Compiler, tree: Children, inner: Scope, picked: Any) -> Node:
    return picked


def _exists(compiler: Compiler, tree: Children, inner: Scope, picked: Any) -> Node:
    return sql("(EXISTS {})", picked)


def _last(compiler: Compiler, tree: Children, inner: Scope, picked: Any) -> Node:
    assert tree.on is not None
    when = compiler.piece(tree.on, inner)
    newest = (sql("{} DESC", when), *latest_first(inner.rows[0]))
    return picked.where(sql("({} IS NOT NULL)", when)).order_by(*newest).limit(1)


def latest_first(child: Any) -> list[Node]:
    """Rows of equal dates as people see them, from the last to the first."""
    names = [name for name in ("line_number", "id") if name in child.model._meta.fields]
    return [sql("{} DESC", column(child, name)) for name in names]


SELECTED: Mapping[str, Callable[[Compiler, Children, Scope], Node]] = {
    "count": _count,
    "exists": _one,
    "count_distinct": _count_distinct,
    "sum": _sum,
    "avg": _average,
    "min": _extreme("MIN"),
    "max": _extreme("MAX"),
    "last": _plain,
}

FINISHED: Mapping[str, Callable[[Compiler, Children, Scope, Any], Node]] = {
    "exists": _exists,
    "last": _last,
}
