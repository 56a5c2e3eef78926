"""Exhibitions of a year and launches of a month: planned, approved by others, carried out."""

from datetime import date

import pytest

from records.refusals import Forbidden, NotFound, Refused


@pytest.fixture
def exhibition(company, gate_of):
    return gate_of("head").create("exhibition", {
        "name": "Photonics", "city": "Shenzhen", "start_on": "2026-07-08", "scheme": "A stand", "publicity": "Mail",
        "budget": "30000", "responsible": company.seller,
    })  # fmt: skip


def test_whoever_is_responsible_does_not_approve(company, gate_of, exhibition):
    head = gate_of("head")
    exhibitions = company.rulebook.tables.model("exhibition")
    exhibitions.update(responsible=company.head).execute()
    with pytest.raises(Forbidden, match="own exhibition"):
        head.move("exhibition", exhibition.id, "approve")
    with pytest.raises(NotFound):
        gate_of("clerk").move("exhibition", exhibition.id, "approve")
    assert gate_of("boss").move("exhibition", exhibition.id, "approve").state == "approved"


def test_it_is_held_when_its_tasks_are_done(company, gate_of, exhibition):
    head, boss = gate_of("head"), gate_of("boss")
    boss.move("exhibition", exhibition.id, "approve")
    task = {"content": "Stand", "assignee": company.seller, "due_on": "2026-07-05"}
    found = head.get("exhibition", exhibition.id)
    head.update("exhibition", exhibition.id, {"tasks": [task]}, found.version)
    exhibitions = company.rulebook.tables.model("exhibition")
    exhibitions.update(owner=company.seller, state="preparing").execute()
    seller = gate_of("seller")
    with pytest.raises(Forbidden, match="tasks are open"):
        seller.move("exhibition", exhibition.id, "hold")
    company.rulebook.tables.model("exhibition_task").update(done_on=date(2026, 7, 5)).execute()
    assert gate_of("seller").move("exhibition", exhibition.id, "hold").state == "held"


def test_an_exhibition_lies_in_the_year_of_its_plan(company, gate_of, exhibition):
    plan = gate_of("head").create("exhibition_plan", {"year": 2027})
    found = gate_of("head").get("exhibition", exhibition.id)
    with pytest.raises(Refused, match="not in that year"):
        gate_of("head").update("exhibition", exhibition.id, {"plan": plan.id}, found.version)


def test_a_month_without_anything_new_says_so(gate_of):
    head = gate_of("head")
    made = head.create("launch_list", {})
    with pytest.raises(Forbidden, match="First list"):
        head.move("launch_list", made.id, "start")
    done = head.move("launch_list", made.id, "none", {"comment": "No new product in July"})
    assert done.state == "nothing"
    with pytest.raises(NotFound):
        gate_of("seller").get("launch_list", made.id)
