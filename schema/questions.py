"""What later stages ask about a schema: pure functions from it to an answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from formula.reads import fields_read, settings_read
from formula.tree import Literal, Path, Typed
from schema.indicators import Dashboard, Kpi
from schema.objects import Entity, Field, Module, Schema, Transition
from schema.values import Formula


def fields_of(entity: Entity) -> tuple[Field, ...]:
    """The fields in the order of the form, then the others as declared; retired ones left out."""
    placed = [name for section in entity.form for name in section.fields]
    order = dict.fromkeys([*placed, *entity.fields])
    return tuple(entity.fields[name] for name in order if not entity.fields[name].retired)


def stored_fields(entity: Entity) -> tuple[Field, ...]:
    """The fields that have a place in the database."""
    return tuple(field for field in entity.fields.values() if field.stored)


def computed_fields(entity: Entity) -> tuple[Field, ...]:
    """The fields whose value a formula gives."""
    return tuple(field for field in fields_of(entity) if field.formula)


def is_year(field: Field) -> bool:
    """Whether an integer has four digits by its declared limits: nobody groups those of a year."""
    limits = (field.min, field.max)
    known = [limit.tree.value for limit in limits if limit and isinstance(limit.tree, Literal)]
    digits = len(known) == len(limits) and all(1000 <= limit <= 9999 for limit in known)
    return field.type == "integer" and digits


def lines_of(entity: Entity) -> tuple[Field, ...]:
    """The fields that hold lines, in the order of the form."""
    return tuple(field for field in fields_of(entity) if field.type == "lines")


def parent_link(schema: Schema, entity: Entity) -> tuple[str, str]:
    """The entity whose lines an entity is and its link there, or two empty texts."""
    if not entity.parent:
        return "", ""
    holders = (f for f in lines_of(schema.entities[entity.parent]) if f.of == entity.name)
    return entity.parent, next(holders).by


def links_into(schema: Schema, entity: str) -> tuple[tuple[str, str], ...]:
    """Every (entity, field) that links to an entity, lines' links back included."""
    return tuple(
        (other.name, field.name)
        for other in schema.entities.values()
        for field in other.fields.values()
        if field.type in {"link", "links"} and field.to == entity and field.stored
    )


def role_closure(schema: Schema, roles: Iterable[str]) -> frozenset[str]:
    """Some roles and every role that they include, however far down."""
    found: set[str] = set()
    waiting = list(roles)
    while waiting:
        role = waiting.pop()
        if role in schema.roles and role not in found:
            found.add(role)
            waiting += schema.roles[role].includes
    return frozenset(found)


def grants_of(schema: Schema, entity: Entity) -> Entity:
    """The entity whose grants hold for an entity: a child without its own asks its parent."""
    while not entity.grants and entity.parent:
        entity = schema.entities[entity.parent]
    return entity


def granted(
    schema: Schema, entity: Entity, action: str, roles: Iterable[str]
) -> tuple[bool | Formula, ...]:
    """Every extent in which roles, with all they include, may do something."""
    held = role_closure(schema, roles)
    extents = (g.actions.get(action) for g in entity.grants.values() if g.role in held)
    return tuple(extent for extent in extents if extent is not None)


def roles_that(schema: Schema, entity: Entity, action: str) -> tuple[str, ...]:
    """The roles that may do something with at least some records of an entity."""
    return tuple(role for role in schema.roles if granted(schema, entity, action, (role,)))


def list_columns(entity: Entity) -> tuple[str, ...]:
    """The columns of an entity's list that are still there."""
    return tuple(name for name in entity.list.columns if not is_retired(entity, name))


def is_retired(entity: Entity, name: str) -> bool:
    """Whether a field is kept in the database only."""
    return name in entity.fields and entity.fields[name].retired


def title_paths(entity: Entity) -> tuple[tuple[str, ...], ...]:
    """The fields of an entity's title, each as the names that lead to it."""
    trees = [part.tree for part in entity.title.parts if isinstance(part, Formula)]
    return tuple(tuple(s.field for s in tree.steps) for tree in trees if isinstance(tree, Path))


def modules_in_order(schema: Schema) -> tuple[Module, ...]:
    """The modules as the menu has them."""
    return tuple(sorted(schema.modules.values(), key=lambda module: (module.order, module.name)))


def entities_in(schema: Schema, module: str) -> tuple[Entity, ...]:
    """The entities of a module as the menu has them, hidden ones left out."""
    shown = [e for e in schema.entities.values() if e.module == module and not e.hidden]
    return tuple(sorted(shown, key=lambda entity: entity.order))


def kpis_in(schema: Schema, module: str) -> tuple[Kpi, ...]:
    """The figures of a module in the order of the file."""
    return tuple(kpi for kpi in schema.kpis.values() if kpi.module == module)


def dashboards_at(schema: Schema, place: str) -> tuple[Dashboard, ...]:
    """The dashboards that stand in a place."""
    return tuple(board for board in schema.dashboards.values() if place in board.places)


def transitions_from(entity: Entity, state: str | None) -> tuple[Transition, ...]:
    """The transitions that leave a state."""
    if entity.workflow is None or state is None:
        return ()
    return tuple(t for t in entity.workflow.transitions.values() if state in t.origins)


def is_finished(entity: Entity, state: str | None) -> bool:
    """Whether no transition leaves a state, so that nothing waits for anybody."""
    return entity.workflow is not None and not transitions_from(entity, state)


def cited_clauses(schema: Schema) -> Mapping[str, tuple[str, ...]]:
    """Each clause to what cites it, as `entity document_loan` or `field x.y`."""
    found: dict[str, list[str]] = {}
    for owner, clauses in _citations(schema):
        for clause in clauses:
            found.setdefault(clause, []).append(owner)
    return {clause: tuple(owners) for clause, owners in found.items()}


def _citations(schema: Schema) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Everything that may cite clauses, by a name that a person understands."""
    for setting in schema.settings.values():
        yield f"setting {setting.key}", setting.field.clauses
    for entity in schema.entities.values():
        yield from _entity_citations(entity)
    for kind in ("report", "kpi", "dashboard", "scorecard"):
        for thing in getattr(schema, f"{kind}s").values():
            yield f"{kind} {thing.name}", thing.clauses


def _entity_citations(entity: Entity) -> Iterable[tuple[str, tuple[str, ...]]]:
    """What an entity cites, and its fields, checks, transitions and duties."""
    yield f"entity {entity.name}", entity.clauses
    for field in entity.fields.values():
        yield f"field {entity.name}.{field.name}", field.clauses
    for number, check in enumerate(entity.checks, 1):
        yield f"check {entity.name} {number}", check.clauses
    for transition in entity.workflow.transitions.values() if entity.workflow else ():
        yield f"transition {entity.name}.{transition.name}", transition.clauses
    for duty in entity.duties.values():
        yield f"duty {entity.name}.{duty.name}", duty.clauses


def settings_behind(entities: Mapping[str, Entity], tree: Typed) -> frozenset[str]:
    """The keys of all settings that a tree reads, itself or through computed fields."""
    return frozenset().union(*(settings_read(each) for each in trees_behind(entities, tree)))


def trees_behind(entities: Mapping[str, Entity], tree: Typed) -> Iterator[Typed]:
    """A tree, and the formula of each computed field that it reads, itself or through others."""
    waiting = [tree]
    seen: set[tuple[str, str]] = set()
    while waiting:
        here = waiting.pop()
        yield here
        for entity, name in fields_read(here) - seen:
            seen.add((entity, name))
            field = entities[entity].fields.get(name) if entity in entities else None
            if field is not None and field.formula is not None:
                waiting.append(field.formula.tree)
