"""The Peewee field of each schema field type."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import peewee

from models.exact import scaled, unscaled
from schema.objects import Field

NUMERIC_DIGITS = 30


class ScaledField(peewee.Field):
    """An exact decimal: a scaled integer on SQLite, NUMERIC on PostgreSQL."""

    def __init__(self, scale: int, as_integer: bool, **options: Any) -> None:
        self.scale = scale
        self.as_integer = as_integer
        # SQLite stores any name that contains INT as integers, and keeps the name.
        self.field_type = "SCALED_INT" if as_integer else "NUMERIC"
        super().__init__(**options)

    def get_modifiers(self) -> list[int]:
        """Digits and decimals of the column type."""
        return [self.scale] if self.as_integer else [NUMERIC_DIGITS, self.scale]

    def db_value(self, value: Any) -> Any:
        """The decimal as it is stored."""
        if value is None or isinstance(value, peewee.Node):
            return value
        whole = scaled(Decimal(value), self.scale)
        return whole if self.as_integer else unscaled(whole, self.scale)

    def python_value(self, value: Any) -> Decimal | None:
        """The stored number as a decimal with all its decimals."""
        if value is None:
            return None
        return unscaled(value, self.scale) if self.as_integer else Decimal(value)


class YesNoField(peewee.BooleanField):
    """Yes, no, or empty; the column's type says so on every database."""

    field_type = "BOOLEAN"


class JsonField(peewee.TextField):
    """Any plain value, stored as JSON text that people can read."""

    def db_value(self, value: Any) -> str | None:
        """The value as JSON text."""
        return None if value is None else json.dumps(value, ensure_ascii=False)

    def python_value(self, value: str | None) -> Any:
        """The value that the JSON text says."""
        return None if value is None else json.loads(value)


class KeysField(JsonField):
    """The chosen keys of a multiple choice, stored as a JSON list; none is empty."""

    def db_value(self, value: Any) -> str | None:
        """The keys as JSON text."""
        return super().db_value(list(value)) if value else None

    def python_value(self, value: str | None) -> tuple[str, ...] | None:
        """The keys as a tuple."""
        keys = super().python_value(value)
        return tuple(keys) if keys else None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a column is made: on which kind of database, and among which models."""

    sqlite: bool
    model: Callable[[str], type[peewee.Model]]
    options: Mapping[str, Any]


def text_column(field: Field, place: Place) -> peewee.Field:
    """A text of any length; the gate keeps its limits."""
    return peewee.TextField(**place.options)


def integer_column(field: Field, place: Place) -> peewee.Field:
    """A whole number of eight bytes."""
    return peewee.BigIntegerField(**place.options)


def scaled_column(field: Field, place: Place) -> peewee.Field:
    """An exact number of the field's decimals."""
    return ScaledField(field.kind.scale, place.sqlite, **place.options)


def boolean_column(field: Field, place: Place) -> peewee.Field:
    """Yes, no, or empty."""
    return YesNoField(**place.options)


def date_column(field: Field, place: Place) -> peewee.Field:
    """A day; a month is its first day."""
    return peewee.DateField(**place.options)


def time_column(field: Field, place: Place) -> peewee.Field:
    """A time of day."""
    return peewee.TimeField(**place.options)


def datetime_column(field: Field, place: Place) -> peewee.Field:
    """A moment in company time."""
    return peewee.DateTimeField(**place.options)


def choice_column(field: Field, place: Place) -> peewee.Field:
    """A key of the options, or a list of them."""
    return (KeysField if field.multiple else peewee.TextField)(**place.options)


def file_column(field: Field, place: Place) -> peewee.Field:
    """The id of a stored file."""
    return peewee.BigIntegerField(**place.options)


def link_column(field: Field, place: Place) -> peewee.Field:
    """A reference to a record, which the database keeps from being removed."""
    return reference(place.model(field.to), f"{field.name}_id", place)


def reference(target: type[peewee.Model], column: str, place: Place) -> peewee.Field:
    """A foreign key; on PostgreSQL its constraint is added after all tables exist."""
    return peewee.ForeignKeyField(
        target,
        column_name=column,
        backref="+",
        index=False,
        lazy_load=False,
        on_delete="RESTRICT",
        _deferred=not place.sqlite,
        **place.options,
    )


def no_column(field: Field, place: Place) -> None:
    """Nothing in this table: the values live in another one."""
    return


COLUMNS: Mapping[str, Callable[[Field, Place], peewee.Field | None]] = {
    "string": text_column,
    "text": text_column,
    "integer": integer_column,
    "decimal": scaled_column,
    "money": scaled_column,
    "percent": scaled_column,
    "boolean": boolean_column,
    "date": date_column,
    "month": date_column,
    "time": time_column,
    "datetime": datetime_column,
    "choice": choice_column,
    "link": link_column,
    "links": no_column,
    "lines": no_column,
    "file": file_column,
    "image": file_column,
    "email": text_column,
    "phone": text_column,
    "url": text_column,
    "sequence": text_column,
}
