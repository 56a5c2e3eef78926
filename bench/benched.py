"""What the benches share: databases to measure on, rows put in fast, tasks that take turns."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

import psycopg

from models.database import analyze, connect
from models.tables import Tables, create_table
from schema.load import read

POSTGRES = os.environ.get("TEST_POSTGRES_URL") or "postgresql://postgres@127.0.0.1:5432/postgres"
STAMP = "2026-01-01 00:00:00"


@contextmanager
def databases() -> Iterator[list[str]]:
    """A new SQLite file, and a new database of a PostgreSQL server if one answers."""
    with tempfile.TemporaryDirectory() as folder:
        lite = f"sqlite:///{folder}/bench.db"
        name = f"rulebook_bench_{os.getpid()}"
        try:
            server = psycopg.connect(POSTGRES, autocommit=True, connect_timeout=3)
        except psycopg.OperationalError as fault:
            print(f"No PostgreSQL at {POSTGRES}: {str(fault).splitlines()[0]}")
            print("Name one in TEST_POSTGRES_URL to measure on it, too.")
            yield [lite]
            return
        with server:
            server.execute(f'CREATE DATABASE "{name}"')
            try:
                yield [lite, POSTGRES.rsplit("/", 1)[0] + f"/{name}"]
            finally:
                server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


Filling = dict[str, tuple[str, Iterable[Sequence[Any]]]]
"""Rows by entity: their columns and their values."""


def filled(text: str, url: str, rows: Filling) -> Tables:
    """The tables of a rulebook with rows; indexes are made when the rows are in."""
    tables = Tables(read({"bench.yaml": text}), connect(url))
    with tables.database.atomic():
        for model in tables.models():
            create_table(model)
    fill(tables, rows)
    with tables.database.atomic():
        for index in tables.indexes:
            tables.database.execute_sql(index.statement())
    settle(tables, url)
    return tables


def fill(tables: Tables, rows: Filling) -> None:
    """Put rows in, each with its number and its times."""
    for entity, (columns, values) in rows.items():
        numbered = ((n, *each, STAMP, STAMP) for n, each in enumerate(values, 1))
        put(tables, entity, f"id, {columns}, created_at, updated_at", numbered)


def settle(tables: Tables, url: str) -> None:
    """Let the database know its rows, as it does by itself in the course of a night."""
    if not tables.sqlite:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute("VACUUM")
    analyze(tables.database)


def put(tables: Tables, entity: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
    """Rows as the database takes them fastest; amounts are given in cents."""
    table = f'"{tables.model(entity)._meta.table_name}"'
    with tables.database.atomic():
        connection = tables.database.connection()
        if tables.sqlite:
            places = ", ".join("?" for _ in columns.split(","))
            connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows)
            return
        money = [name.strip() == "amount" for name in columns.split(",")]
        with connection.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(
                    [
                        f"{v // 100}.{v % 100:02}" if m else v
                        for v, m in zip(row, money, strict=True)
                    ]
                )


class Timed:
    """The best time of a task, on the wall and of this process alone, in milliseconds."""

    def __init__(self, task: Callable[[], Any]) -> None:
        self.task = task
        self.wall = self.cpu = float("inf")

    def turn(self) -> None:
        """Run it once."""
        wall, cpu = time.perf_counter(), time.process_time()
        self.task()
        self.cpu = min(self.cpu, (time.process_time() - cpu) * 1000)
        self.wall = min(self.wall, (time.perf_counter() - wall) * 1000)


def best(rounds: int, *tasks: Callable[[], Any]) -> list[Timed]:
    """Each task's best time, the tasks taking turns."""
    timed = [Timed(task) for task in tasks]
    for _ in range(rounds):
        for each in timed:
            each.turn()
    return timed
