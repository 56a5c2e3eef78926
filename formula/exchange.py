"""Amounts of one currency as amounts of another, by the rulebook's table of exchange rates."""

from __future__ import annotations

from dataclasses import replace

from formula.algebra import arithmetic
from formula.faults import listed, quoted, suggestion
from formula.kinds import BOOLEAN, TEXT, Kind, is_code, money
from formula.parse import parse
from formula.place import Place, broken
from formula.scope import Rates
from formula.tree import Apply, Children, Literal, Path, Rate, Span, Step, Typed
from formula.walk import outward
from language import say

CENTS = 2
"""An amount that is converted has at least so many decimals."""


def mixed(place: Place, name: str, kind: Kind, span: Span) -> Typed:
    """Say that rows of several currencies cannot make one amount."""
    rates = place.scope.rates()
    code = rates.base if rates else "CNY"
    hint = say("Write {name}(convert(amount, '{code}', date)).", name=name, code=code)
    return place.refuse("E645", span, hint, name=name, field=quoted(kind.unit))


def converted(place: Place, name: str, arguments: tuple[Typed, ...], span: Span) -> Typed:
    """An amount in the currency that is written, by the newest rate on or before a date."""
    amount, word, day = arguments
    code = word.value if isinstance(word, Literal) else ""
    rates = place.scope.rates()
    if not place.rows:
        hint = say(
            "Convert the amount of each row: sum(convert(rows.amount, '{code}', date)).", code=code
        )
        return place.refuse("E623", span, hint, name="convert()")
    if rates is None:
        hint = say("Declare it: company: {rates: {entity: …, currency: …, date: …, rate: …}}.")
        return place.refuse("E646", span, hint)
    if not _known(rates, code):
        known = tuple(dict.fromkeys((rates.base, *rates.codes)))
        hint = suggestion(code, known) or (
            say("Write one of: {known}.", known=listed(known)) if rates.codes else ""
        )
        hint = hint or say("Write three capital letters, such as 'USD'.")
        return place.refuse("E647", word.span, hint, name=quoted(code))
    kind = money(code, max(amount.kind.scale, CENTS))
    if amount.kind.name == "empty":
        return Literal(kind, span, None)
    if amount.kind.unit == code:
        return amount
    result = _result(place, rates, amount, code, day, span)
    if broken(result):
        return result
    return Apply(kind, span, "convert", (amount, word, day, result))


def _known(rates: Rates, code: str) -> bool:
    if not is_code(code):
        return False
    return code == rates.base or not rates.codes or code in rates.codes


def _result(place: Place, rates: Rates, amount: Typed, code: str, day: Typed, span: Span) -> Typed:
    """The amount times the rate of its currency, divided by the rate of the other one."""
    unit = amount.kind.unit
    held = None if is_code(unit) else place.typed(parse(unit))
    if held is not None and broken(held):
        return held
    currency = held or Literal(TEXT, span, unit)
    plain = replace(amount, kind=replace(amount.kind, unit=code))
    found = plain
    if unit != rates.base:
        found = arithmetic(place, "mul", found, _rate(place, rates, currency, day, span), span)
    if code != rates.base:
        wanted = _rate(place, rates, Literal(TEXT, span, code), day, span)
        found = arithmetic(place, "div", found, wanted, span)
    if held is None:
        return found
    same = Apply(BOOLEAN, span, "eq", (held, Literal(held.kind, span, code)))
    return Apply(found.kind, span, "if", (same, plain, found))


def _rate(place: Place, rates: Rates, currency: Typed, day: Typed, span: Span) -> Typed:
    """How many units of the base currency one unit is worth on a day; of itself it is 1."""
    own, since, worth = (
        Path(
            place.scope.fields(rates.entity)[name], span, "row", 0, rates.entity,
            (Step(rates.entity, name),),
        )
        for name in (rates.currency, rates.date, rates.rate)
    )  # fmt: skip
    where = Apply(
        BOOLEAN,
        span,
        "and",
        (
            Apply(BOOLEAN, span, "eq", (own, outward(currency))),
            Apply(BOOLEAN, span, "le", (since, outward(day))),
        ),
    )
    newest = Children(worth.kind, span, "last", rates.entity, "", worth, where, since)
    rate = Rate(worth.kind, span, currency, day, newest)
    if isinstance(currency, Literal):
        return rate
    base = Apply(BOOLEAN, span, "eq", (currency, Literal(currency.kind, span, rates.base)))
    return Apply(worth.kind, span, "if", (base, Literal(worth.kind, span, 1), rate))
