"""What protects every page: tokens, headers, cookies, silence about faults."""

import re

import pytest

from admin.security import behind_https
from tests.admin.conftest import PASSWORD, words


@pytest.mark.parametrize(
    "path", ["/account/out", "/e/repair/1/delete", "/e/repair/bulk/delete", "/users/1/password"]
)
def test_a_form_without_the_sessions_token_is_refused(as_role, path):
    response = as_role("admin").client.post(path, data={})
    assert response.status_code == 400
    assert "表单已过期" in words(response)


def test_a_token_of_another_session_is_refused(as_role, visitor):
    visitor.get("/account/")
    browser = as_role("manager")
    response = browser.client.post("/account/out", data={"csrf_token": visitor.token})
    assert response.status_code == 400


@pytest.mark.parametrize(
    "path", ["/account/", "/", "/e/repair", "/e/nothing", "/assets/rulebook.css"]
)
def test_every_answer_carries_the_headers(as_role, path):
    headers = as_role("manager").get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self';" in policy
    assert "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/e/repair",
        "/e/repair/new",
        "/e/repair/1",
        "/e/repair/import",
        "/users/",
        "/users/roles",
        "/settings/",
    ],
)
def test_no_page_holds_a_script_or_style_or_another_host(as_role, path):
    browser = as_role("admin") if path.startswith(("/users", "/settings")) else as_role("manager")
    page = browser.get(path).get_data(as_text=True)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", page)


def test_the_session_cookie_is_for_this_site_and_not_for_scripts(visitor):
    visitor.get("/account/")
    cookie = visitor.get("/account/").headers.get("Set-Cookie") or ""
    response = visitor.post("/account/", {"username": "manager", "password": PASSWORD})
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


def test_behind_https_cookies_travel_no_other_way(app, visitor):
    behind_https(app)
    proxied = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "rules.example"}
    response = visitor.get("/account/", headers=proxied)
    assert response.headers["Strict-Transport-Security"].startswith("max-age=")
    assert "; Secure" in response.headers["Set-Cookie"]
    assert app.config["REMEMBER_COOKIE_SECURE"]


def test_without_https_a_proxy_is_not_believed(visitor):
    response = visitor.get("/account/", headers={"X-Forwarded-Proto": "https"})
    assert "Strict-Transport-Security" not in response.headers
    assert "; Secure" not in response.headers["Set-Cookie"]


def test_pages_are_not_kept_by_shared_caches_but_files_are(as_role):
    browser = as_role("manager")
    assert browser.get("/").headers["Cache-Control"] == "private, no-cache"
    assert "max-age" in browser.get("/assets/rulebook.css").headers["Cache-Control"]


def test_a_fault_of_ours_shows_no_trace(app, as_role, caplog):
    browser = as_role("manager")
    app.view_functions["entity.list"] = lambda **_: 1 / 0
    response = browser.get("/e/repair")
    assert response.status_code == 500
    assert "系统出了点问题" in words(response) and "ZeroDivision" not in words(response)
    assert "A request failed" in caplog.text


@pytest.mark.parametrize(
    "path",
    [
        "/e/repair?page=-1",
        "/e/repair?page=99999999999999999999",
        "/e/repair?size=x&sort=nothing",
        "/e/repair?q=%00a",
        "/e/repair?f.mechanic=99999999999999999999",
        "/e/repair?f.taken_on.from=no&f.price.from=NaN",
        "/e/repair?col=mobile&col=nothing&f.nothing=1",
        "/e/bicycle?f.mobile=139&sort=mobile",
    ],
)
def test_garbage_in_an_address_is_no_fault(as_role, path):
    assert as_role("manager").get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/e/repair/99999999999999999999",
        "/e/repair/abc",
        "/e/__class__",
        "/e/repair/bulk",
        "/e/",
        "/e/repair/views/1/remove",
    ],
)
def test_what_is_not_there_is_not_found(as_role, path):
    assert as_role("manager").get(path).status_code in (404, 405)
