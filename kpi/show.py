"""A figure's numbers as a reader sees them, the same on screen and on paper."""

from __future__ import annotations

from decimal import Decimal

from formula.kinds import quantized
from kpi.cells import ERROR, Cell
from kpi.judge import Aim, Range
from kpi.period import Period
from kpi.ratings import RaterScore
from language import current, say
from schema.indicators import Kpi

DASH = "–"
_SIGNS = {
    ("higher", False): "≥",
    ("higher", True): ">",
    ("lower", False): "≤",
    ("lower", True): "<",
}


def number(value: Decimal | None, decimals: int) -> str:
    """A number with thousands and so many decimals; empty is a dash.

    >>> number(Decimal("1234.5"), 2)
    '1,234.50'
    """
    return DASH if value is None else f"{quantized(value, decimals) + 0:,}"  # no minus zero


def shortest(value: Decimal | None) -> str:
    """A number with no more decimals than it needs; empty is nothing.

    >>> shortest(Decimal("1.20"))
    '1.2'
    """
    return "" if value is None else format(value.normalize() + 0, "f")


def percent(value: Decimal | None, decimals: int) -> str:
    """A fraction as a percentage.

    >>> percent(Decimal("0.016"), 1)
    '1.6%'
    """
    return DASH if value is None else f"{number(value * 100, decimals)}%"


def value_text(kpi: Kpi, value: Decimal | None) -> str:
    """A figure's value with its unit and its declared decimals."""
    return percent(value, kpi.decimals) if kpi.unit == "percent" else number(value, kpi.decimals)


def cell_text(kpi: Kpi, cell: Cell) -> str:
    """A cell's value, or why its formula cannot be computed."""
    if cell.state == ERROR:
        return cell.reason or say("cannot be computed")
    return value_text(kpi, cell.value)


def part_text(value: Decimal | None) -> str:
    """A numerator or denominator: whole numbers as such, others with two decimals."""
    if value is None:
        return DASH
    return number(value, 0 if value == value.to_integral_value() else 2)


def parts_text(cell: Cell) -> tuple[str, str]:
    """Numerator and denominator of a cell, both with decimals where one of them needs them.

    >>> parts_text(Cell("known", numerator=Decimal(4800), denominator=Decimal("2835840.5")))
    ('4,800.00', '2,835,840.50')
    """
    both = (cell.numerator, cell.denominator)
    broken = any(each is not None and each != each.to_integral_value() for each in both)
    numerator, denominator = (
        DASH if each is None else number(each, 2 if broken else 0) for each in both
    )
    return numerator, denominator


def trimmed_text(kpi: Kpi, value: Aim | None) -> str:
    """A target: no more decimals than it needs; of a range its two ends: 95%–105%."""
    if value is None:
        return DASH
    if isinstance(value, Range):
        return f"{trimmed_text(kpi, value.low)}–{trimmed_text(kpi, value.high)}"
    shown = (value * 100 if kpi.unit == "percent" else value).normalize()
    digits = max(0, -int(shown.as_tuple().exponent))
    return number(shown, digits) + ("%" if kpi.unit == "percent" else "")


def target_text(kpi: Kpi, target: Aim | None) -> str:
    """A target with the sign of its direction: ≥ 30%; a range has none."""
    if target is None or isinstance(target, Range):
        return trimmed_text(kpi, target)
    return f"{_SIGNS.get((kpi.direction, kpi.strict), '=')} {trimmed_text(kpi, target)}"


def gap_text(kpi: Kpi, gap: Decimal | None) -> str:
    """How far off a target is, with at least one digit that is not zero."""
    if gap is None:
        return ""
    shown = gap * 100 if kpi.unit == "percent" else gap
    rounded = quantized(shown, kpi.decimals)
    step = Decimal(1).scaleb(-kpi.decimals)
    return f"{rounded:,}" if rounded else f"< {step}"


def short(period: Period) -> str:
    """A period's name in a narrow column: the month alone, where it is a month."""
    return say("M{month}", month=period.month.month) if period.months == 1 else period.label


def rater_text(rater: RaterScore, decimals: int = 1) -> str:
    """A kind of rater's mean and from how many, or what is missing: Peers 82.5 (4)."""
    label = rater.label.text(current())
    if rater.asked == 0:
        return say("{rater}: {given} given, more may come", rater=label, given=rater.given)
    if rater.asked is not None:
        words = "{rater}: {given} of {asked} given"
        return say(words, rater=label, given=rater.given, asked=rater.asked)
    if rater.score is None:
        return (
            say("{rater}: fewer than {min}", rater=label, min=rater.min)
            if rater.min > 1
            else say("{rater}: not yet", rater=label)
        )
    mean = number(rater.score, decimals)
    if rater.weight == 0:
        return say("{rater} {score} (for reference)", rater=label, score=mean)
    if len(rater.each) > 1:
        return say("{rater} {score} ({count})", rater=label, score=mean, count=len(rater.each))
    return say("{rater} {score}", rater=label, score=mean)
