"""Brand activities and promotions: approved by another, evaluated when they are over."""

from datetime import date
from decimal import Decimal

import pytest

from records.refusals import Forbidden

EFFECT = {"cost": 4000, "reach": 900, "awareness_score": 70, "reputation_score": 82, "effect": "Two customers"}  # fmt: skip


@pytest.fixture
def activity(gate_of):
    market = gate_of("market")

    def made(**values):
        given = {"name": "Open day", "positioning": "On time", "budget": 5000, **values}
        record = market.create("brand_activity", given)
        market.move("brand_activity", record.id, "submit")
        return gate_of("head").move("brand_activity", record.id, "approve")

    return made


def test_an_activity_is_evaluated_after_its_last_day(gate_of, activity):
    market = gate_of("market")
    running = activity(start_on=date(2026, 6, 8))
    market.move("brand_activity", running.id, "run")
    assert market.move("brand_activity", running.id, "evaluate", EFFECT).state == "evaluated"
    early = market.move("brand_activity", activity().id, "run")
    with pytest.raises(Forbidden, match="First it must be over"):
        market.move("brand_activity", early.id, "evaluate", EFFECT)


def test_an_activity_does_not_run_before_its_first_day(gate_of, activity):
    with pytest.raises(Forbidden, match="has not begun"):
        gate_of("market").move("brand_activity", activity(start_on=date(2026, 6, 16)).id, "run")


@pytest.fixture
def promotion(gate_of):
    given = {"name": "Mid-year", "rule": "5 % off", "budget": 8000}
    return lambda **values: gate_of("market").create("promotion", {**given, **values})


def test_a_promotion_starts_when_it_is_prepared_and_tells_what_it_brought(gate_of, promotion):
    market = gate_of("market")
    made = promotion(
        tasks=[{"content": "Posters", "stage": "material", "due_on": date(2026, 6, 20)}]
    )
    gate_of("head").move("promotion", made.id, "approve")
    preparing = market.move("promotion", made.id, "prepare")
    with pytest.raises(Forbidden, match="tasks of preparation are still open"):
        market.move("promotion", made.id, "start")
    (task,) = preparing.values["tasks"]
    market.update("promotion", made.id, {"tasks": [{"id": task.id, "done_on": date(2026, 6, 15)}]}, None)  # fmt: skip
    market.move("promotion", made.id, "start")
    market.move("promotion", made.id, "end", {"actual_cost": 5000})
    told = {"baseline_sales": 80000, "promo_sales": 100000, "evaluation": "Good", "lessons": "Earlier"}  # fmt: skip
    assert market.move("promotion", made.id, "evaluate", told).values["lift"] == Decimal("0.25")


def test_nobody_approves_the_own_promotion(gate_of, promotion, company):
    own = promotion(responsible=company.head)
    with pytest.raises(Forbidden, match="Nobody approves the own promotion"):
        gate_of("head").move("promotion", own.id, "approve")


def test_a_promotion_without_tasks_is_not_prepared(gate_of, promotion):
    made = promotion()
    gate_of("head").move("promotion", made.id, "approve")
    with pytest.raises(Forbidden, match="First list the tasks"):
        gate_of("market").move("promotion", made.id, "prepare")
