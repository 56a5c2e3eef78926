"""Numbers: in order, restarting by period, unique under fifty writers at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from models.database import connected
from records.actor import person_actor
from records.gate import Gate


def test_numbers_go_on_and_restart_with_the_month(member, rulebook):
    first, second = member.create("loan", {}), member.create("loan", {})
    rulebook.clock = lambda: datetime(2026, 7, 1, 8, 0)
    later = Gate(rulebook, member.actor).create("loan", {})
    numbers = [r.values["number"] for r in (first, second, later)]
    assert numbers == ["JY202606001", "JY202606002", "JY202607001"]


def test_a_number_is_never_given_again(member):
    first = member.create("loan", {})
    member.delete("loan", first.id)
    assert member.create("loan", {}).values["number"] == "JY202606002"


def test_numbers_pass_those_that_were_brought_along(member, system, people):
    system.create("loan", {"reader": people.dan, "number": "JY202606998"})
    numbers = [member.create("loan", {}).values["number"] for _ in range(2)]
    assert numbers == ["JY202606999", "JY2026061000"]


def test_a_number_brought_along_later_is_passed_too(member, system, people):
    member.create("loan", {})
    system.create("loan", {"reader": people.dan, "number": "JY202606007"})
    assert member.create("loan", {}).values["number"] == "JY202606008"


def test_fifty_writers_at_once_get_fifty_numbers(rulebook, people):
    actor = person_actor(rulebook.schema, people.dan, ["member"], "Dan")

    def write(_):
        with connected(rulebook.tables.database):
            return Gate(rulebook, actor).create("loan", {}).values["number"]

    rulebook.tables.database.close()
    with ThreadPoolExecutor(50) as pool:
        numbers = list(pool.map(write, range(50)))
    assert sorted(numbers) == [f"JY202606{n:03d}" for n in range(1, 51)]


@pytest.mark.parametrize("writers", [8])
def test_of_several_who_change_one_record_one_wins(rulebook, people, book, writers):
    id = book()
    actor = person_actor(rulebook.schema, people.ada, ["head"], "Ada")

    def write(n):
        with connected(rulebook.tables.database):
            try:
                return Gate(rulebook, actor).update("book", id, {"name": f"B{n}"}, 1).version
            except Exception as refusal:
                return type(refusal).__name__

    rulebook.tables.database.close()
    with ThreadPoolExecutor(writers) as pool:
        answers = list(pool.map(write, range(writers)))
    assert answers.count(2) == 1 and answers.count("Conflict") == writers - 1
