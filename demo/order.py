"""In which order entities are filled: what is linked comes before what links."""

from __future__ import annotations

from schema.objects import Entity, Schema


def filling_order(schema: Schema) -> tuple[Entity, ...]:
    """Entities of their own (no child rows), each after those that it must link to."""
    waiting = {
        name: _needs(schema, entity)
        for name, entity in schema.entities.items()
        if not entity.parent
    }
    done: list[Entity] = []
    while waiting:
        ready = [name for name, needs in waiting.items() if not needs & waiting.keys() - {name}]
        for name in ready or [min(waiting, key=lambda n: len(waiting[n] & waiting.keys()))]:
            done.append(schema.entities[name])
            del waiting[name]
    return tuple(done)


def _needs(schema: Schema, entity: Entity) -> set[str]:
    """The entities that a record, or one of its child rows, must link to."""
    needs: set[str] = set()
    for field in entity.fields.values():
        if field.type == "link" and field.required:
            needs.add(field.to)
        elif field.type == "lines":
            needs |= _needs(schema, schema.entities[field.of]) - {entity.name}
    return needs
