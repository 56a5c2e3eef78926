"""Every figure of a rulebook says what it is, in the labels of its declarations."""

import re

import pytest

from formula.explain import explain
from kpi.sentence import Labels, bind_of, sentence
from language import speaking
from records.actor import SYSTEM
from schema.load import load
from tests.installation import CLINIC, SHIPPED

RULEBOOKS = {folder: load(folder) for folder in (SHIPPED, CLINIC)}
FIGURES = [(folder, name) for folder, schema in RULEBOOKS.items() for name in schema.kpis]
CODE = re.compile(r"\b\w+_\w+\b|\w\.\w|[=<>]|(?<!\w)'|\bwhere\b|\bcount\(|\{|\}")
"""What a formula has and a sentence has not: underscores, dots, signs, quotes."""


def said(folder, name, locale):
    """A figure's sentence with every setting at the rulebook's default."""
    schema = RULEBOOKS[folder]
    defaults = {
        key: getattr(s.field.default.tree, "value", None) for key, s in schema.settings.items()
        if s.field.default
    }  # fmt: skip
    kpi = schema.kpis[name]
    return explain(kpi.formula.tree, Labels(schema, defaults), locale, bind_of(kpi))


@pytest.mark.parametrize("locale", ["zh_CN", "en", "zh_TW"])
@pytest.mark.parametrize(("folder", "name"), FIGURES, ids=lambda part: str(part).split("/")[-1])
def test_no_figure_falls_back_to_code(folder, name, locale):
    words = said(folder, name, locale)
    assert words and not CODE.search(words)


def test_the_win_rate_reads_like_a_sentence():
    assert said(SHIPPED, "win_rate", "zh_CN") == (
        "是否参与为“参与”且结果为“中标”的招标项目数 ÷ "
        "是否参与为“参与”且结果为“中标”、“未中标”或“废标”的招标项目数；按结果日期计入月份；按标书专员归到个人"
    )


def test_a_setting_is_said_with_its_present_value(bakery):
    bakery.set_setting(SYSTEM, "mode", "count")
    with speaking("zh_CN"):
        words = sentence(bakery, bakery.schema.kpis["by_mode"])
    assert words.startswith(
        "（若设置“方式”（现为“数量”）为“金额”，则为炉次的售出合计，否则为炉次的数量合计）"
    )


def test_rows_without_a_date_are_said_to_count_as_they_stand(bakery):
    with speaking("en"):
        words = sentence(bakery, bakery.schema.kpis["people"])
    assert words == "number of 师傅; 师傅 as it stands today"
