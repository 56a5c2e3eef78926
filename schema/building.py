"""What every reader has at hand while it turns parts of the YAML into objects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from formula import kinds
from formula.check import fitted, typed
from formula.faults import FormulaError
from formula.kinds import BOOLEAN, EMPTY, Kind
from formula.normal import warnings
from formula.scope import SheetItems
from formula.tree import Literal, Path
from formula.tree import Span as Piece
from language import say
from schema.parts import Part
from schema.problems import Findings, Wording, unknown
from schema.scope import RulebookScope
from schema.source import Items, Scalar
from schema.types import TEXTS, TYPES, NotPlain
from schema.values import Formula, Span, Template

WORD = re.compile(r"\w+")
PEOPLE = "people"
"""The word that is broken while the people's entity is."""

NOBODY: frozenset[str] = frozenset()
EMPTY_WORDS = frozenset({"empty", "null"})


@dataclass(frozen=True, slots=True)
class Building:
    """The problems so far, the names that are known, and the clause index."""

    findings: Findings
    scope: RulebookScope
    clauses: Mapping[str, str]
    entities: Mapping[str, Part]

    def fields_of(self, entity: str) -> Mapping[str, Part]:
        """The declared fields of an entity as they were written."""
        part = self.entities.get(entity)
        return part.get("fields", {}) if part else {}

    def formula(
        self,
        scalar: Scalar | None,
        entity: str,
        expect: Kind | None = None,
        outer: tuple[str, ...] = (),
        level: str = "row",
        items: SheetItems | None = None,
    ) -> Formula | None:
        """A formula with every name resolved, or None after its faults were noted."""
        if scalar is None:
            return None
        try:
            tree = typed(scalar.text, self.scope, entity, outer, level, expect, items)
        except FormulaError as error:
            self.faults(error, scalar)
            return None
        self._warn(scalar)
        return Formula(scalar.text, fitted(tree, expect) if expect else tree, scalar.span)

    def _warn(self, scalar: Scalar) -> None:
        """Note each sign that was read as another, once."""
        said: set[str] = set()
        for note in warnings(scalar.text):
            if note.message not in said:
                said.add(note.message)
                place = self.findings.inside(scalar.span, scalar.text, note.start, note.end)
                self.findings.add(note.code, Wording(note.message, note.hint), place)

    def condition(
        self, scalar: Scalar | None, entity: str, outer: tuple[str, ...] = ()
    ) -> Formula | None:
        """A formula that is true or false for a row."""
        return self.formula(scalar, entity, BOOLEAN, outer)

    def faults(self, error: FormulaError, scalar: Scalar) -> None:
        """Note what is wrong with a formula, unless it follows from another fault."""
        if self.findings.broken.intersection(WORD.findall(scalar.text)):
            return
        said = set()
        for fault in error.faults:
            if fault.code.startswith("E") and (fault.code, fault.message) not in said:
                said.add((fault.code, fault.message))
                place = self.findings.inside(scalar.span, scalar.text, fault.start, fault.end)
                self.findings.add(fault.code, Wording(fault.message, fault.hint), place)

    def person(self, scalar: Scalar | None, entity: str) -> Formula | None:
        """A path from a row to a person, or None after a problem was noted."""
        person = self.scope.person()
        if scalar is None or person:
            return self.formula(scalar, entity, kinds.link(person))
        if PEOPLE not in self.findings.broken:
            message = say(
                '"{scalar}" leads to nobody: the rulebook declares no people.', scalar=scalar.text
            )
            self.add("E307", message, say("Declare people: {entity: …}."), scalar.span)
        return None

    def template(self, scalar: Scalar, entity: str, more: Mapping[str, Template]) -> Template:
        """Texts and `{paths}` in turn; `more` names templates that may be put in."""
        parts: list[str | Formula] = []
        at = 0
        for match in re.finditer(r"\{([^{}]*)\}", scalar.text):
            parts += [scalar.text[at : match.start()]] if match.start() > at else []
            parts += self._slot(scalar, match, entity, more)
            at = match.end()
        parts += [scalar.text[at:]] if at < len(scalar.text) else []
        return Template(scalar.text, tuple(parts))

    def _slot(
        self, scalar: Scalar, match: re.Match[str], entity: str, more: Mapping[str, Template]
    ) -> Iterable[str | Formula]:
        """What stands for one `{…}` of a template."""
        path = match[1].strip()
        if path in more and path not in self.scope.fields(entity):
            return more[path].parts
        place = self.findings.inside(scalar.span, scalar.text, match.start(1), match.end(1))
        found = self.formula(Scalar(path, place), entity)
        if found and not isinstance(found.tree, Path):
            wording = Wording(
                say('"{path}" is not a path to a field.', path=path),
                say("Write {field} or {link.field}."),
            )
            self.findings.add("E218", wording, place)
            return ()
        return (found,) if found else ()

    def value(
        self, written: Scalar | Items, type_: str, kind: Kind, entity: str, level: str = "row"
    ) -> Formula | None:
        """A plain value of a type, or else a formula that gives one."""
        if isinstance(written, Items):
            return self._several(written, kind)
        if written.empty or (not written.quoted and written.text in EMPTY_WORDS):
            return literal(None, EMPTY, written)
        text, forced = _unforced(written, type_)
        if kind.name == "choice":
            return self._chosen(written, kind, entity, level)
        plain = TYPES[type_].plain
        if plain and not forced:
            try:
                return literal(plain(text), kind, written)
            except NotPlain:
                pass
        return self.formula(Scalar(text, written.span), entity, kind, level=level)

    def _several(self, written: Items, kind: Kind) -> Formula | None:
        """Several options of a choice that takes several."""
        if kind.name != "choice" or not kind.many:
            wording = Wording(
                say("One value is needed here, not a list."), say("Write the value alone.")
            )
            self.findings.add("E205", wording, written.span)
            return None
        keys = tuple(item for item in written.items if isinstance(item, Scalar))
        for key in keys:
            if key.text not in kind.options:
                self.findings.add("E213", unknown(key.text, say("option"), kind.options), key.span)
        whole = Scalar(", ".join(key.text for key in keys), written.span)
        return literal(tuple(key.text for key in keys), kind, whole)

    def _chosen(self, written: Scalar, kind: Kind, entity: str, level: str) -> Formula | None:
        """An option by its key, or a formula that gives one."""
        text = written.text.removeprefix("=").strip()
        if written.text in kind.options:
            return literal((written.text,) if kind.many else written.text, kind, written)
        if re.fullmatch(r"\w+", text) and not self._names_field(text, entity):
            self.findings.add(
                "E213", unknown(written.text, say("option"), kind.options), written.span
            )
            return None
        return self.formula(Scalar(text, written.span), entity, kind, level=level)

    def _names_field(self, word: str, entity: str) -> bool:
        """Whether a word is a field's name or label."""
        return word in self.scope.fields(entity) or word in self.scope.label_names(entity)

    def cited(self, part: Part) -> tuple[str, ...]:
        """The clauses that a part cites; each must be in the index."""
        cited = part.get("clauses", ())
        for clause in cited:
            if self.clauses and clause.text not in self.clauses:
                self.findings.add(
                    "E306", unknown(clause.text, say("clause"), self.clauses), clause.span
                )
        return texts(cited)

    def roles(self, part: Part, key: str, besides: frozenset[str] = NOBODY) -> tuple[str, ...]:
        """The roles that a key names; each must be declared, or be a word `besides`."""
        named = part.get(key, ())
        for role in named:
            if role.text not in besides:
                self.role(role)
        return texts(named)

    def role(self, role: Scalar) -> bool:
        """Whether a role is declared; if not, that is noted."""
        known = role.text in self.scope.roles()
        if not known and role.text not in self.findings.broken:
            self.findings.add(
                "E401", unknown(role.text, say("role"), self.scope.roles()), role.span
            )
        return known

    def known(self, word: Scalar, kind: str, choices: Iterable[str], code: str) -> bool:
        """Whether a word is one of the choices; if not, that is noted once."""
        choices = tuple(choices)
        if word.text in choices:
            return True
        if word.text not in self.findings.broken:
            self.findings.add(code, unknown(word.text, kind, choices), word.span)
        return False

    def add(self, code: str, message: str, hint: str, span: Span) -> None:
        """Note a problem."""
        self.findings.add(code, Wording(message, hint), span)


def literal(value: object, kind: Kind, written: Scalar) -> Formula:
    """A formula that is just a value."""
    tree = Literal(kind=kind, span=Piece(0, len(written.text)), value=value)
    return Formula(written.text, tree, written.span)


def _unforced(written: Scalar, type_: str) -> tuple[str, bool]:
    """The text without the "=" that forces a formula, and whether it was there."""
    if written.text.startswith("="):
        return written.text[1:].strip(), True
    return written.text if type_ in TEXTS else written.text.strip(), False


def texts(words: Iterable[Any]) -> tuple[str, ...]:
    """Scalars as plain texts."""
    return tuple(str(word) for word in words)
