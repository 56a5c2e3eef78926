"""Conditions as SQL: one entry of a table each, as in `formula.operations`.

They may be unknown (NULL) where they do not hold, which is what lets WHERE use an index.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from peewee import Node

from formula.kinds import BOOLEAN, DATETIME, INTEGER, Kind, number
from formula.tree import Apply, Literal, Path, Typed
from models.compiler import Compiler, Scope
from models.members import includes, none_there
from models.sql import FALSE, bound, negated, sql

Maker = Callable[[Compiler, Apply, Scope], Node]
"""How an operator or function becomes SQL."""


def shared_kind(trees: tuple[Typed, ...]) -> Kind:
    """The kind that values are compared in: the most decimals, or moments."""
    known = [tree.kind for tree in trees if tree.kind.name != "empty"] or [BOOLEAN]
    if all(kind.numeric for kind in known):
        scale = max(kind.scale for kind in known)
        return number(scale) if scale else INTEGER
    names = {kind.name for kind in known}
    return DATETIME if names == {"date", "datetime"} else known[0]


def alike(compiler: Compiler, trees: tuple[Typed, ...], scope: Scope) -> list[Node]:
    """Values made comparable with each other."""
    kind = shared_kind(trees)
    return [compiler.fitted(tree, kind, scope) for tree in trees]


def comparison(sign: str) -> Maker:
    """A comparison that is unknown with empty."""

    def made(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
        return sql(f"({{}} {sign} {{}})", *alike(compiler, tree.arguments, scope))

    return made


def different(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """Not equal, which empty is to everything."""
    left, right = alike(compiler, tree.arguments, scope)
    if any(isinstance(one, Literal) and one.value is not None for one in tree.arguments):
        return compiler.dialect.different(left, right)
    return sql("COALESCE({} <> {}, TRUE)", left, right)


def between(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """From one limit to another, both included."""
    return sql("({} BETWEEN {} AND {})", *alike(compiler, tree.arguments, scope))


def one_of(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """One of several values."""
    value, *choices = alike(compiler, tree.arguments, scope)
    places = ", ".join("{}" for _ in choices)
    return sql(f"({{}} IN ({places}))", value, *choices) if choices else FALSE


def none_of(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """None of several values, or empty."""
    return negated(one_of(compiler, tree, scope))


def joined(word: str) -> Maker:
    """Conditions of which all, or some, must hold."""

    def made(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
        truths = [compiler.truth(argument, scope) for argument in tree.arguments]
        return sql("(" + f" {word} ".join("{}" for _ in truths) + ")", *truths)

    return made


def opposite(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """True where a condition does not hold."""
    return negated(compiler.truth(tree.arguments[0], scope))


def empty(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """No value, no text, no choice."""
    (value,) = tree.arguments
    if value.kind.many and isinstance(value, Path):
        return none_there(compiler, value, scope)
    piece = compiler.piece(value, scope)
    if value.kind.name in ("text", "choice"):
        return sql("(COALESCE({}, '') = '')", piece)
    return sql("({} IS NULL)", piece)


def filled(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """A value, whatever it is."""
    (value,) = tree.arguments
    if value.kind.many or value.kind.name in ("text", "choice"):
        return sql("(NOT {})", empty(compiler, tree, scope))
    return sql("({} IS NOT NULL)", compiler.piece(value, scope))


def contains(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """A text somewhere in another."""
    return sql("({} > 0)", _position(compiler, tree, scope))


def starts(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """A text at the beginning of another."""
    return sql("({} = 1)", _position(compiler, tree, scope))


def _position(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    text, part = (compiler.piece(argument, scope) for argument in tree.arguments)
    return compiler.dialect.position(text, part)


def included(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """A value among the several of a field."""
    several, one = tree.arguments
    return includes(compiler, several, one, scope)


def with_role(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """Whether the person who asks has a role, known before the query runs."""
    role = getattr(tree.arguments[0], "value", None)
    held = role in scope.context.roles
    return sql("({} = {})", bound(int(held)), bound(1))


CONDITIONS: Mapping[str, Maker] = {
    "eq": comparison("="),
    "ne": different,
    "lt": comparison("<"),
    "le": comparison("<="),
    "gt": comparison(">"),
    "ge": comparison(">="),
    "between": between,
    "in": one_of,
    "not_in": none_of,
    "and": joined("AND"),
    "or": joined("OR"),
    "not": opposite,
    "is_empty": empty,
    "is_not_empty": filled,
    "text_contains": contains,
    "starts_with": starts,
    "includes": included,
    "has_role": with_role,
}
