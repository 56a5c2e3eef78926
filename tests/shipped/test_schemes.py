"""The schemes of the other posts: who gets which sheet, who rates what, and what it comes to."""

from datetime import date
from decimal import Decimal

import pytest

from kpi.cycle import distribution, open_cycle, status
from kpi.figures import Figures
from kpi.period import Period
from kpi.sheet import sheet_of
from records.actor import SYSTEM
from records.gate import Gate
from records.refusals import Forbidden, NotFound, Refused

JUNE = date(2026, 6, 1)
ITEMS = {
    "sales": ["knowledge", "coordination", "problem_solving", "motivation", "teamwork"],
    "clerk": ["responsibility", "initiative", "execution", "communication", "contribution"],
    "sales_year": ["whole_year"],
}


@pytest.fixture
def result(company):
    """What a sheet comes to now: `result(sheet)`."""

    def computed(id):
        gate = Gate(company.rulebook, SYSTEM)
        return sheet_of(Figures(company.rulebook), gate, "appraisal", id)

    return computed


@pytest.fixture
def opened(company):
    """A sheet that waits for its superior: `opened("seller", "sales")`."""

    def store(person, scheme, superior="head", month=JUNE, state="self_done"):
        return company.put(
            "appraisal", number=f"JX{scheme}", scheme=scheme, month=month, employee=getattr(company, person),
            department=company.team, superior=getattr(company, superior), adjustment=Decimal(0),
            self_summary="x", state=state,
        )  # fmt: skip

    return store


def rate(gate, sheet, kind, *scores, **also):
    """Enter ratings as `item, score` pairs; their records."""
    return [
        gate.create(
            "appraisal_rating",
            {"appraisal": sheet, "item": item, "kind": kind, "score": score, **also},
        )
        for item, score in scores
    ]


class TestWhoGetsWhichSheet:
    @pytest.mark.parametrize("scheme", ["merch", "sales", "freight", "tender", "clerk", "market"])
    def test_a_cycle_makes_the_sheets_of_the_posts_with_that_scheme(self, company, gate_of, scheme):
        post = company.put(
            "position", code=f"P-{scheme}", name=scheme, department=company.team, scheme=scheme
        )
        person = company.put(
            "employee", emp_no="N1", name="new", position=post, hired_on=date(2020, 1, 1),
            department=company.team, superior=company.head,
        )  # fmt: skip
        card = company.rulebook.schema.scorecards[f"{scheme}_monthly"]
        open_cycle(gate_of("hr"), card, Period.parse("2026-06"))
        rows = company.rulebook.tables.model("appraisal").select()
        assert [(row.employee_id, row.scheme, row.superior_id) for row in rows] == [
            (person, scheme, company.head)
        ]


class TestMerchandisers:
    @pytest.fixture
    def three_of_four(self, company, opened):
        """The lead's sheet of June: four documents inspected, three to standard."""
        kind = company.put("document_category", code="QT", name="其他", side="internal", folder="x")
        for n in range(4):
            paper = company.put(
                "document", number=f"QT{n}", title="x", category=kind, secrecy="normal", media="paper",
                drafter=company.lead, drafted_on=JUNE, responsible=company.lead, state="archived",
            )  # fmt: skip
            company.put(
                "document_inspection", document=paper, inspected_on=date(2026, 6, 20), responsible=company.lead,
                inspector=company.hr, accurate=n > 0, complete=True, standard=True,
            )  # fmt: skip
        return opened("lead", "merch", state="hr_ok")

    def test_points_follow_the_rate_and_what_has_no_rows_does_not_count(
        self, three_of_four, result
    ):
        computed = result(three_of_four)
        assert computed.score == Decimal("75.0")
        assert (computed.grade.name, computed.coefficient) == ("pass", Decimal("0.8"))

    def test_limits_and_coefficients_are_settings_as_they_were_in_the_month(
        self, company, three_of_four, result
    ):
        given = {
            "appr_gd_excellent_min": Decimal(75),
            "appr_gd_good_min": Decimal(70),
            "appr_gd_bonus_up_pct": Decimal("0.35"),
        }
        company.rulebook.set_settings(SYSTEM, given)
        later = result(three_of_four)
        assert (later.grade.name, later.coefficient) == ("pass", Decimal("0.8"))
        company.rulebook.set_settings(SYSTEM, given, dict.fromkeys(given, date(2026, 6, 1)))
        computed = result(three_of_four)
        assert (computed.grade.name, computed.coefficient) == ("excellent", Decimal("1.35"))

    def test_a_result_period_of_two_months_pays_by_their_mean(self, company, gate_of, sheet):
        company.rulebook.set_setting(SYSTEM, "appr_gd_cycle_months", 2)
        may, june = (
            sheet("lead", 70, "pass", 0.8, date(2026, 5, 1)),
            sheet("lead", 94, "excellent", 1.2),
        )
        appraisals = company.rulebook.tables.model("appraisal")
        appraisals.update(scheme="merch").where(appraisals.id.in_([may, june])).execute()
        paid = gate_of("hr").create("bonus", {"appraisal": june})
        assert (paid.values["score"], paid.values["factor"]) == (Decimal("82.0"), Decimal("1.00"))
        assert paid.values["amount"] == Decimal("1640.00")


class TestRatings:
    def test_a_superior_rates_every_item_before_scoring(self, gate_of, opened, result):
        made, head = opened("clerk", "clerk"), gate_of("head")
        with pytest.raises(Forbidden, match="first rates the items"):
            head.move("appraisal", made, "score", {"superior_comment": "Good"})
        assert result(made).score is None
        rate(head, made, "superior", *zip(ITEMS["clerk"], (90, 80, 85, 95, 70), strict=True))
        assert head.move("appraisal", made, "score", {"superior_comment": "Good"}).state == "scored"
        # No figure has rows: (7 × 90 + 6 × 80 + 7 × 85 + 10 × 95 + 10 × 70) ÷ 40
        assert result(made).score == Decimal("83.9")

    def test_what_people_say_of_themselves_is_shown_and_does_not_count(
        self, gate_of, opened, result
    ):
        made = opened("clerk", "clerk", state="opened")
        rate(gate_of("clerk"), made, "self", *((item, 100) for item in ITEMS["clerk"]))
        gate_of("clerk").move(
            "appraisal", made, "self_assess", {"self_summary": "Done", "self_score": 100}
        )
        rate(gate_of("head"), made, "superior", *((item, 60) for item in ITEMS["clerk"]))
        assert result(made).score == Decimal("60.0")

    def test_nobody_else_rates_as_superior_and_nobody_rates_themselves_so(self, gate_of, opened):
        made = opened("seller", "sales")
        for name in ("seller", "clerk", "lead", "hr", "boss"):
            with pytest.raises((Refused, Forbidden)):
                rate(gate_of(name), made, "superior", ("knowledge", 100))

    def test_ratings_do_not_change_once_the_sheet_is_with_hr(self, gate_of, opened, company):
        made, head = opened("seller", "sales"), gate_of("head")
        (rating,) = rate(head, made, "superior", ("knowledge", 70))
        appraisals = company.rulebook.tables.model("appraisal")
        appraisals.update(state="hr_ok").where(appraisals.id == made).execute()
        with pytest.raises(Forbidden):
            head.update("appraisal_rating", rating.id, {"score": 90}, rating.version)


class TestSalespeoplesYear:
    @pytest.fixture
    def year(self, gate_of, opened, company):
        """The sheet of the year: months 80 and 90, self 100, superior 88, three peers."""
        for month, score in ((10, "80"), (11, "90")):
            company.put(
                "appraisal", number=f"M{month}", scheme="sales", month=date(2025, month, 1),
                employee=company.seller, department=company.team, superior=company.head,
                final_score=Decimal(score), final_grade="good", bonus_factor=Decimal(1), state="final",
            )  # fmt: skip
        made = opened("seller", "sales_year", month=date(2025, 1, 1), state="opened")
        rate(gate_of("seller"), made, "self", ("whole_year", 100))
        gate_of("seller").move(
            "appraisal", made, "self_assess", {"self_summary": "Done", "self_score": 100}
        )
        rate(gate_of("head"), made, "superior", ("whole_year", 88))
        return made

    def test_months_count_half_self_a_tenth_peers_fifteen_superior_a_quarter(
        self, gate_of, year, result, company
    ):
        hr = gate_of("hr")
        for name, score in (("clerk", 70), ("lead", 80)):
            rate(hr, year, "peer", ("whole_year", score), rater=getattr(company, name))
        assert result(year).score is None
        rate(hr, year, "peer", ("whole_year", 90), rater=company.cashier)
        # 50 × 0.85 + 10 × 1 + 15 × 0.8 + 25 × 0.88
        assert result(year).score == Decimal("86.5")

    def test_peers_stay_unknown_to_the_person_and_to_the_superior(self, gate_of, year, company):
        (rating,) = rate(gate_of("hr"), year, "peer", ("whole_year", 70), rater=company.clerk)
        for name in ("seller", "head", "lead"):
            with pytest.raises(NotFound):
                gate_of(name).get("appraisal_rating", rating.id)
        assert gate_of("hr").get("appraisal_rating", rating.id).values["rater"] == company.clerk

    def test_the_yearly_bonus_goes_by_the_yearly_sheet(self, gate_of, year, company):
        appraisals = company.rulebook.tables.model("appraisal")
        appraisals.update(
            state="final", final_score=Decimal("86.5"), final_grade="good", bonus_factor=Decimal(1)
        ).where(appraisals.id == year).execute()
        hr = gate_of("hr")
        with pytest.raises(Refused):
            hr.create("bonus", {"kind": "month", "appraisal": year})
        paid = hr.create("bonus", {"appraisal": year})
        assert (paid.values["kind"], paid.values["year"]) == ("year", 2025)
        assert (paid.values["amount"], paid.values["pay_month"]) == (
            Decimal("1730.00"), date(2026, 1, 1),
        )  # fmt: skip


def test_too_many_excellent_grades_are_told_only_where_the_company_set_a_share(
    company, gate_of, sheet
):
    for person in ("clerk", "seller", "lead"):
        sheet(person, 95, "excellent", 1.2)
    card = company.rulebook.schema.scorecards["backoffice_monthly"]
    hr = gate_of("hr")
    found = status(hr, card, Period.parse("2026-06"))
    assert distribution(hr, found) == ()
    company.rulebook.set_settings(SYSTEM, {"appr_excellent_max_pct": Decimal("0.2")})
    (bar,) = distribution(gate_of("hr"), found)
    assert (bar.grade.name, bar.most) == ("excellent", 1)


def test_people_keep_the_appeal_window_that_they_were_given(company, gate_of, opened):
    made = opened("clerk", "clerk", state="leader_ok")
    published = gate_of("hr").move("appraisal", made, "publish")
    assert published.values["appeal_until"] == date(2026, 7, 17)  # five working days
    company.rulebook.set_setting(SYSTEM, "appeal_days", 1)
    until = Gate(company.rulebook, SYSTEM).get("appraisal", made).values["appeal_until"]
    assert until == date(2026, 7, 17)
