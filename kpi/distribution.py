"""A cycle's grades against the limits of its card: how many there are, how many there may be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from formula.evaluate import Context
from kpi.grading import looked_up
from language import current, say
from schema.indicators import Grade, Scorecard

ROUNDINGS = {"up": ROUND_CEILING, "down": ROUND_FLOOR, "half": ROUND_HALF_UP}


@dataclass(frozen=True, slots=True)
class Bar:
    """How many sheets of a cycle have a grade, and how few and how many may have it."""

    grade: Grade
    count: int
    least: int | None
    most: int | None

    @property
    def words(self) -> str:
        """The count against its limits."""
        name = self.grade.label.text(current())
        if self.most is not None and self.least:
            text = "{grade}: {count}, {least} to {most} allowed"
        elif self.most is not None:
            text = "{grade}: {count}, at most {most} allowed"
        else:
            text = "{grade}: {count}, at least {least} wanted"
        return say(text, grade=name, count=self.count, least=self.least, most=self.most)

    @property
    def kept(self) -> bool:
        """Whether the count is within its limits."""
        return (self.least or 0) <= self.count and (self.most is None or self.count <= self.most)


def whole(share: Decimal, total: int, rounding: str) -> int:
    """A share of so many sheets as a whole number of sheets.

    >>> [whole(Decimal("0.2"), 3, rounding) for rounding in ("up", "half", "down")]
    [1, 1, 0]
    """
    return int((share * total).to_integral_value(ROUNDINGS[rounding]))


def bars(
    card: Scorecard, grades: Iterable[str | None], total: int, context: Context
) -> tuple[Bar, ...]:
    """Every limited grade with its count among the grades of a cycle of so many sheets.

    A limit by a setting that is empty is none.
    """
    counts = Counter(grades)
    labelled = {grade.name: grade for grade in card.grades}
    found = (
        Bar(
            labelled[limit.grade],
            counts[limit.grade],
            _whole(card, looked_up(limit.least, context), total),
            _whole(card, looked_up(limit.most, context), total),
        )
        for limit in card.distribution.limits
    )
    return tuple(bar for bar in found if bar.least is not None or bar.most is not None)


def _whole(card: Scorecard, share: Decimal | None, total: int) -> int | None:
    return None if share is None else whole(share, total, card.distribution.rounding)


def beyond(
    card: Scorecard, grade: str | None, taken: list[str | None], total: int, context: Context
) -> Iterator[str]:
    """In words, the limits that one more sheet of a grade would break.

    `taken` are the grades of the sheets that are frozen; the others are still open.
    """
    still_open = total - len(taken) - 1
    for bar in bars(card, [*taken, grade], total, context):
        name = bar.grade.label.text(current())
        if grade == bar.grade.name and bar.most is not None and bar.count > bar.most:
            yield say(
                "At most {most} of {total} sheets may be {grade}; {count} are already.",
                most=bar.most,
                total=total,
                grade=name,
                count=bar.count - 1,
            )
        if grade != bar.grade.name and bar.least is not None and bar.count + still_open < bar.least:
            yield say(
                "At least {least} of {total} sheets must be {grade}; too few would be left.",
                least=bar.least,
                total=total,
                grade=name,
            )
