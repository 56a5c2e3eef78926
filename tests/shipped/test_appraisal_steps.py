"""The steps of a sheet say everything that is wrong at once, and what may be written instead."""

from datetime import date

import pytest

from records.refusals import Forbidden, Refused


@pytest.fixture
def sheet(company):
    """A back-office sheet of June, just opened."""
    return company.put(
        "appraisal", number="JX1", scheme="backoffice", month=date(2026, 6, 1), employee=company.clerk,
        department=company.team, superior=company.head, state="opened",
    )  # fmt: skip


def refused(act, *given):
    """What is said of each field."""
    with pytest.raises(Refused) as found:
        act(*given)
    return {problem.path: problem.message for problem in found.value.problems}


def test_a_score_above_the_limit_is_told_beside_a_missing_summary(sheet, gate_of):
    told = refused(gate_of("clerk").move, "appraisal", sheet, "self_assess", {"self_score": "120"})
    assert told == {
        "self_summary": "Write a value for Own summary.",
        "self_score": "Own score must be at most 100.",
    }


def test_an_answer_is_chosen_not_written(sheet, gate_of, company):
    published = {"state": "published", "published_on": date(2026, 7, 8)}
    company.rulebook.tables.model("appraisal").update(**published).execute()
    told = refused(gate_of("clerk").move, "appraisal", sheet, "answer", {})
    assert told == {"agreed": "Choose a value for Employee's answer."}


def test_an_adjustment_beyond_the_limit_names_the_limit(sheet, gate_of, company):
    company.rulebook.tables.model("appraisal").update(state="self_done", self_summary="x").execute()
    told = refused(gate_of("head").update, "appraisal", sheet, {"adjustment": "8"}, None)
    assert told["adjustment"] == "Adjustment must be at most 5."
    assert told["adjust_reason"].startswith("Write a value")


def test_an_interview_of_tomorrow_is_not_held_yet(sheet, gate_of, company):
    company.rulebook.tables.model("appraisal").update(state="published").execute()
    told = refused(
        gate_of("head").create, "appraisal_interview", {"appraisal": sheet, "held_on": "2026-07-11"}
    )
    assert told["held_on"] == "Held on must not be after 2026-07-10."


def test_a_ruling_that_adjusts_is_given_in_one_step(sheet, company, gate_of):
    appeal = company.put(
        "appraisal_appeal", number="SS1", appraisal=sheet, applicant=company.clerk, reason="x",
        filed_on=date(2026, 7, 9), state="investigating",
    )  # fmt: skip
    boss = gate_of("boss")
    ruled = {"findings": "Two delays were the customer's.", "ruling": "adjust"}
    told = refused(boss.move, "appraisal_appeal", appeal, "decide", ruled)
    assert set(told) == {"new_score", "new_grade", "new_factor"}
    ruled |= {"new_score": "85", "new_grade": "good", "new_factor": "1"}
    found = boss.move("appraisal_appeal", appeal, "decide", ruled)
    assert (found.state, found.values["new_score"]) == ("decided", 85)


def test_a_ruling_that_upholds_asks_no_score_and_keeps_none(sheet, company, gate_of):
    appeal = company.put(
        "appraisal_appeal", number="SS1", appraisal=sheet, applicant=company.clerk, reason="x",
        filed_on=date(2026, 7, 9), state="investigating",
    )  # fmt: skip
    ruled = {"findings": "As it was.", "ruling": "uphold", "new_score": "85"}
    found = gate_of("boss").move("appraisal_appeal", appeal, "decide", ruled)
    assert (found.state, found.values["new_score"]) == ("decided", None)


@pytest.mark.parametrize("words", ["2026-06", "JX1", "clerk", "clerk 2026-06"])
def test_a_sheet_is_found_by_person_number_and_period(sheet, gate_of, company, words):
    company.put(
        "appraisal", number="JX2", scheme="sales", month=date(2026, 5, 1), employee=company.seller,
        department=company.team, superior=company.head, state="opened",
    )  # fmt: skip
    company.rulebook.tables.model("appraisal").update(state="published").execute()
    found = gate_of("hr").options("appraisal_interview", "appraisal", words)
    assert [option.id for option in found] == [sheet]


def published(company):
    company.rulebook.tables.model("appraisal").update(
        state="published", published_on=date(2026, 7, 8), self_summary="x"
    ).execute()


def test_the_sheet_says_when_its_person_received_and_answered_it(sheet, gate_of, company):
    published(company)
    received = gate_of("clerk").move("appraisal", sheet, "receive", {}).values
    assert received["received_at"] is not None and received["answered_at"] is None
    answered = gate_of("clerk").move("appraisal", sheet, "answer", {"agreed": "agree"}).values
    assert answered["received_at"] == received["received_at"] <= answered["answered_at"]


def test_a_refusal_to_sign_has_a_day_a_way_and_a_witness(sheet, gate_of, company):
    published(company)
    hr = gate_of("hr")
    told = refused(hr.move, "appraisal", sheet, "refuse", {"comment": "当面送达，拒绝签字"})
    assert set(told) == {"delivered_on", "delivery", "witness"}
    said = {"delivered_on": "2026-07-09", "delivery": "hand", "comment": "拒绝签字"}
    told = refused(hr.move, "appraisal", sheet, "refuse", {**said, "witness": company.clerk})
    assert set(told) == {"witness"}
    noted = hr.move("appraisal", sheet, "refuse", {**said, "witness": company.head}).values
    assert (noted["is_refused"], noted["witness"]) == (True, company.head)
    with pytest.raises(Forbidden):
        gate_of("clerk").move("appraisal", sheet, "refuse", {**said, "witness": company.head})


def test_what_was_sent_by_post_needs_its_receipt(sheet, gate_of, company):
    published(company)
    said = {
        "delivered_on": "2026-07-09",
        "delivery": "mail",
        "comment": "拒签",
        "witness": company.head,
    }
    assert set(refused(gate_of("hr").move, "appraisal", sheet, "refuse", said)) == {
        "delivery_proof"
    }
