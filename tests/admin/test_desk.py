"""The desk, the menu, the search and the recycle bin."""

import pytest

from tests.admin.conftest import words


def test_the_desk_says_what_waits_what_is_late_and_what_i_started(as_role):
    text = as_role("mechanic").text("/")
    assert "上午好，mechanic 2026 年 6 月 15 日，星期一。" in text
    assert "等我处理" in text and "WX202606001 CJ-001" in text and "逾期 3 天" in text


def test_a_desk_without_anything_says_so(as_role):
    text = as_role("guest").text("/")
    assert "没有等您处理的事。" in text and "都处理完了" in text


def test_figures_of_the_desk_come_from_the_application(app, as_role):
    assert (
        "val"
        not in as_role("guest").get("/").get_data(as_text=True).split("<main")[1].split("cols")[0]
    )


def test_a_reminder_that_was_read_is_put_off(as_role, shop):
    manager = as_role("manager")
    about = {"entity": "repair", "id": shop.repairs[3], "rule": "price > 10000 and state = 'draft'"}
    assert "报价很高，请复核" in manager.text("/") and "一周后再提醒" in str(
        manager.get("/").data, "utf-8"
    )
    assert manager.post("/put-off", about).headers["Location"] == "/"
    assert "请复核" not in manager.text("/")


@pytest.mark.parametrize(
    "about", [{}, {"entity": "repair", "id": "1", "rule": "price > 10000 and state = 'draft'"}]
)
def test_a_reminder_of_somebody_else_is_not_there_to_be_put_off(as_role, about):
    guest = as_role("guest")
    guest.get("/")
    assert guest.post("/put-off", about).status_code == 404


def test_the_menu_asks_for_counts_by_entity(as_role):
    counts = as_role("mechanic").get("/counts.json").json
    assert counts["desk"] == counts["repair"] == 2


def test_everything_that_waits_has_a_page(as_role):
    assert "WX202606001" in as_role("mechanic").text("/waiting")
    assert "WX202606001" in as_role("mechanic").text("/overdue")


@pytest.mark.parametrize(
    ("role", "seen", "unseen"),
    [
        ("staff", {"车辆", "人员"}, {"维修单", "系统"}),
        ("mechanic", {"维修单", "车辆"}, {"系统", "配件"}),
        ("admin", {"系统", "用户"}, {"维修单", "车辆"}),
        ("guest", set(), {"维修单", "车辆", "系统"}),
    ],
)
def test_the_menu_has_only_what_one_may_see(as_role, role, seen, unseen):
    page = as_role(role).get("/").get_data(as_text=True)
    menu = page.split('<nav class="nav"')[1].split("</nav>")[0]
    assert all(word in menu for word in seen) and not any(word in menu for word in unseen)


def test_the_search_finds_records_that_may_be_seen(as_role):
    assert "WX202606001" in as_role("mechanic").text("/search/?q=WX202606001")
    hidden = as_role("mechanic").get("/search/found.json?q=WX202606003")
    assert hidden.json == []


@pytest.mark.parametrize("typed", ["车辆", "cheliang", "cl"])
def test_the_search_finds_pages_by_name_pinyin_and_initials(as_role, typed):
    found = as_role("staff").get(f"/search/found.json?q={typed}").json
    assert found[0] == {"title": "车辆", "detail": "车行", "href": "/e/bicycle"}


def test_a_search_for_nothing_says_what_to_try(as_role):
    assert "没有找到与“nirgends”有关的内容" in as_role("staff").text("/search/?q=nirgends")


def test_what_is_deleted_lies_in_the_bin_and_comes_back(as_role, shop):
    shop.gate.delete("repair", shop.repairs[0])
    browser = as_role("mechanic")
    assert "WX202606001" in browser.text("/e/repair/bin")
    response = browser.post(
        f"/e/repair/{shop.repairs[0]}/restore", {"to": "bin"}, follow_redirects=True
    )
    assert "“WX202606001 CJ-001”已恢复。" in words(response) and "回收站是空的" in words(response)
    assert shop.gate.count("repair") == 4


def test_the_bin_shows_only_what_one_may_see(as_role, shop):
    shop.gate.delete("repair", shop.repairs[2])
    assert "WX202606003" not in as_role("mechanic").text("/e/repair/bin")
    assert as_role("mechanic").post(f"/e/repair/{shop.repairs[2]}/restore").status_code == 404


def test_without_the_right_there_is_no_bin(as_role):
    assert as_role("mechanic").get("/e/worker/bin").status_code == 404
