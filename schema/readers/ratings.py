"""Which records are the ratings of a card's sheets, and who might find out too much."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal

from formula import kinds
from formula.tree import Literal, Path
from formula.walk import walk
from language import say
from schema.building import Building
from schema.objects import Entity, Field, Grant
from schema.parts import Part
from schema.problems import undeclared, unknown
from schema.scoring import Item, Rater, Ratings
from schema.values import Formula

TEXTUAL = ("string", "choice")
HUNDRED = Decimal(100)
SAYS: Mapping[str, str] = {
    "sheet": "link to a sheet",
    "item": "text or choice field",
    "score": "number field",
    "rater": "link to a person",
    "kind": "choice field",
    "comment": "text field",
}
"""What each key of `ratings` names, in words."""


def read_ratings(
    building: Building, part: Part, of: str, entities: Mapping[str, Entity]
) -> Ratings | None:
    """Where the ratings of a card are, or None after what is wrong was noted."""
    written = part.get("ratings")
    rating = written.get("of") if written else None
    if written is None or rating is None:
        return None
    if rating.text not in building.scope.by_entity:
        wording = undeclared("ratings.of", rating.text, building.scope.places)
        building.findings.add("E301", wording, rating.span)
        return None
    when = building.condition(written.get("when"), rating.text)
    fields = entities[rating.text].fields if rating.text in entities else {}
    fitting = {key: [n for n, f in fields.items() if fits(f)] for key, fits in _suits(building, of)}
    good = [
        building.known(
            word, say('{says} of "{of}"', says=say(SAYS[key]), of=rating.text), names, "E828"
        )
        for key, names in fitting.items()
        if (word := written.get(key)) is not None
    ]
    needed = [key for key in SAYS if key != "comment"]
    if not all(good) or any(written.get(key) is None for key in needed):
        return None
    named = {key: written.text(key) for key in SAYS}
    return Ratings(of=rating.text, when=when, span=written.span, **named)


def _suits(building: Building, of: str) -> Iterator[tuple[str, Callable[[Field], bool]]]:
    """Which fields can be what."""
    person = kinds.link(building.scope.person())
    yield "sheet", lambda field: field.kind == kinds.link(of)
    yield "item", lambda field: field.type in TEXTUAL and not field.multiple
    yield "score", lambda field: field.type in ("decimal", "integer")
    yield "rater", lambda field: field.kind == person
    yield "kind", lambda field: field.type == "choice" and not field.multiple
    yield "comment", lambda field: field.type in ("string", "text")


def check_ratings(
    building: Building,
    part: Part,
    ratings: Ratings,
    items: Iterable[Item],
    raters: Mapping[str, Rater],
    entities: Mapping[str, Entity],
) -> None:
    """Note choices that cannot say every item or rater, another scale, and lost anonymity."""
    entity, written = entities[ratings.of], part.get("ratings")
    rated = [item.name for item in items if item.manual]
    for key, names in (("item", rated), ("kind", list(raters))):
        field = entity.fields[written.text(key)]
        for name in names if field.type == "choice" else ():
            if name not in field.options:
                wording = unknown(name, say('option of "{field}"', field=field.name), field.options)
                building.findings.add("E828", wording, written.get(key).span)
    score = entity.fields[ratings.score]
    low, high = _literal(score.min), _literal(score.max)
    if low is None or low < 0 or high != HUNDRED:
        message = say(
            '"{score}" does not go from 0 to 100, as scores of ratings do.', score=score.name
        )
        hint = say('Add "min: 0, max: 100" to "{score}".', score=score.name)
        building.add("E828", message, hint, written.get("score").span)
    secret = [rater.name for rater in raters.values() if rater.anonymous]
    if secret:
        _check_anonymity(building, part, ratings, entity, secret[0])


def _literal(bound: Formula | None) -> Decimal | None:
    """A bound that is just a number."""
    tree = bound.tree if bound else None
    return Decimal(tree.value) if isinstance(tree, Literal) and tree.value is not None else None


def _check_anonymity(
    building: Building, part: Part, ratings: Ratings, entity: Entity, secret: str
) -> None:
    """Note every role that may read ratings of whoever holds it, and so who gave them.

    Roles that the rater field's own `read` names are meant to know.
    """
    trusted = entity.fields[ratings.rater].read
    for grant in entity.grants.values():
        if grant.role not in trusted and _tells(grant, ratings, part):
            message = say(
                '"{role}" may read ratings of "{of}" about oneself, and "{secret}" is anonymous.',
                role=grant.role,
                of=ratings.of,
                secret=secret,
            )
            hint = say(
                'Add "and {kind} != \'{secret}\'", or grant "{rater} = me".',
                kind=ratings.kind,
                secret=secret,
                rater=ratings.rater,
            )
            building.add("E829", message, hint, grant.span)


def _tells(grant: Grant, ratings: Ratings, part: Part) -> bool:
    """Whether a grant of reading leads to ratings about the reader, whatever their kind."""
    condition = grant.actions.get("read")
    if not isinstance(condition, Formula):
        return bool(condition)
    paths = [
        tuple(step.field for step in node.steps)
        for node, _ in walk(condition.tree)
        if isinstance(node, Path) and node.root == "row"
    ]
    return (ratings.sheet, part.text("person")) in paths and (ratings.kind,) not in paths
