"""Duties that are due as soon as their condition holds: done with the change that made it so."""

from __future__ import annotations

import logging

from formula.evaluate import holds
from records.duties import (
    ONCE,
    Declared,
    Failure,
    begin,
    declared,
    gate_on,
    make,
    settled,
    under_way,
)
from records.rulebook import Change, Rulebook
from records.session import Session

CHANGES = frozenset({"create", "update", "move", "restore", "import"})
"""The actions after which a duty's condition may hold."""

log = logging.getLogger(__name__)


def watch(session: Session, change: Change) -> None:
    """Make what became due by a change, in the same transaction; what fails is left to the run."""
    if change.action not in CHANGES:
        return
    for due in declared(session.schema):
        once = due.duty.each == change.entity and not due.duty.every
        if once and due.key not in under_way.get():
            _at_once(session.rulebook, due, change.record)


def _at_once(rulebook: Rulebook, due: Declared, source: int) -> None:
    gate = gate_on(rulebook, rulebook.clock().date())
    row = gate.session.row(due.duty.each, source)
    if due.duty.when is not None and not holds(due.duty.when.tree, row, gate.session.context):
        return
    if row.get("deleted_at") is not None:
        return
    begin(rulebook, due, without=source)
    if not settled(rulebook, due, ONCE, source):
        found = make(gate, due, ONCE, source)
        if isinstance(found, Failure):
            log.warning("%s was not done for %s: %s", due.key, found.title, found.why)
