"""The department's table: what the supervisor analyses before the manager confirms it."""

from datetime import date, datetime

import pytest

from records.refusals import Forbidden, Refused


@pytest.fixture
def table(company):
    """The table of June, in which the one tender that was decided is lost."""
    company.roles["lead"] = ["supervisor"]
    day = date(2026, 6, 10)
    buyer = company.put(
        "customer", number="C1", name="x", category="normal", salesperson=company.seller,
        merchandiser=company.lead, office_clerk=company.clerk, filed_on=day, is_valid=True,
        state="active",
    )  # fmt: skip
    company.put(
        "tender", number="TB1", title="x", customer=buyer, business_line="telecom", state="closed",
        officer=company.seller, notice_on=day, submit_due_on=day, opening_at=datetime(2026, 6, 10),
        participate="joined", result="lost", result_on=day,
    )  # fmt: skip
    return company.put(
        "department_appraisal", number="BM20260601", month=date(2026, 6, 1), span="month",
        department=company.team, compiled_by=company.lead, state="opened",
    )  # fmt: skip


def note(table, **words):
    return {"sheet": table, "indicator": "win_rate", **words}


def test_a_table_without_the_notes_on_what_was_missed_is_not_handed_in(table, gate_of):
    lead = gate_of("lead")
    with pytest.raises(Refused, match="Explain every missed figure first: Tender win rate"):
        lead.move("department_appraisal", table, "submit")
    assert lead.get("department_appraisal", table).state == "opened"
    lead.create("kpi_result", note(table, analysis="Papers expired", improvement="Check them"))
    assert lead.move("department_appraisal", table, "submit").state == "analysed"
    confirmed = gate_of("head").move("department_appraisal", table, "confirm")
    assert confirmed.state == "confirmed"


def test_a_note_says_something(table, gate_of):
    with pytest.raises(Refused, match="Write an analysis or an improvement"):
        gate_of("lead").create("kpi_result", note(table))
    assert gate_of("lead").create("kpi_result", note(table, analysis="One lost")).id


def test_a_note_is_overdue_until_whoever_is_responsible_says_that_it_is_done(
    table, gate_of, company
):
    written = note(table, analysis="Papers expired", improvement="Check them", due_on="2026-07-09")
    lead = gate_of("lead")
    written = lead.create("kpi_result", {**written, "responsible": company.clerk})
    lead.move("department_appraisal", table, "submit")
    clerk = gate_of("clerk")
    with pytest.raises(Forbidden):
        clerk.update("kpi_result", written.id, {"improved_on": "2026-07-10"}, None)
    gate_of("head").move("department_appraisal", table, "confirm")
    assert [task.title for task in clerk.overdue()] == [written.title]
    with pytest.raises(Refused, match="Improvement may not be changed now"):
        clerk.update("kpi_result", written.id, {"improvement": "Other words"}, None)
    clerk.update("kpi_result", written.id, {"improved_on": "2026-07-10"}, None)
    assert clerk.overdue() == []
