"""A frozen sheet stays what it was, and whoever touches it is found out."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import peewee
import pytest

from kpi import thawed
from kpi.canonical import digest
from kpi.chain import verify, verify_one
from kpi.figures import Figures
from kpi.freezing import frozen, watch
from kpi.sheet import sheet_of
from kpi.snapshots import everything, freeze, latest, versions
from models.seals import seal, unsealed
from models.tables import Tables
from records.actor import SYSTEM
from records.gate import Gate
from records.rulebook import Rulebook
from schema.load import read
from tests.worlds import closed, founded

GARAGE = """
module: {name: garage, label: 修车铺}
people: {entity: mechanic, name: name}
roles: {boss: {label: 老板}}
entities:
  mechanic:
    label: 师傅
    title: "{name}"
    fields: {name: {type: string, required: true, label: 姓名}}
    permissions: {boss: {read: all}}
  repair:
    label: 维修
    title: "{done_on}"
    fields:
      mechanic: {type: link, to: mechanic, label: 师傅}
      done_on: {type: date, label: 完成}
      due_on: {type: date, label: 应完成}
    permissions: {boss: {read: all, delete: all}}
  review:
    label: 考核
    title: "{month}"
    fields:
      mechanic: {type: link, to: mechanic, required: true, label: 师傅}
      month: {type: month, required: true, label: 月份}
      extra: {type: decimal, decimals: 1, label: 加分}
    workflow:
      states: {open: 待批, approved: {label: 已批, phase: run}, closed: {label: 归档, phase: end}}
      transitions:
        approve: {label: 批准, from: open, to: approved, by: [boss]}
        reopen: {label: 重开, from: approved, to: open, by: [boss]}
        close: {label: 归档, from: approved, to: closed, by: [boss]}
    permissions: {boss: {read: all, update: all}}
kpis:
  on_time:
    label: 及时率
    formula: count(repair where done_on <= due_on) / count(repair)
    bind: {repair: {date: due_on, employee: mechanic}}
    target: 90%
scorecards:
  monthly:
    label: 月度考核
    of: review
    person: mechanic
    period: month
    adjust: extra
    freeze_on: [approve]
    items: [{group: 业务, items: [{kpi: on_time, weight: 100}]}]
    grades: {good: {label: 好, from: 80}, poor: {label: 差}}
"""
NOW = datetime(2026, 7, 2, 9, 30)


@pytest.fixture
def garage(database_url, tmp_path):
    """A garage with one mechanic, four repairs in June of which three on time, and a sheet."""
    schema = read({"garage.yaml": GARAGE})
    tables = founded(schema, database_url)
    book = Rulebook(schema, tables, tmp_path, clock=lambda: NOW, watchers=(watch,))
    gate = Gate(book, SYSTEM)
    who = gate.create("mechanic", {"name": "老马"}).id
    for day in (1, 2, 3, 9):
        values = {"mechanic": who, "done_on": date(2026, 6, day), "due_on": date(2026, 6, 5)}
        gate.create("repair", values)
    gate.create("review", {"mechanic": who, "month": date(2026, 6, 1)})
    yield book
    closed(tables)


@pytest.fixture
def gate(garage):
    return Gate(garage, SYSTEM)


def score(gate):
    return sheet_of(Figures(gate.rulebook), gate, "review", 1).score


def test_trap_54_a_frozen_sheet_is_the_same_after_every_change(garage, gate):
    gate.move("review", 1, "approve")
    kept = latest(garage, "review", 1)
    late = gate.create("repair", {"mechanic": 1, "due_on": date(2026, 6, 30)})
    gate.delete("repair", 1)
    changed = read({"garage.yaml": GARAGE.replace("及时率", "准时率").replace("<= due", "< due")})
    newer = Rulebook(changed, Tables(changed, garage.tables.database), garage.files_folder)
    again = latest(newer, "review", 1)
    assert (again.body, again.sha256) == (kept.body, kept.sha256)
    shown = thawed.sheet(again)
    assert (shown.score, shown.items[0].cell.value) == (Decimal("83.3"), Decimal("0.75"))
    assert shown.items[0].kpi.label.text() == "及时率"
    assert late.id and score(gate) == Decimal("55.6")


def test_the_snapshot_says_how_each_number_came_about_and_from_which_rows(garage, gate):
    gate.move("review", 1, "approve")
    item = latest(garage, "review", 1).content["items"][0]
    assert item["kpi"]["formula"] == "count(repair where done_on <= due_on) / count(repair)"
    assert item["cell"] == {
        "state": "value",
        "value": "0.75",
        "numerator": "3",
        "denominator": "4",
        "rows": 4,
    }
    assert item["evidence"]["denominator"]["rows"] == {"repair": [[1, 1], [2, 1], [3, 1], [4, 1]]}
    assert item["evidence"]["numerator"]["count"] == 3


def test_trap_38_reopening_makes_a_new_version_and_keeps_the_first(garage, gate):
    gate.move("review", 1, "approve")
    assert frozen(gate, "review", gate.session.row("review", 1)) is not None
    gate.move("review", 1, "reopen")
    assert frozen(gate, "review", gate.session.row("review", 1)) is None
    gate.create("repair", {"mechanic": 1, "due_on": date(2026, 6, 30)})
    gate.move("review", 1, "approve")
    first, second = versions(garage, "review", 1)
    assert (first.version, second.version, second.previous) == (1, 2, first.sha256)
    assert thawed.sheet(first).score == Decimal("83.3")
    gate.move("review", 1, "close")
    assert frozen(gate, "review", gate.session.row("review", 1)) == second


def test_trap_55_a_changed_snapshot_is_found(garage, gate):
    freeze(gate, "review", 1)
    other = gate.create("review", {"mechanic": 1, "month": date(2026, 5, 1)}).id
    freeze(gate, "review", other)
    assert verify(garage).sound
    table = garage.tables.Snapshot
    for table_action in ("update", "delete"):
        drop = f"DROP TRIGGER rb_snapshot_no_{table_action}"
        on = "" if garage.tables.sqlite else " ON rb_snapshot"
        garage.tables.database.execute_sql(drop + on)
    forged = latest(garage, "review", 1).body.replace('"score":"83.3"', '"score":"93.3"')
    table.update(body=forged).where(table.version == 1, table.record == 1).execute()
    found = verify(garage)
    assert [fault.snapshot for fault in found.faults] == [None, None, 1]
    table.delete().where(table.record == 1).execute()
    assert [f.snapshot for f in verify(garage).faults][2:] == [2, None], "a link and what is gone"
    seal(garage.tables.database)
    assert not unsealed(garage.tables.database)


@pytest.mark.parametrize(
    "change",
    [
        "who = 'x'", "reason = 'x'", "person = 9", "at = '2026-01-01 08:00:00'", "card = 'x'",
        "entity = 'mechanic'", "record = 9", "version = 7", "period = '2026-05'",
    ],
)  # fmt: skip
def test_trap_55_what_stands_beside_the_text_is_held_against_it(garage, gate, change):
    freeze(gate, "review", 1, "年度复核")
    on = "" if garage.tables.sqlite else " ON rb_snapshot"
    garage.tables.database.execute_sql(f"DROP TRIGGER rb_snapshot_no_update{on}")
    garage.tables.database.execute_sql(f"UPDATE rb_snapshot SET {change}")
    assert [fault.snapshot for fault in verify(garage).faults] == [None, 1]


def unsealed_garage(garage):
    """The garage whose snapshots may be changed."""
    for action in ("update", "delete"):
        on = "" if garage.tables.sqlite else " ON rb_snapshot"
        garage.tables.database.execute_sql(f"DROP TRIGGER rb_snapshot_no_{action}{on}")
    return garage.tables.Snapshot


def frozen_months(gate, *months):
    """The same mechanic's sheets of some months, frozen one after the other."""
    for month in months:
        freeze(gate, "review", gate.create("review", {"mechanic": 1, "month": month}).id)


def test_trap_55_a_snapshot_forged_with_its_own_new_hash_breaks_the_chain_behind_it(garage, gate):
    frozen_months(gate, "2026-03", "2026-04")
    table = unsealed_garage(garage)
    first = next(everything(garage))
    body = first.body.replace('"version":1', '"version":2')
    table.update(body=body, sha256=digest(body)).where(table.id == 1).execute()
    seal(garage.tables.database)
    assert body != first.body
    assert [fault.snapshot for fault in verify(garage).faults] == [2, None]


def test_trap_55_a_link_that_was_changed_contradicts_text_and_chain(garage, gate):
    frozen_months(gate, "2026-03", "2026-04")
    table = unsealed_garage(garage)
    table.update(previous="").where(table.id == 2).execute()
    seal(garage.tables.database)
    assert [fault.snapshot for fault in verify(garage).faults] == [2, 2]


def test_trap_55_snapshots_taken_away_from_the_end_are_missed(garage, gate):
    frozen_months(gate, "2026-03", "2026-04", "2026-05")
    *_, second, third = everything(garage)
    table = unsealed_garage(garage)
    table.delete().where(table.id >= second.id).execute()
    seal(garage.tables.database)
    told = [(fault.snapshot, fault.words) for fault in verify(garage).faults]
    assert [snapshot for snapshot, _ in told] == [None, None]
    assert all(kept.code in words for kept, (_, words) in zip((second, third), told, strict=True))


def test_rows_are_not_taken_away_past_the_triggers_on_rows(garage, gate):
    kept = freeze(gate, "review", 1)
    around = "TRUNCATE rb_snapshot"
    if garage.tables.sqlite:
        around = "REPLACE INTO rb_snapshot SELECT * FROM rb_snapshot"
    with pytest.raises(peewee.DatabaseError, match="never changed"):
        garage.tables.database.execute_sql(around)
    assert latest(garage, "review", 1) == kept


@pytest.mark.parametrize(
    "change", ["UPDATE rb_snapshot SET reason = 'x'", "DELETE FROM rb_snapshot"]
)
def test_the_database_itself_refuses_to_change_what_was_frozen(garage, gate, change):
    freeze(gate, "review", 1)
    with pytest.raises(peewee.DatabaseError, match="never changed"):
        garage.tables.database.execute_sql(change)
    assert len(versions(garage, "review", 1)) == 1


def test_trap_56_approving_twice_at_once_gives_one_snapshot(garage):
    def press(_):
        try:
            return freeze(Gate(garage, SYSTEM), "review", 1).sha256
        finally:
            garage.tables.database.close()

    with ThreadPoolExecutor(4) as pool:
        hashes = set(pool.map(press, range(4)))
    assert len(hashes) == len(versions(garage, "review", 1)) == 1


def test_what_is_no_sheet_is_refused_in_words(garage, gate):
    with pytest.raises(Exception, match="不是任何考核表|no sheet"):
        freeze(gate, "mechanic", 1)


def test_the_text_is_the_same_wherever_it_is_written(garage, gate):
    kept = freeze(gate, "review", 1)
    told = json.dumps(kept.content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert told == kept.body


def test_one_snapshot_is_verified_by_itself_with_its_two_links(garage, gate):
    first = freeze(gate, "review", 1)
    other = gate.create("review", {"mechanic": 1, "month": date(2026, 5, 1)}).id
    second = freeze(gate, "review", other)
    assert verify_one(garage, first) == verify_one(garage, second) == ()
    torn = replace(second, previous="0" * 64)
    assert [fault.snapshot for fault in verify_one(garage, torn)] == [2, 2]
    assert [f.snapshot for f in verify_one(garage, replace(first, sha256="0" * 64))] == [1, 1]


def test_trap_55_the_newest_snapshot_forged_with_its_own_new_hash_is_unknown_to_the_history(
    garage, gate
):
    freeze(gate, "review", 1)
    table = unsealed_garage(garage)
    (kept,) = everything(garage)
    body = kept.body.replace('"score":"83.3"', '"score":"93.3"')
    table.update(body=body, sha256=digest(body)).execute()
    seal(garage.tables.database)
    (forged,) = everything(garage)
    assert [fault.snapshot for fault in verify_one(garage, forged)] == [1]
    (told,) = verify(garage).faults
    assert kept.code in told.words
