"""What people say of a frozen sheet's items today, and whether that is what they said then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kpi.asked import open_ratings
from kpi.canonical import decimal, exact
from kpi.differences import Difference
from kpi.figures import Figures
from kpi.ratings import Rated, given, rated, stand_in
from schema.scoring import SUPERIOR


def rated_now(figures: Figures, told: Mapping[str, Any]) -> dict[str, Rated]:
    """Every item of a sheet as its raters see it now, by its name."""
    card = figures.rulebook.schema.scorecards.get(told["card"])
    if card is None:
        return {}
    found = given(figures, card, told["record"])
    items = {item.name: rated(card, item, found) for item in card.items if item.manual}
    if card.when_item_empty != "manual" or SUPERIOR not in card.raters:
        return items
    figured = [figures.kpi(item.kpi) for item in card.items if item.kpi]
    return items | {kpi.name: stand_in(kpi, card, found) for kpi in figured}


def still_rated(figures: Figures, told: Mapping[str, Any]) -> Mapping[tuple[str, str], int]:
    """What of a sheet anonymous raters may still rate, so that it is not told as it is now."""
    card = figures.rulebook.schema.scorecards.get(told["card"])
    if card is None:
        return {}
    record = told["record"]
    return open_ratings(figures, card, record, given(figures, card, record))


def rated_difference(then: Mapping[str, Any], now: Rated | None, running: bool) -> Difference:
    """An item that people rate, then and now; while it is `running` a new mean is not told."""
    frozen = decimal(then["score"])
    if now is None:
        return Difference(then["name"], then["label"], frozen, None, {"withdrawn": 1})
    causes = _causes(then, now)
    live = now.score
    if running:
        live = None if any(causes.values()) else frozen
    return Difference(then["name"], then["label"], frozen, live, causes)


def with_ratings(found: Difference, item: Mapping[str, Any], now: Rated | None) -> Difference:
    """A figure's difference, with what the superior said in place of its value."""
    then = item.get("rated")
    if not then or now is None:
        return found
    return replace(found, causes={**found.causes, **_causes(then, now)})


def _causes(then: Mapping[str, Any], now: Rated) -> dict[str, int]:
    """Whether other ratings were given since, and whether they count differently."""
    before = {r["kind"]: sorted(one["score"] for one in r["each"]) for r in then["raters"]}
    after = {r.kind: sorted(str(exact(one.score)) for one in r.each) for r in now.raters}
    were = {rater["kind"]: rater["weight"] for rater in then["raters"]}
    are = {rater.kind: exact(rater.weight) for rater in now.raters}
    return {
        "ratings": int(_heard(before) != _heard(after)),
        "raters": int(any(were[kind] != are[kind] for kind in were.keys() & are.keys())),
    }


def _heard(scores: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The kinds that said anything at all."""
    return {kind: found for kind, found in scores.items() if found}
