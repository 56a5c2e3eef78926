"""Traps 50 and 51 on random companies: what opens is what was counted, for every role."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
import yaml

from kpi.figures import Figures
from kpi.period import Period
from records.actor import SYSTEM, person_actor
from records.gate import Gate
from records.query import Query
from records.rulebook import Rulebook
from schema.load import read
from tests.traps.conftest import SHOP
from tests.worlds import closed, founded

NOW = datetime(2025, 6, 15, 10)
ROWS, CLERKS, TEAMS = 60, 4, 2
OWN = SHOP.replace("roles: {boss: {label: Boss}}", "roles: {boss: {label: Boss}, own: {label: Own}, team: {label: Team}}").replace(
    "    permissions: {boss: {read: all}}",
    "    permissions: {boss: {read: all}, own: {read: \"OWNER = me\"}, team: {read: \"OWNER.team = me.team\"}}",
)  # fmt: skip
ROLES = ("boss", "own", "team")
FIGURES = {
    "won": "count(deal where stage = 'won') / count(deal where stage in ('won','lost'))",
    "urgent_or_dear": "count(deal where urgent or amount > 30) / count(deal)",
    "visited": "count(deal where exists(visit where cost > 5)) / count(deal where stage is not empty)",
    "unlike": "count(deal where stage != 'won') / count(deal where not urgent)",
}
PERIODS = ("2025-05", "2025-06", "2025-Q2", "2025-H1", "2025")
PARTS = ("numerator", "denominator", "difference")


def text_of_the_shop() -> str:
    """The shop whose deals and visits are read by row, each by its own person."""
    head, deal = OWN.split("  deal:\n")
    deal, visit = deal.split("  visit:\n")
    plain = "    permissions: {boss: {read: all}, own: {read: all}, team: {read: all}}"
    head = "\n".join(
        plain if line.startswith("    permissions") else line for line in head.split("\n")
    )
    deal, visit = deal.replace("OWNER", "seller"), visit.replace("OWNER", "maker")
    return f"{head}  deal:\n{deal}  visit:\n{visit}"


@pytest.fixture(params=range(3))
def company(request, database_url, tmp_path):
    """Random clerks, deals and visits: gaps everywhere, some in the recycle bin."""
    random = Random(request.param)
    bind = {"deal": {"date": "signed_on", "employee": "seller"}}
    kpis = {name: {"label": name, "formula": f, "bind": bind} for name, f in FIGURES.items()}
    schema = read({"shop.yaml": text_of_the_shop(), "k.yaml": yaml.safe_dump({"kpis": kpis})})
    tables = founded(schema, database_url)

    def put(entity, **values):
        deleted = NOW if random.random() < 0.1 else None
        moments = {"created_at": NOW, "updated_at": NOW, "deleted_at": deleted}
        return tables.model(entity).create(**moments, **values).id

    def maybe(value):
        return value if random.random() < 0.85 else None

    team = tables.model("team")
    teams = [team.create(name=n, created_at=NOW, updated_at=NOW).id for n in "ab"]
    clerk = tables.model("clerk")
    clerks = [
        clerk.create(name=f"c{n}", team=maybe(teams[n % TEAMS]), created_at=NOW, updated_at=NOW).id
        for n in range(CLERKS)
    ]
    for _ in range(ROWS):
        day = date(2025, 4, 28) + timedelta(days=random.randrange(70))
        deal = put(
            "deal",
            signed_on=maybe(day),
            seller=maybe(random.choice(clerks)),
            stage=maybe(random.choice(("won", "lost", "open"))),
            urgent=maybe(random.random() < 0.5),
            amount=maybe(Decimal(random.randrange(60))),
        )
        if random.random() < 0.5:
            put("visit", deal=deal, made_on=day, cost=Decimal(random.randrange(10)))
    yield Figures(Rulebook(schema, tables, tmp_path, clock=lambda: NOW)), clerks, teams
    closed(tables)


def opened(figures, name, period, part, level, subject, actor=SYSTEM) -> int:
    """How many rows somebody finds behind a part of a cell."""
    where = figures.rows(name, period, level, subject, part)["deal"]
    return Gate(figures.rulebook, actor).count("deal", Query(where=where))


@pytest.mark.parametrize("name", FIGURES)
def test_trap_50_numerator_denominator_and_difference_open_to_their_rows(company, name):
    figures, clerks, teams = company
    subjects = {"company": [None], "department": [None, *teams], "employee": [None, *clerks]}
    seen = 0
    for period in map(Period.parse, PERIODS):
        for level, ids in subjects.items():
            cells = figures.cells([name], [period], level)[name]
            for who in ids:
                cell = cells.get((period.key, who))
                top, bottom, rest = (opened(figures, name, period, p, level, who) for p in PARTS)
                if cell is None:
                    assert (top, bottom) == (0, 0)
                    continue
                assert (top, bottom) == (cell.numerator, cell.denominator)
                assert rest == expected_rest(figures, name, period, level, who)
                seen += bottom
    assert seen > ROWS, "a random company without rows proves nothing"


def expected_rest(figures, name, period, level, who) -> int:
    """The denominator's rows that are none of the numerator's, taken apart by their ids."""
    gate = Gate(figures.rulebook, SYSTEM)

    def ids(part):
        where = figures.rows(name, period, level, who, part)["deal"]
        return {record.id for record in gate.find("deal", Query(where=where, size=500)).records}

    return len(ids("denominator") - ids("numerator"))


@pytest.mark.parametrize("role", ROLES)
def test_trap_51_whoever_drills_sees_their_rows_and_the_rest_is_counted_as_hidden(company, role):
    figures, clerks, _ = company
    schema = figures.rulebook.schema
    june = Period.parse("2025-Q2")
    for who in clerks:
        actor = person_actor(schema, who, [role])
        for name in FIGURES:
            for part in PARTS:
                all_ = opened(figures, name, june, part, "company", None)
                seen = opened(figures, name, june, part, "company", None, actor)
                by_hand = sum(
                    1
                    for seller in sellers(figures, name, june, part)
                    if may(figures, role, who, seller)
                )
                assert seen == by_hand <= all_
                cell = figures.cells([name], [june])[name][(june.key, None)]
                assert {"numerator": cell.numerator, "denominator": cell.denominator}.get(
                    part, all_
                ) == all_


def sellers(figures, name, period, part) -> list[int | None]:
    """Whose the rows behind a part of the company's cell are."""
    where = figures.rows(name, period, part=part)["deal"]
    found = Gate(figures.rulebook, SYSTEM).find("deal", Query(where=where, size=500)).records
    return [record.values["seller"] for record in found]


def may(figures, role, who, seller) -> bool:
    """Whether a clerk in a role may see a deal of a seller, worked out from the tables."""
    if role == "boss":
        return True
    if role == "own":
        return seller == who
    clerk = figures.rulebook.tables.model("clerk")
    teams = {row.id: row.team_id for row in clerk.select()}
    return seller is not None and teams[seller] is not None and teams[seller] == teams[who]
