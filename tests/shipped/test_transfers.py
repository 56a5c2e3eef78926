"""Who changes posts within a month: a sheet for each post, one bonus in all, the year's mean by days."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from kpi.cycle import open_cycle, status
from kpi.figures import Figures
from kpi.period import Period
from kpi.sheet import sheet_of
from models import calendar
from records import duty_watch
from records.actor import SYSTEM
from records.duty_runs import run
from records.gate import Gate
from records.query import Query
from records.refusals import Refused

JUNE = Period.parse("2026-06")
JULY_1 = datetime(2026, 7, 1, 0, 5)
SHOWN = (
    "employee", "scheme", "month", "first_day", "last_day", "department", "position", "superior",
)  # fmt: skip


@pytest.fixture
def staff(company):
    """The clerk and the seller have posts that are appraised; another department has one, too."""
    calendar.fill(company.rulebook.tables, (2026,))
    posts = {
        scheme: company.put("position", code=f"P-{scheme}", name=scheme, department=company.team, scheme=scheme)
        for scheme in ("backoffice", "sales", "clerk")
    }  # fmt: skip
    company.posts = posts
    company.rulebook.watchers = (*company.rulebook.watchers, duty_watch.watch)
    employees = company.rulebook.tables.model("employee")
    employees.update(position=posts["backoffice"]).where(employees.id == company.clerk).execute()
    return company


def moved(company, person, day, before, after, **values):
    """A transfer that took effect, as HR carried it out."""
    posts = {"from_position": before, "to_position": after}
    told = {name: company.posts.get(post, post) for name, post in posts.items()}
    company.put(
        "personnel_action", number=f"RS{person}{day}", kind="transfer", basis="other", employee=person,
        department=company.team, from_superior=company.head, to_superior=company.boss, reason="本人申请调岗",
        effective_on=date.fromisoformat(day), proposed_by=company.head, state="effective",
        **{**told, **values},
    )  # fmt: skip
    employees = company.rulebook.tables.model("employee")
    employees.update(position=told["to_position"], superior=company.boss).where(
        employees.id == person
    ).execute()


def on_duty(company, now=JULY_1):
    """The sheets that the duties of a day make, by person and first day."""
    company.rulebook.clock = lambda: now
    assert run(company.rulebook).failures == []
    return sheets(company)


def sheets(company):
    names = tuple(SHOWN)
    found = Gate(company.rulebook, SYSTEM).find("appraisal", Query(columns=names)).records
    told = [{name: each.values[name] for name in names} for each in found]
    return sorted(told, key=lambda each: (each["employee"], each["first_day"]))


def days(found, person):
    """The scheme and days of somebody's sheets."""
    return [
        (each["scheme"], each["first_day"].day, each["last_day"].day)
        for each in found
        if each["employee"] == person
    ]


def test_who_changed_posts_within_the_month_has_a_sheet_for_each(staff):
    moved(staff, staff.clerk, "2026-06-11", "backoffice", "sales")
    first, second = (each for each in on_duty(staff) if each["employee"] == staff.clerk)
    assert days([first, second], staff.clerk) == [("backoffice", 1, 10), ("sales", 11, 30)]
    assert (first["position"], first["superior"]) == (staff.posts["backoffice"], staff.head)
    assert (second["position"], second["superior"]) == (staff.posts["sales"], staff.boss)
    assert on_duty(staff) == sheets(staff)
    assert len(days(sheets(staff), staff.clerk)) == 2


def test_the_desk_makes_the_same_sheets_and_none_twice(staff, gate_of):
    moved(staff, staff.clerk, "2026-06-11", "backoffice", "sales")
    cards = [
        staff.rulebook.schema.scorecards[f"{name}_monthly"] for name in ("backoffice", "sales")
    ]
    for card in cards:
        open_cycle(gate_of("hr"), card, JUNE)
    by_hand = sheets(staff)
    assert days(by_hand, staff.clerk) == [("backoffice", 1, 10), ("sales", 11, 30)]
    assert [each["superior"] for each in by_hand] == [staff.head, staff.boss]
    assert on_duty(staff) == by_hand
    assert [len(status(gate_of("hr"), card, JUNE).without) for card in cards] == [0, 0]


def test_two_transfers_make_three_sheets_and_a_post_without_a_card_none(staff):
    moved(staff, staff.clerk, "2026-06-11", "backoffice", "sales")
    moved(staff, staff.clerk, "2026-06-22", "sales", "clerk")
    moved(staff, staff.seller, "2026-06-16", "sales", staff.post)
    found = on_duty(staff)
    assert days(found, staff.clerk) == [("backoffice", 1, 10), ("sales", 11, 21), ("clerk", 22, 30)]
    assert days(found, staff.seller) == [("sales", 1, 15)]


def test_who_moves_after_the_month_has_one_sheet_of_the_post_at_its_end(staff):
    moved(staff, staff.clerk, "2026-07-01", "backoffice", "sales")
    (found,) = (each for each in on_duty(staff) if each["employee"] == staff.clerk)
    assert days([found], staff.clerk) == [("backoffice", 1, 30)]
    assert (found["position"], found["superior"]) == (staff.posts["backoffice"], staff.head)


def test_who_moves_on_the_first_day_or_only_gets_a_raise_has_one_sheet(staff):
    moved(staff, staff.clerk, "2026-06-01", "backoffice", "sales")
    assert days(on_duty(staff), staff.clerk) == [("sales", 1, 30)]


def employed(company, person, **days):
    """Somebody's days of joining and leaving, as the employee's record says."""
    employees = company.rulebook.tables.model("employee")
    told = {name: date.fromisoformat(day) for name, day in days.items()}
    employees.update(**told).where(employees.id == person).execute()


@pytest.mark.parametrize(
    ("known", "made"),
    [
        ({"hired_on": "2026-06-17"}, [("backoffice", 1, 30)]),
        ({"hired_on": "2026-06-30"}, [("backoffice", 1, 30)]),
        ({"hired_on": "2026-07-01"}, []),
        ({"left_on": "2026-05-31"}, []),
        ({"left_on": "2026-06-01"}, [("backoffice", 1, 30)]),
        ({"left_on": "2026-06-20"}, [("backoffice", 1, 30)]),
        ({"left_on": "2026-06-30"}, [("backoffice", 1, 30)]),
        ({"left_on": "2026-07-01"}, [("backoffice", 1, 30)]),
    ],
)
def test_who_was_there_on_a_day_of_the_month_has_a_sheet(staff, known, made):
    employed(staff, staff.clerk, **known)
    assert days(on_duty(staff), staff.clerk) == made


def test_who_joined_or_left_and_moved_has_the_days_that_there_were(staff):
    moved(staff, staff.clerk, "2026-06-11", "backoffice", "sales")
    moved(staff, staff.seller, "2026-06-16", "sales", "clerk")
    employed(staff, staff.clerk, hired_on="2026-06-05")
    employed(staff, staff.seller, left_on="2026-06-26")
    found = on_duty(staff)
    assert days(found, staff.clerk) == [("backoffice", 5, 10), ("sales", 11, 30)]
    assert days(found, staff.seller) == [("sales", 1, 15), ("clerk", 16, 26)]


def test_who_moves_after_the_month_and_before_the_first_working_day_has_the_post_before(staff):
    moved(staff, staff.clerk, "2026-08-01", "backoffice", "sales")
    moved(staff, staff.seller, "2026-08-02", "sales", staff.post)
    on_duty(staff, datetime(2026, 7, 31, 0, 5))
    found = on_duty(staff, datetime(2026, 8, 3, 0, 5))
    assert days(found, staff.clerk) == [("backoffice", 1, 31)]
    assert days(found, staff.seller) == [("sales", 1, 31)]
    assert [(each["department"], each["superior"]) for each in found] == [
        (staff.team, staff.head), (staff.team, staff.head)
    ]  # fmt: skip


def test_the_days_lie_in_the_month_and_no_two_sheets_are_about_the_same(staff, gate_of):
    hr = gate_of("hr")
    asked = {"scheme": "backoffice", "employee": staff.clerk, "month": "2026-06"}
    hr.create("appraisal", {**asked, "last_day": "2026-06-10"})
    with pytest.raises(Refused, match="has the same Employee, Month, Scheme, First day already"):
        hr.create("appraisal", asked)
    for wrong in ({"first_day": "2026-06-10"}, {"scheme": "sales"}):
        with pytest.raises(Refused, match="do not overlap"):
            hr.create("appraisal", {**asked, **wrong})
    for wrong in (
        {"first_day": "2026-06-20", "last_day": "2026-06-19"},
        {"first_day": "2026-06-20", "last_day": "2026-07-01"},
    ):
        with pytest.raises(Refused, match="within the period"):
            hr.create("appraisal", {**asked, **wrong})
    hr.create("appraisal", {**asked, "first_day": "2026-06-11", "scheme": "sales"})
    # The figures of the month before are another sheet's.
    hr.create("appraisal", {**asked, "month": "2026-05"})


@pytest.fixture
def halves(staff, gate_of):
    """Two final sheets of the clerk's June: 60 of ten days and 81 of twenty, 8 and 13 of them worked."""

    def made(first, last, score, grade):
        day = date(2026, 6, first)
        staff.put(
            "contract", number=f"H{first}", kind="sales", title="甲", counterparty="乙", drafted_by=staff.clerk,
            drafted_on=datetime(2026, 6, 1), planned_sign_on=day, signed_on=day, quality_terms="x",
            delivery_terms="x", payment_terms="x", rights_duties="x", breach_terms="x", state="effective",
        )  # fmt: skip
        id = staff.put(
            "appraisal", number=f"JX{first}", scheme="backoffice", month=date(2026, 6, 1), employee=staff.clerk,
            first_day=day, last_day=date(2026, 6, last), department=staff.team, superior=staff.head,
            adjustment=Decimal(0), other_error_count=0, self_summary="x", state="hr_ok",
        )  # fmt: skip
        gate_of("boss").move("appraisal", id, "approve", {"leader_opinion": "Agreed"})
        model = staff.rulebook.tables.model("appraisal")
        result = {"final_score": Decimal(score), "final_grade": grade, "bonus_factor": Decimal(1)}
        model.update(state="final", published_on=date(2026, 7, 6), **result).where(
            model.id == id
        ).execute()
        return id

    return made(1, 10, 60, "pass"), made(11, 30, 81, "excellent")


def told(gate, id, *names):
    found = gate.get("appraisal", id).values
    return [found[name] for name in names]


def test_the_approval_writes_the_share_of_the_month_and_hr_changes_no_days_any_more(
    halves, gate_of
):
    hr = gate_of("hr")
    shares = [told(hr, id, "days_share")[0] for id in halves]
    assert shares == [Decimal("0.380952"), Decimal("0.619048")] and sum(shares) == 1
    assert told(hr, halves[0], "period") == ["2026-06 (1–10)"]


def test_the_bonuses_of_the_parts_are_one_bonus_and_one_fine(staff, gate_of, halves):
    staff.put("attendance_summary", employee=staff.clerk, month=date(2026, 6, 1), state="checked")
    for day in (3, 22):
        staff.put(
            "attendance_record", employee=staff.clerk, day=date(2026, 6, day), source="manual",
            late_minutes=5, early_minutes=0, state="confirmed",
        )  # fmt: skip
    hr = gate_of("hr")
    paid = [hr.create("bonus", {"appraisal": id}).values for id in halves]
    assert [each["part_share"] for each in paid] == [Decimal("0.380952"), Decimal("0.619048")]
    # 2000 × 60% × 8/21 and 2000 × 81% × 13/21, two late arrivals at 50 in all.
    assert [each["minor_count"] for each in paid] == [2, 0]
    assert [each["amount"] for each in paid] == [Decimal("357.14"), Decimal("1002.86")]


def test_somebody_who_joined_and_moved_within_the_month_is_paid_one_whole_as_well(staff, gate_of):
    joined = date(2026, 6, 5)
    employees = staff.rulebook.tables.model("employee")
    employees.update(hired_on=joined).where(employees.id == staff.clerk).execute()
    shares = []
    for first, last in ((5, 10), (11, 30)):
        day = date(2026, 6, first)
        id = staff.put(
            "appraisal", number=f"JX{first}", scheme="backoffice", month=date(2026, 6, 1), employee=staff.clerk,
            first_day=day, last_day=date(2026, 6, last), department=staff.team, superior=staff.head,
            adjustment=Decimal(0), other_error_count=0, self_summary="x", state="hr_ok",
        )  # fmt: skip
        gate_of("boss").move("appraisal", id, "approve", {"leader_opinion": "Agreed"})
        shares += told(gate_of("hr"), id, "days_share")
    # 4 and 13 of the 17 days that there were.
    assert shares == [Decimal("0.235294"), Decimal("0.764706")]


def test_a_divided_month_is_one_month_of_the_year(staff, gate_of, halves, sheet):
    may = sheet("clerk", 90, "excellent", 1.2, date(2026, 5, 1))
    # (90 + 60 × 8/21 + 81 × 13/21) ÷ 2; the excellent part of June comes after May.
    assert told(gate_of("hr"), may, "months_avg", "excellent_count") == [Decimal("81.5"), 1]
    # 13/21 of June count as one month.
    assert told(gate_of("hr"), halves[1], "excellent_count") == [2]
    year = staff.put(
        "appraisal", number="JX-Y", scheme="backoffice_year", month=date(2026, 1, 1), employee=staff.clerk,
        department=staff.team, superior=staff.head, adjustment=Decimal(0), state="hr_ok",
    )  # fmt: skip
    made = sheet_of(Figures(staff.rulebook), Gate(staff.rulebook, SYSTEM), "appraisal", year)
    assert made.score == Decimal("81.5")
    assert made.stretch is None and made.share is None
    (part,) = made.parts
    assert [each.share for each in part.sheets] == [None, Decimal("0.381"), Decimal("0.619")]


def test_the_first_and_last_day_of_the_month_are_no_stretch(staff):
    on_duty(staff)
    gate = Gate(staff.rulebook, SYSTEM)
    (found,) = gate.find("appraisal", Query()).records
    made = sheet_of(Figures(staff.rulebook), gate, "appraisal", found.id)
    assert made.stretch is None and made.share == 1 and made.span == JUNE.label
