"""An archive holds everything, and puts everything back."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

from migrate.backup import NotRestored, backup, restore
from models.database import connect
from tests.migrate.conftest import Bench

RULES = """
animal: {fields: {fee: {type: money}, note: {type: text}, friends: {type: links, to: animal}}}
"""


def test_rows_files_and_numbers_come_back(bench: Bench, tmp_path: Path) -> None:
    bench.apply(RULES)
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "a1").write_text("paper")
    first = bench.insert("animal", name="熊\t\\", fee="1.25", note="a\nb")
    archive = backup(bench.database, tmp_path / "files", tmp_path / "kept.zip")
    bench.tables.model("animal").delete().execute()
    restore(archive, bench.database, tmp_path / "again")
    assert bench.column("animal", "note") == ["a\nb"] and bench.column("animal", "name") == [
        "熊\t\\"
    ]
    assert (tmp_path / "again" / "a1").read_text() == "paper"
    assert bench.insert("animal", name="next") > first


def test_a_restored_database_fits_its_rulebook(bench: Bench, tmp_path: Path) -> None:
    bench.apply(RULES)
    archive = backup(bench.database, None, tmp_path / "kept.zip")
    bench.apply(RULES + "keeper: {}")
    restore(archive, bench.database)
    assert not bench.plan(RULES) and not bench.plan(RULES).hazards


def test_an_apply_leaves_a_backup_of_what_was_there(bench: Bench) -> None:
    bench.apply(RULES)
    bench.insert("animal", name="Bo")
    done = bench.apply(RULES + "keeper: {}")
    assert done.backup is not None and str(done.backup) in str(done)
    restore(done.backup, bench.database)
    assert bench.column("animal", "name") == ["Bo"]


def test_an_archive_of_the_other_kind_is_refused(bench: Bench, tmp_path: Path) -> None:
    archive = tmp_path / "other.zip"
    kind = "postgresql" if bench.database.__class__.__name__ == "SqliteDatabase" else "sqlite"
    with ZipFile(archive, "w") as made:
        made.writestr("about.json", f'{{"kind": "{kind}"}}')
    with pytest.raises(NotRestored, match=f"{kind} database"):
        restore(archive, bench.database)


def test_a_name_that_leads_out_of_the_folder_is_not_unpacked(
    sqlite_url: str, tmp_path: Path
) -> None:
    database = connect(sqlite_url)
    archive = backup(database, None, tmp_path / "kept.zip")
    with ZipFile(archive, "a") as opened:
        opened.writestr("files/../../evil", "x")
    restore(archive, database, tmp_path / "inside" / "files")
    assert not (tmp_path / "evil").exists()
