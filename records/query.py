"""What is asked of a list, and its filters as conditions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import Any

from formula.kinds import BOOLEAN, Kind
from formula.tree import Apply, Literal, Path, Span, Step, Typed
from language import say
from records.reading import Unreadable, halved, read
from records.refusals import FieldProblem, Refused
from records.session import Session
from records.showing import label
from records.visibility import probed
from schema.objects import Entity, Field
from schema.values import Formula

NOWHERE = Span(0, 0)
MOST_ROWS = 500
"""A page never has more rows."""

FARTHEST = 1_000_000
"""No page lies farther; a database refuses offsets that do not fit its integers."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on one field: `Filter("amount", "between", (1, 2))`."""

    field: str
    op: str
    values: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """What a list should show; `columns` None means those that the entity declares.

    Whoever knows how many rows there are leaves `counted` out.
    """

    search: str = ""
    filters: tuple[Filter, ...] = ()
    sort: tuple[str, ...] = ()
    page: int = 1
    size: int = 50
    where: Formula | None = None
    columns: tuple[str, ...] | None = None
    deleted: bool = False
    totals: tuple[str, ...] = ()
    counted: bool = True

    @property
    def limit(self) -> int:
        """How many rows a page has."""
        return max(1, min(int(self.size), MOST_ROWS))

    @property
    def number(self) -> int:
        """Which page is asked for, within reason."""
        return max(1, min(int(self.page), FARTHEST))


COMPARED = ("eq", "ne", "lt", "le", "gt", "ge", "between", "in", "empty", "not_empty")
EMPTINESS = ("empty", "not_empty")

OPERATIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "text": ("contains", "eq", "ne", "in", *EMPTINESS),
        "boolean": ("eq", "ne", *EMPTINESS),
        "choice": ("eq", "ne", "in", *EMPTINESS),
        "link": ("eq", "ne", "in", *EMPTINESS),
        "many": ("contains", "in", *EMPTINESS),
        "file": EMPTINESS,
        **dict.fromkeys(
            ("integer", "days", "number", "ratio", "money", "date", "datetime", "time"), COMPARED
        ),
    }
)
"""Kind name to the operations that a filter may use; `many` is what holds several values."""


def operations(field: Field) -> tuple[str, ...]:
    """The operations that a filter on a field may use, the usual one first."""
    return OPERATIONS["many" if field.kind.many else field.kind.name]


def filter_condition(session: Session, entity: Entity, alias: Any, wanted: Filter) -> Any:
    """A filter as an SQL condition; raises Refused for what cannot be asked."""
    field = probed(session, entity, wanted.field)
    if field is None:
        raise Refused([FieldProblem(wanted.field, unknown(wanted.field))])
    if wanted.op not in operations(field):
        raise Refused([FieldProblem(wanted.field, _no_operation(field))])
    try:
        values = tuple(_read(field, given) for given in wanted.values)
    except Unreadable as problem:
        raise Refused([FieldProblem(wanted.field, str(problem))]) from None
    return _built(session, entity, alias, field, wanted.op, values)


def unknown(name: str) -> str:
    """That there is no such field, whether it is absent or hidden."""
    return say('There is no field "{name}".', name=name)


def _no_operation(field: Field) -> str:
    return say("{field} cannot be filtered in this way.", field=label(field))


def _read(field: Field, given: Any) -> Any:
    if field.kind.name == "datetime" and isinstance(given, str) and ":" not in halved(given):
        moment = read(field, given)
        return moment.date() if moment else None
    if field.kind.name == "datetime" and type(given) is date:
        return given
    found = read(field, given)
    return found[0] if isinstance(found, tuple) else found


def _built(
    session: Session, entity: Entity, alias: Any, field: Field, op: str, values: tuple[Any, ...]
) -> Any:
    if field.kind.many:
        return MANY[field.type](session, entity, alias, field, op, values)
    if op == "contains":
        text = session.value(path(entity, field), alias)
        return text.contains(str(values[0])) if values and values[0] else None
    tree = BUILDERS.get(op, _compared)(path(entity, field), op, values)
    return None if tree is None else session.condition(tree, alias)


def path(entity: Entity, field: Field) -> Path:
    """A field of a row as a formula names it."""
    return Path(field.kind, NOWHERE, "row", 0, entity.name, (Step(entity.name, field.name),))


def _applied(op: str, *arguments: Typed) -> Apply:
    return Apply(BOOLEAN, NOWHERE, op, arguments)


def _literal(kind: Kind, value: Any) -> Literal:
    return Literal(kind, NOWHERE, value)


def _compared(at: Path, op: str, values: tuple[Any, ...]) -> Typed | None:
    found = values[0] if values else None
    if found is None:
        return None
    if at.kind.name == "datetime" and not isinstance(found, datetime):
        return _on_day(at, op, found)
    return _applied(op, at, _literal(at.kind, found))


def _on_day(at: Path, op: str, day: date) -> Typed:
    start = datetime.combine(day, time())
    end = start + timedelta(days=1)
    inside = _applied("and", _compared_to(at, "ge", start), _compared_to(at, "lt", end))
    trees: Mapping[str, Typed] = {
        "eq": inside,
        "ne": _applied("not", inside),
        "lt": _compared_to(at, "lt", start),
        "le": _compared_to(at, "lt", end),
        "gt": _compared_to(at, "ge", end),
        "ge": _compared_to(at, "ge", start),
    }
    return trees[op]


def _compared_to(at: Path, op: str, moment: datetime) -> Typed:
    return _applied(op, at, _literal(at.kind, moment))


def _between(at: Path, op: str, values: tuple[Any, ...]) -> Typed | None:
    low, high = (*values, None, None)[:2]
    ends = [_compared(at, "ge", (low,)), _compared(at, "le", (high,))]
    found = [end for end in ends if end is not None]
    return reduce(lambda a, b: _applied("and", a, b), found) if found else None


def _among(at: Path, op: str, values: tuple[Any, ...]) -> Typed | None:
    literals = [_literal(at.kind, value) for value in values if value is not None]
    return _applied("in", at, *literals) if literals else None


def _emptiness(at: Path, op: str, values: tuple[Any, ...]) -> Typed:
    return _applied("is_empty" if op == "empty" else "is_not_empty", at)


BUILDERS: Mapping[str, Callable[[Path, str, tuple[Any, ...]], Typed | None]] = MappingProxyType(
    {"between": _between, "in": _among, "empty": _emptiness, "not_empty": _emptiness}
)
"""Operations that are more than one comparison."""


def _links(
    session: Session, entity: Entity, alias: Any, field: Field, op: str, values: tuple[Any, ...]
) -> Any:
    through = session.tables.through(entity.name, field.name)
    linked = through.select(through.source)
    if op in EMPTINESS:
        return alias.id.not_in(linked) if op == "empty" else alias.id.in_(linked)
    return alias.id.in_(linked.where(through.target.in_([v for v in values if v is not None])))


def _keys(
    session: Session, entity: Entity, alias: Any, field: Field, op: str, values: tuple[Any, ...]
) -> Any:
    column = session.value(path(entity, field), alias)
    if op in EMPTINESS:
        return column.is_null(op == "empty")
    tests = [column.contains(f'"{value}"') for value in values if value is not None]
    return reduce(or_, tests) if tests else None


MANY: Mapping[str, Callable[..., Any]] = MappingProxyType({"links": _links, "choice": _keys})
"""Field type to the filter on its several values."""
