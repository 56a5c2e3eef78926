"""A bonus: what it comes to, who prepares, approves and pays it, and who knows of it."""

from datetime import date
from decimal import Decimal

import pytest

from records.actor import SYSTEM
from records.refusals import Forbidden, NotFound, Refused


@pytest.fixture
def bonus(gate_of, sheet):
    """A bonus of the clerk, as HR prepared it."""
    return gate_of("hr").create("bonus", {"appraisal": sheet("clerk", 95.5, "excellent", 1.2)})


def value_of(gate, record, name):
    return gate.get("bonus", record.id).values[name]


def test_base_factor_and_score_make_the_amount_that_is_paid_with_the_next_month(bonus, company):
    assert bonus.values["employee"] == company.clerk
    assert bonus.values["amount"] == Decimal("2292.00")  # 2000 × 1.2 × 95.5 ÷ 100
    assert bonus.values["pay_month"] == date(2026, 7, 1)


def test_every_late_arrival_takes_the_fine_of_the_setting_off(gate_of, bonus):
    hr = gate_of("hr")
    hr.update("bonus", bonus.id, {"minor_count": 3}, bonus.version)
    assert value_of(hr, bonus, "attendance_fine") == Decimal("150.00")
    assert value_of(hr, bonus, "amount") == Decimal("2142.00")
    assert value_of(hr, bonus, "warning_due") is True


def test_a_fine_larger_than_the_bonus_leaves_nothing_and_not_less(gate_of, sheet):
    failed = gate_of("hr").create(
        "bonus", {"appraisal": sheet("clerk", 40, "fail", 0), "minor_count": 2}
    )
    assert failed.values["amount"] == Decimal("0.00")


def test_without_the_setting_the_score_does_not_count(gate_of, bonus, company):
    company.rulebook.set_setting(SYSTEM, "bonus_by_score", False)
    assert value_of(gate_of("hr"), bonus, "amount") == Decimal("2400.00")


def test_a_submitted_bonus_keeps_the_amount_whatever_the_settings_say_later(
    gate_of, bonus, company
):
    hr = gate_of("hr")
    changed = hr.update("bonus", bonus.id, {"minor_count": 2}, bonus.version)
    hr.move("bonus", changed.id, "check")
    later = {"bonus_by_score": False, "att_minor_fine": Decimal(500), "bonus_by_days": True}
    company.rulebook.set_settings(SYSTEM, later)
    assert value_of(gate_of("hr"), bonus, "amount") == Decimal("2192.00")  # 2292 − 2 × 50
    gate_of("boss").move("bonus", bonus.id, "send_back", {"comment": "By the new rule"})
    assert value_of(gate_of("hr"), bonus, "amount") == Decimal("1400.00")  # 2400 − 2 × 500


def test_a_merchandisers_submitted_bonus_keeps_the_factor_of_the_result_period(
    gate_of, sheet, company
):
    company.rulebook.set_setting(SYSTEM, "appr_gd_cycle_months", 2)
    may, june = (
        sheet("lead", 70, "pass", 0.8, date(2026, 5, 1)), sheet("lead", 94, "excellent", 1.2)
    )  # fmt: skip
    appraisals = company.rulebook.tables.model("appraisal")
    appraisals.update(scheme="merch").where(appraisals.id.in_([may, june])).execute()
    paid = gate_of("hr").create("bonus", {"appraisal": june})
    gate_of("hr").move("bonus", paid.id, "check")
    company.rulebook.set_settings(SYSTEM, {"appr_gd_good_min": Decimal(85)})
    hr = gate_of("hr")
    assert (value_of(hr, paid, "score"), value_of(hr, paid, "factor")) == (Decimal(82), 1)


def test_a_yearly_bonus_takes_the_mean_of_the_years_final_sheets_and_comes_once(gate_of, sheet):
    sheet("clerk", 88, "good", 1.0, date(2025, 11, 1))
    last = sheet("clerk", 92, "excellent", 1.2, date(2025, 12, 1))
    hr = gate_of("hr")
    yearly = hr.create("bonus", {"kind": "year", "appraisal": last})
    assert (yearly.values["year"], yearly.values["score"]) == (2025, Decimal("90.0"))
    assert yearly.values["amount"] == Decimal("1980.00")  # 2000 × 1.1 × 90 ÷ 100
    with pytest.raises(Refused):
        hr.create("bonus", {"kind": "year", "appraisal": last})


def test_hr_prepares_a_leader_approves_and_finance_pays(gate_of, bonus, company):
    gate_of("hr").move("bonus", bonus.id, "check")
    approved = gate_of("boss").move("bonus", bonus.id, "approve")
    assert approved.values["approved_by"] == company.boss
    paid = gate_of("cashier").move("bonus", bonus.id, "pay")
    assert (paid.state, paid.values["paid_on"]) == ("paid", date(2026, 7, 10))


def test_nobody_else_may_approve_or_pay(gate_of, bonus):
    gate_of("hr").move("bonus", bonus.id, "check")
    for name in ("hr", "head"):
        with pytest.raises(Forbidden):
            gate_of(name).move("bonus", bonus.id, "approve")
    gate_of("boss").move("bonus", bonus.id, "approve")
    with pytest.raises(Forbidden):
        gate_of("hr").move("bonus", bonus.id, "pay")


def test_whoever_prepared_a_bonus_does_not_approve_it(gate_of, company, bonus):
    gate_of("hr").move("bonus", bonus.id, "check")
    table = company.rulebook.tables.model("bonus")
    table.update(prepared_by=company.boss).execute()
    with pytest.raises(Forbidden, match="or one that they prepared"):
        gate_of("boss").move("bonus", bonus.id, "approve")


def test_a_bonus_is_not_paid_before_its_month(gate_of, bonus):
    hr = gate_of("hr")
    hr.update("bonus", bonus.id, {"pay_month": date(2026, 8, 1)}, bonus.version)
    hr.move("bonus", bonus.id, "check")
    gate_of("boss").move("bonus", bonus.id, "approve")
    with pytest.raises(Forbidden, match="not paid before its month"):
        gate_of("cashier").move("bonus", bonus.id, "pay")


def test_hr_prepares_no_bonus_of_their_own(gate_of, sheet):
    with pytest.raises(Refused, match="employee != me"):
        gate_of("hr").create("bonus", {"appraisal": sheet("hr", 95, "excellent", 1.2)})


def test_a_sheet_has_one_bonus_of_a_kind_and_it_is_for_whom_the_sheet_is(gate_of, bonus, company):
    hr = gate_of("hr")
    sheet = bonus.values["appraisal"]
    with pytest.raises(Refused):
        hr.create("bonus", {"appraisal": sheet})
    with pytest.raises(Refused) as refused:
        hr.update("bonus", bonus.id, {"employee": company.seller}, bonus.version)
    assert {p.path for p in refused.value.problems} == {"employee"}


@pytest.mark.parametrize(
    ("name", "prepared", "approved"),
    [
        ("hr", True, True),
        ("boss", True, True),
        ("head", True, True),
        ("clerk", False, True),
        ("cashier", False, True),
        ("seller", False, False),
        ("lead", False, False),
    ],
)
def test_pay_is_read_by_hr_the_leader_the_superior_finance_and_the_person(
    gate_of, bonus, name, prepared, approved
):
    assert reads(gate_of(name), bonus) is prepared
    gate_of("hr").move("bonus", bonus.id, "check")
    gate_of("boss").move("bonus", bonus.id, "approve")
    assert reads(gate_of(name), bonus) is approved


def reads(gate, record):
    try:
        return gate.get("bonus", record.id).values["amount"] is not None
    except NotFound:
        return False


@pytest.mark.parametrize(
    ("dates", "wanted", "amount"),
    [
        ({"hired_on": date(2026, 6, 16)}, True, "900.00"),  # 15 of 30 days
        ({"left_on": date(2026, 6, 10)}, True, "600.00"),
        ({"hired_on": date(2026, 6, 16)}, False, "1800.00"),
        ({}, True, "1800.00"),
    ],
)
def test_who_joins_or_leaves_within_the_month_gets_the_share_if_the_company_says_so(
    company, gate_of, sheet, dates, wanted, amount
):
    company.rulebook.set_settings(SYSTEM, {"bonus_by_days": wanted})
    employees = company.rulebook.tables.model("employee")
    for name, day in dates.items():
        employees.update(**{name: day}).where(employees.id == company.clerk).execute()
    made = gate_of("hr").create("bonus", {"appraisal": sheet("clerk", 90, "good", 1)})
    assert made.values["amount"] == Decimal(amount)
