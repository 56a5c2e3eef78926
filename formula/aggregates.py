"""Aggregates: child rows of a record, and all rows of an entity for a figure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from formula.agree import ORDERED
from formula.exchange import mixed
from formula.faults import listed, quoted, suggestion
from formula.functions import FUNCTIONS, Function
from formula.kinds import BOOLEAN, Kind, link, seen_outside
from formula.paths import entity_named, field_named
from formula.place import BROKEN, Place, broken
from formula.results import RULES
from formula.show import show
from formula.syntax import Argument, Call, Reference, Syntax, parts
from formula.tree import Apply, Children, Literal, Measure, Path, Span, Step, Typed
from formula.walk import mentions_outer
from formula.words import described
from language import say

ROWS_ONLY = frozenset({"count", "exists"})
"""Aggregates that look at rows, not at a value of theirs."""

OF_A_SHEET = ("kpi", "score", "total")
"""First names that mean one value each of an appraisal sheet."""


@dataclass(frozen=True, slots=True)
class Base:
    """The rows that an aggregate goes over: entity, possible links, and how it is called.

    `through` is the record's field of several links when they are what binds the rows.
    """

    entity: str
    links: tuple[str, ...]
    name: str
    through: str = ""


def goes_over_rows(call: Call) -> bool:
    """Whether a call aggregates; `min(a, b)` compares two values instead."""
    function = FUNCTIONS.get(call.name.lower())
    if function is None or not function.aggregate:
        return False
    return function.level == "aggregate" or len(call.arguments) == 1


def aggregated(call: Call, function: Function, place: Place) -> Typed:
    """An aggregate with its rows found and everything about them checked."""
    argument = call.arguments[0] if len(call.arguments) == 1 else None
    if not isinstance(argument, Argument):
        words = {"name": function.name, "wanted": say("{count} value", count=1)}
        rows = f"{function.name}(rows{'' if function.name in ROWS_ONLY else '.field'} where …)"
        hint = (
            say("Write the condition after where: {rows}.", rows=rows)
            if len(call.arguments) > 1
            else ""
        )
        return place.refuse("E636", call.span, hint, count=len(call.arguments), **words)
    base = _base(argument.value, place)
    if base is None:
        return _baseless(call, function, argument, place)
    inner = place.within(base.entity, base.name, function.name)
    value = _value(function, argument, base, inner)
    where = _condition(argument.where, inner)
    on = _date(function, argument, call, place, inner)
    found = [tree for tree in (value, where, on) if tree is not None]
    if broken(*found):
        return Literal(BROKEN, call.span, None)
    if place.level == "figure":
        return _measure(call, function, argument, base, (value, where, on), inner)
    return _children(call, function, argument, base, (value, where, on), place)


def _references(node: Syntax) -> Iterator[Reference]:
    """The names in a value, leaving out aggregates inside it."""
    if isinstance(node, Reference):
        yield node
    elif not (isinstance(node, Call) and goes_over_rows(node)):
        for part in parts(node):
            yield from _references(part)


def _base(value: Syntax, place: Place) -> Base | None:
    """The first name in a value that means many rows."""
    find = _figure_base if place.level == "figure" else _row_base
    return next((base for ref in _references(value) if (base := find(ref.names[0], place))), None)


def _figure_base(name: str, place: Place) -> Base | None:
    """The entity that a name means."""
    entity = entity_named(place.scope, name)
    return Base(entity, (), name) if entity else None


def _row_base(name: str, place: Place) -> Base | None:
    """The rows that belong to a record under a name."""
    scope, here = place.scope, place.entity
    field = field_named(scope, here, name) if here else ""
    if field in scope.lines(here or ""):
        child, back = scope.lines(here)[field]
        return Base(child, (back,), name)
    kind = scope.fields(here).get(field) if field else None
    if kind is not None and kind.name == "link" and kind.many:
        return Base(kind.entity, (), name, through=field)
    entity = entity_named(scope, name)
    links = scope.links_to(entity, here) if entity else ()
    return Base(entity, links, name) if entity and (links or kind is None) else None


def _baseless(call: Call, function: Function, argument: Argument, place: Place) -> Typed:
    """Say why no rows were found."""
    nested = filter(goes_over_rows, _calls(argument.value))
    inside = next(nested, None)
    if inside is not None:
        hint = say("Write the inner one as a computed field, or use exists(… where …).")
        words = {"inner": inside.name.lower(), "outer": function.name}
        return place.refuse("E621", inside.span, hint, **words)
    reference = next(_references(argument.value), None)
    if reference is None:
        return place.refuse("E628", call.span, _example(function, place), name=function.name)
    name = reference.names[0]
    single = ("me", "parent", *(OF_A_SHEET if place.on_sheet else ()))
    if place.rows and (field_named(place.scope, place.entity, name) or name in single):
        tree = place.typed(reference)
        hint = _example(function, place)
        return tree if broken(tree) else place.refuse("E628", call.span, hint, name=function.name)
    known = [*place.scope.entities(), *place.scope.entity_labels()]
    known += place.scope.lines(place.entity) if place.rows else []
    return place.refuse("E611", reference.spot(0), suggestion(name, known), name=quoted(name))


def _calls(node: Syntax) -> Iterator[Call]:
    """Every call in a value."""
    if isinstance(node, Call):
        yield node
    for part in parts(node):
        yield from _calls(part)


def _example(function: Function, place: Place) -> str:
    """What a call of this aggregate looks like here."""
    many = [*place.scope.lines(place.entity)] if place.rows else []
    rows = next(iter(many or place.scope.entities()), "rows")
    return say(
        "Write {name}({rows}{field} where …).",
        name=function.name,
        rows=rows,
        field="" if function.name in ROWS_ONLY else ".field",
    )


def _value(function: Function, argument: Argument, base: Base, inner: Place) -> Typed | None:
    """The value of each row, or None for aggregates that only look at rows."""
    bare = isinstance(argument.value, Reference) and argument.value.names == (base.name,)
    if function.name in ROWS_ONLY:
        hint = say("Write {name}({rows} where …).", name=function.name, rows=base.name)
        words = {"name": function.name}
        return None if bare else inner.refuse("E627", argument.value.span, hint, **words)
    if bare:
        hint = say("Write {name}({rows}.field).", name=function.name, rows=base.name)
        return inner.refuse("E628", argument.value.span, hint, name=function.name)
    tree = inner.typed(argument.value)
    wanted = _unfit(function.name, tree)
    if broken(tree) or not wanted:
        return tree
    words = {"name": f"{function.name}()", "found": described(tree.kind), "wanted": wanted}
    return inner.refuse("E635", tree.span, **words)


def _unfit(name: str, tree: Typed) -> str:
    """What an aggregate takes, when it does not take this value."""
    kind = tree.kind
    if name in ("sum", "avg"):
        return "" if kind.numeric else say("numbers")
    if name in ("min", "max"):
        return "" if kind.name in ORDERED else say("numbers or dates")
    return say("one value of each row") if kind.many or kind.name == "empty" else ""


def _condition(where: Syntax | None, inner: Place) -> Typed | None:
    """What the rows must fulfil."""
    if where is None:
        return None
    tree = inner.typed(where)
    if broken(tree) or tree.kind == BOOLEAN:
        return tree
    hint = say("Compare it with something, such as = 'x' or > 0.")
    return inner.refuse("E637", tree.span, hint, found=described(tree.kind))


def _date(
    function: Function, argument: Argument, call: Call, place: Place, inner: Place
) -> Typed | None:
    """The date that orders the rows of `last`, or decides a figure's period."""
    if argument.on is None:
        if function.name == "last":
            return place.refuse("E629", call.span, say("Write last(… on date)."))
        return None
    if place.level != "figure" and function.name != "last":
        return place.refuse("E626", argument.on.span, word="on", name=function.name)
    tree = inner.typed(argument.on)
    if broken(tree) or tree.kind.name in ("date", "datetime"):
        return tree
    name = quoted(".".join(argument.on.names))
    words = {"name": name, "found": described(tree.kind), "wanted": say("a date")}
    return inner.refuse("E644", tree.span, **words)


Pieces = tuple[Typed | None, Typed | None, Typed | None]
"""The value, the condition and the date of an aggregate."""


def _kind(
    call: Call, function: Function, value: Typed | None, place: Place, back: str
) -> Kind | None:
    """The kind of what is made of the rows; None where they are of several currencies."""
    rule = RULES["same" if function.result == "common" else function.result]
    given = () if value is None else (value,)
    made = rule(place, function.name, given, call.span).kind
    kind = seen_outside(made, back)
    if kind is None:
        mixed(place, function.name, made, call.span)
    return kind


def _measure(
    call: Call, function: Function, argument: Argument, base: Base, pieces: Pieces, inner: Place
) -> Typed:
    """A figure's aggregate over all rows of an entity."""
    value, where, on = pieces
    by = None if argument.by is None else _subject(argument.by, inner)
    if by is not None and broken(by):
        return by
    kind = _kind(call, function, value, inner, "")
    if kind is None:
        return Literal(BROKEN, call.span, None)
    return Measure(
        kind, call.span, function.name, base.entity, value, where, on, by, text=show(call)
    )


def _subject(reference: Reference, inner: Place) -> Typed:
    """The link that decides a figure's subject."""
    tree = inner.typed(reference)
    if broken(tree) or (tree.kind.name == "link" and not tree.kind.many):
        return tree
    words = {"name": quoted(show(reference)), "found": described(tree.kind)}
    return inner.refuse("E644", tree.span, wanted=say("a link"), **words)


def _children(
    call: Call, function: Function, argument: Argument, base: Base, pieces: Pieces, place: Place
) -> Typed:
    """An aggregate over the rows that belong to a record."""
    value, where, on = pieces
    if base.through:
        where, back = _linked(base, where, place, argument.value.span), ""
    else:
        found = _link(call, function, argument, base, where, place)
        if found is None:
            return Literal(BROKEN, call.span, None)
        back = found
    kind = _kind(call, function, value, place, back)
    if kind is None:
        return Literal(BROKEN, call.span, None)
    return Children(kind, call.span, function.name, base.entity, back, value, where, on)


def _linked(base: Base, where: Typed | None, place: Place, span: Span) -> Typed:
    """The condition that a row is among the record's several links."""
    kind = place.scope.fields(place.entity)[base.through]
    several = Path(kind, span, "row", 1, place.entity, (Step(place.entity, base.through),))
    row = Path(link(base.entity), span, "row", 0, base.entity, ())
    among = Apply(BOOLEAN, span, "includes", (several, row))
    return among if where is None else Apply(BOOLEAN, where.span, "and", (among, where))


def _link(
    call: Call,
    function: Function,
    argument: Argument,
    base: Base,
    where: Typed | None,
    place: Place,
) -> str | None:
    """The child's link back to the record; "" when the condition binds them itself."""
    words = {"child": quoted(base.entity), "entity": quoted(place.entity)}
    if argument.by is not None:
        name = field_named(place.scope, base.entity, argument.by.names[-1])
        if name in base.links and len(argument.by.names) == 1:
            return name
        hint = say("Its links are: {links}.", links=listed(base.links)) if base.links else ""
        place.refuse("E625", argument.by.span, hint, **words)
        return None
    if len(base.links) == 1:
        return base.links[0]
    if base.links:
        hint = say("Say which: {call} by {link}).", call=show(call)[:-1], link=base.links[0])
        words |= {"links": listed(base.links)}
        place.refuse("E624", call.span, hint, count=len(base.links), **words)
        return None
    if where is not None and mentions_outer(where):
        return ""
    nested = place.inside and base.entity == place.entity
    if nested:
        place.refuse("E621", call.span, inner=function.name, outer=place.inside)
    else:
        hint = say("Say in the condition what binds them: where … = parent.…")
        place.refuse("E625", call.span, hint, **words)
    return None
