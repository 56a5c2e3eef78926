"""What the condition of a gate looks at, and who may be told that it holds."""

from __future__ import annotations

from collections.abc import Iterator

from formula.reads import entities_read, fields_read
from formula.tree import Figure, Typed
from formula.walk import walk
from records.gate import Gate
from records.grants import inherits, rules
from records.visibility import only_own, readable, system_fields

FIGURE, FIELD, ROWS = "figure", "field", "rows"
"""Kinds of what a condition looks at, the first word as snapshots and papers keep it."""


def reads_of(tree: Typed) -> tuple[str, ...]:
    """Everything that somebody learns something about who is told that a condition holds.

    The points of a sheet's items are not among it: whoever may read the sheet sees them.
    """
    return tuple(sorted(set(_reads(tree))))


def _reads(tree: Typed) -> Iterator[str]:
    for node, _ in walk(tree):
        if isinstance(node, Figure) and node.source == "kpi":
            yield f"{FIGURE} {node.name}"
    yield from (f"{FIELD} {entity}.{field}" for entity, field in fields_read(tree))
    yield from (f"{ROWS} {entity}" for entity in entities_read(tree))


def unread_of(
    gate: Gate, sheet: str, reads: frozenset[str], figures: frozenset[str]
) -> frozenset[str]:
    """What of it whoever asks may not learn; `sheet` is the sheets' entity, `figures` are hidden."""
    if gate.actor.system:
        return frozenset()
    return frozenset(each for each in reads if not _open(gate, sheet, figures, *each.split(" ", 1)))


def _open(gate: Gate, sheet: str, figures: frozenset[str], kind: str, name: str) -> bool:
    """Whether the reader of a sheet may learn about one thing; what is unknown by now is not open."""
    if kind == FIGURE:
        return name not in figures
    entity, _, field = name.partition(".")
    if entity not in gate.rulebook.schema.entities:
        return False
    return _field_open(gate, entity, field) if kind == FIELD else _rows_open(gate, sheet, entity)


def _field_open(gate: Gate, entity: str, name: str) -> bool:
    """Whether a field is readable on every record; of whom a record is, is not asked here."""
    declared = gate.rulebook.entity(entity)
    if declared.workflow is not None and name == declared.workflow.field:
        return True
    if name in system_fields(gate.rulebook.schema.people):
        return True
    field = declared.fields.get(name)
    if field is None:
        return False
    return readable(gate.session, field) and not only_own(gate.session, field)


def _rows_open(gate: Gate, sheet: str, entity: str) -> bool:
    """Whether all rows of an entity are readable; the sheet and its own lines are, with the sheet."""
    schema = gate.rulebook.schema
    declared = schema.entities[entity]
    if entity == sheet or (declared.parent == sheet and inherits(schema, declared)):
        return True
    return any(rule.always for rule in rules(schema, gate.actor.roles, "read", entity))
