"""What a figure should reach: the target of a period for whoever it is asked of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from formula.evaluate import Context, value
from formula.kinds import Kind
from formula.tree import Apply, Literal, Measure, Path, Setting, Span, Step, Typed
from kpi.dated import context_of
from kpi.judge import Aim, Range
from kpi.levels import DEPARTMENT, EMPLOYEE, homes, subjects_entity
from kpi.period import LENGTHS, Period
from kpi.posts import Posts, Said, value_on
from kpi.stretch import Stretch
from records.actor import SYSTEM
from records.rows import StoredRow
from records.rulebook import Rulebook
from schema.indicators import Kpi, Target
from schema.objects import Entity, People, Schema

NAMED_BY = frozenset({"string", "text", "sequence", "email", "phone", "choice"})
"""The types of fields whose value a target may name somebody by."""


@dataclass(frozen=True, slots=True)
class Whom:
    """What a subject is called by targets: each set has every text that names it."""

    employee: frozenset[str] = frozenset()
    position: frozenset[str] = frozenset()
    department: frozenset[str] = frozenset()


EVERYBODY = Whom()
"""The company, and whoever no target names."""


def target_in(kpi: Kpi, month: str, whom: Whom = EVERYBODY) -> Target | None:
    """The target in force in a month: the most specific one, of those the newest."""
    started = (t for t in kpi.targets if t.since <= month and _fits(t, whom))
    return max(started, key=lambda t: (*_specific(t), t.since), default=None)


def _fits(target: Target, whom: Whom) -> bool:
    return (
        (not target.employee or target.employee in whom.employee)
        and (not target.position or target.position in whom.position)
        and (not target.department or target.department in whom.department)
    )


def _specific(target: Target) -> tuple[bool, bool, bool]:
    return bool(target.employee), bool(target.position), bool(target.department)


def is_specific(kpi: Kpi) -> bool:
    """Whether any target of a figure is for some people only."""
    return any(any(_specific(target)) for target in kpi.targets)


def target_value(
    rulebook: Rulebook,
    kpi: Kpi,
    period: Period,
    whom: Callable[[Period], Whom] = lambda part: EVERYBODY,
    added: bool = False,
) -> Aim | None:
    """What the figure should reach in a period, if that was set.

    A target is meant for the figure's own period, whose settings it reads and whose people it
    names. Of a longer one it is the last part's, or where `added` those of all parts together:
    then one part without is none at all.
    """
    parts = natural(kpi, period)
    targets = (target_in(kpi, part.last_month, whom(part)) for part in parts)
    aims = [
        None if target is None else aim_of(target, context_of(rulebook, part))
        for target, part in zip(targets, parts, strict=True)
    ]
    return _sum(aims) if added else aims[-1]


def natural(kpi: Kpi, period: Period) -> tuple[Period, ...]:
    """The figure's own periods that a period is made of, or the one that it lies in."""
    return period.parts(LENGTHS[kpi.period])


def aim_of(target: Target, context: Context) -> Aim | None:
    """What a declared target comes to."""
    low = value(target.value.tree, None, context)
    if target.high is None or low is None:
        return None if low is None else Decimal(low)
    high = value(target.high.tree, None, context)
    return None if high is None else Range(Decimal(low), Decimal(high))


def _sum(aims: Iterable[Aim | None]) -> Aim | None:
    low, high, ranged = Decimal(0), Decimal(0), False
    for aim in aims:
        if aim is None:
            return None
        ranged = ranged or isinstance(aim, Range)
        low += aim.low if isinstance(aim, Range) else aim
        high += aim.high if isinstance(aim, Range) else aim
    return Range(low, high) if ranged else low


def adds_up(kpi: Kpi) -> bool:
    """Whether a figure's longer periods are the sum of its own, and so are their targets."""
    return kpi.rollup == "sum" or (kpi.rollup == "recompute" and _additive(kpi.formula.tree))


def _additive(tree: Typed) -> bool:
    """Whether a formula is counts and sums, added, subtracted or times a number."""
    if isinstance(tree, Measure):
        return tree.function in ("count", "sum")
    if not isinstance(tree, Apply):
        return False
    if tree.name in ("add", "sub", "neg"):
        return all(map(_additive, tree.arguments))
    if tree.name not in ("mul", "div"):
        return False
    first, second = tree.arguments
    fixed = (Literal, Setting)
    return (_additive(first) and isinstance(second, fixed)) or (
        tree.name == "mul" and isinstance(first, fixed) and _additive(second)
    )


class Targets:
    """The targets of a level's subjects; who they are is read once a target asks for it.

    Whose department decides is that of the period's end, where the rulebook records who
    moved when; else the present one. The post is that of the period's end, too: where nothing
    records it, as the person's record was then. In a `stretch` both are those of its days.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        level: str,
        only: int | None = None,
        stretch: Stretch | None = None,
    ) -> None:
        self._rulebook = rulebook
        self._stretch = stretch
        self._level = level
        self._only = only
        self._context = rulebook.context(SYSTEM)
        self._known: dict[tuple[str, Period, tuple[Whom, ...], bool], Aim | None] = {}
        self._then: dict[date, Mapping[int | None, int | None]] = {}
        self._posts: tuple[date, Mapping[int, Sequence[Said]]] = (date.max, {})
        self._named: dict[tuple[str, Any], frozenset[str]] = {}

    def of(self, kpi: Kpi, period: Period, subject: int | None) -> Aim | None:
        """What a figure of a subject should reach in a period."""
        return self._found(kpi, period, subject, adds_up(kpi))

    def number(self, kpi: Kpi, period: Period, subject: int | None) -> Decimal | None:
        """What `target` is in a formula: of amounts that of all the parts, of a percentage the last.

        A range is no number.
        """
        found = self._found(kpi, period, subject, kpi.unit != "percent")
        return None if isinstance(found, Range) else found

    def _found(self, kpi: Kpi, period: Period, subject: int | None, added: bool) -> Aim | None:
        called = {part: self._whom(kpi, part, subject) for part in natural(kpi, period)}
        key = (kpi.name, period, tuple(called.values()), added)
        if key not in self._known:
            found = target_value(self._rulebook, kpi, period, called.__getitem__, added)
            self._known[key] = found
        return self._known[key]

    def _whom(self, kpi: Kpi, period: Period, subject: int | None) -> Whom:
        """What a subject is called in a period, where any target of the figure names somebody."""
        if subject is None or not is_specific(kpi):
            return EVERYBODY
        found = self._everyone.get(subject, EVERYBODY)
        people = self._rulebook.schema.people
        days = self._stretch if self._level == EMPLOYEE else None
        if people is not None and days is not None and days.period.contains(period.last_day):
            then = Posts(self._rulebook, days.first, subject).on(subject, days.last)
            keys = {people.department: "department", people.position: "position"}
            called = {keys[n]: self._names(people, n, v) for n, v in then.items() if n in keys}
            return replace(found, **called)
        if people is None or self._level != EMPLOYEE:
            return found
        if people.position and any(target.position for target in kpi.targets):
            held = value_on(self._said(people, period.last_day, subject), period.last_day, None)
            if held is not None:
                found = replace(found, position=self._names(people, people.position, held))
        if people.assignments is not None and any(target.department for target in kpi.targets):
            home = self._homes(period.last_day).get(subject)
            return replace(found, department=self._departments.get(home or 0, frozenset()))
        return found

    def _said(self, people: People, day: date, person: int) -> Sequence[Said]:
        """What is recorded of a person's post since a day, or since an earlier one."""
        if day < self._posts[0]:
            posts = Posts(self._rulebook, day, self._only)
            self._posts = day, posts.recorded(people, people.position)
        return self._posts[1].get(person, ())

    def _names(self, people: People, name: str, held: Any) -> frozenset[str]:
        """What targets call a department or post that somebody had."""
        if (name, held) not in self._named:
            self._named[name, held] = self._names_read(people, name, held)
        return self._named[name, held]

    def _names_read(self, people: People, name: str, held: Any) -> frozenset[str]:
        schema = self._rulebook.schema
        field = schema.entities[people.entity].fields[name]
        if held is None or field.type != "link":
            return frozenset() if held is None else frozenset({str(held)})
        row = StoredRow(self._rulebook.tables, field.to, held, lambda: self._context)
        given = (row.get(each) for each in _names_of(schema.entities[field.to]))
        return frozenset(str(each) for each in given if each is not None)

    def _homes(self, day: date) -> Mapping[int | None, int | None]:
        """The department of each person on a day."""
        if day not in self._then:
            self._then[day] = homes(self._rulebook, day, self._only)
        return self._then[day]

    @cached_property
    def _everyone(self) -> dict[int, Whom]:
        """What the level's subjects are called, in one statement."""
        return self._read(self._level, self._only)

    @cached_property
    def _departments(self) -> dict[int, frozenset[str]]:
        """What the departments are called."""
        return {id: whom.department for id, whom in self._read(DEPARTMENT, None).items()}

    def _read(self, level: str, only: int | None) -> dict[int, Whom]:
        schema = self._rulebook.schema
        if schema.people is None or level == "company":
            return {}
        names = dict(naming(schema, level))
        entity = subjects_entity(schema, level)
        row: Any = self._rulebook.tables.model(entity).alias(entity)
        paths = [path for found in names.values() for path in found]
        columns = [self._rulebook.expressions.value(p, row, self._context) for p in paths]
        query = row.select(row.id, *columns)
        query = query if only is None else query.where(row.id == only)
        return {id: _called(names, values) for id, *values in query.tuples()}


def _called(names: dict[str, tuple[Path, ...]], values: list[Any]) -> Whom:
    given = iter(values)
    return Whom(
        **{
            word: frozenset(str(v) for v in (next(given) for _ in paths) if v is not None)
            for word, paths in names.items()
        }
    )


def naming(schema: Schema, level: str) -> Iterator[tuple[str, tuple[Path, ...]]]:
    """Where a subject of a level says what targets call it, by the target's key."""
    people = schema.people
    entity = subjects_entity(schema, level)
    if people is None or not entity:
        return
    own = tuple(_path(entity, field) for field in _names_of(schema.entities[entity], people.name))
    yield level, own
    if level == "employee":
        for word, field in (("position", people.position), ("department", people.department)):
            if field:
                yield word, tuple(_followed(schema, entity, field))


def _followed(schema: Schema, entity: str, name: str) -> Iterator[Path]:
    """A field's own value, or the names of the record that it links to."""
    field = schema.entities[entity].fields[name]
    if field.type != "link":
        yield _path(entity, name)
        return
    for named in _names_of(schema.entities[field.to]):
        yield _path(entity, name, Step(field.to, named))


def _names_of(entity: Entity, name: str = "") -> list[str]:
    """The fields that name a record: the unique ones and the first of its title."""
    unique = [f.name for f in entity.fields.values() if f.unique and f.stored]
    trees = [part.tree for part in entity.title.parts if not isinstance(part, str)]
    first = [
        tree.steps[0].field for tree in trees if isinstance(tree, Path) and len(tree.steps) == 1
    ]
    found = dict.fromkeys([name, *unique, *first[:1]])
    fields = entity.fields
    return [f for f in found if f in fields and fields[f].stored and fields[f].type in NAMED_BY]


def _path(entity: str, field: str, *more: Step) -> Path:
    return Path(Kind("text"), Span(0, 0), "row", 0, entity, (Step(entity, field), *more))
