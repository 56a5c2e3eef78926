"""Accounts and settings: passwords, wrong tries, roles; values over defaults."""

from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest

from records.accounts import change_password, checked, create_account, has_accounts
from records.actor import SYSTEM, actor_of
from records.gate import Gate
from records.refusals import Forbidden, Refused
from records.rulebook import Rulebook
from tests.worlds import opened


@pytest.fixture
def account(rulebook, people):
    return create_account(
        rulebook, username="dan", password="correct horse", roles=["member"], person=people.dan
    )


def test_an_account_speaks_for_its_person_with_all_included_roles(rulebook, account, people):
    actor = actor_of(rulebook, account)
    assert (actor.person, actor.roles) == (people.dan, {"member", "guest"})
    assert "correct" not in account.password_hash and has_accounts(rulebook)


@pytest.mark.parametrize(
    ("username", "password", "path"),
    [("Dan", "long enough 1", "username"), ("", "long enough 1", "username"), ("eve", "short", "password"), ("evelyn55", "EVELYN55", "password")],
)  # fmt: skip
def test_a_taken_name_or_an_easy_password_is_refused(rulebook, account, username, password, path):
    with pytest.raises(Refused) as refused:
        create_account(rulebook, username=username, password=password)
    assert [p.path for p in refused.value.problems] == [path]


def test_the_right_password_opens_whatever_the_case_of_the_name(rulebook, account):
    assert checked(rulebook, " DAN ", "correct horse").id == account.id
    assert checked(rulebook, "dan", "wrong") is None
    assert checked(rulebook, "nobody", "correct horse") is None


def test_too_many_wrong_tries_lock_the_account_for_a_while(rulebook, account):
    for _ in range(5):
        checked(rulebook, "dan", "wrong")
    assert checked(rulebook, "dan", "correct horse") is None
    later = rulebook.clock() + timedelta(minutes=16)
    rulebook.clock = lambda: later
    assert checked(rulebook, "dan", "correct horse") is not None


def test_a_closed_account_stays_out(rulebook, account):
    account.active = False
    account.save()
    assert checked(rulebook, "dan", "correct horse") is None


def test_a_new_password_needs_the_old_one_and_ends_sessions(rulebook, account):
    actor = actor_of(rulebook, account)
    with pytest.raises(Forbidden):
        change_password(rulebook, actor, "wrong", "another horse")
    change_password(rulebook, actor, "correct horse", "another horse")
    after = checked(rulebook, "dan", "another horse")
    assert after.session_stamp != account.session_stamp


def test_a_setting_has_its_default_until_somebody_sets_it(rulebook):
    defaults = {"loan_days": 14, "fine": Decimal("0.50"), "opens": time(9), "desk": None}
    assert rulebook.settings.items() >= defaults.items()
    rulebook.set_setting(SYSTEM, "fine", "1.25")
    assert rulebook.settings["fine"] == Decimal("1.25")
    rulebook.set_setting(SYSTEM, "fine", None)
    assert rulebook.settings["fine"] == Decimal("0.50")


def test_a_time_is_a_setting_that_formulas_know(rulebook, member):
    rulebook.set_setting(SYSTEM, "opens", "8:30")
    assert rulebook.settings["opens"] == member.session.context.setting["opens"] == time(8, 30)
    with pytest.raises(Refused, match="Write a time"):
        rulebook.set_setting(SYSTEM, "opens", "25:00")


def test_another_process_sees_a_setting_once_its_stamp_is_compared(rulebook, monkeypatch):
    other = Rulebook(rulebook.schema, rulebook.tables, rulebook.files_folder, rulebook.clock)
    assert other.settings["loan_days"] == 14
    rulebook.set_setting(SYSTEM, "loan_days", "21")
    monkeypatch.setattr("records.rulebook.FRESH_SECONDS", -1)
    assert other.settings["loan_days"] == 21


@pytest.mark.parametrize(("given", "says"), [("many", "whole number"), ("0", "at least 1")])
def test_a_setting_that_does_not_fit_is_refused(rulebook, given, says):
    with pytest.raises(Refused, match=says):
        rulebook.set_setting(SYSTEM, "loan_days", given)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"longest_loan": "366"}, "Longest loan must be at most 365."),
        ({"longest_loan": "30", "loan_days": "31"}, "Longest loan must be at least 31."),
        ({"tone": "loud"}, "Choose one of: Kind, Strict."),
        ({"desk": " "}, "Write a value for Desk."),
    ],
)
def test_settings_obey_what_is_declared_of_them_and_are_kept_together(rulebook, given, says):
    with pytest.raises(Refused) as refused:
        rulebook.set_settings(SYSTEM, {**given, "fine": "9"})
    (problem,) = refused.value.problems
    assert (problem.path, problem.message) == (next(iter(given)), says)
    assert rulebook.settings["fine"] == Decimal("0.50")


def test_a_setting_back_at_its_default_is_measured_by_that(rulebook):
    rulebook.set_settings(SYSTEM, {"loan_days": "50"})
    rulebook.set_settings(SYSTEM, {"longest_loan": "20", "loan_days": None})
    assert rulebook.settings["longest_loan"] == 20 and rulebook.settings["loan_days"] == 14


def test_formulas_follow_a_setting(rulebook, member):
    rulebook.set_setting(SYSTEM, "loan_days", 7)
    fresh = Gate(rulebook, member.actor)
    assert fresh.create("loan", {}).values["days"] == 7
    with pytest.raises(Refused, match="at most 14"):
        fresh.create("loan", {"days": 15})


ABROAD = """
people: {entity: agent, name: name, locale: speaks}
entities:
  agent:
    label: Agent
    fields:
      name: {type: string, label: Name}
      speaks: {type: choice, options: {zh_CN: 简体中文, zh_TW: 繁體中文, en: English}, label: Language}
"""


@pytest.mark.parametrize(
    ("chosen", "speaks", "spoken"),
    [
        pytest.param("", "en", "en", id="what the person's record says"),
        pytest.param("zh_TW", "en", "zh_TW", id="what was chosen comes first"),
        pytest.param("", None, "zh_CN", id="nothing is known"),
    ],
)
def test_somebody_is_spoken_to_in_the_language_of_their_record(
    database_url, tmp_path, chosen, speaks, spoken
):
    with opened(ABROAD, database_url, tmp_path, datetime(2026, 6, 15, 9, 30)) as book:
        person = Gate(book, SYSTEM).create("agent", {"name": "Ann", "speaks": speaks}).id
        account = create_account(
            book, username="ann", password="correct horse", person=person, locale=chosen
        )
        assert actor_of(book, account).locale == spoken
