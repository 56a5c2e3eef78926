"""Complaints from receipt to revisit, corrective actions, inspections."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from records.actor import SYSTEM
from records.gate import Gate
from records.refusals import Forbidden, Refused

FINDINGS = {
    "investigation": "Two days in a depot",
    "root_cause": "No time for the depot",
    "solution": "Sent again by express",
}
REVISIT = {"revisit_on": date(2026, 6, 15), "revisit_result": "satisfied", "summary": "Settled"}


@pytest.fixture
def complaint(gate_of, company):
    """A complaint, answered up to a state's button: `complaint("reply", severity="major")`."""
    way = [
        ("assign", "under", {"handler": company.merch}),
        ("investigate", "merch", {}),
        ("propose", "merch", {**FINDINGS, "responsible_dept": company.team}),
        ("reply", "head", {"proven": True}),
        ("execute", "merch", {"customer_accepted": True}),
        ("check_effect", "merch", {}),
    ]

    def made(until="check_effect", **values):
        given = {"customer": company.buyer, "content": "Three days late", **values}
        record = gate_of("seller").create("complaint", given)
        for button, who, asked in way:
            if button == until:
                return record
            record = gate_of(who).move("complaint", record.id, button, asked)
        return record

    return made


def test_a_complaint_is_handed_to_a_person_who_then_owns_it(complaint, company):
    assert complaint("investigate").values["owner"] == company.merch


def test_a_complaint_is_answered_within_the_limit(complaint):
    answered = complaint("execute")
    assert answered.values["reply_due_at"] == datetime(2026, 6, 16, 9, 30)
    assert answered.values["reply_on_time"] is True


def test_a_complaint_is_closed_after_a_revisit_that_satisfied(gate_of, complaint):
    made = complaint("")
    with pytest.raises(Refused, match="After a satisfied revisit"):
        unhappy = {**REVISIT, "revisit_result": "unsatisfied"}
        gate_of("under").move("complaint", made.id, "close", unhappy)
    assert gate_of("under").move("complaint", made.id, "close", REVISIT).state == "closed"


def test_a_complaint_of_the_same_kind_within_half_a_year_closes_only_with_an_action(
    gate_of, complaint
):
    complaint("assign")
    again = complaint("")
    assert again.values["is_repeated"] is True
    with pytest.raises(Refused, match="needs a verified action"):
        gate_of("under").move("complaint", again.id, "close", REVISIT)


def test_a_handler_does_not_approve_the_own_solution_nor_a_supervisor_a_major_one(
    gate_of, complaint, company
):
    major = complaint("reply", severity="major")
    with pytest.raises(Forbidden, match="a major one by the manager"):
        gate_of("under").move("complaint", major.id, "reply", {"proven": True})
    table = company.rulebook.tables.model("complaint")
    table.update(handler=company.head).execute()
    with pytest.raises(Forbidden, match="Not by the handler"):
        gate_of("head").move("complaint", major.id, "reply", {"proven": True})


def test_a_major_complaint_closes_when_a_corrective_action_was_effective(
    gate_of, complaint, company
):
    major = complaint("", severity="major")
    with pytest.raises(Refused, match="needs a verified action"):
        gate_of("under").move("complaint", major.id, "close", REVISIT)
    action = gate_of("under").create(
        "corrective_action",
        {"complaint": major.id, "department": company.team, "responsible": company.merch},
    )
    assert action.values["problem_note"] == "Three days late"
    merch = gate_of("merch")
    planned = {"cause": "No buffer", "corrective": "Check all", "preventive": "Plan two days more", "due_on": date(2026, 6, 30)}  # fmt: skip
    merch.move("corrective_action", action.id, "plan", planned)
    merch.move("corrective_action", action.id, "do")
    merch.move("corrective_action", action.id, "finish")
    told = {"comment": "Three orders looked at"}
    assert gate_of("under").move("corrective_action", action.id, "verify", told).state == "verified"
    assert gate_of("under").move("complaint", major.id, "close", REVISIT).state == "closed"


def test_nobody_verifies_the_own_action(gate_of, company):
    given = {"source": "quality", "problem_note": "Dirty ends", "department": company.team, "responsible": company.under}  # fmt: skip
    action = gate_of("under").create("corrective_action", given)
    under = gate_of("under")
    planned = {"cause": "Eyes only", "corrective": "Check all", "preventive": "A microscope", "due_on": date(2026, 6, 30)}  # fmt: skip
    under.move("corrective_action", action.id, "plan", planned)
    under.move("corrective_action", action.id, "do")
    under.move("corrective_action", action.id, "finish")
    with pytest.raises(Forbidden, match="Nobody verifies the own action"):
        under.move("corrective_action", action.id, "verify", {"comment": "Fine"})
    told = {"comment": "One of three was dirty"}
    failed = gate_of("checker").move("corrective_action", action.id, "refuse", told)
    assert (failed.state, failed.values["failed_count"], failed.values["done_on"]) == ("failed", 1, None)  # fmt: skip


def test_proven_complaints_count_on_the_sheet_of_the_person_at_fault_in_their_month(company):
    def against(person, **values):
        given = {"received_at": datetime(2026, 5, 20, 10), "proven": True, "state": "closed", "severity": "normal"}  # fmt: skip
        company.put(
            "complaint", customer=company.buyer, category="delivery", content="Late",
            received_by=company.seller, responsible=person, **{**given, **values},
        )  # fmt: skip

    against(company.clerk)
    against(company.clerk, proven=False)
    against(company.clerk, received_at=datetime(2026, 6, 1, 0, 0))
    against(company.merch)
    sheet = company.put(
        "appraisal", number="JX1", scheme="backoffice", month=date(2026, 5, 1), employee=company.clerk,
        department=company.team, superior=company.head, state="opened",
    )  # fmt: skip
    assert Gate(company.rulebook, SYSTEM).get("appraisal", sheet).values["complaint_count"] == 1


def test_no_more_pass_an_inspection_than_were_inspected(gate_of, order):
    given = {"order": order(), "qty": 40, "pass_qty": 41}
    with pytest.raises(Refused, match="No more can pass"):
        gate_of("checker").create("quality_inspection", given)
    passed = gate_of("checker").create("quality_inspection", {**given, "pass_qty": 39, "defect": "A scratch"})  # fmt: skip
    assert passed.values["pass_rate"] == Decimal("0.975")
