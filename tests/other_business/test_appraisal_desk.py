"""The appraisal desk, and the page behind the check code of a frozen sheet."""

import csv
import io
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from kpi.figures import Figures
from kpi.sheet import sheet_of


def html(browser, path):
    """A page as it was sent."""
    return browser.get(path).get_data(as_text=True)


def test_whoever_makes_sheets_opens_a_cycle_with_one_button(as_role, clinic):
    head = as_role("head")
    assert 'href="/appraisals/"' in html(head, "/")
    before = html(head, "/appraisals/?period=2026-03")
    assert "Without a sheet yet: " in before and "Open the cycle" in before
    head.post("/appraisals/monthly_review/open", {"period": "2026-03"})
    after = html(head, "/appraisals/?period=2026-03")
    assert "Open the cycle" not in after and "0 of " in after
    sheets = set(re.findall(r'href="/e/review/(\d+)"', after))
    assert len(sheets) > 1
    head.post("/appraisals/monthly_review/open", {"period": "2026-03"})
    assert set(
        re.findall(r'href="/e/review/(\d+)"', html(head, "/appraisals/?period=2026-03"))
    ) == (sheets)


def test_somebody_without_the_right_sees_only_the_own_sheet_and_no_button(as_role, clinic):
    doctor = as_role("doctor")
    assert 'href="/appraisals/"' not in html(doctor, "/")
    page = html(doctor, "/appraisals/?period=2026-05")
    assert set(re.findall(r'href="/e/review/(\d+)"', page)) <= {str(clinic.review)}
    assert "Open the cycle" not in page
    doctor.post("/appraisals/monthly_review/open", {"period": "2026-02"})
    assert clinic.gate.count("review") == 1


def test_an_unknown_card_is_not_there(as_role, clinic):
    assert as_role("head").post("/appraisals/weekly/open", {}).status_code == 404


def test_a_frozen_sheet_shows_its_lock_and_its_code_opens_what_was_frozen(as_role, clinic):
    clinic.gate.move("review", clinic.review, "agree")
    head = as_role("head")
    page = html(head, f"/e/review/{clinic.review}")
    (code,) = set(re.findall(r'href="/verify/([0-9a-f]{12})"', page))
    told = html(head, f"/verify/{code}")
    assert "untouched" in told and "Frozen against live" in told and "the same rows" in told


def test_what_one_may_not_read_cannot_be_verified_either(as_role, clinic):
    clinic.gate.move("review", clinic.review, "agree")
    code = re.findall(
        r'href="/verify/([0-9a-f]{12})"', html(as_role("head"), f"/e/review/{clinic.review}")
    )[0]
    assert as_role("nurse").get(f"/verify/{code}").status_code == 404
    assert as_role("head").get("/verify/0000000000").status_code == 404
    assert as_role("head").get("/verify/%25%25%25%25%25%25%25%25").status_code == 404


def test_what_approval_wrote_stands_on_the_record_with_its_history(as_role, clinic):
    clinic.gate.move("review", clinic.review, "agree")
    page = html(as_role("head"), f"/e/review/{clinic.review}")
    assert "Coefficient" in page and "Total" in page and "Factor" in page
    kept = clinic.gate.session.row("review", clinic.review)
    assert (kept.get("total"), kept.get("band"), kept.get("factor")) == (60, "fair", 1)


def test_trap_39_an_open_sheet_says_that_it_follows_its_card_and_a_frozen_one_since_when(
    as_role, clinic
):
    follows = "follows today&#39;s rows, weights and grades"
    page = html(as_role("head"), f"/e/review/{clinic.review}")
    assert follows in page and "Frozen 2026" not in page
    clinic.gate.move("review", clinic.review, "agree")
    page = html(as_role("head"), f"/e/review/{clinic.review}")
    assert follows not in page and "Frozen 2026" in page


def test_the_desk_shows_the_grades_against_their_limits_to_whoever_sees_all(as_role, clinic):
    bar = "Fine: 0, at most 1 allowed"
    assert bar in html(as_role("head"), "/appraisals/?period=2026-05")
    assert bar not in html(as_role("nurse"), "/appraisals/?period=2026-05")


def test_a_reminder_from_the_desk_stands_on_the_desk_of_whoever_is_waited_for(as_role, clinic):
    head, doctor = as_role("head"), as_role("doctor")
    assert "Reminders" not in html(doctor, "/")
    head.post("/appraisals/monthly_review/remind", {"period": "2026-05", "cycle": "2026-05"})
    page = html(doctor, "/")
    assert "Reminders" in page and f'href="/e/review/{clinic.review}"' in page
    clinic.gate.move("review", clinic.review, "agree")
    assert "Reminders" not in html(doctor, "/")


def test_a_cycle_is_closed_with_a_button_once_every_sheet_is_finished(as_role, clinic):
    head = as_role("head")
    form = {"period": "2026-05", "cycle": "2026-05"}
    head.post("/appraisals/monthly_review/close", form)
    assert "Close the cycle" in html(head, "/appraisals/?period=2026-05")
    clinic.gate.move("review", clinic.review, "agree")
    head.post("/appraisals/monthly_review/close", form)
    page = html(head, "/appraisals/?period=2026-05")
    assert "Closed 2026-06-15 09:30 by Hugo Hale." in page and "Close the cycle" not in page
    assert "Open the cycle" not in page


def test_the_desk_says_which_ratings_a_sheet_still_lacks(as_role, clinic):
    values = {"clinician": clinic.people["Ada Reed"], "month": "2026-05"}
    review = clinic.gate.create("conduct", values).id
    before = html(as_role("head"), "/appraisals/?period=2026-05")
    assert "Kindness, Tidiness: no rating yet (Lead)" in before and before.count("(Lead)") == 1
    assert "Kindness: fewer than 2 ratings (Colleagues)" in before
    for aspect in ("kindness", "tidiness"):
        clinic.gate.create("opinion", {
            "review": review, "aspect": aspect, "as_whom": "superior", "mark": 80,
            "given_by": clinic.people["Cora Lane"],
        })  # fmt: skip
    after = html(as_role("head"), "/appraisals/?period=2026-05")
    assert "(Lead)" not in after and "(Colleagues)" in after


MAY = {"period": "2026-05", "cycle": "2026-05"}


@pytest.fixture
def conduct(clinic):
    """A conduct review of May that waits for Cora, with an opinion of the lead."""
    people = clinic.people
    values = {"clinician": people["Ada Reed"], "month": "2026-05", "lead": people["Cora Lane"]}
    review = clinic.gate.create("conduct", values).id
    clinic.gate.create("opinion", {
        "review": review, "aspect": "kindness", "as_whom": "superior", "mark": 80,
        "given_by": people["Cora Lane"],
    })  # fmt: skip
    return review


def test_one_sheet_is_reminded_of_and_no_other(as_role, clinic, conduct):
    values = {"clinician": clinic.people["Nina Moss"], "month": "2026-05"}
    other = clinic.gate.create("conduct", {**values, "lead": clinic.people["Ada Reed"]}).id
    as_role("head").post("/appraisals/conduct_card/remind", {**MAY, "sheet": str(other)})
    table = clinic.gate.rulebook.tables.Reminder
    told = {row.record for row in table.select() if row.entity == "conduct"}
    assert told == {other} and conduct != other


def test_a_sheet_is_sent_back_from_the_desk_with_a_reason(as_role, clinic, conduct):
    head, path = as_role("head"), f"/appraisals/conduct_card/{conduct}/return?period=2026-05"
    assert head.get(path).status_code == 404  # there is no way back yet
    clinic.gate.move("conduct", conduct, "close")
    assert path.split("?")[0] in html(head, "/appraisals/?period=2026-05")
    page = html(head, path)
    assert "Send back: Ada Reed" in page and "Closed → Being rated" in page
    refused = head.post(path, {"comment": " "})
    assert refused.status_code == 422
    assert "Write why the sheet is sent back." in refused.get_data(as_text=True)
    head.post(path, {"comment": "Two opinions are missing"})
    assert clinic.gate.get("conduct", conduct).state == "rating"
    told = clinic.gate.history("conduct", conduct)[0]
    assert (told.transition, told.comment) == ("reopen", "Two opinions are missing")


def test_a_sheet_is_handed_over_from_the_desk(as_role, clinic, conduct):
    head, path = as_role("head"), f"/appraisals/conduct_card/{conduct}/transfer?period=2026-05"
    assert "Lead is now Cora Lane." in html(head, path)
    for wrong in ("", "999", "x"):
        refused = head.post(path, {"person": wrong, "comment": ""})
        assert refused.status_code == 422 and "Choose a person." in refused.get_data(as_text=True)
    theo = clinic.people["Theo Rush"]
    head.post(path, {"person": str(theo), "comment": "Leave"})
    assert clinic.gate.get("conduct", conduct).values["lead"] == theo
    assert "Theo Rush" in html(head, "/appraisals/?period=2026-05")


def test_whoever_may_not_do_it_has_neither_button_nor_page(as_role, clinic, conduct):
    doctor = as_role("doctor")
    page = html(doctor, "/appraisals/?period=2026-05")
    assert "Ada Reed" in page
    for act in ("return", "transfer"):
        path = f"/appraisals/conduct_card/{conduct}/{act}"
        assert path not in page
        assert doctor.get(path).status_code == doctor.post(path, {}).status_code == 404
    assert "/export." not in page
    assert doctor.get("/appraisals/conduct_card/export.csv?cycle=2026-05").status_code == 302


def test_closing_and_reminding_ask_first(as_role, clinic, conduct):
    page = html(as_role("head"), "/appraisals/?period=2026-05")
    assert 'data-confirm="Close Conduct, 5/2026?"' in page and "data-confirm-danger" in page
    assert "Remind everybody for whom a sheet waits?" in page


def test_a_cycle_is_exported_with_its_results_and_figures(as_role, clinic, conduct):
    clinic.gate.move("conduct", conduct, "close")
    head = as_role("head")
    found = head.get("/appraisals/conduct_card/export.csv?period=2026-05&cycle=2026-05")
    lines = found.get_data(as_text=True).lstrip("\ufeff").splitlines()
    assert lines[0].startswith("Sheet,State,Waits for,Still missing,Score,Grade,")
    assert "Kindness,Kindness: points" in lines[0]
    assert lines[1].startswith("Ada Reed") and ",Closed," in lines[1] and ",80.0," in lines[1]
    book = head.get("/appraisals/conduct_card/export.xlsx?period=2026-05&cycle=2026-05").data
    (first, *rows) = (
        CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    )
    assert rows[0][first.index("Kindness")] == 80.0
    assert head.get("/appraisals/conduct_card/export.pdf?cycle=2026-05").status_code == 404


def test_the_file_says_what_held_a_sheet_down(as_role, clinic, conduct):
    clinic.gate.update("conduct", conduct, {"bonus": Decimal(-1)}, None)
    path = "/appraisals/conduct_card/export.csv?period=2026-05&cycle=2026-05"
    text = as_role("head").get(path).get_data(as_text=True)
    (head, line, *_) = csv.reader(io.StringIO(text))
    made = sheet_of(Figures(clinic.gate.rulebook), clinic.gate, "conduct", conduct)
    assert made.held
    assert line[head.index("Held down by")] == made.held[0].told()


def test_what_is_not_for_the_reader_is_not_in_the_file(as_role, clinic, conduct, monkeypatch):
    path = "/appraisals/conduct_card/export.csv?period=2026-05&cycle=2026-05"

    def takings():
        text = as_role("head").get(path).get_data(as_text=True)
        (head, line, *_) = csv.reader(io.StringIO(text))
        return line[head.index("Takings")]

    assert takings() != ""
    kpis = clinic.gate.rulebook.schema.kpis
    monkeypatch.setitem(kpis, "takings", replace(kpis["takings"], view=("desk",)))
    assert takings() == ""


def test_a_sheet_that_one_may_not_read_is_not_said_to_be_missing(as_role, clinic):
    as_role("head").post("/appraisals/monthly_review/open", {"period": "2026-05"})
    page = html(as_role("doctor"), "/appraisals/?period=2026-05")
    assert "Without a sheet yet: " not in page
