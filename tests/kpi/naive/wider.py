"""What else the language has: computed fields, a dated setting, sums of expressions, conditions of all kinds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from tests.kpi.naive.setting import Condition
from tests.kpi.naive.world import CONVERTED, DATES, ENTITIES, Row, Rows

CHANGED = date(2025, 7, 1)
BARS = (3, 5)
"""What the setting is, before that day and from it on."""
COMPANY = (
    ENTITIES.replace(
        "      paid_on: {type: date, label: Paid}\n",
        "      paid_on: {type: date, label: Paid}\n"
        "      late: {type: boolean, formula: paid_on > due_on, label: Late}\n"
        "      over: {type: boolean, formula: pieces > setting.bar, label: Over}\n"
        "      twice: {type: money, formula: amount * 2, label: Twice}\n"
        "      spent: {type: money, formula: sum(visit.cost where urgent), label: Spent}\n",
    )
    + "settings: {bar: {type: integer, default: 3, dated: true, label: Bar}}\n"
)
COMPUTED = ("late", "twice", "spent")
"""Fields that are not stored; `over` is told apart by the period."""
WRITTEN = {
    "if_urgent": "if(deal.urgent, deal.amount, 0)",
    "known": "coalesce(deal.amount, 0)",
    "times": "deal.amount * deal.pieces",
    "size": "abs(deal.amount)",
    "capped": "clamp(deal.amount, 0, 10)",
    "whole": "round(deal.amount, 0)",
    "least": "min(deal.amount, deal.twice)",
    "of_deal": "visit.deal.amount",
    "without": "visit.cost - visit.deal.amount",
}
"""Values that are no field, and how they are written in a formula."""
CONVERTED.update(WRITTEN)
MONEY = {
    "deal": (
        "amount", "in_yuan", "by_dollars", "twice", "spent", "if_urgent", "known", "times", "size",
        "capped", "whole", "least",
    ),
    "visit": ("cost", "of_deal", "without"),
}  # fmt: skip


def completed(rows: Rows) -> Rows:
    """The rows with what is computed from each, and from the rows below it."""
    deals = {deal["id"]: deal for deal in rows["deal"]}
    for deal in rows["deal"]:
        deal.update(_of_deal(deal, rows))
    for visit in rows["visit"]:
        above = deals.get(visit["deal"])
        visit["of_deal"] = above and above["amount"]
        visit["without"] = _joined(visit["cost"], visit["of_deal"], lambda a, b: a - b)
    return rows


def _of_deal(deal: Row, rows: Rows) -> Row:
    amount, pieces = deal["amount"], deal["pieces"]
    zero = Decimal(0)
    twice = None if amount is None else amount * 2
    return {
        "late": _is_less(deal["due_on"], deal["paid_on"]),
        "twice": twice,
        "spent": sum((v["cost"] or zero for v in visits_of(deal, rows) if v["urgent"]), zero),
        "if_urgent": amount if deal["urgent"] else zero,
        "known": zero if amount is None else amount,
        "times": _joined(amount, pieces, lambda a, b: a * b),
        "size": None if amount is None else abs(amount),
        "capped": None if amount is None else max(zero, min(amount, Decimal(10))),
        "whole": None if amount is None else _half_up(amount),
        "least": None if amount is None else min(amount, amount * 2),
    }


def visits_of(deal: Row, rows: Rows) -> list[Row]:
    """The visits to a deal that are not deleted."""
    return [v for v in rows["visit"] if v["deal"] == deal["id"] and not v["deleted"]]


def _half_up(amount: Decimal) -> Decimal:
    whole = int(abs(amount) + Decimal("0.5"))
    return Decimal(whole if amount >= 0 else -whole)


def _joined(left: Any, right: Any, how: Callable[[Any, Any], Any]) -> Any:
    return None if left is None or right is None else how(left, right)


def _is_less(left: Any, right: Any) -> bool:
    return left is not None and right is not None and bool(left < right)


def further(random: Random, entity: str) -> Condition:
    """A condition of a kind that is rarer in rulebooks."""
    own = _ABOUT_DEALS if entity == "deal" else _ABOUT_VISITS
    return random.choice((*_ABOUT_BOTH, *own))(random, entity)


def _urgent(random: Random, entity: str) -> Condition:
    return Condition("urgent", lambda row, rows: row["urgent"] is True)


def _between(random: Random, entity: str) -> Condition:
    low = random.randint(-2, 4)
    high = low + random.randint(0, 4)
    return Condition(
        f"pieces between {low} and {high}",
        lambda row, rows: row["pieces"] is not None and low <= row["pieces"] <= high,
    )


def _pieces(random: Random, entity: str) -> Condition:
    wanted = random.randint(0, 3)
    if random.random() < 0.5:
        return Condition(f"pieces = {wanted}", lambda row, rows: row["pieces"] == wanted)
    return Condition(f"pieces != {wanted}", lambda row, rows: row["pieces"] != wanted)


def _numbers(random: Random, entity: str) -> Condition:
    wanted = random.sample(range(-3, 10), 4)
    text = ", ".join(map(str, wanted))
    if random.random() < 0.5:
        return Condition(f"pieces in ({text})", lambda row, rows: row["pieces"] in wanted)
    return Condition(f"pieces not in ({text})", lambda row, rows: row["pieces"] not in wanted)


def _computed(random: Random, entity: str) -> Condition:
    limit = random.randint(-4, 12)
    return Condition(
        f"coalesce(pieces, 1) * 2 > {limit}",
        lambda row, rows: (1 if row["pieces"] is None else row["pieces"]) * 2 > limit,
    )


def _if(random: Random, entity: str) -> Condition:
    limit = random.randint(-1, 4)
    return Condition(
        f"if(urgent, pieces, 2) > {limit}",
        lambda row, rows: _is_less(limit, row["pieces"] if row["urgent"] else 2),
    )


def _days(random: Random, entity: str) -> Condition:
    early, late = random.sample(DATES[entity], 2)
    most = random.randint(-100, 300)
    return Condition(
        f"days_between({early}, {late}) <= {most}",
        lambda row, rows: (
            None not in (row[early], row[late]) and (row[late] - row[early]).days <= most
        ),
    )


def _calendar(random: Random, entity: str) -> Condition:
    name, month = random.choice(DATES[entity]), random.randint(1, 12)
    return Condition(
        f"year({name}) = 2025 and month({name}) != {month}",
        lambda row, rows: (
            row[name] is not None and row[name].year == 2025 and row[name].month != month
        ),
    )


def _day(random: Random, entity: str) -> Condition:
    name, day = random.choice(DATES[entity]), date(2025, random.randint(1, 12), 1)
    return Condition(
        f"{name} >= {day}", lambda row, rows: row[name] is not None and row[name] >= day
    )


def _set(random: Random, entity: str) -> Condition:
    return Condition("pieces > setting.bar", lambda row, rows: _is_less(rows["bar"], row["pieces"]))


def _same_days(random: Random, entity: str) -> Condition:
    one, other = random.sample(DATES[entity], 2)
    return Condition(
        f"{one} != {other}",
        lambda row, rows: None in (row[one], row[other]) or row[one] != row[other],
    )


def _over(random: Random, entity: str) -> Condition:
    return Condition("over", lambda row, rows: _is_less(rows["bar"], row["pieces"]))


def _late(random: Random, entity: str) -> Condition:
    return Condition("late", lambda row, rows: row["late"])


def _dear(random: Random, entity: str) -> Condition:
    name = random.choice(("amount", "twice", "spent"))
    return Condition(f"{name} > 0.33", lambda row, rows: _is_less(Decimal("0.33"), row[name]))


def _in_yuan(random: Random, entity: str) -> Condition:
    return Condition(
        "convert(price, 'CNY', signed_on) > 20",
        lambda row, rows: _is_less(Decimal(20), row["in_yuan"]),
    )


def _visited(random: Random, entity: str) -> Condition:
    form = random.choice(("exists", "after", "count", "sum"))
    text = {
        "exists": "exists(visit where urgent)",
        "after": "exists(visit where made_on > parent.signed_on)",
        "count": "count(visit where stage != 'won') > 0",
        "sum": "sum(visit.cost) > 0.1",
    }[form]
    tests: dict[str, Callable[[list[Row], Row], bool]] = {
        "exists": lambda visits, deal: any(v["urgent"] for v in visits),
        "after": lambda visits, deal: any(
            _is_less(deal["signed_on"], v["made_on"]) for v in visits
        ),
        "count": lambda visits, deal: any(v["stage"] != "won" for v in visits),
        "sum": lambda visits, deal: sum(v["cost"] or 0 for v in visits) > Decimal("0.1"),
    }
    return Condition(text, lambda row, rows: tests[form](visits_of(row, rows), row))


def _team(random: Random, entity: str) -> Condition:
    link = {"deal": "seller", "visit": "maker"}[entity]

    def holds(row: Row, rows: Rows) -> bool:
        teams = {clerk["id"]: clerk["team"] for clerk in rows["clerk"]}
        return teams.get(row[link]) == 1

    return Condition(f"{link}.team.name = 't1'", holds)


def _helped(random: Random, entity: str) -> Condition:
    return Condition(
        "seller = helper",
        lambda row, rows: row["seller"] is not None and row["seller"] == row["helper"],
    )


def _above(random: Random, entity: str) -> Condition:
    name = random.choice(("urgent", "late", "over"))

    def holds(row: Row, rows: Rows) -> bool:
        deal = next((deal for deal in rows["deal"] if deal["id"] == row["deal"]), None)
        if deal is None:
            return False
        found = _is_less(rows["bar"], deal["pieces"]) if name == "over" else deal[name]
        return found is True

    return Condition(f"deal.{name}", holds)


_ABOUT_BOTH = (
    _urgent, _between, _pieces, _numbers, _computed, _if, _days, _calendar, _day, _set, _same_days, _team,
)  # fmt: skip
_ABOUT_DEALS = (_over, _late, _dear, _in_yuan, _visited, _helped)
_ABOUT_VISITS = (_above,)
