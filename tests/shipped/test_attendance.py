"""Attendance: what is late, what it costs, who confirms it, and how it reaches the bonus."""

from datetime import date
from decimal import Decimal

import pytest

from records.actor import SYSTEM
from records.refusals import Forbidden, NotFound, Refused


@pytest.fixture
def late(company, gate_of):
    """An exception of the clerk's: `late(3, late_minutes=12)`, recorded by HR."""

    def recorded(day, **values):
        given = {"employee": company.clerk, "day": date(2026, 6, day), **values}
        return gate_of("hr").create("attendance_record", given)

    return recorded


@pytest.fixture
def june(company, gate_of):
    return gate_of("hr").create(
        "attendance_summary", {"employee": company.clerk, "month": "2026-06"}
    )


@pytest.mark.parametrize(
    ("values", "minor", "half"),
    [
        ({"late_minutes": 30}, 1, 0),  # exactly the limit is late, no more
        ({"late_minutes": 31}, 0, 1),
        ({"late_minutes": 5, "early_minutes": 5}, 2, 0),  # two on one day
        ({"clock_missing": True}, 0, 1),
    ],
)
def test_minutes_decide_between_late_and_half_a_day(late, values, minor, half):
    found = late(3, **values).values
    assert (found["minor_times"], found["half_times"]) == (minor, half)
    assert found["fine"] == Decimal(50) * minor


def test_approved_leave_costs_nothing_and_nobody_approves_the_own(company, gate_of, late):
    clerk, head = gate_of("clerk"), gate_of("head")
    leave = clerk.create("leave_request", {
        "kind": "personal", "reason": "A family matter", "from_at": "2026-07-13 08:30", "to_at": "2026-07-14 17:30",
    })  # fmt: skip
    assert leave.values["workdays"] == 2
    with pytest.raises((Forbidden, NotFound)):
        clerk.move("leave_request", leave.id, "approve")
    with pytest.raises((Forbidden, NotFound)):
        gate_of("seller").move("leave_request", leave.id, "approve")
    head.move("leave_request", leave.id, "approve")
    assert late(3, late_minutes=200, leave=leave.id).values["half_times"] == 0


def test_leave_is_asked_for_in_advance_unless_sick(gate_of):
    past = {"reason": "Was ill", "from_at": "2026-07-09 08:30", "to_at": "2026-07-09 17:30"}
    with pytest.raises(Refused, match="in advance"):
        gate_of("clerk").create("leave_request", {"kind": "personal", **past})
    assert gate_of("clerk").create("leave_request", {"kind": "sick", **past}).state == "applied"


def test_the_person_explains_and_only_the_superior_confirms(late, gate_of):
    made = late(3, clock_missing=True)
    clerk = gate_of("clerk")
    clerk.move("attendance_record", made.id, "explain", {"explained": "The reader was broken"})
    for name in ("clerk", "hr"):
        with pytest.raises(Forbidden):
            gate_of(name).move("attendance_record", made.id, "excuse")
    done = gate_of("head").move("attendance_record", made.id, "excuse")
    assert (done.state, done.values["half_times"]) == ("confirmed", 0)


def test_colleagues_see_nothing_of_it(late, june, gate_of):
    made = late(3, late_minutes=5)
    for entity, id in (("attendance_record", made.id), ("attendance_summary", june.id)):
        with pytest.raises(NotFound):
            gate_of("seller").get(entity, id)
        assert gate_of("clerk").get(entity, id)


def test_the_month_waits_for_its_exceptions_and_then_fines_the_bonus(
    company, gate_of, late, june, sheet
):
    made = late(3, late_minutes=12), late(30, early_minutes=20)
    late(1, late_minutes=200)
    head, hr = gate_of("head"), gate_of("hr")
    with pytest.raises(Forbidden, match="first every exception"):
        head.move("attendance_summary", june.id, "confirm")
    for each in hr.find("attendance_record").records:
        head.move("attendance_record", each.id, "confirm")
    head.move("attendance_summary", june.id, "confirm")
    done = hr.move("attendance_summary", june.id, "check").values
    assert (done["minor_count"], done["half_count"], done["warning_due"]) == (2, 1, True)
    assert (done["fine_total"], done["wage_cut_days"]) == (Decimal("100.00"), Decimal("0.50"))
    bonus = hr.create("bonus", {"appraisal": sheet("clerk", 90, "good", 1)}).values
    assert (bonus["minor_count"], bonus["attendance_fine"]) == (2, Decimal("100.00"))
    assert bonus["amount"] == Decimal("1700.00")  # 2000 × 1 × 90 % − 100
    assert len(made) == 2


def test_a_month_that_hr_has_not_checked_fines_nobody_yet(gate_of, late, june, sheet):
    late(3, late_minutes=12)
    bonus = gate_of("hr").create("bonus", {"appraisal": sheet("clerk", 90, "good", 1)}).values
    assert (bonus["minor_count"], bonus["amount"]) == (0, Decimal("1800.00"))


def test_a_warning_comes_before_the_month_is_applied(company, gate_of, late, june):
    head, hr = gate_of("head"), gate_of("hr")
    for day in (3, 4, 5):
        head.move("attendance_record", late(day, late_minutes=12).id, "confirm")
    head.move("attendance_summary", june.id, "confirm")
    hr.move("attendance_summary", june.id, "check")
    with pytest.raises(Forbidden, match="A warning is due"):
        hr.move("attendance_summary", june.id, "apply")
    hr.create("personnel_action", {
        "kind": "warning", "basis": "attendance", "employee": company.clerk, "attendance": june.id,
        "reason": "Late three times in June",
    })  # fmt: skip
    assert hr.move("attendance_summary", june.id, "apply").state == "applied"


def test_limits_changed_later_judge_no_past_month_anew(company, gate_of, late, june):
    late(3, late_minutes=12), late(4, late_minutes=200)
    later = {
        "att_minor_minutes": 5,
        "att_minor_fine": Decimal(500),
        "att_half_cut_pct": Decimal(1),
    }
    company.rulebook.set_settings(SYSTEM, later)
    found = gate_of("hr").get("attendance_summary", june.id).values
    assert (found["minor_count"], found["half_count"]) == (1, 1)
    assert (found["fine_total"], found["wage_cut_days"]) == (Decimal(50), Decimal("0.5"))
    assert late(5, late_minutes=12).values["half_times"] == 1
