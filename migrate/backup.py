"""One archive with a database and its files, and the way back."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import peewee

from language import say
from migrate.live import rows
from models.database import is_sqlite, transaction
from models.names import quoted
from models.seals import seal

ABOUT = "about.json"
SQLITE_FILE = "database.sqlite"
DEFINITION = "definition.json"
TABLES = "tables"
FILES = "files"
CHUNK = 1 << 20


class NotRestored(ValueError):
    """An archive that cannot be put into this database."""


def backup(database: peewee.Database, files_folder: Path | str | None, target: Path | str) -> Path:
    """Write a database and its files into one archive; readers and writers may go on.

    What is written is one moment's state. A half-written archive never has its name.
    """
    target = Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(target.name + ".part")
    with ZipFile(unfinished, "w", ZIP_DEFLATED) as archive, TemporaryDirectory() as scratch:
        kind = "sqlite" if is_sqlite(database) else "postgresql"
        archive.writestr(ABOUT, json.dumps({"kind": kind, "format": 1}))
        write = write_sqlite if is_sqlite(database) else write_postgres
        write(database, archive, Path(scratch))
        for file in files_in(files_folder):
            archive.write(file, f"{FILES}/{file.relative_to(Path(files_folder or '')).as_posix()}")
    unfinished.replace(target)
    return target


def restore(
    archive: Path | str, database: peewee.Database, files_folder: Path | str | None = None
) -> None:
    """Put an archive's database and files in the place of what is there now."""
    with ZipFile(archive) as opened, TemporaryDirectory() as scratch:
        kind = json.loads(opened.read(ABOUT))["kind"]
        if (kind == "sqlite") != is_sqlite(database):
            raise NotRestored(say("This backup is of a {kind} database.", kind=kind))
        put_back = restore_sqlite if is_sqlite(database) else restore_postgres
        put_back(database, opened, Path(scratch))
        seal(database)
        if files_folder is not None:
            restore_files(opened, Path(files_folder))


def files_in(folder: Path | str | None) -> Iterator[Path]:
    """The files of a folder and its sub-folders."""
    if folder is not None and Path(folder).is_dir():
        yield from (file for file in sorted(Path(folder).rglob("*")) if file.is_file())


def restore_files(archive: ZipFile, folder: Path) -> None:
    """Unpack the files; a name that leads out of the folder is left out."""
    for name in archive.namelist():
        parts = PurePosixPath(name).parts
        if parts[0] == FILES and len(parts) > 1 and ".." not in parts:
            file = folder.joinpath(*parts[1:])
            file.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as packed, file.open("wb") as unpacked:
                shutil.copyfileobj(packed, unpacked)


def write_sqlite(database: peewee.Database, archive: ZipFile, scratch: Path) -> None:
    """Copy a SQLite database page by page, as its own backup does."""
    copy = sqlite3.connect(scratch / SQLITE_FILE)
    try:
        database.connection().backup(copy)
    finally:
        copy.close()
    archive.write(scratch / SQLITE_FILE, SQLITE_FILE)


def restore_sqlite(database: peewee.Database, archive: ZipFile, scratch: Path) -> None:
    """Copy a SQLite database back over the one that is open."""
    archive.extract(SQLITE_FILE, scratch)
    copy = sqlite3.connect(scratch / SQLITE_FILE)
    try:
        copy.backup(database.connection())
    finally:
        copy.close()


# PostgreSQL: definitions from the catalogue, rows by COPY, so that no other program is needed

COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
       pg_get_expr(d.adbin, d.adrelid)
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
ORDER BY c.relname, a.attnum
"""
CONSTRAINTS = """
SELECT c.relname, k.conname, pg_get_constraintdef(k.oid), k.contype::text
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE c.relnamespace = current_schema()::regnamespace AND k.contype IN ('p', 'f', 'u')
ORDER BY k.contype = 'f', c.relname, k.conname
"""
INDEXES = """
SELECT indexdef FROM pg_indexes
WHERE schemaname = current_schema()
  AND indexname NOT IN (SELECT conname FROM pg_constraint)
"""
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema()"


def definition(database: peewee.Database) -> dict[str, Any]:
    """Everything that is needed to make a PostgreSQL database's tables again."""
    here = str(rows(database, "SELECT current_schema()")[0][0])
    return {
        "columns": [list(row) for row in rows(database, COLUMNS)],
        "constraints": [list(row) for row in rows(database, CONSTRAINTS)],
        "indexes": [row[0].replace(f" ON {here}.", " ON ") for row in rows(database, INDEXES)],
        "sequences": [list(row) for row in rows(database, SEQUENCES)],
    }


def write_postgres(database: peewee.Database, archive: ZipFile, scratch: Path) -> None:
    """Write the tables of a PostgreSQL database as they are at one moment."""
    with database.atomic():
        if database.transaction_depth() == 1:
            database.execute_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        found = definition(database)
        archive.writestr(DEFINITION, json.dumps(found, ensure_ascii=False, indent=1))
        for table in tables_of(found):
            with archive.open(f"{TABLES}/{table}.copy", "w") as packed:
                statement = f"COPY {quoted(table)} TO STDOUT"
                with database.cursor().copy(statement) as copied:
                    for block in copied:
                        packed.write(block)


def tables_of(found: dict[str, Any]) -> list[str]:
    """The names of the tables in a definition."""
    return list(dict.fromkeys(column[0] for column in found["columns"]))


def restore_postgres(database: peewee.Database, archive: ZipFile, scratch: Path) -> None:
    """Replace the tables of a PostgreSQL database by those of an archive."""
    found = json.loads(archive.read(DEFINITION))
    with transaction(database):
        for table in tables_of(definition(database)):
            database.execute_sql(f"DROP TABLE {quoted(table)} CASCADE")
        for statement in statements_before(found):
            database.execute_sql(statement)
        for table in tables_of(found):
            fill_table(database, archive, table)
        for statement in statements_after(found):
            database.execute_sql(statement)


def fill_table(database: peewee.Database, archive: ZipFile, table: str) -> None:
    """Put the rows of an archive back into a table."""
    with (
        archive.open(f"{TABLES}/{table}.copy") as packed,
        database.cursor().copy(f"COPY {quoted(table)} FROM STDIN") as copying,
    ):
        while block := packed.read(CHUNK):
            copying.write(block)


def statements_before(found: dict[str, Any]) -> Iterator[str]:
    """The statements that make sequences and tables."""
    for name, _ in found["sequences"]:
        yield f"CREATE SEQUENCE IF NOT EXISTS {quoted(name)}"
    for table in tables_of(found):
        columns = (column_clause(*column[1:]) for column in found["columns"] if column[0] == table)
        yield f"CREATE TABLE {quoted(table)} ({', '.join(columns)})"


def column_clause(name: str, type_: str, required: bool, default: str | None) -> str:
    """A column as CREATE TABLE writes it."""
    filled = " NOT NULL" if required else ""
    return f"{quoted(name)} {type_}{filled}" + (f" DEFAULT {default}" if default else "")


def statements_after(found: dict[str, Any]) -> Iterator[str]:
    """The statements that need the rows: keys, links, indexes, where numbering goes on."""
    for table, name, text, _ in found["constraints"]:
        yield f"ALTER TABLE {quoted(table)} ADD CONSTRAINT {quoted(name)} {text}"
    yield from found["indexes"]
    for name, last in found["sequences"]:
        if last is not None:
            yield f"SELECT setval('{quoted(name)}', {int(last)})"
    for table, column, _, _, default in found["columns"]:
        if default and default.startswith("nextval("):
            sequence = default.split("'")[1]
            yield f"ALTER SEQUENCE {sequence} OWNED BY {quoted(table)}.{quoted(column)}"
