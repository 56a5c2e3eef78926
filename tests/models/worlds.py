"""A small world in memory: random rows, the same ones in a database, and their names."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from formula.evaluate import Context, value
from formula.kinds import Kind
from formula.operations import settled
from models.tables import Tables
from schema.load import read
from schema.objects import Schema
from schema.types import system_fields

NOW = datetime(2024, 5, 20, 9, 30)

TEXT = """
people: {entity: keeper, department: house}
company:
  name: Zoo
  rates: {entity: exchange_rate, currency: currency, date: valid_from, rate: rate}
roles: {vet: {label: Vet}, boss: {label: Boss}}
settings:
  most: {type: integer, default: 3, label: Most}
  fee: {type: money, default: 1.25, label: Fee}
entities:
  house:
    label: House
    title: "{name}"
    fields:
      name: {type: string, label: Name}
      head: {type: link, to: keeper, label: Head}
      opened: {type: date, label: Opened}
  keeper:
    label: Keeper
    title: "{name}"
    fields:
      name: {type: string, label: Name}
      house: {type: link, to: house, label: House}
      pay: {type: money, label: Pay}
      head: {type: link, to: keeper, formula: house.head, label: Head}
  animal:
    label: Animal
    title: "{name}"
    fields:
      name: {type: string, label: Name}
      legs: {type: integer, label: Legs}
      price: {type: money, label: Price}
      weight: {type: decimal, decimals: 3, label: Weight}
      share: {type: percent, label: Share}
      born: {type: date, label: Born}
      came: {type: month, label: Came}
      seen_at: {type: datetime, label: Seen}
      feeding: {type: time, label: Feeding}
      tame: {type: boolean, label: Tame}
      size: {type: choice, options: {small: Small, large: Large}, label: Size}
      foods: {type: choice, multiple: true, options: {hay: Hay, fish: Fish, nuts: Nuts}, label: Foods}
      keeper: {type: link, to: keeper, label: Keeper}
      second: {type: link, to: keeper, label: Second}
      friends: {type: links, to: keeper, label: Friends}
      meals: {type: lines, of: meal, label: Meals}
      cost: {type: money, formula: price * share, label: Cost}
      eaten: {type: decimal, decimals: 1, formula: sum(meals.grams), label: Eaten}
      old: {type: boolean, formula: "born < date(2024-03-01)", label: Old}
      abroad: {type: money, currency: USD, label: Abroad}
      paid_in: {type: choice, options: [CNY, USD, JPY], label: Paid in}
      bill: {type: money, currency: paid_in, label: Bill}
      fed: {type: money, currency: paid_in, formula: sum(meals.price), label: Fed}
  meal:
    label: Meal
    title: "{animal.name}"
    fields:
      animal: {type: link, to: animal, required: true, label: Animal}
      grams: {type: decimal, decimals: 3, label: Grams}
      on_day: {type: date, label: Day}
      food: {type: choice, options: {hay: Hay, fish: Fish, nuts: Nuts}, label: Food}
      giver: {type: link, to: keeper, label: Giver}
      price: {type: money, currency: animal.paid_in, label: Price}
  exchange_rate:
    label: Rate
    title: "{currency}"
    fields:
      currency: {type: choice, options: [USD, JPY], required: true, label: Currency}
      valid_from: {type: date, required: true, label: From}
      rate: {type: decimal, decimals: 4, required: true, label: Rate}
    unique: [[currency, valid_from]]
"""


def world_schema() -> Schema:
    """The rulebook of the small world."""
    return read({"zoo.yaml": TEXT})


@dataclass(frozen=True)
class SchemaScope:
    """The names of a finished schema, as the formula checker asks for them."""

    schema: Schema

    def entities(self) -> Any:
        return self.schema.entities.keys()

    def entity_labels(self) -> Mapping[str, str]:
        return {}

    def label_names(self, entity: str) -> Mapping[str, str]:
        return {}

    def fields(self, entity: str) -> Mapping[str, Kind]:
        declared = self.schema.entities[entity].fields.values()
        own = {item.name: item.kind for item in declared if item.type != "lines"}
        return {**system_fields(self.person()), **own}

    def lines(self, entity: str) -> Mapping[str, tuple[str, str]]:
        declared = self.schema.entities[entity].fields.values()
        return {item.name: (item.of, item.by) for item in declared if item.type == "lines"}

    def links_to(self, origin: str, target: str) -> tuple[str, ...]:
        declared = self.schema.entities[origin].fields.values()
        return tuple(
            item.name
            for item in declared
            if item.type == "link" and item.to == target and item.stored
        )

    def settings(self) -> Mapping[str, Kind]:
        return {key: item.field.kind for key, item in self.schema.settings.items()}

    def person(self) -> str:
        return self.schema.people.entity if self.schema.people else ""

    def kpis(self) -> tuple[str, ...]:
        return ()

    def roles(self) -> Any:
        return self.schema.roles.keys()

    def rates(self) -> Any:
        return self.schema.company.rates


@dataclass
class World:
    """The rows of every entity by id."""

    schema: Schema
    rows: dict[str, dict[int, dict[str, Any]]] = field(default_factory=dict)
    context: Context | None = None

    def row(self, entity: str, id: int) -> MemoryRow:
        """A row as formulas see it."""
        return MemoryRow(self, entity, id)

    def living(self, entity: str) -> Iterator[MemoryRow]:
        """The rows that are not in the recycle bin."""
        for id, values in sorted(self.rows[entity].items()):
            if values.get("deleted_at") is None:
                yield self.row(entity, id)


@dataclass(frozen=True)
class MemoryRow:
    """A row of the world."""

    world: World
    entity: str
    id: int

    def get(self, name: str) -> Any:
        declared = self.world.schema.entities[self.entity].fields.get(name)
        if declared is not None and declared.formula is not None:
            return settled(value(declared.formula.tree, self, self.world.context), declared.kind)
        return self.id if name == "id" else self.world.rows[self.entity][self.id].get(name)

    def follow(self, name: str) -> MemoryRow | None:
        target = self.get(name)
        declared = self.world.schema.entities[self.entity].fields.get(name)
        to = declared.to if declared else "keeper"
        return None if target is None else self.world.row(to, target)

    def children(self, entity: str, link: str) -> Iterator[MemoryRow]:
        for row in self.world.living(entity):
            if not link or row.get(link) == self.id:
                yield row


MAKERS = {
    "string": lambda r, f: r.choice(["Anna", "an", "Bo", "Öl", "长颈鹿", "a_b%", "", 'q"x']),
    "integer": lambda r, f: r.choice([0, 1, -3, 4, 250, r.randrange(-1000, 1000)]),
    "money": lambda r, f: Decimal(r.choice([0, 5, -5, r.randrange(-100000, 100000)])).scaleb(-2),
    "decimal": lambda r, f: Decimal(r.choice([0, 500, r.randrange(-9999, 9999)])).scaleb(
        -f.decimals
    ),
    "percent": lambda r, f: Decimal(r.choice([0, 160, 10000, r.randrange(-9999, 9999)])).scaleb(-4),
    "date": lambda r, f: date(2023, 12, 20) + timedelta(days=r.randrange(410)),
    "month": lambda r, f: date(2024, r.randrange(1, 13), 1),
    "datetime": lambda r, f: datetime(2024, 2, 28, 23, 59) + timedelta(minutes=r.randrange(9999)),
    "time": lambda r, f: time(r.randrange(24), r.choice([0, 30])),
    "boolean": lambda r, f: r.random() < 0.5,
    "choice": lambda r, f: (
        tuple(sorted(r.sample(list(f.options), r.randrange(1, 3))))
        if f.multiple
        else r.choice(list(f.options))
    ),
}
COUNTS = {"house": 3, "keeper": 6, "animal": 24, "meal": 60, "exchange_rate": 9}


def random_world(schema: Schema, seed: int) -> World:
    """Rows with many empties, links everywhere, some in the recycle bin."""
    chance = random.Random(seed)
    world = World(schema)
    for entity, count in COUNTS.items():
        made = (random_row(schema, entity, chance) for _ in range(count))
        world.rows[entity] = dict(enumerate(made, 1))
    for id, row in world.rows["exchange_rate"].items():
        row["valid_from"] = date(2023, 12, 1) + timedelta(days=37 * id)  # no two on one day
    return world


def random_row(schema: Schema, entity: str, chance: random.Random) -> dict[str, Any]:
    """A row's values."""
    row: dict[str, Any] = {"version": chance.randrange(1, 4), "owner": None}
    row |= {"created_at": NOW - timedelta(days=chance.randrange(90)), "updated_at": NOW}
    row["deleted_at"] = NOW if chance.random() < 0.15 else None
    for declared in schema.entities[entity].fields.values():
        if declared.stored:
            empty = not declared.required and chance.random() < 0.2
            row[declared.name] = None if empty else random_value(declared, chance)
    return row


def random_value(declared: Any, chance: random.Random) -> Any:
    """A value of a field."""
    if declared.type in ("link", "links"):
        ids = range(1, COUNTS[declared.to] + 1)
        several = tuple(sorted(chance.sample(ids, chance.randrange(0, 3))))
        return chance.choice(ids) if declared.type == "link" else several
    return MAKERS[declared.type](chance, declared)


def store(world: World, tables: Tables) -> None:
    """Put the world's rows into a database."""
    heads = {id: row["head"] for id, row in world.rows["house"].items()}
    for entity, rows in world.rows.items():
        for id, values in rows.items():
            links, plain = apart(world.schema, entity, values)
            without_head = {**plain, "head": None} if entity == "house" else plain
            tables.model(entity).create(id=id, **without_head)
            for name, targets in links.items():
                rows[id][name] = targets or ()
                for target in targets or ():
                    tables.through(entity, name).create(source=id, target=target)
    house = tables.model("house")
    for id, head in heads.items():
        house.update(head=head).where(house.id == id).execute()


def apart(
    schema: Schema, entity: str, values: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values of `links` fields, and the columns."""
    fields = schema.entities[entity].fields
    many = {name for name in values if name in fields and fields[name].type == "links"}
    return {n: values[n] for n in many}, {n: v for n, v in values.items() if n not in many}


def context_of(world: World, calendar: Any, me: int | None = 1) -> Context:
    """What formulas know beside the record."""
    context = Context(
        me=world.row("keeper", me) if me else None,
        today=NOW.date(),
        now=NOW,
        setting={"most": 3, "fee": Decimal("1.25")},
        roles=frozenset({"vet"}),
        calendar=calendar,
        rate=lambda currency, day: rate_of(world, currency, day),
    )
    world.context = context
    return context


def rate_of(world: World, currency: str | None, day: date) -> Decimal | None:
    """The newest rate on or before a day, looked for among all of them; zero is none."""
    rows = [row for row in world.living("exchange_rate") if row.get("currency") == currency]
    before = [row for row in rows if row.get("valid_from") <= day]
    newest = max(before, key=lambda row: row.get("valid_from"), default=None)
    return newest.get("rate") or None if newest else None
