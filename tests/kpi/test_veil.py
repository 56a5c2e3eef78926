"""Who may read a sheet does not see what is not for them: figures, and words about figures."""

from __future__ import annotations

from datetime import datetime

import pytest

from kpi import thawed
from kpi.cycle import open_cycle
from kpi.figures import Figures
from kpi.freezing import watch
from kpi.sheet import sheet_of
from kpi.snapshots import latest
from kpi.veil import veil_of
from records.actor import SYSTEM, Actor
from records.gate import Gate
from records.rulebook import Rulebook
from schema.load import read
from tests.kpi.test_whose_sheet import JUNE, LIBRARY, lent
from tests.worlds import opened

OPEN = (
    LIBRARY.replace(
        "roles: {head: {label: 馆长}}", "roles: {head: {label: 馆长}, guard: {label: 门卫}}"
    )
    .replace(
        "permissions: {head: {read: all, update: all}}",
        "permissions: {head: {read: all, update: all}, guard: {read: all}}",
    )
    .replace("unit: count\n    target: 3", "unit: count\n    view: [head]\n    target: 3")
)
BEHIND = {"report": 1, "cause": "节假日", "cure": "提前提醒"}


@pytest.fixture
def library(database_url, tmp_path):
    """A library whose report of June anybody may read, with a note on each figure."""
    with opened(OPEN, database_url, tmp_path, datetime(2026, 7, 2, 12), watch) as book:
        gate = Gate(book, SYSTEM)
        branch = gate.create("branch", {"name": "北馆"}).id
        lent(gate, gate.create("librarian", {"name": "小梅", "branch": branch}).id, 6, back=20)
        open_cycle(gate, book.schema.scorecards["library_table"], JUNE)
        for figure in ("back_in_time", "loans"):
            gate.create("reason", {**BEHIND, "figure": figure})
        yield book


def gate_of(book, role):
    return Gate(book, Actor(None, role, role, None, frozenset({role})))


def made(book):
    return sheet_of(Figures(book), Gate(book, SYSTEM), "library_report", 1)


def test_whoever_may_see_everything_sees_everything(library):
    veil = veil_of(gate_of(library, "head"), made(library))
    assert (veil.figures, veil.notes, veil.parts) == (frozenset(), frozenset(), frozenset())


def test_a_figure_for_others_is_hidden_with_what_was_written_about_it(library):
    with_notes = OPEN.replace(
        "permissions: {head: {read: all, create: true}}",
        "permissions: {head: {read: all, create: true}, guard: {read: all}}",
    )
    book = Rulebook(read({"world.yaml": with_notes}), library.tables, library.files_folder)
    veil = veil_of(gate_of(book, "guard"), made(library))
    assert veil.figures == veil.notes == {"loans"}


def test_notes_that_one_may_not_read_are_not_read_on_the_sheet_either(library):
    veil = veil_of(gate_of(library, "guard"), made(library))
    assert veil.figures == {"loans"} and veil.notes == {"loans", "back_in_time"}


def test_a_note_thrown_away_after_freezing_stays_for_those_who_could_read_it(library):
    gate = Gate(library, SYSTEM)
    gate.move("library_report", 1, "confirm")
    gate.delete("reason", 1)
    kept = thawed.sheet(latest(library, "library_report", 1))
    assert veil_of(gate_of(library, "head"), kept).notes == frozenset()


def test_of_a_figure_no_longer_declared_what_was_frozen_says_who_may_see_it(library):
    Gate(library, SYSTEM).move("library_report", 1, "confirm")
    kept = thawed.sheet(latest(library, "library_report", 1))
    del library.schema.kpis["loans"]
    assert veil_of(gate_of(library, "head"), kept).figures == frozenset()
    assert veil_of(gate_of(library, "guard"), kept).figures == {"loans"}
