"""The page of settings: grouped, dated, with its past, and safe when two people are at it."""

from datetime import time, timedelta

import pytest

from records.dated import entries
from tests.admin.conftest import words


def test_a_setting_is_kept_and_goes_back_when_emptied(rulebook, as_role):
    admin = as_role("admin")
    fields = {"repair_days": "7", "full_price": "1000.00", "discount": "5%"}
    assert "设置已保存" in words(admin.post("/settings/", fields, follow_redirects=True))
    assert rulebook.settings["repair_days"] == 7
    admin.post("/settings/", {**fields, "repair_days": ""})
    assert rulebook.settings["repair_days"] == 5


def test_a_time_of_day_is_a_setting(rulebook, as_role):
    admin = as_role("admin")
    fields = {"repair_days": "5", "full_price": "1000.00", "discount": "5%"}
    assert 'value="18:00"' in admin.get("/settings/").get_data(as_text=True)
    admin.post("/settings/", {**fields, "closes": "17:30"})
    assert rulebook.settings["closes"] == time(17, 30)
    assert admin.post("/settings/", {**fields, "closes": "noon"}).status_code == 422


def test_a_dated_setting_is_kept_from_a_day_on_and_tells_its_past(rulebook, as_role):
    admin = as_role("admin")
    fields = {"repair_days": "5", "full_price": "1000.00", "discount": "5%", "closes": "18:00"}
    today = rulebook.clock().date()
    coming = (today + timedelta(days=30)).isoformat()
    assert f'value="{today.isoformat()}"' in admin.get("/settings/").get_data(as_text=True)
    admin.post("/settings/", {**fields, "late_fee": "12.00", "late_fee:since": ""})
    admin.post("/settings/", {**fields, "late_fee": "15.00", "late_fee:since": coming})
    assert rulebook.settings["late_fee"] == 12
    assert rulebook.settings_on(today + timedelta(days=30))["late_fee"] == 15
    page = words(admin.get("/settings/"))
    assert page.index(f"自 {coming} 起：15.00 尚未生效") < page.index(f"自 {today} 起：12.00")


def test_an_unchanged_dated_setting_adds_no_entry(rulebook, as_role):
    admin = as_role("admin")
    fields = {"repair_days": "5", "full_price": "1000.00", "discount": "5%", "late_fee": "10.00"}
    admin.post("/settings/", {**fields, "late_fee:since": "2020-01-01"})
    assert entries(rulebook) == ()


@pytest.mark.parametrize(("value", "day"), [("500", "2030-01-01"), ("20", "someday")])
def test_a_wrong_dated_value_says_so_at_its_field(rulebook, as_role, value, day):
    given = {"repair_days": "5", "late_fee": value, "late_fee:since": day}
    response = as_role("admin").post("/settings/", given)
    assert response.status_code == 422 and f'value="{day}"' in response.get_data(as_text=True)
    assert entries(rulebook) == ()


def test_a_setting_beyond_its_limit_says_so_at_its_field(as_role):
    given = {"repair_days": "31", "full_price": "2000", "discount": "5%"}
    response = as_role("admin").post("/settings/", given)
    assert response.status_code == 422 and "“维修期限（天）”不能大于 30" in words(response)


def test_a_setting_that_cannot_be_read_says_so_and_stores_nothing(rulebook, as_role):
    given = {"repair_days": "viele", "full_price": "2000", "discount": "5%"}
    response = as_role("admin").post("/settings/", given)
    assert response.status_code == 422 and 'value="viele"' in response.get_data(as_text=True)
    assert rulebook.settings["full_price"] == 1000


def test_settings_stand_under_their_group_or_the_name_of_their_module(as_role):
    page = words(as_role("admin").get("/settings/"))
    assert (
        page.index("车行") < page.index("维修期限（天）") < page.rindex("价格") < page.index("全价")
    )


def test_a_default_is_said_in_words(as_role):
    page = words(as_role("admin").get("/settings/"))
    assert "规章默认：先付" in page and "规章默认：5%" in page


def test_who_changed_a_setting_when_and_to_what_is_never_lost(rulebook, as_role):
    admin = as_role("admin")
    admin.post("/settings/", {"repair_days": "7"})
    admin.post("/settings/", {"repair_days": ""})
    page = words(admin.get("/settings/"))
    assert "改过 2 次" in page
    assert page.index("规章默认值 admin") < page.index("7 admin")


def test_a_setting_that_was_not_touched_keeps_what_somebody_else_gave_it(rulebook, as_role):
    admin = as_role("admin")
    admin.post("/settings/", {"repair_days": "7"})
    opened_before = {"repair_days": "5", "repair_days:was": "5", "full_price": "900.00"}
    admin.post("/settings/", {**opened_before, "full_price:was": "1000.00"})
    assert rulebook.settings["repair_days"] == 7 and rulebook.settings["full_price"] == 900


def test_two_people_at_one_setting_are_told_of_each_other(rulebook, as_role):
    admin = as_role("admin")
    admin.post("/settings/", {"repair_days": "7"})
    late = {"repair_days": "9", "repair_days:was": "5"}
    assert "刚才有人已改为 7" in words(admin.post("/settings/", late))
    assert rulebook.settings["repair_days"] == 7
    admin.post("/settings/", {**late, "repair_days:was": "7"})
    assert rulebook.settings["repair_days"] == 9
