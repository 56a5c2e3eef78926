"""`verify` and `recompute` on an installation, as processes."""

from __future__ import annotations

import json
import sqlite3
from datetime import date

import pytest

from records.actor import SYSTEM
from records.gate import Gate


@pytest.fixture
def review(clinic):
    """A clinician's review of March 2024, agreed and thereby frozen."""
    instance = clinic.opened()
    gate = Gate(instance.rulebook, SYSTEM)
    person = gate.find("clinician").records[0].id
    id = gate.create("review", {"clinician": person, "month": date(2024, 3, 1)}).id
    gate.move("review", id, "agree")
    instance.database.close()
    return id


def test_an_untouched_chain_is_told_so_and_ends_in_success(clinic, review):
    said = json.loads(clinic.run("verify", "--json"))
    assert (said["sound"], said["faults"]) == (True, [])
    assert said["snapshots"] >= 1
    assert said["head"][:12] in clinic.run("verify")


def test_a_changed_snapshot_is_named_and_ends_in_failure(clinic, review):
    with sqlite3.connect(clinic.folder / "rulebook.db") as database:
        database.execute("DROP TRIGGER rb_snapshot_no_update")
        database.execute("UPDATE rb_snapshot SET body = body || ' ' WHERE id = 1")
    said = clinic.run("verify", code=1)
    assert "the trigger rb_snapshot_no_update is gone" in said
    assert "Snapshot 1: Its text is not the one that was frozen." in said


def test_a_print_that_was_changed_is_named_and_ends_in_failure(clinic, review):
    with sqlite3.connect(clinic.folder / "rulebook.db") as database:
        line = "INSERT INTO rb_print (report, entity, period, number, copy_number, at, who, draft, pages, sha256, previous)"
        for number in "12":
            told = f"'r', '', '', '{number}', 1, '2026-06-0{number} 08:00:00', 'x', 0, 1, 'x', ''"
            database.execute(f"{line} VALUES ({told})")
    assert "Print 2 does not follow from the one before it." in clinic.run("verify", code=1)


def test_recompute_names_what_differs_and_why(clinic, review):
    said = clinic.run("recompute", "monthly_review", "--period", "2024-03")
    assert "all the same" in said and " 2024-03 │" in said and "review " not in said
    told = json.loads(clinic.run("recompute", "monthly_review", "--period", "2024-03", "--json"))
    assert [sheet["record"] for sheet in told] == [review]
    assert all(figure["causes"] == {} for figure in told[0]["figures"])


def test_recompute_goes_by_what_was_known_on_an_earlier_day(clinic, review):
    asked = ("recompute", "monthly_review", "--period", "2024-03", "--json", "--as-of")
    told = json.loads(clinic.run(*asked, "2024-02-01"))
    assert [sheet["record"] for sheet in told] == [review]
    assert "2099-01-01" in clinic.run(*asked, "2099-01-01", code=1)


def test_an_unknown_card_and_a_wrong_period_are_refused_in_words(clinic):
    assert "monthly_review" in clinic.run("recompute", "yearly", "--period", "2024", code=1)
    assert "2026-06" in clinic.run("recompute", "monthly_review", "--period", "24", code=1)
