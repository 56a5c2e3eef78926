"""A bicycle shop with its screens: people of each role, and browsers for them."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from admin.live import Live
from admin.site import install
from models.database import connect
from models.tables import Tables
from records.actor import SYSTEM
from records.gate import Gate
from records.passwords import hashed
from records.rulebook import Rulebook
from schema.load import read
from schema.objects import Schema

ROOT = Path(__file__).parent.parent.parent
TODAY = datetime(2026, 6, 15, 9, 30)
PASSWORD = "a-good-pass-9"
HASHED = hashed(PASSWORD)
ROLES = ("staff", "mechanic", "manager", "guest", "admin")


@pytest.fixture(scope="session")
def shop_schema() -> Schema:
    """The rulebook of the bicycle shop."""
    folder = Path(__file__).parent / "bicycle_shop"
    texts, templates = (
        {file.name: file.read_text("utf-8") for file in folder.glob(pattern)}
        for pattern in ("*.yaml", "*.html")
    )
    return read(texts, templates)


@dataclass
class Shop:
    """What the tests find in the shop: ids by name, and the gate of the engine itself."""

    gate: Gate
    people: dict[str, int]
    bicycles: list[int]
    repairs: list[int]


def opened(schema: Schema, folder: Path) -> Rulebook:
    """The shop on the database of a folder, its clock standing still."""
    tables = Tables(schema, connect(f"sqlite:///{folder / 'shop.db'}"))
    return Rulebook(schema, tables, folder / "files", clock=lambda: TODAY)


@pytest.fixture(scope="session")
def stocked(shop_schema: Schema, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Shop]:
    """A shop filled once, to be copied for every test."""
    folder = tmp_path_factory.mktemp("shop")
    rulebook = opened(shop_schema, folder)
    rulebook.tables.create()
    shop = stock(Gate(rulebook, SYSTEM))
    people = {"mechanic": shop.people["李工"], "manager": shop.people["赵店长"]}
    for role in ROLES:
        rulebook.tables.Account.create(
            username=role, name=role, roles=(role,), person=people.get(role), locale="zh_CN",
            password_hash=HASHED, session_stamp=role, created_at=TODAY,
        )  # fmt: skip
    rulebook.tables.database.close()
    return folder / "shop.db", shop


@pytest.fixture
def rulebook(shop_schema: Schema, stocked: tuple[Path, Shop], tmp_path: Path) -> Iterator[Rulebook]:
    """The shop with its stock, for this test alone."""
    shutil.copy(stocked[0], tmp_path / "shop.db")
    rulebook = opened(shop_schema, tmp_path)
    yield rulebook
    rulebook.tables.database.close()


@pytest.fixture
def shop(rulebook: Rulebook, stocked: tuple[Path, Shop]) -> Shop:
    """What is in the shop, through the gate of this test."""
    return replace(stocked[1], gate=Gate(rulebook, SYSTEM))


def stock(gate: Gate) -> Shop:
    """Two mechanics, a manager, three bicycles and four repairs."""
    place = gate.create("shop", {"name": "总店"}).id
    people = {
        name: gate.create("worker", {"name": name, "shop": place, "wage": "6000"}).id
        for name in ("李工", "王工", "赵店长")
    }
    bicycles = [
        gate.create("bicycle", {"frame": f, "owner_name": o, "mobile": "13900001111"}).id
        for f, o in (("CJ-001", "张三"), ("CJ-002", "李四"), ("CJ-003", "=cmd|1"))
    ]
    repairs = [
        gate.create("repair", {"bicycle": bicycles[n % 3], "mechanic": people[who], **more}).id
        for n, (who, more) in enumerate(REPAIRS)
    ]
    return Shop(gate, people, bicycles, repairs)


REPAIRS: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "李工",
        {"kind": "brake", "price": Decimal("120.50"), "cost": 40, "due_on": date(2026, 6, 12)},
    ),
    ("李工", {"kind": "wheel", "price": Decimal("300"), "taken_on": date(2026, 5, 3), "cost": 90}),
    ("王工", {"kind": "other", "price": Decimal("80"), "cost": 10, "note": "要快"}),
    ("王工", {"price": Decimal("1000000"), "warranty": True}),
)


@pytest.fixture
def app(rulebook: Rulebook, shop: Shop) -> Flask:
    """The screens of the shop, with an account for each role."""
    app = Flask("shop", template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.update(TESTING=True, SECRET_KEY="test", RATELIMIT_SIGN_IN="1000 per minute")
    install(app, Live(rulebook), printer=lambda report, gate, key: b"%PDF-1.4")
    return app


class Browser:
    """A test client that reads pages as people do and sends forms with their tokens."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.token = ""

    def get(self, path: str, **options: Any) -> TestResponse:
        """A page; its token is kept for the next form."""
        response = self.client.get(path, buffered=True, **options)
        found = (
            re.search(r'name="csrf_token" value="([^"]+)"', response.get_data(as_text=True))
            if (response.mimetype == "text/html")
            else None
        )
        self.token = found[1] if found else self.token
        return response

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """A form sent with the token of the page before."""
        sent = {"csrf_token": self.token, **(data or {})}
        return self.client.post(path, data=sent, buffered=True, **options)

    def text(self, path: str, **options: Any) -> str:
        """What a page says."""
        return words(self.get(path, **options))


def signed_in(live: Live, username: str) -> Browser:
    """Somebody's browser on the screens of any rulebook, signed in."""
    app = Flask("rulebook", template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.update(TESTING=True, SECRET_KEY="test", RATELIMIT_SIGN_IN="1000 per minute")
    install(app, live)
    browser = Browser(app.test_client())
    browser.get("/account/")
    browser.post("/account/", {"username": username, "password": PASSWORD})
    browser.get("/")
    return browser


def words(response: TestResponse) -> str:
    """The visible words of a page on one line."""
    page = re.sub(
        r"(?s)<(script|style|template|svg)\b.*?</\1>", " ", response.get_data(as_text=True)
    )
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.fixture
def visitor(app: Flask) -> Browser:
    """Somebody who has not signed in."""
    return Browser(app.test_client())


@pytest.fixture
def as_role(app: Flask) -> Callable[[str], Browser]:
    """Somebody who has signed in with a role."""

    def signed_in(role: str) -> Browser:
        browser = Browser(app.test_client())
        browser.get("/account/")
        response = browser.post("/account/", {"username": role, "password": PASSWORD})
        assert response.status_code == 302
        browser.get("/")
        return browser

    return signed_in


class Controls(HTMLParser):
    """What stands in the controls of a page's main form, as a browser would send it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: MultiDict[str, str] = MultiDict()
        self.action = ""
        self._inside = self._template = False
        self._choice = self._prose = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and "data-save" in given:
            self._inside, self.action = True, given.get("action", "")
        elif tag == "template":
            self._template = True
        elif not self._inside or self._template or "disabled" in given:
            return
        elif tag == "input" and given.get("type") not in ("file", "submit"):
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self.values.add(given.get("name", ""), given.get("value", ""))
        elif tag in ("select", "textarea"):
            self._choice, self._prose = (
                given["name"] if tag == "select" else "",
                given["name"] if tag == "textarea" else "",
            )
        elif tag == "option" and self._choice and "selected" in given:
            self.values.add(self._choice, given["value"])

    def handle_data(self, data: str) -> None:
        if self._prose:
            self.values.add(self._prose, data)
            self._prose = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "template":
            self._template = False
        elif tag == "textarea":
            self._prose = ""


def sent(
    browser: Browser, path: str, changes: dict[str, Any] | None = None, **options: Any
) -> TestResponse:
    """The main form of a page, some of its controls changed, sent as a browser does."""
    controls = Controls(browser.get(path).get_data(as_text=True))
    for name, value in (changes or {}).items():
        if value is None:
            controls.values.pop(name, None)
        else:
            controls.values.setlist(name, value if isinstance(value, list) else [value])
    return browser.client.post(controls.action or path, data=controls.values, **options)


@pytest.fixture
def fill() -> Callable[..., TestResponse]:
    """Opens a form, changes some controls and sends it."""
    return sent


@dataclass
class Market:
    """What the shop sells and to whom; the sale belongs to the mechanic."""

    gate: Gate
    clients: list[int]
    articles: list[int]
    badges: list[int]
    sale: int


@pytest.fixture
def market(rulebook: Rulebook, shop: Shop) -> Market:
    """Two clients, three articles of two kinds, two badges, and one sale of two lines."""
    gate = Gate(rulebook, SYSTEM)
    clients = [
        gate.create("client", {"name": name, "contact": contact, "town": "苏州"}).id
        for name, contact in (("恒远公司", "孙志强"), ("捷迅公司", "钱进"))
    ]
    articles = [
        gate.create("article", {"code": code, "name": name, "price": price, "line": line}).id
        for code, name, price, line in (
            ("C-1", "公路车", "3200", "bike"),
            ("C-2", "山地车", "2800", "bike"),
            ("L-1", "内胎", "25", "spare"),
        )
    ]
    badges = [gate.create("badge", {"name": name}).id for name in ("重点", "样品")]
    lines = [
        {"article": articles[0], "qty": 2},
        {"article": articles[1], "qty": 1, "price": "2700"},
    ]
    sale = gate.create(
        "sale",
        {
            "client": clients[0],
            "seller": shop.people["李工"],
            "owner": shop.people["李工"],
            "contact": "孙志强",
            "due_on": "2026-07-01",
            "invoice": True,
            "margin": "800",
            "badges": [badges[0]],
            "lines": lines,
        },
    ).id
    return Market(gate, clients, articles, badges, sale)
