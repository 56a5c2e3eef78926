"""A small random company: its rulebook's text and its rows as plain dictionaries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

Row = dict[str, Any]
Rows = Mapping[str, list[Row]]

ENTITIES = """
module: {name: shop, label: Shop}
people:
  entity: clerk
  name: name
  department: team
  assignments: {of: move, person: clerk, department: team, before: old_team, from: since_on, when: "stage = 'won'"}
roles: {boss: {label: Boss}}
entities:
  team:
    label: Team
    title: "{name}"
    fields: {name: {type: string, label: Name}}
    permissions: {boss: {read: all}}
  clerk:
    label: Clerk
    title: "{name}"
    fields:
      name: {type: string, label: Name}
      team: {type: link, to: team, label: Team}
    permissions: {boss: {read: all}}
  move:
    label: Move
    title: "{since_on}"
    fields:
      clerk: {type: link, to: clerk, label: Clerk}
      team: {type: link, to: team, label: New team}
      old_team: {type: link, to: team, label: Old team}
      since_on: {type: date, label: From}
      stage: {type: choice, options: {won: Won, lost: Lost, open: Open}, label: Stage}
    permissions: {boss: {read: all}}
  course:
    label: Course
    title: "{currency}"
    fields:
      currency: {type: choice, options: [USD, EUR], required: true, label: Currency}
      since_on: {type: date, required: true, label: From}
      rate: {type: decimal, decimals: 4, required: true, label: Rate}
    unique: [[currency, since_on]]
    permissions: {boss: {read: all}}
  deal:
    label: Deal
    title: "{signed_on}"
    fields:
      seller: {type: link, to: clerk, label: Seller}
      helper: {type: link, to: clerk, label: Helper}
      team: {type: link, to: team, label: Team of the day}
      signed_on: {type: date, label: Signed}
      due_on: {type: date, label: Due}
      paid_on: {type: date, label: Paid}
      amount: {type: money, label: Amount}
      pieces: {type: integer, label: Pieces}
      urgent: {type: boolean, label: Urgent}
      stage: {type: choice, options: {won: Won, lost: Lost, open: Open}, label: Stage}
      currency: {type: choice, options: [CNY, USD, EUR], label: Currency}
      price: {type: money, currency: currency, label: Price}
    permissions: {boss: {read: all}}
  visit:
    label: Visit
    title: "{made_on}"
    fields:
      deal: {type: link, to: deal, label: Deal}
      maker: {type: link, to: clerk, label: Made by}
      made_on: {type: date, label: Made}
      booked_on: {type: date, label: Booked}
      cost: {type: money, label: Cost}
      pieces: {type: integer, label: Samples}
      stage: {type: choice, options: {won: Won, lost: Lost, open: Open}, label: Stage}
      urgent: {type: boolean, label: Urgent}
    permissions: {boss: {read: all}}
"""
RATES = "rates: {entity: course, currency: currency, date: since_on, rate: rate}"
DATES = {"deal": ("signed_on", "due_on", "paid_on"), "visit": ("made_on", "booked_on")}
PEOPLE = {"deal": ("seller", "helper"), "visit": ("maker",)}
TEAMS = {"deal": ("team",), "visit": ()}
MONEY = {"deal": ("amount", "in_yuan", "by_dollars"), "visit": ("cost",)}
CONVERTED = {
    "in_yuan": "convert(deal.price, 'CNY', signed_on)",
    "by_dollars": "convert(convert(deal.price, 'USD', due_on), 'CNY', signed_on)",
}
"""What is no field of its own, and how it is written in a formula."""
FIRST, DAYS = date(2024, 11, 1), 600
EDGES = tuple(date(2025, month, 1) - timedelta(days=back) for month in (1, 4, 7) for back in (0, 1))


def rows(random: Random) -> Rows:
    """Two teams, five clerks (one of them gone, one without a team), deals, visits, and who moved when."""
    teams = [{"id": id, "name": f"t{id}"} for id in (1, 2)]
    clerks = [
        {"id": id, "name": f"c{id}", "team": random.choice((1, 2, None)), "deleted": id == 5}
        for id in range(1, 6)
    ]
    courses = [*_courses(random)]
    deals = [_deal(random, id, courses) for id in range(1, random.randint(12, 70))]
    visits = [_visit(random, id, len(deals)) for id in range(1, random.randint(2, 50))]
    moves = [_move(random, id) for id in range(1, random.randint(2, 25))]
    found = {"team": teams, "clerk": clerks, "deal": deals, "visit": visits, "move": moves}
    return {**found, "course": courses}


def _courses(random: Random) -> Iterator[Row]:
    """A rate of each currency before every deal, and new ones now and then, some withdrawn."""
    for start, currency in enumerate(("USD", "EUR")):
        days = (FIRST, *sorted(random.sample([FIRST + timedelta(n) for n in range(1, DAYS)], 9)))
        for at, day in enumerate(days):
            yield {
                "id": 100 * start + at + 1,
                "currency": currency,
                "since_on": day,
                "rate": Decimal(random.randint(60000, 80000)).scaleb(-4),
                "deleted": at > 0 and random.random() < 0.2,
            }


def _converted(
    price: Decimal | None, own: str, day: date | None, wanted: str, courses: list[Row]
) -> Decimal | None:
    """A price in another currency: times what its own was worth, by what the other was."""
    if price is None or own == wanted:
        return price
    if day is None:
        return None
    worth = {"CNY": Fraction(1)} | {
        course["currency"]: Fraction(course["rate"])
        for course in courses
        if not course["deleted"] and course["since_on"] <= day
    }
    cents = Fraction(price) * 100 * worth[own] / worth[wanted]
    half_up = int(abs(cents) + Fraction(1, 2))
    return Decimal(half_up if cents > 0 else -half_up).scaleb(-2)


def _move(random: Random, id: int) -> Row:
    return {
        "id": id,
        "clerk": _maybe(random, random.randint(1, 5)),
        "team": _maybe(random, random.randint(1, 2)),
        "old_team": _maybe(random, random.randint(1, 2)),
        "since_on": _day(random),
        "stage": random.choice(("won", "won", "open")),
        "deleted": random.random() < 0.1,
    }


def _deal(random: Random, id: int, courses: list[Row]) -> Row:
    deal = {
        "id": id,
        "seller": _maybe(random, random.randint(1, 5)),
        "helper": _maybe(random, random.randint(1, 5), 0.5),
        "team": _maybe(random, random.randint(1, 2)),
        "signed_on": _day(random),
        "due_on": _day(random),
        "paid_on": _day(random, 0.4),
        "amount": _money(random),
        "currency": random.choice(("CNY", "USD", "EUR")),
        "price": _money(random),
        **_marks(random),
    }
    price, own, signed_on = deal["price"], deal["currency"], deal["signed_on"]
    deal["in_yuan"] = _converted(price, own, signed_on, "CNY", courses)
    dollars = _converted(price, own, deal["due_on"], "USD", courses)
    deal["by_dollars"] = _converted(dollars, "USD", signed_on, "CNY", courses)
    return deal


def _visit(random: Random, id: int, deals: int) -> Row:
    return {
        "id": id,
        "deal": _maybe(random, random.randint(1, max(1, deals))),
        "maker": _maybe(random, random.randint(1, 5)),
        "made_on": _day(random),
        "booked_on": _day(random),
        "cost": _money(random),
        **_marks(random),
    }


def _marks(random: Random) -> Row:
    return {
        "pieces": _maybe(random, random.randint(-3, 9)),
        "urgent": _maybe(random, random.random() < 0.5),
        "stage": _maybe(random, random.choice(("won", "lost", "open"))),
        "deleted": random.random() < 0.1,
    }


def _money(random: Random) -> Decimal | None:
    return _maybe(random, Decimal(random.choice((0, 10, 33, 1999, -250, 100001))).scaleb(-2))


def _day(random: Random, empty: float = 0.1) -> date | None:
    on_an_edge = random.random() < 0.2
    day = random.choice(EDGES) if on_an_edge else FIRST + timedelta(days=random.randrange(DAYS))
    return _maybe(random, day, empty)


def _maybe(random: Random, value: Any, empty: float = 0.15) -> Any:
    return None if random.random() < empty else value
