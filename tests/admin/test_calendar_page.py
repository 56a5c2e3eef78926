"""The administrator keeps the working days: sees a year, enters one, switches a day with a reason."""

from __future__ import annotations

from datetime import date

import pytest

from models.calendar import KNOWN_YEARS
from records import workdays
from records.actor import SYSTEM
from tests.admin.conftest import words

NEXT = KNOWN_YEARS[-1] + 1
"""The first year that the package does not know."""


@pytest.fixture
def entered(rulebook):
    """Two years of the calendar."""
    for year in (2025, 2026):
        workdays.import_year(rulebook, SYSTEM, year)
    return rulebook


def page(browser, address: str) -> str:
    return browser.get(address).get_data(as_text=True)


def test_a_year_shows_holidays_and_the_days_worked_instead_by_name(entered, as_role):
    said = as_role("admin").text("/calendar/")
    assert "共 248 个工作日" in said and "已录入 2025–2026 年" in said
    assert "1–7 国庆节" in said and "10 国庆节 · 上班" in said
    assert "2026-10-01 放假 · 国庆节" in page(as_role("admin"), "/calendar/?year=2026")


def test_it_is_in_the_menu_of_administrators_and_for_nobody_else(entered, as_role):
    assert "工作日历" in as_role("admin").text("/")
    manager = as_role("manager")
    assert "工作日历" not in manager.text("/")
    for address in ("/calendar/", "/calendar/2026-10-08"):
        assert manager.get(address).status_code == 404
    sent = manager.post("/calendar/2026-10-08", {"workday": "no", "note": "x"})
    assert sent.status_code == 404
    assert entered.calendar.is_workday(date(2026, 10, 8)) is True


def test_a_day_is_switched_with_a_reason_and_it_is_told_who_did(entered, as_role):
    admin = as_role("admin")
    assert "现在：上班" in admin.text("/calendar/2026-10-08")
    given = {"workday": "no", "note": "厂休"}
    said = words(admin.post("/calendar/2026-10-08", given, follow_redirects=True))
    assert "2026-10-08：放假" in said and "共 247 个工作日" in said and "8 厂休" in said
    assert "admin 2026-10-08 放假 厂休" in said
    assert entered.calendar.is_workday(date(2026, 10, 8)) is False


def test_without_a_reason_nothing_is_switched(entered, as_role):
    admin = as_role("admin")
    admin.get("/calendar/2026-10-08")
    refused = admin.post("/calendar/2026-10-08", {"workday": "no", "note": " "})
    assert refused.status_code == 422 and "请写明原因" in words(refused)
    assert entered.calendar.is_workday(date(2026, 10, 8)) is True


def test_a_form_without_its_token_switches_nothing(entered, as_role):
    admin = as_role("admin")
    given = {"workday": "no", "note": "厂休", "csrf_token": ""}
    assert admin.post("/calendar/2026-10-08", given).status_code == 400
    assert entered.calendar.is_workday(date(2026, 10, 8)) is True


def test_a_year_that_is_not_there_is_entered_with_a_button(entered, as_role):
    admin = as_role("admin")
    assert "2024 年尚未录入" in admin.text("/calendar/?year=2024")
    assert "导入 2024 年" in admin.text("/calendar/?year=2024")
    said = words(admin.post("/calendar/import", {"year": 2024}, follow_redirects=True))
    assert "录入 366 天" in said and "1–7 国庆节" in said


def test_the_year_after_the_last_is_offered_beside_it_once_it_is_announced(rulebook, as_role):
    workdays.import_year(rulebook, SYSTEM, 2025)
    assert "导入 2026 年" in as_role("admin").text("/calendar/?year=2025")


def test_a_year_that_is_not_announced_says_so_and_may_be_begun_by_hand(rulebook, as_role):
    for year in range(2025, NEXT):
        workdays.import_year(rulebook, SYSTEM, year)
    admin = as_role("admin")
    said = admin.text(f"/calendar/?year={NEXT}")
    assert "chinesecalendar" in said and f"导入 {NEXT} 年 " not in said
    refused = words(admin.post("/calendar/import", {"year": NEXT}, follow_redirects=True))
    assert f"{NEXT} 年尚未录入" in refused
    begun = {"year": NEXT, "by_hand": "yes"}
    said = words(admin.post("/calendar/import", begun, follow_redirects=True))
    assert f"{NEXT} 年是手工录入的" in said and "请按放假通知" in said


@pytest.mark.parametrize("address", ["2026-02-30", "2031-01-01", "x", "?year=99999"])
def test_an_address_that_is_no_entered_day_is_not_found(entered, as_role, address):
    assert as_role("admin").get(f"/calendar/{address}").status_code == 404
