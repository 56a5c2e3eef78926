"""Random formulas of each kind, as people would write them."""

from __future__ import annotations

from hypothesis import strategies as st

Texts = st.SearchStrategy[str]

LEAVES: dict[str, list[str]] = {
    "integer": [
        "legs",
        "version",
        "setting.most",
        "count(meals)",
        "2",
        "0",
        "-7",
        "count(meals where food = 'hay')",
    ],
    "days": [
        "days_between(born, came)",
        "days_between(born, seen_at)",
        "workdays_between(born, came)",
        "came - born",
    ],
    "number": [
        "weight",
        "0.125",
        "1.5",
        "sum(meals.grams)",
        "eaten",
        "max(meals.grams)",
        "avg(meals.grams)",
        "last(meals.grams on on_day)",
        "sum(meals.grams where grams > parent.weight)",
        "min(meal.grams where giver = parent.keeper)",
    ],
    "ratio": [
        "share",
        "1.6%",
        "ratio(legs, version)",
        "ratio(price, keeper.pay)",
        "sum(meals.animal.share)",
    ],
    "money": [
        "price",
        "cost",
        "keeper.pay",
        "setting.fee",
        "me.pay",
        "keeper.head.pay",
        "keeper.house.head.pay",
        "sum(animal.price by keeper)" if False else "sum(friends.pay)",
        "avg(meals.giver.pay)",
        "convert(abroad, 'CNY', born)",
        "convert(bill, 'CNY', seen_at)",
        "convert(convert(price, 'JPY', born), 'CNY', came)",
        "convert(if(tame, abroad, convert(bill, 'USD', born)), 'CNY', add_days(born, legs))",
        "convert(fed, 'CNY', coalesce(born, came))",
        "sum(convert(meals.price, 'CNY', on_day))",
        "sum(convert(meals.price, 'CNY', parent.born) where price > 0)",
        "max(convert(meal.animal.abroad, 'CNY', parent.born) where giver = parent.keeper)",
    ],
    "text": [
        "name",
        "keeper.name",
        "keeper.house.name",
        "'an'",
        "''",
        "me.name",
        "size",
        "concat(name, legs, size)",
    ],
    "boolean": [
        "tame",
        "old",
        "true",
        "keeper.house.head.house.name = name",
        "has_role('vet')",
        "has_role('boss')",
        "includes(foods, 'hay')",
        "includes(friends, me)",
        "includes(friends, keeper)",
        "exists(meals where food = 'fish' and grams > 1)",
        "exists(meals where on_day > parent.born)",
        "is_workday(born)",
        "not tame",
        "size in ('small', 'large')",
        "size != 'small'",
        "keeper = me",
        "keeper != second",
        "owner = me",
        "foods is empty",
        "friends is not empty",
    ],
    "date": [
        "born",
        "came",
        "today()",
        "DATE(2024-02-29)",
        "date(seen_at)",
        "keeper.house.opened",
        "max(meals.on_day)",
        "add_workdays(born, 3)",
        "add_workdays(born, legs)",
        "month_end(born)",
        "last(meals.on_day on on_day)",
    ],
    "datetime": [
        "seen_at",
        "created_at",
        "now()",
        "add_hours(seen_at, 4)",
        "add_hours(created_at, legs)",
        "add_hours(now(), setting.most)",
        "at(born, feeding)",
        "at(born, '17:30')",
        "at(seen_at, feeding)",
        "add_hours(seen_at, 90000000)",
        "add_hours(seen_at, -90000000)",
    ],
    "time": ["feeding", "time(seen_at)", "time(now())", "time(add_hours(seen_at, 7))"],
    "link": ["keeper", "second", "keeper.head", "me", "keeper.house.head"],
}
COMPARISONS = ["=", "!=", "<", "<=", ">", ">="]


def formulas(kind: str, depth: int = 3) -> Texts:
    """Formulas of a kind, nested so deep at most."""
    leaf = st.sampled_from(LEAVES[kind])
    if depth <= 0 or kind not in BRANCHES:
        return leaf
    return st.one_of(leaf, BRANCHES[kind](depth - 1), shared(kind, depth - 1))


def shared(kind: str, depth: int) -> Texts:
    """What works for any kind: a choice, a first value."""
    inner = formulas(kind, depth)
    return st.one_of(
        joined("if({}, {}, {})", formulas("boolean", depth), inner, inner),
        joined("if({}, {})", formulas("boolean", depth), inner),
        joined("coalesce({}, {})", inner, inner),
        joined("band({}, >= 2: {}, < 0: {}, else: {})", numbers(depth), inner, inner, inner),
    )


def joined(pattern: str, *parts: Texts) -> Texts:
    """A pattern with formulas in its places."""
    return st.tuples(*parts).map(lambda found: "(" + pattern.format(*found) + ")")


def numbers(depth: int) -> Texts:
    """A number of some kind."""
    return st.sampled_from(["integer", "number", "days"]).flatmap(
        lambda kind: formulas(kind, depth)
    )


def arithmetic(kind: str, depth: int) -> Texts:
    """What gives a number of the same kind."""
    own, count = formulas(kind, depth), formulas("integer", depth)
    return st.one_of(
        joined("{} + {}", own, own),
        joined("{} - {}", own, own),
        joined("{} * {}", own, count),
        joined("-{}", own),
        joined("abs({})", own),
        joined("round({}, 1)", own),
        joined("round({})", own),
        joined("min({}, {})", own, own),
        joined("max({}, {}, {})", own, own, own),
        joined("clamp({}, {}, {})", own, own, own),
    )


def whole(depth: int) -> Texts:
    """Whole numbers made of other kinds."""
    day = formulas("date", depth)
    return st.one_of(
        arithmetic("integer", depth),
        joined("year({})", day),
        joined("month({})", day),
        joined("day({})", day),
        joined("months_between({}, {})", day, day),
        joined("length({})", formulas("text", depth)),
        joined("count(meals where {})", st.sampled_from(["grams > 1", "giver = parent.keeper", "giver.head = me", "grams < parent.weight"])),
        joined("count_distinct(meals.food where on_day < {})", st.sampled_from(["today()", "parent.came", "parent.seen_at"])),
        joined("count(animal where keeper = parent.keeper and legs > {})", st.sampled_from(["1", "parent.legs"])),
    )  # fmt: skip


def periods(depth: int) -> Texts:
    """Numbers of days."""
    day = formulas("date", depth)
    return st.one_of(
        arithmetic("days", depth),
        joined("days_between({}, {})", day, day),
        joined("workdays_between({}, {})", day, day),
        joined("{} - {}", day, day),
    )


def plain(depth: int) -> Texts:
    """Numbers with decimals."""
    own = formulas("number", depth)
    return st.one_of(
        arithmetic("number", depth),
        joined("{} * {}", own, own),
        joined("{} / {}", own, own),
        joined("{} / {}", own, formulas("integer", depth)),
    )


def parts(depth: int) -> Texts:
    """Ratios."""
    own = formulas("ratio", depth)
    return st.one_of(
        arithmetic("ratio", depth),
        joined("{} * {}", own, own),
        joined("{} / {}", formulas("money", depth), formulas("money", depth)),
        joined("{} / {}", formulas("integer", depth), formulas("integer", depth)),
        joined("ratio({}, {})", formulas("days", depth), formulas("days", depth)),
    )


def amounts(depth: int) -> Texts:
    """Amounts of money."""
    own = formulas("money", depth)
    return st.one_of(
        arithmetic("money", depth),
        joined("{} * {}", own, formulas("ratio", depth)),
        joined("{} / {}", own, formulas("number", depth)),
    )


def days(depth: int) -> Texts:
    """Dates."""
    own, count = formulas("date", depth), formulas("integer", depth)
    return st.one_of(
        joined("add_days({}, {})", own, count),
        joined("add_months({}, {})", own, count),
        joined("add_workdays({}, {})", own, count),
        joined("{} + {}", own, count),
        joined("month_start({})", own),
        joined("month_end({})", own),
        joined("min({}, {})", own, own),
        joined("max({}, {})", own, own),
        joined("date({})", formulas("datetime", depth)),
    )


def moments(depth: int) -> Texts:
    """Dates with a time."""
    own, count = formulas("datetime", depth), formulas("integer", depth)
    return st.one_of(
        joined("add_hours({}, {})", own, count),
        joined("at({}, {})", formulas("date", depth), formulas("time", depth)),
        joined("min({}, {})", own, own),
        joined("max({}, {})", own, own),
    )


def times_of_day(depth: int) -> Texts:
    """Times of day."""
    own = formulas("time", depth)
    return st.one_of(
        joined("time({})", formulas("datetime", depth)),
        joined("min({}, {})", own, own),
    )


def conditions(depth: int) -> Texts:
    """Conditions."""
    own, kind = (
        formulas("boolean", depth),
        st.sampled_from(["integer", "number", "ratio", "money", "date", "datetime", "time"]),
    )
    pairs = kind.flatmap(
        lambda k: joined("{} " + "OP" + " {}", formulas(k, depth), formulas(k, depth))
    )
    text = formulas("text", depth)
    return st.one_of(
        st.tuples(pairs, st.sampled_from(COMPARISONS)).map(lambda found: found[0].replace("OP", found[1])),
        kind.flatmap(lambda k: joined("{} between {} and {}", *[formulas(k, depth)] * 3)),
        kind.flatmap(lambda k: joined("{} in ({}, {})", *[formulas(k, depth)] * 3)),
        kind.flatmap(lambda k: joined("{} not in ({}, {})", *[formulas(k, depth)] * 3)),
        st.sampled_from(sorted(LEAVES)).flatmap(lambda k: joined("{} is empty", formulas(k, depth))),
        st.sampled_from(sorted(LEAVES)).flatmap(lambda k: joined("{} is not empty", formulas(k, depth))),
        joined("{} and {}", own, own),
        joined("{} or {}", own, own),
        joined("not {}", own),
        joined("{} = {}", own, own),
        joined("{} = {}", text, text),
        joined("{} != {}", text, text),
        joined("{} in ({}, {})", text, text, text),
        joined("{} not in ({}, {})", text, text, text),
        joined("text_contains({}, {})", text, text),
        joined("starts_with({}, {})", text, text),
        joined("{} = {}", formulas("link", depth), formulas("link", depth)),
        joined("{} != {}", formulas("link", depth), formulas("link", depth)),
        joined("is_workday({})", formulas("date", depth)),
    )  # fmt: skip


def words(depth: int) -> Texts:
    """Texts."""
    own = formulas("text", depth)
    return st.one_of(
        joined("concat({}, {})", own, own),
        joined("concat({}, {}, {})", own, formulas("integer", depth), formulas("days", depth)),
    )


BRANCHES = {
    "integer": whole,
    "days": periods,
    "number": plain,
    "ratio": parts,
    "money": amounts,
    "date": days,
    "boolean": conditions,
    "text": words,
    "datetime": moments,
    "time": times_of_day,
    "link": lambda depth: shared("link", depth),
}
