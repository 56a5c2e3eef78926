"""Every node of a typed tree, with the rows that stand around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from formula.tree import Apply, Bands, Children, Given, Measure, Path, Rate, Typed


def inner(tree: Typed) -> tuple[tuple[Typed, int], ...]:
    """The nodes right below a node, and how many rows further in each stands.

    What an aggregate is given stands one row further in.
    """
    if isinstance(tree, Apply):
        return tuple((argument, 0) for argument in tree.arguments)
    if isinstance(tree, Given):
        return ((tree.part, 0),)
    if isinstance(tree, Rate):
        return ((tree.currency, 0), (tree.day, 0), (tree.newest, 0))
    if isinstance(tree, Bands):
        steps = (node for _, *pair in tree.steps for node in pair)
        nodes = (tree.value, *steps, tree.otherwise)
        return tuple((node, 0) for node in nodes if node is not None)
    if isinstance(tree, Children):
        return tuple((node, 1) for node in (tree.value, tree.where, tree.on) if node is not None)
    if isinstance(tree, Measure):
        nodes = (tree.value, tree.where, tree.on, tree.by)
        return tuple((node, 1) for node in nodes if node is not None)
    return ()


def walk(tree: Typed, depth: int = 0) -> Iterator[tuple[Typed, int]]:
    """Every node, the whole first, and how many rows further in it stands."""
    yield tree, depth
    for node, deeper in inner(tree):
        yield from walk(node, depth + deeper)


def outward(tree: Typed, depth: int = 0) -> Typed:
    """The same node as a row one further in says it: the rows that it reads are further out."""
    if isinstance(tree, Path):
        away = tree.root == "row" and tree.outer >= depth
        return replace(tree, outer=tree.outer + 1) if away else tree
    changes: dict[str, Any] = {}
    deeper = depth + isinstance(tree, Children | Measure)
    for part in fields(tree):
        held = getattr(tree, part.name)
        if isinstance(held, Typed):
            changes[part.name] = outward(held, deeper)
        elif isinstance(held, tuple):
            changes[part.name] = tuple(_outward(each, deeper) for each in held)
    return replace(tree, **changes)


def _outward(held: Any, depth: int) -> Any:
    if isinstance(held, tuple):
        return tuple(_outward(each, depth) for each in held)
    return outward(held, depth) if isinstance(held, Typed) else held


def mentions_outer(tree: Typed) -> bool:
    """Whether a tree about a row also reads a row around it."""
    return any(
        isinstance(node, Path) and node.root == "row" and node.outer > depth
        for node, depth in walk(tree)
    )
