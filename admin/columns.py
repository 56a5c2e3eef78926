"""The columns of a list: which fields, how they are headed, what each is on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from admin.cells import NUMERIC
from admin.words import text
from formula.kinds import held
from language import say
from records.visibility import OWNER, PEOPLE_FIELDS, system_fields
from schema.objects import Entity, Field, People

UNLISTED = frozenset(("lines",))
CLIPPED = frozenset(("string", "text", "link", "links", "url", "email"))
UNSORTABLE = frozenset(("links", "lines", "file", "image"))


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its field, and its role on a phone (title, state, meta, amount or none)."""

    field: Field
    role: str = ""

    @property
    def name(self) -> str:
        """The field's name."""
        return self.field.name

    @property
    def numeric(self) -> bool:
        """Whether its values stand on the right."""
        return self.field.type in NUMERIC

    @property
    def sortable(self) -> bool:
        """Whether rows can be ordered by it."""
        return self.field.type not in UNSORTABLE and not self.field.multiple

    @property
    def heading(self) -> str:
        """The label, with the unit that its figures would otherwise repeat."""
        label = text(self.field.label)
        unit = unit_of(self.field)
        return say("{label} ({unit})", label=label, unit=unit) if unit else label

    @property
    def style(self) -> str:
        """The class of its cells."""
        if self.numeric:
            return "num"
        return "clip" if self.field.type in CLIPPED else ""


def unit_of(field: Field) -> str:
    """The currency of an amount of money, where its record does not say it."""
    if field.type != "money":
        return ""
    return say("original currency") if held(field.kind) else say(field.kind.unit)


SYSTEM = ("owner", "created_at", "created_by", "updated_at", "updated_by", "id")
"""What every record has, in the order in which it is offered."""


def known_fields(readable: Iterable[Field], people: People | None) -> dict[str, Field]:
    """What a list may show, filter and sort by: readable, not private, then the system's."""
    found = {
        field.name: field
        for field in readable
        if not (field.private or field.hidden or field.retired or field.type in UNLISTED)
        and OWNER not in field.read
    }
    system = system_fields(people)
    for name in SYSTEM:
        if people is not None or name not in PEOPLE_FIELDS:
            found.setdefault(name, system[name])
    return found


def list_columns(
    entity: Entity, fields: Mapping[str, Field], wanted: Sequence[str] = ()
) -> tuple[Column, ...]:
    """The columns to show: those asked for, else the declared ones, else the first few."""
    names = [name for name in wanted if name in fields]
    names = names or [name for name in entity.list.columns if name in fields]
    names = names or [name for name in fields if name in entity.fields][:6] or ["id"]
    return with_roles(entity, [Column(fields[name]) for name in dict.fromkeys(names)])


Fits = Callable[[Column], bool]


def with_roles(entity: Entity, columns: Sequence[Column]) -> tuple[Column, ...]:
    """Columns with the part that each plays when a row becomes a card."""
    state = entity.workflow.field if entity.workflow else ""
    roles = {title_column(columns, state).name: "title"}
    for role, fits in role_tests(entity, state):
        if role not in roles.values():
            found = next((c for c in columns if c.name not in roles and fits(c)), None)
            roles |= {found.name: role} if found else {}
    return tuple(replace(column, role=roles.get(column.name, "")) for column in columns)


def role_tests(entity: Entity, state: str) -> tuple[tuple[str, Fits], ...]:
    """Which columns may play a part, the likeliest first."""
    return (
        ("state", lambda c: c.name == state),
        ("amount", lambda c: c.name in entity.list.totals or c.field.type == "money"),
        ("meta", lambda c: c.field.type in ("link", "string", "text", "date", "choice")),
        ("amount", lambda c: c.numeric or c.field.type in ("date", "month")),
    )


def title_column(columns: Sequence[Column], state: str) -> Column:
    """The column whose words open the record: a number, else a text, else the first."""
    for types in (("sequence",), ("string",)):
        for column in columns:
            if column.field.type in types:
                return column
    return next((column for column in columns if column.name != state), columns[0])


def sort_of(entity: Entity, fields: Mapping[str, Field], asked: str) -> tuple[str, ...]:
    """The order of a list: the asked one if it can be sorted by, else the declared one."""
    name = asked.removeprefix("-")
    if name in fields and Column(fields[name]).sortable:
        return (asked,)
    return tuple(sort for sort in entity.list.sort if sort.removeprefix("-") in fields)


def totals_of(entity: Entity, columns: Iterable[Column]) -> tuple[str, ...]:
    """The shown columns that are summed up: the declared totals."""
    shown = {column.name for column in columns}
    return tuple(name for name in entity.list.totals if name in shown)


def page_totals(records: Iterable[Any], names: Sequence[str]) -> dict[str, Any]:
    """Sums over one page; a column without any value has none."""
    rows = list(records)
    values = {
        name: [r.values[name] for r in rows if r.values.get(name) is not None] for name in names
    }
    return {name: sum(found) for name, found in values.items() if found}
