"""In which language the screens meet somebody who has chosen none."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from admin.live import Live
from records.actor import SYSTEM
from records.gate import Gate
from tests.admin.conftest import HASHED, Browser, signed_in
from tests.records.test_accounts import ABROAD
from tests.worlds import opened


@pytest.fixture
def visit(tmp_path: Path):
    """Signs in an agent whose record names a language: `visit("en")`."""
    now = datetime(2026, 6, 15, 9, 30)
    with opened(ABROAD, f"sqlite:///{tmp_path / 'abroad.db'}", tmp_path, now) as book:

        def agent(speaks: str | None) -> Browser:
            person = Gate(book, SYSTEM).create("agent", {"name": "Ann", "speaks": speaks}).id
            book.tables.Account.create(
                username="ann", name="Ann", roles=(), person=person,
                password_hash=HASHED, session_stamp="ann", created_at=now,
            )  # fmt: skip
            return signed_in(Live(book), "ann")

        yield agent


CHINESE = {"Accept-Language": "zh-CN"}


def test_the_language_of_the_persons_record_comes_before_the_browsers(visit):
    assert "My desk" in visit("en").text("/", headers=CHINESE)


def test_what_somebody_chooses_is_kept_and_comes_first(visit):
    browser = visit("en")
    browser.get("/")
    browser.post("/account/preferences", {"locale": "zh_TW"})
    assert "我的工作臺" in browser.text("/", headers=CHINESE)


def test_without_either_the_browser_says(visit):
    assert "我的工作台" in visit(None).text("/", headers=CHINESE)
