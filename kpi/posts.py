"""Which department, post and superior people had on a day: as recorded, else as their records were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from formula.evaluate import Context
from formula.tree import Path
from records.actor import SYSTEM
from records.packing import unpacked
from records.rows import DraftRow, StoredRow
from records.rulebook import Rulebook
from schema.objects import Assignments, People


@dataclass(frozen=True, slots=True)
class Said:
    """That from a day on somebody has a value, and which one they had before; None says nothing."""

    day: date
    value: Any
    before: Any = None


def value_on(said: Sequence[Said], day: date, present: Any) -> Any:
    """What the last that had begun by a day says, else what the first later one took away.

    The same rule as `department: as_of_event`; where nothing is said, it is as it is now.
    """
    begun = [each.value for each in said if each.day <= day and each.value is not None]
    if begun:
        return begun[-1]
    later = (each.before for each in said if each.day > day and each.before is not None)
    return next(later, present)


class Posts:
    """The departments, posts and superiors of people from a day on, or of one person alone.

    `people: assignments` says from which day; what it does not record counts from the day on
    which the person's record was changed.
    """

    def __init__(self, rulebook: Rulebook, since: date, only: int | None = None) -> None:
        self._rulebook = rulebook
        self._since = since
        self._only = only

    @cached_property
    def _said(self) -> Mapping[str, Mapping[int, Sequence[Said]]]:
        """What is recorded by field of the person and by person, in order of the days."""
        people = self._rulebook.schema.people
        if people is None:
            return {}
        fields = [people.department, people.position]
        if people.assignments is not None and people.assignments.superior is not None:
            fields.append(people.superior)
        return {name: self.recorded(people, name) for name in fields if name}

    @cached_property
    def _where(self) -> Mapping[str, Mapping[int, Sequence[Said]]]:
        """What is recorded of departments and posts: another superior is no transfer."""
        people = self._rulebook.schema.people
        superior = people.superior if people else ""
        return {name: found for name, found in self._said.items() if name != superior}

    def recorded(self, people: People, name: str) -> Mapping[int, Sequence[Said]]:
        """What is recorded of a field of people, by person and in order of the days."""
        recorded = people.assignments
        path, before = _recorded(people, name)
        if recorded is not None and path is not None:
            return _by_person(self._assigned(recorded, path, before))
        return _by_person(self._changed(people.entity, name))

    def _assigned(
        self, recorded: Assignments, path: Path, before: Path | None
    ) -> Iterator[tuple[int, Said]]:
        """What the records of assignments say, the newest of a day last."""
        rulebook, context = self._rulebook, self._rulebook.context(SYSTEM)
        row: Any = rulebook.tables.model(recorded.of).alias(recorded.of)
        trees = [recorded.person, recorded.since, path, *([before] if before else [])]
        columns = [rulebook.expressions.value(tree, row, context) for tree in trees]
        query = row.select(*columns).where(row.deleted_at.is_null())
        if recorded.when is not None:
            query = query.where(rulebook.expressions.condition(recorded.when.tree, row, context))
        if self._only is not None:
            query = query.where(columns[0] == self._only)
        decode = rulebook.expressions.decoded
        for raw in query.order_by(columns[1], row.id).tuples():
            told = [decode(tree.kind, each) for tree, each in zip(trees, raw, strict=True)]
            person, day, value, left = (*told, None)[:4]
            if person is not None and day is not None:
                yield person, Said(day, value, left)

    def _changed(self, entity: str, name: str) -> Iterator[tuple[int, Said]]:
        """What the history of people's records says was changed since the first day."""
        table: Any = self._rulebook.tables.History
        field = self._rulebook.entity(entity).fields[name]
        where = (table.entity == entity) & (table.at >= datetime.combine(self._since, time()))
        if self._rulebook.until is not None:
            where &= table.at < self._rulebook.until
        if self._only is not None:
            where &= table.record == self._only
        query = table.select(table.record, table.at, table.changes).where(where)
        for record, at, changes in query.order_by(table.at, table.id).tuples():
            if name in (changes or {}):
                before, after = (unpacked(field.kind, each) for each in changes[name])
                if before is not None:
                    yield record, Said(at.date(), after, before)

    def movers(self) -> frozenset[int]:
        """Everybody of whom something is recorded that was otherwise since the first day."""
        return frozenset(
            person
            for found in self._where.values()
            for person, said in found.items()
            if any(each.day >= self._since for each in said)
        )

    def days(self, person: int, first: date, last: date) -> list[date]:
        """The days after the first on which a person's department or post became another one."""
        changes = {each.day for found in self._where.values() for each in found.get(person, ())}
        kept, now = [], self._place(person, first)
        for day in sorted(each for each in changes if first < each <= last):
            then = self._place(person, day)
            if then != now:
                kept.append(day)
            now = then
        return kept

    def _place(self, person: int, day: date) -> dict[str, Any]:
        """A person's department and post on a day."""
        return {name: held for name, held in self.on(person, day).items() if name in self._where}

    def on(self, person: int, day: date) -> dict[str, Any]:
        """The fields of a person that say where they belonged, as they were on a day."""
        row = self._row(person)
        return {
            name: value_on(found.get(person, ()), day, row.get(name))
            for name, found in self._said.items()
        }

    def as_of(self, person: int, day: date, context: Context) -> DraftRow:
        """A person's record with the department, the post and the superior of a day."""
        return DraftRow(self._row(person, context), self.on(person, day), lambda: context)

    def _row(self, person: int, context: Context | None = None) -> StoredRow:
        people = self._rulebook.schema.people
        known = context or self._rulebook.context(SYSTEM)
        entity = people.entity if people else ""
        return StoredRow(self._rulebook.tables, entity, person, lambda: known)


def touched(rulebook: Rulebook, person: int, at: datetime) -> bool:
    """Whether a person's department or post was changed, or an assignment of theirs, since a moment."""
    people = rulebook.schema.people
    if people is None:
        return False
    table: Any = rulebook.tables.History
    mine = (table.entity == people.entity) & (table.record == person) & (table.at >= at)
    fields = {people.department, people.position} - {""}
    if any(
        fields & (told or {}).keys() for (told,) in table.select(table.changes).where(mine).tuples()
    ):
        return True
    recorded = people.assignments
    if recorded is None:
        return False
    row: Any = rulebook.tables.model(recorded.of).alias(recorded.of)
    whose = rulebook.expressions.value(recorded.person, row, rulebook.context(SYSTEM))
    lately = (row.created_at >= at) | (row.updated_at >= at) | (row.deleted_at >= at)
    return bool(row.select(row.id).where((whose == person) & lately).exists())


def _recorded(people: People, name: str) -> tuple[Path | None, Path | None]:
    """Where the assignments say a department, post or superior, and the one before."""
    recorded = people.assignments
    if recorded is None:
        return None, None
    if name == people.department:
        return recorded.department, recorded.before
    if name == people.superior:
        return recorded.superior, recorded.superior_before
    return recorded.position, recorded.position_before


def _by_person(said: Iterable[tuple[int, Said]]) -> Mapping[int, Sequence[Said]]:
    found: dict[int, list[Said]] = defaultdict(list)
    for person, each in said:
        found[person].append(each)
    return found
