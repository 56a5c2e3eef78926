"""Who may still rate a sheet: while somebody may, what an anonymous kind said stays unsaid.

Whoever watches a mean from one answer to the next could tell each answer from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from formula.evaluate import Context, holds, value
from formula.reads import asks_who, fields_read
from formula.tree import Apply, Typed
from kpi.figures import Figures
from kpi.ratings import Given
from records.actor import SYSTEM, actor_of
from records.grants import Rule, all_rules, rule_holds
from records.rows import DraftRow, StoredRow
from records.session import Session
from schema.indicators import Scorecard
from schema.scoring import Rater, Ratings
from schema.values import Formula

Key = tuple[str, str]
"""An item and a kind of rater."""


def open_ratings(
    figures: Figures, card: Scorecard, sheet: int | None, found: Iterable[Given]
) -> dict[Key, int]:
    """How many are asked for each item and anonymous kind of which some rated, and others may.

    It is 0 where somebody enters the ratings of others, so that nobody knows how many come.
    What is not in it is over: the sheet has left the states in which it is rated, or
    everybody who may rate has done so.
    """
    ratings, rated = card.ratings, list(found)
    if ratings is None or sheet is None:
        return {}
    rules = tuple(all_rules(figures.rulebook.schema, "create", ratings.of))
    known: dict[Any, frozenset[int | None]] = {}
    answer: dict[Key, int] = {}
    for kind in (kind for kind in card.raters.values() if kind.anonymous):
        for item in dict.fromkeys(each.item for each in rated if each.kind == kind.name):
            # Most rules look at the kind of rater and not at the item.
            key = (kind.name, item if any(_reads(r, ratings.item) for r in rules) else "")
            if key not in known:
                known[key] = frozenset(_may_rate(figures, ratings, rules, sheet, item, kind))
            gave = {each.rater for each in rated if (each.item, each.kind) == (item, kind.name)}
            if None in known[key]:
                answer[(item, kind.name)] = 0
            elif known[key] - gave:
                answer[(item, kind.name)] = len(known[key] | gave)
    return answer


def _reads(rule: Rule, field: str) -> bool:
    condition = rule.condition
    return isinstance(condition, Formula) and field in {
        name for _, name in fields_read(condition.tree)
    }


def _may_rate(
    figures: Figures,
    ratings: Ratings,
    rules: tuple[Rule, ...],
    sheet: int,
    item: str,
    kind: Rater,
) -> Iterator[int | None]:
    """The people who may give a rating, by the create rules of the roles of their accounts.

    None stands for those whose ratings somebody else enters.
    """
    rulebook = figures.rulebook
    context = rulebook.context(SYSTEM)
    empty = StoredRow(rulebook.tables, ratings.of, None, lambda: context)
    begun = {ratings.sheet: sheet, ratings.item: item, ratings.kind: kind.name}
    draft = DraftRow(empty, begun, lambda: context)
    possible = [rule for rule in rules if _possible(rule, draft, ratings.rater, context)]
    if not possible or not _linkable(draft, ratings.sheet, context):
        return
    account: Any = rulebook.tables.Account
    for each in account.select().where(account.active):
        session = Session(rulebook, actor_of(rulebook, each))
        mine = DraftRow(empty, {**begun, ratings.rater: each.person}, partial(_context, session))
        for rule in possible:
            if rule.role in session.actor.roles and rule_holds(session, rule, mine):
                if not _reads(rule, ratings.rater):
                    yield None
                elif each.person is not None:
                    yield each.person


def _context(session: Session) -> Context:
    return session.context


def _linkable(draft: DraftRow, link: str, context: Context) -> bool:
    """Whether the sheet may still be chosen in a new rating, by the link's `where`."""
    where, sheet = draft.entity.fields[link].where, draft.follow(link)
    if where is None or sheet is None:
        return True
    return bool(value(where.tree, sheet, context, (draft,)))


def _possible(rule: Rule, draft: DraftRow, rater: str, context: Context) -> bool:
    """Whether a rule could hold for anybody, by what is known without knowing who rates."""
    if not isinstance(rule.condition, Formula) or rule.via:
        return bool(rule.condition)
    return _could(rule.condition.tree, draft, rater, context)[0]


def _could(tree: Typed, row: DraftRow, rater: str, context: Context) -> tuple[bool, bool]:
    """Whether a condition may hold, and whether it must, whoever rates."""
    if isinstance(tree, Apply) and tree.name in ("and", "or", "not"):
        parts = [_could(each, row, rater, context) for each in tree.arguments]
        may, must = zip(*parts, strict=True)
        if tree.name == "not":
            return not must[0], not may[0]
        join = all if tree.name == "and" else any
        return join(may), join(must)
    if asks_who(tree) or rater in {name for _, name in fields_read(tree)}:
        return True, False
    found = bool(holds(tree, row, context))
    return found, found


def held(asked: Mapping[Key, int], item: str) -> bool:
    """Whether an anonymous kind's mean of an item is not told yet."""
    return any(name == item for name, _ in asked)
