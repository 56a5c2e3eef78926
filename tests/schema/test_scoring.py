"""Items, raters and ratings of a scorecard as they are read, and what is said of wrong ones."""

from decimal import Decimal

import pytest

from formula.tree import Figure, Path
from formula.walk import walk
from schema.load import read
from schema.problems import Problems
from schema.scoring import Band, Bands, Linear, PerStep, Range

CARD = """
people: {entity: clerk, name: name}
roles: {boss: {label: 经理}, hr: {label: 人事}}
entities:
  clerk: {label: 员工, fields: {name: {type: string, label: 姓名}}}
  bid:
    label: 投标
    fields:
      clerk: {type: link, to: clerk, label: 经办}
      won: {type: boolean, label: 中标}
      day: {type: date, label: 日期}
  sheet:
    label: 考核表
    fields:
      clerk: {type: link, to: clerk, label: 姓名}
      month: {type: month, label: 月份}
      faults: {type: integer, label: 差错}
  rating:
    label: 评分
    fields:
      sheet: {type: link, to: sheet, label: 考核表}
      item: {type: choice, options: [attitude], label: 项}
      kind: {type: choice, options: [superior, peer], label: 身份}
      rater: {type: link, to: clerk, label: 评分人RATER}
      score: {type: decimal, min: 0, max: 100, label: 分}
    permissions: {GRANTS}
kpis:
  rate: {label: 中标率, formula: count(bid where won) / count(bid), bind: {bid: {date: day, employee: clerk}}, target: 90%}
  bids: {label: 投标数, formula: count(bid), bind: {bid: {date: day, employee: clerk}}, unit: count, target: 10}
scorecards:
  card:
    label: 考核
    of: sheet
    person: clerk
    period: month
    items: [{group: 项, items: [ITEM]}]
    MORE
"""
RATERS = """raters: {superior: {label: 上级, weight: 60}, peer: {label: 同事, weight: 40, min: 3, anonymous: true}}
    ratings: {of: rating, sheet: sheet, item: item, score: score, rater: rater, kind: kind}"""
ATTITUDE = "{manual: attitude, label: 态度, weight: 100}"


def card(item, more="", grants="boss: {create: true}", rater=""):
    text = CARD.replace("ITEM", item).replace("MORE", more).replace("GRANTS", grants)
    return read(
        {"card.yaml": text.replace("员工RATER", "员工").replace("评分人RATER", f"评分人{rater}")}
    )


def codes(*given, **more):
    with pytest.raises(Problems) as refused:
        card(*given, **more)
    return [problem.code for problem in refused.value.problems]


def method(item):
    return card(f"{{kpi: {item}}}").scorecards["card"].items[0].method


@pytest.mark.parametrize(
    ("item", "read_as"),
    [
        ("rate, weight: 100, method: linear, zero_at: 2.2%, full_at: 1.6%",
         Linear(Decimal("0.022"), Decimal("0.016"))),
        ("bids, weight: 100, method: bands, bands: [{to: 3, earns: 100%}, {earns: 0%}]",
         Bands((Band(Decimal(1), until=Decimal(3)), Band(Decimal(0))))),
        ("rate, weight: 100, method: per_step, step: 1%, below: 2, round: up, above: 1, max: 110",
         PerStep(Decimal("0.01"), Decimal(2), "up", above=Decimal(1), max=Decimal(110))),
        ("bids, weight: 100, method: range, low: 3, high: 5, zero_high: 9",
         Range(Decimal(3), Decimal(5), zero_high=Decimal(9))),
    ],
)  # fmt: skip
def test_a_method_is_read_with_its_parameters_in_the_figures_unit(item, read_as):
    assert method(item) == read_as


@pytest.mark.parametrize(
    ("item", "code"),
    [
        pytest.param("rate, method: pass, max: 120%", "E820", id="a key of another method"),
        pytest.param("rate, label: X", "E820", id="a label of a figure"),
        pytest.param("rate, method: linear, zero_at: 2%", "E821", id="an end is missing"),
        pytest.param("rate, method: per_step, step: 1%, below: 1, round: up, above: 1", "E821",
                     id="points beyond the target want a most"),
        pytest.param("rate, method: bands, bands: [{from: 90%, earns: 100%}]", "E822",
                     id="nothing is said below the last band"),
        pytest.param("rate, method: bands, bands: [{from: 90%, earns: 100%}, {to: 5%, earns: 9%}, {earns: 0%}]",
                     "E822", id="from and to together"),
        pytest.param("rate, method: points, points: [{at: 90%, earns: 9%}, {at: 90%, earns: 100%}]",
                     "E822", id="one value twice"),
        pytest.param("rate, method: linear, zero_at: 2%, full_at: 2%", "E822", id="both ends at once"),
        pytest.param("bids, method: per_event, each: 0", "E822", id="an event that costs nothing"),
        pytest.param("bids, method: per_event, each: 5, floor: 120", "E822", id="a floor above"),
        pytest.param("bids, method: range, low: 5, high: 3", "E822", id="a range upside down"),
        pytest.param("bids, method: range, low: 3, high: 5, zero_low: 4", "E822", id="zero inside"),
        pytest.param("rate, max: 90%", "E822", id="less than all at the target"),
        pytest.param("rate, method: linear, zero_at: 2.2, full_at: 1.6", "E823", id="1.6 of 1.6%"),
        pytest.param("bids, method: linear, zero_at: 2%, full_at: 9", "E823", id="2% of a count"),
        pytest.param("rate, method: per_step, step: 1%, below: 1, round: up, max: 110%", "E823",
                     id="points are no percentage"),
        pytest.param("rate, manual: x, label: X", "E825", id="both a figure and rated"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_item_is_said(item, code):
    assert set(codes(f"{{kpi: {item}, weight: 100}}")) == {code}


@pytest.mark.parametrize(
    ("more", "item", "code"),
    [
        pytest.param("", ATTITUDE, "E204", id="nobody rates"),
        pytest.param(RATERS, "{manual: attitude, weight: 100}", "E204", id="no label"),
        pytest.param(RATERS, "{manual: attitude, label: 态度, weight: 100, method: pass}", "E820",
                     id="a method of what people rate"),
        pytest.param(RATERS.replace("weight: 60", "weight: 50"), ATTITUDE, "E826", id="90 in all"),
        pytest.param(RATERS, "{manual: attitude, label: 态度, weight: 100, raters: {boss: 100}}",
                     "E827", id="no such rater"),
        pytest.param(RATERS.replace("superior", "lead") + "\n    when_item_empty: manual",
                     "{kpi: rate, weight: 100}", "E827 E828", id="nobody to stand in"),
        pytest.param(RATERS, "{manual: zeal, label: 热情, weight: 100}", "E828",
                     id="the choice does not know the item"),
        pytest.param(RATERS.replace("score: score", "score: kind"), ATTITUDE, "E828",
                     id="a score that is no number"),
        pytest.param(RATERS.replace("of: rating", "of: raiting"), ATTITUDE, "E301",
                     id="no such entity"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_raters_is_said(more, item, code):
    assert set(codes(item, more)) == set(code.split())


@pytest.mark.parametrize(
    ("grant", "rater", "lost"),
    [
        pytest.param("boss: {read: all}", "", True, id="all ratings"),
        pytest.param('boss: {read: "sheet.clerk = me"}', "", True, id="those about oneself"),
        pytest.param("""boss: {read: "sheet.clerk = me and kind != 'peer'"}""", "", False,
                     id="not those of peers"),
        pytest.param('boss: {read: "rater = me"}', "", False, id="those that one gave"),
        pytest.param("hr: {read: all}", ", read: [hr]", False, id="a role that is meant to know"),
    ],
)  # fmt: skip
def test_a_role_that_could_find_out_who_rated_it_is_refused(grant, rater, lost):
    if lost:
        assert codes(ATTITUDE, RATERS, grants=grant, rater=rater) == ["E829"]
    else:
        assert card(ATTITUDE, RATERS, grants=grant, rater=rater).scorecards


def test_a_gate_holds_the_grade_or_the_score_and_says_which():
    more = 'gates: [{when: "faults > 0", score: 0}]'
    gate = card("{kpi: rate, weight: 100}", more).scorecards["card"].gates[0]
    assert (gate.cap, gate.score) == ("", 0)
    assert codes("{kpi: rate, weight: 100}", 'gates: [{when: "faults > 0"}]') == ["E204"]


def test_a_gate_names_the_items_of_its_own_card_only():
    items = "{kpi: rate, weight: 100}, {kpi: bids}"
    more = 'gates: [{when: "kpi.bids < 3 and score.rate > 0 and total > faults", score: 0}]'
    tree = card(items, more).scorecards["card"].gates[0].when.tree
    named = {(node.source, node.name) for node, _ in walk(tree) if isinstance(node, Figure)}
    assert named == {("kpi", "bids"), ("score", "rate"), ("sheet", "total")}
    assert codes("{kpi: rate, weight: 100}", more) == ["E648"]
    shown = 'gates: [{when: "score.bids > 0", score: 0}]'
    assert codes(items, shown) == ["E649"]


def test_a_gate_names_what_people_rate_by_its_points():
    more = f'{RATERS}\n    gates: [{{when: "score.attitude < 50", score: 0}}]'
    assert card(ATTITUDE, more).scorecards["card"].gates[0].when.text == "score.attitude < 50"
    assert codes(ATTITUDE, more.replace("score.attitude", "kpi.attitude")) == ["E648"]


@pytest.mark.parametrize(
    ("when", "code"),
    [
        ("clerk = me", "E618"),
        ("has_role('boss')", "E618"),
        ("exists(rating where rater = me)", "E618"),
        ("headcount > 1", "E623"),
        ("kpi.rate > 80", "E633"),
        ("previous(kpi.rate) > 80%", "E623"),
    ],
)
def test_what_depends_on_the_reader_or_belongs_to_figures_is_no_gate(when, code):
    assert codes("{kpi: rate, weight: 100}", f'gates: [{{when: "{when}", score: 0}}]') == [code]


def test_a_faulty_item_is_no_second_fault_in_a_gate():
    more = 'gates: [{when: "kpi.rte > 50%", score: 0}]'
    assert codes("{kpi: rte, weight: 100}", more) == ["E802"]
    assert codes("{kpi: bids, weight: 100, zero_at: 3}", more.replace("rte > 50%", "bids > 5")) == [
        "E820"
    ]


def test_a_field_called_like_a_word_of_figures_is_that_field():
    text = CARD.replace(
        "faults: {type: integer, label: 差错}", "headcount: {type: integer, label: 人数}"
    )
    text = text.replace("ITEM", "{kpi: rate, weight: 100}").replace(
        "GRANTS", "boss: {create: true}"
    )
    text = text.replace("员工RATER", "员工").replace("评分人RATER", "评分人")
    made = read({"card.yaml": text.replace("MORE", 'gates: [{when: "headcount > 1", score: 0}]')})
    assert isinstance(made.scorecards["card"].gates[0].when.tree.arguments[0], Path)


def test_a_line_through_points_has_two_ends():
    item = "{kpi: rate, weight: 100, method: points, points: [{at: 9%, earns: 9%}]}"
    with pytest.raises(Problems) as refused:
        card(item)
    assert '"points" has 1 of at least 2 elements.' in refused.value.show()
