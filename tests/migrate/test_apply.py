"""Applying a plan: nothing is lost, nothing half done, nothing done twice."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from migrate.apply import Refused, apply
from migrate.plan import plan
from models.seals import unsealed
from schema.load import read
from tests.migrate.conftest import NOW, Bench, entities

FAMILY = """
mother: {fields: {age: {type: integer}}}
child: {fields: {mother: {type: link, to: mother, required: true}}}
"""


def test_values_survive_a_wider_type(bench: Bench) -> None:
    bench.apply("animal: {fields: {legs: {type: integer}, fee: {type: money}, came: {type: date}}}")
    bench.insert("animal", legs=4, fee=Decimal("9.99"), came=date(2024, 2, 29))
    bench.apply(
        "animal: {fields: {legs: {type: decimal}, fee: {type: money, decimals: 4}, came: {type: datetime}}}"
    )
    assert bench.column("animal", "legs") == [Decimal("4.00")]
    assert bench.column("animal", "fee") == [Decimal("9.9900")]
    assert bench.column("animal", "came") == [datetime(2024, 2, 29)]


def test_a_default_fills_a_column_that_also_becomes_wider(bench: Bench) -> None:
    bench.apply("animal: {fields: {legs: {type: integer}}}")
    bench.insert("animal", legs=4)
    bench.insert("animal")
    bench.apply("animal: {fields: {legs: {type: decimal, required: true, default: 2}}}")
    assert bench.column("animal", "legs") == [Decimal("4.00"), Decimal("2.00")]


def test_a_formula_fills_a_required_column_row_by_row(bench: Bench) -> None:
    bench.apply("animal: {fields: {legs: {type: integer}}}")
    for legs in (2, 4):
        bench.insert("animal", legs=legs)
    bench.apply(
        "animal: {fields: {legs: {type: integer}, eyes: {type: integer, required: true, default: legs + 1}}}"
    )
    assert bench.column("animal", "eyes") == [3, 5]


def test_old_values_are_kept_aside_when_the_type_changes(bench: Bench) -> None:
    bench.apply("animal: {fields: {born: {type: string}}}")
    bench.insert("animal", born="2024-02-03")
    bench.insert("animal", born="spring")
    bench.apply("animal: {fields: {born: {type: date}}}", "H203")
    assert bench.column("animal", "born") == [date(2024, 2, 3), None]
    kept = bench.database.execute_sql('SELECT born__text FROM "animal" ORDER BY id').fetchall()
    assert [value for (value,) in kept] == ["2024-02-03", "spring"]


def test_a_removed_required_field_lets_new_rows_in_and_comes_back(bench: Bench) -> None:
    text = "animal: {fields: {fax: {type: string, required: true}}}"
    bench.apply(text)
    bench.insert("animal", fax="1")
    bench.apply("animal: {}", "H201")
    bench.insert("animal", name="Bo")
    assert "use column animal.fax again" in str(bench.plan(text.replace(", required: true", "")))
    bench.apply(text.replace(", required: true", ""))
    assert bench.column("animal", "fax") == ["1", None]


def test_children_outlive_the_rebuilding_of_their_parent(bench: Bench) -> None:
    bench.apply(FAMILY)
    parent = bench.insert("mother", name="Eva", age=40)
    bench.insert("child", name="Abel", mother=parent)
    bench.apply(FAMILY.replace("integer", "integer, required: true"))
    assert bench.column("child", "mother") == [parent]
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        bench.tables.model("mother").delete().execute()


def test_numbering_history_and_files_follow_a_rename(bench: Bench) -> None:
    bench.apply("beast: {fields: {tag: {type: string}}}")
    bench.tables.Sequence.create(key="beast.tag", period="", last=7)
    bench.tables.History.create(entity="beast", record=1, at=NOW, action="create")
    bench.apply("animal: {renamed_from: beast, fields: {chip: {type: string, renamed_from: tag}}}")
    assert bench.tables.Sequence.get().key == "animal.chip"
    assert bench.tables.History.get().entity == "animal"


def test_what_nobody_allowed_changes_nothing(bench: Bench) -> None:
    bench.apply("animal: {fields: {fax: {type: string}}}")
    bench.insert("animal", fax="1")
    with pytest.raises(Refused, match="H201"):
        bench.apply("animal: {}")
    assert bench.database.execute_sql('SELECT fax FROM "animal"').fetchall() == [("1",)]


def test_what_may_not_be_allowed_stays_refused(bench: Bench) -> None:
    bench.apply("animal: {}")
    bench.insert("animal", name="Bo")
    with pytest.raises(Refused, match="Declare a default"):
        bench.apply("animal: {fields: {born: {type: date, required: true}}}", "H205")


def test_a_default_that_asks_who_is_signed_in_fills_no_old_row(bench: Bench) -> None:
    bench.apply("animal: {}")
    bench.insert("animal", name="Bo")
    keeper = "animal: {fields: {keeper: {type: link, to: animal, required: true, default: me}}}"
    text = "people: {entity: animal, name: name}\n" + entities(keeper)
    with pytest.raises(Refused, match="1 row has no value"):
        apply(plan(read({"rules.yaml": text}), bench.database), bench.database)


def test_a_database_that_moved_since_the_plan_stops_it(bench: Bench) -> None:
    found = bench.plan("animal: {}")
    bench.database.execute_sql("CREATE TABLE other (id INTEGER)")
    with pytest.raises(Refused, match="Plan again"):
        apply(found, bench.database)


def test_a_column_that_somebody_added_by_hand_is_noticed(bench: Bench) -> None:
    bench.apply("animal: {}")
    bench.database.execute_sql('ALTER TABLE "animal" ADD COLUMN extra TEXT')
    found = bench.plan("animal: {}")
    assert "! H200  changed since the last apply: + column animal.extra" in str(found)
    with pytest.raises(Refused):
        bench.apply("animal: {}")
    bench.apply("animal: {}", "H200")
    assert not bench.plan("animal: {}").hazards


def test_an_error_in_the_middle_undoes_everything(bench: Bench) -> None:
    bench.apply("animal: {fields: {born: {type: string}}}")
    for born in ("2024-01-01", "2024-1-1", "2024-01-01 "):
        bench.insert("animal", born=born)
    with pytest.raises(Refused, match="nothing was changed"):
        bench.apply("animal: {fields: {born: {type: date, unique: true}}}", "H203")
    born = bench.database.execute_sql('SELECT born FROM "animal" ORDER BY id').fetchall()
    assert [value for (value,) in born] == ["2024-01-01", "2024-1-1", "2024-01-01 "]


def test_each_apply_is_remembered_with_its_plan(bench: Bench) -> None:
    bench.apply("animal: {}")
    bench.apply("animal: {}")
    bench.apply("animal: {label: Beast}")
    assert bench.tables.SchemaVersion.select().count() == 2


def test_tables_made_at_once_are_what_a_plan_wants(bench: Bench) -> None:
    found = bench.plan(FAMILY)
    found.tables.create()
    assert not bench.plan(FAMILY)


def test_the_calendar_is_there_after_the_first_apply(bench: Bench) -> None:
    bench.apply("animal: {}")
    assert bench.tables.CalendarDay.select().count() > 8000


def test_every_apply_seals_what_is_only_added_to(bench: Bench) -> None:
    bench.apply("animal: {fields: {legs: {type: integer}}}")
    database = bench.tables.database
    on = "" if bench.tables.sqlite else " ON rb_snapshot"
    database.execute_sql(f"DROP TRIGGER rb_snapshot_no_update{on}")
    assert unsealed(database) == ("rb_snapshot_no_update",)
    bench.apply("animal: {fields: {legs: {type: integer}}}")
    assert unsealed(database) == ()
