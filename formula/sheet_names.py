"""Items of an appraisal sheet as a condition on it names them: `kpi.name` and `score.name`."""

from __future__ import annotations

from formula.faults import quoted, suggestion
from formula.kinds import MAX_SCALE, number
from formula.place import Place
from formula.scope import SheetItems
from formula.syntax import Reference
from formula.tree import Figure, Typed
from language import say


def item_of(reference: Reference, place: Place, items: SheetItems) -> Typed:
    """The value of one of the sheet's figures, or the points that one of its items earned."""
    source, name = reference.names[0], ".".join(reference.names[1:])
    if source == "kpi" and name in items.figures:
        return Figure(items.figures[name], reference.span, source, name)
    if source == "score" and name in items.scored:
        return Figure(number(MAX_SCALE), reference.span, source, name)
    if source == "score" and name in items.rated | items.figures.keys():
        value = (
            say(", or compare its value: kpi.{name}", name=name) if name in items.figures else ""
        )
        hint = say("Give it a weight{value}.", value=value)
        return place.refuse("E649", reference.span, hint, name=quoted(name))
    wanted = say("figure") if source == "kpi" else say("item")
    hint = _instead(source, name, place, items)
    return place.refuse("E648", reference.span, hint, wanted=wanted, name=quoted(name))


def twofold(reference: Reference, place: Place) -> bool:
    """Whether a name means something on the sheet and a field of the row as well."""
    head, *rest = reference.names
    kind = place.scope.fields(place.entity).get(head) if place.entity else None
    if kind is None or head == place.base:
        return False
    return head == "total" or (head in ("kpi", "score") and bool(rest) and kind.name == "link")


def refuse_twofold(reference: Reference, place: Place) -> Typed:
    """Refuse to guess which of the two was meant."""
    head = reference.names[0]
    hint = say("Write {base}.{head} for the field.", base=place.base, head=head)
    if not place.base:
        hint = say(
            "Give the field another name, or read it by a computed field: formula: {head}.",
            head=head,
        )
    words = {"name": quoted(head), "entity": quoted(place.entity)}
    return place.refuse("E656", reference.span, hint, **words)


def _instead(source: str, name: str, place: Place, items: SheetItems) -> str:
    """What may be written instead of a name that is not on the sheet."""
    if source == "kpi" and name in items.rated:
        return say("People rate it: write score.{name}.", name=name)
    known = [*items.figures] if source == "kpi" else [*items.scored]
    meant = suggestion(name, known)
    if name not in place.scope.kpis():
        return meant
    # What decides a grade must stand on the sheet, where it leads to its rows.
    add = say(
        "Add {{kpi: {name}}} to its items; an item without a weight is only shown.", name=name
    )
    if source == "score":
        add = say("Add {{kpi: {name}, weight: …}} to its items.", name=name)
    return f"{meant} {add}".strip()
