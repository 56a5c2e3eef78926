"""Hints are read, and every type gives a value that its field would take."""

from datetime import datetime
from decimal import Decimal
from random import Random

import pytest
from faker import Faker

from demo.values import BY_TYPE, Hint, Maker, hint, sample
from records.reading import read as read_value
from schema.load import read
from schema.objects import Field
from schema.types import NEVER_GIVEN, TYPES

MOMENT = datetime(2026, 6, 15, 10)
MADE_ELSEWHERE = NEVER_GIVEN | {"link", "links", "file", "image"}
OWN = {"choice": "options: {a: A, b: B}, "}


def maker(seed: int = 1) -> Maker:
    faker = Faker("zh_CN")
    faker.seed_instance(seed)
    return Maker(Random(seed), faker, MOMENT)


def field_of(declaration: str) -> Field:
    text = f"entities: {{thing: {{label: T, fields: {{it: {{{declaration}, label: I}}}}}}}}"
    return read({"a.yaml": text}).entities["thing"].fields["it"]


def values_of(declaration: str, count: int = 60) -> list:
    field, source = field_of(declaration), maker()
    return [sample(field, source) for _ in range(count)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", Hint()),
        ("company", Hint(provider="company")),
        ("100..5000", Hint(low=Decimal(100), high=Decimal(5000))),
        ("-30 .. -1.5", Hint(low=Decimal(-30), high=Decimal("-1.5"))),
        ("90%", Hint(share=0.9)),
        ("choice: kg | m|", Hint(options=("kg", "m", ""))),
        ("1..9; 40%", Hint(low=Decimal(1), high=Decimal(9), share=0.4)),
        ("name;; 5%", Hint(provider="name", share=0.05)),
    ],
)
def test_a_hint_is_read(text, found):
    assert hint(text) == found


@pytest.mark.parametrize("name", sorted(TYPES.keys() - MADE_ELSEWHERE))
def test_every_type_gives_values_that_its_field_takes(name):
    field, source = field_of(f"type: {name}, {OWN.get(name, '')}required: true"), maker()
    found = [sample(field, source) for _ in range(20)]
    assert None not in found
    assert [read_value(field, value) for value in found] == found


@pytest.mark.parametrize("name", sorted(MADE_ELSEWHERE))
def test_what_is_made_elsewhere_is_left_alone(name):
    assert BY_TYPE[name](None, hint(""), maker()) is None


def test_a_range_holds_numbers_to_their_decimals():
    found = values_of("type: decimal, decimals: 1, required: true, sample: 0.5..2")
    assert min(found) >= Decimal("0.5") and max(found) <= 2
    assert {value.as_tuple().exponent for value in found} == {-1}


def test_declared_limits_hold_where_no_hint_says_more():
    found = values_of("type: integer, required: true, min: 3, max: 5")
    assert set(found) == {3, 4, 5}


def test_a_range_of_a_date_is_days_from_the_records_own_day():
    found = values_of("type: date, required: true, sample: -2..-1")
    assert {(day - MOMENT.date()).days for day in found} == {-2, -1}


def test_a_choice_of_words_and_a_length_are_kept():
    assert set(values_of("type: string, required: true, sample: 'choice: kg|m'")) == {"kg", "m"}
    assert max(map(len, values_of("type: text, required: true, max_length: 8"))) <= 8


def test_a_share_says_how_often():
    answers = values_of("type: boolean, sample: 90%", count=400)
    assert 330 < sum(answers) < 390
    filled = values_of("type: string, sample: 20%", count=400)
    assert 50 < sum(value is not None for value in filled) < 120


def test_several_options_are_different_ones():
    found = values_of("type: choice, multiple: true, options: [a, b, c], required: true")
    assert all(1 <= len(keys) == len(set(keys)) <= 2 for keys in found)


def test_a_pattern_without_a_provider_is_not_guessed():
    assert set(values_of("type: string, pattern: '[A-Z]+'")) == {None}
