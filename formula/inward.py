"""A formula about a row, said from a row further in."""

from __future__ import annotations

from dataclasses import replace

from formula.tree import Apply, Bands, Children, Measure, Path, Typed
from formula.walk import walk


def aggregates(tree: Typed) -> bool:
    """Whether a formula goes through rows that belong to its own: such a one has no `inward`."""
    return any(isinstance(node, Children | Measure) for node, _ in walk(tree))


def inward(tree: Typed) -> Typed:
    """The same value, said from a row of a sub-select: what was the row is its outer one."""
    if isinstance(tree, Path):
        return replace(tree, outer=tree.outer + 1) if tree.root == "row" else tree
    if isinstance(tree, Apply):
        return replace(tree, arguments=tuple(map(inward, tree.arguments)))
    if isinstance(tree, Bands):
        steps = tuple((sign, inward(limit), inward(result)) for sign, limit, result in tree.steps)
        otherwise = tree.otherwise and inward(tree.otherwise)
        return replace(tree, value=inward(tree.value), steps=steps, otherwise=otherwise)
    if aggregates(tree):
        raise ValueError("rows of a row cannot be said from further in")
    return tree
