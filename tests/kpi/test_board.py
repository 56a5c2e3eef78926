"""A board shows a viewer's figures over periods, each against its target."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kpi.board import board, may_view
from kpi.period import Period, latest
from records.actor import SYSTEM, person_actor

TODAY = date(2026, 6, 15)
MONTHS = latest(Period.parse("2026-06"), 2)


@pytest.fixture
def shown(bakery, figures, put):
    """The bakery's board after two good months."""
    for month in (5, 6):
        put("batch", due_on=date(2026, month, 10), baked_on=date(2026, month, 9), sold=Decimal("5"))
    return board(figures, bakery.schema.dashboards["board"], SYSTEM, MONTHS, TODAY)


def test_a_finished_month_has_a_verdict_and_the_running_one_is_marked(shown):
    may, june = shown.rows[0].cells
    assert (may.verdict, may.running) == ("met", False)
    assert june.running


def test_only_finished_periods_are_counted_as_met(shown):
    assert shown.met(0) == (1, 1)
    assert shown.met(1) == (0, 0)


def test_a_figure_with_viewers_is_hidden_from_others_but_not_from_its_person(bakery):
    kpi = replace(bakery.schema.kpis["on_time"], view=("boss",))
    hand = person_actor(bakery.schema, 7, ["hand"])
    assert not may_view(kpi, hand, "company", None)
    assert not may_view(kpi, hand, "employee", 8)
    assert may_view(kpi, hand, "employee", 7)
