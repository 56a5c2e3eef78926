"""A yearly sheet speaks of its whole year, and waits for the months that it is made of."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from kpi.cycle import open_cycle, status
from kpi.figures import Figures
from kpi.period import Period
from kpi.sheet import sheet_of
from records.actor import SYSTEM
from records.gate import Gate
from records.refusals import Forbidden, Refused

YEAR = Period.parse("2025")


@pytest.fixture
def post(company):
    """The clerk's post is the one that the scheme is for."""
    own = company.put(
        "position", code="SW-90", name="内勤", department=company.team, scheme="backoffice"
    )
    employees = company.rulebook.tables.model("employee")
    employees.update(position=own).where(employees.id == company.clerk).execute()


@pytest.fixture
def year(company, post, gate_of):
    """The clerk's sheet of 2025, opened by the desk."""
    card = company.rulebook.schema.scorecards["backoffice_yearly"]
    (made,) = open_cycle(gate_of("hr"), card, YEAR).made
    return made.id


@pytest.fixture
def month(company):
    """A monthly sheet of the clerk: `month(3, 90)`; without a score it still waits."""

    def store(number, score=None, **more):
        done = (
            {"final_score": Decimal(score), "final_grade": "good", "state": "final"}
            if score
            else {}
        )
        return company.put(
            "appraisal", number=f"M{number}", scheme="backoffice", month=date(2025, number, 1),
            employee=company.clerk, department=company.team, superior=company.head, self_summary="x", **(done | more),
        )  # fmt: skip

    return store


def at(company, sheet, state):
    appraisals = company.rulebook.tables.model("appraisal")
    appraisals.update(state=state, self_summary="x").where(appraisals.id == sheet).execute()


def test_who_moved_or_joined_since_the_year_is_seen_as_on_its_last_day(company, post, gate_of):
    employees = company.rulebook.tables.model("employee")
    new = company.put(
        "position", code="SW-91", name="业务员", department=company.office, scheme="sales"
    )
    company.put(
        "personnel_action", number="RS1", kind="transfer", basis="other", employee=company.clerk,
        department=company.team, from_position=employees.get_by_id(company.clerk).position_id, to_position=new,
        from_superior=company.head, to_superior=company.boss, reason="本人申请调岗",
        effective_on=date(2026, 1, 1), proposed_by=company.head, state="effective",
    )  # fmt: skip
    employees.update(position=new, superior=company.boss, department=company.office).where(
        employees.id == company.clerk
    ).execute()
    employees.update(position=new, hired_on=date(2026, 1, 1)).where(
        employees.id == company.seller
    ).execute()
    cards, hr = company.rulebook.schema.scorecards, gate_of("hr")
    assert open_cycle(hr, cards["sales_yearly"], YEAR).made == ()
    (made,) = open_cycle(hr, cards["backoffice_yearly"], YEAR).made
    found = hr.get("appraisal", made.id).values
    told = [found[name] for name in ("employee", "department", "superior", "first_day", "last_day")]
    assert told == [company.clerk, company.team, company.head, date(2025, 1, 1), date(2025, 12, 31)]


def test_the_desk_offers_a_yearly_cycle_once_for_the_year(company, year, gate_of):
    card = company.rulebook.schema.scorecards["backoffice_yearly"]
    found = status(gate_of("hr"), card, YEAR)
    assert year in [each.record.id for each in found.sheets]
    values = gate_of("hr").get("appraisal", year).values
    assert (values["month"], values["ends_on"]) == (date(2025, 1, 1), date(2025, 12, 31))
    assert (values["period"], values["due_on"]) == ("2025", date(2026, 1, 31))


def test_complaints_and_mistakes_of_any_month_count(company, year, month, gate_of):
    month(1, 96)
    month(12, 94)
    customer = company.put("customer", number="C1", name="甲", category="normal", salesperson=company.seller,
        merchandiser=company.lead, office_clerk=company.clerk, filed_on=date(2025, 1, 1), is_valid=True, state="active",
    )  # fmt: skip
    for number, moment in enumerate(
        [datetime(2025, 1, 1, 8), datetime(2025, 12, 31, 23), datetime(2026, 1, 1, 8)]
    ):
        company.put(
            "complaint", number=f"KS{number}", customer=customer, received_at=moment, responsible=company.clerk,
            proven=True,
            received_by=company.lead, category="delivery", severity="normal", content="晚到", state="closed",
        )  # fmt: skip
    assert gate_of("hr").get("appraisal", year).values["complaint_count"] == 2
    made = sheet_of(Figures(company.rulebook), Gate(company.rulebook, SYSTEM), "appraisal", year)
    assert (made.score, made.grade.name, made.capped) == (Decimal("95.0"), "good", True)


def test_the_year_is_approved_after_all_its_months(company, year, month, gate_of):
    month(11, 90)
    open_one = month(12, state="hr_ok")
    at(company, year, "hr_ok")
    boss = gate_of("boss")
    assert boss.get("appraisal", year).values["months_open"] == 1
    with pytest.raises(Forbidden, match="no year before all its months"):
        boss.move("appraisal", year, "approve", {"leader_opinion": "Agreed"})
    at(company, open_one, "final")
    boss.move("appraisal", year, "approve", {"leader_opinion": "Agreed"})
    found = gate_of("hr").get("appraisal", year).values
    assert (found["final_score"], found["final_grade"]) == (Decimal("90.0"), "excellent")


def test_a_month_that_an_appeal_changed_counts_as_ruled(company, year, month):
    month(10, 80)
    changed = month(11, 80)
    appraisals = company.rulebook.tables.model("appraisal")
    appraisals.update(final_score=Decimal(90)).where(appraisals.id == changed).execute()
    made = sheet_of(Figures(company.rulebook), Gate(company.rulebook, SYSTEM), "appraisal", year)
    assert made.score == Decimal("85.0")


def test_a_yearly_sheet_names_its_january(company, gate_of):
    with pytest.raises(Refused, match="January"):
        gate_of("hr").create(
            "appraisal",
            {
                "scheme": "backoffice_year",
                "employee": company.clerk,
                "superior": company.head,
                "month": "2025-12",
            },
        )
    made = gate_of("hr").create(
        "appraisal",
        {"scheme": "backoffice_year", "employee": company.clerk, "superior": company.head},
    )
    assert made.values["month"] == date(2025, 1, 1)
