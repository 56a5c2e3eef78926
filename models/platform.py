"""The platform's own tables, which are there whatever the rulebook says."""

from __future__ import annotations

from collections.abc import Mapping

import peewee
from peewee import (
    SQL,
    BigAutoField,
    BigIntegerField,
    CompositeKey,
    DateField,
    DateTimeField,
    IntegerField,
    TextField,
)

from models.columns import JsonField, KeysField, YesNoField


def zero() -> list[SQL]:
    """The clause that fills a new number column of old rows with 0."""
    return [SQL("DEFAULT 0")]


class PlatformTable(peewee.Model):
    """What every platform table shares; `bound` makes the class that is used."""

    id = BigAutoField()


class History(PlatformTable):
    """What happened to a record: by whom, when, and each field before and after."""

    entity = TextField()
    record = BigIntegerField()
    version = IntegerField(null=True)
    at = DateTimeField()
    account = BigIntegerField(null=True)
    person = BigIntegerField(null=True)
    who = TextField(default="")
    action = TextField()
    transition = TextField(default="")
    changes = JsonField(default=dict)
    comment = TextField(default="")


class File(PlatformTable):
    """A file of a record: its random name on disk, its own name and what it is."""

    stored = TextField()
    name = TextField()
    size = BigIntegerField()
    mime = TextField()
    sha256 = TextField()
    entity = TextField()
    record = BigIntegerField(null=True)
    field = TextField(default="")
    at = DateTimeField()
    account = BigIntegerField(null=True)
    person = BigIntegerField(null=True)
    deleted_at = DateTimeField(null=True)
    deleted_by = BigIntegerField(null=True)


class Sequence(PlatformTable):
    """The last serial given out by a numbering in a period."""

    id = None
    key = TextField()
    period = TextField()
    last = BigIntegerField(default=0)


class Spelling(PlatformTable):
    """How a record's Chinese title sounds: in pinyin and by initials, for searching."""

    id = None
    entity = TextField()
    record = BigIntegerField()
    sound = TextField()


class Account(PlatformTable):
    """Who may sign in: roles, password, locale, and the person it belongs to."""

    username = TextField()
    password_hash = TextField(default="")
    name = TextField(default="")
    person = BigIntegerField(null=True)
    roles = KeysField(null=True)
    active = YesNoField(default=True)
    locale = TextField(default="")
    failed_signins = IntegerField(default=0)
    locked_until = DateTimeField(null=True)
    must_change_password = YesNoField(default=False)
    session_stamp = TextField(default="")
    preferences = JsonField(default=dict)
    created_at = DateTimeField()
    signed_in_at = DateTimeField(null=True)


class SettingValue(PlatformTable):
    """The value that an administrator gave to a setting."""

    id = None
    key = TextField(primary_key=True)
    value = JsonField(null=True)
    changed_at = DateTimeField()
    account = BigIntegerField(null=True)


class DatedValue(PlatformTable):
    """What a dated setting is from a day on, None its default; only ever added.

    Of several from the same day the one that was entered last holds.
    """

    key = TextField()
    since = DateField()
    value = JsonField(null=True)
    at = DateTimeField()
    account = BigIntegerField(null=True)
    who = TextField(default="")


class CalendarDay(PlatformTable):
    """A day, whether it is worked, and the running number of working days."""

    id = None
    day = DateField(primary_key=True)
    workday = YesNoField()
    number = IntegerField()
    name = TextField(default="")
    edited = YesNoField(default=False)


class SchemaVersion(PlatformTable):
    """A rulebook that was applied: its texts, and the shape that it left behind."""

    stamp = TextField()
    at = DateTimeField()
    who = TextField(default="")
    texts = JsonField(default=dict)
    shape = JsonField(default=dict)
    plan = TextField(default="")
    allowed = JsonField(default=list)
    backup = TextField(default="")


class Print(PlatformTable):
    """A document that was printed: what it showed, and the hash of its bytes."""

    report = TextField()
    entity = TextField(default="")
    record = BigIntegerField(null=True)
    period = TextField(default="")
    number = TextField(default="")
    copy_number = IntegerField(default=1)
    at = DateTimeField()
    account = BigIntegerField(null=True)
    who = TextField(default="")
    draft = YesNoField(default=False)
    pages = IntegerField(default=0)
    sha256 = TextField(default="")
    snapshot = JsonField(null=True)
    previous = TextField(default="")
    file = BigIntegerField(null=True)


class Snapshot(PlatformTable):
    """What was frozen, as one text, chained by its hash to the one before; only ever added."""

    card = TextField()
    entity = TextField()
    record = BigIntegerField()
    version = IntegerField()
    period = TextField()
    person = BigIntegerField(null=True)
    at = DateTimeField()
    who = TextField(default="")
    reason = TextField(default="")
    body = TextField()
    sha256 = TextField()
    previous = TextField(default="")


class Reminder(PlatformTable):
    """A reminder to a person about a record, until it is read or settled."""

    entity = TextField()
    record = BigIntegerField()
    rule = TextField()
    person = BigIntegerField()
    message = TextField()
    at = DateTimeField()
    read_at = DateTimeField(null=True)
    settled_at = DateTimeField(null=True)


class Duty(PlatformTable):
    """That a duty's record was made, or found, for a day and a record; only ever added.

    `day` is a date, "" for a duty that is due once for each record, "begin" where the duty
    was first seen (`source` 0), and "before" for records that had its condition already. A
    sheet of a cycle has there the scorecard, the period and the days where these are divided.
    """

    duty = TextField()
    day = TextField()
    source = BigIntegerField(default=0)
    record = BigIntegerField(null=True)
    made = YesNoField(default=False)
    at = DateTimeField()


class DutyRun(PlatformTable):
    """A run of the duties: up to which day, how many records it made, and what failed."""

    at = DateTimeField()
    until = DateField()
    who = TextField(default="")
    made = IntegerField(default=0)
    found = IntegerField(default=0)
    failures = JsonField(default=list)


class Cycle(PlatformTable):
    """That a scorecard's cycle was closed; only ever added."""

    card = TextField()
    period = TextField()
    at = DateTimeField()
    who = TextField(default="")
    reason = TextField(default="")


class SavedView(PlatformTable):
    """A list's search, filters, order and columns, kept under a name."""

    account = BigIntegerField(null=True)
    entity = TextField()
    name = TextField()
    query = JsonField(default=dict)
    shared = YesNoField(default=False)
    position = IntegerField(default=0, constraints=zero())


TABLES: Mapping[str, type[PlatformTable]] = {
    "rb_history": History,
    "rb_file": File,
    "rb_sequence": Sequence,
    "rb_spelling": Spelling,
    "rb_account": Account,
    "rb_setting": SettingValue,
    "rb_setting_since": DatedValue,
    "rb_calendar": CalendarDay,
    "rb_schema": SchemaVersion,
    "rb_print": Print,
    "rb_snapshot": Snapshot,
    "rb_reminder": Reminder,
    "rb_view": SavedView,
    "rb_cycle": Cycle,
    "rb_duty": Duty,
    "rb_duty_run": DutyRun,
}

UNIQUE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("rb_account", ("username",)),
    ("rb_file", ("stored",)),
    ("rb_snapshot", ("sha256",)),
    ("rb_snapshot", ("entity", "record", "version")),
    ("rb_duty", ("duty", "day", "source")),
    ("rb_cycle", ("card", "period")),
)

INDEXES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("rb_history", ("entity", "record")),
    ("rb_history", ("at",)),
    ("rb_file", ("entity", "record")),
    ("rb_file", ("sha256",)),
    ("rb_account", ("person",)),
    ("rb_calendar", ("number",)),
    ("rb_print", ("report", "record", "period")),
    ("rb_snapshot", ("card", "period")),
    ("rb_reminder", ("person", "settled_at")),
    ("rb_reminder", ("entity", "record")),
    ("rb_view", ("entity", "account")),
    ("rb_duty", ("at",)),
)

INSERT_ONLY: tuple[str, ...] = ("rb_snapshot", "rb_duty", "rb_cycle", "rb_setting_since")
"""Tables whose rows the database itself lets nobody change or take away."""

KEYS: Mapping[str, tuple[str, ...]] = {
    "rb_sequence": ("key", "period"),
    "rb_spelling": ("entity", "record"),
}


def bound(database: peewee.Database) -> dict[str, type[peewee.Model]]:
    """A model of every platform table on a database, by the declaring class's name."""
    return {
        declared.__name__: bound_table(name, declared, database)
        for name, declared in TABLES.items()
    }


def bound_table(
    name: str, declared: type[PlatformTable], database: peewee.Database
) -> type[peewee.Model]:
    """A platform table's model on a database."""
    options = {"database": database, "table_name": name}
    if name in KEYS:
        options["primary_key"] = CompositeKey(*KEYS[name])
    return type(declared.__name__, (declared,), {"Meta": type("Meta", (), options)})
