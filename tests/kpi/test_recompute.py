"""What would differ today, and what made each difference."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpi.figures import Figures
from kpi.recompute import recompute
from kpi.snapshots import freeze
from models.tables import Tables
from records.actor import SYSTEM
from records.gate import Gate
from records.rulebook import Rulebook
from schema.load import read
from tests.kpi.test_snapshots import GARAGE, garage, gate  # noqa: F401


@pytest.fixture
def compared(garage, gate):  # noqa: F811
    """The one figure of the frozen sheet beside what it is today."""
    kept = freeze(gate, "review", 1)
    return lambda book=garage: recompute(Figures(book), kept)[0]


def causes(difference):
    return {cause: n for cause, n in difference.causes.items() if n}


def test_nothing_differs_right_after_freezing(compared):
    assert compared().same
    assert compared().live == Decimal("0.75")


def test_a_late_row_is_told_as_added(gate, compared):  # noqa: F811
    late = gate.create("repair", {"mechanic": 1, "due_on": date(2026, 6, 30)}).id
    found = compared()
    assert (found.frozen, found.live) == (Decimal("0.75"), Decimal("0.6"))
    assert causes(found) == {"added": 1}
    assert found.rows["added"] == {"repair": (late,)}


def test_an_edited_a_deleted_and_a_moved_row_are_told_apart(gate, compared):  # noqa: F811
    gate.update("repair", 1, {"done_on": date(2026, 6, 4)}, None)
    gate.delete("repair", 2)
    gate.update("repair", 3, {"due_on": date(2026, 7, 5)}, None)
    assert causes(compared()) == {"changed": 1, "deleted": 1, "moved": 1}


@pytest.mark.parametrize(
    ("before", "after", "cause"),
    [("target: 90%", "target: 95%", "target"), ("done_on <=", "done_on <", "formula")],
)
def test_another_declaration_is_a_cause_of_its_own(garage, compared, before, after, cause):  # noqa: F811
    schema = read({"garage.yaml": GARAGE.replace(before, after)})
    book = Rulebook(schema, Tables(schema, garage.tables.database), garage.files_folder)
    assert causes(compared(book)) == {cause: 1}


def test_a_figure_that_is_gone_keeps_its_frozen_number(garage, compared):  # noqa: F811
    declared = GARAGE.replace("  on_time:\n", "  punctual:\n").replace(
        "kpi: on_time", "kpi: punctual"
    )
    schema = read({"garage.yaml": declared})
    book = Rulebook(schema, Tables(schema, garage.tables.database), garage.files_folder)
    found = compared(book)
    assert (found.frozen, found.live, causes(found)) == (Decimal("0.75"), None, {"withdrawn": 1})
    assert Gate(book, SYSTEM)
