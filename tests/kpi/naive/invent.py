"""Invent figures at random, all of them with a sense: money to money, counts to counts."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.kpi.naive.figure import (
    Around,
    Chosen,
    Elsewhere,
    Joined,
    Measured,
    Number,
    Or,
    Part,
    Rounded,
    Yes,
)
from tests.kpi.naive.setting import Condition
from tests.kpi.naive.tested import Limited, Test, When
from tests.kpi.naive.wider import MONEY, further
from tests.kpi.naive.world import DATES, PEOPLE, TEAMS

TIES = ("min", "max", "dense", "average")
STAGES = ("won", "lost", "open")


def binding(random: Random, by_event: bool = True) -> dict[str, dict[str, str]]:
    """Which date, person and perhaps department decide, for each entity.

    `by_event` lets the department of the day decide for some.
    """
    found = {}
    for entity, dates in DATES.items():
        found[entity] = {"date": random.choice(dates), "employee": random.choice(PEOPLE[entity])}
        if TEAMS[entity] and random.random() < 0.5:
            found[entity]["department"] = random.choice(TEAMS[entity])
        elif by_event and random.random() < 0.6:
            found[entity]["department"] = "as_of_event"
    return found


def figure(random: Random, depth: int = 2) -> Part:
    """A whole figure: a quotient, a growth, a choice, an amount."""
    kind = random.choice(("money", "number"))
    makers = (_share, _growth, _choice, _replaced, amount, amount, _around, _limited, _when)
    return random.choice(makers)(random, kind, depth)


def by_name(random: Random, part: Part, other: Part) -> Part:
    """Another figure alone, earlier, as seen among others, or beside a part of a figure's own."""
    makers = (
        other,
        Elsewhere(random.choice(("previous", "ytd", "growth")), other),
        Around(random.choice(("share", "rank")), other, random.choice(("department", "company"))),
        Joined("/", part, other),
        Joined("*", other, part),
    )
    return random.choice(makers)


def amount(random: Random, kind: str, depth: int) -> Part:
    """An amount of money, or a mere number of things."""
    if depth == 0 or random.random() < 0.3:
        return measured(random, kind)
    inner = amount(random, kind, depth - 1)
    shape = random.choice(("sum", "times", "elsewhere", "earlier"))
    if shape == "sum":
        return Joined(random.choice("+-"), inner, amount(random, kind, depth - 1))
    if shape == "times":
        return Joined("*", inner, Number(random.choice(("2", "0.5", "3"))))
    if shape == "elsewhere":
        name = random.choice(("ytd", "qtd", "rolling"))
        return Elsewhere(name, inner, random.randint(2, 3) if name == "rolling" else 1)
    return Elsewhere("previous", inner, random.randint(1, 2), random.choice(("period", "year")))


def _share(random: Random, kind: str, depth: int) -> Part:
    found = Joined("/", amount(random, kind, depth - 1), amount(random, kind, depth - 1))
    return random.choice((found, Elsewhere("ytd", found), Elsewhere("qtd", found)))


def _growth(random: Random, kind: str, depth: int) -> Part:
    unit = random.choice(("period", "year"))
    return Elsewhere("growth", amount(random, kind, depth - 1), random.randint(1, 2), unit)


def _replaced(random: Random, kind: str, depth: int) -> Part:
    return Or(_share(random, kind, depth), Number(random.choice(("0", "1", "0.25"))))


def _around(random: Random, kind: str, depth: int) -> Part:
    function = random.choice(("share", "rank", "percentile"))
    inner = random.choice((amount, _share, _growth))(random, kind, depth - 1)
    words: tuple[str, ...] = ()
    if function == "rank":
        order = random.choice(((), ("asc",), ("desc",)))
        words = (*order, *random.choice(((), *((f"ties={t}",) for t in TIES))))
    found = Around(function, inner, random.choice(("", "department", "company")), words)
    return random.choice((found, found, Elsewhere("previous", found), Joined("*", found, inner)))


def _choice(random: Random, kind: str, depth: int) -> Part:
    return Chosen(
        random.choice(("if", "band")),
        measured(random, "number"),
        random.choice((">", ">=", "<", "<=")),
        Number(str(random.randint(0, 4))),
        amount(random, kind, depth - 1),
        amount(random, kind, depth - 1),
    )


def _limited(random: Random, kind: str, depth: int) -> Part:
    one = random.choice((amount, _share))(random, kind, depth - 1)
    if random.random() < 0.3:
        return Rounded(one)
    function = random.choice(("min", "max", "abs", "clamp"))
    low, high = random.choice(((Number("0"), Number("1")), (Number("2"), Number("2.5"))))
    parts = {"min": (one, low), "max": (one, high), "clamp": (one, low, high)}
    return Limited(function, parts.get(function, (one,)))


def _when(random: Random, kind: str, depth: int) -> Part:
    then, otherwise = (amount(random, kind, depth - 1) for _ in range(2))
    return When(test(random, 2), then, otherwise)


def test(random: Random, depth: int) -> Test:
    """A condition about figures."""
    if depth and random.random() < 0.5:
        form = random.choice(("not", "and", "or"))
        return Test(form, tuple(test(random, depth - 1) for _ in range(1 + (form != "not"))))
    if random.random() < 0.1:
        return Test("=", (measured(random, "number", "exists"), Yes()))
    form = random.choice(
        ("=", "!=", "<", ">=", "between", "in", "not in", "is empty", "is not empty")
    )
    asked = measured(random, "number")
    limits = sorted(random.randint(-1, 5) for _ in range(2))
    count = {"between": 2, "in": 2, "not in": 2, "is empty": 0, "is not empty": 0}.get(form, 1)
    return Test(form, (asked, *(Number(str(n)) for n in limits[:count])))


def measured(random: Random, kind: str, function: str = "") -> Measured:
    """One aggregate over deals or visits, with or without a condition, a date, a person."""
    entity = random.choice(("deal", "visit"))
    functions = ("sum", "avg", "min", "max", "last") + (
        ("count", "count_distinct") * (kind == "number")
    )
    function = function or random.choice(functions)
    field = {"count": "", "exists": "", "count_distinct": random.choice(PEOPLE[entity])}.get(
        function, random.choice(MONEY[entity]) if kind == "money" else "pieces"
    )
    return Measured(
        function,
        entity,
        field,
        condition(random, entity, 2) if random.random() < 0.6 else None,
        random.choice(DATES[entity]) if random.random() < 0.3 or function == "last" else "",
        random.choice(PEOPLE[entity]) if random.random() < 0.3 else "",
    )


def condition(random: Random, entity: str, depth: int) -> Condition:
    """A condition on a row of the entity: empties are none of the things they are not."""
    if random.random() < 0.4:
        return further(random, entity)
    makers = [_stage, _stages, _pieces, _days, _filled]
    if entity == "visit":
        makers.append(_across)
    if depth and random.random() < 0.4:
        return random.choice((_both, _negated))(random, entity, depth - 1)
    return random.choice(makers)(random, entity)


def _both(random: Random, entity: str, depth: int) -> Condition:
    left, right = (condition(random, entity, depth) for _ in range(2))
    if random.random() < 0.5:
        return Condition(
            f"({left.text} and {right.text})",
            lambda row, rows: left.holds(row, rows) and right.holds(row, rows),
        )
    return Condition(
        f"({left.text} or {right.text})",
        lambda row, rows: left.holds(row, rows) or right.holds(row, rows),
    )


def _negated(random: Random, entity: str, depth: int) -> Condition:
    inner = condition(random, entity, depth)
    return Condition(f"(not ({inner.text}))", lambda row, rows: not inner.holds(row, rows))


def _stage(random: Random, entity: str) -> Condition:
    wanted = random.choice(STAGES)
    if random.random() < 0.5:
        return Condition(f"stage = '{wanted}'", lambda row, rows: row["stage"] == wanted)
    return Condition(f"stage != '{wanted}'", lambda row, rows: row["stage"] != wanted)


def _stages(random: Random, entity: str) -> Condition:
    wanted = random.sample(STAGES, 2)
    text = ", ".join(f"'{stage}'" for stage in wanted)
    if random.random() < 0.5:
        return Condition(f"stage in ({text})", lambda row, rows: row["stage"] in wanted)
    return Condition(f"stage not in ({text})", lambda row, rows: row["stage"] not in wanted)


def _pieces(random: Random, entity: str) -> Condition:
    limit = random.randint(-2, 6)
    if random.random() < 0.5:
        return Condition(f"pieces > {limit}", lambda row, rows: _less(limit, row["pieces"]))
    return Condition(f"pieces <= {limit}", lambda row, rows: not _less(limit, row["pieces"], True))


def _days(random: Random, entity: str) -> Condition:
    early, late = random.sample(DATES[entity], 2)
    return Condition(f"{early} < {late}", lambda row, rows: _less(row[early], row[late]))


def _filled(random: Random, entity: str) -> Condition:
    name = random.choice((*DATES[entity], *PEOPLE[entity], "pieces", "stage"))
    if random.random() < 0.5:
        return Condition(f"{name} is empty", lambda row, rows: row[name] is None)
    return Condition(f"{name} is not empty", lambda row, rows: row[name] is not None)


def _across(random: Random, entity: str) -> Condition:
    wanted = random.choice(STAGES)

    def holds(row: dict[str, Any], rows: Any) -> bool:
        deals = {deal["id"]: deal for deal in rows["deal"]}
        return row["deal"] in deals and deals[row["deal"]]["stage"] == wanted

    return Condition(f"deal.stage = '{wanted}'", holds)


def _less(left: Any, right: Any, unknown: bool = False) -> bool:
    return unknown if left is None or right is None else bool(left < right)
