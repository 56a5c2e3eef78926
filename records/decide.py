"""May somebody do this: the answer and its reason, of an entity or of one record."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from formula.reads import fields_read
from language import current, say
from records.decisions import Allowed, Decision, Denied
from records.grants import Rule, rule_holds, rules
from records.rows import Row
from records.session import Session
from records.visibility import readable
from schema.values import Formula

VERBS: Mapping[str, str] = MappingProxyType(
    {
        "read": "see",
        "create": "create",
        "update": "change",
        "delete": "delete",
        "restore": "restore",
        "export": "export",
        "print": "print",
        "import": "import",
    }
)
"""Action to the word for it, which `say` translates."""


def verb(action: str) -> str:
    """What an action is called in the current language."""
    return say(VERBS.get(action, action))


def entity_label(session: Session, entity: str) -> str:
    """What an entity is called in the current language."""
    return session.entity(entity).label.text(current())


def role_label(session: Session, role: str) -> str:
    """What a role is called in the current language."""
    return session.schema.roles[role].label.text(current())


def decide(session: Session, action: str, entity: str, row: Row | None = None) -> Decision:
    """Whether somebody may do something with an entity, or with one of its records.

    Without a record, a grant of some records is enough. Whatever is done to a record
    needs the right to see it too.
    """
    if session.actor.system:
        return Allowed(say("The system itself may do everything."))
    if entity not in session.schema.entities:
        return Denied(say("There is no such form."))
    needed = (action,) if action in ("read", "create", "import") else ("read", action)
    answers = [granted(session, each, entity, row) for each in needed]
    return next((answer for answer in answers if not answer), answers[-1])


def granted(session: Session, action: str, entity: str, row: Row | None) -> Decision:
    """Whether one action is granted by itself."""
    found = rules(session.schema, session.actor.roles, action, entity)
    if not found:
        return Denied(
            say(
                "None of your roles may {action} {entity}.",
                action=verb(action),
                entity=entity_label(session, entity),
            )
        )
    # A rule without a condition needs no look at the record.
    ordered = sorted(found, key=lambda rule: not rule.always)
    for rule in ordered:
        if row is None or rule.always or rule_holds(session, rule, row):
            return _allowed(session, action, entity, rule)
    return _only_where(session, action, entity, found)


def _allowed(session: Session, action: str, entity: str, rule: Rule) -> Allowed:
    words = {
        "role": role_label(session, rule.role),
        "action": verb(action),
        "entity": entity_label(session, entity),
    }
    if isinstance(rule.condition, Formula) and tellable(session, rule.condition):
        reason = say(
            "The role {role} may {action} {entity} where: {condition}",
            condition=rule.condition.text,
            **words,
        )
    elif rule.always:
        reason = say("The role {role} may {action} every {entity}.", **words)
    else:
        reason = say("The role {role} may {action} some {entity}.", **words)
    return Allowed(reason, rule.role, rule.span)


def _only_where(session: Session, action: str, entity: str, found: tuple[Rule, ...]) -> Denied:
    formulas = [rule.condition for rule in found if isinstance(rule.condition, Formula)]
    words = {"action": verb(action), "entity": entity_label(session, entity)}
    if not formulas or not all(tellable(session, formula) for formula in formulas):
        return Denied(say("Your roles may {action} {entity} only in certain cases.", **words))
    texts = say(" or ").join(dict.fromkeys(formula.text for formula in formulas))
    return Denied(
        say("Your roles may {action} {entity} only where: {conditions}", conditions=texts, **words)
    )


def tellable(session: Session, formula: Formula) -> bool:
    """Whether a condition names only fields that whoever asks may see."""
    fields = (session.entity(entity).fields.get(name) for entity, name in fields_read(formula.tree))
    return all(field is None or readable(session, field) for field in fields)
