"""Where lines of Chinese end."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.breaking import HALF_BLANK, NO_END, NO_START, cuts, may_break

SIGNS = "合同规章产品价款，。；：！？）》（《“”0123456789.%ABCde -元年月"


class Glyph(str):
    """A sign of one width, or a narrow one."""

    width = property(lambda self: 5.0 if self.isascii() else 10.0)
    frag = SimpleNamespace()


@pytest.mark.parametrize(
    ("before", "after"),
    ["同，", "额。", "（甲", "《合", "12", "2.", ".5", "A1", "5元", "%元", "第三"],
)
def test_these_signs_stay_together(before, after):
    assert not may_break(before, after)


@pytest.mark.parametrize(("before", "after"), ["同法", "，甲", "）乙", "元整", "同A", "8合"])
def test_a_line_may_end_between_these(before, after):
    assert may_break(before, after)


def lines(text: str, width: float) -> list[str]:
    glyphs = [Glyph(sign) for sign in text]
    return [text[cut.start : cut.end] for cut in cuts(glyphs, lambda line: width)]


def test_a_stop_may_hang_with_its_blank_half():
    assert lines("一二三，四五", 35) == ["一二三，", "四五"]


def test_a_number_is_never_cut():
    assert lines("金额为1,286,400.00元整", 80) == ["金额为", "1,286,400.00元整"]


def test_a_word_longer_than_the_line_is_cut_after_all():
    assert lines("ABCDEFGHIJ", 25) == ["ABCDE", "FGHIJ"]


@given(st.text(SIGNS, min_size=1, max_size=120), st.integers(20, 40))
def test_no_text_is_lost_and_no_line_is_too_long(text, signs):
    found = lines(text, signs * 10)
    assert "".join(found).replace(" ", "") == text.replace(" ", "")
    for line in found:
        width = sum(Glyph(s).width for s in line.rstrip(" "))
        assert width <= signs * 10 + 5 or line.rstrip(" ")[-1] in HALF_BLANK


@given(
    st.lists(
        st.sampled_from(["合同", "产品，", "（甲方）", "《规章》。", "1,286.40元", "“价款”"]),
        min_size=5,
        max_size=60,
    )
)
def test_no_mark_begins_or_ends_a_line_where_it_must_not(words):
    found = [line.strip() for line in lines("".join(words), 200)]
    assert not [line for line in found if line[0] in NO_START]
    assert not [line for line in found[:-1] if line[-1] in NO_END]
