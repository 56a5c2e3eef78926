"""The most specific target of those in force, and what several periods' targets come to."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from kpi.figures import Figures
from kpi.judge import Range
from kpi.period import Period
from kpi.sheet import sheet
from kpi.show import target_text
from models.database import connect
from models.tables import Tables
from records.actor import SYSTEM
from records.rulebook import Rulebook
from schema.indicators import Item, Scorecard
from schema.load import read
from schema.scoring import Pass
from schema.values import Label
from tests.kpi.conftest import BAKERY

JUNE = Period.parse("2026-06")
SOLD = "{label: Sold, formula: sum(batch.sold), bind: {batch: {date: baked_on, employee: baker}}"
GUILD = BAKERY.replace(
    "people: {entity: baker, name: name, department: team}",
    "people: {entity: baker, name: name, department: team, position: post}",
).replace(
    "      team: {type: link, to: team, label: 班组}\n    permissions: {boss: {read: all",
    "      team: {type: link, to: team, label: 班组}\n"
    "      post: {type: choice, options: {master: 大师傅, hand: 伙计}, label: 岗位}\n"
    "    permissions: {boss: {read: all",
)


@pytest.fixture
def guild(database_url, tmp_path):
    """A bakery with posts whose figure `asked` has these targets: `guild(target="5")`."""
    opened = []

    def opening(target: str, more: str = "unit: money") -> Figures:
        extra = f"kpis: {{asked: {SOLD}, {more}, target: {target}}}}}"
        schema = read({"bakery.yaml": GUILD, "k.yaml": extra})
        tables = Tables(schema, connect(database_url))
        if not opened:
            tables.create()
        opened.append(tables)
        return Figures(Rulebook(schema, tables, tmp_path / "files"))

    yield opening
    for tables in opened:
        getattr(tables.database, "close_all", tables.database.close)()


def put(figures, entity, **values):
    moment = datetime(2026, 1, 1)
    model = figures.rulebook.tables.model(entity)
    return model.create(created_at=moment, updated_at=moment, **values).id


STEPS = """[{value: 100}, {value: 80, department: 早班}, {value: 70, position: hand},
    {value: 60, employee: 魏}, {from: 2026-07, value: 65, employee: 魏}]"""


@pytest.mark.parametrize(
    ("name", "team", "post", "month", "expected"),
    [
        pytest.param("何", None, None, "2026-06", 100, id="everybody's"),
        pytest.param("何", "早班", None, "2026-06", 80, id="the department's before everybody's"),
        pytest.param(
            "何", "晚班", None, "2026-06", 100, id="another department's is not one's own"
        ),
        pytest.param("何", "早班", "hand", "2026-06", 70, id="the post's before the department's"),
        pytest.param("魏", "早班", "hand", "2026-06", 60, id="one's own before all others"),
        pytest.param("魏", "早班", "hand", "2026-07", 65, id="the newest of one's own"),
    ],
)
def test_the_most_specific_target_is_in_force(guild, name, team, post, month, expected):
    figures = guild(STEPS)
    teams = {each: put(figures, "team", name=each) for each in ("早班", "晚班")}
    who = put(figures, "baker", name=name, team=teams.get(team), post=post)
    kpi = figures.kpi("asked")
    assert figures.target(kpi, Period.parse(month), "employee", who) == expected
    assert figures.target(kpi, Period.parse(month)) == 100


def test_a_department_has_its_own_target(guild):
    figures = guild(STEPS)
    early = put(figures, "team", name="早班")
    assert figures.target(figures.kpi("asked"), JUNE, "department", early) == 80


def test_who_everybody_is_is_read_once_and_only_when_a_target_asks(guild):
    asked = []

    def counted(figures):
        database = figures.rulebook.tables.database
        run = database.execute_sql
        database.execute_sql = lambda *a, **k: asked.append(a[0]) or run(*a, **k)
        targets = figures.targets("employee")
        for who in range(40):
            targets.of(figures.kpi("asked"), JUNE, who)
        del database.execute_sql
        found, asked[:] = len(asked), []
        return found

    assert counted(guild("[{value: 5}]")) == 0
    # Who they are, and who changed post since.
    assert counted(guild(STEPS)) == 2


def test_a_sheet_is_measured_by_the_persons_own_target(guild):
    figures = guild(STEPS)
    wei = put(figures, "baker", name="魏")
    put(figures, "batch", baker=wei, baked_on=date(2026, 6, 3), sold=Decimal(60))
    label = Label({"en": "All"})
    items = (Item("asked", label, Decimal(100), Pass()),)
    card = Scorecard("card", label, "batch", "due_on", items, person="baker")
    context = figures.rulebook.context(SYSTEM)
    made = sheet(figures, card, wei, date(2026, 6, 1), None, None, context)
    assert (made.items[0].target, made.score) == (60, 100)


QUARTER = Period.parse("2026-Q3")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param("unit: money", 320, id="amounts add up: 100 + 110 + 110"),
        pytest.param("unit: money, rollup: sum", 320, id="so does what is rolled up by adding"),
        pytest.param("unit: money, rollup: max", 110, id="the greatest does not"),
        pytest.param("unit: money, period: quarter", 110, id="a quarter's target is one"),
    ],
)
def test_the_target_of_a_longer_period(guild, more, expected):
    figures = guild("[{value: 100}, {from: 2026-08, value: 110}]", more)
    assert figures.target(figures.kpi("asked"), QUARTER) == expected


def test_a_period_of_which_a_part_has_no_target_has_none(guild):
    figures = guild("[{from: 2026-08, value: 110}]")
    assert figures.target(figures.kpi("asked"), QUARTER) is None
    assert figures.target(figures.kpi("asked"), Period.parse("2026-09")) == 110


def test_a_range_has_two_ends(guild):
    figures = guild("{low: 90, high: 110.5}", "unit: money, direction: range")
    kpi = figures.kpi("asked")
    assert figures.target(kpi, JUNE) == Range(Decimal(90), Decimal("110.5"))
    assert target_text(kpi, figures.target(kpi, JUNE)) == "90–110.5"
