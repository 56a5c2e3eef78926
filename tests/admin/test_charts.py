"""Charts are numbers first: round scales, dots where the values are."""

from decimal import Decimal

from admin.charts import Point, chart, spark


def point(value, verdict="met", running=False):
    found = None if value is None else Decimal(value)
    return Point("m", found, str(value), verdict, running)


def test_the_scale_is_round_and_holds_every_value_and_the_target():
    made = chart([point("0.37"), point("0.71")], Decimal("0.93"))
    values = [value for _, value in made.lines]
    assert values[0] <= Decimal("0.37") and values[-1] >= Decimal("0.93")
    assert all(value * 100 % 5 == 0 for value in values)


def test_one_value_alone_still_has_a_scale():
    assert len(chart([point("5")], None).lines) >= 2


def test_a_period_without_a_value_has_no_dot_but_keeps_its_place():
    made = chart([point("1"), point(None), point("3")], None)
    assert len(made.dots) == 2
    assert made.dots[1].x == made.slots[2][0]


def test_a_running_period_is_a_dot_and_not_part_of_the_line():
    made = chart([point("1"), point("2"), point("3", running=True)], None)
    assert len(made.path.split()) == 2


def test_a_spark_without_values_is_empty():
    assert spark([None, None], Decimal(1)).end is None


def test_a_year_of_months_names_every_third_and_keeps_numbers_apart():
    made = chart([point("1") for _ in range(12)], None)
    assert [bool(label) for _, label in made.slots[-4:]] == [True, False, False, True]
    spoken = [dot.x for dot in made.dots if not dot.quiet]
    assert made.dots[-1].x in spoken
    assert all(right - left >= 46 for left, right in zip(spoken, spoken[1:], strict=False))
