"""What a typed tree reads: fields, child rows, settings and other figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from formula.tree import Apply, Children, Figure, Measure, Path, Setting, Typed
from formula.walk import walk


def fields_read(tree: Typed) -> frozenset[tuple[str, str]]:
    """Every (entity, field) whose value can change the tree's value.

    The links that are followed count, also those that bind child rows to their row.
    """
    found: set[tuple[str, str]] = set()
    for node, _ in walk(tree):
        if isinstance(node, Path):
            found |= {(step.entity, step.field) for step in node.steps}
        elif isinstance(node, Children) and node.link:
            found.add((node.entity, node.link))
    return frozenset(found)


def entities_read(tree: Typed) -> frozenset[str]:
    """Every entity whose rows are looked at, even if no field of theirs is read."""
    rows = (node.entity for node, _ in walk(tree) if isinstance(node, Children | Measure))
    return frozenset(rows) | {entity for entity, _ in fields_read(tree)}


def children_read(tree: Typed) -> frozenset[tuple[str, str]]:
    """Every (child entity, its link) whose rows are aggregated."""
    nodes = (node for node, _ in walk(tree) if isinstance(node, Children))
    return frozenset((node.entity, node.link) for node in nodes)


def depends_on_form(tree: Typed, outer: int = 0) -> frozenset[str]:
    """The fields of the record being edited that the value depends on.

    `outer` says where that record stands: 0 is the row itself, 1 its `parent`, as in
    the `where` of a link. Nothing is falsy: the value is the same for every form.
    """
    return frozenset(
        node.steps[0].field
        for node, depth in walk(tree)
        if isinstance(node, Path)
        and node.root == "row"
        and node.steps
        and node.outer - depth == outer
    )


def follows(tree: Typed) -> bool:
    """Whether a value depends on the form around it: on the record's fields or its parent's."""
    return bool(depends_on_form(tree) or depends_on_form(tree, 1))


def asks_who(tree: Typed) -> bool:
    """Whether the value differs from person to person."""
    return any(
        (isinstance(node, Path) and node.root == "me")
        or (isinstance(node, Apply) and node.name == "has_role")
        for node, _ in walk(tree)
    )


def settings_read(tree: Typed) -> frozenset[str]:
    """The keys of all settings that are read."""
    return frozenset(node.key for node, _ in walk(tree) if isinstance(node, Setting))


def figures_read(tree: Typed) -> frozenset[str]:
    """The names of all other figures that are read."""
    nodes = (node for node, _ in walk(tree) if isinstance(node, Figure))
    return frozenset(node.name for node in nodes if node.source in ("kpi", "score"))


def cycle(needs: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The first circle in who needs whom, its first name again at its end; or nothing.

    >>> cycle({"a": ["b"], "b": ["c"], "c": ["b"]})
    ('b', 'c', 'b')
    """
    finished: set[str] = set()
    for start in needs:
        trail = [(start, iter(needs[start]))]
        while trail:
            name = next(trail[-1][1], None)
            names = [step for step, _ in trail]
            if name is None:
                finished.add(trail.pop()[0])
            elif name in names:
                return (*names[names.index(name) :], name)
            elif name not in finished:
                trail.append((name, iter(needs.get(name, ()))))
    return ()
