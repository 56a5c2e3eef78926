"""The administrator's pages: accounts and roles."""

import re

import pytest

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
