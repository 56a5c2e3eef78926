"""Traps 5, 41, 49 and 53: who did not rate, weights, vetoes, and colleagues who stay unknown."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from kpi.figures import Figures
from kpi.sheet import missing, sheet_of
from kpi.snapshots import freeze
from models.tables import Tables
from records.actor import SYSTEM
from records.gate import Gate
from records.rulebook import Rulebook
from schema.load import read
from schema.problems import Problems
from tests.worlds import tables_of

CREW = """
module: {name: crew, label: 班组}
people: {entity: sailor, name: name}
roles: {mate: {label: 大副}}
entities:
  sailor:
    label: 水手
    title: "{name}"
    fields: {name: {type: string, required: true, label: 姓名}}
  voyage:
    label: 考核
    title: "{sailor.name}"
    fields:
      sailor: {type: link, to: sailor, required: true, label: 水手}
      month: {type: month, required: true, label: 月份}
      bonus: {type: decimal, decimals: 2, default: 0, label: 加分}
      mutiny: {type: boolean, default: false, label: 哗变}
  word:
    label: 评分
    title: "{about}"
    fields:
      voyage: {type: link, to: voyage, required: true, label: 考核}
      about: {type: choice, options: [goals, feedback, own], required: true, label: 项}
      who: {type: choice, options: {self: 本人, superior: 上级, peer: 同事}, required: true, label: 身份}
      sailor: {type: link, to: sailor, label: 评分人}
      points: {type: decimal, decimals: 1, min: 0, max: 100, required: true, label: 分}
kpis: {}
scorecards:
  logbook:
    label: 航海考核
    of: voyage
    person: sailor
    period: month
    adjust: bonus
    decimals: 2
    items:
      - group: 评
        items:
          - {manual: goals, label: 目标, weight: WEIGHT}
          - {manual: feedback, label: 反馈, weight: WEIGHT}
          - {manual: own, label: 自评, weight: LAST, raters: {self: 100}}
    raters:
      self: {label: 本人, weight: 10}
      superior: {label: 上级, weight: 60}
      peer: {label: 同事, weight: 30, min: 3, anonymous: true}
    ratings: {of: word, sheet: voyage, item: about, score: points, rater: sailor, kind: who}
    MORE
"""


def text(weight="33.33", last="33.34", more="when_item_empty: renormalize"):
    return CREW.replace("WEIGHT", weight).replace("LAST", last).replace("MORE", more)


class Ship:
    """A sailor's sheet of June, and a word from whoever rates."""

    def __init__(self, tables, folder, rulebook_text):
        schema = read({"crew.yaml": rulebook_text})
        self.book = Rulebook(
            schema, Tables(schema, tables.database), folder, clock=lambda: datetime(2026, 7, 1)
        )
        self.gate = Gate(self.book, SYSTEM)
        self.sheet = self.gate.create(
            "voyage",
            {"sailor": self.gate.create("sailor", {"name": "张"}).id, "month": "2026-06"},
        ).id

    def say(self, about, who, *points):
        for each in points:
            sailor = self.gate.create("sailor", {"name": f"{who} {each}"}).id
            values = {"voyage": self.sheet, "about": about, "who": who, "sailor": sailor}
            self.gate.create("word", {**values, "points": each})

    def made(self):
        return sheet_of(Figures(self.book), Gate(self.book, SYSTEM), "voyage", self.sheet)


@pytest.fixture
def ship(database_url, tmp_path):
    """Puts a ship to sea under a rulebook's text."""
    with tables_of(text(), database_url) as tables:
        yield lambda **how: Ship(tables, tmp_path, text(**how))


def test_trap_05_whoever_did_not_rate_is_no_zero_and_5_and_5_stay_5(ship):
    boat = ship()
    boat.say("goals", "superior", 5)
    boat.say("feedback", "superior", 5)
    made = boat.made()
    assert [item.points is None for item in made.items] == [False, False, True]
    assert made.score == Decimal("5.00")  # 3.33 where the empty self review counts as zero


def test_trap_05_within_an_item_the_weights_of_those_who_rated_share_out(ship):
    boat = ship()
    boat.say("goals", "superior", 90)
    boat.say("goals", "self", 20)
    assert boat.made().items[0].rated.score == Decimal("80")  # (60 × 90 + 10 × 20) ÷ 70


def test_trap_05_a_card_may_wait_for_whoever_is_missing(ship):
    boat = ship(more="missing_rater: block")
    boat.say("goals", "superior", 90)
    made = boat.made()
    assert (made.score, made.grade) == (None, None)
    assert missing(made)[0] == "目标：本人未评"
    assert set(made.obstacles) == set(missing(made))


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("weight", "last", "said"),
    [
        pytest.param("33.33", "33.33", "99.99, not 100.", id="a cent is missing"),
        pytest.param("33.34", "33.33", "100.01, not 100.", id="a cent too much"),
    ],
)
def test_trap_41_weights_make_exactly_100(weight, last, said):
    with pytest.raises(Problems) as refused:
        read({"crew.yaml": text(weight=weight, last=last)})
    assert [p.code for p in refused.value.problems] == ["E801"]
    assert said in refused.value.show()


def test_trap_41_thirds_are_summed_before_they_are_rounded(ship):
    boat = ship()
    for about, who in (("goals", "superior"), ("feedback", "superior"), ("own", "self")):
        boat.say(about, who, "10.1")
    made = boat.made()
    assert [item.points for item in made.items] == [
        Decimal("3.36633"), Decimal("3.36633"), Decimal("3.36734")]  # fmt: skip
    assert made.score == Decimal("10.10")  # three times 3.37 would be 10.11


@pytest.mark.parametrize("bonus", ["0", "20", "100"])
def test_trap_49_a_veto_stands_whatever_the_bonus(ship, bonus):
    boat = ship(more='gates: [{when: mutiny, score: 0}, {when: "bonus > 1000", score: 50}]')
    boat.say("goals", "superior", 100)
    boat.gate.update("voyage", boat.sheet, {"bonus": bonus, "mutiny": True}, None)
    made = boat.made()
    assert (made.score, made.vetoed) == (0, True)


@pytest.mark.parametrize("bonus", ["0", "20", "100"])
def test_trap_49_a_veto_by_the_points_of_an_item_stands_whatever_the_bonus(ship, bonus):
    boat = ship(more='gates: [{when: "score.feedback < 10", score: 0}]')
    boat.say("goals", "superior", 100)
    boat.say("feedback", "superior", 30)  # 9.999 points, printed as 10.00
    boat.gate.update("voyage", boat.sheet, {"bonus": bonus}, None)
    assert not boat.made().vetoed
    boat.say("feedback", "superior", 29)
    made = boat.made()
    assert (made.score, made.vetoed) == (0, True)
    assert [each.told() for each in made.held] == ["总分最高为 0 分：“反馈”得分小于 10"]


def test_trap_49_a_gate_on_the_total_sees_the_bonus_and_no_other_gate(ship):
    boat = ship(
        more='max: 110\n    gates: [{when: mutiny, score: 50}, {when: "total > 100", score: 90}]'
    )
    boat.say("goals", "superior", 95)
    boat.gate.update("voyage", boat.sheet, {"bonus": "20"}, None)
    assert (boat.made().score, len(boat.made().held)) == (90, 1)
    boat.gate.update("voyage", boat.sheet, {"mutiny": True}, None)
    assert (boat.made().score, len(boat.made().held)) == (50, 2)


def test_trap_53_a_gate_on_points_waits_for_the_anonymous_and_tells_nothing_of_them(ship):
    boat = ship(more='gates: [{when: "score.goals < 20", score: 0}]')
    boat.say("goals", "peer", 10, 10)  # fewer than the three from which on peers count
    made = boat.made()
    assert (made.vetoed, made.held) == (False, ())
    assert any("目标" in words for words in made.obstacles)
    boat.say("goals", "peer", 10)
    assert boat.made().vetoed


def test_trap_49_the_bonus_is_capped_before_a_gate_looks(ship):
    boat = ship(more="max: 110\n    gates: [{when: mutiny, score: 59.99}]")
    boat.say("goals", "superior", 100)
    boat.gate.update("voyage", boat.sheet, {"bonus": "20"}, None)
    assert (boat.made().score, boat.made().vetoed) == (110, False)
    boat.gate.update("voyage", boat.sheet, {"mutiny": True}, None)
    assert boat.made().score == Decimal("59.99")


@pytest.mark.parametrize("heard", [(), (13,), (13, 77)])
def test_trap_53_below_their_least_number_nothing_of_the_peers_can_be_told(ship, heard):
    boat = ship()
    boat.say("goals", "superior", 80)
    boat.say("goals", "peer", *heard)
    item = boat.made().items[0]
    peer = next(rater for rater in item.rated.raters if rater.kind == "peer")
    assert (peer.score, peer.each, item.rated.score) == (None, (), 80)
    body = freeze(boat.gate, "voyage", boat.sheet).body
    assert not any(f"peer {each}" in body or f'"{each}"' in body for each in heard)


def test_trap_53_peers_are_kept_by_their_scores_and_not_by_name(ship):
    boat = ship()
    boat.say("goals", "peer", 90, 50, 70)
    kept = freeze(boat.gate, "voyage", boat.sheet).content["items"][0]["rated"]
    each = next(r for r in kept["raters"] if r["kind"] == "peer")["each"]
    assert [(one["who"], one["score"]) for one in each] == [
        ("peer 1", "50"), ("peer 2", "70"), ("peer 3", "90")]  # fmt: skip
