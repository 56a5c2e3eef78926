"""Why somebody may or may not do something: every rule that was looked at, and its place."""

from __future__ import annotations

from collections.abc import Iterator

from language import say
from records.decide import decide, entity_label, role_label, verb
from records.gate import Gate
from records.grants import Rule, all_rules, rule_holds
from records.rows import Row
from records.session import Session
from schema.values import Formula, Span


def why(gate: Gate, action: str, entity: str, id: int | None = None) -> str:
    """The decision and its reason, then each role's rule with its YAML place and verdict."""
    session = gate.session
    if entity not in session.schema.entities:
        return say('There is no entity "{name}".', name=entity)
    row = session.row(entity, id) if id is not None else None
    if row is not None and not row.values:
        return say(
            "There is no {entity} with the number {id}.",
            entity=entity_label(session, entity),
            id=id,
        )
    decision = decide(session, action, entity, row)
    answer = say("Yes.") if decision else say("No.")
    lines = [f"{answer} {decision.reason}", *_who(session)]
    needed = dict.fromkeys(
        (action,) if action in ("read", "create", "import") else ("read", action)
    )
    for each in needed:
        lines += _rules(session, each, entity, row)
    return "\n".join(lines)


def _who(session: Session) -> Iterator[str]:
    roles = say(", ").join(role_label(session, role) for role in sorted(session.actor.roles))
    yield say("{name} has the roles: {roles}", name=session.actor.name, roles=roles or say("none"))


def _rules(session: Session, action: str, entity: str, row: Row | None) -> Iterator[str]:
    yield say(
        "Grants of “{action}” on {entity}:",
        action=verb(action),
        entity=entity_label(session, entity),
    )
    found = list(all_rules(session.schema, action, entity))
    if not found:
        yield "  " + say("No role has one.")
    for rule in found:
        yield "  " + _verdict(session, rule, row)


def _verdict(session: Session, rule: Rule, row: Row | None) -> str:
    where = rule.condition.text if isinstance(rule.condition, Formula) else say("all")
    if rule.via:
        where = f"{'.'.join(rule.via)}: {where}"
    text = f"{role_label(session, rule.role)} ({rule.role}) · {where} · {place(rule.span)}"
    return f"{_mark(session, rule, row)} {text}"


def _mark(session: Session, rule: Rule, row: Row | None) -> str:
    if rule.role not in session.actor.roles:
        return say("[not your role]")
    if row is None:
        return say("[yes]") if rule.always else say("[some records]")
    return say("[yes]") if rule_holds(session, rule, row) else say("[condition not met]")


def place(span: Span) -> str:
    """A place of a YAML file."""
    return f"{span.file}:{span.line}"
