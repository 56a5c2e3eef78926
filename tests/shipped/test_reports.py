"""Work reports and sales reports: who hands in what, who reads it, what is late."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from records.refusals import Forbidden, NotFound, Refused


@pytest.fixture
def week(gate_of):
    return gate_of("clerk").create("work_report", {"kind": "weekly", "period_start": "2026-07-06"})


def test_a_week_ends_on_sunday_and_is_due_the_working_day_after(week):
    assert week.values["period_end"] == date(2026, 7, 12)
    assert week.values["due_on"] == date(2026, 7, 13)


def test_the_person_hands_it_in_and_the_superior_reads_it(week, gate_of):
    clerk, head = gate_of("clerk"), gate_of("head")
    with pytest.raises(Refused):  # what comes next is part of a week's report
        clerk.move("work_report", week.id, "submit", {"done": "Orders entered"})
    clerk.update("work_report", week.id, {"next_plan": "Contracts"}, week.version)
    sent = clerk.move("work_report", week.id, "submit", {"done": "Orders entered"})
    assert sent.values["on_time"] is True
    with pytest.raises(Forbidden):
        clerk.move("work_report", week.id, "review")
    with pytest.raises(NotFound):
        gate_of("seller").move("work_report", week.id, "review")
    assert head.move("work_report", week.id, "review").state == "reviewed"


def test_nobody_writes_for_somebody_else(company, gate_of):
    with pytest.raises((Forbidden, Refused)):
        gate_of("seller").create("work_report", {"kind": "daily", "employee": company.clerk})


@pytest.fixture
def day(company):
    """A day's statistics of a line: `day(6, "telecom", 1000)`; open without an amount."""

    def store(number, line, amount=None, who="clerk"):
        company.put(
            "daily_statistic", stat_on=date(2026, 7, number), due_on=date(2026, 7, number), business_line=line,
            office_clerk=getattr(company, who), order_amount=amount, shipped_amount=amount and amount / 2, items_total=3,
            items_wrong=0, state="open" if amount is None else "submitted",
            completed_at=amount and datetime(2026, 7, number, 17),
        )  # fmt: skip

    return store


def test_a_sales_report_adds_up_the_lines_days_and_waits_for_all_of_them(company, gate_of, day):
    day(6, "telecom", Decimal(1000))
    day(7, "telecom", Decimal(500))
    day(7, "opto", Decimal(9000))
    day(7, "telecom", Decimal(500), who="lead")  # a colleague compiled the same day
    clerk = gate_of("clerk")
    made = clerk.create(
        "sales_report", {"kind": "weekly", "period_start": "2026-07-06", "business_line": "telecom"}
    )
    assert (made.values["order_amount"], made.values["shipped_amount"]) == (1500, 750)
    day(8, "telecom")
    with pytest.raises(Forbidden, match="no statistics yet"):
        clerk.move("sales_report", made.id, "submit", {"customer_feedback": "Asked for stock"})
    company.rulebook.tables.model("daily_statistic").update(state="submitted").execute()
    clerk.move("sales_report", made.id, "submit", {"customer_feedback": "Asked for stock"})
    with pytest.raises(Forbidden):
        clerk.move("sales_report", made.id, "review")
    assert gate_of("head").move("sales_report", made.id, "review").state == "reviewed"


def test_the_line_is_that_of_the_clerks_group(company, gate_of):
    group = company.put("work_group", name="光电组", department=company.team, business_line="opto")
    employees = company.rulebook.tables.model("employee")
    employees.update(work_group=group).where(employees.id == company.clerk).execute()
    clerk = gate_of("clerk")
    assert clerk.create("daily_statistic", {}).values["business_line"] == "opto"
    assert gate_of("clerk").create("sales_report", {}).values["business_line"] == "opto"
