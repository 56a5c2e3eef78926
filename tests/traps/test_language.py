"""Traps 57 to 61: what people type."""

import re
from datetime import date
from decimal import Decimal

import pytest
import yaml

from formula.faults import MESSAGES
from kpi.figures import Figures
from kpi.period import Period
from models.tables import Tables
from records.rulebook import Rulebook
from schema.codes import CODES
from schema.load import read
from schema.problems import Problems
from tests.formula.test_faults import CASES
from tests.kpi.conftest import BAKERY, bakery, put  # noqa: F401
from tests.problems.test_problems import PAGES, parts
from tests.traps.conftest import SHOP

pytestmark = pytest.mark.usefixtures("english")

JUNE = "2025-06-02"


def test_trap_57_full_width_signs_are_read_and_quotes_inside_text_are_text(shop):
    clerk = shop.put("clerk", name="甲'乙，（x）＝")
    shop.put("deal", signed_on=JUNE, seller=clerk, stage="won")
    assert shop.value("count（deal where stage ＝ 'won'）÷ 4") == Decimal("0.25")
    assert shop.value("count(deal where seller.name = '甲''乙，（x）＝')") == 1
    assert shop.value("count(deal where seller.name = '甲''乙,(x)=')") is None


@pytest.mark.parametrize(
    ("formula", "code", "hint"),
    [
        ("count(deal where stge = 'won')", "E610", "Stage"),
        ("count(deall)", "E61", "deal"),
        ("cout(deal)", "E612", "count"),
        ("count(deal where stage = 'win')", "E630", "won"),
        ("deal.amount", "E620", "sum"),
        ("sum(deal.amount) + count(deal) / count(deal)", "E631", ""),
        ("count(deal", "E601", ""),
    ],
)
def test_trap_58_every_mistake_has_its_place_and_a_suggestion(shop, formula, code, hint):
    with pytest.raises(Problems) as caught:
        shop.figures(formula)
    told = str(caught.value)
    assert code in told and "k.yaml:" in told and "^" in told
    assert hint in told


FROM_DISK = {"E103", "E104"}
"""A file that is no text and a folder without files have no line; they are tested with files."""


def test_trap_58_every_code_is_shown_with_its_place_and_a_repair():
    """Pages for what the YAML says wrongly, cases for formulas: nothing is left out."""
    shown = {page.stem.split("_")[0] for page in PAGES} | FROM_DISK
    cases = {said.split()[0] for _, _, said, spot in CASES}
    with_a_test_of_their_own = {"E602", "E603", "E604", "E641", "E642", "E643", "W601"}
    assert shown | cases | with_a_test_of_their_own == {*CODES, *MESSAGES}
    assert set(CODES) <= shown


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_trap_58_every_problem_of_a_page_is_underlined_and_says_what_to_write(page):
    _, _, told = parts(page)
    for problem in re.split(r"\n(?=\S+:\d+:\d+  [EW])", told):
        first, *quoted = problem.split("\n")
        code = re.fullmatch(r"\S+:\d+:\d+  ([EW]\d{3})  \S.*", first)[1]
        assert any(set(line.partition("|")[2].strip()) == {"^"} for line in quoted)
        repaired = quoted[-1].startswith("   ") and "|" not in quoted[-1][:8]
        assert repaired or code in MESSAGES, "only a formula's fault may be plain without advice"


def test_trap_59_a_circle_of_figures_is_refused(shop):
    with pytest.raises(Problems, match="asked"):
        shop.figures("kpi.asked + count(deal)")


@pytest.mark.parametrize("name", ["x'; DROP TABLE deal; --", "a%b_c", "\\", "$1 ? %s", "名'"])
def test_trap_60_a_text_is_a_parameter_and_never_sql(shop, name):
    clerk = shop.put("clerk", name=name)
    shop.put("deal", signed_on=JUNE, seller=clerk)
    shop.put("deal", signed_on=JUNE, seller=shop.put("clerk", name="other"))
    quoted = name.replace("'", "''")
    with_quotes = f"count(deal where seller.name = '{quoted}')"
    assert shop.value(with_quotes) == 1


def _greatest(count):
    """The greatest of so many counts; a sum of so many would be nested too deep."""
    return f"max({', '.join(['count(deal)'] * count)})"


@pytest.mark.parametrize(
    ("within", "beyond", "code"),
    [
        ("count(deal)" + " " * 1989, "count(deal)" + " " * 1990, "E602"),
        ("abs(" * 30 + "count(deal)" + ")" * 30, "abs(" * 31 + "count(deal)" + ")" * 31, "E603"),
        (_greatest(64), _greatest(65), "E604"),
    ],
    ids=["length", "depth", "aggregates"],
)
def test_trap_60_length_depth_and_aggregates_have_a_limit_and_up_to_it_all_is_well(
    shop, within, beyond, code
):
    shop.put("deal", signed_on=JUNE)
    assert shop.value(within) == 1
    with pytest.raises(Problems, match=code) as caught:
        shop.figures(beyond)
    assert "at most" in str(caught.value) and "k.yaml:" in str(caught.value)


CHINESE = "count（炉次 其中 品种 ＝ ‘loaf’ 且 （数量 ≥ 2 或 数量 为空） 按 师傅） ÷ count(炉次 其中 数量 不为空)"


def test_trap_57_a_figure_may_be_written_in_chinese_from_end_to_end(bakery, put):  # noqa: F811
    wei, lin = put("baker", name="魏"), put("baker", name="林")
    for baker, kind, loaves in (
        (wei, "loaf", 2), (wei, "loaf", 1), (wei, "loaf", None), (wei, "roll", 9), (lin, "loaf", 5),
    ):  # fmt: skip
        put("batch", baker=baker, kind=kind, loaves=loaves, baked_on=date(2026, 6, 2))
    kpi = {"label": "写法", "formula": CHINESE, "unit": "number"}
    kpi["bind"] = {"batch": {"date": "baked_on", "employee": "baker"}}
    texts = {"bakery.yaml": BAKERY, "k.yaml": yaml.safe_dump({"kpis": {"written": kpi}})}
    whole = read(texts)
    engine = Figures(Rulebook(whole, Tables(whole, bakery.tables.database), bakery.files_folder))
    cells = engine.cells(["written"], [Period.parse("2026-06")], "employee")["written"]
    assert cells[("2026-06", wei)].value == Decimal(2) / 3
    assert cells[("2026-06", lin)].value == 1
    assert {w.code for w in whole.warnings} == {"W601"}


def test_trap_58_a_mistake_in_any_part_of_a_figure_is_shown_at_its_own_characters(shop):
    long = "count(deal where stage = 'won') / count(deal where stage = 'win') + count(visit where mker)"
    with pytest.raises(Problems) as caught:
        shop.figures(long)
    problems, lines = caught.value.problems, str(caught.value).splitlines()
    marked = [p.source_line[p.span.column - 1 : p.span.end_column - 1] for p in problems]
    assert marked == ["'win'", "mker"]
    assert any('Did you mean "won"?' in line for line in lines)
    assert any('Did you mean "maker"?' in line for line in lines)


def test_trap_61_a_new_label_changes_nothing(shop):
    shop.put("deal", signed_on=JUNE, stage="won")
    formula = "count(deal where stage = 'won')"
    assert shop.value(formula) == shop.value(formula, label="Another name") == 1
    relabelled = SHOP.replace("label: Stage}", "label: Phase}").replace(
        "label: Deal", "label: Sale"
    )
    before, after = (
        read({"shop.yaml": text, "k.yaml": KPIS}).kpis["rate"].formula.tree
        for text in (SHOP, relabelled)
    )
    assert before == after


KPIS = """
kpis:
  rate:
    label: Won
    formula: count(deal where stage = 'won') / count(deal)
    bind: {deal: {date: signed_on, employee: seller}}
    split: stage
    drill: {columns: {deal: [signed_on, stage]}}
  unfinished: {label: Open, formula: count(deal where stage = 'open'), bind: {deal: {date: signed_on, employee: seller}}}
  followed:
    label: Followed
    formula:
      - {formula: count(visit where deal.stage = 'won')}
      - {from: 2025-01, formula: count(visit where deal.stage != 'lost')}
    bind: {visit: {date: made_on, employee: maker}}
"""


def test_trap_61_a_renamed_field_is_reported_by_everything_that_uses_it():
    before, after = SHOP.split("  deal:\n")
    renamed = f"{before}  deal:\n{after.replace('stage:', 'phase:', 1)}"
    with pytest.raises(Problems) as caught:
        read({"shop.yaml": renamed, "k.yaml": KPIS})
    told = [(p.span.line, p.code) for p in caught.value.problems]
    assert told == [(5, "E610"), (7, "E809"), (8, "E310"), (9, "E610"), (13, "E610"), (14, "E610")]


def test_trap_61_new_labels_of_everything_leave_the_numbers_and_the_old_snapshot(shop):
    """Formulas may also be written with labels; keys are what is kept."""
    shop.put("deal", signed_on=JUNE, stage="won", amount=Decimal(5))
    by_key = "sum(deal.amount where stage = 'won')"
    assert shop.value(by_key) == shop.value("sum(deal.Amount where Stage = 'won')") == 5
    labelled, keyed = (
        shop.figures(text).kpi("asked").formula.tree
        for text in ("sum(deal.Amount where Stage = 'won')", by_key)
    )
    assert (labelled.value, labelled.where) == (keyed.value, keyed.where)
    assert "Amount" not in str(labelled.value)
