"""The declarations of a rulebook as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from types import MappingProxyType
from typing import Any

from formula.kinds import Kind
from formula.tree import Typed

DEFAULT_LOCALE = "zh_CN"
LOCALES = ("zh_CN", "zh_TW", "en")


def nothing() -> Mapping[str, Any]:
    """An empty mapping that nobody can fill."""
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a file: 1-based line and column, and where it ends."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


NOWHERE = Span("", 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Label:
    """A text in one or more languages; `text(locale)` falls back to the default."""

    texts: Mapping[str, str]

    def text(self, locale: str = DEFAULT_LOCALE) -> str:
        """The text in a language, or in the one that was declared."""
        return (
            self.texts.get(locale)
            or self.texts.get(DEFAULT_LOCALE)
            or next(iter(self.texts.values()), "")
        )

    def __str__(self) -> str:
        """The text in the default language."""
        return self.text()


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as it was written and as it is understood."""

    text: str
    tree: Typed
    span: Span = attribute(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Template:
    """A record's title: texts and paths in turn, `"{number} {document.title}"`.

    Each part is a str (literal) or a Formula (a path).
    """

    text: str
    parts: tuple[str | Formula, ...]


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
    (`borrower`, `borrower.superior`), given in `by_people`.
    """

    name: str
    label: Label
    origins: tuple[str, ...]
    to: str
    by: tuple[str, ...] = ()
    by_people: tuple[Formula, ...] = ()
    when: Formula | None = None
    set: Mapping[str, Formula] = attribute(default_factory=nothing)
    ask: tuple[str, ...] = ()
    message: Label | None = None
    clauses: tuple[str, ...] = ()
    span: Span = attribute(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Reminder:
    """Whom to remind while a condition holds, and how often."""

    when: Formula
    to: tuple[str, ...]
    to_people: tuple[Formula, ...]
    every: str
    message: Template
    span: Span = attribute(default=NOWHERE, compare=False)


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
    icon: str = ""
    unique: tuple[tuple[str, ...], ...] = ()
    span: Span = attribute(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class SettingDeclaration:
    """A value that the administrator may change on a screen."""

    key: str
    field: Field
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
class Binding:
    """Which date and which people of a base entity a figure goes by."""

    date: Formula | None = None
    employee: Formula | None = None
    department: Formula | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A target value from a month on, `2024-07`; `where` names whom it is for."""

    since: str
    value: Formula
    position: str = ""
    department: str = ""
    employee: str = ""


@dataclass(frozen=True, slots=True)
class Kpi:
    """A figure: a formula over rows of a period, and how it is read and judged."""

    name: str
    label: Label
    formula: Formula
    code: str = ""
    bind: Mapping[str, Binding] = attribute(default_factory=nothing)
    subject: str = "employee"
    period: str = "month"
    unit: str = "percent"
    decimals: int = 1
    direction: str = "higher"
    strict: bool = False
    rollup: str = "recompute"
    when_no_rows: str = "no_data"
    targets: tuple[Target, ...] = ()
    split: str = ""
    explain: Label | None = None
    source: Label | None = None
    drill: Mapping[str, tuple[str, ...]] = attribute(default_factory=nothing)
    view: tuple[str, ...] = ()
    module: str = ""
    clauses: tuple[str, ...] = ()
    span: Span = attribute(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Figures placed on a screen: an indicator × period board."""

    name: str
    label: Label
    kpis: tuple[str, ...]
    periods: int = 6
    places: tuple[str, ...] = ("menu",)
    module: str = ""
    view: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    span: Span = attribute(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a scorecard: a figure, its weight and how it turns into points.

    `weight` None means shown but not scored.
    """

    kpi: str
    group: Label
    weight: Any = None
    method: str = "ratio"
    span: Span = attribute(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade from a score on; the lowest has `since` None."""

    name: str
    label: Label
    since: Any = None


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition on the sheet's record that caps the grade."""

    when: Formula
    cap: str


@dataclass(frozen=True, slots=True)
class Scorecard:
    """An appraisal sheet: weighted figures of one person in one period.

    `of` is the entity whose records are the sheets; `person` and `period` are its
    fields that say whose and which. `adjust` is its field of points added by hand.
    """

    name: str
    label: Label
    of: str
    person: str
    period: str
    items: tuple[Item, ...]
    grades: tuple[Grade, ...] = ()
    gates: tuple[Gate, ...] = ()
    when: Formula | None = None
    adjust: str = ""
    decimals: int = 1
    when_item_empty: str = "renormalize"
    module: str = ""
    clauses: tuple[str, ...] = ()
    span: Span = attribute(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class People:
    """Which entity is a person, and its fields that say where they belong."""

    entity: str
    department: str = ""
    superior: str = ""
    locale: str = ""
    position: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Company:
    """Who prints: name, letterhead, time zone, currency."""

    name: Label = attribute(default_factory=lambda: Label(nothing()))
    address: str = ""
    phone: str = ""
    website: str = ""
    logo: str = ""
    time_zone: str = "Asia/Shanghai"
    currency: str = "CNY"
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
