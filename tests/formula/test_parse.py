"""Text to syntax and back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formula import syntax as s
from formula.faults import FormulaError, line_and_column
from formula.normal import normal, warnings
from formula.parse import KEYWORDS, parse, show

NAMES = st.from_regex(r"[a-z_][a-z0-9_]{0,5}|[金额状态客户]{1,3}", fullmatch=True).filter(
    lambda name: name not in KEYWORDS
)
REFERENCES = st.lists(NAMES, min_size=1, max_size=3).map(lambda names: s.Reference(tuple(names)))
ATOMS = st.one_of(
    st.builds(
        s.Number,
        st.decimals(0, 10**6, places=2, allow_nan=False).map(lambda d: f"{d:f}"),
        st.booleans(),
    ),
    st.builds(s.Text, st.text(max_size=8)),
    st.builds(s.Day, st.dates()),
    st.builds(s.Truth, st.booleans()),
    st.just(s.Empty()),
    REFERENCES,
)
OPERATORS = st.sampled_from(["+", "-", "*", "/", "and", "or", "=", "!=", "<", "<=", ">", ">="])
MAYBE = st.none()


def _larger(smaller):
    argument = st.builds(
        s.Argument, smaller, MAYBE | smaller, MAYBE | REFERENCES, MAYBE | REFERENCES
    )
    step = st.builds(s.BandStep, st.sampled_from([">", ">=", "<", "<=", "=", "!="]), ATOMS, smaller)
    given_ = st.lists(argument | step | st.builds(s.Otherwise, smaller), max_size=3).map(tuple)
    return st.one_of(
        st.builds(s.Binary, OPERATORS, smaller, smaller),
        st.builds(s.Unary, st.sampled_from(["-", "not"]), smaller),
        st.builds(
            s.Among,
            smaller,
            st.lists(smaller, min_size=1, max_size=3).map(tuple),
            st.booleans(),
        ),
        st.builds(s.Between, smaller, smaller, smaller),
        st.builds(s.Emptiness, smaller, st.booleans()),
        st.builds(s.Call, NAMES, given_),
    )


TREES = st.recursive(ATOMS, _larger, max_leaves=12)


@given(TREES)
def test_what_is_shown_reads_back_as_the_same(tree):
    assert parse(show(tree)) == tree


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a+b*c", "a + b * c"),
        ("(a+b)*c", "(a + b) * c"),
        ("a-(b-c)", "a - (b - c)"),
        ("(a-b)-c", "a - b - c"),
        ("not (a and b) or c", "not (a and b) or c"),
        ("NOT x IN ('a')", "not x in ('a')"),
        ("x NOT IN ('a', 'b')", "x not in ('a', 'b')"),
        ("x between 1 and 2 and y", "x between 1 and 2 and y"),
        ("x is not empty", "x is not empty"),
        ("-(-x)", "--x"),
        ("x <> 1.60%", "x != 1.60%"),
        ('"it\'s"', "'it''s'"),
        ("'say \"x\"'", "'say \"x\"'"),
        ("d >= 2024-06-30", "d >= 2024-06-30"),
        ("2024 - 6", "2024 - 6"),
        ("sum(a.b where c on d by e)", "sum(a.b where c on d by e)"),
        ("sum(a.b where c by e on d)", "sum(a.b where c on d by e)"),
        ("count(a by e on d)", "count(a on d by e)"),
        ("band(x, >= 90: 'A', else: 'D')", "band(x, >= 90: 'A', else: 'D')"),
        ("a # the rest is a remark '", "a"),
        ("a\n+ b # one\n+ c", "a + b + c"),
    ],
)
def test_a_formula_is_shown_with_no_more_brackets_than_it_needs(text, shown):
    assert show(parse(text)) == shown


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("状态＝‘已还’", "状态 = '已还'"),
        ("状态 = “已还（晚），＝”", "状态 = '已还（晚），＝'"),
        ("数量≥１０ 且 数量≤２０", "数量 >= 10 and 数量 <= 20"),
        ("金额×２÷３－１＋４", "金额 * 2 / 3 - 1 + 4"),
        ("费率 ≠ 1.6％", "费率 != 1.6%"),
        ("甲 为空 或 乙 不为空", "甲 is empty or 乙 is not empty"),
        ("非 甲", "not 甲"),
        ("sum（明细。数 其中 甲＞0 按 乙）".replace("。", "."), "sum(明细.数 where 甲 > 0 by 乙)"),
        ("甲　＜　乙 ＃ 说明“", "甲 < 乙"),
    ],
)
def test_full_width_signs_and_chinese_words_are_understood(written, plain):
    assert show(parse(written)) == plain


def test_signs_keep_their_place_when_they_are_read_as_others():
    text = "（甲＋１）＞“x”"
    assert len(normal(text)) == len(text)
    assert parse("　甲　＞　1").right.span.start == 5


def test_full_width_signs_are_noted_with_their_place():
    notes = warnings("a＞1 and b = '（'")
    assert [(note.code, note.message, note.start) for note in notes] == [
        ("W601", '"＞" was read as ">".', 1)
    ]


def test_a_date_is_one_piece_and_not_a_subtraction():
    assert parse("2024-06-30") == s.Day(date(2024, 6, 30))


def test_every_name_of_a_path_knows_where_it_stands():
    reference = parse("  a.bb . ccc")
    assert [(spot.start, spot.end) for spot in reference.spots] == [(2, 3), (4, 6), (9, 12)]


def test_chinese_words_are_only_words_when_they_stand_alone():
    assert parse("按期交付") == s.Reference(("按期交付",))


@pytest.mark.parametrize("word", ["where", "Else", "AND", "其中"])
def test_words_of_the_language_are_no_names(word):
    with pytest.raises(FormulaError):
        parse(f"{word} = 1")


def test_a_long_formula_is_refused_before_it_is_read():
    with pytest.raises(FormulaError, match="E602 The formula has 2001 characters; at most 2000"):
        parse("1" + " " * 2000)


@pytest.mark.parametrize("deep", ["-" * 40 + "1", "not " * 300 + "a", "abs(" * 40 + "1" + ")" * 40])
def test_a_deep_formula_is_refused(deep):
    with pytest.raises(FormulaError, match="E603 The formula is nested .* at most 32"):
        parse(deep)


def test_brackets_alone_make_nothing_deep():
    assert parse("(" * 900 + "1" + ")" * 900) == s.Number("1")


def test_a_list_of_arguments_is_not_deep_and_thirty_functions_are_allowed():
    assert parse("abs(" * 31 + "1" + ")" * 31)


def test_too_many_aggregates_are_refused():
    many = "if(a," + ",".join(["count(b)"] * 65) + ")"
    with pytest.raises(FormulaError, match="E604 The formula has 65 aggregates; at most 64"):
        parse(many)


def test_nothing_of_python_is_reachable():
    assert parse("__import__('os')") == s.Call("__import__", (s.Argument(s.Text("os")),))
    for text in ("a[0]", "lambda: 1", "a.__class__()", "a := 1", "f(*a)", "{}"):
        with pytest.raises(FormulaError):
            parse(text)


def test_the_place_of_a_fault_is_told_by_line_and_column():
    with pytest.raises(FormulaError) as caught:
        parse("a +\n b c")
    assert line_and_column("a +\n b c", caught.value.faults[0].start) == (2, 4)
