"""YAML's traps: every scalar stays the text that was written until a type reads it."""

from datetime import date, time
from decimal import Decimal

import pytest

from schema.load import load, read
from schema.problems import Findings, Problems, width
from schema.source import Items, Scalar, Table
from schema.source import read as read_tree
from tests.schema.conftest import entity_of, field_of


def tree(text: str):
    return read_tree("a.yaml", text, Findings({"a.yaml": text}))


@pytest.mark.parametrize("word", ["no", "012", "12:30", "1e3", "0x1F", "2024-06-30", "1_000", ".5"])
def test_a_scalar_stays_as_it_was_written(word):
    ((_, value),) = tree(f"it: {word}")
    assert value == Scalar(word, value.span)


@pytest.mark.parametrize(
    ("type_", "word", "value"),
    [
        ("string", "no", "no"),
        ("string", "012", "012"),
        ("integer", "012", 12),
        ("time", "12:30", time(12, 30)),
        ("date", "2024-06-30", date(2024, 6, 30)),
        ("month", "2024-06", date(2024, 6, 1)),
        ("decimal", "2.50", Decimal("2.50")),
        ("percent", "1.6%", Decimal("0.016")),
        ("boolean", "true", True),
        ("money", "500000", Decimal(500000)),
    ],
)
def test_the_declared_type_reads_a_default(type_, word, value):
    assert field_of(f"{{type: {type_}, default: {word}, label: 它}}").default.tree.value == value


@pytest.mark.parametrize(("type_", "word"), [("boolean", "no"), ("integer", "1e3")])
def test_a_word_that_the_type_does_not_know_is_no_value(type_, word):
    with pytest.raises(Problems):
        field_of(f"{{type: {type_}, default: {word}, label: 它}}")


@pytest.mark.parametrize("word", ["yes", "no", "on", "'true'", "1"])
def test_only_true_and_false_are_flags(word):
    with pytest.raises(Problems, match="must be true or false"):
        field_of(f"{{type: string, required: {word}, label: 它}}")


def test_an_option_may_look_like_a_number_or_a_flag():
    field = field_of("{type: choice, options: {no: 否, 012: 零一二}, default: no, label: 它}")
    assert list(field.options) == ["no", "012"]
    assert field.default.tree.value == "no"


def test_anchors_and_merges_are_fine():
    text = "fields:\n  one: &one {type: string, label: 一}\n  two: {<<: *one, label: 二}"
    two = entity_of(text).fields["two"]
    assert (two.type, str(two.label)) == ("string", "二")


def test_lists_and_mappings_know_their_place():
    ((key, value),) = tree("名称: [a, {b: c}]")
    assert isinstance(value, Items) and isinstance(value.items[1], Table)
    assert (key.span.column, value.span.column, value.items[1].span.column) == (1, 5, 9)


def test_null_means_nothing():
    ((_, bare), (_, quoted)) = tree("a: null\nb: 'null'")
    assert (bare.empty, quoted.empty) == (True, False)


@pytest.mark.parametrize(
    ("written", "spot"),
    [
        ("  that: amount > prise\n", (1, 18)),
        ("  that: 'it''s > prise'\n", (1, 18)),
        ('  that: "a \\"b\\" > prise"\n', (1, 20)),
        ("  that: |\n    amount\n    > prise\n", (3, 7)),
        ("  that: >-\n    amount >\n    prise\n", (3, 5)),
    ],
)
def test_a_piece_of_a_text_is_found_in_the_file_whatever_its_quotes(written, spot):
    findings = Findings({"a.yaml": written})
    ((_, value),) = read_tree("a.yaml", written, findings)
    start = value.text.index("prise")
    place = findings.inside(value.span, value.text, start, start + 5)
    assert (place.line, place.column) == spot


def test_marks_stand_under_chinese_text():
    with pytest.raises(Problems) as caught:
        read({"a.yaml": "roles: {clerk: {label: 文员, labl: 书记}}"})
    line, marks = caught.value.show().splitlines()[1:3]
    assert width(line[: line.index("labl")]) == marks.index("^")


def test_problems_of_all_files_come_at_once_and_in_order(tmp_path):
    (tmp_path / "b.yaml").write_text("rolls: {}\nkpi: {}", "utf-8")
    (tmp_path / "a.yaml").write_text("settings: {x: {type: mony, label: 某}}", "utf-8")
    with pytest.raises(Problems) as caught:
        load(tmp_path)
    assert [(p.span.file.split("/")[1], p.code) for p in caught.value] == [
        ("a.yaml", "E201"), ("b.yaml", "E202"), ("b.yaml", "E202")]  # fmt: skip


def test_what_follows_from_a_fault_is_left_out():
    text = "fields:\n  amount: {type: mony, label: 金额}\n  twice: {type: money, formula: amount * 2, label: 两倍}"
    with pytest.raises(Problems) as caught:
        entity_of(text)
    assert [problem.code for problem in caught.value] == ["E201"]
