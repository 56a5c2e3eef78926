"""`tests:` of figures and scorecards: what may be given, what is compared, what is said."""

import pytest

from kpi.examples import differences, how_many
from schema.load import read

pytestmark = pytest.mark.usefixtures("english")

GARDEN = """
people: {entity: gardener, name: name, department: crew}
roles: {boss: {label: 园长}}
settings: {enough: {type: integer, default: 3, label: 够}}
entities:
  crew:
    label: 班组
    fields: {name: {type: string, required: true, unique: true, label: 名称}}
  gardener:
    label: 园丁
    fields:
      name: {type: string, required: true, label: 姓名}
      crew: {type: link, to: crew, required: true, label: 班组}
  bed:
    label: 花圃
    fields:
      keeper: {type: link, to: gardener, label: 负责人}
      plants: {type: lines, of: plant, label: 植物}
      helpers: {type: links, to: gardener, label: 帮手}
      count: {type: integer, formula: count(plants), label: 株数}
  plant:
    label: 植物
    fields:
      bed: {type: link, to: bed, required: true, label: 花圃}
      height: {type: decimal, decimals: 1, label: 高度}
  visit:
    label: 巡查
    owner: gardener
    fields:
      number: {type: sequence, pattern: "X{YYYY}{###}", label: 编号}
      bed: {type: link, to: bed, required: true, label: 花圃}
      gardener: {type: link, to: gardener, required: true, default: me, label: 巡查人}
      made_at: {type: datetime, required: true, label: 时间}
      due_on: {type: date, label: 应巡日期}
      watered: {type: boolean, default: true, label: 浇水}
      minutes: {type: integer, default: setting.enough, label: 分钟}
      cost: {type: money, label: 费用}
      on_time: {type: boolean, formula: "if(made_at is not empty or due_on < today(), date(made_at) <= due_on)", label: 及时}
      mine: {type: boolean, formula: owner = gardener, label: 本人}
      workdays: {type: integer, formula: "workdays_between(due_on, made_at)", label: 迟}
    workflow:
      states: {open: 待办, done: 完成}
      transitions: {finish: {label: 完成, from: open, to: done, by: [boss]}}
  sheet:
    label: 考核表
    fields:
      who: {type: link, to: gardener, label: 姓名}
      month: {type: month, label: 月份}
      extra: {type: decimal, decimals: 1, default: 0, label: 调整}
      thefts: {type: integer, default: 0, label: 偷花}
      kind: {type: choice, options: {full: 全, half: 半}, default: full, label: 种类}
kpis:
  on_time:
    label: 及时率
    formula: count(visit where on_time) / count(visit where on_time is not empty)
    bind: {visit: {date: due_on, employee: gardener}}
    target: [{from: 2026-01, value: 50%}, {from: 2026-07, value: 60%}]
    # examples of on_time
  cost:
    label: 费用
    formula: sum(visit.cost)
    bind: {visit: {date: made_at, employee: gardener}}
    unit: money
    decimals: 2
    direction: lower
    target: setting.enough
    # examples of cost
  long:
    label: 长
    formula: "count(visit where minutes >= setting.enough and watered and state = 'open' and mine)"
    bind: {visit: {date: made_at, employee: gardener}}
    unit: count
    decimals: 0
    when_no_rows: not_applicable
    # examples of long
  plants:
    label: 株数
    formula: sum(bed.count)
    bind: {bed: {employee: keeper}}
    unit: count
    decimals: 0
    # examples of plants
  late:
    label: 迟
    formula: sum(visit.workdays)
    bind: {visit: {date: made_at, employee: gardener}}
    unit: days
    decimals: 0
    # examples of late
"""
CARD = """
scorecards:
  monthly:
    label: 月度考核
    of: sheet
    person: who
    period: month
    adjust: extra
    when: "kind = 'full'"
    items: [{group: 业务, items: [{kpi: on_time, weight: 60}, {kpi: cost, weight: 40, method: pass}]}]
    grades: {good: {label: 良好, from: 80}, fair: {label: 合格}}
    gates: [{when: thefts > 0, cap: fair}]
"""
LATE = "{gardener: li, due_on: 2026-06-10, made_at: 2026-06-11 08:00}"
EARLY = "{gardener: li, due_on: 2026-06-10, made_at: 2026-06-10 23:59}"


def said(figure: str, example: str) -> list[str]:
    """What an example of a figure shows to be otherwise."""
    marker = f"    # examples of {figure}\n"
    assert marker in GARDEN
    text = GARDEN.replace(marker, f"    tests: [{example}]\n")
    schema = read({"garden.yaml": text})
    assert how_many(schema) == 1
    return [each.message for each in differences(schema)]


def of_sheet(example: str) -> list[str]:
    """What an example of the scorecard shows to be otherwise."""
    schema = read({"garden.yaml": f"{GARDEN}{CARD}    tests: [{example}]"})
    return [each.message for each in differences(schema)]


def test_a_rulebook_without_examples_computes_nothing():
    assert differences(read({"garden.yaml": GARDEN})) == []


@pytest.mark.parametrize("value", ["50%", "50.0%", "0.5", "1/2", "2/4"])
def test_a_value_may_be_written_as_people_write_it(value):
    rows = f"rows: {{visit: [{LATE}, {EARLY}]}}, period: 2026-06"
    assert said("on_time", f"{{{rows}, expect: {value}}}") == []


@pytest.mark.parametrize(
    ("value", "holds"),
    [("33.3%", True), ("33.33%", True), ("1/3", True), ("33.4%", False), ("33%", False), ("0.333", True), ("3333/10000", False)],
)  # fmt: skip
def test_decimals_count_as_far_as_they_are_shown_or_written(value, holds):
    rows = f"rows: {{visit: [{LATE}, {LATE}, {EARLY}]}}, period: 2026-06"
    found = said("on_time", f"{{{rows}, expect: {value}}}")
    assert found == (
        []
        if holds
        else [f"on_time: expected {value} for company, computed {shown(value)} (1 of 3)."]
    )


def shown(value: str) -> str:
    """A third with as many decimals as an expectation asks for."""
    return "33.3%" if value in ("33.4%", "33%", "3333/10000") else "33.33%"


@pytest.mark.parametrize(
    ("text", "said_"),
    [
        ("no_data", []),
        ("none", []),
        ("not_applicable", ["on_time: expected not_applicable for company, computed no_data (no rows)."]),
        ("0%", ["on_time: expected 0% for company, computed no_data (no rows)."]),
    ],
)  # fmt: skip
def test_no_value_is_a_state_of_its_own(text, said_):
    assert said("on_time", f"{{period: 2026-06, expect: {text}}}") == said_


def test_a_figures_own_rule_for_no_rows_holds():
    assert said("long", "{period: 2026-06, expect: not_applicable}") == []


def test_money_may_have_thousands():
    row = "{gardener: li, made_at: 2026-06-30, cost: 1200.50}"
    assert said("cost", f"{{rows: {{visit: [{row}]}}, period: 2026-06, expect: '1,200.50'}}") == []


def test_people_and_departments_are_keys_made_up_on_the_spot():
    rows = f"rows: {{gardener: {{li: {{crew: north}}, wu: {{crew: south}}}}, visit: [{LATE}, {EARLY}]}}"
    expect = "expect: {li: 1/2, north: 50%, south: none, wu: none, company: 50%}"
    assert said("on_time", f"{{{rows}, period: 2026-06, {expect}}}") == []


def test_what_a_row_does_not_say_has_its_plain_default_or_the_settings():
    row = "{gardener: li, made_at: 2026-06-30}"
    assert said("long", f"{{rows: {{visit: [{row}]}}, period: 2026-06, expect: {{li: 1}}}}") == []
    changed = f"{{rows: {{visit: [{row}, {row[:-1]}, minutes: 4}}]}}, settings: {{enough: 9}}, period: 2026-06, expect: 1}}"
    assert said("long", changed) == []


def test_a_state_may_be_given():
    row = "{gardener: li, made_at: 2026-06-30, state: done}"
    assert (
        said("long", f"{{rows: {{visit: [{row}]}}, period: 2026-06, expect: not_applicable}}") == []
    )


def test_lines_stand_inside_their_row_and_links_may_be_records():
    bed = "{keeper: {crew: {name: 北}}, plants: [{height: 1.5}, {height: 2}], helpers: [li, {name: 吴}]}"
    assert (
        said("plants", f"{{rows: {{bed: [{bed}, {{keeper: li}}]}}, expect: {{company: 2, li: 0}}}}")
        == []
    )


def test_working_days_are_known():
    """The first of October 2025 began eight days of holidays."""
    row = "{gardener: li, due_on: 2025-09-30, made_at: 2025-10-09}"
    assert said("late", f"{{rows: {{visit: [{row}]}}, period: 2025-10, expect: 1}}") == []


def test_the_day_is_the_one_after_the_period_or_the_one_that_is_named():
    row = "{gardener: li, due_on: 2026-06-30}"
    rows = f"rows: {{visit: [{row}]}}, period: 2026-06"
    assert said("on_time", f"{{{rows}, expect: 0%}}") == []
    assert said("on_time", f"{{{rows}, today: 2026-06-30, expect: no_data}}") == []


def test_a_target_and_a_verdict_can_be_expected():
    rows = f"rows: {{visit: [{LATE}, {EARLY}]}}, period: 2026-06, expect: 50%"
    assert said("on_time", f"{{{rows}, target: 50%, verdict: met}}") == []
    found = said("on_time", f"{{{rows}, target: 60%, verdict: {{company: unmet}}}}")
    assert found == [
        "on_time: expected 60% as the target, it is 50%.",
        "on_time: expected unmet for company, it is met: 50.0% (1 of 2) against 50%.",
    ]


def test_a_verdict_is_of_the_first_that_is_expected():
    rows = f"rows: {{visit: [{LATE}, {{gardener: wu, due_on: 2026-06-10, made_at: 2026-06-10}}]}}, period: 2026-06"
    assert said("on_time", f"{{{rows}, expect: {{li: 0%, company: 50%}}, verdict: unmet}}") == []


def test_a_sheet_has_score_grade_points_and_values():
    rows = f"rows: {{visit: [{EARLY[:-1]}, cost: 3}}]}}"
    whole = "expect: {score: 100, grade: good, points: {on_time: 60, cost: 40}, values: {on_time: 100%, cost: 3}}"
    assert of_sheet(f"{{{rows}, sheet: {{who: li, month: 2026-06}}, {whole}}}") == []
    capped = "sheet: {who: li, month: 2026-06, thefts: 1, extra: -0.5}, expect: {score: 99.5, grade: good}"
    assert of_sheet(f"{{{rows}, {capped}}}") == [
        "monthly: expected the grade good, computed fair, capped with 99.5."
    ]


@pytest.mark.parametrize("when", ["kpi.cost >= 3", "score.cost = 40", "total > 99.9"])
def test_an_example_obeys_gates_on_what_stands_on_the_sheet(when):
    card = CARD.replace("thefts > 0", f'"{when}"')
    example = f"{{rows: {{visit: [{EARLY[:-1]}, cost: 3}}]}}, sheet: {{who: li, month: 2026-06}}, expect: {{score: 100, grade: fair}}}}"
    schema = read({"garden.yaml": f"{GARDEN}{card}    tests: [{example}]"})
    assert differences(schema) == []
    free = f"{GARDEN}{card.replace(when, when + ' and thefts > 0')}    tests: [{example}]"
    assert [each.code for each in differences(read({"garden.yaml": free}))] == ["E869"]


def test_a_score_says_which_lines_lost_points():
    rows = f"rows: {{visit: [{LATE[:-1]}, cost: 3}}]}}"
    found = of_sheet(f"{{{rows}, sheet: {{who: li, month: 2026-06}}, expect: {{score: 100}}}}")
    assert found == ["monthly: expected the score 100, computed 40; lost: on_time 0 of 60."]


def test_a_sheet_of_another_card_is_said():
    found = of_sheet("{sheet: {who: li, month: 2026-06, kind: half}, expect: {score: none}}")
    assert found == [
        "monthly: the sheet is none of it: it needs who, month, and \"kind = 'full'\"."
    ]


def test_an_empty_sheet_has_no_score():
    assert (
        of_sheet(
            "{sheet: {who: li, month: 2026-06}, expect: {score: none, values: {on_time: no_data}}}"
        )
        == []
    )


def test_the_rows_of_one_example_are_gone_in_the_next():
    schema = read(
        {
            "garden.yaml": GARDEN
            + CARD
            + f"    tests: [{{rows: {{visit: [{EARLY}]}}, sheet: {{who: li, month: 2026-06}}, expect: {{values: {{on_time: 100%}}}}}},"
            + "{sheet: {who: li, month: 2026-06}, expect: {values: {on_time: no_data}}}]"
        }
    )
    assert differences(schema) == []


def test_rows_link_to_the_sheet_of_their_example_by_its_key():
    thefts = """
module: {name: thefts, label: 偷花}
entities: {theft: {label: 偷花记录, fields: {sheet: {type: link, to: sheet, label: 考核表}}}}
"""
    rows = f"rows: {{visit: [{EARLY}], theft: [{{sheet: %s}}]}}, sheet: {{who: li, month: 2026-06}}"
    tests = [
        f"{{{rows % 'sheet'}, expect: {{grade: fair}}}}",
        f"{{{rows % 'another'}, expect: {{grade: good}}}}",
    ]
    card = CARD.replace("thefts > 0", "exists(theft)")
    garden = f"{GARDEN}{card}    tests: [{', '.join(tests)}]\n"
    assert differences(read({"garden.yaml": garden, "thefts.yaml": thefts})) == []
