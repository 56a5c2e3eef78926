"""What roles may do with which rows: grants as rules, on one record and in SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

from formula.evaluate import holds
from records.rows import Row
from records.session import Session
from schema.objects import Entity, Schema
from schema.values import Formula, Span

ACTIONS = ("read", "create", "update", "delete", "restore", "export", "print", "import")
"""Everything that a grant can allow."""

THROUGH_PARENT: Mapping[str, str] = {"create": "update", "delete": "update", "restore": "update"}
"""What may be done to a line by whoever may do this to the record it belongs to."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One role's grant of one action.

    `via` are the links that lead from the row to the record that the condition is
    about: none for an entity's own grant, the parent link for a line.
    """

    role: str
    entity: str
    condition: bool | Formula
    span: Span
    via: tuple[str, ...] = ()

    @property
    def always(self) -> bool:
        """Whether the rule holds for every row."""
        return self.condition is True and not self.via


def parent_link(schema: Schema, entity: Entity) -> str:
    """The link field by which a line belongs to its parent, or ""."""
    parent = schema.entities.get(entity.parent)
    lines = (field for field in parent.fields.values() if field.of == entity.name) if parent else ()
    return next((field.by for field in lines if field.type == "lines"), "")


def inherits(schema: Schema, entity: Entity) -> bool:
    """Whether an entity declares no grants, so that its parent's hold for its rows."""
    return not entity.grants and bool(parent_link(schema, entity))


def rules(schema: Schema, roles: frozenset[str], action: str, entity: str) -> tuple[Rule, ...]:
    """The grants of an action that somebody with these roles has, in declared order."""
    return tuple(rule for rule in all_rules(schema, action, entity) if rule.role in roles)


def all_rules(schema: Schema, action: str, entity: str) -> Iterator[Rule]:
    """Every role's grant of an action."""
    declared = schema.entities[entity]
    if inherits(schema, declared):
        link = parent_link(schema, declared)
        through = THROUGH_PARENT.get(action, action)
        for rule in all_rules(schema, through, declared.parent):
            yield replace(rule, via=(link, *rule.via))
        return
    for grant in declared.grants.values():
        condition = grant.actions.get(action)
        if condition:
            yield Rule(grant.role, entity, condition, grant.span)


def rule_holds(session: Session, rule: Rule, row: Row) -> bool:
    """Whether a rule covers a record."""
    subject: Row | None = row
    for link in rule.via:
        subject = subject.follow(link) if subject is not None else None
    if subject is None:
        return False
    if not isinstance(rule.condition, Formula):
        return rule.condition
    return holds(rule.condition.tree, subject, session.context)


def condition(session: Session, action: str, entity: str, alias: Any) -> Any:
    """Which rows somebody's grants cover: True, False, or an SQL expression."""
    if session.actor.system:
        return True
    found = rules(session.schema, session.actor.roles, action, entity)
    if any(rule.always for rule in found):
        return True
    # Roles that share a condition (by including one another) need it only once.
    distinct = {(rule.via, _key(rule.condition)): rule for rule in found}
    parts = [_expression(session, rule, alias) for rule in distinct.values()]
    return reduce(or_, parts) if parts else False


def _key(condition: bool | Formula) -> Any:
    return condition.text if isinstance(condition, Formula) else condition


def _expression(session: Session, rule: Rule, alias: Any) -> Any:
    if not rule.via and isinstance(rule.condition, Formula):
        return session.condition(rule.condition.tree, alias)
    target = session.model(alias_entity(session, alias, rule.via[0])).alias()
    rest = replace(rule, via=rule.via[1:])
    inner = target.select(target.id)
    if not rest.always:
        inner = inner.where(_expression(session, rest, target))
    return getattr(alias, rule.via[0]).in_(inner)


def alias_entity(session: Session, alias: Any, link: str) -> str:
    """The entity that a link field of a model or its alias points at."""
    model = getattr(alias, "model", alias)
    return session.entity(model._meta.table_name).fields[link].to


def restricted(query: Any, found: Any) -> Any:
    """A query narrowed by what `condition` answered; False leaves nothing."""
    if found is True:
        return query
    return query.where(found) if found is not False else query.where(False)
