"""New products go through four stages of checks; backups and safety stock come due."""

from datetime import date

import pytest

from records.duty_runs import run
from records.refusals import Forbidden, NotFound, Refused


@pytest.fixture
def project(company, gate_of):
    made = gate_of("head").create("npd_project", {"name": "Module", "outlook": "Asked for"})
    run(company.rulebook, since=date(2026, 7, 1))
    return made


def answer(gate, project, stage, result="pass"):
    found = gate.get("npd_project", project.id)
    lines = [
        {"id": row.id, "result": result, "reviewer": gate.actor.person, "reviewed_on": "2026-07-10",
         **({"opinion": "Too dear"} if result == "fail" else {})}
        if row.values["stage"] == stage else {"id": row.id}
        for row in found.values["checks"]
    ]  # fmt: skip
    gate.update("npd_project", project.id, {"checks": lines}, found.version)


def test_the_twelve_checks_are_there_from_the_start(gate_of, project):
    found = gate_of("head").get("npd_project", project.id).values
    stages = [row.values["stage"] for row in found["checks"]]
    assert {stage: stages.count(stage) for stage in stages} == {
        "info": 3, "review": 4, "proto": 3, "sample": 2,
    }  # fmt: skip
    assert found["open_count"] == 12


def test_a_stage_passes_when_all_its_checks_do(gate_of, project):
    head = gate_of("head")
    with pytest.raises(Forbidden, match="Not all checks"):
        head.move("npd_project", project.id, "pass_info")
    answer(head, project, "info", "fail")
    with pytest.raises(Forbidden, match="Not all checks"):
        head.move("npd_project", project.id, "pass_info")
    answer(head, project, "info")
    assert head.move("npd_project", project.id, "pass_info").state == "review"
    with pytest.raises(NotFound):
        gate_of("seller").move("npd_project", project.id, "pass_review")
    with pytest.raises(Forbidden, match="Not all checks"):
        gate_of("boss").move("npd_project", project.id, "pass_review")


def test_safety_stock_in_force_is_the_released_plans(company, gate_of):
    product = company.put(
        "product", number="A1", name="x", spec="x", unit="pc", business_line="telecom", abc_class="A",
        is_routine=True, is_active=True, safety_qty=50,
    )  # fmt: skip
    line = {"product": product, "avg_month_sales": "120"}
    plan = gate_of("head").create("safety_stock_plan", {"month": "2026-08", "lines": [line]})
    assert plan.values["lines"][0].values["safety_qty"] == 120
    head = gate_of("head")
    head.move("safety_stock_plan", plan.id, "submit")
    with pytest.raises(Forbidden, match="own plan"):
        head.move("safety_stock_plan", plan.id, "approve")
    plans = company.rulebook.tables.model("safety_stock_plan")
    plans.update(prepared_by=company.lead).execute()
    head.move("safety_stock_plan", plan.id, "approve")
    assert head.get("product", product).values["safety_now"] == 50
    head.move("safety_stock_plan", plan.id, "release")
    assert gate_of("head").get("product", product).values["safety_now"] == 120
    with pytest.raises(Refused):
        gate_of("head").create("safety_stock_plan", {"month": "2026-08", "lines": [line]})
