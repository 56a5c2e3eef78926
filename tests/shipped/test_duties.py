"""The company's duties: what nobody did is there, late, and lowers the figure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from kpi.figures import Figures
from kpi.period import Period
from records.actor import SYSTEM
from records.refusals import Forbidden, Refused
from tests.shipped.office import FRIDAY, MONDAY, Office, told


def statistics(office: Office) -> list[tuple[Any, ...]]:
    return [
        (r.values["stat_on"], r.values["order_amount"], r.state)
        for r in office.rows("daily_statistic")
    ]


def test_a_day_without_statistics_lowers_the_figure_once_its_time_has_passed(office):
    office.run()
    assert statistics(office) == [(date(2026, 7, 10), None, "open")]
    clerk = office.gate("clerk", "backoffice")
    [row] = office.rows("daily_statistic")
    office.at(FRIDAY, "16:00")
    clerk = office.gate("clerk", "backoffice")
    clerk.move("daily_statistic", row.id, "fill_in")
    clerk.move("daily_statistic", row.id, "submit")
    assert office.figure("statistics_on_time") == 1

    office.at(MONDAY, "00:05")
    assert office.run().made >= 1
    office.at(MONDAY, "17:00")
    assert office.figure("statistics_on_time") == 1  # there is still half an hour
    office.at(MONDAY, "18:00")
    assert office.figure("statistics_on_time") == Decimal("0.5")


def test_the_days_figures_are_fetched_with_a_button_and_not_before(office):
    office.run()
    [row] = office.rows("daily_statistic")
    clerk = office.gate("clerk", "backoffice")
    with pytest.raises(Forbidden, match="order amount"):
        clerk.move("daily_statistic", row.id, "submit")
    customer = office.customer()
    order = office.company.put(
        "sales_order", number="XS1", customer=customer, business_line="telecom", state="sent",
        order_type="routine", order_date=date(2026, 7, 10), salesperson=office.company.seller,
        office_clerk=office.company.clerk, merchandiser=office.company.lead, sent_at=office.now,
        requested_on=date(2026, 7, 30), delivery_place="苏州", delivery_mode="full", payment_terms="月结",
    )  # fmt: skip
    assert order
    office.gate("clerk", "backoffice").move("daily_statistic", row.id, "fill_in")
    [row] = office.rows("daily_statistic")
    assert row.values["order_count"] == 1


def test_statistics_made_by_hand_are_not_doubled(office):
    office.gate("clerk", "backoffice").create("daily_statistic", {"business_line": "all"})
    office.run()
    assert len(office.rows("daily_statistic")) == 1


def test_the_weekly_report_is_about_the_week_before_and_due_on_monday(office):
    office.run()
    assert office.rows("analysis_report") == ()
    office.at(MONDAY, "00:05")
    office.run()
    [report] = office.rows("analysis_report")
    told = [report.values[name] for name in ("author", "period_start", "period_end", "due_on")]
    assert told == [office.company.clerk, date(2026, 7, 6), date(2026, 7, 12), date(2026, 7, 13)]
    with pytest.raises(Refused) as refused:
        office.gate("clerk", "backoffice").move(
            "analysis_report", report.id, "submit", {"recipients": [office.company.head]}
        )
    assert {p.path for p in refused.value.problems} == {"dimensions", "patterns_found", "advice"}
    office.at("2026-07-14", "09:00")
    assert office.figure("reports_on_time") == 0


def test_filing_comes_again_after_the_set_interval(office):
    office.run()
    for day in (MONDAY, "2026-07-16", "2026-07-17"):
        office.at(day, "00:05")
        office.run()
    periods = [
        (r.values["period_start"], r.values["period_end"]) for r in office.rows("filing_task")
    ]
    assert periods == [
        (date(2026, 7, 4), date(2026, 7, 10)), (date(2026, 7, 11), date(2026, 7, 17))
    ]  # fmt: skip


def test_every_valid_customer_is_to_be_updated_each_month(office):
    active, key = office.customer("active"), office.customer("key")
    gone = office.customer("invalid")
    office.set("customer", gone, is_valid=False)
    office.run()
    assert office.rows("customer_update") == ()
    office.at("2026-08-01", "00:05")
    office.run()
    rows = office.rows("customer_update")
    assert [(r.values["customer"], r.values["due_on"]) for r in rows] == [
        (active, date(2026, 8, 28)), (key, date(2026, 8, 28))
    ]  # fmt: skip
    office.at("2026-08-29", "09:00")
    assert office.figure("customer_updates_on_time", "2026-08") == 0


@pytest.fixture
def order(office: Office) -> Callable[..., int]:
    """An order that the clerk received: `order("producing", "2026-07-07")`."""

    def store(state: str, received: str) -> int:
        c = office.company
        return c.put(
            "sales_order", number=f"XS{state}{received}", customer=office.customer(f"of {state}"), state=state,
            business_line="telecom", order_type="routine", order_date=date.fromisoformat(received),
            salesperson=c.seller, office_clerk=c.clerk, merchandiser=c.lead,
            sent_at=datetime.fromisoformat(f"{received}T09:00"),
            received_at=datetime.fromisoformat(f"{received}T10:00"), requested_on=date(2026, 7, 30),
            delivery_place="苏州", delivery_mode="full", payment_terms="月结30天",
        )  # fmt: skip

    return store


def test_open_orders_are_reported_on_at_the_set_interval(office, order):
    open_ = order("producing", "2026-07-07")
    order("received", "2026-07-08")  # too new on the 10th
    order("delivered", "2026-07-01")
    office.run()
    rows = [
        (r.values["order"], r.values["due_on"], r.values["sent_by"])
        for r in office.rows("order_feedback")
    ]
    assert rows == [(open_, date(2026, 7, 10), office.company.clerk)]
    office.at(MONDAY, "00:05")
    office.run()
    due = [r.values["due_on"] for r in office.rows("order_feedback") if r.values["order"] == open_]
    assert due == [date(2026, 7, 10), date(2026, 7, 13)]
    assert office.figure("order_feedback_on_time") == 0


def test_every_merchandiser_with_open_orders_gets_a_tracking_sheet_each_working_day(office, order):
    order("delivered", "2026-07-01")
    office.run()
    office.at("2026-07-11", "00:05")  # a Saturday
    office.run()
    sheets = [
        (r.values["merchandiser"], r.values["tracked_on"]) for r in office.rows("order_tracking")
    ]
    assert sheets == [(office.company.lead, date(2026, 7, 10))]


def test_marking_a_key_customer_opens_the_file_at_once(office):
    customer = office.customer("active")
    office.gate("head", "manager").move("customer", customer, "mark_key")
    [file] = office.rows("key_account_file")
    assert (file.values["customer"], file.values["due_on"]) == (customer, date(2026, 7, 17))
    office.at("2026-07-18", "09:00")
    assert office.figure("key_files_on_time") == 0


def test_dispatching_a_shipment_makes_its_receipt_for_whoever_sent_it(office, order):
    company = office.company
    carrier = company.put(
        "freight_company", number="HY1", name="捷运", modes=("road",), contact="x", phone="1",
        licence_valid_to=date(2027, 1, 1), state="approved",
    )  # fmt: skip
    wanted = order("shipping", "2026-07-01")
    plan = company.put(
        "shipping_plan", number="FJ1", order=wanted, qty=Decimal(1), planned_ship_on=date(2026, 7, 10),
        due_on=date(2026, 7, 7), office_clerk=company.clerk, transport_mode="road", destination="苏州",
        state="notified", freight_company=carrier,
    )  # fmt: skip
    customer = office.gate().get("sales_order", wanted).values["customer"]
    shipment = company.put(
        "shipment", number="FH1", plan=plan, order=wanted, customer=customer, business_line="telecom",
        office_clerk=company.clerk, planned_ship_on=date(2026, 7, 10), transport_mode="road",
        freight_company=carrier, waybill_no="W1", destination="苏州", consignee="王", eta=date(2026, 7, 12),
        consignee_phone="13900001111", goods_state="unknown", info_correct=True, state="checked",
    )  # fmt: skip
    product = company.put(
        "product",
        number="P1",
        name="跳线",
        spec="3m",
        unit="条",
        business_line="opto",
        abc_class="B",
    )
    company.put(
        "shipment_line", shipment=shipment, product=product, qty=Decimal(1), amount=Decimal(9)
    )
    sender = office.gate("seller", "freight")
    sender.move("shipment", shipment, "dispatch", {"shipped_on": "2026-07-10"})
    [receipt] = office.rows("delivery_receipt")
    told = [receipt.values[name] for name in ("shipment", "freight_officer", "due_on")]
    assert told == [shipment, company.seller, date(2026, 7, 22)]
    assert "inform" in {
        p.transition.name for p in office.gate().transitions(office.rows("shipment")[0])
    }


def test_reports_and_meetings_of_the_week_are_there_before_they_are_due(office):
    office.run()  # a Friday
    clerk, head = office.company.clerk, office.company.head
    assert told(office, "work_report", "employee", "kind", "period_start", "due_on") == [
        (clerk, "daily", date(2026, 7, 10), date(2026, 7, 10)),
        (clerk, "weekly", date(2026, 7, 6), date(2026, 7, 13)),
    ]
    assert told(office, "sales_report", "kind", "period_start", "period_end") == [
        ("weekly", date(2026, 7, 6), date(2026, 7, 12))
    ]
    assert told(office, "meeting", "kind", "chair", "planned_at") == [
        ("weekly", head, datetime(2026, 7, 13, 9, 0))
    ]
    office.run()
    assert len(office.rows("work_report")) == 2


def test_a_report_that_nobody_handed_in_lowers_the_figure(office):
    office.run()
    office.at("2026-07-11", "00:05")
    assert office.figure("work_reports_on_time") == 0


def test_no_daily_sheets_where_the_company_wants_none(office):
    office.rulebook.set_settings(SYSTEM, {"report_daily": False})
    office.run()
    assert told(office, "work_report", "kind") == [("weekly",)]


def test_the_month_brings_attendance_reports_and_safety_stock(office):
    office.at("2026-07-20", "00:05")
    office.run()
    assert told(office, "safety_stock_plan", "month") == [(date(2026, 8, 1),)]
    office.at("2026-07-31", "00:05")
    office.run()
    assert ("monthly",) in told(office, "work_report", "kind")
    assert ("monthly",) in told(office, "sales_report", "kind")
    office.at("2026-08-03", "00:05")
    office.run()
    assert told(office, "attendance_summary", "employee", "month", "due_on") == [
        (office.company.clerk, date(2026, 7, 1), date(2026, 8, 5))
    ]
    assert ("monthly",) in told(office, "meeting", "kind")


def test_a_category_of_important_documents_is_backed_up_every_so_many_days(office):
    kind = office.company.put(
        "document_category", code="WH", name="合同", side="external", folder="x", is_important=True
    )
    office.company.put("document_category", code="QT", name="其他", side="internal", folder="x")
    office.run()
    [row] = office.rows("document_backup")
    assert (row.values["category"], row.values["due_on"]) == (kind, date(2026, 7, 10))
    office.at(MONDAY, "00:05")
    office.run()
    assert len(office.rows("document_backup")) == 1  # the first is still open
    keeper = office.gate("clerk", "keeper")
    keeper.move("document_backup", row.id, "finish", {"medium": "server", "location": "NAS-01"})
    office.at("2026-08-11", "00:05")
    office.run()
    assert len(office.rows("document_backup")) == 1
    office.at("2026-08-12", "00:05")  # thirty days after it was done
    office.run()
    assert len(office.rows("document_backup")) == 2


def test_how_documents_are_stored_is_checked_every_so_many_days(office):
    kind = office.company.put(
        "document_category", code="QT", name="其他", side="internal", folder="x"
    )
    office.run()
    [row] = office.rows("storage_check")
    told_ = [row.values[name] for name in ("category", "due_on", "checker", "result")]
    assert told_ == [kind, date(2026, 7, 10), None, None]
    office.at(MONDAY, "00:05")
    office.run()
    assert len(office.rows("storage_check")) == 1  # the first is still open
    assert office.gate().get("storage_check", row.id).values["on_time"] is False
    keeper = office.gate("clerk", "keeper")
    keeper.move("storage_check", row.id, "finish", {"result": "ok"})
    for day, checks in (("2026-10-10", 1), ("2026-10-12", 2)):  # ninety days after it was done
        office.at(day, "00:05")
        office.run()
        assert len(office.rows("storage_check")) == checks


def test_a_line_of_business_has_its_own_days(office):
    group = office.company.put(
        "work_group", name="光电组", department=office.company.team, business_line="opto"
    )
    office.set("employee", office.company.clerk, work_group=group)
    office.run()
    assert told(office, "daily_statistic", "business_line") == [("opto",)]


def test_the_office_clerk_compiles_the_days_figures_of_both_lines_and_is_late_with_none(office):
    post = office.company.put(
        "position", code="SW-05", name="商务文员", department=office.company.team, scheme="clerk"
    )
    group = office.company.put(
        "work_group", name="通讯组", department=office.company.team, business_line="telecom"
    )
    office.set("employee", office.company.seller, position=post, work_group=group)
    office.run()
    assert told(office, "daily_statistic", "office_clerk", "business_line") == sorted(
        [(office.company.clerk, "all"), (office.company.seller, "all")]
    )
    office.at("2026-07-11", "09:00")
    cells = Figures(office.rulebook).cells(
        ["statistics_on_time"], [Period.parse("2026-07")], "employee"
    )
    assert cells["statistics_on_time"]["2026-07", office.company.seller].value == 0
