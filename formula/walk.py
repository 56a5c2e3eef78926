"""Every node of a typed tree, with the rows that stand around it."""

from __future__ import annotations

from collections.abc import Iterator

from formula.tree import Apply, Bands, Children, Given, Measure, Path, Typed


def inner(tree: Typed) -> tuple[tuple[Typed, int], ...]:
    """The nodes right below a node, and how many rows further in each stands.

    What an aggregate is given stands one row further in.
    """
    if isinstance(tree, Apply):
        return tuple((argument, 0) for argument in tree.arguments)
    if isinstance(tree, Given):
        return ((tree.part, 0),)
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


def mentions_outer(tree: Typed) -> bool:
    """Whether a tree about a row also reads a row around it."""
    return any(
        isinstance(node, Path) and node.root == "row" and node.outer > depth
        for node, depth in walk(tree)
    )
