"""The company's duties: what nobody did is there, late, and lowers the figure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from kpi.figures import Figures
from kpi.period import Period
from models import calendar
from records import duty_watch
from records.actor import SYSTEM, person_actor
from records.duty_runs import Outcome, run
from records.gate import Gate
from records.query import Query
from records.record import Record
from records.refusals import Forbidden, Refused
from schema.questions import stored_fields

FRIDAY, MONDAY = "2026-07-10", "2026-07-13"


class Office:
    """The company with one back-office clerk and a clock that moves."""

    def __init__(self, company: SimpleNamespace) -> None:
        self.company = company
        self.rulebook = company.rulebook
        self.rulebook.clock = lambda: self.now
        self.rulebook.watchers = (duty_watch.watch,)
        calendar.fill(self.rulebook.tables, (2026,))
        self.at(FRIDAY, "00:05")
        post = company.put(
            "position", code="SW-10", name="销售内勤", department=company.team, scheme="backoffice"
        )
        self.set("employee", company.clerk, position=post)

    def at(self, day: str, time: str) -> None:
        """Go to a moment."""
        self.now = datetime.fromisoformat(f"{day}T{time}")

    def set(self, entity: str, id: int, **values: object) -> None:
        """Write past every rule."""
        model = self.rulebook.tables.model(entity)
        model.update(**values).where(model.id == id).execute()

    def run(self) -> Outcome:
        """The duties of the day."""
        outcome = run(self.rulebook)
        assert outcome.failures == []
        return outcome

    def gate(self, name: str = "", *roles: str) -> Gate:
        """The engine's gate, or somebody's."""
        if not name:
            return Gate(self.rulebook, SYSTEM)
        schema = self.rulebook.schema
        return Gate(self.rulebook, person_actor(schema, getattr(self.company, name), roles, name))

    def rows(self, entity: str) -> tuple[Record, ...]:
        """All records, oldest first."""
        names = tuple(field.name for field in stored_fields(self.rulebook.entity(entity)))
        return self.gate().find(entity, Query(sort=("id",), columns=names)).records

    def figure(self, name: str, month: str = "2026-07") -> Any:
        """The clerk's figure of a month."""
        cells = Figures(self.rulebook).cells([name], [Period.parse(month)], "employee")[name]
        return cells[month, self.company.clerk].value

    def customer(self, state: str = "active") -> int:
        """A customer of the clerk."""
        c = self.company
        return c.put(
            "customer", number=f"C{state}", name=f"华通 {state}", state=state, category="normal",
            salesperson=c.seller, office_clerk=c.clerk, merchandiser=c.lead, is_valid=True, filed_on=date(2026, 1, 1),
        )  # fmt: skip


@pytest.fixture
def office(company: SimpleNamespace) -> Office:
    return Office(company)


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


def test_everybody_gets_the_sheet_of_the_own_post(office):
    seller = office.company.put(
        "position", code="SW-06", name="业务员", department=office.company.team, scheme="sales"
    )
    office.set("employee", office.company.seller, position=seller)
    calendar.mark(office.rulebook.tables, date(2027, 1, 1), False)
    calendar.mark(office.rulebook.tables, date(2027, 1, 2), True)
    calendar.mark(office.rulebook.tables, date(2027, 1, 3), False)
    office.rulebook.forget_calendar()
    office.at("2026-12-31", "00:05")
    office.run()
    office.at("2027-01-02", "00:05")
    run(office.rulebook, since=date(2027, 1, 1))
    told = {
        (r.values["employee"], r.values["scheme"], r.values["month"])
        for r in office.rows("appraisal")
    }
    december, january, c = date(2026, 12, 1), date(2026, 1, 1), office.company
    assert told == {
        (c.clerk, "backoffice", december), (c.seller, "sales", december),
        (c.clerk, "backoffice_year", january), (c.seller, "sales_year", january),
    }  # fmt: skip
    dues = {r.values["scheme"]: r.values["due_on"] for r in office.rows("appraisal")}
    assert dues["sales"] == date(2027, 1, 10)
    assert dues["sales_year"] == dues["backoffice_year"] == date(2027, 1, 31)


def test_sheets_of_last_month_are_opened_on_its_first_working_day(office):
    office.at("2026-07-31", "00:05")
    office.run()
    assert office.rows("appraisal") == ()
    office.at("2026-08-03", "00:05")  # the 1st was a Saturday
    office.run()
    [sheet] = office.rows("appraisal")
    assert (sheet.values["employee"], sheet.values["month"]) == (
        office.company.clerk, date(2026, 7, 1)
    )  # fmt: skip


def told(office, entity, *names):
    return sorted(tuple(r.values[name] for name in names) for r in office.rows(entity))


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


def test_the_departments_table_of_a_month_is_there_for_a_supervisor_to_analyse(office):
    post = office.company.put(
        "position",
        code="SW-02",
        name="商务主管",
        department=office.company.team,
        scheme="supervisor",
    )
    for person in (office.company.lead, office.company.seller):
        office.set("employee", person, position=post)
    office.at("2026-07-31", "00:05")
    office.run()
    assert office.rows("department_appraisal") == ()
    office.at("2026-08-03", "00:05")  # the 1st was a Saturday
    office.run()
    assert told(office, "department_appraisal", "month", "department", "compiled_by", "due_on") == [
        (date(2026, 7, 1), office.company.team, office.company.lead, date(2026, 8, 10))
    ]
    assert office.gate("lead", "supervisor").find("department_appraisal", Query()).records


def test_the_half_year_brings_the_departments_table_of_the_half_year(office):
    post = office.company.put(
        "position",
        code="SW-02",
        name="商务主管",
        department=office.company.team,
        scheme="supervisor",
    )
    office.set("employee", office.company.lead, position=post)
    office.now = datetime(2026, 6, 30, 0, 5)
    office.run()
    office.now = datetime(2026, 7, 1, 0, 5)
    office.run()
    tables = [
        (row.values["span"], row.values["month"], row.values["due_on"])
        for row in office.rows("department_appraisal")
    ]
    assert sorted(tables) == [
        ("half", date(2026, 1, 1), date(2026, 7, 10)), ("month", date(2026, 6, 1), date(2026, 7, 10))
    ]  # fmt: skip


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
