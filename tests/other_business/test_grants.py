"""Who gets what in the clinic, compared with a table written by hand from its rules."""

import csv
import io
from itertools import product

import pytest

from tests.admin.conftest import words
from tests.other_business.conftest import ROLES, VISITS

ALL = {1, 2, 3, 4, 5, 6}
READ = {"team": set(), "doctor": {1, 2, 5, 6}, "nurse": {1, 2, 5, 6}, "desk": ALL, "head": ALL}
EDIT = {"team": set(), "doctor": {6}, "nurse": {6}, "desk": {4}, "head": ALL - {1}}
PRINT = {"team": set(), "doctor": {1}, "nurse": set(), "desk": {1, 2, 3}, "head": {1, 2, 3}}
PRESS = {
    "team": set(),
    "doctor": {(6, "bill_it")},
    "nurse": set(),
    "desk": {(4, "miss"), (2, "pay"), (3, "pay")},
    "head": {(4, "see"), (2, "pay"), (3, "pay")},
}
"""Buttons that can be pressed now; others are absent, or stand there with their reason."""

OPEN = {
    "ward": (set(ROLES), {"head"}),
    "posting": (set(ROLES), {"head"}),
    "clinician": (set(ROLES), {"head"}),
    "patient": ({"doctor", "nurse", "desk", "head"}, {"desk", "head"}),
    "treatment": (set(ROLES), {"head"}),
    "visit": ({"doctor", "nurse", "desk", "head"}, {"doctor", "desk", "head"}),
    "review": (set(ROLES), {"head"}),
}
"""Who may look at a list, and who may add to it."""


def test_the_visits_of_the_table_are_those_of_the_clinic(clinic):
    assert clinic.visits == tuple(sorted(ALL)) and len(VISITS) == len(ALL)


@pytest.mark.parametrize("role", ROLES)
def test_lists_and_new_forms_are_open_as_the_rules_say(as_role, clinic, role):
    browser = as_role(role)
    for entity, (readers, writers) in OPEN.items():
        seen = browser.get(f"/e/{entity}").status_code == 200
        added = browser.get(f"/e/{entity}/new").status_code == 200
        assert (seen, added) == (role in readers, role in writers), entity


@pytest.mark.parametrize("role", ROLES)
def test_records_are_read_changed_and_printed_as_the_rules_say(as_role, clinic, role):
    browser, found = as_role(role), {"": set(), "/edit": set(), "/print/visit_bill": set()}
    for page, visit in product(found, clinic.visits):
        response = browser.get(f"/e/visit/{visit}{page}")
        assert response.status_code in (200, 302, 403, 404), (page, visit)
        if response.status_code == 200:
            found[page].add(visit)
    assert tuple(found.values()) == (READ[role], EDIT[role], PRINT[role])


@pytest.mark.parametrize("role", [r for r in ROLES if READ[r]])
def test_a_list_shows_and_sums_up_what_may_be_read_and_no_more(as_role, clinic, role):
    page = as_role(role).text("/e/visit")
    shown = {n for n in ALL if clinic.gate.get("visit", n).values["number"] in page}
    assert shown == READ[role]
    total = sum(clinic.gate.get("visit", n).values["bill"] for n in READ[role])
    assert f"{total:,.2f}" in page


@pytest.mark.parametrize("role", ROLES)
def test_buttons_are_those_of_the_rules(as_role, clinic, role):
    browser, found = as_role(role), set()
    for visit in READ[role]:
        page = browser.get(f"/e/visit/{visit}").get_data(as_text=True)
        ways = ("see", "bill_it", "pay", "miss")
        found |= {(visit, way) for way in ways if f"/e/visit/{visit}/move/{way}" in page}
    expected = PRESS[role] - ({(6, "bill_it")} if role == "doctor" else set())
    assert found == expected


def test_a_button_that_waits_for_something_says_for_what(as_role, clinic):
    assert "Write down what was done first" in as_role("doctor").text("/e/visit/6")


@pytest.mark.parametrize("role", ROLES)
def test_exports_hold_the_readable_rows_and_no_private_column(as_role, clinic, role):
    response = as_role(role).get("/e/visit/export.csv")
    assert (response.status_code == 200) == (role in ("desk", "head"))
    if role in ("desk", "head"):
        rows = list(csv.reader(io.StringIO(response.get_data(as_text=True).lstrip("\ufeff"))))
        assert len(rows) == 1 + len(READ[role])
    assert "43.21" not in words(as_role(role).get("/e/clinician/export.csv"))


@pytest.mark.parametrize("role", ROLES)
def test_pay_is_seen_by_the_head_and_on_the_page_only(as_role, clinic, role):
    browser, ada = as_role(role), clinic.people["Ada Reed"]
    assert ("43.21" in browser.text(f"/e/clinician/{ada}")) == (role == "head")
    assert "43.21" not in browser.text("/e/clinician")
    assert "43.21" not in browser.text("/search/?q=43.21").replace("“43.21”", "")


@pytest.mark.parametrize("role", ROLES)
def test_an_unpermitted_write_changes_nothing(as_role, clinic, rulebook, role):
    browser, table = as_role(role), rulebook.tables.model("visit")
    before = list(table.select().order_by(table.id).tuples())
    for visit in ALL - EDIT[role]:
        status = browser.post(
            f"/e/visit/{visit}/edit", {"_version": "9", "waited": "1"}
        ).status_code
        assert status in (302, 403, 404), visit
    assert browser.post("/e/visit/1/delete", {"version": "4"}).status_code in (302, 403, 404)
    assert list(table.select().order_by(table.id).tuples()) == before
