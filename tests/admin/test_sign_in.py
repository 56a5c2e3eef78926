"""The door: signing in and out, wrong tries, throttle, language, first passwords."""

import pytest
from flask import Flask

from admin.live import Live
from admin.security import local
from admin.site import install
from records.accounts import create_account, set_password
from tests.admin.conftest import PASSWORD, ROOT, Browser, words


def account(rulebook, username):
    table = rulebook.tables.Account
    return table.get(table.username == username)


def try_in(browser, username, password):
    browser.get("/account/")
    return browser.post("/account/", {"username": username, "password": password})


def test_whoever_is_not_signed_in_is_sent_to_the_door_and_back(visitor):
    response = visitor.get("/e/repair?q=x")
    assert response.headers["Location"].startswith("/account/?next=/e/repair?q%3Dx")
    visitor.get(response.headers["Location"])
    answer = visitor.post(
        response.headers["Location"], {"username": "manager", "password": PASSWORD}
    )
    assert answer.headers["Location"] == "/e/repair?q=x"


def test_a_script_without_a_session_gets_json(visitor):
    response = visitor.get("/counts.json", headers={"Accept": "application/json"})
    assert response.status_code == 401 and "problem" in response.json


def test_the_right_password_opens_the_desk(as_role):
    assert "上午好，manager" in as_role("manager").text("/")


def test_names_are_found_however_they_are_cased(app, visitor):
    assert try_in(visitor, "MANAGER", PASSWORD).status_code == 302


@pytest.mark.parametrize("username", ["manager", "nobody", ""])
def test_a_wrong_password_and_an_unknown_name_read_alike(visitor, username):
    response = try_in(visitor, username, "wrong")
    assert response.status_code == 401
    assert "用户名或密码不正确。连续输错 5 次，账号将锁定 15 分钟。" in words(response)


def test_five_wrong_tries_lock_an_account_even_for_the_right_password(visitor):
    for _ in range(5):
        try_in(visitor, "manager", "wrong")
    response = try_in(visitor, "manager", PASSWORD)
    assert response.status_code == 429
    assert "账号已锁定，请在 15 分钟后再试。" in words(response)


def test_tries_from_one_address_are_slowed_down(rulebook, shop):
    app = Flask("shop", template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.update(TESTING=True, SECRET_KEY="test", RATELIMIT_SIGN_IN="3 per minute")
    install(app, Live(rulebook))
    browser = Browser(app.test_client())
    statuses = [try_in(browser, f"name{n}", "wrong").status_code for n in range(5)]
    assert statuses == [401, 401, 401, 429, 429]


def test_signing_out_ends_the_session(as_role):
    browser = as_role("manager")
    assert browser.post("/account/out").headers["Location"] == "/account/"
    assert browser.get("/").status_code == 302


def test_a_new_password_ends_every_other_session(rulebook, as_role):
    elsewhere, here = as_role("manager"), as_role("manager")
    new = {"current": PASSWORD, "password": "another-pass-7", "again": "another-pass-7"}
    assert here.post("/account/password", new).status_code == 302
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"current": "wrong"}, "当前密码不正确"),
        ({"password": "short", "again": "short"}, "至少 8 个字符"),
        ({"password": "another-pass-7", "again": "another-pass-8"}, "两次填写的密码不一致"),
        ({"password": PASSWORD, "again": PASSWORD}, "这就是您现在的密码"),
    ],
)
def test_a_refused_password_says_what_to_write(as_role, given, said):
    response = as_role("manager").post("/account/password", {"current": PASSWORD, **given})
    assert response.status_code == 422 and said in words(response)


def test_a_first_password_must_be_changed_before_anything_else(rulebook, as_role):
    browser = as_role("manager")
    set_password(account(rulebook, "manager"), PASSWORD, must_change=True)
    browser = as_role("manager")
    assert browser.get("/e/repair").headers["Location"] == "/account/password"
    assert "初始密码" in browser.text("/account/password")


def test_the_language_is_kept_on_the_account(rulebook, as_role):
    browser = as_role("manager")
    assert "我的工作台" in browser.text("/")
    browser.post("/account/preferences", {"locale": "en", "next": "/e/repair"})
    page = browser.get("/e/repair").get_data(as_text=True)
    assert '<html lang="en"' in page and "Search this list" in page
    assert account(rulebook, "manager").locale == "en"
    assert "My desk" in as_role("manager").text("/")


def test_traditional_chinese_falls_out_of_the_simplified(as_role):
    browser = as_role("manager")
    browser.post("/account/preferences", {"locale": "zh_TW"})
    page = browser.get("/e/repair").get_data(as_text=True)
    assert '<html lang="zh-TW"' in page and "維修單" in page and "匯出" in page


def test_the_door_speaks_the_language_of_the_device(visitor):
    assert "Sign in" in visitor.text("/account/", headers={"Accept-Language": "en-GB,en;q=0.8"})
    assert "登录" in visitor.text("/account/", headers={"Accept-Language": "fr"})


def test_colours_and_density_are_kept_on_the_device(as_role):
    browser = as_role("manager")
    browser.post("/account/preferences", {"theme": "dark", "density": "compact", "nav": "mini"})
    page = browser.get("/").get_data(as_text=True)
    assert 'data-theme="dark" data-density="compact"' in page and "nav-mini" in page


def test_an_unknown_colour_is_left_out(as_role):
    browser = as_role("manager")
    browser.post("/account/preferences", {"theme": '"><script>'})
    assert 'data-theme="auto"' in browser.get("/").get_data(as_text=True)


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "http://evil.example",
        "http:evil.example",
        "/\\evil.example",
        "\\\\evil",
        "/a\nb",
        "e/x",
        "",
        None,
    ],
)
def test_only_a_path_of_this_site_is_gone_on_to(target):
    assert local(target, "/home") == "/home"


def test_a_path_of_this_site_is_gone_on_to():
    assert local("/e/repair?page=2#x", "/home") == "/e/repair?page=2#x"


def test_signing_in_never_leads_to_another_site(visitor):
    visitor.get("/account/?next=//evil.example")
    response = visitor.post(
        "/account/?next=//evil.example", {"username": "manager", "password": PASSWORD}
    )
    assert response.headers["Location"] == "/"


def test_an_account_without_the_rulebooks_roles_sees_nothing_but_its_desk(rulebook, app):
    create_account(rulebook, username="bare", password=PASSWORD, roles=["gone"], locale="zh_CN")
    browser = Browser(app.test_client())
    try_in(browser, "bare", PASSWORD)
    assert browser.get("/e/repair").status_code == 403
    assert "维修单" not in browser.text("/")
