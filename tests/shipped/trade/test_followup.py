"""Following orders up: plans with steps, the daily sheet."""

from datetime import date

import pytest

from records.actor import SYSTEM
from records.duty_runs import run
from records.gate import Gate
from records.refusals import Forbidden, Refused


def planned(company, order, **values):
    """What a merchandiser writes into a plan with two steps."""
    step = {"responsible": company.merch, "planned_on": date(2026, 6, 18)}
    given = {
        "order": order, "production_plan": "Two shifts", "purchase_plan": "In stock", "logistics_plan": "By road",
        "steps": [{**step, "kind": "production", "title": "Start"}, {**step, "kind": "delivery", "title": "Arrive"}],
    }  # fmt: skip
    return {**given, **values}


@pytest.fixture
def plan(gate_of, company, order):
    return gate_of("merch").create("follow_up_plan", planned(company, order()))


def test_a_plan_is_sent_agreed_run_and_finished_when_every_step_is_done(gate_of, plan):
    merch = gate_of("merch")
    merch.move("follow_up_plan", plan.id, "send")
    told = {"met_on": date(2026, 6, 15), "meeting_result": "All agree"}
    merch.move("follow_up_plan", plan.id, "agree", told)
    running = merch.move("follow_up_plan", plan.id, "run")
    with pytest.raises(Forbidden, match="Some steps are open"):
        merch.move("follow_up_plan", plan.id, "finish")
    done = [{"id": step.id, "done_on": date(2026, 6, 15)} for step in running.values["steps"]]
    merch.update("follow_up_plan", plan.id, {"steps": done}, None)
    assert merch.move("follow_up_plan", plan.id, "finish").state == "done"


def test_an_important_orders_plan_is_sent_after_the_leads_review(gate_of, company, order):
    plan = gate_of("merch").create("follow_up_plan", planned(company, order(is_important=True)))
    with pytest.raises(Forbidden, match="an important order's plan is reviewed first"):
        gate_of("merch").move("follow_up_plan", plan.id, "send")
    gate_of("lead").move("follow_up_plan", plan.id, "review", {"review_opinion": "Agreed"})
    assert gate_of("merch").move("follow_up_plan", plan.id, "send").state == "sent"


def test_a_lead_does_not_review_the_own_plan(gate_of, company, order):
    own = planned(company, order(merchandiser=company.lead), merchandiser=company.lead)
    plan = gate_of("lead").create("follow_up_plan", own)
    with pytest.raises(Forbidden, match="nobody reviews the own plan"):
        gate_of("lead").move("follow_up_plan", plan.id, "review", {"review_opinion": "Fine"})


def test_an_order_has_one_plan(gate_of, company, plan):
    with pytest.raises(Refused, match="is already used by Follow-up plan"):
        gate_of("merch").create("follow_up_plan", planned(company, plan.values["order"]))


def test_a_daily_sheet_is_submitted_with_its_orders_and_read_by_the_lead(gate_of, company, order):
    merch = gate_of("merch")
    empty = merch.create("order_tracking", {})
    with pytest.raises(Forbidden, match="at least one order"):
        merch.move("order_tracking", empty.id, "submit")
    lines = [{"order": order(), "executed": "Production began"}]
    merch.update("order_tracking", empty.id, {"lines": lines}, None)
    sent = merch.move("order_tracking", empty.id, "submit")
    assert sent.values["on_time"] is True
    read = gate_of("lead").move("order_tracking", empty.id, "review", {"review_note": "Read"})
    assert read.state == "reviewed"


def test_a_lead_does_not_read_the_own_sheet(gate_of, company, order):
    lines = [{"order": order(merchandiser=company.lead), "executed": "Called the customer"}]
    sheet = gate_of("lead").create("order_tracking", {"lines": lines})
    gate_of("lead").move("order_tracking", sheet.id, "submit")
    with pytest.raises(Forbidden, match="Nobody reads the own sheet"):
        gate_of("lead").move("order_tracking", sheet.id, "review", {"review_note": "Read"})


def test_whoever_follows_orders_owes_a_sheet_on_every_working_day(company, order):
    order()
    order(merchandiser=company.lead, state="settled")
    run(company.rulebook)
    (due,) = Gate(company.rulebook, SYSTEM).find("order_tracking").records
    values = due.values
    assert (values["merchandiser"], values["tracked_on"]) == (company.merch, date(2026, 6, 15))
    assert (due.state, values["on_time"]) == ("open", None)
