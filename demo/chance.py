"""What chance fills in: a record's values, its links and child rows, a button's questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as attribute
from datetime import datetime
from random import Random
from typing import Any

from faker import Faker

from demo.papers import page, picture
from demo.values import Maker, hint, sample
from records.gate import Gate
from records.record import Option
from schema.objects import Entity, Field, Schema, Transition

EMPTY = (None, (), "", [])
NOTHING: Mapping[str, Any] = {}
LINKS = ("link", "links")
FILES = ("file", "image")
OFFERED = 40
USUAL, SELDOM = 0.7, 0.15
"""How often a link, and how often a file, is filled in that may be left out."""


COMMENTS = (
    "已核对，情况属实。",
    "请补充说明后再提交。",
    "按计划执行，有变化及时告知。",
    "已与相关人员沟通确认。",
    "资料齐全，同意。",
    "数量有误，请更正。",
)
"""What people write beside a decision."""


class NothingToLink(LookupError):
    """A record must link to another of a kind that is not there yet."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form being filled in: for whom and when; a line's form lies in its parent's.

    `link` is the line's field that leads back, `around` what the parent's form says.
    """

    entity: Entity
    gate: Gate
    moment: datetime
    link: str = ""
    around: Mapping[str, Any] = attribute(default_factory=dict)

    def offered(self, field: Field, values: Mapping[str, Any]) -> list[Option]:
        """The records that the form's picker offers for a link."""
        known = {**values, self.link: self.around} if self.link else values
        return self.gate.options(self.entity.name, field.name, "", known, limit=OFFERED)


@dataclass(frozen=True, slots=True)
class Chance:
    """Chance for one rulebook: the same seed makes the same choices."""

    schema: Schema
    random: Random
    faker: Faker

    def values(
        self, entity: Entity, gate: Gate, moment: datetime, wanted: Mapping[str, Any]
    ) -> dict[str, Any]:
        """A new record's values, as somebody would type them into its form.

        `wanted` is what it must say, None for what stays empty; what depends on other
        answers is asked for when those are known.
        """
        form = Form(entity, gate, moment)
        writable = [f for f in gate.fields(entity.name, action="write") if _typed(f)]
        given = {f.name: self._wished(form, f, wanted) for f in writable if f.name in wanted}
        known = dict(gate.draft(entity.name, given).values)
        given = self._filled(form, [f for f in writable if not _later(f)], known, given)
        states = gate.conditions(entity.name, {**known, **given})
        asked = [_as_asked(f, states.get(f.name, {})) for f in writable if _later(f)]
        return self._filled(form, [f for f in asked if f is not None], known, given)

    def asked(
        self,
        entity: Entity,
        transition: Transition,
        gate: Gate,
        known: Mapping[str, Any],
        moment: datetime,
        wanted: Mapping[str, Any] = NOTHING,
    ) -> dict[str, Any]:
        """Answers to what a button asks for on a record that says what is known; wanted ones too."""
        fields = [
            replace(entity.fields[n], required=True) for n in transition.ask if n != "comment"
        ]
        answers = self._filled(Form(entity, gate, moment), fields, known, dict(wanted))
        if "comment" in transition.ask and "comment" not in answers:
            answers["comment"] = self.random.choice(COMMENTS)
        return answers

    def _filled(
        self, form: Form, fields: Iterable[Field], known: Mapping[str, Any], given: dict[str, Any]
    ) -> dict[str, Any]:
        for field in fields:
            if known.get(field.name) in EMPTY and field.name not in given:
                value = self._value(form, field, {**known, **given})
                if value not in EMPTY:
                    given[field.name] = value
        return given

    def _value(self, form: Form, field: Field, values: Mapping[str, Any]) -> Any:
        if field.type in LINKS:
            return self._linked(form, field, values)
        if field.type == "lines":
            return self._lines(form, field, values)
        if field.type in FILES:
            return self._file(form, field)
        return sample(field, Maker(self.random, self.faker, form.moment))

    def _file(self, form: Form, field: Field) -> int | None:
        """A file of one page that says what it is."""
        if not field.required and self.random.random() > SELDOM:
            return None
        make, ending = (picture, "png") if field.type == "image" else (page, "pdf")
        name = f"{field.label}-{form.moment:%Y%m%d}.{ending}"
        return form.gate.upload(make(f"SAMPLE {form.moment:%Y-%m-%d %H:%M}"), name).id

    def _linked(self, form: Form, field: Field, values: Mapping[str, Any]) -> Any:
        wish = hint(field.sample)
        if not field.required and self.random.random() > (wish.share or USUAL):
            return None
        options = _wished(form.offered(field, values), wish.options)
        if not options and field.required:
            raise NothingToLink(field.name)
        if not options or field.type == "link":
            return self.random.choice(options).id if options else None
        count = min(len(options), self.random.randint(1, 2))
        return tuple(option.id for option in self.random.sample(options, count))

    def _wished(self, form: Form, field: Field, wanted: Mapping[str, Any]) -> Any:
        """What a field must say; of a wanted line, chance fills in what it leaves out."""
        given = wanted[field.name]
        if field.type != "lines" or not given:
            return given
        child = self.schema.entities[field.of]
        writable = form.gate.fields(child.name, action="write")
        open_ = [f for f in writable if _typed(f) and f.name != field.by and not _later(f)]
        inner = Form(child, form.gate, form.moment, field.by, wanted)
        return [self._filled(inner, open_, {}, dict(row)) for row in given]

    def _lines(self, form: Form, field: Field, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        child = self.schema.entities[field.of]
        writable = form.gate.fields(child.name, action="write")
        typed = [f for f in writable if _typed(f) and f.name != field.by]
        # A line cannot be asked what it hides; what is conditional is always filled in.
        fields = [replace(f, required=True) if _conditional(f) else f for f in typed]
        wish = hint(field.sample)
        inner = Form(child, form.gate, form.moment, field.by, values)
        rows = self.random.randint(int(wish.low or 1), int(wish.high or 4))
        return [self._filled(inner, fields, {}, {}) for _ in range(rows)]


def _typed(field: Field) -> bool:
    """Whether a person types the field at all."""
    made = field.formula is not None or field.type == "sequence"
    return not (made or field.readonly or field.hidden or field.retired)


def _conditional(field: Field) -> bool:
    return bool(field.visible_if or field.required_if or field.readonly_if)


def _later(field: Field) -> bool:
    """Whether a field is looked at when the others are known: they may fill or hide it."""
    return _conditional(field) or field.default is not None


def _as_asked(field: Field, state: Mapping[str, Any]) -> Field | None:
    """A field as the form asks for it now; None when it is hidden, closed or filled."""
    if not state.get("visible", True) or state.get("readonly", False):
        return None
    if state.get("value") not in EMPTY:
        return None
    return replace(field, required=bool(state.get("required", field.required)))


def _wished(options: list[Option], names: tuple[str, ...]) -> list[Option]:
    """The offered records that the hint names, else all of them."""
    return [o for o in options if any(name in o.title for name in names)] or options
