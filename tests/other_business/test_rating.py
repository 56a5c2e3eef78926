"""People rate a colleague on the page of the sheet, and nobody learns who said what."""

import re
from decimal import Decimal

import pytest

from kpi.figures import Figures
from kpi.sheet import missing, sheet_of
from kpi.snapshots import freeze
from language import speaking
from records.actor import SYSTEM
from records.gate import Gate
from tests.other_business.test_screens import pdf_text


@pytest.fixture
def sheet(clinic):
    """The conduct review of May of Ada Reed, the doctor."""
    values = {"clinician": clinic.people["Ada Reed"], "month": "2026-05"}
    return clinic.gate.create("conduct", values).id


@pytest.fixture
def said(clinic, sheet):
    """Let somebody rate: `said("Cora Lane", "peer", kindness=80)`."""

    def rate(who, kind, **marks):
        for aspect, mark in marks.items():
            clinic.gate.create(
                "opinion",
                {"review": sheet, "aspect": aspect, "as_whom": kind, "mark": mark,
                 "given_by": clinic.people[who]},
            )  # fmt: skip

    return rate


def page(browser, sheet):
    return browser.get(f"/e/conduct/{sheet}").get_data(as_text=True)


def items(clinic, sheet):
    gate = Gate(clinic.gate.rulebook, SYSTEM)
    return {i.name: i for i in sheet_of(Figures(gate.rulebook), gate, "conduct", sheet).items}


@pytest.mark.parametrize(
    ("role", "boxes"),
    [
        pytest.param("doctor", ["self.kindness", "self.tidiness"], id="oneself"),
        pytest.param("nurse", ["peer.kindness"], id="a colleague rates what colleagues rate"),
        pytest.param("head", ["superior.kindness", "superior.tidiness"], id="the lead"),
    ],
)
def test_one_sees_what_one_may_rate_and_as_whom(as_role, sheet, role, boxes):
    assert re.findall(r'name="score-([a-z.]+)"', page(as_role(role), sheet)) == boxes


def test_all_ratings_are_saved_at_once(as_role, clinic, sheet):
    head = as_role("head")
    answer = head.post(f"/e/conduct/{sheet}/rate", {
        "score-superior.kindness": "80", "comment-superior.kindness": "Always friendly",
        "score-superior.tidiness": "65.5",
    })  # fmt: skip
    assert answer.status_code == 302
    kept = clinic.gate.find("opinion").records
    assert {(r.values["aspect"], r.values["as_whom"], r.values["mark"]) for r in kept} == {
        ("kindness", "superior", Decimal("80.0")), ("tidiness", "superior", Decimal("65.5"))
    }  # fmt: skip
    shown = page(head, sheet)
    assert "2 of 2 rated" in shown and "Always friendly" in shown and "Lead 80.0" in shown


def test_a_rating_can_be_changed_until_the_sheet_is_closed(as_role, clinic, sheet):
    head = as_role("head")
    head.post(f"/e/conduct/{sheet}/rate", {"score-superior.kindness": "80"})
    head.post(f"/e/conduct/{sheet}/rate",
         {"score-superior.kindness": "70", "version-superior.kindness": "1"})  # fmt: skip
    assert [r.values["mark"] for r in clinic.gate.find("opinion").records] == [70]
    clinic.gate.move("conduct", sheet, "close")
    assert 'name="score-' not in page(head, sheet)
    assert head.post(f"/e/conduct/{sheet}/rate", {}).status_code == 404


def test_with_one_wrong_score_nothing_is_saved_and_all_that_was_typed_stays(as_role, clinic, sheet):
    answer = as_role("head").post(f"/e/conduct/{sheet}/rate",
                  {"score-superior.kindness": "81", "score-superior.tidiness": "130"})  # fmt: skip
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "Nothing is saved yet" in shown
    assert 'value="81"' in shown and 'value="130"' in shown and "100" in shown
    assert clinic.gate.count("opinion") == 0


def test_a_box_that_was_not_offered_is_not_taken(as_role, clinic, sheet):
    as_role("nurse").post(f"/e/conduct/{sheet}/rate",
         {"score-superior.kindness": "1", "score-peer.kindness": "90"})  # fmt: skip
    assert [r.values["as_whom"] for r in clinic.gate.find("opinion").records] == ["peer"]


def test_below_their_least_number_colleagues_are_missing_and_nothing_of_them_shows(
    as_role, clinic, sheet, said
):
    said("Nina Moss", "peer", kindness=13)
    said("Hugo Hale", "superior", kindness=80)
    line = items(clinic, sheet)["kindness"]
    assert line.rated.score == 80
    shown = page(as_role("doctor"), sheet)
    assert "Colleagues: 1 of 3 given" in shown and "13" not in re.findall(r">([\d.]+)<", shown)


def test_nobody_learns_which_colleague_said_what(as_role, clinic, sheet, said):
    said("Nina Moss", "peer", kindness=61)
    said("Dora Pike", "peer", kindness=92)
    doctor = as_role("doctor")
    shown = page(doctor, sheet)
    assert "Colleagues: 2 of 3 given" in shown and "76.5" not in shown
    said("Theo Rush", "peer", kindness=Decimal("76.5"))
    assert "Colleagues 76.5 (3)" in page(doctor, sheet)
    for path in (f"/e/conduct/{sheet}", "/e/opinion", "/e/opinion/1", "/e/opinion/2"):
        told = doctor.get(path).get_data(as_text=True)
        assert not re.search(r"\b(61|92)(\.0)?\b[^%;]*<", told), path
    kept = freeze(Gate(clinic.gate.rulebook, SYSTEM), "conduct", sheet)
    told = next(i for i in kept.content["items"] if i.get("rated", {}) and
                i["rated"]["name"] == "kindness")  # fmt: skip
    peers = next(r for r in told["rated"]["raters"] if r["kind"] == "peer")
    assert [one["who"] for one in peers["each"]] == ["peer 1", "peer 2", "peer 3"]
    assert "Nina Moss" not in kept.body and "Dora Pike" not in kept.body


def test_the_paper_has_every_raters_mean_and_no_colleagues_own_score(as_role, sheet, said):
    said("Nina Moss", "peer", kindness=61)
    said("Dora Pike", "peer", kindness=92)
    said("Theo Rush", "peer", kindness=Decimal("76.5"))
    said("Hugo Hale", "superior", kindness=90)
    paper = pdf_text(as_role("doctor").get(f"/e/conduct/{sheet}/print/conduct_sheet"))
    assert "Lead 90.0; Colleagues 76.5 (3)" in " ".join(paper.split())
    assert "Missing: Kindness: no rating yet (Oneself)" in " ".join(paper.split())
    assert not re.search(r"\b(61|92)\.0\b|Nina|Dora", paper)


def test_what_is_missing_is_said_on_the_sheet(as_role, clinic, sheet, said):
    said("Ada Reed", "self", kindness=90, tidiness=90)
    gate = Gate(clinic.gate.rulebook, SYSTEM)
    with speaking("en"):
        assert missing(sheet_of(Figures(gate.rulebook), gate, "conduct", sheet)) == (
            "Kindness: no rating yet (Lead)",
            "Kindness: fewer than 2 ratings (Colleagues)",
            "Tidiness: no rating yet (Lead)",
        )
    assert "Still missing" in page(as_role("head"), sheet)


def test_a_withdrawn_rating_does_not_count(clinic, sheet, said):
    said("Hugo Hale", "superior", kindness=80)
    id = clinic.gate.find("opinion").records[0].id
    clinic.gate.update("opinion", id, {"withdrawn": True}, None)
    assert items(clinic, sheet)["kindness"].points is None


def test_a_frozen_sheet_keeps_its_ratings(as_role, clinic, sheet, said):
    said("Hugo Hale", "superior", kindness=80, tidiness=70)
    clinic.gate.move("conduct", sheet, "close")
    id = clinic.gate.find("opinion").records[0].id
    clinic.gate.update("opinion", id, {"mark": 5}, None)
    shown = page(as_role("head"), sheet)
    assert "Lead 80.0" in shown and "Lead 70.0" in shown
    code = re.findall(r'href="/verify/([0-9a-f]{12})"', shown)[0]
    told = as_role("head").get(f"/verify/{code}").get_data(as_text=True)
    assert "other ratings" in told and "untouched" in told


def test_a_grave_incident_takes_the_whole_score_whatever_the_bonus(as_role, clinic, sheet, said):
    said("Hugo Hale", "superior", kindness=100, tidiness=100)
    clinic.gate.update("conduct", sheet, {"grave": 1, "bonus": 20}, None)
    shown = page(as_role("head"), sheet)
    assert "The score is at most 0: Grave incidents is above 0" in shown
    assert '<b class="big tab">0.0</b>' in shown
