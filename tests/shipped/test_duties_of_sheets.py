"""The duties of appraisal: sheets, the department's tables, what departments say of a clerk."""

from datetime import date, datetime

import pytest

from kpi.cycle import waited_for
from models import calendar
from records.duty_runs import run
from records.query import Query
from records.refusals import Forbidden
from tests.shipped.office import told


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


def test_three_departments_rate_how_a_clerk_works_with_them_and_the_sheet_waits_for_it(office):
    clerk, june = office.company.clerk, date(2026, 6, 1)
    office.at("2026-06-30", "00:05")
    office.run()
    office.at("2026-07-01", "00:05")
    office.run()
    assert told(office, "cooperation_rating", "employee", "month", "function", "due_on") == [
        (clerk, june, function, date(2026, 7, 7))
        for function in ("finance", "logistics", "production")
    ]
    [sheet] = office.rows("appraisal")
    office.set("appraisal", sheet.id, state="scored", self_summary="Done")
    hr = office.gate("hr", "hr")
    for step, given in (("collect", {}), ("check", {"hr_opinion": "Ok"})):
        with pytest.raises(Forbidden):
            hr.move("appraisal", sheet.id, step, given)

    logistics = office.gate("cashier", "logistics", "staff")
    [row] = logistics.find("cooperation_rating", Query()).records
    assert ("cooperation_rating", row.id) in {(r.entity, r.id) for r in logistics.reminders()}
    logistics.move("cooperation_rating", row.id, "give", {"score": 80, "opinion": "In time"})
    with pytest.raises(Forbidden):
        office.gate("clerk", "backoffice").find("cooperation_rating", Query())
    hr = office.gate("hr", "hr")
    assert hr.get("appraisal", sheet.id).values["dept_score"] == 80
    hr.move("appraisal", sheet.id, "collect")
    assert hr.move("appraisal", sheet.id, "check", {"hr_opinion": "Ok"}).state == "hr_ok"


def test_who_left_within_the_month_is_appraised_for_it(office):
    office.set("employee", office.company.clerk, left_on=date(2026, 7, 20))
    office.at("2026-07-31", "00:05")
    office.run()
    office.at("2026-08-03", "00:05")  # the 1st was a Saturday
    office.run()
    for entity in ("appraisal", "attendance_summary", "cooperation_rating"):
        found = {row.values["employee"] for row in office.rows(entity)}
        assert office.company.clerk in found, entity
    [sheet] = office.rows("appraisal")
    hr = office.gate("hr", "hr")
    assert sheet.id in {nudge.id for nudge in hr.reminders()}
    assert hr.move("appraisal", sheet.id, "skip_self").state == "self_done"
    office.at("2026-09-01", "00:05")
    office.run()
    assert [row.id for row in office.rows("appraisal")] == [sheet.id]


def test_hr_skips_nobodys_own_assessment_who_is_still_there(office):
    office.at("2026-07-31", "00:05")
    office.run()
    office.at("2026-08-03", "00:05")
    office.run()
    [sheet] = office.rows("appraisal")
    with pytest.raises(Forbidden, match="still here"):
        office.gate("hr", "hr").move("appraisal", sheet.id, "skip_self")


def test_a_sheet_waits_for_its_person_and_for_hr_only_where_the_person_is_gone(office):
    office.at("2026-07-31", "00:05")
    office.run()
    office.at("2026-08-03", "00:05")
    office.run()
    [sheet] = office.rows("appraisal")
    card = office.rulebook.schema.scorecards["backoffice_monthly"]

    def waited():
        """For whom the sheet waits."""
        row = office.gate().session.row("appraisal", sheet.id)
        return set(waited_for(office.gate(), card, row, "opened"))

    assert waited() == {office.company.clerk}
    office.set("employee", office.company.clerk, left_on=date(2026, 7, 31))
    assert waited() == {office.company.clerk, "hr"}
