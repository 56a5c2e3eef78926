"""Forms made from fields: WTForms fields that keep what was typed as it was typed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import Field as FormField
from wtforms.form import BaseForm

from admin.cells import NUMERIC
from admin.columns import unit_of
from admin.widgets import Typed, widget_of
from admin.words import text
from formula.reads import follows
from records.refusals import FieldProblem
from schema.objects import Field

LONG_LINE = 60
"""A text that may be longer than this gets two columns of the form."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a picker asks, what it tells, and where a new record is made.

    `entity` is the entity of the field itself, behind whose door its files are.
    """

    entity: str = ""
    url: str = ""
    needs: str = ""
    prefix: str = ""
    new: str = ""
    new_label: str = ""


class Entry(FormField):  # type: ignore[misc]
    """One field on a form; `typed` is what stands in its control."""

    def __init__(self, declared: Field, locale: str, source: Source, **given: Any) -> None:
        super().__init__(text(declared.label, locale), widget=widget_of(declared), **given)
        self.declared = declared
        self.locale = locale
        self.source = source
        self.typed = Typed()
        self.proposed = False
        self.required = declared.required
        self.readonly = False
        self.visible = True
        self.bare = False
        self.spoken = self.label.text
        self.errors: list[str] = []

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take what was sent, if anything was."""
        if formdata is not None:
            self.typed = self.widget.read(formdata, self.name)
            mark = formdata.get(f"{self.name}__proposed")
            self.proposed = mark == self.typed.standing and not (mark and self._by_hand)

    @property
    def _by_hand(self) -> bool:
        """Whether a record is chosen while another title was written."""
        return bool(self.typed.keys) and self.typed.by_hand

    def start(self, value: Any, title: Any) -> None:
        """Put a stored value into the control."""
        self.typed = self.widget.start(self.declared, value, title)

    def propose(self) -> None:
        """Let what stands in the control follow the rest of the form, if its default does."""
        default = self.declared.default
        self.proposed = default is not None and follows(default.tree)

    @property
    def given(self) -> Any:
        """What the gate is handed."""
        return self.widget.given(self.typed)

    def place(self, rest: str, message: str) -> bool:
        """Keep a problem that was found here."""
        self.errors.append(message)
        return True

    def apply(self, said: Mapping[str, Any]) -> None:
        """Show, require and lock as the gate says."""
        self.visible = bool(said.get("visible", True))
        self.required = bool(said.get("required", self.required))
        self.readonly = bool(said.get("readonly", False))

    @property
    def help(self) -> str:
        """The declared advice."""
        return text(self.declared.help, self.locale)

    @property
    def described(self) -> str:
        """The ids of the texts that belong to the control."""
        ids = [f"{self.id}-error"] if self.errors else []
        return " ".join([*ids, f"{self.id}-help"] if self.help and not self.bare else ids)

    @property
    def on_right(self) -> bool:
        """Whether its digits line up on the right."""
        return self.declared.type in NUMERIC

    @property
    def unit(self) -> str:
        """The unit that stands in the box, unless the label names one already."""
        percent = self.declared.type == "percent"
        return "%" if percent else unit_beside(self.declared, self.label.text)

    @property
    def options(self) -> list[tuple[str, str]]:
        """The keys and labels of a choice."""
        return [(key, text(label, self.locale)) for key, label in self.declared.options.items()]

    @property
    def width(self) -> str:
        """How much of the form's width the field takes: third, half, two or full."""
        return width_of(self.declared)


def unit_beside(field: Field, label: str) -> str:
    """The unit of an amount, unless its label names one already."""
    return "" if label.endswith((")", "）")) else unit_of(field)


def width_of(field: Field) -> str:
    """The share of a form's or a page's width that suits a field."""
    if field.width:
        return field.width
    if field.type in ("text", "lines") or (field.type == "choice" and field.multiple):
        return "full"
    if field.type in ("links", "url", "file", "image") or (field.max_length or 0) > LONG_LINE:
        return "two"
    return "third"


class EntryForm(BaseForm):  # type: ignore[misc]
    """The fields of one record on a form, by their names."""

    def start(self, values: Mapping[str, Any], titles: Mapping[str, Any]) -> None:
        """Put stored values into the controls."""
        for name, entry in self.entries():
            entry.start(values.get(name), titles.get(name))

    def propose(self, but: Collection[str] = ()) -> None:
        """Let the start values follow the form, `but` for what somebody gave."""
        for name, entry in self.entries():
            if name not in but:
                entry.propose()

    def entries(self) -> Iterator[tuple[str, Any]]:
        """Each field's name and field."""
        return iter(self._fields.items())

    def given(self) -> dict[str, Any]:
        """What the gate is handed: what somebody wrote, and no start value that follows the rest."""
        return {
            name: entry.given
            for name, entry in self.entries()
            if not (entry.readonly or entry.proposed)
        }

    def place(self, path: str, message: str) -> bool:
        """Put a problem at its field, if that stands here."""
        name, _, rest = path.partition(".")
        return name in self._fields and bool(self._fields[name].place(rest, message))

    def refuse(self, problems: Sequence[FieldProblem]) -> tuple[FieldProblem, ...]:
        """Put every problem at its field; those that have none here come back."""
        return tuple(p for p in problems if not self.place(p.path, p.message))

    def apply(self, conditions: Mapping[str, Mapping[str, Any]]) -> None:
        """Show, require and lock as the gate says."""
        for name, said in conditions.items():
            if name in self._fields:
                self._fields[name].apply(said)
