"""What the page behind a check code says of a sheet that was frozen again, reopened, or ruled about."""

import re

import pytest

from tests.other_business.test_appraisal_desk import html


def codes(browser, path):
    """The check codes on a page."""
    return re.findall(r'href="/verify/([0-9a-f]{12})"', html(browser, path))


@pytest.fixture
def conduct(clinic):
    """A conduct review of May with an opinion of the lead, closed and so frozen."""
    people = clinic.people
    values = {"clinician": people["Ada Reed"], "month": "2026-05", "lead": people["Cora Lane"]}
    review = clinic.gate.create("conduct", values).id
    for aspect in ("kindness", "tidiness"):
        opinion = {"review": review, "aspect": aspect, "as_whom": "superior", "mark": 80}
        clinic.gate.create("opinion", {**opinion, "given_by": people["Cora Lane"]})
    clinic.gate.move("conduct", review, "close")
    return review


def test_a_paper_of_a_sheet_that_was_opened_again_says_so(as_role, clinic, conduct):
    head = as_role("head")
    (code,) = codes(head, f"/e/conduct/{conduct}")
    assert "opened again" not in html(head, f"/verify/{code}")
    clinic.gate.move("conduct", conduct, "reopen", {"comment": "An opinion is missing"})
    page = html(head, f"/verify/{code}")
    assert "untouched" in page and "This sheet was opened again after it was frozen." in page


def test_a_paper_of_an_earlier_version_names_the_one_that_counts(as_role, clinic, conduct):
    head = as_role("head")
    (first,) = codes(head, f"/e/conduct/{conduct}")
    clinic.gate.move("conduct", conduct, "reopen", {"comment": "An opinion is missing"})
    clinic.gate.move("conduct", conduct, "close")
    (second,) = codes(head, f"/e/conduct/{conduct}")
    assert "Version 2 was frozen on 2026-06-15 09:30 and counts" in html(head, f"/verify/{first}")
    assert second in codes(head, f"/verify/{first}")
    assert "replaced" not in html(head, f"/verify/{second}")


def test_a_result_that_was_ruled_otherwise_stands_beside_the_frozen_one(as_role, clinic):
    clinic.gate.move("review", clinic.review, "agree")
    head, path = as_role("head"), f"/e/review/{clinic.review}"
    (code,) = codes(head, path)
    assert "Decided otherwise" not in html(head, path)
    clinic.gate.update("review", clinic.review, {"total": "85", "band": "fine"}, None)
    told = "Decided otherwise after it was frozen: Total 85.0, 60.0 when frozen; Band Fine, Fair when frozen."
    assert told in html(head, path)
    assert told in html(head, f"/verify/{code}")


def test_a_figure_of_a_frozen_sheet_opens_with_what_was_frozen(as_role, clinic):
    clinic.gate.move("review", clinic.review, "agree")
    head = as_role("head")
    (code,) = codes(head, f"/e/review/{clinic.review}")
    page = html(head, f"/e/review/{clinic.review}")
    (opens,) = set(re.findall(rf'href="(/figures/of/takings[^"]*sheet={code})"', page))
    assert opens in html(head, f"/verify/{code}")
    told = html(head, opens.replace("&amp;", "&"))
    assert "Ada Reed" in told and "frozen 2026-06-15 09:30: " in told
    assert f'href="/verify/{code}"' in told and "the frozen one stands" not in told


def test_a_figure_whose_rows_moved_says_both_numbers(as_role, clinic):
    clinic.gate.move("review", clinic.review, "agree")
    head = as_role("head")
    (code,) = codes(head, f"/e/review/{clinic.review}")
    page = html(head, f"/verify/{code}")
    (opens,) = set(re.findall(r'href="(/figures/of/short_waits[^"]*)"', page))
    for visit in clinic.visits:
        clinic.gate.delete("visit", visit)
    told = html(head, opens.replace("&amp;", "&"))
    assert "By today&#39;s rows it would be –; the frozen one stands." in told


def test_the_parts_of_a_quotient_open_to_their_own_rows(as_role, clinic):
    page = html(as_role("head"), f"/e/review/{clinic.review}")
    assert "part=numerator#rows" in page and "part=denominator#rows" in page
