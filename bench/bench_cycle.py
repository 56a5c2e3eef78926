"""A cycle of 300 people opened, computed and frozen by the real commands, in one run.

Beside the time of each sheet stands what its numbers alone need, written by hand: for each
figure of each person its value, and the rows of its two halves that a frozen sheet must name.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benched import best, databases, fill, settle

from models.database import connect
from models.tables import Tables
from schema.load import read

ROOT = Path(__file__).parent.parent
PEOPLE, MONTH, END = 300, "2026-06-01", "2026-07-01"
HEAD = """
module: {name: shop, label: Shop}
company: {name: Shop}
people: {entity: person, name: name}
roles: {chief: {label: Chief}}
entities:
  person:
    label: Person
    title: "{name}"
    fields: {name: {type: string, label: Name}}
    permissions: {chief: {read: all}}
  order:
    label: Order
    fields:
      seller: {type: link, to: person, label: Seller}
      placed_on: {type: date, label: Placed on}
      due_on: {type: date, label: Due on}
      done_on: {type: date, label: Done on}
      stage: {type: choice, options: {open: Open, sent: Sent, paid: Paid, void: Void}, label: Stage}
      amount: {type: money, label: Amount}
    permissions: {chief: {read: all}}
  sheet:
    label: Sheet
    title: "{month}"
    fields:
      person: {type: link, to: person, required: true, label: Person}
      month: {type: month, required: true, label: Month}
      extra: {type: decimal, decimals: 2, label: Extra}
      score: {type: decimal, decimals: 1, readonly: true, label: Score}
      grade: {type: choice, options: {good: Good, fair: Fair, poor: Poor}, readonly: true, label: Grade}
    permissions: {chief: {read: all, create: true}}
"""
CONDITIONS = [f"stage = '{stage}'" for stage in ("open", "sent", "paid", "void")]
METHODS = ("", ", method: pass", ", method: {kind: linear, zero_at: 20%, full_at: 80%}")
FIGURES = [
    *((f"done_on <= due_on and {c}", c, "count(order where {})", "count(*)") for c in CONDITIONS),
    *((f"done_on <= due_on and {c}", c, "sum(order.amount where {})", "sum(amount)") for c in CONDITIONS),
    *((c, "stage != 'void'", "count(order where {})", "count(*)") for c in CONDITIONS),
]  # fmt: skip
"""Numerator, denominator, and what is made of both: twelve items of a sheet."""


def rulebook_text() -> str:
    """The rulebook with its figures and its scorecard."""
    bind = "bind: {order: {date: placed_on, employee: seller}}"
    kpis = (
        f'  f{n}: {{label: F{n}, formula: "{said.format(top)} / {said.format(bottom)}", '
        f"target: 50%, {bind}}}"
        for n, (top, bottom, said, _) in enumerate(FIGURES)
    )
    weights = [10, 10, 10, 10, 8, 8, 8, 8, 7, 7, 7, 7]
    items = (
        f"      - {{group: G{n // 4}, items: [{{kpi: f{n}, weight: {weight}{METHODS[n % 2]}}}]}}"
        for n, weight in enumerate(weights)
    )
    card = """
scorecards:
  card:
    label: Card
    of: sheet
    person: person
    period: month
    applies_to: "name is not empty"
    adjust: extra
    results: {score: score, grade: grade}
    grades: {good: {label: Good, from: 80}, fair: {label: Fair, from: 60}, poor: {label: Poor}}
    items:
"""
    return HEAD + "kpis:\n" + "\n".join(kpis) + card + "\n".join(items) + "\n"


def orders(rows: int) -> Iterator[tuple[Any, ...]]:
    """Orders of a year, the same at every run."""
    chance, first = random.Random(7), date(2026, 1, 1)
    days = [(first + timedelta(days=n)).isoformat() for n in range(400)]
    for _ in range(rows):
        day = chance.randrange(365)
        due, done = day + chance.randrange(20), day + chance.randrange(25)
        stage = chance.choice(("open", "sent", "paid", "void"))
        yield (
            1 + chance.randrange(PEOPLE),
            days[day],
            days[due],
            days[done],
            stage,
            chance.randrange(10**7),
        )


def by_hand(tables: Tables) -> Callable[[], int]:
    """The twelve values of each person in one statement, and the rows of each half in another."""
    within = f"placed_on >= '{MONTH}' AND placed_on < '{END}' AND deleted_at IS NULL"
    values = ", ".join(
        f"{made} FILTER (WHERE {half})"
        for top, bottom, _, made in FIGURES
        for half in (top, bottom)
    )
    halves = ", ".join(half for top, bottom, *_ in FIGURES for half in (top, bottom))
    numbers = f'SELECT seller_id, {values} FROM "order" WHERE {within} GROUP BY seller_id'
    evidence = f'SELECT seller_id, id, version, {halves} FROM "order" WHERE {within} ORDER BY id'

    def fetched() -> int:
        run = tables.database.execute_sql
        return len(run(numbers).fetchall()) + len(run(evidence).fetchall())

    return fetched


def command(folder: Path, url: str, *words: str) -> float:
    """Run a command of the app as it is typed, and give its seconds."""
    places = ["--schema", str(folder / "schema"), "--instance", str(folder / "instance")]
    environment = os.environ | {"RULEBOOK_DATABASE_URL": url, "RULEBOOK_LOCALE": "en"}
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, str(ROOT / "app.py"), *places, *words],
        env=environment, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return time.perf_counter() - begun


def measure(folder: Path, url: str, rows: int) -> None:
    """Open, compute and freeze the cycle on one database."""
    (folder / "schema").mkdir(exist_ok=True)
    (folder / "schema" / "shop.yaml").write_text(rulebook_text())
    columns = "seller_id, placed_on, due_on, done_on, stage, amount"
    people = ([f"P{n}"] for n in range(1, PEOPLE + 1))
    filling = {"person": ("name", people), "order": (columns, orders(rows))}
    command(folder, url, "apply")
    tables = Tables(read({"shop.yaml": rulebook_text()}), connect(url))
    fill(tables, filling)
    settle(tables, url)
    (hand,) = best(3, by_hand(tables))
    kind = "SQLite" if tables.sqlite else "PostgreSQL"
    tables.database.close()
    print(
        f"{kind}: {PEOPLE} people, {len(FIGURES)} items, {rows:,} orders; by hand {hand.wall:.0f} ms"
    )
    # Only the modules of the command itself: the help of the group would load all.
    starting = min(command(folder, url, "appraisal", "open", "--help") for _ in range(3))
    for name in ("open", "compute", "freeze"):
        took = command(folder, url, "appraisal", name, "card", "--period", MONTH[:7])
        each = (took - starting) * 1000 / PEOPLE
        ratio = (took - starting) * 1000 / hand.wall
        print(f"  appraisal {name:8}{took:8.1f} s  {each:7.1f} ms each   ratio {ratio:6.1f}")


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=100_000)
    rows = options.parse_args().rows
    with databases() as urls:
        for url in urls:
            with tempfile.TemporaryDirectory() as folder:
                measure(Path(folder), url, rows)


if __name__ == "__main__":
    main()
