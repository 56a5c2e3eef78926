"""A day in the clinic on the same screens: book, treat, bill, pay, watch, review, print."""

import io
import re

import pytest
from pypdf import PdfReader

from tests.admin.conftest import sent
from tests.other_business.conftest import ROLES

CHINESE = re.compile("[\u4e00-\u9fff]")
OURS = re.compile("规|简体中文|繁體中文")
"""The product's seal, and the names of languages in themselves."""


def pdf_text(response):
    assert response.mimetype == "application/pdf", response.get_data(as_text=True)[:400]
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(response.data)).pages)


@pytest.mark.parametrize(
    "asked",
    ["period=0000-01", "period=x", "subject=99999999999999999999", "split=no-such", "level=planet"],
)
def test_an_address_that_means_nothing_is_not_found(as_role, asked):
    assert as_role("head").get(f"/figures/of/short_waits?{asked}").status_code == 404


def booked(clinic, **more):
    return {"patient__text": "Una Bell", "patient__was": "", "seen_by__text": "Ben Stone",
            "seen_by__was": "", "reason": "injury", "complaint": "Twisted ankle", **more}  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_the_menu_opens_and_speaks_english(as_role, clinic, role):
    browser = as_role(role)
    menu = browser.get("/").get_data(as_text=True)
    found = set(re.findall(r'href="(/(?:e|figures)/[a-z_]+)"', menu))
    assert len(found) >= 4
    for path in {"/", *found}:
        assert browser.get(path).status_code == 200, path
        strange = CHINESE.search(said := OURS.sub("", browser.text(path)))
        assert not strange, (path, said[strange.start() - 40 : strange.end() + 40])


def test_a_form_has_the_clinics_own_sections_fields_and_defaults(as_role, clinic):
    page = as_role("desk").text("/e/visit/new")
    assert all(word in page for word in ("Booking", "Patient", "Booked for", "Helped by"))
    assert "Injury" in page and "Check-up" in page
    assert 'value="2026-06-16"' in as_role("desk").get("/e/visit/new").get_data(as_text=True)


def test_a_visit_is_booked_by_typing(as_role, clinic):
    response = sent(as_role("desk"), "/e/visit/new", booked(clinic))
    assert response.status_code == 302, response.get_data(as_text=True)
    visit = clinic.gate.get("visit", int(response.location.rpartition("/")[2]))
    assert (visit.title, visit.state) == ("V26060005 Una Bell", "booked")
    assert visit.titles["seen_by"] == "Ben Stone"


def test_a_start_value_that_was_not_known_yet_is_filled_in_when_saving(as_role, clinic):
    line = {"works_done-first-treatment__text": "T3 Filling", "works_done-first-fee": ""}
    response = sent(as_role("desk"), "/e/visit/new", booked(clinic, **line))
    assert response.status_code == 302, response.get_data(as_text=True)
    visit = clinic.gate.get("visit", int(response.location.rpartition("/")[2]))
    assert [str(item.values["fee"]) for item in visit.values["works_done"]] == ["90.00"]


def test_a_form_that_breaks_a_rule_says_so_in_the_clinics_words(as_role, clinic):
    response = sent(as_role("desk"), "/e/visit/new", booked(clinic, complaint="", waited="900"))
    page = response.get_data(as_text=True)
    assert response.status_code == 422 and 'href="#complaint"' in page and 'href="#waited"' in page


def test_totals_follow_while_lines_are_written(as_role, clinic):
    browser = as_role("doctor")
    browser.get("/e/visit/6/edit")
    line = {"lines": {}, "_version": "2", "works_done-rows": "n1", "works_done-n1-times": "3"}
    filled = {"works_done-n1-treatment": clinic.treatments["T2"], "works_done-n1-fee": "12.35"}
    answer = browser.post("/e/visit/conditions?id=6", {**line, **filled}).get_json()
    assert answer["lines"]["works_done"]["rows"]["n1"]["amount"]["shown"] == "37.05"
    assert answer["fields"]["bill"]["shown"] == "37.05"


def test_a_visit_goes_its_way_through_several_hands(as_role, clinic):
    doctor, desk = as_role("doctor"), as_role("desk")
    line = {"works_done-rows": "first", "works_done-first-treatment__text": "T2 Dressing",
            "works_done-first-times": "2", "works_done-first-fee": "12.35"}  # fmt: skip
    assert sent(doctor, "/e/visit/6/edit", line).status_code == 302
    doctor.get("/e/visit/6")
    version = str(clinic.gate.get("visit", 6).version)
    assert doctor.post("/e/visit/6/move/bill_it", {"_version": version}).status_code == 302
    desk.get("/e/visit/6")
    desk.post("/e/visit/6/move/pay", {"_version": str(int(version) + 1)})
    visit = clinic.gate.get("visit", 6)
    assert (visit.state, str(visit.values["to_pay"])) == ("paid", "24.70")
    assert "Paid" in desk.text("/e/visit/6") and "Bill" in desk.text("/e/visit/6")


def test_the_board_shows_the_figures_worked_out_by_hand(as_role, clinic):
    page = as_role("head").text("/figures/clinic_board")
    assert "Short waits" in page and "50.0%" in page and "100.0%" in page
    assert "157.05" in page and "180.00" in page


def test_a_figure_opens_to_exactly_its_rows(as_role, clinic):
    page = as_role("head").text("/figures/of/takings?period=2026-05")
    numbers = {n: clinic.gate.get("visit", n).values["number"] for n in clinic.visits}
    assert {n for n, number in numbers.items() if number in page} == {1, 2}
    assert "97.05" in page and "60.00" in page and "157.05" in page


def test_a_figure_for_the_head_is_not_shown_to_others_as_a_whole(as_role, clinic):
    assert "157.05" not in as_role("desk").text("/figures/clinic_board")
    assert "157.05" not in as_role("doctor").text("/figures/of/takings?period=2026-05")


def test_a_review_is_scored_and_agreed_by_the_person(as_role, clinic):
    assert "Fair" in as_role("head").text(f"/e/review/{clinic.review}")
    assert as_role("head").get(f"/e/review/{clinic.review}/move/agree").status_code in (403, 404)
    doctor = as_role("doctor")
    assert "60" in doctor.text(f"/e/review/{clinic.review}")
    doctor.post(f"/e/review/{clinic.review}/move/agree", {"_version": "1"})
    assert clinic.gate.get("review", clinic.review).state == "agreed"


def test_a_bill_is_printed_with_the_clinics_sums(as_role, clinic):
    text = pdf_text(as_role("desk").get("/e/visit/1/print/visit_bill"))
    assert all(word in text for word in ("Tom Hill", "Consultation", "37.05", "97.05", "19.41"))
    assert "Riverside Clinic" in text and "2026-06-11" in text and not CHINESE.search(text)


def test_the_board_is_printed_with_the_clinics_figures(as_role, clinic):
    text = pdf_text(as_role("head").get("/figures/clinic_board/print/watch_sheet?until=2026-06"))
    assert all(word in text for word in ("Short waits", "50.0%", "Takings", "157.05", "180.00"))
    assert "Head of the clinic" in text and not CHINESE.search(text)
