"""Lines and dots as SVG that needs no style of its own: sparks on boards, a chart on a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

SPARK = (96.0, 32.0, 3.0)
CHART = (566.0, 176.0)
LEFT, RIGHT, TOP, BOTTOM = 52.0, 490.0, 20.0, 150.0
FEW = 7
"""So many periods have room for every label and number."""
EACH_LABEL = 3
ROOM = 46.0
"""How wide a number is."""
LINES = 4
"""About how many lines the chart has."""


@dataclass(frozen=True, slots=True)
class Spark:
    """A small line: its points, the height of the target, its last point."""

    points: str
    goal: float | None
    end: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Dot:
    """A value of the chart: where, what is written, whether it reached the target."""

    x: float
    y: float
    said: str
    label: str
    verdict: str
    running: bool
    quiet: bool = False

    @property
    def below(self) -> bool:
        """Whether the number stands under its mark: of a missed target that has room there."""
        return self.verdict == "unmet" and self.y + 26 < BOTTOM

    @property
    def diamond(self) -> tuple[float, float]:
        """The upper left corner of the mark of a missed target."""
        return self.x - 5, self.y - 5

    @property
    def text_y(self) -> float:
        """Where the number stands."""
        return self.y + 22 if self.below else self.y - 11


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of a figure over time: horizontal lines, dots, the target's height."""

    lines: tuple[tuple[float, Decimal], ...]
    dots: tuple[Dot, ...]
    goal: float | None
    path: str
    slots: tuple[tuple[float, str], ...]


def spark(values: Sequence[Decimal | None], target: Decimal | None) -> Spark:
    """A board's line; periods without a value are left out."""
    width, height, pad = SPARK
    known = [value for value in values if value is not None]
    if not known:
        return Spark("", None, None)
    low, high = _span([*known, *([target] if target is not None else [])])
    step = width / max(1, len(values) - 1)
    at = [
        (round(n * step, 1), _height(value, low, high, height - pad, pad))
        for n, value in enumerate(values)
        if value is not None
    ]
    goal = None if target is None else _height(target, low, high, height - pad, pad)
    return Spark(" ".join(f"{x},{y}" for x, y in at), goal, at[-1])


@dataclass(frozen=True, slots=True)
class Point:
    """What the chart shows of one period."""

    label: str
    value: Decimal | None
    said: str
    verdict: str
    running: bool


def chart(points: Sequence[Point], target: Decimal | None) -> Chart:
    """A figure's periods from left to right; the axis keeps to the values, dots say so."""
    known = [point.value for point in points if point.value is not None]
    grid_values = _scale([*known, *([target] if target is not None else [])] or [Decimal(0)])
    low, high = grid_values[0], grid_values[-1]
    step = (RIGHT - LEFT) / max(1, len(points))
    slots = tuple((round(LEFT + step * (n + 0.5), 1), p.label) for n, p in enumerate(points))
    dots = _spoken(
        Dot(x, _height(p.value, low, high, BOTTOM, TOP), p.said, p.label, p.verdict, p.running)
        for (x, _), p in zip(slots, points, strict=True)
        if p.value is not None
    )
    grid = tuple((_height(value, low, high, BOTTOM, TOP), value) for value in grid_values)
    goal = None if target is None else _height(target, low, high, BOTTOM, TOP)
    path = " ".join(f"{dot.x},{dot.y}" for dot in dots if not dot.running)
    return Chart(grid, dots, goal, path, _thinned(slots))


def _thinned(slots: tuple[tuple[float, str], ...]) -> tuple[tuple[float, str], ...]:
    """Of many periods only some are named, the last one among them."""
    if len(slots) <= FEW:
        return slots
    last = len(slots) - 1
    return tuple(
        (x, "" if (last - n) % EACH_LABEL else label) for n, (x, label) in enumerate(slots)
    )


def _spoken(dots: Iterable[Dot]) -> tuple[Dot, ...]:
    """The dots, those without room for their number quiet; the last ones come first."""
    found: list[Dot] = []
    free = {True: RIGHT * 2, False: RIGHT * 2}
    for dot in reversed(tuple(dots)):
        quiet = free[dot.below] - dot.x < ROOM
        found.insert(0, replace(dot, quiet=quiet))
        if not quiet:
            free[dot.below] = dot.x
    return tuple(found)


def _span(values: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """The least and the greatest, a little apart, so that a flat line has a place."""
    low, high = min(values), max(values)
    room = (high - low) * Decimal("0.15") or abs(high) * Decimal("0.1") or Decimal(1)
    return low - room, high + room


def _scale(values: Sequence[Decimal]) -> list[Decimal]:
    """Round numbers that hold all values between them, a little room below for labels."""
    low, high = min(values), max(values)
    rough = (high - low) / (LINES - 1) or abs(high) / 4 or Decimal(1)
    unit = Decimal(10) ** (rough.adjusted())
    step = next(unit * n for n in (1, 2, 5, 10) if unit * n >= rough)
    first = (low / step).to_integral_value(ROUND_FLOOR)
    if low - first * step < step / 3 and first > 0:
        first -= 1
    last = (high / step).to_integral_value(ROUND_CEILING)
    return [step * n for n in range(int(first), max(int(last), int(first) + 1) + 1)]


def _height(value: Decimal | None, low: Decimal, high: Decimal, bottom: float, top: float) -> float:
    share = float(((value or Decimal(0)) - low) / (high - low))
    return round(bottom - share * (bottom - top), 1)
