"""share, rank and percentile: a baker beside the others of the team and of the bakery."""

from datetime import date
from decimal import Decimal
from random import Random

import pytest

from kpi.levels import homes
from kpi.period import Period
from tests.traps.conftest import shop  # noqa: F401

JUNE = Period.parse("2026-06")


@pytest.fixture
def three(put):
    """Two bakers of the day and one of the night, who sold 30, 10 and 60, and a lump of nobody's."""
    day, night = put("team", name="日班"), put("team", name="夜班")
    bakers = [put("baker", name=n, team=t) for n, t in (("张", day), ("李", day), ("王", night))]
    for baker, sold in zip((*bakers, None), ("30", "10", "60", "100"), strict=True):
        put("batch", baker=baker, baked_on=date(2026, 6, 3), sold=Decimal(sold))
    return (*bakers, day, night)


def test_a_person_is_a_part_of_the_department_and_a_department_of_the_company(figures, three):
    zhang, li, wang, day, _ = three
    parts = figures.cells(["share"], [JUNE], "employee")["share"]
    shares = [parts[(JUNE.key, baker)].value for baker in (zhang, li, wang)]
    assert shares == [Decimal("0.75"), Decimal("0.25"), Decimal(1)]
    assert figures.cells(["share"], [JUNE], "department")["share"][(JUNE.key, day)].value == (
        Decimal("0.2")
    )
    assert figures.cells(["share"], [JUNE])["share"][(JUNE.key, None)].value == 1


def test_one_person_alone_is_asked_for_and_still_seen_among_all(figures, three):
    zhang = three[0]
    only = figures.cells(["share", "sales"], [JUNE], "employee", only=zhang)
    assert only["share"][(JUNE.key, zhang)].value == Decimal("0.75")
    assert only["sales"][(JUNE.key, zhang)].value == 30
    assert {who for _, who in only["sales"]} == {zhang}


def test_rows_of_nobody_belong_to_the_whole_and_have_no_part_of_a_department(figures, three):
    cells = figures.cells(["share"], [JUNE], "employee")["share"]
    assert cells[(JUNE.key, None)].state == "no_data"


def test_the_rows_behind_a_part_are_the_own_ones(figures, three):
    conditions = figures.rows("share", JUNE, "employee", three[0])
    assert set(conditions) == {"batch"}


FIVE = {"甲": 50, "乙": 40, "丙": 40, "丁": 10}


@pytest.fixture
def sellers(shop):  # noqa: F811
    """Four sellers of a team with 50, 40, 40 and 10, one without deals, and one of another team."""
    team, other = shop.put("team", name="a"), shop.put("team", name="b")
    ids = {name: shop.put("clerk", name=name, team=team) for name in (*FIVE, "戊")}
    ids["己"] = shop.put("clerk", name="己", team=other)
    for name, amount in {**FIVE, "己": 1000}.items():
        shop.put("deal", signed_on="2025-06-02", seller=ids[name], amount=Decimal(amount))
    return shop, ids


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("", "1 2 2 4"),
        (", 'desc'", "1 2 2 4"),
        (", 'asc'", "4 2 2 1"),
        (", 'ties=max'", "1 3 3 4"),
        (", 'ties=dense'", "1 2 2 3"),
        (", 'asc', 'ties=average'", "4 2.5 2.5 1"),
    ],
)
def test_places_in_the_department(sellers, words, places):
    shop, ids = sellers  # noqa: F811
    cells = shop.cells(f"rank(sum(deal.amount), 'department'{words})", "2025-06", "employee")
    assert [cells[ids[name]].value for name in FIVE] == [Decimal(n) for n in places.split()]


def test_places_in_the_company_count_everybody(sellers):
    shop, ids = sellers  # noqa: F811
    cells = shop.cells("rank(sum(deal.amount), 'company')", "2025-06", "employee")
    assert [cells[ids[name]].value for name in (*FIVE, "己")] == [2, 3, 3, 5, 1]
    parts = shop.cells("percentile(sum(deal.amount), 'company')", "2025-06", "employee")
    assert [parts[ids[name]].value for name in ("己", "甲", "丁")] == [
        1,
        Decimal("0.8"),
        Decimal("0.2"),
    ]


def test_a_share_of_a_quotient_is_computed_from_all_rows_of_the_whole(sellers):
    shop, ids = sellers  # noqa: F811
    cells = shop.cells("share(sum(deal.amount) / count(deal), 'company')", "2025-06", "employee")
    assert cells[ids["己"]].value == 1000 / (Decimal(1140) / 5)


def test_a_statement_for_each_level_and_one_for_the_departments(figures, three, bakery):
    statements = []
    execute = bakery.tables.database.execute_sql
    bakery.tables.database.execute_sql = lambda *a, **k: statements.append(a) or execute(*a, **k)
    figures.cells(["share"], Period.parse("2026").each_month(), "employee")
    batches = [s for s in statements if "batch" in s[0]]
    assert (len(batches), len(statements) - len(batches)) == (2, 1)


MONTHS = [
    Period.parse(key) for key in ("2025-02", "2025-03", "2025-04", "2025-05", "2025-Q2", "2025")
]


@pytest.fixture
def moving(shop):  # noqa: F811
    """Six clerks of three teams and of none who move about in the year, their deals and nobody's."""

    def filled(seed, department):
        random = Random(seed)
        teams = [shop.put("team", name=name) for name in "abc"]
        people = [
            shop.put("clerk", name=name, team=random.choice((*teams, None))) for name in "uvwxyz"
        ]
        for _ in range(12):
            day = f"2025-{random.randint(2, 6):02}-{random.randint(1, 28):02}"
            to, left = random.choice(teams), random.choice((*teams, None))
            shop.put("move", clerk=random.choice(people), team=to, old_team=left, since_on=day, stage="won")  # fmt: skip
        for _ in range(120):
            day = f"2025-{random.randint(1, 6):02}-{random.randint(1, 28):02}"
            amount = Decimal(random.randint(1, 9999)).scaleb(-2)
            team = random.choice((*teams, None))
            shop.put("deal", signed_on=day, seller=random.choice((*people, None)), team=team, amount=amount)  # fmt: skip
        shop.bind["deal"] = {
            **shop.bind["deal"],
            **({"department": department} if department else {}),
        }
        return people

    return filled


BOUND = ["as_of_event", "team", ""]


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("department", BOUND)
@pytest.mark.parametrize("value", ["sum(deal.amount)", "count(deal where urgent or amount > 10)", "ytd(count(deal))"])  # fmt: skip
def test_the_departments_and_what_has_none_are_all_of_the_company(
    shop,  # noqa: F811
    moving,
    seed,
    department,
    value,
):
    moving(seed, department)
    for period in MONTHS:
        cells = shop.cells(f"share({value}, 'company')", period.key, "department")
        parts = [cell.value for cell in cells.values() if cell.value is not None]
        assert abs(sum(parts) - 1) < Decimal("1e-15"), period.key
        assert all(0 <= part <= 1 for part in parts)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("department", BOUND)
@pytest.mark.parametrize("value", ["sum(deal.amount)", "count(deal where urgent or amount > 10)", "ytd(count(deal))"])  # fmt: skip
def test_the_people_of_a_department_are_all_of_it_in_the_months_of_their_moves_too(
    shop,  # noqa: F811
    moving,
    seed,
    department,
    value,
):
    people = moving(seed, department)
    engine = shop.figures(f"share({value}, 'department')")
    for period in MONTHS:
        cells = engine.cells(["asked"], [period], "employee")["asked"]
        together = {}
        for who in people:
            cell = cells.get((period.key, who))
            if cell is None or cell.value is None:
                continue
            assert 0 <= cell.value <= 1
            day = period.last_day if department == "as_of_event" else None
            together.setdefault(homes(engine.rulebook, day)[who], []).append(cell.value)
        assert together
        for parts in together.values():
            assert abs(sum(parts) - 1) < Decimal("1e-15"), period.key
