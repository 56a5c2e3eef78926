"""Names of a formula to the fields, settings and figures that they mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from formula.faults import quoted, suggestion
from formula.foreign import instead_of_name
from formula.functions import FUNCTIONS
from formula.kinds import MAX_SCALE, link, number, seen_from
from formula.place import Place
from formula.scope import Scope
from formula.sheet_names import item_of, refuse_twofold, twofold
from formula.syntax import Reference
from formula.tree import Figure, Path, Setting, Step, Typed
from formula.words import described
from language import say

_CELLS = frozenset("target headcount workdays".split())
HOMES: Mapping[str, str] = MappingProxyType(
    {
        "kpi": "It works in figures and gates of appraisal sheets only.",
        "score": "It works in gates of appraisal sheets only.",
        "cell": "It works in figures only.",
    }
)
"""What is of sheets or figures only to what to say of it elsewhere."""

ONE_GRADE = "A sheet has one grade, whoever reads it: name a person of its record."
"""Why nobody asks where a grade is decided, and what to write."""


def field_named(scope: Scope, entity: str, name: str) -> str:
    """The field that a key or a label means, or nothing.

    A key wins over a label.
    """
    if name in scope.fields(entity) or name in scope.lines(entity):
        return name
    return scope.label_names(entity).get(name, "")


def entity_named(scope: Scope, name: str) -> str:
    """The entity that a key or a label means, or nothing."""
    return name if name in scope.entities() else scope.entity_labels().get(name, "")


def known_names(scope: Scope, entity: str) -> list[str]:
    """Every word that means a field of an entity."""
    return [*scope.fields(entity), *scope.lines(entity), *scope.label_names(entity)]


def resolved(reference: Reference, place: Place) -> Typed:
    """What names joined by dots mean here."""
    head = reference.names[0]
    special = _SPECIAL.get(head)
    if place.on_sheet and twofold(reference, place):
        return refuse_twofold(reference, place)
    if special and not _is_a_field(reference, place):
        return special(reference, place)
    if _is_a_cell(head, place):
        return _cell(reference, place)
    if not place.rows:
        return _rowless(reference, place)
    skipped = int(_names_the_base(reference, place))
    return walked(reference, skipped, place, "row", 0, place.entity)


def _is_a_field(reference: Reference, place: Place) -> bool:
    """Whether a word that has a meaning of its own is a plain field here."""
    head = reference.names[0]
    free = {"parent": len(place.rows) > 1, "me": True, "setting": True}
    # Alone, `kpi` and `score` are nothing on a sheet; with a name after them they are its items.
    of_items = place.on_sheet and len(reference.names) > 1
    taken = free.get(head, place.level == "figure" or of_items)
    return not taken and bool(place.rows) and bool(field_named(place.scope, place.entity, head))


def _is_a_cell(head: str, place: Place) -> bool:
    """Whether a word is what a cell or a sheet knows; the record of a sheet may have such a field."""
    if place.on_sheet and head in _CELLS:
        return not field_named(place.scope, place.entity, head)
    known = place.level == "figure" and head in _CELLS
    return known or (head == "total" and (place.on_sheet or place.level == "figure"))


def _names_the_base(reference: Reference, place: Place) -> bool:
    """Whether the first name is the aggregate's own rows: `orders.amount`."""
    names = reference.names
    if names[0] != place.base:
        return False
    if len(names) == 1:
        return not field_named(place.scope, place.entity, names[0])
    return bool(field_named(place.scope, place.entity, names[1])) or not field_named(
        place.scope, place.entity, names[0]
    )


def walked(
    reference: Reference, skipped: int, place: Place, root: str, outer: int, entity: str
) -> Typed:
    """Follow names from an entity's row, through links to one record each."""
    scope, kind = place.scope, link(entity)
    steps: list[Step] = []
    for at in range(skipped, len(reference.names)):
        if kind.name != "link":
            words = {"name": quoted(reference.names[at - 1]), "kind": described(kind)}
            return place.refuse("E619", reference.spot(at), **words)
        if kind.many:
            return _crossing(reference, at - 1, place, steps[:-1], steps[-1].entity, kind.entity)
        owner = kind.entity
        field = field_named(scope, owner, reference.names[at])
        if not field:
            return _unknown_field(reference, at, place, owner, steps)
        if field in scope.lines(owner):
            child = scope.lines(owner)[field][0]
            return _crossing(reference, at, place, steps, owner, child)
        steps.append(Step(owner, field))
        kind = scope.fields(owner)[field]
    around = ("me",) if root == "me" else ("parent",) * outer
    kind = seen_from(kind, (*around, *(step.field for step in steps[:-1])))
    return Path(kind, reference.span, root, outer, entity, tuple(steps))


def _unknown_field(
    reference: Reference, at: int, place: Place, entity: str, steps: list[Step]
) -> Typed:
    """Say that an entity has no such field, or that a name means many rows."""
    name, scope = reference.names[at], place.scope
    child = entity_named(scope, name)
    if child and scope.links_to(child, entity):
        if at:
            return _crossing(reference, at, place, steps, entity, child)
        return _needs_wrapping(reference, place, child)
    hint = suggestion(name, known_names(scope, entity)) or _instead(name, at)
    words = {"entity": quoted(entity), "name": quoted(name)}
    return place.refuse("E610", reference.spot(at), hint, **words)


def _instead(name: str, at: int) -> str:
    """What somebody may have meant by a name that is no field."""
    if at:
        return ""
    function = FUNCTIONS.get(name.lower())
    plain = function is not None and not function.arguments
    return say("Write {name}().", name=name.lower()) if plain else instead_of_name(name)


def _crossing(
    reference: Reference, at: int, place: Place, steps: list[Step], entity: str, child: str
) -> Typed:
    """Say that a path goes from one row to many; `steps` lead to the one row."""
    if not steps and not place.inside:
        return _needs_wrapping(reference, place, child)
    rest = ".".join(reference.names[at:])
    hint = say(
        "Write the total as a computed field of {entity}: sum({rest}).",
        entity=quoted(entity),
        rest=rest,
    )
    if place.inside and not steps:
        hint = say(
            "Write exists({name} where …), or sum({rest}) of one row.",
            name=reference.names[at],
            rest=rest,
        )
    words = {"path": quoted(".".join(reference.names)), "entity": quoted(entity)}
    return place.refuse("E622", reference.span, hint, child=quoted(child), **words)


def _needs_wrapping(reference: Reference, place: Place, entity: str) -> Typed:
    """Say that a name has a value in each of many rows."""
    path = ".".join(reference.names)
    single = len(reference.names) == 1
    hint = say("Wrap it: sum({path}) or avg({path}).", path=path)
    if single:
        hint = say("Wrap it: count({path}) or exists({path}).", path=path)
    words = {"path": quoted(path), "entity": quoted(entity)}
    return place.refuse("E620", reference.span, hint, **words)


def _rowless(reference: Reference, place: Place) -> Typed:
    """Say that there is no row, or that an entity must be wrapped."""
    head = reference.names[0]
    entity = entity_named(place.scope, head)
    if entity and place.level == "figure":
        return _needs_wrapping(reference, place, entity)
    if place.level == "figure":
        hint = suggestion(head, [*place.scope.entities(), *place.scope.entity_labels()])
        return place.refuse("E611", reference.spot(0), hint, name=quoted(head))
    return place.refuse("E616", reference.span, name=quoted(head))


def _me(reference: Reference, place: Place) -> Typed:
    """The person who asks."""
    person = place.scope.person()
    if not person or not place.viewer:
        hint = say(ONE_GRADE) if place.on_sheet else ""
        return place.refuse("E618", reference.span, hint, name=quoted("me"))
    return walked(reference, 1, place, "me", 0, person)


def _parent(reference: Reference, place: Place) -> Typed:
    """A row further out."""
    names = reference.names
    outer = next((at for at, name in enumerate(names) if name != "parent"), len(names))
    if outer >= len(place.rows):
        words = quoted(".".join(names[:outer]))
        return place.refuse("E617", reference.span, name=words)
    return walked(reference, outer, place, "row", outer, place.rows[outer])


def _setting(reference: Reference, place: Place) -> Typed:
    """A value that the administrator sets."""
    key, settings = ".".join(reference.names[1:]), place.scope.settings()
    if key in settings:
        return Setting(settings[key], reference.span, key)
    hint = suggestion(key, settings)
    return place.refuse("E613", reference.span, hint, name=quoted(key))


def _figure(reference: Reference, place: Place) -> Typed:
    """Another figure, or an item of the sheet."""
    source, name = reference.names[0], ".".join(reference.names[1:])
    if not place.on_sheet and (source == "score" or place.level != "figure"):
        return place.refuse("E623", reference.span, say(HOMES[source]), name=quoted(source))
    if place.items is not None:
        return item_of(reference, place, place.items)
    if name in place.scope.kpis():
        return Figure(number(MAX_SCALE), reference.span, source, name)
    hint = suggestion(name, place.scope.kpis())
    return place.refuse("E614", reference.span, hint, name=quoted(name))


def _cell(reference: Reference, place: Place) -> Typed:
    """The target, headcount or working days of a cell, or the total of a sheet."""
    name = reference.names[0]
    if place.on_sheet and name != "total":
        return place.refuse("E623", reference.span, say(HOMES["cell"]), name=quoted(name))
    if len(reference.names) > 1:
        words = {"name": quoted(name), "kind": described(number(MAX_SCALE))}
        return place.refuse("E619", reference.spot(1), **words)
    if name == "total" and not place.on_sheet:
        return place.refuse("E623", reference.span, say(HOMES["score"]), name=quoted(name))
    source = "sheet" if name == "total" else "cell"
    return Figure(number(MAX_SCALE), reference.span, source, name)


_SPECIAL: Mapping[str, Callable[[Reference, Place], Typed]] = MappingProxyType(
    {"me": _me, "parent": _parent, "setting": _setting, "kpi": _figure, "score": _figure}
)
