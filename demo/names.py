"""The names of a finished schema, so that a scenario's formulas can be typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from formula import kinds
from formula.kinds import Kind
from schema.objects import Schema
from schema.types import system_fields


@dataclass(frozen=True, slots=True)
class SchemaNames:
    """Implements `formula.scope.Scope` over a schema; labels are not looked up."""

    schema: Schema

    def entities(self) -> Iterable[str]:
        """The name of every entity."""
        return self.schema.entities.keys()

    def entity_labels(self) -> Mapping[str, str]:
        """No labels: a scenario uses names."""
        return {}

    def label_names(self, entity: str) -> Mapping[str, str]:
        """No labels: a scenario uses names."""
        return {}

    def fields(self, entity: str) -> Mapping[str, Kind]:
        """Every field that has a value, system and computed ones too."""
        declared = self.schema.entities[entity].fields.values()
        own = {f.name: f.kind for f in declared if f.type != "lines" and not f.retired}
        return {**system_fields(self.person()), "id": kinds.link(entity), **own}

    def lines(self, entity: str) -> Mapping[str, tuple[str, str]]:
        """Each `lines` field to its child entity and the child's link back."""
        declared = self.schema.entities[entity].fields.values()
        return {f.name: (f.of, f.by) for f in declared if f.type == "lines"}

    def links_to(self, origin: str, target: str) -> tuple[str, ...]:
        """The link fields of one entity that point at another."""
        declared = self.schema.entities[origin].fields.values()
        return tuple(f.name for f in declared if f.type == "link" and f.to == target)

    def parent(self, entity: str) -> tuple[str, str]:
        """The entity whose lines an entity is, and the link back; or two empty texts."""
        above = self.schema.entities[entity].parent
        ties = self.lines(above).values() if above else ()
        return next(((above, by) for of, by in ties if of == entity), ("", ""))

    def settings(self) -> Mapping[str, Kind]:
        """The kind of every setting."""
        return {name: setting.field.kind for name, setting in self.schema.settings.items()}

    def person(self) -> str:
        """The entity of people, or nothing."""
        return self.schema.people.entity if self.schema.people else ""

    def kpis(self) -> Iterable[str]:
        """The name of every figure."""
        return self.schema.kpis.keys()

    def roles(self) -> Iterable[str]:
        """The name of every role."""
        return self.schema.roles.keys()
