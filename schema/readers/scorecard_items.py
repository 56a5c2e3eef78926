"""The lines of a scorecard: figures with their methods, and what people rate."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from language import say
from schema.building import Building
from schema.names import key_fault
from schema.parts import Named, Part
from schema.problems import missing
from schema.readers.methods import read_method
from schema.scoring import SUPERIOR, Item, Rater
from schema.source import Scalar
from schema.values import Label, Span, nothing

WHOLE = Decimal(100)
OF_RATED = ("manual", "label", "explain", "weight", "raters")
"""The keys of an item that people rate."""


def read_items(
    building: Building, part: Part, kpis: Mapping[str, Part], raters: Mapping[str, Rater]
) -> tuple[Item, ...]:
    """The lines of the sheet, group by group; each figure and each rated item once."""
    found: dict[str, Item] = {}
    for group in part.get("items", ()):
        for written in group.get("items", ()):
            item = _item(building, written, group.get("group"), kpis, raters)
            if item is None:
                continue
            if item.name in found:
                message = say('"{item}" stands twice on the sheet.', item=item.name)
                building.add("E804", message, say("Keep one of them."), item.span)
                continue
            found[item.name] = item
    return tuple(found.values())


def _item(
    building: Building,
    part: Part,
    group: Label,
    kpis: Mapping[str, Part],
    raters: Mapping[str, Rater],
) -> Item | None:
    """One line, or None after what is wrong was noted."""
    if ("kpi" in part.places) == ("manual" in part.places):
        both = "kpi" in part.places
        message = (
            say("An item is both a figure and rated.")
            if both
            else say("An item is neither a figure nor rated.")
        )
        hint = (
            say("Keep one of the two.")
            if both
            else say('Write "kpi: …", or "manual: …" with a label.')
        )
        building.add("E825", message, hint, part.place("manual"))
        return None
    if "manual" in part.places:
        return _rated(building, part, group, raters)
    kpi = part.get("kpi")
    if kpi is None or not building.known(kpi, say("kpi"), building.scope.kpis(), "E802"):
        return None
    method = read_method(building, part, kpis.get(kpi.text))
    if method is None:
        return None
    return Item(kpi.text, group, part.get("weight"), method, span=kpi.span)


def _rated(
    building: Building, part: Part, group: Label, raters: Mapping[str, Rater]
) -> Item | None:
    """An item that people rate."""
    key = part.get("manual")
    fault = key_fault(key.text) if key is not None else None
    if key is None or fault is not None:
        if fault is not None:
            building.findings.add(*fault, key.span)
        return None
    strays = [name for name in part.values if name not in OF_RATED]
    for name in strays:
        message = say('"{name}" does not belong to an item that people rate.', name=name)
        building.add("E820", message, say("Take it away."), part.place(name))
    if "label" not in part.places:
        building.findings.add("E204", missing("label", key.text), key.span)
    if strays or "label" not in part.values:
        return None
    own = read_shares(building, part, raters)
    label, explain = part.get("label"), part.get("explain")
    return Item("", group, part.get("weight"), manual=key.text, label=label, explain=explain,
                raters=own, span=key.span)  # fmt: skip


def read_shares(
    building: Building, part: Part, raters: Mapping[str, Rater]
) -> Mapping[str, Decimal]:
    """An item's own weights of its raters; they make exactly 100."""
    named = part.get("raters")
    if named is None:
        return nothing()
    for name, place in named.places.items():
        building.known(Scalar(name, place), say("rater"), raters, "E827")
    check_shares(building, part.text("manual"), named, part.place("raters"))
    return dict(named)


def check_shares(
    building: Building, owner: str, weights: Mapping[str, Decimal], place: Span
) -> None:
    """Note weights of raters that do not make exactly 100."""
    total = sum(weights.values(), Decimal(0))
    if total != WHOLE:
        message = say(
            'The weights of the raters of "{owner}" make {total}, not 100.',
            owner=owner,
            total=total,
        )
        short = WHOLE - total
        hint = (
            say("Add {short}.", short=short)
            if short > 0
            else say("Take {short} away.", short=-short)
        )
        building.add("E826", message, hint, place)


def read_raters(building: Building, part: Part) -> dict[str, Rater]:
    """The kinds of raters that a card declares."""
    named = part.get("raters") or Named({}, {})
    return {
        name: Rater(
            name,
            rater.get("label"),
            rater.get("weight", Decimal(0)),
            rater.get("min", 1),
            bool(rater.get("anonymous")),
        )
        for name, rater in named.items()
        if rater.get("label") is not None
    }


def check_rated(
    building: Building,
    part: Part,
    items: tuple[Item, ...],
    raters: Mapping[str, Rater],
) -> None:
    """Note what is missing for items that people rate."""
    rated = [item for item in items if item.manual]
    waits = part.get("when_item_empty") == "manual"
    if not rated and not waits:
        return
    for key in ("raters", "ratings"):
        if key not in part.places:
            place = rated[0].span if rated else part.place("when_item_empty")
            building.findings.add("E204", missing(key, part.name), place)
    if waits and raters and SUPERIOR not in raters:
        message = say(
            'Empty items wait for a rating by "{superior}", who is no rater of the card.',
            superior=SUPERIOR,
        )
        hint = say('Declare "{superior}" under "raters".', superior=SUPERIOR)
        building.add("E827", message, hint, part.place("when_item_empty"))
    if raters and any(not item.raters for item in rated):
        weights = {name: rater.weight for name, rater in raters.items()}
        check_shares(building, part.name, weights, part.place("raters"))
