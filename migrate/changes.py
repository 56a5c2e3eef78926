"""The changes that a plan can consist of, and how each is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from language import say
from migrate.shape import Column, Table


@dataclass(frozen=True, slots=True)
class Change:
    """One step from the database's shape to the rulebook's."""

    table: str
    sign: ClassVar[str] = "~"

    def what(self) -> str:
        """What is changed."""
        return self.table

    def detail(self) -> str:
        """How it changes."""
        return ""


@dataclass(frozen=True, slots=True)
class OfColumn(Change):
    """A change of one column, as it will be."""

    column: Column

    @property
    def place(self) -> str:
        """The column with its table."""
        return f"{self.table}.{self.column.name}"


@dataclass(frozen=True, slots=True)
class CreateTable(Change):
    """A table that is not there yet."""

    shape: Table
    sign: ClassVar[str] = "+"

    def what(self) -> str:
        """The new table."""
        return say("create table {table}", table=self.table)

    def detail(self) -> str:
        """How many columns it has."""
        return counted("{count} column", "{count} columns", len(self.shape.columns))


@dataclass(frozen=True, slots=True)
class RenameTable(Change):
    """A table that gets another name and keeps its rows."""

    old: str

    def what(self) -> str:
        """Both names."""
        return say("rename table {old} to {new}", old=self.old, new=self.table)


@dataclass(frozen=True, slots=True)
class RetireTable(Change):
    """A table that no entity uses any more; it stays as it is."""

    sign: ClassVar[str] = "-"

    def what(self) -> str:
        """The table."""
        return say("retire table {table}", table=self.table)

    def detail(self) -> str:
        """What becomes of its rows."""
        return say("kept, not shown")


@dataclass(frozen=True, slots=True)
class AddColumn(OfColumn):
    """A column that is not there yet."""

    sign: ClassVar[str] = "+"

    def what(self) -> str:
        """The new column."""
        return say("add column {column}", column=self.place)

    def detail(self) -> str:
        """Its type as the rulebook calls it."""
        return said(self.column)


@dataclass(frozen=True, slots=True)
class RenameColumn(OfColumn):
    """A column that gets another name and keeps its values."""

    old: str

    def what(self) -> str:
        """Both names."""
        old = f"{self.table}.{self.old}"
        return say("rename column {old} to {new}", old=old, new=self.column.name)


@dataclass(frozen=True, slots=True)
class Widen(OfColumn):
    """A column whose every value also is one of the new type."""

    before: Column

    def what(self) -> str:
        """The column."""
        return say("widen column {column}", column=self.place)

    def detail(self) -> str:
        """Both types."""
        return apart(self.before, self.column)


@dataclass(frozen=True, slots=True)
class Convert(OfColumn):
    """A column of another type: values are read anew, the old ones are kept aside."""

    before: Column
    kept: str

    def what(self) -> str:
        """The column."""
        return say("change column {column}", column=self.place)

    def detail(self) -> str:
        """Both types."""
        return apart(self.before, self.column)


@dataclass(frozen=True, slots=True)
class Require(OfColumn):
    """A column that may no longer be empty."""

    def what(self) -> str:
        """The column."""
        return say("require column {column}", column=self.place)


@dataclass(frozen=True, slots=True)
class Relax(OfColumn):
    """A column that may be empty now."""

    def what(self) -> str:
        """The column."""
        return say("allow empty {column}", column=self.place)


@dataclass(frozen=True, slots=True)
class ChangeOptions(OfColumn):
    """A choice with other options."""

    added: tuple[str, ...]
    removed: tuple[str, ...]

    def what(self) -> str:
        """The column."""
        return say("change options of {column}", column=self.place)

    def detail(self) -> str:
        """What comes and what goes."""
        signed = [f"+{key}" for key in self.added] + [f"-{key}" for key in self.removed]
        return " ".join(signed)


@dataclass(frozen=True, slots=True)
class Shorten(OfColumn):
    """A text that may not be as long any more."""

    def what(self) -> str:
        """The column."""
        return say("shorten {column}", column=self.place)

    def detail(self) -> str:
        """The new length."""
        return say("at most {count} characters", count=self.column.longest)


@dataclass(frozen=True, slots=True)
class RetireColumn(OfColumn):
    """A column that no field shows any more; its values are kept."""

    declared: bool
    sign: ClassVar[str] = "-"

    def what(self) -> str:
        """The column."""
        return say("retire column {column}", column=self.place)

    def detail(self) -> str:
        """What becomes of its values."""
        return say("kept, not shown")


@dataclass(frozen=True, slots=True)
class ReviveColumn(OfColumn):
    """A retired column that a field shows again, with the values it kept."""

    sign: ClassVar[str] = "+"

    def what(self) -> str:
        """The column."""
        return say("use column {column} again", column=self.place)

    def detail(self) -> str:
        """Its type."""
        return said(self.column)


@dataclass(frozen=True, slots=True)
class AddIndex(Change):
    """An index that is not there yet."""

    columns: tuple[str, ...]
    unique: bool
    sign: ClassVar[str] = "+"

    def what(self) -> str:
        """What it is for."""
        text = "add unique index on {columns}" if self.unique else "add index on {columns}"
        return say(text, columns=f"{self.table}.{', '.join(self.columns)}")


@dataclass(frozen=True, slots=True)
class DropIndex(Change):
    """An index that nothing needs any more."""

    name: str
    sign: ClassVar[str] = "-"

    def what(self) -> str:
        """Its name."""
        return say("drop index {name}", name=self.name)


def said(column: Column) -> str:
    """A column's type as the rulebook calls it."""
    return column.meaning or column.type


def apart(before: Column, after: Column) -> str:
    """Two types, with what they differ in."""
    if said(before) != said(after):
        return f"{said(before)} → {said(after)}"
    if before.references != after.references:
        return f"{said(before)} {before.references} → {after.references}"
    places = [column.type.strip("decimal()") for column in (before, after)]
    text = "{type}, {before} → {after} decimals"
    return say(text, type=said(before), before=places[0], after=places[1])


def counted(one: str, more: str, count: int, **words: object) -> str:
    """A sentence about one thing or about several."""
    return say(one if count == 1 else more, count=count, **words)
