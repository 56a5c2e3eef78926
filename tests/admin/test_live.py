"""A rulebook that changes under a running server, and other kinds of databases."""

from dataclasses import replace

from admin.live import Live
from models.database import connect
from models.tables import Tables
from records.accounts import create_account
from records.actor import SYSTEM
from records.gate import Gate
from records.rulebook import Rulebook
from schema.values import Label
from tests.admin.conftest import PASSWORD, TODAY, signed_in


def renamed(rulebook, entity, label):
    """The same rulebook with another label of an entity, on the same tables."""
    entities = dict(rulebook.schema.entities)
    entities[entity] = replace(entities[entity], label=Label({"zh_CN": label}))
    schema = replace(rulebook.schema, entities=entities)
    tables = Tables(schema, rulebook.tables.database)
    return Rulebook(schema, tables, rulebook.files_folder, clock=rulebook.clock)


def without(rulebook, entity):
    """The same rulebook without an entity."""
    kept = {name: e for name, e in rulebook.schema.entities.items() if name != entity}
    schema = replace(rulebook.schema, entities=kept)
    tables = Tables(schema, rulebook.tables.database)
    return Rulebook(schema, tables, rulebook.files_folder, clock=rulebook.clock)


def test_a_swapped_rulebook_is_on_the_next_page(rulebook):
    live = Live(rulebook)
    browser = signed_in(live, "staff")
    assert "车辆" in browser.text("/")
    live.swap(renamed(rulebook, "bicycle", "脚踏车"))
    text = browser.text("/e/bicycle")
    assert "新建脚踏车" in text and "车辆" not in text


def test_a_removed_entity_is_not_found(rulebook):
    live = Live(rulebook)
    browser = signed_in(live, "staff")
    assert browser.get("/e/complaint").status_code == 200
    live.swap(without(rulebook, "complaint"))
    assert browser.get("/e/complaint").status_code == 404


def test_another_processs_change_is_followed_by_its_stamp(rulebook, monkeypatch):
    monkeypatch.setattr("admin.live.CHECK_SECONDS", 0)
    stamps = ["a"]
    live = Live(rulebook, lambda: stamps[0], lambda: renamed(rulebook, "bicycle", "脚踏车"))
    browser = signed_in(live, "staff")
    assert "车辆" in browser.text("/")
    stamps[0] = "b"
    assert "脚踏车" in browser.text("/")


def test_the_stamp_is_asked_for_rarely(rulebook):
    asked = []
    live = Live(rulebook, lambda: asked.append(1) or "same", lambda: rulebook)
    browser = signed_in(live, "staff")
    for _ in range(5):
        browser.get("/")
    assert len(asked) <= 2


def test_the_screens_work_on_postgresql(shop_schema, postgres_url, tmp_path):
    tables = Tables(shop_schema, connect(postgres_url))
    tables.create()
    rulebook = Rulebook(shop_schema, tables, tmp_path, clock=lambda: TODAY)
    create_account(rulebook, username="staff", password=PASSWORD, roles=["staff"], locale="zh_CN")
    Gate(rulebook, SYSTEM).create("bicycle", {"frame": "PG-1", "bought_on": "2026-06-03"})
    browser = signed_in(Live(rulebook), "staff")
    assert "PG-1" in browser.text("/e/bicycle?f.bought_on=this_month&q=pg&sort=-frame")
    assert "PG-1" in browser.get("/e/bicycle/export.csv").get_data(as_text=True)
    assert browser.get("/").status_code == 200
    tables.database.close_all()
