"""Figures of a million orders beside the best SQL that we can write by hand, in one run.

Prints each time and its ratio to the hand-written statement on the same database; the goals
are 1.3 times for a board, 20 ms for one sheet and 10 ms for a page of rows. The statement by
hand divides in SQL and gives the same 72,000 values, as floating numbers; the engine gives
exact decimals, each with its numerator, denominator and number of rows. By hand there are two
statements: one scan with its aggregates, and one in two steps by somebody who knows that these
orders have few kinds and stages. The goal is meant of the quicker one.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import psycopg
from benched import best, databases, filled

from kpi.figures import Figures
from kpi.period import Period, latest
from models.tables import Tables
from records.actor import SYSTEM
from records.gate import Gate
from records.query import Query
from records.rulebook import Rulebook

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
CONDITIONS = [f"kind = '{kind}' and stage != 'void'" for kind in KINDS] + [
    f"stage = '{stage}'" for stage in STATES
]
ON_TIME, PAID = "done_on <= due_on", "stage = 'paid'"
COUNTED, SUMMED, AMOUNT = "count", "sum", "amount"
FIGURES = [
    *((kind, condition) for condition in CONDITIONS for kind in (COUNTED, SUMMED)),
    *((AMOUNT, condition) for condition in CONDITIONS),
][:20]
"""Ratios of counts and of sums, and plain sums."""

FORMULA = {
    COUNTED: f"count(order where {{c}} and {ON_TIME}) / count(order where {{c}})",
    SUMMED: f"sum(order.amount where {{c}} and {PAID}) / sum(order.amount where {{c}})",
    AMOUNT: "sum(order.amount where {c})",
}
BY_HAND = {
    COUNTED: f"{{one}} * count(*) FILTER (WHERE {{c}} AND {ON_TIME}) / NULLIF(count(*) FILTER (WHERE {{c}}), 0)",
    SUMMED: f"{{one}} * COALESCE(sum(amount) FILTER (WHERE {{c}} AND {PAID}), 0) / NULLIF(sum(amount) FILTER (WHERE {{c}}), 0)",
    AMOUNT: "sum(amount) FILTER (WHERE {c})",
}
IN_TWO_STEPS = BY_HAND | {
    COUNTED: "{one} * COALESCE(sum(n) FILTER (WHERE {c} AND on_time), 0) / NULLIF(sum(n) FILTER (WHERE {c}), 0)",
}
FIRST_STEP = f"seller_id, kind, stage, {ON_TIME} AS on_time, count(*) AS n, sum(amount) AS amount"
MONTHS = latest(Period.parse("2026-12"), 12)


def rulebook_text() -> str:
    """The rulebook with its twenty figures."""
    lines = (
        f'  f{n}: {{label: F{n}, formula: "{FORMULA[kind].format(c=condition)}", unit: number, '
        "bind: {order: {date: placed_on, employee: seller}}}"
        for n, (kind, condition) in enumerate(FIGURES)
    )
    return HEAD + "\n".join(lines)


def orders(rows: int) -> Iterator[tuple[Any, ...]]:
    """Orders of two years, the same at every run."""
    chance, first = random.Random(7), date(2025, 1, 1)
    days = [(first + timedelta(days=n)).isoformat() for n in range(800)]
    for _ in range(rows):
        day = chance.randrange(730)
        due, done = day + chance.randrange(20), day + chance.randrange(25)
        yield (
            1 + chance.randrange(PEOPLE), days[day], days[due], days[done],
            chance.choice(KINDS), chance.choice(STATES), chance.randrange(10**7),
        )  # fmt: skip


def by_hand(
    tables: Tables, url: str, two_steps: bool = False
) -> Callable[[], list[tuple[Any, ...]]]:
    """One statement of twelve ranges, its rows fetched.

    On SQLite the covering index is named: left alone, it walks the index of people and takes
    twice as long. On PostgreSQL ranges are faster than a month computed for each row.
    """
    one, index = ("1.0", f"INDEXED BY {covering(tables)}") if tables.sqlite else ("1::float8", "")
    texts = IN_TWO_STEPS if two_steps else BY_HAND
    columns = ", ".join(texts[kind].format(one=one, c=c) for kind, c in FIGURES)
    selects = []
    for month in MONTHS:
        rows = (
            f"\"order\" {index} WHERE placed_on >= '{month.start}' AND placed_on < '{month.end}' "
            "AND deleted_at IS NULL"
        )
        if two_steps:
            rows = f"(SELECT {FIRST_STEP} FROM {rows} GROUP BY 1, 2, 3, 4) AS counted"
        selects.append(f"SELECT '{month.key}', seller_id, {columns} FROM {rows} GROUP BY seller_id")
    statement = " UNION ALL ".join(selects)
    if tables.sqlite:
        database: Any = sqlite3.connect(url.removeprefix("sqlite:///"))
        database.execute("PRAGMA cache_size = -32000")
    else:
        database = psycopg.connect(url, autocommit=True)
    return lambda: database.execute(statement).fetchall()


def covering(tables: Tables) -> str:
    """The index by date and person that holds everything which the figures read."""
    by_date = ("placed_on", "seller_id")
    return next(i.name for i in tables.indexes if i.table == "order" and i.columns[:2] == by_date)


def measure(tables: Tables, url: str, rows: int) -> None:
    """The three goals on one database, one line each."""
    rulebook = Rulebook(tables.schema, tables, "")
    figures, gate = Figures(rulebook), Gate(rulebook, SYSTEM)
    names = list(rulebook.schema.kpis)
    fetched, in_two_steps = by_hand(tables, url), by_hand(tables, url, two_steps=True)

    def board() -> list[Any]:
        cells = figures.cells(names, MONTHS, "employee")
        return [cell.value for found in cells.values() for cell in found.values()]

    def hand() -> list[Any]:
        return [value for row in fetched() for value in row[2:]]

    def sheet() -> Any:
        return figures.cells(names, MONTHS[-1:], "employee", only=7)

    def drill() -> Any:
        rows = figures.rows("f0", MONTHS[-1], "employee", 7, "denominator")
        return gate.find("order", Query(where=rows["order"], size=50))

    for rows_by_hand in (fetched(), in_two_steps()):
        compare(figures.cells(names, MONTHS, "employee"), rows_by_hand, tables.sqlite)
    ours, theirs, cleverer = best(15, board, hand, in_two_steps)
    kind = "SQLite" if tables.sqlite else "PostgreSQL"
    print(f"{kind}: {rows:,} orders, {PEOPLE} people, {len(MONTHS)} months, {len(names)} figures")
    for by, other in (("by hand", theirs), ("in two steps", cleverer)):
        print(against("board", ours.wall, by, other.wall))
        if tables.sqlite:
            print(against("  of the CPU", ours.cpu, by, other.cpu))
    print(f"  one sheet        {best(20, sheet)[0].wall:8.1f} ms   goal 20 ms")
    print(f"  a page of rows   {best(20, drill)[0].wall:8.1f} ms   goal 10 ms")


def against(what: str, ours: float, by: str, theirs: float) -> str:
    """One line: two times and their ratio."""
    return f"  {what:<15}{ours:8.1f} ms   {by:<13}{theirs:8.1f} ms   ratio {ours / theirs:.2f}"


def compare(cells: Any, rows: list[tuple[Any, ...]], cents: bool) -> None:
    """Both must say the same, or nothing is measured."""
    months = {month.key for month in MONTHS}
    assert {row[0] for row in rows} == months
    for month, person, *values in rows:
        for n, ((kind, _), value) in enumerate(zip(FIGURES, values, strict=True)):
            cell = cells[f"f{n}"].get((month, person))
            ours = cell and cell.value
            expected = (
                None if value is None else float(value) / (100 if cents and kind == AMOUNT else 1)
            )
            assert (ours is None) == (expected is None), (n, month, person)
            assert ours is None or abs(float(ours) - expected) <= 1e-9 * abs(expected)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    rows = options.parse_args().rows
    columns = "seller_id, placed_on, due_on, done_on, kind, stage, amount"
    with databases() as urls:
        for url in urls:
            people = ([f"P{n}"] for n in range(1, PEOPLE + 1))
            rows_by_entity = {"person": ("name", people), "order": (columns, orders(rows))}
            tables = filled(rulebook_text(), url, rows_by_entity)
            measure(tables, url, rows)
            tables.database.close()


if __name__ == "__main__":
    main()
