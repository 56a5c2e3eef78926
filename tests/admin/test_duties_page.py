"""The administrator sees what the duties made and what they could not make, and runs them."""

import pytest

from records.actor import SYSTEM
from records.gate import Gate
from tests.admin.conftest import words


@pytest.fixture
def bicycles(rulebook, shop):
    """A new bicycle and one so old that its check-up would have a price below nothing."""
    gate = Gate(rulebook, SYSTEM)
    for id, day in zip(shop.bicycles, ("2026-01-15", "2020-01-15"), strict=False):
        gate.update("bicycle", id, {"bought_on": day}, None)
    return [gate.get("bicycle", id).title for id in shop.bicycles]


def repairs(rulebook):
    return Gate(rulebook, SYSTEM).count("repair")


def test_the_page_says_how_often_and_when_next(as_role):
    text = as_role("admin").text("/duties/")
    assert "维修单 · 免费检查" in " ".join(text.split())
    assert "每月 15 日" in text and "2026-07-15" in text and "SH-1.1" in text
    assert "还没有运行过" in text


def test_the_button_makes_what_is_due_and_tells_what_was_refused(rulebook, as_role, bicycles):
    before, admin = repairs(rulebook), as_role("admin")
    admin.get("/duties/")
    said = words(admin.post("/duties/run", follow_redirects=True))
    assert repairs(rulebook) == before + 1, said
    assert "生成 1 条" in said and "1 条未能生成" in said
    assert "“金额”不能小于 0.00" in said


def test_a_record_is_named_to_those_only_who_may_read_it(rulebook, as_role, bicycles):
    admin = as_role("admin")
    admin.get("/duties/")
    admin.post("/duties/run")
    assert bicycles[1] not in admin.text("/duties/") and "您无权查看的记录" in admin.text(
        "/duties/"
    )
    table = rulebook.tables.Account
    table.update(roles=("admin", "manager")).where(table.username == "admin").execute()
    page = as_role("admin").get("/duties/").get_data(as_text=True)
    assert f">{bicycles[1]}</a>" in page and bicycles[0] not in page


def test_a_second_press_makes_nothing_more(rulebook, as_role, bicycles):
    admin = as_role("admin")
    for _ in range(2):
        admin.get("/duties/")
        admin.post("/duties/run")
    assert "本月生成" in admin.text("/duties/")
    made = rulebook.tables.platform["Duty"]
    assert made.select().where(made.made == True).count() == 1  # noqa: E712


def test_nobody_else_may_run_them(rulebook, as_role, bicycles):
    manager, before = as_role("manager"), repairs(rulebook)
    manager.get("/")
    assert manager.post("/duties/run").status_code == 404
    assert repairs(rulebook) == before


def test_the_history_of_a_record_says_which_duty_made_it(rulebook, as_role, bicycles):
    admin = as_role("admin")
    admin.get("/duties/")
    admin.post("/duties/run")
    [record] = Gate(rulebook, SYSTEM).find("repair").records[:1]
    text = as_role("manager").text(f"/e/repair/{record.id}")
    assert "由定时生成建立" in text and "免费检查" in text
