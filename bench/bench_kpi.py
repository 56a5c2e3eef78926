"""Figures of a million orders beside the best SQL that we can write by hand, in one run.

Prints each time and its ratio to the hand-written statement on the same database; the goals
are 1.3 times for a board, 20 ms for one sheet and 10 ms for a page of rows.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from kpi.figures import Figures
from kpi.period import Period, latest
from models.database import connect
from models.tables import Tables
from records.actor import SYSTEM
from records.gate import Gate
from records.query import Query
from records.rulebook import Rulebook
from schema.load import read

PEOPLE = 300
STATES = ("open", "sent", "paid", "void")
KINDS = ("a", "b", "c")
HEAD = """
module: {name: shop, label: Shop}
people: {entity: person, name: name}
entities:
  person: {label: Person, fields: {name: {type: string, label: Name}}}
  order:
    label: Order
    fields:
      seller: {type: link, to: person, label: Seller}
      placed_on: {type: date, label: Placed on}
      due_on: {type: date, label: Due on}
      done_on: {type: date, label: Done on}
      kind: {type: choice, options: {a: A, b: B, c: C}, label: Kind}
      stage: {type: choice, options: {open: Open, sent: Sent, paid: Paid, void: Void}, label: Stage}
      amount: {type: money, label: Amount}
kpis:
"""
ON_TIME = "done_on <= due_on"
RATIOS = [
    ("count(order where {c} and done_on <= due_on)", "count(order where {c})"),
    ("sum(order.amount where {c} and stage = 'paid')", "sum(order.amount where {c})"),
]
CONDITIONS = [f"kind = '{kind}' and stage != 'void'" for kind in KINDS] + [
    f"stage = '{stage}'" for stage in STATES
]


def formulas() -> list[str]:
    """Twenty formulas: ratios of counts and of sums, and plain sums."""
    made = [
        f"{top.format(c=c)} / {bottom.format(c=c)}" for c in CONDITIONS for top, bottom in RATIOS
    ]
    return [*made, *(f"sum(order.amount where {c})" for c in CONDITIONS)][:20]


def rulebook_text() -> str:
    """The rulebook with its twenty figures."""
    lines = (
        f'  f{n}: {{label: F{n}, formula: "{text}", unit: number, bind: '
        "{order: {date: placed_on, employee: seller}}}"
        for n, text in enumerate(formulas())
    )
    return HEAD + "\n".join(lines)


def fill(path: Path, rows: int) -> None:
    """People and orders of two years, the same at every run."""
    chance, first = random.Random(7), date(2025, 1, 1)
    days = [(first + timedelta(days=n)).isoformat() for n in range(800)]
    stamp = "2026-01-01 00:00:00"

    def order(id: int) -> tuple[Any, ...]:
        day = chance.randrange(730)
        due, done = day + chance.randrange(20), day + chance.randrange(25)
        return (
            id, 1 + chance.randrange(PEOPLE), days[day], days[due], days[done],
            chance.choice(KINDS), chance.choice(STATES), chance.randrange(10**7), stamp, stamp,
        )  # fmt: skip

    with sqlite3.connect(path) as database:
        people = ((n, f"P{n}", stamp, stamp) for n in range(1, PEOPLE + 1))
        database.executemany(
            "INSERT INTO person (id, name, created_at, updated_at) VALUES (?, ?, ?, ?)", people
        )
        database.executemany(
            'INSERT INTO "order" (id, seller_id, placed_on, due_on, done_on, kind, stage, amount,'
            " created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (order(n) for n in range(1, rows + 1)),
        )
        database.execute("ANALYZE")


def aggregates() -> list[str]:
    """What the twenty figures need, each aggregate once, as a person would write it."""
    counts = list(CONDITIONS) + [f"{c} and {ON_TIME}" for c in CONDITIONS]
    sums = list(CONDITIONS) + [f"{c} and stage = 'paid'" for c in CONDITIONS]
    return [f"count(*) FILTER (WHERE {c})" for c in counts] + [
        f"sum(amount) FILTER (WHERE {c})" for c in sums
    ]


def by_hand(path: Path, months: tuple[Period, ...], index: str) -> Callable[[], int]:
    """One statement of twelve ranges of the covering index, its rows fetched.

    The index is named: left alone, SQLite walks the index of people and takes twice as long.
    """
    columns = ", ".join(aggregates())
    parts = (
        f"SELECT '{m.key}', seller_id, {columns} FROM \"order\" INDEXED BY {index} WHERE placed_on >= '{m.start}'"
        f" AND placed_on < '{m.end}' AND deleted_at IS NULL GROUP BY seller_id"
        for m in months
    )
    statement = " UNION ALL ".join(parts)
    database = sqlite3.connect(path)
    database.execute("PRAGMA cache_size = -32000")
    return lambda: len(database.execute(statement).fetchall())


def covering(tables: Tables) -> str:
    """The index by date and person that holds everything which the figures read."""
    by_date = ("placed_on", "seller_id")
    return next(i.name for i in tables.indexes if i.table == "order" and i.columns[:2] == by_date)


def best(of: int, *tasks: Callable[[], Any]) -> list[float]:
    """Each task's best time in milliseconds, the tasks taking turns."""
    times: list[list[float]] = [[] for _ in tasks]
    for _ in range(of):
        for task, found in zip(tasks, times, strict=True):
            begun = time.perf_counter()
            task()
            found.append((time.perf_counter() - begun) * 1000)
    return [min(found) for found in times]


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    rows = options.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        schema = read({"shop.yaml": rulebook_text()})
        tables = Tables(schema, connect(f"sqlite:///{path}"))
        tables.create()
        fill(path, rows)
        measure(Rulebook(schema, tables, folder), path, rows)


def measure(rulebook: Rulebook, path: Path, rows: int) -> None:
    """The three goals, one line each."""
    figures, gate = Figures(rulebook), Gate(rulebook, SYSTEM)
    names = list(rulebook.schema.kpis)
    months = latest(Period.parse("2026-12"), 12)

    def board() -> int:
        cells = figures.cells(names, months, "employee")
        return sum(cell.known for found in cells.values() for cell in found.values())

    def sheet() -> Any:
        return figures.cells(names, months[-1:], "employee", only=7)

    def drill() -> Any:
        rows = figures.rows("f0", months[-1], "employee", 7, "denominator")
        return gate.find("order", Query(where=rows["order"], size=50))

    ours, hand = best(5, board, by_hand(path, months, covering(rulebook.tables)))
    print(f"{rows:,} orders, {PEOPLE} people, {len(months)} months, {len(names)} figures")
    print(f"  board            {ours:8.1f} ms   by hand {hand:8.1f} ms   ratio {ours / hand:.2f}")
    print(f"  one sheet        {best(20, sheet)[0]:8.1f} ms   goal 20 ms")
    print(f"  a page of rows   {best(20, drill)[0]:8.1f} ms   goal 10 ms")


if __name__ == "__main__":
    main()
