"""The recycle bin: nothing is lost, nothing that is used goes, lines come back."""

from datetime import datetime

import pytest

from records.query import Query
from records.refusals import Conflict, Forbidden, NotFound, Refused


@pytest.fixture
def loan(member, book):
    return member.create("loan", {"items": [{"book": book()}, {"book": book()}]})


def test_a_deleted_record_is_gone_until_it_is_restored_with_its_lines(member, head, loan):
    member.delete("loan", loan.id, loan.version)
    with pytest.raises(NotFound):
        member.get("loan", loan.id)
    assert head.count("loan") == head.count("loan_item") == 0
    back = head.restore("loan", loan.id)
    assert len(back.values["items"]) == 2 and not back.deleted


def test_the_bin_shows_deleted_records_to_whoever_may_restore(member, head, loan):
    member.delete("loan", loan.id)
    assert [r.id for r in head.find("loan", Query(deleted=True)).records] == [loan.id]
    shown = head.get("loan", loan.id, deleted=True)
    assert shown.deleted and len(shown.values["items"]) == 2
    with pytest.raises(Forbidden):
        member.find("loan", Query(deleted=True))


def test_a_line_that_was_deleted_before_stays_deleted(member, head, loan, rulebook, system):
    first, second = loan.values["items"]
    member.update("loan", loan.id, {"items": [{"id": first.id, "_delete": "1"}]}, 1)
    rulebook.clock = lambda: datetime(2026, 6, 15, 20, 0)
    member.delete("loan", loan.id)
    back = head.restore("loan", loan.id)
    assert [line.id for line in back.values["items"]] == [second.id]


def test_what_is_linked_may_not_be_deleted_and_the_words_say_by_what(
    librarian, system, loan, people
):
    book = loan.values["items"][0].values["book"]
    with pytest.raises(Refused) as refused:
        librarian.delete("book", book)
    assert "still used by 1 × Loan item (Book)" in str(refused.value)
    assert system.get("book", book)


def test_what_is_linked_by_unseen_records_says_no_more_than_that(librarian, system, people):
    fine = system.create("fine", {"loan": system.create("loan", {"reader": people.cai}).id})
    with pytest.raises(Refused) as refused:
        system.delete("loan", fine.values["loan"])
    assert "1 × Fine (Loan). For example: JY202606001" in str(refused.value)
    with pytest.raises(Refused) as refused:
        librarian.delete("reader", people.cai)
    assert str(refused.value) == "This record is still used by records that you may not see."


def test_links_that_let_go_are_emptied_with_a_line_in_their_history(system, librarian, people):
    librarian.delete("reader", people.bea)
    dan = librarian.get("reader", people.dan)
    assert dan.values["superior"] is None and dan.version == 2
    assert librarian.history("reader", people.dan)[0].changes["superior"] == (people.bea, None)


def test_records_that_cascade_go_along(librarian, member, book):
    id = book()
    note = member.create("note", {"words": "read this", "book": id}).id
    librarian.delete("book", id)
    with pytest.raises(NotFound):
        member.get("note", note)


def test_a_record_that_changed_meanwhile_is_not_deleted(member, loan):
    member.update("loan", loan.id, {"days": 3}, 1)
    with pytest.raises(Conflict):
        member.delete("loan", loan.id, 1)


def test_restoring_is_refused_when_a_unique_value_was_taken_meanwhile(librarian, book):
    id = book(code="AA9")
    librarian.delete("book", id)
    librarian.create("book", {"code": "AA9", "name": "New"})
    with pytest.raises(Refused, match="Code AA9 is already used by Book AA9 New."):
        librarian.restore("book", id)


def test_restoring_is_refused_while_a_linked_record_is_deleted(system, librarian, book):
    author = system.create("author", {"name": "A"}).id
    id = book(authors=[author])
    librarian.delete("book", id)
    librarian.delete("author", author)
    with pytest.raises(Refused, match="Authors points at a deleted record"):
        librarian.restore("book", id)


def test_a_deleted_record_may_not_be_deleted_changed_or_moved_again(member, loan):
    member.delete("loan", loan.id)
    for act in (
        lambda: member.delete("loan", loan.id),
        lambda: member.update("loan", loan.id, {"days": 1}, None),
        lambda: member.move("loan", loan.id, "ask"),
    ):
        with pytest.raises(NotFound):
            act()


def test_the_history_tells_who_did_what_when(member, head, loan):
    member.update(
        "loan", loan.id, {"days": 3, "items": [{"id": loan.values["items"][0].id, "copies": 2}]}, 1
    )
    member.delete("loan", loan.id)
    head.restore("loan", loan.id)
    entries = head.history("loan", loan.id)
    assert [(e.action, e.who) for e in entries] == [
        ("restore", "Ada"), ("delete", "Dan"), ("update", "Dan"), ("create", "Dan"),
    ]  # fmt: skip
    change = entries[2].changes
    assert change["days"] == (14, 3)
    (line,) = change["items"]
    assert line["action"] == "update" and line["changes"] == {"copies": (1, 2)}


def test_the_history_hides_fields_that_may_not_be_seen(head, member, librarian, book):
    id = book(cost="5")
    head.update("book", id, {"cost": "6", "name": "New"}, 1)
    assert set(head.history("book", id)[0].changes) == {"cost", "name"}
    assert set(member.history("book", id)[0].changes) == {"name"}
