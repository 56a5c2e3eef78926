"""Traps 50 to 56: rows behind a number, who may see them, and what is frozen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import peewee
import pytest

from kpi import thawed
from kpi.chain import verify
from kpi.figures import Figures
from kpi.period import Period
from kpi.sheet import sheet_of
from kpi.snapshots import freeze, latest, versions
from models.tables import Tables
from records.actor import SYSTEM, person_actor
from records.gate import Gate
from records.query import Query
from records.rulebook import Rulebook
from schema.load import read
from tests.kpi.test_snapshots import GARAGE

WON = "count(deal where stage = 'won') / count(deal)"


@pytest.mark.parametrize("period", ["2025-05", "2025-06", "2025-Q2", "2025"])
def test_trap_50_as_many_rows_open_as_were_counted(shop, period):
    clerk = shop.put("clerk", name="a")
    for day, who, stage in (
        ("2025-05-31", clerk, "won"),
        ("2025-06-01", clerk, "lost"),
        ("2025-06-30", None, "won"),
        ("2025-06-30", clerk, None),
        ("2025-07-01", clerk, "won"),
    ):
        shop.put("deal", signed_on=day, seller=who, stage=stage)
    for level in ("company", "employee"):
        for who, cell in shop.cells(WON, period, level).items():
            rows = [
                shop.opened(WON, period, part, level, who)
                for part in ("numerator", "denominator", "difference")
            ]
            over = cell.denominator - cell.numerator
            assert rows == [cell.numerator, cell.denominator, over]


def test_trap_51_the_viewer_s_rows_and_the_hidden_ones_are_all_the_rows(bakery, figures, put):
    wei, he = put("baker", name="魏"), put("baker", name="何")
    for baker in (wei, he, he):
        put("batch", baker=baker, due_on=date(2026, 6, 2), baked_on=date(2026, 6, 1))
    june = Period.parse("2026-06")
    where = figures.rows("on_time", june)["batch"]
    hand = Gate(bakery, person_actor(bakery.schema, wei, ["hand"]))
    seen, all_ = (gate.count("batch", Query(where=where)) for gate in (hand, Gate(bakery, SYSTEM)))
    cell = figures.cells(["on_time"], [june])["on_time"][(june.key, None)]
    assert (seen, all_ - seen, cell.rows) == (1, 2, 3)


def test_trap_54_a_frozen_sheet_does_not_move_a_byte(garage, gate):
    gate.move("review", 1, "approve")
    before = latest(garage, "review", 1)
    gate.create("repair", {"mechanic": 1, "due_on": date(2026, 6, 30)})
    gate.delete("repair", 1)
    after = latest(garage, "review", 1)
    assert (after.body, after.sha256) == (before.body, before.sha256)


EDITS = {
    "formula": ("done_on <= due_on", "done_on < due_on"),
    "label of the figure": ("label: 及时率", "label: 准时率"),
    "target": ("target: 90%", "target: 50%"),
    "label of the card": ("label: 月度考核", "label: 月考"),
    "grades": ("from: 80}, poor", "from: 99}, poor"),
    "decimals": ("    adjust: extra\n", "    adjust: extra\n    decimals: 3\n"),
    "how points are given": ("weight: 100}", "weight: 100, method: pass}"),
    "name of a mechanic's field": ("label: 姓名}", "label: 名字}"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_trap_54_no_edit_of_the_rulebook_moves_a_frozen_sheet(garage, gate, edit):
    """The same bytes, the same numbers on the page, and the chain is whole."""
    gate.move("review", 1, "approve")
    before = latest(garage, "review", 1)
    shown, live = thawed.sheet(before), sheet_of(Figures(garage), gate, "review", 1)
    old, new = EDITS[edit]
    assert GARAGE.count(old) == 1, "an edit that changes nothing proves nothing"
    edited = read({"garage.yaml": GARAGE.replace(old, new)})
    newer = Rulebook(edited, Tables(edited, garage.tables.database), garage.files_folder)
    after = latest(newer, "review", 1)
    assert (after.body, after.sha256) == (before.body, before.sha256)
    assert thawed.sheet(after) == shown
    assert verify(newer).sound
    today = sheet_of(Figures(newer), Gate(newer, SYSTEM), "review", 1)
    assert today != live or "name" in edit, "what is computed today did change"


@pytest.mark.parametrize("column", ["reason", "body", "person", "version"])
def test_trap_55_the_database_refuses_a_change_and_a_forged_chain_is_found(garage, gate, column):
    freeze(gate, "review", 1)
    assert verify(garage).sound
    table = garage.tables.Snapshot
    value = {"reason": "x", "body": "{}", "person": 9, "version": 7}[column]
    with pytest.raises(peewee.DatabaseError):
        table.update({column: value}).execute()
    on = "" if garage.tables.sqlite else " ON rb_snapshot"
    garage.tables.database.execute_sql("DROP TRIGGER rb_snapshot_no_update" + on)
    table.update({column: value}).execute()
    assert not verify(garage).sound
    assert any(fault.snapshot == 1 for fault in verify(garage).faults)


def test_trap_56_a_double_click_gives_one_snapshot(garage):
    def press(_):
        try:
            return freeze(Gate(garage, SYSTEM), "review", 1).sha256
        finally:
            garage.tables.database.close()

    with ThreadPoolExecutor(3) as pool:
        hashes = set(pool.map(press, range(6)))
    assert len(hashes) == len(versions(garage, "review", 1)) == 1
