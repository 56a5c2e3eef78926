"""The assessment of a freight company counts its contract, arrivals, damages and receipts."""

from datetime import date
from decimal import Decimal

import pytest

from records.refusals import Forbidden, Refused


@pytest.fixture
def carrier(company):
    """A freight company with a framework contract whose milestones are given by day due and day done."""

    def store(*milestones):
        made = company.put(
            "freight_company", name="捷运", modes=("road",), contact="周", phone="13800001101", grade="A",
            licence_valid_to=date(2028, 1, 1), state="contracted",
        )  # fmt: skip
        contract = company.put(
            "contract", number="HT9", kind="freight", title="框架", counterparty="捷运", freight_company=made,
            drafted_by=company.freight, drafted_on=date(2026, 1, 5), planned_sign_on=date(2026, 1, 12), quality_terms="x",
            delivery_terms="x", payment_terms="x", rights_duties="x", breach_terms="x", state="performing",
        )  # fmt: skip
        for place, (due, done) in enumerate(milestones):
            company.put("contract_milestone", contract=contract, kind="service", title="时效", due_on=due, done_on=done, position=place)  # fmt: skip
        return made

    return store


def test_an_assessment_counts_the_duties_that_fell_due_and_is_confirmed_by_the_manager(
    gate_of, carrier
):
    made = carrier(
        (date(2026, 5, 10), date(2026, 5, 9)),
        (date(2026, 5, 31), date(2026, 6, 2)),
        (date(2026, 5, 20), None),
        (date(2026, 6, 1), date(2026, 6, 1)),
    )
    with pytest.raises(Refused, match="Write a value for Opinion"):
        gate_of("freight").create("freight_assessment", {"company": made})
    given = {"company": made, "reason": "Two of three missed"}
    sheet = gate_of("freight").create("freight_assessment", given)
    assert (sheet.values["duty_total"], sheet.values["duty_met"]) == (3, 1)
    assert round(sheet.values["performance_rate"], 4) == Decimal("0.3333")
    assert sheet.values["decision"] == "improve"
    with pytest.raises(Forbidden, match="not yours to press"):
        gate_of("freight").move("freight_assessment", sheet.id, "confirm")
    assert gate_of("head").move("freight_assessment", sheet.id, "confirm").state == "confirmed"


def test_the_figure_counts_milestones_of_freight_contracts(carrier, figure):
    carrier(
        (date(2026, 5, 10), date(2026, 5, 9)),
        (date(2026, 5, 31), date(2026, 6, 2)),
        (date(2026, 5, 20), date(2026, 5, 20)),
    )
    assert round(figure("freight_performance", "2026-05"), 4) == Decimal("0.6667")
