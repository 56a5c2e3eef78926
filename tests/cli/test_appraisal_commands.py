"""A scorecard's cycle by commands: opened, looked at, computed, frozen, printed, verified."""

from __future__ import annotations

import json
from datetime import date

import pytest

from records.actor import SYSTEM
from records.gate import Gate
from records.query import Query

PERIOD = ("monthly_review", "--period", "2024-03")


@pytest.fixture
def told(clinic):
    """What a subcommand said about March 2024, when the sample had not begun."""
    return lambda name, *more: json.loads(clinic.run("appraisal", name, *PERIOD, *more, "--json"))


def test_opening_makes_a_sheet_for_everybody_who_has_none_and_only_once(told):
    first = told("open")
    assert len(first["made"]) > 1 and first["there"] == 0
    assert told("open") == {"made": [], "there": len(first["made"])}


def test_the_status_says_whom_each_sheet_waits_for(told):
    before = told("status")
    assert before["sheets"] == [] and len(before["without"]) > 1
    told("open")
    after = told("status")
    assert after["without"] == [] and after["states"] == {"Written": len(after["sheets"])}
    assert all(
        sheet["waits_for"] == [sheet["title"].split(" 2024")[0]] for sheet in after["sheets"]
    )


def test_the_status_shows_the_number_by_which_a_sheet_is_sent_back_or_handed_over(clinic, told):
    made = told("open")["made"]
    shown = clinic.run("appraisal", "status", *PERIOD)
    assert all(f"│ {number:>6} │" in shown for number in made)


def test_only_what_is_approved_is_frozen(told):
    told("open")
    assert told("freeze") == []
    found = told("status")
    assert found["frozen"] == 0
    (fine,) = found["distribution"]
    assert (fine["grade"], fine["count"], fine["kept"]) == ("fine", 0, True)


def test_computing_keeps_nothing_and_says_exact_decimals_as_text(told):
    told("open")
    sheets = told("compute")
    assert {item["kpi"] for item in sheets[0]["items"]} == {"short_waits", "takings"}
    assert all(sheet["score"] is None or isinstance(sheet["score"], str) for sheet in sheets)
    assert told("status")["frozen"] == 0


def test_an_unknown_card_and_a_card_without_report_are_refused_in_words(clinic, tmp_path):
    said = clinic.run("appraisal", "open", "weekly", "--period", "2024-03", code=1)
    assert "Write one of: conduct_card, monthly_review" in said
    near = clinic.run("appraisal", "open", "monthly_revue", "--period", "2024-03", code=1)
    assert "There is no scorecard “monthly_revue”. Did you mean “monthly_review”?" in near
    out = tmp_path / "a.pdf"
    assert "nothing to print" in clinic.run("appraisal", "print", *PERIOD, "--out", out, code=1)


def test_the_first_document_that_is_for_every_sheet_is_printed(rewritten, tmp_path):
    file, out = rewritten.schema / "conduct.yaml", tmp_path / "sheets.pdf"
    other = "reports:\n  warning: {label: Warning, of: conduct, template: conduct.html, when: bonus < 0}"
    file.write_text(file.read_text("utf-8").replace("reports:", other), "utf-8")
    rewritten.run("apply")
    about = ("conduct_card", "--period", "2024-03")
    gate = Gate(rewritten.opened().rulebook, SYSTEM)
    doctor = gate.find("clinician", Query()).records[0].id
    gate.create("conduct", {"clinician": doctor, "month": date(2024, 3, 1)})
    gate.rulebook.tables.database.close()
    printed = json.loads(rewritten.run("appraisal", "print", *about, "--out", out, "--json"))
    assert (printed["report"], printed["sheets"]) == ("conduct_sheet", 1)
    wrong = ("appraisal", "print", *about, "--out", out, "--report", "conduct")
    assert "Write one of: warning, conduct_sheet" in rewritten.run(*wrong, code=1)


def test_somebody_without_the_right_may_not_open(clinic, told):
    said = clinic.run("appraisal", "open", *PERIOD, "--as", "team", code=1)
    assert said.strip()
    assert told("status")["sheets"] == []


def test_a_period_that_is_no_month_is_refused(clinic):
    said = clinic.run("appraisal", "open", "monthly_review", "--period", "2024-Q1", code=1)
    assert "like 2026-06" in said


def test_whoever_could_not_have_approved_may_not_freeze_either(clinic):
    instance = clinic.opened()
    gate = Gate(instance.rulebook, SYSTEM)
    person = gate.find("clinician").records[0].id
    gate.rulebook.watchers = ()
    id = gate.create("review", {"clinician": person, "month": date(2024, 3, 1)}).id
    gate.move("review", id, "agree")
    instance.database.close()
    assert "may not press" in clinic.run("appraisal", "freeze", *PERIOD, "--as", "head", code=1)
    clinic.run("appraisal", "open", *PERIOD)
    said = clinic.run("appraisal", "freeze", *PERIOD)
    assert "1 sheets frozen" in said and "sheets are not decided yet" in said


def test_a_cycle_is_chased_and_closed_by_commands(clinic, told):
    told("open")
    sheets = {sheet["record"] for sheet in told("status")["sheets"]}
    reminded = told("remind")
    assert {each["record"] for each in reminded} == sheets and all(e["reminded"] for e in reminded)
    assert "still open" in clinic.run("appraisal", "close", *PERIOD, code=1)
    one = str(min(sheets))
    said = clinic.run("appraisal", "return", *PERIOD, one, "--reason", "x", code=1)
    assert "can send this sheet back" in said
    said = clinic.run("appraisal", "transfer", *PERIOD, one, "--to", "Nobody Known", code=1)
    assert "0 people are called" in said


def test_computing_says_which_gate_held_a_sheet_down(clinic):
    instance = clinic.opened()
    gate = Gate(instance.rulebook, SYSTEM)
    person = gate.find("clinician", Query(search="Ada Reed")).records[0].id
    values = {"clinician": person, "month": date(2024, 3, 1), "grave": 2}
    sheet = gate.create("conduct", values)
    instance.database.close()
    asked = ("appraisal", "compute", "conduct_card", "--period", "2024-03")
    (told,) = json.loads(clinic.run(*asked, "--json"))
    assert (told["score"], told["held"]) == (
        "0",
        ["The score is at most 0: Grave incidents is above 0"],
    )
    said = clinic.run(*asked)
    assert f"{sheet.title}: The score is at most 0: Grave incidents is above 0" in said


def test_a_sheet_that_starts_with_who_opens_it_wants_somebody(rewritten):
    file = rewritten.schema / "clinic.yaml"
    month = "      extra: {type: decimal, decimals: 1, default: 0"
    held = "      held_by: {type: link, to: clinician, required_if: extra = 0, default: me, label: Held by}\n"
    text = file.read_text("utf-8")
    duties = "    duties:\n      monthly: {label: Monthly reviews, every: month, day: 15, open: monthly_review}\n"
    assert month in text and duties in text
    file.write_text(text.replace(month, held + month, 1).replace(duties, "", 1), "utf-8")
    rewritten.run("apply")
    said = rewritten.run("appraisal", "open", *PERIOD, code=1)
    assert "Choose a value for Held by." in said and "need --as USER" in said


def test_a_step_is_taken_by_command_of_every_sheet_of_whose_it_is(clinic, told):
    made = told("open")["made"]
    said = clinic.run("appraisal", "press", *PERIOD, "agree", "--as", "head", code=1)
    assert said.count("not yours to press") == len(made) - 1 and said.count(": done") == 1
    assert "no button “agreed”" in clinic.run("appraisal", "press", *PERIOD, "agreed", code=1)
    assert "FIELD=VALUE" in clinic.run(
        "appraisal", "press", *PERIOD, "agree", "--answer", "x", code=1
    )


def test_a_sheet_is_opened_and_frozen_by_commands_alone(clinic, told):
    told("open")
    pressed = told("press", "agree", "--as", "team")
    (mine,) = [each for each in pressed if not each["why"]]
    assert mine["state"] == "agreed"
    assert {sheet["record"] for sheet in told("status")["sheets"] if sheet["sha256"]} == {
        mine["record"]
    }
