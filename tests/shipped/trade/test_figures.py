"""The figures of merchandisers, salespeople, channels and marketing, each computed by hand once."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from records.actor import SYSTEM
from records.gate import Gate

JUNE = date(2026, 6, 10)


@pytest.fixture
def batch(company, order):
    """A batch of 10, due on 10 June and complete that day unless something else is said."""
    whole = order()

    def store(**values):
        given = {
            "order": whole, "product": company.ware, "batch_no": 1, "qty": Decimal(10), "requested_on": JUNE,
            "arrived_on": JUNE, "completed_qty": Decimal(10), "quality_ok": True, "cancelled": False, "position": 0,
        }  # fmt: skip
        return company.put("order_batch", **{**given, **values})

    return store


def test_an_order_is_fully_done_on_time_of_good_quality_and_in_full(batch, order, figure, company):
    batch()
    batch(arrived_on=date(2026, 6, 11))
    batch(quality_ok=False)
    batch(completed_qty=Decimal(9))
    batch(cancelled=True)
    batch(order=order(state="cancelled"))
    assert figure("merch_order_completion") == Decimal("0.25")
    assert figure("merch_order_completion", person=company.merch) == Decimal("0.25")


def test_steps_count_by_their_planned_day_and_late_when_it_is_past(company, order, figure):
    plan = company.put("follow_up_plan", number="GJ1", order=order(), merchandiser=company.merch, made_on=JUNE,
                       production_plan="x", purchase_plan="x", logistics_plan="x", state="running")  # fmt: skip
    days = [(10, 10), (10, 9), (12, 13), (14, None), (15, None), (20, None)]
    for due, done in days:
        company.put("follow_up_step", plan=plan, kind="production", title="x", responsible=company.merch, position=0,
                    planned_on=date(2026, 6, due), done_on=done and date(2026, 6, done))  # fmt: skip
    # 15 June is today and 20 June still to come: four are due, two of them in time.
    assert figure("steps_on_time", person=company.merch) == Decimal("0.5")


def test_issues_are_solved_or_not_yet(company, figure):
    for number, resolved in enumerate((JUNE, JUNE, None)):
        company.put("order_issue", number=f"WT{number}", category="delivery", raised_on=JUNE, raised_by=company.merch,
                    description="x", handler=company.merch, due_on=JUNE, resolved_on=resolved, state="raised")  # fmt: skip
    assert round(figure("merch_issues_solved", person=company.merch), 4) == Decimal("0.6667")


def test_a_document_is_to_standard_when_accurate_complete_and_in_form(company, figure):
    kind = company.put("document_category", code="DD", name="订单文件", side="external", folder="/")
    for accurate, standard in ((True, True), (True, True), (False, True), (True, False)):
        paper = company.put("document", title="x", category=kind, secrecy="internal", media="paper", state="archived",
                            drafter=company.merch, drafted_on=JUNE, responsible=company.merch)  # fmt: skip
        company.put("document_inspection", document=paper, inspected_on=JUNE, inspector=company.head,
                    responsible=company.merch, accurate=accurate, complete=True, standard=standard)  # fmt: skip
    assert figure("documents_compliant", person=company.merch) == Decimal("0.5")


def test_profit_is_amount_less_cost_of_orders_that_stand(order, figure, company):
    order(5)
    order(10)
    order(7, state="cancelled")
    order(9, order_date=date(2026, 5, 31))
    assert figure("sales_profit", person=company.seller) == Decimal(600)


@pytest.mark.parametrize(("base", "expected"), [("last_year", "0.25"), ("previous", "-0.5")])
def test_growth_is_over_last_year_or_over_the_month_before(base, expected, order, figure, company):
    company.rulebook.set_settings(SYSTEM, {"kpi_growth_base": base})
    order(5)
    order(4, order_date=date(2025, 6, 30))
    order(10, order_date=date(2026, 5, 1))
    assert figure("sales_growth") == Decimal(expected)


def test_completed_orders_count_in_the_month_of_completion(order, figure, company):
    order(5, completed_on=JUNE, order_date=date(2026, 5, 3), state="settled")
    order(3, completed_on=date(2026, 5, 31), state="settled")
    order(8)
    assert figure("completed_sales", person=company.seller) == Decimal(500)
    assert figure("completed_profit", person=company.seller) == Decimal(200)


def test_a_customer_is_new_in_the_month_of_the_first_order(order, figure, company):
    def customer(name):
        return company.put("customer", name=name, category="normal", salesperson=company.seller, is_valid=True,
                           office_clerk=company.clerk, filed_on=date(2026, 1, 5), state="active")  # fmt: skip

    old, cancelled = customer("旧"), customer("取消")
    customer("未下单")
    order(order_date=date(2026, 5, 1), customer=old)
    order(customer=old)
    order(customer=cancelled, state="cancelled")
    order()
    assert figure("new_customers", person=company.seller) == 1
    company.put("channel_partner", name="联创", kind="agent", responsible=company.seller, joined_on=JUNE, state="active")  # fmt: skip
    assert figure("market_expansion", person=company.seller) == 2


def test_channels_are_measured_by_confirmed_evaluations(company, order, figure):
    partner = company.put("channel_partner", name="联创", kind="agent", responsible=company.seller, joined_on=JUNE, state="active")  # fmt: skip
    order(6, channel_partner=partner)
    order(4, channel_partner=partner, order_date=date(2026, 5, 9))

    def evaluated(month, state, coverage, feedback):
        company.put("channel_evaluation", partner=partner, period_start=date(2026, month, 1), period_end=date(2026, month, 30), sales_target=Decimal(800),
                    coverage_score=Decimal(coverage), feedback_score=Decimal(feedback), grade="B", evaluator=company.market, state=state)  # fmt: skip

    evaluated(6, "confirmed", 80, 90)
    evaluated(5, "draft", 10, 10)
    assert figure("channel_sales") == Decimal("0.75")
    assert (figure("channel_coverage"), figure("channel_feedback")) == (80, 90)
    assert figure("channel_coverage", "2026-05") is None


def test_orders_and_shipments_are_spread_over_the_working_days(order, figure, company):
    # June 2026 has 22 weekdays, of which the 19th is the Dragon Boat festival.
    made = order(21)
    assert figure("daily_orders") == Decimal(100)
    shipment = company.put(
        "shipment", number="FH1", order=made, customer=company.buyer, business_line="telecom", office_clerk=company.clerk,
        planned_ship_on=JUNE, shipped_on=JUNE, transport_mode="road", destination="苏州", consignee="周", consignee_phone="13800001101",
        plan=company.put("shipping_plan", number="FJ1", order=made, qty=Decimal(21), planned_ship_on=JUNE, due_on=JUNE,
                         office_clerk=company.clerk, transport_mode="road", destination="苏州", state="executed"),
        goods_state="intact", info_correct=True, state="signed",
    )  # fmt: skip
    company.put("shipment_line", shipment=shipment, product=company.ware, qty=Decimal(21), amount=Decimal(4200), position=0)  # fmt: skip
    assert figure("daily_shipments") == Decimal(200)


def test_inspections_add_up_their_quantities(company, figure):
    for qty, passed in ((100, 99), (20, 15)):
        company.put("quality_inspection", kind="incoming", inspected_on=JUNE, inspector=company.checker,
                    qty=Decimal(qty), pass_qty=Decimal(passed), result="pass")  # fmt: skip
    assert figure("inspection_pass") == Decimal("0.95")


def test_the_brand_is_measured_by_evaluated_activities(company, figure):
    for state, known, liked in (("evaluated", 70, 80), ("evaluated", 75, 91), ("running", 10, 10)):
        company.put("brand_activity", name="x", channel="pr", positioning="x", responsible=company.market, start_on=JUNE, end_on=JUNE,
                    budget=Decimal(1), awareness_score=Decimal(known), reputation_score=Decimal(liked), state=state)  # fmt: skip
    assert figure("brand_awareness") == Decimal("72.5")
    assert figure("brand_reputation") == Decimal("85.5")


def test_promotions_add_up_before_they_are_divided(company, figure):
    for state, before, during, cost in (("evaluated", 100, 150, 10), ("evaluated", 300, 310, 20), ("ended", 1, 99, 1)):  # fmt: skip
        company.put("promotion", name="x", kind="gift", rule="x", responsible=company.market, start_on=JUNE, end_on=JUNE, budget=Decimal(1),
                    baseline_sales=Decimal(before), promo_sales=Decimal(during), actual_cost=Decimal(cost), state=state)  # fmt: skip
    assert figure("promotion_lift") == Decimal("0.15")
    assert figure("promotion_return") == Decimal(2)


def test_a_departments_satisfaction_counts_its_satisfied_customers(company, figure):
    survey = company.put("satisfaction_survey", number="MD1", name="x", cycle="month", start_on=JUNE, end_on=JUNE, responsible=company.under, state="collecting")  # fmt: skip
    other = company.put("customer", name="乙", category="normal", salesperson=company.seller, is_valid=True, office_clerk=company.clerk, filed_on=JUNE, state="active")  # fmt: skip
    for customer, points in ((company.buyer, 90), (other, 60)):
        company.put("survey_response", survey=survey, customer=customer, about=company.merch, responded_on=JUNE, quality=points,
                    delivery=points, price=points, service=points, valid=True, position=0)  # fmt: skip
    assert figure("commercial_satisfaction") == Decimal("0.5")


def test_every_figure_of_the_trade_is_on_a_board(company):
    schema = company.rulebook.schema
    shown = {name for board in schema.dashboards.values() for name in board.kpis}
    ours = {n for n, kpi in schema.kpis.items() if kpi.span.file == "schema/sales_kpis.yaml"}
    assert len(ours) == 23
    assert ours - shown == set()


def test_every_code_is_one_figures_own(company):
    codes = [kpi.code for kpi in company.rulebook.schema.kpis.values() if kpi.code]
    assert sorted(codes) == sorted(set(codes))


def test_a_complaints_limit_is_a_setting(company):
    made = company.put("complaint", customer=company.buyer, category="delivery", content="x", severity="minor",
                       received_at=datetime(2026, 6, 12, 8), received_by=company.seller, state="received")  # fmt: skip
    assert Gate(company.rulebook, SYSTEM).get("complaint", made).values["reply_on_time"] is False
