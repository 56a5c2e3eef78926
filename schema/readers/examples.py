"""`tests:` of figures and scorecards: examples that `check` computes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from formula.bindings import measures
from language import say
from schema.building import Building
from schema.examples import COMPANY, Expected, KpiExample, Row, SheetExample
from schema.indicators import Kpi, Scorecard
from schema.merge import Merged
from schema.objects import Entity, People, SettingDeclaration
from schema.parts import WRONG, Named, Part
from schema.problems import unknown
from schema.readers.example_rows import RowReader, keys_of
from schema.source import Items, Scalar
from schema.types import NotPlain, read_date, read_datetime, read_decimal

NONE = Named({}, {})
SHEET = "sheet"
"""The key by which the rows of an example link to the record of the sheet."""

STATES = ("none", "no_data", "not_applicable")
"""What stands for no value; "none" is any of them."""

PERIOD = re.compile(r"[12]\d{3}(-(0[1-9]|1[0-2]|Q[1-4]|H[12]))?")
FRACTION = re.compile(r"(-?\d{1,12}) ?/ ?(\d{1,12})")
NUMBER = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d{1,8})?|-?\d{1,15}(\.\d{1,8})?")


def read_examples(
    building: Building, merged: Merged, people: People | None, given: dict[str, Any]
) -> None:
    """Put the examples of every figure and scorecard into the objects that were read."""
    rows = RowReader(building, given["entities"])
    reading = Reading(building, rows, given["settings"], _subjects(people, given["entities"]))
    for name, kpi in given["kpis"].items():
        parts = merged.parts["kpis"][name].get("tests", ())
        if parts:
            tests = tuple(reading.of_kpi(kpi, part) for part in parts)
            given["kpis"][name] = replace(kpi, tests=tests)
    for name, card in given["scorecards"].items():
        parts = merged.parts["scorecards"][name].get("tests", ())
        if parts:
            sheets = tuple(reading.of_card(card, part) for part in parts)
            given["scorecards"][name] = replace(card, tests=sheets)


def _subjects(people: People | None, entities: Mapping[str, Entity]) -> tuple[str, ...]:
    """The entities whose records figures are asked for: people and departments."""
    if people is None or people.entity not in entities:
        return ()
    field = entities[people.entity].fields.get(people.department)
    return (people.entity, field.to) if field else (people.entity,)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the examples of one rulebook are read with."""

    building: Building
    rows: RowReader
    settings: Mapping[str, SettingDeclaration]
    people: tuple[str, ...]

    def of_kpi(self, kpi: Kpi, part: Part) -> KpiExample:
        """One example of a figure."""
        common = self._common(part)
        subjects = self._subjects(common["rows"])
        written = part.get("expect", NONE)
        if isinstance(written, Scalar):
            written = Named({COMPANY: written}, {COMPANY: written.span})
        digits = kpi.decimals + (2 if kpi.unit == "percent" else 0)
        verdicts = self._verdicts(part, written, subjects)
        self._check_period(kpi, part)
        return KpiExample(
            **common,
            period=part.text("period"),
            expect={
                who: found
                for who, text in written.items()
                if self._subject(who, written, subjects) and (found := self.expected(text, digits))
            },
            target=self.expected(part.get("target"), digits),
            verdicts=verdicts,
        )

    def of_card(self, card: Scorecard, part: Part) -> SheetExample:
        """One example of a scorecard."""
        wanted = part.get("expect")
        grade = wanted.get("grade") if wanted else None
        if grade is not None:
            names = [each.name for each in card.grades]
            if not self.building.known(grade, say("grade"), names, "E867"):
                grade = None
        written = part.get("sheet")
        sheet = self.rows.row(card.of, written, SHEET) if written else Row("", {})
        month = sheet.values.get(card.period)
        return SheetExample(
            **self._common(part),
            period=f"{month:%Y-%m}" if isinstance(month, date) else "",
            sheet=sheet,
            score=self.expected(wanted.get("score"), card.decimals) if wanted else None,
            grade=(grade.text, grade.span) if grade else None,
            points=self._items(card, wanted, "points"),
            values=self._items(card, wanted, "values"),
        )

    def _common(self, part: Part) -> dict[str, Any]:
        """What both kinds of example give."""
        return {
            "name": part.get("name"),
            "rows": self.rows.all(part.get("rows", NONE)),
            "now": self._moment(part.get("today")),
            "settings": self._settings(part.get("settings", NONE)),
            "span": part.span,
        }

    def _items(self, card: Scorecard, wanted: Part | None, key: str) -> dict[str, Expected]:
        """What is expected of the lines of a sheet, each of which must be on it."""
        written = wanted.get(key, NONE) if wanted else NONE
        names = [item.name for item in card.items]
        found = {}
        for name, text in written.items():
            word = Scalar(name, written.places[name])
            value = self.expected(text, 2)
            if (
                self.building.known(word, say('line of "{card}"', card=card.name), names, "E867")
                and value
            ):
                found[name] = value
        return found

    def expected(self, written: Scalar | None, digits: int) -> Expected | None:
        """A value as people write it: 50%, 1/2, 0.5, 1,200, or a word for no value."""
        if written is None:
            return None
        text = written.text.strip()
        if text in STATES:
            return Expected(text, None, None, written.span)
        fraction = FRACTION.fullmatch(text)
        if fraction and int(fraction[2]):
            value = Decimal(fraction[1]) / Decimal(fraction[2])
            return Expected(text, value, None, written.span)
        bare = text.removesuffix("%").strip()
        if NUMBER.fullmatch(bare):
            number, decimals = read_decimal(bare.replace(",", "")), len(bare.partition(".")[2])
            percent = bare != text
            places = max(digits, decimals + (2 if percent else 0))
            return Expected(text, number / 100 if percent else number, places, written.span)
        message = say('"{text}" is not a value that can come out.', text=text)
        hint = say("Write a number, 50%, 1/2, or one of: {states}.", states=say(", ").join(STATES))
        self.building.add("E863", message, hint, written.span)
        return None

    def _subjects(self, rows: tuple[Row, ...]) -> tuple[str, ...]:
        """The keys of people and departments that the rows name."""
        keys = dict.fromkeys(k.key for k in keys_of(rows) if k.entity in self.people)
        return (COMPANY, *keys)

    def _subject(self, who: str, written: Named, subjects: tuple[str, ...]) -> bool:
        return self.building.known(
            Scalar(who, written.places[who]),
            say("person or department of the rows"),
            subjects,
            "E864",
        )

    def _verdicts(self, part: Part, expect: Named, subjects: tuple[str, ...]) -> dict[str, Any]:
        """The verdict by subject; a bare one is of the first that is expected."""
        written = part.get("verdict", NONE)
        if isinstance(written, str):
            first = next(iter(expect), COMPANY)
            return {first: (written, part.place("verdict"))} if first in subjects else {}
        return {
            who: (verdict, written.places[who])
            for who, verdict in written.items()
            if self._subject(who, written, subjects)
        }

    def _check_period(self, kpi: Kpi, part: Part) -> None:
        """Note a period that is none, or that is missing where rows have dates."""
        text, place = part.text("period"), part.place("period")
        hint = say("Write period: 2026-06, 2026-Q2, 2026-H1 or 2026.")
        if text and not PERIOD.fullmatch(text):
            self.building.add("E865", say('"{text}" is not a period.', text=text), hint, place)
        dated = any(binding.date for binding in kpi.bind.values()) or any(
            measure.on for formula in kpi.formulas for measure in measures(formula.tree)
        )
        if not text and dated:
            message = say(
                'The rows of "{kpi}" have dates, and the example names no period.', kpi=kpi.name
            )
            self.building.add("E865", message, hint, part.span)

    def _moment(self, written: Scalar | None) -> datetime | None:
        """The day, or the moment, on which an example is computed."""
        if written is None:
            return None
        try:
            return datetime.combine(read_date(written.text), time(12))
        except NotPlain:
            pass
        try:
            return read_datetime(written.text)
        except NotPlain:
            message = say('"{written}" is not a day.', written=written.text)
            self.building.add("E865", message, say("Write today: 2026-07-01."), written.span)
            return None

    def _settings(self, written: Named) -> dict[str, Any]:
        """Values of settings that hold in this example only."""
        found = {}
        for key, value in written.items():
            if key not in self.settings:
                wording = unknown(key, say("setting"), self.settings)
                self.building.findings.add("E866", wording, written.places[key])
                continue
            field = self.settings[key].field
            parts: Iterable[Any] = value.items if isinstance(value, Items) else (value,)
            read = [self.rows.plain(field, each, "E866") for each in parts]
            if WRONG not in read:
                found[key] = tuple(read) if field.multiple else read[0]
        return found
