"""The names of a rulebook as formulas look them up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from formula import kinds
from formula.kinds import Kind
from formula.scope import Rates
from schema.parts import Part
from schema.types import STATE_LABEL, SYSTEM_LABELS, TYPES, Traits, system_fields
from schema.values import DEFAULT_LOCALE, Label, Span


@dataclass(frozen=True, slots=True)
class EntityNames:
    """The names of one entity: what its fields are, and what its lines are."""

    fields: Mapping[str, Kind]
    labels: Mapping[str, str]
    lines: Mapping[str, tuple[str, str]]
    places: Mapping[str, Span]


NOBODY = EntityNames(*(MappingProxyType({}) for _ in range(4)))


@dataclass(frozen=True, slots=True)
class RulebookScope:
    """Implements `formula.scope.Scope` over the declarations that were read."""

    by_entity: Mapping[str, EntityNames]
    labels: Mapping[str, str]
    setting_kinds: Mapping[str, Kind]
    people: str
    kpi_names: tuple[str, ...]
    role_places: Mapping[str, Span]
    places: Mapping[str, Span]
    parents: Mapping[str, tuple[str, str]]
    base: str = "CNY"
    exchange: Rates | None = None
    _links: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict, compare=False)

    def entities(self) -> Iterable[str]:
        """The name of every entity."""
        return self.by_entity.keys()

    def entity_labels(self) -> Mapping[str, str]:
        """Each label that only one entity has, to that entity."""
        return self.labels

    def fields(self, entity: str) -> Mapping[str, Kind]:
        """Every field that has a value, system and computed ones too."""
        return self.by_entity.get(entity, NOBODY).fields

    def label_names(self, entity: str) -> Mapping[str, str]:
        """Each label that only one field has, to that field."""
        return self.by_entity.get(entity, NOBODY).labels

    def lines(self, entity: str) -> Mapping[str, tuple[str, str]]:
        """Each `lines` field to its child entity and the child's link back."""
        return self.by_entity.get(entity, NOBODY).lines

    def links_to(self, origin: str, target: str) -> tuple[str, ...]:
        """The declared link fields of one entity that point at another."""
        key = (origin, target)
        if key not in self._links:
            self._links[key] = links_between(self.by_entity.get(origin, NOBODY), target)
        return self._links[key]

    def parent(self, entity: str) -> tuple[str, str]:
        """The entity whose lines an entity is, and the link back; or two empty texts."""
        return self.parents.get(entity, ("", ""))

    def settings(self) -> Mapping[str, Kind]:
        """The kind of every setting."""
        return self.setting_kinds

    def person(self) -> str:
        """The entity of people, or nothing."""
        return self.people

    def kpis(self) -> Iterable[str]:
        """The name of every figure."""
        return self.kpi_names

    def roles(self) -> Mapping[str, Span]:
        """The name of every role, and where it is declared."""
        return self.role_places

    def rates(self) -> Rates | None:
        """Where exchange rates come from, if the rulebook says so."""
        return self.exchange


def links_between(origin: EntityNames, target: str) -> tuple[str, ...]:
    """The declared links of an entity that point at another, one value each."""
    return tuple(
        name
        for name, kind in origin.fields.items()
        if kind.name == "link" and kind.entity == target and not kind.many and name in origin.places
    )


def scope(
    parts: Mapping[str, Mapping[str, Part]],
    people: str,
    currency: str,
    rates: Rates | None = None,
) -> RulebookScope:
    """Every name of the rulebook, from the parts that have the right form."""
    entities = parts["entities"]
    names = {name: entity_names(name, part, people, currency) for name, part in entities.items()}
    tied = _lines_tied(names, entities)
    return RulebookScope(
        by_entity=tied,
        labels=_once((entity.get("label"), name) for name, entity in entities.items()),
        setting_kinds=_kinds(parts["settings"], currency),
        people=people if people in entities else "",
        kpi_names=tuple(parts["kpis"]),
        role_places={name: role.span for name, role in parts["roles"].items()},
        places={name: part.span for name, part in entities.items()},
        parents=_parents(tied),
        base=currency,
        exchange=rates,
    )


def _parents(names: Mapping[str, EntityNames]) -> dict[str, tuple[str, str]]:
    """Every child of lines to its parent and its link back."""
    return {
        child: (parent, link)
        for parent, known in reversed(list(names.items()))
        for child, link in known.lines.values()
    }


def entity_names(entity: str, part: Part, people: str, currency: str) -> EntityNames:
    """The names of one entity; its lines are tied to their children later."""
    declared = {n: f for n, f in part.get("fields", {}).items() if not f.get("retired")}
    state = state_kind(part)
    own = {"id": kinds.link(entity)}  # so that a record can be compared with a link to it
    fields = {**system_fields(people), **own, **_kinds(declared, currency), **state}
    places = {name: field.span for name, field in declared.items()}
    labelled = [(field.get("label"), name) for name, field in declared.items()]
    labelled += [(STATE_LABEL, name) for name in state]
    labelled += [(SYSTEM_LABELS[name], name) for name in system_fields(people)]
    return EntityNames(fields, _once(labelled), {}, places)


def state_kind(part: Part) -> dict[str, Kind]:
    """The workflow's field with its states as options."""
    workflow = part.get("workflow")
    if workflow is None:
        return {}
    return {workflow.text("field", "state"): kinds.choice(tuple(workflow.get("states", ())))}


def _kinds(declared: Mapping[str, Part], currency: str) -> dict[str, Kind]:
    """The kind of every field whose type is known; lines have no value of their own."""
    return {
        name: kind_of(part, currency)
        for name, part in declared.items()
        if part.text("type") in TYPES and part.text("type") != "lines"
    }


def kind_of(part: Part, currency: str) -> Kind:
    """The kind of a declared field."""
    type_ = TYPES[part.text("type")]
    options: Any = part.get("options", ())
    return type_.kind(
        Traits(
            decimals=part.get("decimals", type_.decimals),
            options=tuple(str(option) for option in options),
            multiple=bool(part.get("multiple")),
            entity=part.text("to") or part.text("of"),
            currency=part.text("currency") or currency,
        )
    )


def _lines_tied(
    names: Mapping[str, EntityNames], entities: Mapping[str, Part]
) -> dict[str, EntityNames]:
    """Every entity's names with its lines tied to the children's links back."""
    tied = {}
    for name, known in names.items():
        fields = entities[name].get("fields", {})
        lines = {
            field: (part.text("of"), link_back(part, name, names))
            for field, part in fields.items()
            if part.text("type") == "lines" and part.text("of") in names
        }
        tied[name] = EntityNames(known.fields, known.labels, lines, known.places)
    return tied


def link_back(part: Part, parent: str, names: Mapping[str, EntityNames]) -> str:
    """The child's link that a lines field goes by: the one named, or the only one."""
    if part.get("by"):
        return part.text("by")
    links = links_between(names.get(part.text("of"), NOBODY), parent)
    return links[0] if links else ""


def _once(pairs: Iterable[tuple[Label | None, str]]) -> dict[str, str]:
    """The labels that name one thing only, to its name."""
    known = [(label.texts.get(DEFAULT_LOCALE, ""), name) for label, name in pairs if label]
    counts = Counter(label for label, _ in known)
    return {label: name for label, name in known if label and counts[label] == 1}
