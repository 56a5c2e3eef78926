"""Searching by sound: pinyin and initials, of records and of what they link to."""

import pytest

from records.query import Query
from records.spelling import spell_all


def titles(gate, entity, search):
    return [record.title for record in gate.find(entity, Query(search=search)).records]


@pytest.mark.parametrize("typed", ["hongloumeng", "HLM", "loumeng", "hlm 红"])
def test_a_record_is_found_by_the_sound_of_its_title(member, book, typed):
    book(name="红楼梦")
    book(name="三国演义")
    assert titles(member, "book", typed) == ["AA1 红楼梦"]


def test_a_record_is_found_by_the_sound_of_what_it_links_to(member, system, people):
    system.update("branch", people.south, {"name": "南山分馆"}, None)
    system.create("book", {"code": "AA1", "name": "x", "branch": people.south})
    assert titles(member, "book", "nsfg") == ["AA1 x"]
    assert [o.title for o in member.options("book", "branch", "nanshan")] == ["南山分馆"]


def test_the_sound_follows_the_title(librarian, member, book):
    id = book(name="红楼梦")
    librarian.update("book", id, {"name": "西游记"}, 1)
    assert titles(member, "book", "hlm") == [] and titles(member, "book", "xyj") == ["AA1 西游记"]


def test_no_sound_tells_of_a_record_that_may_not_be_read(member, librarian, book):
    book(name="密档", kind="secret", secret_place="x")
    assert titles(member, "book", "midang") == [] and titles(librarian, "book", "midang") != []


def test_all_sounds_can_be_noted_again(member, system, book, rulebook):
    book(name="红楼梦")
    rulebook.tables.Spelling.delete().execute()
    assert titles(member, "book", "hlm") == []
    assert spell_all(system.session) == 7
    assert titles(member, "book", "hlm") == ["AA1 红楼梦"]
