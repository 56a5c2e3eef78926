"""A small random company: its rulebook's text and its rows as plain dictionaries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
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
DATES = {"deal": ("signed_on", "due_on", "paid_on"), "visit": ("made_on", "booked_on")}
PEOPLE = {"deal": ("seller", "helper"), "visit": ("maker",)}
TEAMS = {"deal": ("team",), "visit": ()}
MONEY = {"deal": "amount", "visit": "cost"}
FIRST, DAYS = date(2024, 11, 1), 600
EDGES = tuple(date(2025, month, 1) - timedelta(days=back) for month in (1, 4, 7) for back in (0, 1))


def rows(random: Random) -> Rows:
    """Two teams, five clerks (one of them gone, one without a team), deals, visits, and who moved when."""
    teams = [{"id": id, "name": f"t{id}"} for id in (1, 2)]
    clerks = [
        {"id": id, "name": f"c{id}", "team": random.choice((1, 2, None)), "deleted": id == 5}
        for id in range(1, 6)
    ]
    deals = [_deal(random, id) for id in range(1, random.randint(12, 70))]
    visits = [_visit(random, id, len(deals)) for id in range(1, random.randint(2, 50))]
    moves = [_move(random, id) for id in range(1, random.randint(2, 25))]
    return {"team": teams, "clerk": clerks, "deal": deals, "visit": visits, "move": moves}


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


def _deal(random: Random, id: int) -> Row:
    return {
        "id": id,
        "seller": _maybe(random, random.randint(1, 5)),
        "helper": _maybe(random, random.randint(1, 5), 0.5),
        "team": _maybe(random, random.randint(1, 2)),
        "signed_on": _day(random),
        "due_on": _day(random),
        "paid_on": _day(random, 0.4),
        "amount": _money(random),
        **_marks(random),
    }


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
