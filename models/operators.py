"""Operators and functions as SQL: one entry of a table each, as in `formula.operations`.

`CONDITIONS` may be unknown (NULL) where they do not hold, which is what lets WHERE use
an index; `VALUES` are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from peewee import Node

from formula.kinds import BOOLEAN, DATE, DATETIME, INTEGER, Kind, number
from formula.tree import Apply, Bands, Path, Typed
from models.compiler import Compiler, Scope
from models.members import includes, none_there
from models.sql import FALSE, NULL, bound, column, negated, sql

Maker = Callable[[Compiler, Apply, Scope], Node]


def shared_kind(trees: tuple[Typed, ...]) -> Kind:
    """The kind that values are compared in: the most decimals, or moments."""
    known = [tree.kind for tree in trees if tree.kind.name != "empty"] or [BOOLEAN]
    if all(kind.numeric for kind in known):
        scale = max(kind.scale for kind in known)
        return number(scale) if scale else INTEGER
    names = {kind.name for kind in known}
    return DATETIME if names == {"date", "datetime"} else known[0]


def alike(compiler: Compiler, trees: tuple[Typed, ...], scope: Scope) -> list[Node]:
    """Values made comparable with each other."""
    kind = shared_kind(trees)
    return [compiler.fitted(tree, kind, scope) for tree in trees]


# Conditions


def comparison(sign: str) -> Maker:
    """A comparison that is unknown with empty."""

    def made(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
        return sql(f"({{}} {sign} {{}})", *alike(compiler, tree.arguments, scope))

    return made


def different(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """Not equal, which empty is to everything."""
    return sql("COALESCE({} <> {}, TRUE)", *alike(compiler, tree.arguments, scope))


def between(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """From one limit to another, both included."""
    return sql("({} BETWEEN {} AND {})", *alike(compiler, tree.arguments, scope))


def one_of(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """One of several values."""
    value, *choices = alike(compiler, tree.arguments, scope)
    places = ", ".join("{}" for _ in choices)
    return sql(f"({{}} IN ({places}))", value, *choices) if choices else FALSE


def none_of(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """None of several values, or empty."""
    return negated(one_of(compiler, tree, scope))


def joined(word: str) -> Maker:
    """Conditions of which all, or some, must hold."""

    def made(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
        truths = [compiler.truth(argument, scope) for argument in tree.arguments]
        return sql("(" + f" {word} ".join("{}" for _ in truths) + ")", *truths)

    return made


def opposite(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """True where a condition does not hold."""
    return negated(compiler.truth(tree.arguments[0], scope))


def empty(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """No value, no text, no choice."""
    (value,) = tree.arguments
    if value.kind.many and isinstance(value, Path):
        return none_there(compiler, value, scope)
    piece = compiler.piece(value, scope)
    if value.kind.name in ("text", "choice"):
        return sql("(COALESCE({}, '') = '')", piece)
    return sql("({} IS NULL)", piece)


def filled(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """A value, whatever it is."""
    (value,) = tree.arguments
    if value.kind.many or value.kind.name in ("text", "choice"):
        return sql("(NOT {})", empty(compiler, tree, scope))
    return sql("({} IS NOT NULL)", compiler.piece(value, scope))


def contains(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """A text somewhere in another."""
    return sql("({} > 0)", _position(compiler, tree, scope))


def starts(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """A text at the beginning of another."""
    return sql("({} = 1)", _position(compiler, tree, scope))


def _position(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    text, part = (compiler.piece(argument, scope) for argument in tree.arguments)
    return compiler.dialect.position(text, part)


def included(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """A value among the several of a field."""
    return includes(compiler, *tree.arguments, scope)


def with_role(compiler: Compiler, tree: Apply, scope: Scope) -> Node:
    """Whether the person who asks has a role, known before the query runs."""
    role = getattr(tree.arguments[0], "value", None)
    held = role in scope.context.roles
    return sql("({} = {})", bound(int(held)), bound(1))


CONDITIONS: Mapping[str, Maker] = {
    "eq": comparison("="),
    "ne": different,
    "lt": comparison("<"),
    "le": comparison("<="),
    "gt": comparison(">"),
    "ge": comparison(">="),
    "between": between,
    "in": one_of,
    "not_in": none_of,
    "and": joined("AND"),
    "or": joined("OR"),
    "not": opposite,
    "is_empty": empty,
    "is_not_empty": filled,
    "text_contains": contains,
    "starts_with": starts,
    "includes": included,
    "has_role": with_role,
}


# Values


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
    "length": length,
    "today": today,
    "now": now,
    "date": date_only,
    "year": part("year"),
    "month": part("month"),
    "day": part("day"),
    "month_start": date_function("month_start"),
    "month_end": date_function("month_end"),
    "add_days": date_function("add_days"),
    "add_months": date_function("add_months"),
    "days_between": date_function("days_between"),
    "months_between": date_function("months_between"),
    "add_workdays": add_workdays,
    "workdays_between": workdays_between,
    "is_workday": is_workday,
}
