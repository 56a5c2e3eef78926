"""The rulebook that comes with the engine has no problem."""

from datetime import date, datetime, time
from pathlib import Path
from types import SimpleNamespace

import pytest

from formula.evaluate import Context, value
from schema.load import load
from schema.questions import cited_clauses, modules_in_order

SHIPPED = Path(__file__).parent.parent.parent / "schema"


def test_the_shipped_rulebook_loads_whole():
    schema = load(SHIPPED)
    assert len(schema.entities) > 50
    assert len(modules_in_order(schema)) > 5


def test_every_citation_of_the_shipped_rulebook_is_in_its_index():
    schema = load(SHIPPED)
    assert cited_clauses(schema).keys() <= schema.clauses.keys()


MORNING = datetime(2026, 6, 15, 9)


@pytest.mark.parametrize(
    ("entity", "field", "start", "done", "now", "expected"),
    [
        ("sales_order", "received_on_time", {"sent_at": MORNING}, "received_at", 12, None),
        ("sales_order", "received_on_time", {"sent_at": MORNING}, "received_at", 14, False),
        ("daily_statistic", "on_time", {"stat_on": date(2026, 6, 15)}, "completed_at", 17, None),
        ("daily_statistic", "on_time", {"stat_on": date(2026, 6, 15)}, "completed_at", 18, False),
    ],
)
def test_punctuality_is_open_until_the_moment_has_passed(entity, field, start, done, now, expected):
    tree = load(SHIPPED).entities[entity].fields[field].formula.tree
    moment = MORNING.replace(hour=now)
    setting = {"order_receive_hours": 4, "stat_due_time": time(17, 30)}
    context = Context(None, moment.date(), moment, setting, frozenset(), None)
    assert value(tree, SimpleNamespace(get=start.get), context) is expected
    finished = start | {done: MORNING.replace(hour=13)}
    assert value(tree, SimpleNamespace(get=finished.get), context) is True


@pytest.mark.parametrize(("score", "expected"), [(80, True), (79, False), (None, None)])
def test_an_answer_satisfies_from_the_score_of_the_setting_on_and_says_nothing_while_empty(
    score, expected
):
    tree = load(SHIPPED).entities["survey_response"].fields["is_satisfied"].formula.tree
    context = Context(
        None, MORNING.date(), MORNING, {"survey_satisfied_score": 80}, frozenset(), None
    )
    assert value(tree, SimpleNamespace(get={"score": score}.get), context) is expected
