"""Meetings: attendance is taken, minutes are written, resolutions are carried out."""

from datetime import date

import pytest

from records.refusals import Forbidden, NotFound, Refused


@pytest.fixture
def meeting(company, gate_of):
    return gate_of("head").create("meeting", {
        "kind": "weekly", "subject": "Weekly", "recorder": company.clerk, "planned_at": "2026-07-10 09:00",
    })  # fmt: skip


@pytest.fixture
def held(company, gate_of, meeting):
    head = gate_of("head")
    present = [{"person": company.clerk}, {"person": company.seller, "attended_as": "absent"}]
    head.update("meeting", meeting.id, {"attendees": present}, meeting.version)
    return head.move("meeting", meeting.id, "hold")


def test_it_is_held_when_attendance_was_taken_and_by_the_chair(meeting, gate_of):
    with pytest.raises(Forbidden, match="after attendance was taken"):
        gate_of("head").move("meeting", meeting.id, "hold")
    with pytest.raises(Forbidden):
        gate_of("clerk").move("meeting", meeting.id, "hold")


def test_leave_is_given_by_the_chair(company, gate_of, meeting):
    head = gate_of("head")
    away = [{"person": company.lead, "attended_as": "leave"}]
    found = head.update("meeting", meeting.id, {"attendees": away}, meeting.version)
    assert found.values["attendees"][0].values["leave_ok_by"] == company.head


def test_minutes_are_the_recorders_and_the_meeting_waits_for_its_resolutions(
    company, held, gate_of
):
    assert held.values["absent_count"] == 1
    clerk, head = gate_of("clerk"), gate_of("head")
    clerk.move("meeting", held.id, "minute", {"minutes_text": "Three orders are late"})
    given = {"meeting": held.id, "content": "Ask for the parts", "assignee": company.lead}
    with pytest.raises((Forbidden, Refused)):
        gate_of("seller").create("meeting_resolution", given)
    made = clerk.create("meeting_resolution", given)
    assert made.values["due_on"] == date(2026, 7, 17)
    with pytest.raises(Forbidden, match="not carried out"):
        head.move("meeting", held.id, "close")
    assert ("meeting_resolution", made.id) in {
        (task.entity, task.id) for task in gate_of("lead").waiting()
    }
    with pytest.raises((Forbidden, NotFound)):
        gate_of("seller").move("meeting_resolution", made.id, "finish", {"result": "Done"})
    gate_of("lead").move("meeting_resolution", made.id, "finish", {"result": "Done"})
    assert head.move("meeting", held.id, "close").state == "closed"
