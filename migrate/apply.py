"""A plan carried out: a backup first, then everything or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import peewee

from language import say
from migrate import ddl
from migrate.backup import backup
from migrate.changes import (
    AddColumn,
    Change,
    Convert,
    CreateTable,
    RenameColumn,
    RenameTable,
)
from migrate.convert import converted, kind_of
from migrate.fills import fill_rows
from migrate.live import live, rows
from migrate.meaning import texts_of
from migrate.plan import Plan
from models import calendar
from models.database import transaction
from models.expressions import Expressions
from models.names import quoted
from models.seals import seal
from models.tables import Tables, create_constraints, create_table

LOCK_WAIT = "20s"
"""How long PostgreSQL waits for others to let go of a table."""


class Refused(ValueError):
    """A plan that was not carried out; its text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What was done: the plan's lines, and where the backup is."""

    plan: Plan
    backup: Path | None = None

    def __str__(self) -> str:
        """What was done, in words."""
        if not self.plan and not self.plan.notes:
            return str(self.plan)
        done = [*self.plan.lines(), self.plan.totals() + " " + say("Done.")]
        kept = [say("Backup: {path}", path=self.backup)] if self.backup else []
        return "\n".join(done + kept)


def apply(
    plan: Plan,
    database: peewee.Database,
    allow: frozenset[str] = frozenset(),
    backup_folder: Path | str | None = None,
    files_folder: Path | str | None = None,
    who: str = "",
) -> Applied:
    """Carry out a plan in one transaction, with the hazards that are allowed.

    A second plan finds nothing to do. Raises `Refused` and changes nothing when a hazard
    is not allowed, when the database moved since the plan, or when its rows do not fit.
    """
    check(plan, database, allow)
    if not plan and plan.recorded:
        seal(database)
        return Applied(plan)
    kept = saved(plan, database, backup_folder, files_folder)
    try:
        with ddl.unguarded(database), transaction(database):
            carry_out(plan, database)
            remember(plan, database, allow, who, kept)
    except peewee.DatabaseError as error:
        text = "The rows do not fit, and nothing was changed: {error}"
        raise Refused(say(text, error=str(error).strip().splitlines()[0])) from error
    return Applied(plan, kept)


def check(plan: Plan, database: peewee.Database, allow: frozenset[str]) -> None:
    """Refuse a plan that is out of date, or that does what nobody allowed."""
    if live(database) != plan.found:
        raise Refused(say("The database has changed since the plan was made. Plan again."))
    if plan.stopped_by(allow):
        raise Refused(str(plan))


def saved(
    plan: Plan, database: peewee.Database, folder: Path | str | None, files: Path | str | None
) -> Path | None:
    """A backup of a database that has something to lose, if it will change."""
    if folder is None or not plan or not plan.found.tables:
        return None
    stamp = now(plan.tables).strftime("%Y%m%d-%H%M%S-%f")
    return backup(database, files, Path(folder) / f"before-apply-{stamp}.zip")


def now(tables: Tables) -> datetime:
    """The company's date and time."""
    return datetime.now(ZoneInfo(tables.schema.company.time_zone)).replace(tzinfo=None)


def carry_out(plan: Plan, database: peewee.Database) -> None:
    """Every step of a plan, in the order that works on both kinds of database."""
    if isinstance(database, peewee.PostgresqlDatabase):
        ddl.run(database, f"SET LOCAL lock_timeout = '{LOCK_WAIT}'")
    for kind, step in STEPS.items():
        for change in plan.changes:
            if isinstance(change, kind):
                step(plan, database, change)
    # Types first, then values, then what may not be empty.
    ddl.settle(database, ddl.as_empty_as(live(database), plan.target))
    for (table, column), fill in plan.fills.items():
        fill_rows(plan.tables, table, column, fill)
    ddl.settle(database, plan.target)
    link_new_tables(plan)
    settle_indexes(plan, database)
    seal(database)
    verify(plan, database)
    if not plan.tables.CalendarDay.select().exists():
        calendar.fill(plan.tables)


def rename_table(plan: Plan, database: peewee.Database, change: RenameTable) -> None:
    """Give a table its new name, also where the platform's rows mention it."""
    ddl.rename_table(database, change.old, change.table)
    for name in MENTIONING:
        model = getattr(plan.tables, name)
        if model._meta.table_name in plan.found.tables:
            model.update(entity=change.table).where(model.entity == change.old).execute()
    rename_sequences(plan, f"{change.old}.", f"{change.table}.")


MENTIONING = ("History", "File", "Print", "Reminder", "SavedView")
"""The platform's tables whose rows belong to a record of an entity."""


def rename_sequences(plan: Plan, old: str, new: str) -> None:
    """Let the numbering go on under the new name."""
    if "rb_sequence" not in plan.found.tables:
        return
    sequence = plan.tables.Sequence
    for (key,) in list(sequence.select(sequence.key).distinct().tuples()):
        if key == old or (old.endswith(".") and key.startswith(old)):
            renamed = new + key.removeprefix(old)
            sequence.update(key=renamed).where(sequence.key == key).execute()


def rename_column(plan: Plan, database: peewee.Database, change: RenameColumn) -> None:
    """Give a column its new name, also where files and numbers mention its field."""
    name, table = change.column.name, change.table
    ddl.rename_column(database, table, change.old, name)
    rename_sequences(plan, f"{table}.{change.old}", f"{table}.{name}")
    if "rb_file" in plan.found.tables:
        file = plan.tables.File
        mine = (file.entity == table) & (file.field == change.old)
        file.update(field=name).where(mine).execute()


def create(plan: Plan, database: peewee.Database, change: CreateTable) -> None:
    """Make a table; what points elsewhere follows when all tables are there."""
    create_table(model_of(plan.tables, change.table))


def model_of(tables: Tables, table: str) -> Any:
    """The model of a table."""
    return next(model for model in tables.models() if model._meta.table_name == table)


def add(plan: Plan, database: peewee.Database, change: AddColumn) -> None:
    """Add a column, empty for now."""
    ddl.add_column(database, change.table, change.column)


def convert(plan: Plan, database: peewee.Database, change: Convert) -> None:
    """Keep the old values aside under another name, and read them into a new column."""
    ddl.rename_column(database, change.table, change.column.name, change.kept)
    ddl.add_column(database, change.table, change.column)
    kept, table = quoted(change.kept), quoted(change.table)
    found = rows(database, f"SELECT id, {kept} FROM {table} WHERE {kept} IS NOT NULL")
    expressions, model = Expressions(plan.tables), model_of(plan.tables, change.table)
    field = model._meta.columns[change.column.name]
    for id, raw in found:
        value = expressions.decoded(kind_of(change.before), raw)
        new = converted(value, change.before, change.column).value
        if new is not None:
            model.update({field: new}).where(model.id == id).execute()


STEPS: Mapping[type[Change], Callable[[Plan, peewee.Database, Any], None]] = {
    RenameTable: rename_table,
    RenameColumn: rename_column,
    CreateTable: create,
    AddColumn: add,
    Convert: convert,
}
"""The changes that need a step of their own, in order; the others are settled at the end."""


def link_new_tables(plan: Plan) -> None:
    """Add the references of new tables that had to wait for the other tables."""
    for change in plan.changes:
        if isinstance(change, CreateTable):
            create_constraints(model_of(plan.tables, change.table))


def settle_indexes(plan: Plan, database: peewee.Database) -> None:
    """Drop the rulebook's indexes that nothing needs, and make those that are missing."""
    found = live(database)
    for name in sorted(found.indexes - plan.target.indexes):
        ddl.run(database, f"DROP INDEX {quoted(name)}")
    for index in plan.tables.indexes:
        if index.name not in found.indexes:
            ddl.run(database, index.statement())


def verify(plan: Plan, database: peewee.Database) -> None:
    """Undo everything if the database is not what the plan said it would be."""
    found = live(database)
    wrong = [
        name
        for name, table in plan.target.tables.items()
        if name not in found.tables or ddl.differs(found.tables[name], table)
    ]
    wrong += ddl.broken_links(database)
    if wrong:
        text = "The database would not fit the rulebook at {tables}; nothing was changed."
        raise Refused(say(text, tables=", ".join(wrong)))


def remember(
    plan: Plan, database: peewee.Database, allow: frozenset[str], who: str, kept: Path | None
) -> None:
    """Keep what was applied, so that the next plan knows what was meant."""
    plan.tables.SchemaVersion.create(
        stamp=plan.schema.stamp,
        at=now(plan.tables),
        who=who,
        texts=texts_of(plan.schema.folder),
        shape=plan.target.written(),
        plan=str(plan),
        allowed=sorted(allow),
        backup=str(kept or ""),
    )
