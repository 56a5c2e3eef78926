"""What the engine asks the database for a dozen figures, kept as text so that a change is seen.

`GOLDEN_UPDATE=1 pytest tests/kpi/test_golden_sql.py` writes the files anew.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from kpi.period import Period
from tests.kpi.pretty_sql import pretty
from tests.traps.conftest import shop  # noqa: F401

GOLDEN = Path(__file__).parent / "golden"
UPDATE = os.environ.get("GOLDEN_UPDATE", "") not in ("", "0")


@dataclass(frozen=True)
class Asked:
    """A figure, and the cells that are asked of it."""

    formula: str
    period: str = "2025-06"
    level: str = "company"
    split: str = ""
    department: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


FIGURES = {
    "ratio_of_counts": Asked(
        "count(deal where stage = 'won') / count(deal where stage in ('won','lost'))"
    ),
    "ratio_by_person": Asked(
        "count(deal where stage = 'won') / count(deal where stage in ('won','lost'))",
        level="employee",
    ),
    "by_department_of_the_person": Asked("sum(deal.amount where urgent)", level="department"),
    "by_department_of_the_day": Asked(
        "sum(deal.amount where urgent)", level="department", department="as_of_event"
    ),
    "three_months": Asked("sum(deal.amount)", period="2025-Q2"),
    "year_to_date": Asked("ytd(sum(deal.amount)) / ytd(count(deal))", period="2025-02"),
    "two_dates": Asked("sum(deal.amount on paid_on) / sum(deal.amount on due_on)"),
    "two_entities": Asked("sum(visit.cost) / sum(deal.amount where stage != 'lost')"),
    "moment_as_date": Asked("count(deal on closed_at)"),
    "last_value": Asked("last(deal.amount where urgent on signed_on)"),
    "distinct": Asked("count_distinct(deal.helper where helper is not empty)", period="2025-Q2"),
    "average_and_extremes": Asked("avg(deal.pieces) + min(deal.pieces) - max(deal.pieces)"),
    "through_a_link": Asked(
        "count(visit where deal.stage = 'won' and deal.seller.team is not empty)"
    ),
    "exists_in_children": Asked("count(deal where exists(visit where cost > 10.50))"),
    "days_between": Asked("avg(deal.pieces where days_between(signed_on, paid_on) <= 30)"),
    "previous_period": Asked("growth(sum(deal.amount))"),
    "alike_rows_first": Asked(
        " + ".join(
            f"sum(deal.amount where stage = '{stage}' and {more})"
            for stage in ("won", "lost", "open")
            for more in ("urgent", "not urgent", "paid_on <= due_on")
        ),
        level="employee",
    ),
    "computed_field": Asked("sum(deal.waited where waited > 2)", level="employee"),
    "other_currency": Asked("sum(convert(deal.price, 'CNY', signed_on))", level="employee"),
    "dates_and_choices": Asked(
        "count(deal where year(signed_on) = 2025 and days_between(signed_on, paid_on) > 3)"
        " + sum(if(deal.urgent, coalesce(deal.amount, 1), 0) where not (pieces between 2 and 5))"
    ),
    "distinct_by_another_person": Asked("count_distinct(deal.seller by helper)", level="employee"),
    "split_part": Asked("count(deal where urgent)", split="won", more={"split": "stage"}),
}


def asked_sql(shop: Any, name: str, asked: Asked) -> str:  # noqa: F811
    """The statements about rows that a figure sends, as text."""
    if asked.department:
        shop.bind["deal"] = {**shop.bind["deal"], "department": asked.department}
    engine = shop.figures(asked.formula, **asked.more)
    database, sent = shop.tables.database, []
    execute = database.execute_sql
    database.execute_sql = lambda sql, values=None, *rest: (
        sent.append((sql, values)) or execute(sql, values, *rest)
    )
    try:
        engine.cells(["asked"], [Period.parse(asked.period)], asked.level, asked.split or None)
    finally:
        database.execute_sql = execute
    about_rows = [s for s in sent if '"deal"' in s[0] or '"visit"' in s[0]]
    head = f"-- {name}: {asked.formula}\n-- {asked.period}, {asked.level}"
    head += f", only {asked.more['split']} = {asked.split}" if asked.split else ""
    return "\n\n".join([head, *(pretty(sql, values or ()) for sql, values in about_rows)]) + "\n"


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_sends_the_statements_of_its_file(shop, database_url, name):  # noqa: F811
    file = GOLDEN / f"{name}.{database_url.split(':')[0]}.sql"
    found = asked_sql(shop, name, FIGURES[name])
    if UPDATE:
        file.write_text(found, "utf-8")
    kept = file.read_text("utf-8")
    changed = difflib.unified_diff(
        kept.splitlines(), found.splitlines(), f"{file.name}, kept", "sent now", lineterm=""
    )
    assert found == kept, "GOLDEN_UPDATE=1 keeps what is sent now:\n" + "\n".join(changed)


def test_every_file_is_of_a_figure():
    names = {file.name.split(".")[0] for file in GOLDEN.glob("*.sql")}
    assert names == set(FIGURES)
    assert len(list(GOLDEN.glob("*.sql"))) == 2 * len(FIGURES)


def test_a_statement_reads_as_it_is_written():
    sql = 'SELECT COUNT(*) FROM "a" WHERE (("a"."x" >= ?) AND ("y" IN (?, ?)))'
    assert pretty(sql, ["9", 2, 3]).splitlines() == [
        "SELECT COUNT(*)",
        "FROM a",
        "WHERE ((a.x >= '9') AND (y IN (2, 3)));",
    ]
