"""Training: the year's plan, sessions with exams, and the effect that is observed later."""

from datetime import date

import pytest

from records.refusals import Forbidden, NotFound, Refused


@pytest.fixture
def plan(gate_of, company):
    return gate_of("hr").create("training_plan", {"department": company.team})


@pytest.fixture
def session(gate_of, plan):
    """A session with an exam on the plan."""
    values = {
        "title": "Pivot tables", "plan": plan.id, "trainer": "A school", "planned_on": date(2026, 7, 9),
        "content_kind": "skill",
    }  # fmt: skip
    return gate_of("hr").create("training_session", values)


def attended(gate, session, *people):
    """Enter who was there, with what score."""
    rows = [{"employee": person, "exam_score": score} for person, score in people]
    return gate.update("training_session", session.id, {"participants": rows}, session.version)


def test_a_plan_is_approved_by_the_departments_head_and_evaluated_when_all_is_known(
    gate_of, plan, session, company
):
    hr = gate_of("hr")
    hr.move("training_plan", plan.id, "submit")
    assert gate_of("head").move("training_plan", plan.id, "approve").state == "approved"
    hr.move("training_plan", plan.id, "start")
    told = {"evaluation": "All held"}
    with pytest.raises(Forbidden, match="A session was not held"):
        hr.move("training_plan", plan.id, "evaluate", told)
    held = attended(hr, session, (company.clerk, 88))
    held = hr.update("training_session", session.id, {"held_on": date(2026, 7, 9)}, held.version)
    with pytest.raises(Forbidden, match="later observation is missing"):
        hr.move("training_plan", plan.id, "evaluate", told)
    (row,) = held.values["participants"]
    seen = {"id": row.id, "work_change": "Reports in time", "evaluated_on": date(2026, 7, 10)}
    hr.update("training_session", session.id, {"participants": [seen]}, held.version)
    assert hr.move("training_plan", plan.id, "evaluate", told).state == "evaluated"


def test_a_plan_without_sessions_is_not_submitted(gate_of, plan):
    with pytest.raises(Forbidden, match="First list the sessions"):
        gate_of("hr").move("training_plan", plan.id, "submit")


def test_whoever_prepared_a_plan_does_not_approve_it(gate_of, plan, session, company):
    gate_of("hr").move("training_plan", plan.id, "submit")
    table = company.rulebook.tables.model("training_plan")
    table.update(prepared_by=company.head).execute()
    with pytest.raises(Forbidden, match="the own plan"):
        gate_of("head").move("training_plan", plan.id, "approve")


def test_a_score_from_the_sessions_limit_on_passes(gate_of, session, company):
    hr = gate_of("hr")
    held = attended(hr, session, (company.clerk, 60), (company.seller, 59.5))
    assert [row.values["passed"] for row in held.values["participants"]] == [True, False]
    assert held.values["pass_rate"] == 0.5


def test_who_was_absent_has_no_score(gate_of, session, company):
    row = {"employee": company.clerk, "attended": False, "exam_score": 70}
    with pytest.raises(Refused, match="no score"):
        gate_of("hr").update(
            "training_session", session.id, {"participants": [row]}, session.version
        )


def test_a_participant_sees_the_session_and_only_their_own_score(gate_of, session, company):
    with pytest.raises(NotFound):
        gate_of("clerk").get("training_session", session.id)
    attended(gate_of("hr"), session, (company.clerk, 88), (company.seller, 70))
    seen = gate_of("clerk").get("training_session", session.id)
    assert [row.values["exam_score"] for row in seen.values["participants"]] == [88]


def test_a_need_from_an_appraisal_is_for_whom_the_sheet_is_and_goes_into_the_plan(
    gate_of, plan, sheet, company
):
    values = {
        "source": "appraisal", "appraisal": sheet("clerk", 62, "pass", 0.8),
        "difficulty": "Weekly reports take too long", "need": "Office software",
    }  # fmt: skip
    need = gate_of("head").create("training_need", values)
    assert need.values["employee"] == company.clerk
    hr = gate_of("hr")
    hr.update("training_need", need.id, {"plan": plan.id}, need.version)
    assert hr.get("training_plan", plan.id).values["needs_count"] == 1
