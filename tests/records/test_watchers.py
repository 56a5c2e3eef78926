"""Later stages watch what happens to records: they act in its transaction, or forbid it."""

from __future__ import annotations

import pytest

from records.refusals import FieldProblem, Refused
from records.rulebook import Change


def test_a_watcher_is_told_of_every_change(rulebook, gate_of, system):
    told: list[Change] = []
    book = system.create("book", {"code": "AB1", "name": "山海经"})
    rulebook.watchers = (lambda session, change: told.append(change),)
    changed = system.update("book", book.id, {"name": "山海经图说"}, book.version)
    system.delete("book", changed.id)
    assert told == [Change("book", book.id, "update"), Change("book", book.id, "delete")]


def test_what_a_watcher_refuses_has_not_happened(rulebook, gate_of, system):
    def refuse(session, change):
        raise Refused([FieldProblem("", "The year is closed.")])

    rulebook.watchers = (refuse,)
    with pytest.raises(Refused):
        system.create("book", {"code": "AB1", "name": "山海经"})
    rulebook.watchers = ()
    assert system.count("book") == 0
