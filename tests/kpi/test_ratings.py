"""Ratings of a sheet: means by kind of rater, what stands in for a figure, what freezing keeps."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from kpi import thawed
from kpi.figures import Figures
from kpi.ratings import missing_ratings
from kpi.recompute import recompute
from kpi.sheet import missing, sheet_of
from kpi.show import rater_text
from kpi.snapshots import freeze
from language import speaking
from models.tables import Tables
from records.actor import SYSTEM
from records.gate import Gate
from records.refusals import Refused
from records.rulebook import Rulebook
from schema.load import read
from tests.kpi.test_snapshots import GARAGE
from tests.worlds import tables_of

RATED = GARAGE.replace(
    "kpis:\n",
    """  rating:
    label: 评分
    title: "{what}"
    fields:
      review: {type: link, to: review, required: true, label: 考核}
      what: {type: string, required: true, label: 项}
      as_whom: {type: choice, options: {self: 本人, superior: 上级, peer: 同事}, required: true, label: 身份}
      mechanic: {type: link, to: mechanic, label: 评分人}
      points: {type: decimal, decimals: 1, min: 0, max: 100, required: true, label: 分}
      reason: {type: text, label: 理由}
kpis:
""",
    1,
).replace(
    "    items: [{group: 业务, items: [{kpi: on_time, weight: 100}]}]\n",
    """    items:
      - {group: 业务, items: [{kpi: on_time, weight: 60}]}
      - {group: 态度, items: [{manual: care, label: 用心, weight: 40, explain: 收拾工具}]}
    raters:
      self: {label: 本人}
      superior: {label: 上级, weight: 70}
      peer: {label: 同事, weight: 30, min: 2}
    ratings: {of: rating, sheet: review, item: what, score: points, rater: mechanic, kind: as_whom, comment: reason}
    MORE
""",
)


class Shop:
    """One mechanic with a sheet of June; others who rate."""

    def __init__(self, tables, folder, text):
        schema = read({"garage.yaml": text})
        known = Tables(schema, tables.database)
        self.book = Rulebook(schema, known, folder, clock=lambda: datetime(2026, 7, 2))
        self.gate = Gate(self.book, SYSTEM)
        self.who = self.gate.create("mechanic", {"name": "老马"}).id
        self.sheet = self.gate.create("review", {"mechanic": self.who, "month": "2026-06"}).id

    def repaired(self, on_time, late):
        for n in range(on_time + late):
            done = date(2026, 6, 4 if n < on_time else 6)
            values = {"mechanic": self.who, "done_on": done, "due_on": date(2026, 6, 5)}
            self.gate.create("repair", values)

    def rated(self, what, kind, points, reason=""):
        values = {"review": self.sheet, "what": what, "as_whom": kind, "points": points}
        who = self.gate.create("mechanic", {"name": f"{kind} {points}"}).id
        return self.gate.create("rating", {**values, "mechanic": who, "reason": reason}).id

    def made(self):
        return sheet_of(Figures(self.book), Gate(self.book, SYSTEM), "review", self.sheet)


@pytest.fixture
def garage(database_url, tmp_path):
    """Opens the garage under its card with more keys."""
    with tables_of(RATED.replace("MORE", ""), database_url) as tables:
        yield lambda more="": Shop(tables, tmp_path, RATED.replace("MORE", more))


def test_a_kinds_score_is_its_mean_and_an_items_the_weighted_mean_of_kinds(garage):
    shop = garage()
    shop.rated("care", "superior", 90)
    shop.rated("care", "peer", 60)
    shop.rated("care", "peer", 80)
    line = shop.made().items[1]
    assert line.rated.score == Decimal("84")  # 0.7 × 90 + 0.3 × 70
    assert line.points == Decimal("33.6")


def test_a_kind_of_weight_0_is_shown_and_not_counted(garage):
    shop = garage()
    shop.rated("care", "superior", 90)
    shop.rated("care", "self", 10)
    line = shop.made().items[1]
    assert line.rated.score == 90
    with speaking("en"):
        assert [rater_text(rater) for rater in line.rated.raters] == [
            "本人 10.0 (for reference)", "上级 90.0", "同事: fewer than 2"]  # fmt: skip


def test_a_figure_and_a_rated_item_make_one_score(garage):
    shop = garage()
    shop.repaired(on_time=9, late=1)
    shop.rated("care", "superior", 50)
    assert shop.made().score == 80  # 60 and half of 40


def test_an_empty_figure_waits_for_the_superior_where_the_card_says_manual(garage):
    shop = garage("when_item_empty: manual")
    shop.rated("care", "superior", 100)
    made = shop.made()
    assert made.score is None
    assert missing(made) == ("及时率：上级未评", "用心：同事评分不足 2 份")
    assert made.obstacles == ("及时率：上级未评",)
    shop.rated("on_time", "superior", 50)
    assert shop.made().score == 70  # half of 60, and 40


def test_who_has_not_rated_is_known_without_computing_figures(garage):
    shop = garage()
    shop.rated("care", "superior", 90)
    card = shop.book.schema.scorecards["monthly"]
    told = missing_ratings(Figures(shop.book), card, shop.sheet)
    assert told == ("用心：同事评分不足 2 份",) == missing(shop.made())


def test_the_superior_does_not_overrule_a_figure_that_has_a_value(garage):
    shop = garage("when_item_empty: manual")
    shop.repaired(on_time=9, late=1)
    shop.rated("care", "superior", 100)
    shop.rated("on_time", "superior", 0)
    assert (shop.made().score, shop.made().items[0].rated) == (100, None)


@pytest.mark.parametrize(("rule", "score"), [("full", 80), ("zero", 20), ("renormalize", 50)])
def test_the_other_rules_fill_an_empty_figure_in_themselves(garage, rule, score):
    shop = garage(f"when_item_empty: {rule}")
    shop.rated("care", "superior", 50)
    made = shop.made()
    assert (made.score, made.items[0].supposed) == (score, rule != "renormalize")


def test_a_sheet_that_waits_cannot_be_frozen_and_says_for_whom(garage):
    shop = garage("missing_rater: block")
    shop.repaired(on_time=9, late=1)
    with pytest.raises(Refused, match="用心：上级未评"):
        freeze(shop.gate, "review", shop.sheet)
    shop.rated("care", "superior", 90)
    shop.rated("care", "peer", 60)
    shop.rated("care", "peer", 80)
    assert freeze(shop.gate, "review", shop.sheet).content["result"]["score"] == "93.6"


def test_a_frozen_sheet_thaws_into_what_it_was(garage):
    shop = garage()
    shop.repaired(on_time=3, late=1)
    shop.rated("care", "superior", "66.6", "很用心")
    made = shop.made()
    found = thawed.sheet(freeze(shop.gate, "review", shop.sheet))
    assert [(i.name, i.points, i.rated) for i in found.items] == [
        (i.name, i.points, i.rated) for i in made.items
    ]
    assert (found.score, found.computed, missing(found)) == (
        made.score, made.computed, missing(made))  # fmt: skip


def test_a_changed_rating_is_told_as_the_cause(garage):
    shop = garage()
    id = shop.rated("care", "superior", 80)
    kept = freeze(shop.gate, "review", shop.sheet)
    same = recompute(Figures(shop.book), kept)
    assert all(each.same for each in same)
    shop.gate.update("rating", id, {"points": 70}, None)
    care = recompute(Figures(shop.book), kept)[1]
    assert (care.name, care.frozen, care.live) == ("care", 80, 70)
    assert {cause for cause, n in care.causes.items() if n} == {"ratings"}


def test_a_deleted_rating_does_not_count(garage):
    shop = garage()
    shop.gate.delete("rating", shop.rated("care", "superior", 80))
    assert shop.made().items[1].points is None
