"""Reviews that a duty opens: what the administrator's page tells of them."""

from __future__ import annotations

import pytest

from records.refusals import FieldProblem, Refused
from tests.admin.conftest import words


@pytest.fixture
def admin(rulebook, as_role):
    """The head, who is the administrator as well."""
    accounts = rulebook.tables.Account
    accounts.update(roles=("admin", "head")).where(accounts.username == "head").execute()
    browser = as_role("head")
    browser.get("/duties/")
    return browser


def run(admin):
    return words(admin.post("/duties/run", {}, follow_redirects=True))


def test_the_page_names_the_scorecards_and_the_button_opens_their_last_cycle(
    admin, rulebook, clinic
):
    assert "Review · Monthly reviews Monthly review every month on day 15 2026-07-15" in admin.text(
        "/duties/"
    )
    assert f"{len(clinic.people) - 1} made, 1 were there." in run(admin)
    row = rulebook.tables.model("review")
    made = row.select(row.clinician, row.month).tuples()
    assert {(person, str(month)) for person, month in made} == {
        (person, "2026-05-01") for person in clinic.people.values()
    }


def test_what_could_not_be_made_is_named_with_its_scorecard_and_period(admin, rulebook, clinic):
    nina = clinic.people["Nina Moss"]

    def on_leave(session, change):
        if (
            change.entity == "review"
            and session.row("review", change.record).get("clinician") == nina
        ):
            raise Refused([FieldProblem("", "Back in July")])

    rulebook.watchers = (*rulebook.watchers, on_leave)
    assert f"{len(clinic.people) - 2} made" in run(admin)
    page = admin.get("/duties/").get_data(as_text=True)
    assert f'<a href="/e/clinician/{nina}">Nina Moss</a>' in page
    assert "Monthly review 5/2026: Back in July" in page
