"""Channel partners: how they join, how they are graded, how a dispute ends."""

from datetime import date
from decimal import Decimal

import pytest

from records.refusals import Forbidden, Refused


@pytest.fixture
def partner(gate_of):
    """A partner in talks."""
    seller = gate_of("seller")
    talk = {"content": "Terms and prices"}
    made = seller.create("channel_partner", {"name": "Lianchuang", "negotiations": [talk]})
    return seller.move("channel_partner", made.id, "negotiate")


@pytest.fixture
def agreement(company):
    """A channel agreement in some state."""

    def store(state):
        return company.put(
            "contract", number=f"HT-{state}", kind="channel", title="渠道合作协议", counterparty="联创",
            drafted_by=company.clerk, drafted_on=date(2026, 6, 1), planned_sign_on=date(2026, 6, 8),
            quality_terms="x", delivery_terms="x", payment_terms="x", rights_duties="x", breach_terms="x", state=state,
        )  # fmt: skip

    return store


@pytest.fixture
def active(gate_of, partner, agreement):
    asked = {"contract": agreement("effective"), "policy": "Rebate of 2 %"}
    return gate_of("head").move("channel_partner", partner.id, "join", asked)


@pytest.fixture
def evaluation(gate_of, active):
    given = {"partner": active.id, "sales_target": 1000, "coverage_score": 80, "feedback_score": 70}
    given |= {"period_start": date(2026, 6, 1)}
    return lambda **values: gate_of("market").create("channel_evaluation", {**given, **values})


def test_a_partner_joins_with_an_effective_agreement_on_that_day(active):
    assert (active.state, active.values["joined_on"]) == ("active", date(2026, 6, 15))


def test_a_partner_does_not_join_on_a_draft(gate_of, partner, agreement):
    asked = {"contract": agreement("draft"), "policy": "Rebate of 2 %"}
    with pytest.raises(Refused, match="effective channel agreement"):
        gate_of("head").move("channel_partner", partner.id, "join", asked)


def test_talks_begin_with_a_talk_written_down(gate_of):
    made = gate_of("seller").create("channel_partner", {"name": "Ruida"})
    with pytest.raises(Forbidden, match="write down the talk"):
        gate_of("seller").move("channel_partner", made.id, "negotiate")


def test_an_evaluation_weighs_sales_coverage_and_feedback_and_proposes_a_grade(
    evaluation, active, order
):
    order(5, channel_partner=active.id)
    order(5, channel_partner=active.id, state="cancelled")
    order(5, channel_partner=active.id, order_date=date(2026, 5, 31))
    made = evaluation(measures="A training each month")
    # 500 of 1000 are 50 points: (50 × 50 + 80 × 30 + 70 × 20) ÷ 100
    assert made.values["sales_amount"] == Decimal(500)
    assert made.values["total_score"] == Decimal("63.0")
    assert made.values["grade"] == "C"


def test_sales_above_the_target_count_as_a_hundred(evaluation, active, order):
    order(30, channel_partner=active.id)
    # (100 × 50 + 80 × 30 + 70 × 20) ÷ 100
    assert evaluation().values["total_score"] == Decimal("88.0")


def test_a_grade_is_confirmed_by_the_manager_and_shown_on_the_partner(gate_of, evaluation, active):
    made = evaluation(grade="D", measures="Another partner is sought")
    with pytest.raises(Forbidden, match="not yours to press"):
        gate_of("market").move("channel_evaluation", made.id, "confirm", {"grade": "D"})
    gate_of("head").move("channel_evaluation", made.id, "confirm", {"grade": "D"})
    assert gate_of("head").get("channel_partner", active.id).values["grade"] == "D"
    told = {"comment": "Grade D"}
    assert gate_of("head").move("channel_partner", active.id, "suspend", told).state == "suspended"


def test_whoever_looks_after_a_partner_does_not_evaluate_it(gate_of, evaluation, active, company):
    table = company.rulebook.tables.model("channel_partner")
    table.update(responsible=company.market).execute()
    with pytest.raises(Refused, match="does not evaluate it"):
        evaluation(measures="None")


def test_a_partner_in_good_standing_is_not_suspended_until_there_is_a_dispute(gate_of, active):
    head = gate_of("head")
    with pytest.raises(Forbidden, match="the grade D or an open dispute"):
        head.move("channel_partner", active.id, "suspend", {"comment": "No reason"})
    dispute = gate_of("seller").create("channel_dispute", {"partner": active.id, "description": "Sold elsewhere"})  # fmt: skip
    assert head.move("channel_partner", active.id, "suspend", {"comment": "See it"}).state == "suspended"  # fmt: skip
    head.move("channel_dispute", dispute.id, "handle", {"handler": dispute.values["handler"]})
    done = gate_of("seller").move("channel_dispute", dispute.id, "resolve", {"solution": "Warned"})
    assert (done.state, done.values["resolved_on"]) == ("resolved", date(2026, 6, 15))
