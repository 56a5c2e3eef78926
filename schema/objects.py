"""The declarations of a rulebook as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as attribute

from formula.kinds import Kind
from formula.scope import Rates
from formula.tree import Path
from schema.duties import Duty
from schema.indicators import Dashboard, Kpi, Scorecard
from schema.problems import Problem
from schema.values import DEFAULT_LOCALE, LOCALES, NOWHERE, Formula, Label, Span, Template, nothing


@dataclass(frozen=True, slots=True)
class Module:
    """A business module: one file, one group of the menu."""

    name: str
    label: Label
    icon: str = "folder"
    order: int = 100
    span: Span = attribute(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Role:
    """A role; it also has every grant of the roles that it includes."""

    name: str
    label: Label
    includes: tuple[str, ...] = ()
    span: Span = attribute(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an entity.

    `type` is a name of `schema/types.py`, `kind` what formulas see. `default` is a
    Formula (a plain value becomes a literal one). `formula` makes it computed.
    `to` is a link's target, `of` a lines field's child entity, `by` the child's link
    back to the parent. `decimals` is the exact scale of decimal, money and percent.
    """

    name: str
    type: str
    kind: Kind
    label: Label
    help: Label | None = None
    required: bool = False
    unique: bool = False
    index: bool = False
    default: Formula | None = None
    formula: Formula | None = None
    min: Formula | None = None
    max: Formula | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str = ""
    decimals: int = 0
    options: Mapping[str, Label] = attribute(default_factory=nothing)
    multiple: bool = False
    to: str = ""
    of: str = ""
    by: str = ""
    where: Formula | None = None
    on_delete: str = "refuse"
    readonly: bool = False
    hidden: bool = False
    private: bool = False
    visible_if: Formula | None = None
    required_if: Formula | None = None
    readonly_if: Formula | None = None
    read: tuple[str, ...] = ()
    write: tuple[str, ...] = ()
    width: str = ""
    group: str = ""
    renamed_from: str = ""
    retired: bool = False
    clauses: tuple[str, ...] = ()
    sample: str = ""
    span: Span = attribute(default=NOWHERE, compare=False)

    @property
    def stored(self) -> bool:
        """Whether the field has a column (or a table between) of its own."""
        return self.formula is None and self.type != "lines" and not self.retired


@dataclass(frozen=True, slots=True)
class Check:
    """A condition that every record of an entity keeps."""

    that: Formula
    message: Label
    field: str = ""
    clauses: tuple[str, ...] = ()
    span: Span = attribute(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class State:
    """A state of a workflow; `phase` is idle, run, wait, ok, end or bad."""

    name: str
    label: Label
    phase: str = "run"
    span: Span = attribute(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Transition:
    """A way from states to a state: who may go it, when, and what it sets and asks.

    `by` names roles, and also `owner` (the record's owner), or a path to people
    (`borrower`, `borrower.superior`), given in `by_people`. `update` has by link what it
    writes into the linked record.
    """

    name: str
    label: Label
    origins: tuple[str, ...]
    to: str
    by: tuple[str, ...] = ()
    by_people: tuple[Formula, ...] = ()
    when: Formula | None = None
    set: Mapping[str, Formula] = attribute(default_factory=nothing)
    update: Mapping[str, Mapping[str, Formula]] = attribute(default_factory=nothing)
    ask: tuple[str, ...] = ()
    message: Label | None = None
    clauses: tuple[str, ...] = ()
    span: Span = attribute(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Reminder:
    """Whom to remind while a condition holds, how often, and what to say in each language."""

    when: Formula
    to: tuple[str, ...]
    to_people: tuple[Formula, ...]
    every: str
    messages: Mapping[str, Template]
    span: Span = attribute(default=NOWHERE, compare=False)

    def message(self, locale: str) -> Template:
        """What it says in a language, or in the one that was declared."""
        found = self.messages.get(locale) or self.messages.get(DEFAULT_LOCALE)
        return found or next(iter(self.messages.values()))


@dataclass(frozen=True, slots=True)
class Workflow:
    """The states of an entity and the ways between them."""

    field: str
    states: Mapping[str, State]
    transitions: Mapping[str, Transition]
    initial: str
    remind: tuple[Reminder, ...] = ()
    span: Span = attribute(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Grant:
    """What a role may do with an entity: action to True or to a row condition.

    Actions: read create update delete restore export print import. A missing action
    is not granted.
    """

    role: str
    actions: Mapping[str, bool | Formula]
    span: Span = attribute(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ListLayout:
    """Columns, filters, order and totals of a list."""

    columns: tuple[str, ...]
    filters: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    search: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A titled group of fields on a form and on a record page."""

    label: Label
    fields: tuple[str, ...]
    visible_if: Formula | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """A kind of record: fields, rules, states, grants and layout."""

    name: str
    module: str
    label: Label
    title: Template
    fields: Mapping[str, Field]
    checks: tuple[Check, ...] = ()
    workflow: Workflow | None = None
    grants: Mapping[str, Grant] = attribute(default_factory=nothing)
    list: ListLayout = attribute(default_factory=lambda: ListLayout(()))
    form: tuple[Section, ...] = ()
    parent: str = ""
    hidden: bool = False
    order: int = 100
    renamed_from: str = ""
    clauses: tuple[str, ...] = ()
    owner: str = ""
    due: str = ""
    done: str = ""
    icon: str = ""
    unique: tuple[tuple[str, ...], ...] = ()
    duties: Mapping[str, Duty] = attribute(default_factory=nothing)
    span: Span = attribute(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class SettingDeclaration:
    """A value that the administrator may change on a screen.

    A `dated` one holds from a day on: what was before that day keeps its value. It stands
    under its `group`, by default the name of its module.
    """

    key: str
    field: Field
    dated: bool = False
    group: Label | None = None
    module: str = ""
    span: Span = attribute(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Report:
    """A printed document: of a record, or of a dashboard."""

    name: str
    label: Label
    template: str
    of: str = ""
    dashboard: str = ""
    paper: str = "A4"
    when: Formula | None = None
    draft: Formula | None = None
    number: Template | None = None
    clauses: tuple[str, ...] = ()
    span: Span = attribute(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Assignments:
    """The entity whose rows say from which day a person belongs to which department.

    `before` is the department that the person leaves; `position` and `position_before` say
    the same of the post, `superior` and `superior_before` of the superior.
    """

    of: str
    person: Path
    department: Path
    since: Path
    before: Path | None = None
    when: Formula | None = None
    position: Path | None = None
    position_before: Path | None = None
    superior: Path | None = None
    superior_before: Path | None = None


@dataclass(frozen=True, slots=True)
class People:
    """Which entity is a person, and its fields that say where they belong."""

    entity: str
    department: str = ""
    superior: str = ""
    locale: str = ""
    position: str = ""
    name: str = ""
    assignments: Assignments | None = None


@dataclass(frozen=True, slots=True)
class Company:
    """Who prints: name, letterhead, time zone, currency and rates, the day on which its months begin."""

    name: Label = attribute(default_factory=lambda: Label(nothing()))
    address: str = ""
    phone: str = ""
    website: str = ""
    logo: str = ""
    time_zone: str = "Asia/Shanghai"
    currency: str = "CNY"
    rates: Rates | None = None
    month_starts_on: int = 1
    extra: Mapping[str, str] = attribute(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Schema:
    """A whole rulebook, checked: what every later stage starts from."""

    modules: Mapping[str, Module]
    roles: Mapping[str, Role]
    settings: Mapping[str, SettingDeclaration]
    entities: Mapping[str, Entity]
    reports: Mapping[str, Report]
    kpis: Mapping[str, Kpi]
    dashboards: Mapping[str, Dashboard]
    scorecards: Mapping[str, Scorecard]
    company: Company
    people: People | None
    clauses: Mapping[str, str] = attribute(default_factory=nothing)
    locales: tuple[str, ...] = LOCALES
    folder: str = ""
    stamp: str = ""
    warnings: tuple[Problem, ...] = attribute(default=(), compare=False)
