"""While an anonymous kind may still rate, its mean is nowhere to be seen."""

from __future__ import annotations

from datetime import datetime

import pytest

from kpi import thawed
from kpi.cycle import status
from kpi.figures import Figures
from kpi.freezing import watch
from kpi.period import Period
from kpi.recompute import recompute
from kpi.sheet import missing, sheet_of
from kpi.show import rater_text
from kpi.snapshots import latest
from language import speaking
from records import accounts
from records.actor import SYSTEM
from records.gate import Gate
from tests.worlds import opened

CREW = """
module: {name: crew, label: Crew}
people: {entity: sailor, name: name}
roles: {mate: {label: Mate}, hand: {label: Hand}}
entities:
  sailor:
    label: Sailor
    title: "{name}"
    fields: {name: {type: string, required: true, label: Name}}
    permissions: {mate: {read: all}}
  voyage:
    label: Voyage
    title: "{sailor.name}"
    fields:
      sailor: {type: link, to: sailor, required: true, label: Sailor}
      month: {type: month, required: true, label: Month}
    workflow:
      states: {rating: Rating, checking: Checking, done: {label: Done, phase: end}}
      transitions:
        check: {label: Check, from: rating, to: checking, by: [mate]}
        approve: {label: Approve, from: [rating, checking], to: done, by: [mate]}
        back: {label: Back, from: done, to: rating, by: [mate], ask: [comment]}
    permissions: {mate: {read: all, create: true, update: all}, hand: {read: all}}
  word:
    label: Word
    title: "{about}"
    fields:
      voyage: {type: link, to: voyage, required: true, label: Voyage}
      about: {type: choice, options: [care], required: true, label: Item}
      kind: {type: choice, options: {superior: Superior, peer: Peer}, required: true, label: As}
      sailor: {type: link, to: sailor, required: true, default: me, readonly: true, label: Rated by}
      points: {type: decimal, decimals: 1, min: 0, max: 100, required: true, label: Points}
    unique: [[voyage, about, kind, sailor]]
    permissions:
      hand: {read: "sailor = me", create: "sailor = me and kind = 'peer' and voyage.sailor != me and voyage.state = 'rating'"}
      mate: {read: "kind != 'peer'", create: "sailor = me and kind = 'superior'"}
kpis: {}
scorecards:
  log:
    label: Log
    of: voyage
    person: sailor
    period: month
    freeze_on: [approve]
    decimals: 2
    items: [{group: Seen, items: [{manual: care, label: Care, weight: 100}]}]
    raters:
      superior: {label: Superior, weight: 50}
      peer: {label: Peers, weight: 50, min: 2, anonymous: true}
    ratings: {of: word, sheet: voyage, item: about, score: points, rater: sailor, kind: kind}
"""
ENTERED = CREW.replace(
    "\"sailor = me and kind = 'superior'\"", "\"kind = 'superior' or kind = 'peer'\""
).replace(
    "voyage: {type: link, to: voyage,",
    "voyage: {type: link, to: voyage, where: \"state = 'rating'\",",
)


def create_account(book, username, roles, person):
    """An account of somebody who may sign in."""
    word = "heave-ho-and-away-7"
    accounts.create_account(book, username=username, password=word, roles=roles, person=person)


class Crew:
    """The sheet of one sailor whom three others may rate as peers."""

    def __init__(self, book):
        self.book, self.gate = book, Gate(book, SYSTEM)
        names = ("Ann", "Ben", "Cid", "Dot")
        self.people = [self.gate.create("sailor", {"name": name}).id for name in names]
        for name, person in zip(names, self.people, strict=True):
            create_account(book, name.lower(), ["hand"], person)
        self.sheet = self.gate.create("voyage", {"sailor": self.people[0], "month": "2026-06"}).id
        self.say("superior", self.people[0], 80)

    def say(self, kind, who, points):
        values = {"voyage": self.sheet, "about": "care", "kind": kind, "sailor": who}
        return self.gate.create("word", {**values, "points": points}).id

    def peers(self, *points):
        for who, each in zip(self.people[1:], points, strict=False):
            self.say("peer", who, each)

    def made(self):
        return sheet_of(Figures(self.book), Gate(self.book, SYSTEM), "voyage", self.sheet)

    def told(self):
        with speaking("en"):
            return [rater_text(each) for each in self.made().items[0].rated.raters]


@pytest.fixture
def crew(request, database_url, tmp_path):
    """The crew, on 2 July 2026."""
    text = getattr(request, "param", CREW)
    with opened(text, database_url, tmp_path, datetime(2026, 7, 2, 9), watch) as book:
        yield Crew(book)


def test_before_all_have_answered_only_their_number_is_told(crew):
    crew.peers(10, 90)
    assert crew.told() == ["Superior 80.0", "Peers: 2 of 3 given"]
    made = crew.made()
    assert made.score == made.items[0].rated.score == made.items[0].points == 80
    assert made.items[0].rated.raters[1].each == ()
    with speaking("en"):
        assert missing(made) == ("Care: 2 of 3 given (Peers)",)


def test_once_all_have_answered_the_mean_is_there(crew):
    crew.peers(10, 90, 50)
    assert crew.told() == ["Superior 80.0", "Peers 50.0 (3)"]
    assert crew.made().score == 65


def test_once_the_sheet_has_left_the_rating_the_mean_is_there(crew):
    crew.peers(10, 90)
    crew.gate.move("voyage", crew.sheet, "check")
    assert crew.told()[1] == "Peers 50.0 (2)"


def test_fewer_than_the_least_number_are_never_told(crew):
    crew.peers(10)
    assert crew.told()[1] == "Peers: 1 of 3 given"
    crew.gate.move("voyage", crew.sheet, "check")
    assert crew.told()[1] == "Peers: fewer than 2"


def test_an_account_that_is_closed_is_not_waited_for(crew):
    crew.peers(10, 90)
    account = crew.book.tables.Account
    account.update(active=False).where(account.username == "dot").execute()
    assert crew.told()[1] == "Peers 50.0 (2)"


def test_freezing_ends_the_rating_and_what_comes_after_a_reopening_is_not_told(crew):
    crew.peers(10, 90)
    crew.gate.move("voyage", crew.sheet, "approve")
    kept = latest(crew.book, "voyage", crew.sheet)
    assert thawed.sheet(kept).score == 65
    crew.gate.move("voyage", crew.sheet, "back", {"comment": "once more"})
    crew.say("peer", crew.people[3], 50)
    (found,) = recompute(Figures(crew.book), kept)
    assert (found.frozen, found.live, found.causes["ratings"]) == (65, 65, 1)  # all three answered
    late = crew.gate.create("sailor", {"name": "Eve"}).id
    create_account(crew.book, "eve", ["hand"], late)
    (found,) = recompute(Figures(crew.book), kept)
    assert (found.frozen, found.live, found.causes["ratings"]) == (65, None, 1)


@pytest.mark.parametrize("crew", [ENTERED], indirect=True)
def test_where_somebody_enters_the_ratings_of_others_they_are_over_with_the_state(crew):
    create_account(crew.book, "mate", ["mate"], None)
    crew.peers(10, 90, 50)
    assert crew.told()[1] == "Peers: 3 given, more may come"
    assert crew.made().score == 80
    crew.gate.move("voyage", crew.sheet, "check")
    assert crew.told()[1] == "Peers 50.0 (3)"


def test_the_desk_computes_no_mean_at_all(crew):
    crew.peers(10, 90)
    card = crew.book.schema.scorecards["log"]
    (standing,) = status(crew.gate, card, Period.parse("2026-06")).sheets
    assert standing.missing == ()
