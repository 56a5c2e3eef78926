"""How an item's value turns into points: the method, its parameters, and what contradicts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields
from decimal import Decimal
from itertools import pairwise
from typing import Any

from language import say
from schema.building import Building
from schema.parts import Part
from schema.problems import closest
from schema.scoring import (
    FULL,
    METHODS,
    Band,
    Bands,
    Knot,
    Linear,
    Method,
    PerEvent,
    PerStep,
    Points,
    Range,
    Ratio,
    Relative,
)
from schema.source import Scalar
from schema.types import read_percent

DEFAULT = "ratio"
OF_EVERY = ("kpi", "weight", "method")
"""The keys of an item that is a figure, whatever its method."""
SHARES = frozenset({(Ratio, "max"), (Points, "earns"), (Bands, "earns")})
"""Parameters that are shares of the weight; others are in the figure's unit or in points."""
IN_POINTS = frozenset({(PerStep, "max")})
HINTS = {"round": 'Add "round: up" for started steps, "round: down" for full ones.'}
"""What to write where a parameter alone would not tell."""
LARGE = Decimal("1.5")
"""Above this a percentage without its sign was hardly meant."""
MUCH = Decimal(3)
"""Above this a share of a weight was hardly meant."""


def read_method(building: Building, part: Part, kpi: Part | None) -> Method | None:
    """An item's method with its parameters, or None after what is wrong was noted."""
    name = part.get("method", DEFAULT)
    if "method" in part.places and "method" not in part.values:
        return None
    method = METHODS[name]
    known = {field.name: field for field in fields(method)}
    if not _fits(building, part, name, tuple(known)):
        return None
    needed = [n for n, f in known.items() if f.default is MISSING]
    needed += ["max"] if method is PerStep and "above" in part.places else []
    lacking = [key for key in needed if key not in part.places]
    for key in lacking:
        message = say('The method "{name}" needs "{key}".', name=name, key=key)
        building.add(
            "E821", message, say(HINTS.get(key, 'Add "{key}: …".'), key=key), part.place("method")
        )
    if lacking or any(key in part.places and key not in part.values for key in known):
        return None
    if not _has_direction(building, part, name, kpi):
        return None
    reading = _Reading(building, method, kpi.text("unit", "percent") if kpi else "")
    given = {key: reading.value(key, part.values[key]) for key in known if key in part.values}
    made: Method = method(**given)
    return made if reading.good and _consistent(building, part, made) else None


def _fits(building: Building, part: Part, name: str, parameters: tuple[str, ...]) -> bool:
    """Whether every key belongs to the method; if not, each is noted."""
    allowed = (*OF_EVERY, *parameters)
    strays = [key for key in part.places if key in part.values and key not in allowed]
    for key in strays:
        near = closest(key, parameters)
        names = say(", ").join(parameters)
        hint = (
            say('Write "{near}".', near=near)
            if near
            else say("Write one of: {names}.", names=names)
            if names
            else say("Take it away.")
        )
        message = say('"{key}" does not belong to the method "{name}".', key=key, name=name)
        building.add("E820", message, hint, part.place(key))
    return not strays


def _has_direction(building: Building, part: Part, name: str, kpi: Part | None) -> bool:
    """Whether the figure has the direction that a method needs; if not, that is noted."""
    if kpi is None or kpi.text("direction") != "range" or METHODS[name] is not Relative:
        return True
    message = say(
        '"{kpi}" is neither better higher nor lower, which "{name}" needs to know.',
        kpi=kpi.name,
        name=name,
    )
    hint = say('Write "method: ratio", "pass" or "range".')
    building.add("E824", message, hint, part.place("method" if "method" in part.places else "kpi"))
    return False


class _Reading:
    """Turns written numbers into exact ones; `good` until one has the wrong unit."""

    def __init__(self, building: Building, method: Any, unit: str) -> None:
        self.building = building
        self.method = method
        self.unit = unit
        self.good = True

    def value(self, key: str, written: Any) -> Any:
        """What a method is given for a parameter."""
        if isinstance(written, Scalar):
            return self._number(key, written)
        if isinstance(written, tuple):
            return tuple(self._entry(part) for part in written)
        return written

    def _entry(self, part: Part) -> Knot | Band:
        """A point or a band."""
        numbers = {key: self._number(key, value) for key, value in part.values.items()}
        if self.method is Points:
            return Knot(numbers.get("at", Decimal(0)), numbers.get("earns", Decimal(0)))
        return Band(numbers.get("earns", Decimal(0)), numbers.get("from"), numbers.get("to"))

    def _number(self, key: str, written: Scalar) -> Decimal:
        found = read_percent(written.text)
        wrong = self._wrong_unit(key, found, written.text)
        if wrong:
            self.good = False
            self.building.add("E823", *wrong, written.span)
        return found

    def _wrong_unit(self, key: str, found: Decimal, written: str) -> tuple[str, str] | None:
        """What is wrong with the unit of a number, and what to write."""
        text = f"{abs(found.normalize()):f}"
        signed = written.endswith("%")
        percent = say('Write "{key}: {text}%".', key=key, text=text)
        words = {"key": key, "written": written}
        if (self.method, key) in SHARES:
            if signed or abs(found) <= MUCH:
                return None
            return say(
                '"{key}: {written}" is {text} times the weight.', text=text, **words
            ), percent
        if (self.method, key) in IN_POINTS:
            points = say('"{key}: {written}" is in points, not a percentage.', **words)
            return (points, say('Write "max: 110".')) if signed else None
        if self.unit == "percent" and not signed and abs(found) > LARGE:
            much = say(
                '"{key}: {written}" of a percentage is {text} times 100%.', text=text, **words
            )
            return much, percent
        if signed and self.unit not in ("percent", ""):
            sign = say(
                '"{key}: {written}" is a percentage, and the figure is not ({unit}).',
                unit=self.unit,
                **words,
            )
            return sign, say("Take the sign away.")
        return None


def _consistent(building: Building, part: Part, made: Method) -> bool:
    """Whether a method's numbers make sense together; if not, that is noted."""
    check = CHECKS.get(type(made))
    found = next(check(made), None) if check else None
    if found is not None:
        key, message, hint = found
        building.add("E822", message, hint, part.place(key))
    return found is None


Doubt = Iterator[tuple[str, str, str]]


def _ratio(made: Ratio) -> Doubt:
    if made.max < FULL:
        yield (
            "max",
            say("Who reaches the target earns less than everything."),
            say("Write 100% or more."),
        )


def _linear(made: Linear) -> Doubt:
    if made.zero_at == made.full_at:
        yield (
            "full_at",
            say("Nothing and everything is earned at the same value."),
            say("Write two values."),
        )


def _points(made: Points) -> Doubt:
    values = [knot.at for knot in made.points]
    if values not in (sorted(set(values)), sorted(set(values), reverse=True)):
        yield (
            "points",
            say('The points do not rise in "at".'),
            say("Write each value once, in order."),
        )


def _bands(made: Bands) -> Doubt:
    *limited, last = made.bands
    if last.since is not None or last.until is not None:
        message = say("Beyond the last band nothing is said.")
        yield "bands", message, say('Add a last band with "earns" alone.')
    rising = all(band.since is None for band in limited)
    limits = [band.until if rising else band.since for band in limited]
    if None in limits or any(b.since is not None and b.until is not None for b in limited):
        message = say('Each band but the last has "from", or each has "to".')
        yield "bands", message, say('Write "from: …" in each, from the highest down.')
    elif any((b <= a) if rising else (b >= a) for a, b in pairwise(limits)):  # type: ignore[operator]
        order = say('rising in "to"') if rising else say('falling in "from"')
        yield (
            "bands",
            say("The bands are not {order}.", order=order),
            say("Write them in that order."),
        )


def _per_step(made: PerStep) -> Doubt:
    if made.step <= 0:
        yield "step", say("A step is no wider than nothing."), say("Write more than 0.")
    if made.below < 0 or made.above < 0:
        key = "below" if made.below < 0 else "above"
        yield (
            key,
            say('"{key}" is below nothing.', key=key),
            say("Write how many points, without a sign."),
        )
    yield from _within("floor", made.floor, made.start, made.max)


def _per_event(made: PerEvent) -> Doubt:
    if made.each <= 0:
        yield "each", say("An event costs nothing."), say("Write how many points, above 0.")
    yield from _within("floor", made.floor, made.start, None)


def _within(key: str, floor: Decimal, start: Decimal, most: Decimal | None) -> Doubt:
    if floor > start:
        yield (
            key,
            say("The floor {floor} is above the start {start}.", floor=floor, start=start),
            say("Write less than the start."),
        )
    if most is not None and most < start:
        yield (
            "max",
            say("The most {most} is below the start {start}.", most=most, start=start),
            say("Write more than the start."),
        )


def _range(made: Range) -> Doubt:
    ends = (made.zero_low, made.low, made.high, made.zero_high)
    known = [end for end in ends if end is not None]
    if known != sorted(known) or made.zero_low == made.low or made.zero_high == made.high:
        message = say("The limits of the range are out of order.")
        yield "low", message, say('Write "zero_low" below "low", and "zero_high" above "high".')


CHECKS: Mapping[Any, Callable[[Any], Doubt]] = {
    Ratio: _ratio,
    Linear: _linear,
    Points: _points,
    Bands: _bands,
    PerStep: _per_step,
    PerEvent: _per_event,
    Range: _range,
}
"""What to look at in the numbers of a method."""
