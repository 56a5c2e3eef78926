"""The administrator's pages: accounts, roles, settings."""

import re
from datetime import time, timedelta

import pytest

from records.dated import entries
from tests.admin.conftest import PASSWORD, Browser, words


def account(rulebook, username):
    table = rulebook.tables.Account
    return table.get_or_none(table.username == username)


@pytest.mark.parametrize(
    "path", ["/users/", "/users/new", "/users/1", "/users/roles", "/settings/", "/duties/"]
)
@pytest.mark.parametrize("role", ["manager", "guest"])
def test_these_pages_do_not_exist_for_others(as_role, role, path):
    assert as_role(role).get(path).status_code == 404


def test_a_new_account_gets_a_first_password_that_opens_the_door_once(rulebook, app, as_role):
    admin = as_role("admin")
    given = {"username": "xiaohe", "name": "小何", "roles": ["mechanic"], "active": "yes"}
    text = words(admin.post("/users/new", given))
    password = re.search(r"初始密码 (\S{4}-\S{4}-\S{4})", text)[1]
    browser = Browser(app.test_client())
    browser.get("/account/")
    assert (
        browser.post("/account/", {"username": "xiaohe", "password": password}).status_code == 302
    )
    assert browser.get("/e/repair").headers["Location"] == "/account/password"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"username": " "}, "请填写用户名"),
        ({"username": "MANAGER"}, "用户名“MANAGER”已被使用"),
    ],
)
def test_a_refused_account_says_what_to_write(as_role, given, said):
    response = as_role("admin").post("/users/new", {"active": "yes", **given})
    assert response.status_code == 422 and said in words(response)


def test_roles_and_person_can_be_changed(rulebook, as_role, shop):
    found = account(rulebook, "staff")
    given = {
        "username": "staff",
        "roles": ["manager", "made-up"],
        "person": shop.people["王工"],
        "active": "yes",
    }
    as_role("admin").post(f"/users/{found.id}", given)
    found = account(rulebook, "staff")
    assert tuple(found.roles) == ("manager",) and found.person == shop.people["王工"]


def test_a_person_has_one_account(rulebook, as_role, shop):
    found = account(rulebook, "staff")
    given = {"username": "staff", "person": shop.people["李工"], "active": "yes"}
    assert "此人已有账号" in words(as_role("admin").post(f"/users/{found.id}", given))


def test_closing_an_account_ends_its_sessions_and_shuts_the_door(rulebook, app, as_role):
    browser, found = as_role("manager"), account(rulebook, "manager")
    as_role("admin").post(f"/users/{found.id}", {"username": "manager", "roles": ["manager"]})
    assert browser.get("/").status_code == 302
    browser.get("/account/")
    assert (
        browser.post("/account/", {"username": "manager", "password": PASSWORD}).status_code == 401
    )


def test_a_new_password_ends_sessions(rulebook, as_role):
    browser, found = as_role("manager"), account(rulebook, "manager")
    assert "初始密码" in words(as_role("admin").post(f"/users/{found.id}/password"))
    assert browser.get("/").status_code == 302


def test_administrators_cannot_lock_themselves_out(rulebook, as_role):
    found = account(rulebook, "admin")
    response = as_role("admin").post(
        f"/users/{found.id}", {"username": "admin", "roles": ["staff"], "active": "yes"}
    )
    assert "不能取消自己的管理员权限" in words(response)


def test_the_list_of_accounts_can_be_searched(as_role):
    text = as_role("admin").text("/users/?q=mech")
    assert "mechanic" in text and "guest" not in text


def test_the_page_of_roles_says_what_each_may_do(as_role):
    text = as_role("admin").text("/users/roles")
    assert "技师 1 种单据 · 包含员工" in text and "mechanic = me" in text


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
