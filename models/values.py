"""Operators and functions that give a value, as SQL: one entry of a table each."""

from __future__ import annotations

from collections.abc import Mapping

from peewee import Node

from formula.kinds import BOOLEAN, DATE, DATETIME, INTEGER, TIME, Kind, number
from formula.tree import Apply, Bands
from models.compiler import Compiler, Scope
from models.conditions import Maker
from models.sql import NULL, column, sql


def pieces(compiler: Compiler, tree: Apply, scope: Scope) -> list[Node]:
    """The arguments, each in its own kind."""
    return [compiler.piece(argument, scope) for argument in tree.arguments]


def common(compiler: Compiler, tree: Apply, scope: Scope) -> list[Node]:
    """The arguments in the kind of the result."""
    return [compiler.fitted(argument, tree.kind, scope) for argument in tree.arguments]


def plus(sign: str) -> Maker:
    """A sum or difference of numbers with equal decimals."""

    def made(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
        return sql(f"({{}} {sign} {{}})", *common(compiler, tree, scope))

    return made


def times(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """A product, which keeps the decimals of its kind."""
    surplus = sum(argument.kind.scale for argument in tree.arguments) - tree.kind.scale
    left, right = pieces(compiler, tree, scope)
    return compiler.dialect.product(left, right, surplus, tree.kind.scale)


def divided(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """A quotient; by zero it is empty."""
    left, right = pieces(compiler, tree, scope)
    top, bottom = (argument.kind.scale for argument in tree.arguments)
    return compiler.settled(
        compiler.dialect.quotient(left, top, right, bottom), number(8), tree.kind
    )


def negative(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """A number with the other sign."""
    return sql("(- {})", *common(compiler, tree, scope))


def absolute(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """A number without its sign."""
    return sql("ABS({})", *common(compiler, tree, scope))


def rounded(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """A number with the decimals of the result's kind."""
    return compiler.fitted(tree.arguments[0], tree.kind, scope)


def chosen(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """One of two values, by a condition."""
    condition, *branches = tree.arguments
    values = [compiler.fitted(branch, tree.kind, scope) for branch in branches]
    otherwise = values[1] if len(values) == 2 else NULL
    truth = compiler.truth(condition, scope)
    return sql("CASE WHEN {} THEN {} ELSE {} END", truth, values[0], otherwise)


def first_filled(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """The first value that is not empty."""
    # SQLite's COALESCE wants two arguments.
    values = [*common(compiler, tree, scope), NULL]
    return sql("COALESCE(" + ", ".join("{}" for _ in values) + ")", *values)


def least(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """The least of several values."""
    return compiler.dialect.least(common(compiler, tree, scope))


def greatest(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """The greatest of several values."""
    return compiler.dialect.greatest(common(compiler, tree, scope))


def clamped(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """A number, kept between two limits."""
    value, low, high = common(compiler, tree, scope)
    dialect = compiler.dialect
    return dialect.greatest([low, dialect.least([value, high])])


def concatenated(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """Texts joined; an empty one counts as no text."""
    texts = [
        compiler.dialect.text(argument.kind, compiler.piece(argument, scope))
        for argument in tree.arguments
    ]
    return sql("(" + " || ".join("COALESCE({}, '')" for _ in texts) + ")", *texts)


def length(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """The number of characters."""
    return sql("LENGTH({})", *pieces(compiler, tree, scope))


def today(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """The company's date."""
    return compiler.dialect.literal(DATE, scope.context.today)


def now(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """The company's date and time."""
    return compiler.dialect.literal(DATETIME, scope.context.now)


def converted(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """An amount in another currency, in its own decimals."""
    return compiler.fitted(tree.arguments[3], tree.kind, scope)


def dates(compiler: Compiler, tree: Apply, scope: Scope) -> list[Node]:
    """The arguments, moments as their dates."""
    return [
        compiler.fitted(
            argument, DATE if argument.kind.name == "datetime" else argument.kind, scope
        )
        for argument in tree.arguments
    ]


def date_function(name: str) -> Maker:
    """A function of dates that the dialect has under the same name."""

    def made(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
        return getattr(compiler.dialect, name)(*dates(compiler, tree, scope))

    return made


def part(name: str) -> Maker:
    """The year, month or day of a date."""

    def made(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
        return compiler.dialect.part(name, *dates(compiler, tree, scope))

    return made


def date_only(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """The date of a moment; a date stays what it is."""
    return dates(compiler, tree, scope)[0]


def fitted_function(name: str, *kinds: Kind) -> Maker:
    """A function that the dialect has under the same name, of arguments of these kinds."""

    def made(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
        given = zip(tree.arguments, kinds, strict=True)
        values = [compiler.fitted(argument, kind, scope) for argument, kind in given]
        return getattr(compiler.dialect, name)(*values)

    return made


# Working days


def of_calendar(compiler: Compiler, wanted: str, known: str, value: Node) -> Node:
    """A column of the calendar's day that has a value in another column."""
    day = compiler.tables.CalendarDay.alias()
    return day.select(column(day, wanted)).where(sql("({} = {})", column(day, known), value))


def workdays_between(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """The difference of two running counts."""
    before, after = (
        of_calendar(compiler, "number", "day", day) for day in dates(compiler, tree, scope)
    )
    return compiler.dialect.whole(sql("({} - {})", after, before))


def add_workdays(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """The working day whose running count is so much higher."""
    day, count = dates(compiler, tree, scope)
    number_there = sql("({} + {})", of_calendar(compiler, "number", "day", day), count)
    found = compiler.tables.CalendarDay.alias()
    true = compiler.dialect.literal(BOOLEAN, True)
    return (
        found.select(column(found, "day"))
        .where(sql("({} = {})", column(found, "number"), number_there))
        .where(sql("({} = {})", column(found, "workday"), true))
    )


def is_workday(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """Whether the calendar has people work on a date."""
    return of_calendar(compiler, "workday", "day", dates(compiler, tree, scope)[0])


def banded(compiler: Compiler, tree: Bands, scope: Scope) -> Node:
    """The value of the first step whose comparison holds; empty fits no step."""
    value = compiler.piece(tree.value, scope)
    cases = []
    for sign, limit, result in tree.steps:
        compared = Apply(BOOLEAN, tree.span, sign, (tree.value, limit))
        cases += [compiler.truth(compared, scope), compiler.fitted(result, tree.kind, scope)]
    otherwise = (
        NULL if tree.otherwise is None else compiler.fitted(tree.otherwise, tree.kind, scope)
    )
    whens = " ".join("WHEN {} THEN {}" for _ in tree.steps)
    template = f"CASE WHEN {{}} IS NULL THEN NULL {whens} ELSE {{}} END"
    return sql(template, value, *cases, otherwise)


VALUES: Mapping[str, Maker] = {
    "add": plus("+"),
    "sub": plus("-"),
    "mul": times,
    "div": divided,
    "ratio": divided,
    "neg": negative,
    "abs": absolute,
    "round": rounded,
    "if": chosen,
    "coalesce": first_filled,
    "min": least,
    "max": greatest,
    "clamp": clamped,
    "concat": concatenated,
    "convert": converted,
    "length": length,
    "today": today,
    "now": now,
    "date": date_only,
    "time": fitted_function("time_of", DATETIME),
    "at": fitted_function("at", DATE, TIME),
    "year": part("year"),
    "month": part("month"),
    "day": part("day"),
    "month_start": date_function("month_start"),
    "month_end": date_function("month_end"),
    "add_days": date_function("add_days"),
    "add_hours": fitted_function("add_hours", DATETIME, INTEGER),
    "add_months": date_function("add_months"),
    "days_between": date_function("days_between"),
    "months_between": date_function("months_between"),
    "add_workdays": add_workdays,
    "workdays_between": workdays_between,
    "is_workday": is_workday,
}
