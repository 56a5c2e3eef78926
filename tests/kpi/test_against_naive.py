"""Random figures over random rows: the engine agrees with sums done by hand, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
import yaml

from kpi import alike, scans, statements
from kpi.figures import Figures
from kpi.period import Period
from kpi.stretch import Stretch
from models.tables import Tables
from records.actor import SYSTEM
from records.gate import Gate
from records.query import Query
from records.rulebook import Rulebook
from schema.load import read
from tests.kpi.naive.figure import Part, halves, looked_at
from tests.kpi.naive.invent import binding, by_name, figure
from tests.kpi.naive.setting import Days, Setting, last_day
from tests.kpi.naive.tested import Named, named
from tests.kpi.naive.wider import BARS, CHANGED, COMPANY, COMPUTED, completed
from tests.kpi.naive.world import CONVERTED, RATES, Rows, rows
from tests.worlds import closed, founded

COMPANIES = range(5)
FIGURES = 14
PERIODS = tuple(map(Period.parse, ("2025-01", "2025-04", "2025-12", "2025-Q1", "2026-Q1")))
LEVELS = {"company": (None,), "department": (None, 1, 2), "employee": (None, 1, 2, 3, 4, 5)}
WITHOUT_ROWS = ("no_data", "zero", "not_applicable")
NOW = datetime(2026, 6, 15, 10)
Declaration = tuple[Part, dict[str, dict[str, str]], str]
"""A figure, how its rows are tied to time and people, and what it is without any."""


@pytest.fixture(params=["each row", "alike first"])
def added_up(request, monkeypatch):
    """Statements that ask conditions of each row, then those that add alike rows up first."""
    if request.param == "each row":
        monkeypatch.setattr(alike, "MANY", 10**6)
        yield
        return
    monkeypatch.setattr(alike, "MANY", 1)
    monkeypatch.setattr(alike, "MOST_KINDS", 10**6)
    made = []
    two_steps = scans.two_steps
    monkeypatch.setattr(
        statements, "two_steps", lambda *asked: made.append(asked) or two_steps(*asked)
    )
    yield
    assert made


@pytest.mark.usefixtures("added_up")
@pytest.mark.parametrize("seed", COMPANIES)
def test_the_engine_agrees_with_sums_done_by_hand(opened, seed):
    random = Random(seed)
    written = completed(rows(random))
    declared = _declared(random, FIGURES)
    engine = Figures(opened(declared))
    _store(engine.rulebook, written)
    for level, subjects in LEVELS.items():
        cells = engine.cells(list(declared), PERIODS, level)
        for name, (part, bind, empty) in declared.items():
            for period in PERIODS:
                for subject in subjects:
                    at = Setting(written, bind, level, subject)
                    found = cells[name].get((period.key, subject))
                    expected = _expected(part, (period.first, period.months), at, empty)
                    assert _told(found) == expected or (
                        found is None and _nothing(part, period, at)
                    ), (
                        part.text,
                        bind,
                        level,
                        subject,
                        period.key,
                    )


APRIL = Stretch(PERIODS[1], date(2025, 4, 11), date(2025, 4, 24))
WINTER = Stretch(PERIODS[3], date(2025, 1, 5), date(2025, 1, 31))
END_OF_QUARTER = Stretch(PERIODS[3], date(2025, 2, 20), date(2025, 3, 31))


@pytest.mark.usefixtures("added_up")
@pytest.mark.parametrize("seed", COMPANIES)
@pytest.mark.parametrize(
    "stretch", [None, APRIL, WINTER, END_OF_QUARTER], ids=lambda s: s and s.key
)
def test_parts_of_a_split_and_some_days_of_a_period_are_as_by_hand(opened, seed, stretch):
    random = Random(400 + seed)
    written = completed(rows(random))
    declared = _declared(random, FIGURES // 2)
    engine = Figures(opened(declared, split="stage")).within(stretch)
    _store(engine.rulebook, written)
    days = stretch and Days(
        (stretch.period.first, stretch.period.months), stretch.first, stretch.last
    )
    periods = (stretch.period,) if stretch else PERIODS
    for level, subjects in LEVELS.items():
        for stage in ("won", ""):
            cells = engine.cells(list(declared), periods, level, stage or None)
            for name, (part, bind, empty) in declared.items():
                for period in periods:
                    for subject in subjects:
                        at = Setting(written, bind, level, subject, stage=stage, days=days)
                        found = cells[name].get((period.key, subject))
                        expected = _expected(part, (period.first, period.months), at, empty)
                        assert _told(found) == expected or (found is None and _nothing(part, period, at)), (
                            part.text, bind, level, subject, period.key, stage,
                        )  # fmt: skip


@pytest.mark.usefixtures("added_up")
@pytest.mark.parametrize("seed", COMPANIES)
def test_one_subject_alone_has_the_cells_that_it_has_among_all(opened, seed):
    random = Random(500 + seed)
    written = completed(rows(random))
    declared = _declared(random, FIGURES)
    engine = Figures(opened(declared))
    _store(engine.rulebook, written)
    for level, subject in (("department", 1), ("employee", 2), ("employee", 5)):
        all_ = engine.cells(list(declared), PERIODS, level)
        alone = engine.cells(list(declared), PERIODS, level, only=subject)
        for name, (part, *_) in declared.items():
            mine = {key: cell for key, cell in all_[name].items() if key[1] == subject}
            assert alone[name] == mine, (part.text, level, subject)


@pytest.mark.parametrize("seed", COMPANIES)
def test_the_rows_that_open_are_the_rows_that_were_counted(opened, seed):
    random = Random(100 + seed)
    written = completed(rows(random))
    declared = _declared(random, FIGURES)
    engine = Figures(opened(declared))
    _store(engine.rulebook, written)
    for level, subject in (
        ("company", None),
        ("department", 1),
        ("employee", None),
        ("employee", 2),
    ):
        for name, (part, bind, _) in declared.items():
            at = Setting(written, bind, level, subject)
            for period in PERIODS[1::2]:
                for half in ("numerator", "denominator", "difference"):
                    opened = engine.rows(name, period, level, subject, half)
                    assert _ids(engine.rulebook, opened) == _behind(part, period, at, half), (
                        part.text, bind, level, subject, period.key, half,
                    )  # fmt: skip


ROLLED = tuple(map(Period.parse, ("2025-01", "2025-Q1", "2025-H1")))


@pytest.mark.parametrize("seed", COMPANIES)
@pytest.mark.parametrize("rollup", ["sum", "last", "max", "avg"])
def test_longer_periods_and_coarser_levels_are_rolled_up_as_by_hand(opened, seed, rollup):
    random = Random(200 + seed)
    written = completed(rows(random))
    found = _declared(random, 4, rollup == "last")
    declared = {name: (part, bind, "no_data") for name, (part, bind, _) in found.items()}
    engine = Figures(opened(declared, rollup=rollup))
    _store(engine.rulebook, written)
    for level, subjects in LEVELS.items():
        cells = engine.cells(list(declared), ROLLED, level)
        for name, (part, bind, empty) in declared.items():
            for period in ROLLED:
                for subject in subjects:
                    at = Setting(written, bind, level, subject)
                    found = cells[name].get((period.key, subject))
                    expected = _rolled(part, period, at, empty, rollup)
                    assert _exact(found and found.value) == expected, (
                        part.text, bind, level, subject, period.key, rollup,
                    )  # fmt: skip


@pytest.mark.parametrize("seed", COMPANIES)
@pytest.mark.parametrize("starts_on", [26, 16, 5, 28])
def test_months_may_begin_on_another_day(opened, seed, starts_on):
    random = Random(300 + seed)
    written = completed(rows(random))
    declared = _declared(random, FIGURES // 2)
    engine = Figures(opened(declared, starts_on))
    _store(engine.rulebook, written)
    periods = [replace(period, starts_on=starts_on) for period in PERIODS]
    for level, subjects in LEVELS.items():
        cells = engine.cells(list(declared), periods, level)
        for name, (part, bind, empty) in declared.items():
            for period in periods:
                for subject in subjects:
                    at = Setting(written, bind, level, subject, starts_on)
                    found = cells[name].get((period.key, subject))
                    expected = _expected(part, (period.first, period.months), at, empty)
                    assert _told(found) == expected or (found is None and _nothing(part, period, at)), (
                        part.text, bind, level, subject, period.key, starts_on,
                    )  # fmt: skip


def _rolled(part: Part, period: Period, at: Setting, empty: str, rollup: str):
    """The value of a period: month by month, and but for the last one person by person."""
    if rollup == "last":
        return _months(part, period, at, empty, rollup)
    people = (
        [at.subject]
        if at.level == "employee"
        else [p for p in LEVELS["employee"] if at.level == "company" or _team(p, at) == at.subject]
    )
    each = [
        _months(part, period, Setting(at.rows, at.bind, "employee", person), empty, rollup)
        for person in people
        if person is not None or rollup == "sum" or at.level == "employee"
    ]
    return _joined([value for value in each if value is not None], rollup)


def _team(person: int | None, at: Setting) -> int | None:
    return next((clerk["team"] for clerk in at.rows["clerk"] if clerk["id"] == person), None)


def _months(part: Part, period: Period, at: Setting, empty: str, rollup: str):
    months = [_expected(part, (m.first, 1), at, empty) for m in period.each_month()]
    values = [value for _, value, *_ in months if value is not None]
    return values[-1] if rollup == "last" and values else _joined(values, rollup)


def _joined(values, rollup: str):
    if not values:
        return None
    total = sum(values, Fraction(0))
    return {"sum": total, "avg": total / len(values), "max": max(values)}.get(rollup)


def _declared(random: Random, count: int, by_event: bool = True) -> dict[str, Declaration]:
    """So many figures; some of them name an earlier one."""
    found: dict[str, Declaration] = {}
    for n in range(count):
        part, bind = figure(random), binding(random, by_event)
        if found and random.random() < 0.3:
            name = random.choice(tuple(found))
            other, others, _ = found[name]
            bind |= {f"{name}/{e}" if "/" not in e else e: b for e, b in others.items()}
            part = by_name(random, part, Named(name, named(name, other)))
        looks_at = {m.bound_as: bind[m.bound_as] for m, _ in part.reads((0, 1))}
        found[f"f{n}"] = part, looks_at, random.choice(WITHOUT_ROWS)
    return found


@pytest.fixture
def opened(database_url, tmp_path):
    """A rulebook of invented figures on an empty database: `opened(declared)`."""
    schema = read({"shop.yaml": f"{COMPANY}company: {{{RATES}}}\n"})
    tables = founded(schema, database_url)

    def rulebook(declared, starts_on=1, **more):
        whole = read(
            {
                "shop.yaml": f"{COMPANY}company: {{month_starts_on: {starts_on}, {RATES}}}\n",
                "kpis.yaml": yaml.safe_dump({"kpis": _kpis(declared, **more)}),
            }
        )
        known = Tables(whole, tables.database)
        return Rulebook(whole, known, tmp_path / "files", clock=lambda: NOW)

    yield rulebook
    closed(tables)


def _kpis(declared, **more):
    return {
        name: {
            "label": name,
            "formula": part.text,
            "bind": {entity: way for entity, way in bind.items() if "/" not in entity},
            "unit": "number",
            "when_no_rows": empty,
            **more,
        }
        for name, (part, bind, empty) in declared.items()
    }


def _store(rulebook: Rulebook, written: Rows) -> None:
    rulebook.set_setting(SYSTEM, "bar", BARS[1], CHANGED)
    for entity, found in written.items():
        model = rulebook.tables.model(entity)
        ready = [
            {k: v for k, v in row.items() if k not in ("deleted", *COMPUTED, *CONVERTED)}
            | {"created_at": NOW, "updated_at": NOW}
            | {"deleted_at": NOW if row.get("deleted") else None}
            for row in found
        ]
        for row in ready:
            model.create(force_insert=True, **row)


def _nothing(part: Part, period: Period, at: Setting) -> bool:
    """Whether somebody has no row of anything that a figure reads, and so no cell."""
    months = (period.first, period.months)
    seen = _seen(at, months)
    return not any(measured.rows(when, seen) for measured, when in part.reads(months))


def _seen(at: Setting, months) -> Setting:
    """The rows as a period sees them: with what the setting is on its last day."""
    bar = BARS[last_day(months, at.starts_on) >= CHANGED]
    return replace(at, rows={**at.rows, "bar": bar})


def _expected(part: Part, months, at: Setting, empty: str):
    at = _seen(at, months)
    top, bottom = halves(part)
    seen = looked_at(bottom or top, months, at) or looked_at(top, months, at)
    count = sum(len(_newest(measured, found, at)) for (measured, _), found in seen.items())
    value = part.value(months, at)
    parts = tuple(half and half.value(months, at) for half in (top, bottom))
    if count == 0 and empty != "zero":
        return (empty, None, *parts, 0)
    if value is None:
        return ("zero", Fraction(0), *parts, 0) if count == 0 else ("no_data", None, *parts, count)
    return ("value" if value else "zero", value, *parts, count)


def _newest(measured, found, at):
    """Of a last value only the rows of its day are looked at."""
    if measured.function != "last" or not found:
        return found
    day = measured.day(at)
    return [row for row in found if row[day] == max(row[day] for row in found)]


def _told(cell):
    if cell is None:
        return None
    numbers = (_exact(n) for n in (cell.value, cell.numerator, cell.denominator))
    return (cell.state, *numbers, cell.rows)


class _Near(Fraction):
    """A number that equals another to twenty digits: a Decimal has 28 of them."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Fraction):
            return False
        return abs(Fraction(self) - other) <= abs(other) / 10**20

    __hash__ = Fraction.__hash__


def _exact(number: Decimal | None) -> Fraction | None:
    return None if number is None else _Near(number)


def _ids(rulebook: Rulebook, opened) -> dict[str, set[int]]:
    gate = Gate(rulebook, SYSTEM)
    return {
        entity: {row.id for row in gate.find(entity, Query(where=where, size=500)).records}
        for entity, where in opened.items()
    }


def _behind(part: Part, period: Period, at: Setting, half: str) -> dict[str, set[int]]:
    top, bottom = halves(part)
    months = (period.first, period.months)
    at = _seen(at, months)
    have = _by_entity(top, months, at)
    all_ = _by_entity(bottom or top, months, at) or have
    if half == "difference":
        return {entity: ids - have[entity] for entity, ids in all_.items() if entity in have}
    return have if half == "numerator" else all_


def _by_entity(part: Part, months, at: Setting) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for (measured, _), rows_ in looked_at(part, months, at).items():
        found.setdefault(measured.entity, set()).update(row["id"] for row in rows_)
    return found
