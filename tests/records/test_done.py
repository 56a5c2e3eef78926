"""What has no workflow is finished by the field that `done` names, and is late only until then."""

from datetime import datetime

import pytest

from records.actor import SYSTEM, person_actor
from records.desk import finished
from records.gate import Gate
from records.query import Query
from tests import worlds

POST_OFFICE = """
module: {name: post, label: Post}
people: {entity: clerk, name: name}
roles: {counter: {label: Counter}}
entities:
  clerk:
    label: Clerk
    title: "{name}"
    fields: {name: {type: string, label: Name}}
    permissions: {counter: {read: all}}
  letter:
    label: Letter
    title: "{address}"
    owner: clerk
    due: answer_by
    done: answered_at
    fields:
      address: {type: string, label: Address}
      clerk: {type: link, to: clerk, default: me, label: Clerk}
      answer_by: {type: date, label: Answer by}
      answered_at: {type: datetime, label: Answered at}
    permissions: {counter: {read: all, create: all, update: all}}
"""


@pytest.fixture
def clerk(database_url, tmp_path):
    with worlds.opened(POST_OFFICE, database_url, tmp_path, datetime(2026, 7, 1, 9)) as book:
        person = Gate(book, SYSTEM).create("clerk", {"name": "Ann"}).id
        yield Gate(book, person_actor(book.schema, person, ["counter"], "ann"))


@pytest.fixture
def letter(clerk):
    return clerk.create("letter", {"address": "Dover", "answer_by": "2026-06-20"})


def test_a_record_is_late_until_the_field_is_filled_in(clerk, letter):
    assert [task.title for task in clerk.overdue()] == ["Dover"]
    clerk.update("letter", letter.id, {"answered_at": "2026-06-28 10:00"}, None)
    assert clerk.overdue() == []


def test_a_record_says_whether_it_is_finished(clerk, letter):
    entity = clerk.rulebook.entity("letter")
    assert not finished(entity, letter)
    answered = clerk.update("letter", letter.id, {"answered_at": "2026-06-28 10:00"}, None)
    assert finished(entity, answered)


def test_a_list_without_the_field_calls_nothing_late(clerk, letter):
    (listed,) = clerk.find("letter", Query(columns=("address", "answer_by"))).records
    assert finished(clerk.rulebook.entity("letter"), listed)
