"""A board of everybody, of a ward or of one clinician, and for whom."""

import re

import pytest

BOARD = "/figures/clinic_board"


def test_a_board_can_be_narrowed_to_a_ward_and_to_a_person(as_role, clinic):
    page = as_role("head").get(BOARD).get_data(as_text=True)
    keys = re.findall(r'<option value="((?:department|employee)-\d+)"', page)
    assert {key.partition("-")[0] for key in keys} == {"department", "employee"}
    for key in keys:
        narrowed = as_role("head").get(f"{BOARD}?of={key}").get_data(as_text=True)
        assert f'value="{key}" selected' in narrowed


def test_the_chosen_person_stays_in_every_link(as_role, clinic):
    ben = clinic.people["Ben Stone"]
    page = as_role("head").get(f"{BOARD}?of=employee-{ben}").get_data(as_text=True)
    table = page.split("<table")[1]
    assert table.count(f"level=employee&amp;subject={ben}") == table.count('href="/figures/of/')
    assert all(f"of=employee-{ben}" in href for href in re.findall(r'href="([^"]*by=[^"]*)"', page))
    printed = re.findall(r'href="([^"]*/print/[^"]*)"', page)
    assert printed and all(f"of=employee-{ben}" in href for href in printed)


def test_somebody_sees_only_the_figures_of_others_that_their_role_includes(as_role, clinic):
    ben = clinic.people["Ben Stone"]
    page = as_role("doctor").text(f"{BOARD}?of=employee-{ben}")
    assert "Short waits" in page and "Takings" not in page


def test_ones_own_board_has_also_the_figures_for_the_head(as_role, clinic):
    ada = clinic.people["Ada Reed"]
    assert "Takings" in as_role("doctor").text(f"{BOARD}?of=employee-{ada}")


@pytest.mark.parametrize("asked", ["employee-x", "planet-1", "employee-999999", "department-0"])
def test_a_scope_that_means_nothing_is_not_found(as_role, asked):
    assert as_role("head").get(f"{BOARD}?of={asked}").status_code == 404


def test_a_board_opens_with_ones_own_figures_when_those_of_all_are_not_for_one(as_role, clinic):
    ada = clinic.people["Ada Reed"]
    page = as_role("doctor").get("/figures/takings_board").get_data(as_text=True)
    assert "My own figures" in page and "Everybody</option>" not in page
    assert f"level=employee&amp;subject={ada}" in page
    assert "Everybody</option>" in as_role("head").get("/figures/takings_board").get_data(True)


def test_the_menu_offers_a_board_to_whomever_it_opens_for(as_role, clinic):
    for role, status in (("doctor", 200), ("head", 200), ("desk", 404)):
        offered = 'href="/figures/takings_board"' in as_role(role).get("/").get_data(as_text=True)
        assert as_role(role).get("/figures/takings_board").status_code == status
        assert offered == (status == 200)
