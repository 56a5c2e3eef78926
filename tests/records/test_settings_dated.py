"""A dated setting has each of its values from a day on, and nothing is ever forgotten."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import peewee
import pytest

from records.actor import SYSTEM
from records.dated import entries
from records.gate import Gate
from records.refusals import NotFound, Refused
from records.rulebook import Rulebook
from tests.worlds import opened

FEES = """
settings:
  loan_fee: {type: integer, default: 2, max: setting.loan_fee_max, dated: true, label: {en: Loan fee}}
  loan_fee_max: {type: integer, default: 5, dated: true, label: {en: Greatest fee}}
  fine: {type: money, default: 1, label: {en: Fine}}
"""
TODAY = date(2026, 6, 15)
DAY = timedelta(days=1)


@pytest.fixture
def rulebook(database_url, tmp_path):
    """Fees on an empty database of its own, for entries cannot be taken away again."""
    with opened(FEES, database_url, tmp_path, datetime(2026, 6, 15, 9, 30)) as book:
        yield book


def on(rulebook, day):
    return rulebook.settings_on(day)["loan_fee"]


def test_before_any_entry_the_default_holds(rulebook):
    assert rulebook.settings["loan_fee"] == on(rulebook, date(2000, 1, 1)) == 2


def test_a_value_without_a_day_holds_from_today_on(rulebook):
    rulebook.set_setting(SYSTEM, "loan_fee", "3")
    assert [on(rulebook, TODAY + n * DAY) for n in (-1, 0, 1)] == [2, 3, 3]
    assert rulebook.settings["loan_fee"] == 3


def test_a_coming_value_waits_for_its_day(rulebook):
    rulebook.set_setting(SYSTEM, "loan_fee", 4, TODAY + DAY)
    asked = Gate(rulebook, SYSTEM).session.context.setting
    assert rulebook.settings["loan_fee"] == asked["loan_fee"] == 2
    tomorrow = rulebook.clock() + DAY
    rulebook.clock = lambda: tomorrow
    assert rulebook.settings["loan_fee"] == 4


def test_a_value_that_is_dated_back_holds_until_the_next_one(rulebook):
    rulebook.set_setting(SYSTEM, "loan_fee", 5, date(2026, 7, 1))
    rulebook.set_setting(SYSTEM, "loan_fee", 3, date(2026, 3, 1))
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 6, 30), date(2026, 7, 1)]
    assert [on(rulebook, day) for day in days] == [2, 3, 3, 5]


def test_of_two_values_from_one_day_the_later_entry_holds(rulebook):
    for value in (5, 4):
        rulebook.set_setting(SYSTEM, "loan_fee", value, TODAY)
    assert on(rulebook, TODAY) == 4
    assert [(e.since, e.value, e.who) for e in entries(rulebook)] == [
        (TODAY, value, SYSTEM.name) for value in (5, 4)
    ]


def test_an_emptied_value_is_the_default_from_that_day_on(rulebook):
    rulebook.set_setting(SYSTEM, "loan_fee", 5, date(2026, 3, 1))
    rulebook.set_setting(SYSTEM, "loan_fee", None, date(2026, 5, 1))
    assert [on(rulebook, date(2026, month, 2)) for month in (2, 3, 5)] == [2, 5, 2]


def test_a_value_from_before_the_setting_was_dated_is_its_first(rulebook):
    table = rulebook.tables.SettingValue
    table.insert(key="loan_fee", value=9, changed_at=rulebook.clock()).execute()
    rulebook.set_setting(SYSTEM, "loan_fee", 3, TODAY)
    assert [on(rulebook, TODAY - DAY), on(rulebook, TODAY)] == [9, 3]


def test_a_limit_is_measured_by_the_day_from_which_the_value_holds(rulebook):
    rulebook.set_setting(SYSTEM, "loan_fee_max", 10, date(2026, 8, 1))
    with pytest.raises(Refused, match="at most 5"):
        rulebook.set_setting(SYSTEM, "loan_fee", 8, TODAY)
    rulebook.set_setting(SYSTEM, "loan_fee", 8, date(2026, 8, 1))
    assert on(rulebook, date(2026, 8, 1)) == 8


def test_a_setting_without_dates_takes_none(rulebook):
    with pytest.raises(Refused, match="has no past"):
        rulebook.set_setting(SYSTEM, "fine", "1", TODAY)
    with pytest.raises(NotFound):
        rulebook.set_settings(SYSTEM, {}, {"nothing": TODAY})


def test_another_process_sees_an_entry_once_its_stamp_is_compared(rulebook, monkeypatch):
    other = Rulebook(rulebook.schema, rulebook.tables, rulebook.files_folder, rulebook.clock)
    assert other.settings["loan_fee"] == 2
    rulebook.set_setting(SYSTEM, "loan_fee", 3)
    monkeypatch.setattr("records.rulebook.FRESH_SECONDS", -1)
    assert other.settings["loan_fee"] == 3


@pytest.mark.parametrize(
    "change", ["UPDATE rb_setting_since SET since = '2020-01-01'", "DELETE FROM rb_setting_since"]
)
def test_the_database_lets_no_entry_be_changed(rulebook, change):
    rulebook.set_setting(SYSTEM, "loan_fee", 3)
    with pytest.raises(peewee.DatabaseError, match="never changed"):
        rulebook.tables.database.execute_sql(change)
