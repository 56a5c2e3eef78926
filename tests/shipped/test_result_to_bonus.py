"""From the approval of a sheet to the bonus: what was frozen is what is paid by."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from records.refusals import Refused


@pytest.fixture
def approved(company, gate_of):
    """A back-office sheet that HR passed on and a leader approved: the one contract was in time."""
    company.put("contract", number="H1", kind="sales", title="甲", counterparty="乙", drafted_by=company.clerk,
                drafted_on=datetime(2026, 6, 1), planned_sign_on=date(2026, 6, 8), signed_on=date(2026, 6, 5),
                quality_terms="x", delivery_terms="x", payment_terms="x", rights_duties="x", breach_terms="x",
                state="effective")  # fmt: skip
    made = company.put(
        "appraisal", number="JX1", scheme="backoffice", month=date(2026, 6, 1), employee=company.clerk,
        department=company.team, superior=company.head, adjustment=Decimal(0), complaint_count=0,
        other_error_count=0, self_summary="x", state="hr_ok",
    )  # fmt: skip
    return gate_of("boss").move("appraisal", made, "approve", {"leader_opinion": "Agreed"})


def test_the_approval_writes_score_grade_and_factor_and_nobody_else_may(approved, gate_of, company):
    found = gate_of("hr").get("appraisal", approved.id).values
    assert (found["final_score"], found["final_grade"]) == (Decimal("100.0"), "excellent")
    assert found["bonus_factor"] == Decimal("1.20")
    with pytest.raises(Refused):
        gate_of("hr").update("appraisal", approved.id, {"final_score": "99"}, None)


def test_the_bonus_goes_by_what_was_frozen_whatever_is_corrected_later(approved, gate_of, company):
    company.put("appraisal_interview", appraisal=approved.id, held_on=date(2026, 7, 9), interviewer=company.head,
                strengths="x", shortcomings="x", improvement="x")  # fmt: skip
    hr, clerk = gate_of("hr"), gate_of("clerk")
    hr.move("appraisal", approved.id, "publish")
    clerk.move("appraisal", approved.id, "answer", {"agreed": "agree"})
    hr.move("appraisal", approved.id, "finalise")
    contracts = company.rulebook.tables.model("contract")
    contracts.update(signed_on=date(2026, 6, 30)).execute()
    paid = hr.create("bonus", {"appraisal": approved.id})
    assert (paid.values["score"], paid.values["amount"]) == (Decimal("100.0"), Decimal("2400.00"))


def test_an_appeal_that_is_granted_changes_the_result_and_so_the_bonus(approved, gate_of, company):
    hr, clerk = gate_of("hr"), gate_of("clerk")
    hr.move("appraisal", approved.id, "publish")
    appraisals = company.rulebook.tables.model("appraisal")
    appraisals.update(
        final_score=Decimal(78), final_grade="pass", bonus_factor=Decimal("0.8")
    ).execute()
    appeal = company.put(
        "appraisal_appeal", number="SS1", appraisal=approved.id, applicant=company.clerk, filed_on=date(2026, 7, 10),
        reason="客户改期", state="investigating",
    )  # fmt: skip
    appraisals.update(state="appealed").execute()
    ruled = {"ruling": "adjust", "new_score": "84.5", "new_grade": "good", "new_factor": "1"}
    with pytest.raises(Refused):
        gate_of("boss").update("appraisal_appeal", appeal, {**ruled, "new_grade": None}, None)
    gate_of("boss").update("appraisal_appeal", appeal, ruled, None)
    gate_of("boss").move(
        "appraisal_appeal", appeal, "decide", {"findings": "属实", "ruling": "adjust"}
    )
    final = hr.move("appraisal", approved.id, "decide")
    assert (final.values["final_score"], final.values["final_grade"]) == (Decimal("84.5"), "good")
    paid = hr.create("bonus", {"appraisal": approved.id})
    assert paid.values["amount"] == Decimal("1690.00")  # 2000 × 1 × 84.5 ÷ 100
    assert clerk.get("appraisal", approved.id).values["bonus_factor"] == Decimal("1.00")


def test_nobody_decides_the_own_appeal(gate_of, company, sheet):
    own = company.put(
        "appraisal_appeal", number="SS2", appraisal=sheet("hr", 70, "pass", 0.8), applicant=company.hr,
        filed_on=date(2026, 7, 10), reason="x", findings="x", ruling="uphold", state="investigating",
    )  # fmt: skip
    with pytest.raises(Refused, match="own appeal"):
        gate_of("hr").move("appraisal_appeal", own, "decide", {"findings": "x", "ruling": "uphold"})
    decided = gate_of("boss").move(
        "appraisal_appeal", own, "decide", {"findings": "x", "ruling": "uphold"}
    )
    assert decided.state == "decided"
