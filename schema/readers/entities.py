"""Entities: fields, rules, states, grants and layout put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from language import say
from schema.building import Building
from schema.objects import Check, Entity, Field, Role
from schema.parts import Part
from schema.problems import Wording
from schema.readers.duties import read_duties
from schema.readers.fields import read_fields, state_field
from schema.readers.layout import no_field, read_form, read_list
from schema.readers.permissions import check_readable, read_grants
from schema.readers.unique import read_unique
from schema.readers.workflow import read_workflow
from schema.source import Scalar
from schema.types import SYSTEM_FIELDS
from schema.values import Formula, Template


def read_entity(
    building: Building, part: Part, module: str, currency: str, roles: Mapping[str, Role]
) -> Entity:
    """One entity with everything that is declared about it."""
    name = part.name
    fields = read_fields(building, name, part, currency) | _state(building, part)
    title = read_title(building, part, fields)
    grants = read_grants(building, name, part)
    check_readable(building, grants, roles)
    parent = building.scope.parent(name)[0]
    check_renamed(building, part)
    return Entity(
        name=name,
        module=module,
        label=part.get("label"),
        title=title,
        fields=fields,
        checks=read_checks(building, part),
        workflow=read_workflow(building, name, part.get("workflow"), title),
        grants=grants,
        list=read_list(building, name, part, fields),
        form=read_form(building, name, part, fields),
        parent=parent,
        hidden=part.get("hidden", bool(parent)),
        order=part.get("order", 100),
        renamed_from=part.text("renamed_from"),
        clauses=building.cited(part),
        owner=part.text("owner"),
        due=part.text("due"),
        done=part.text("done"),
        icon=part.text("icon"),
        unique=read_unique(building, part, fields),
        duties=read_duties(building, part, fields),
        span=part.span,
    )


def _state(building: Building, part: Part) -> dict[str, Field]:
    """The workflow's field, which nobody declares."""
    workflow = part.get("workflow")
    if workflow is None:
        return {}
    field = state_field(workflow)
    declared = part.get("fields", {}).get(field.name)
    if declared:
        message = say(
            '"{field}" holds the workflow\'s state and is not declared.', field=field.name
        )
        building.add("E503", message, say("Remove the field."), declared.span)
    return {field.name: replace(field, span=workflow.span)}


def read_title(building: Building, part: Part, fields: Mapping[str, Field]) -> Template:
    """The title of a record; where none is declared, its first short text."""
    written = part.get("title")
    if written is None:
        short = (f.name for f in fields.values() if f.type in {"sequence", "string"} and f.stored)
        written = Scalar(f"{{{next(short, 'id')}}}", part.span)
    return building.template(written, part.name, {})


def read_checks(building: Building, part: Part) -> tuple[Check, ...]:
    """The conditions that every record keeps."""
    found = [_check(building, part.name, check) for check in part.get("checks", ())]
    return tuple(check for check in found if check)


def _check(building: Building, entity: str, part: Part) -> Check | None:
    """One condition, or None when it cannot be read."""
    field = part.get("field")
    fields = building.fields_of(entity)
    if field is not None and field.text not in fields:
        no_field(building, entity, field, fields)
    that: Formula | None = building.condition(part.get("that"), entity)
    if that is None or "message" not in part.values:
        return None
    return Check(that, part.get("message"), part.text("field"), building.cited(part), part.span)


def check_renamed(building: Building, part: Part) -> None:
    """Note new names whose old name is still in use."""
    _still_there(building, part, building.entities, "entity")
    fields = part.get("fields", {})
    for field in fields.values():
        _still_there(building, field, fields, "field")
        if field.text("renamed_from") in SYSTEM_FIELDS:
            place = field.place("renamed_from")
            message = say(
                '"{name}" belongs to the engine and keeps its name.',
                name=field.text("renamed_from"),
            )
            building.add("E315", message, say('Leave out "renamed_from".'), place)


def _still_there(building: Building, part: Part, known: Mapping[str, Part], kind: str) -> None:
    """Note an old name that something else still has."""
    old = part.text("renamed_from")
    if old and old in known:
        wording = Wording(say('The {kind} "{old}" still exists.', kind=say(kind), old=old),
                          say('Remove "{old}", or leave out "renamed_from".', old=old))  # fmt: skip
        building.findings.add("E315", wording, part.place("renamed_from"))
